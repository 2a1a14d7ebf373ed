//! How many of something, in words that agree with one another.

/// ```
/// # use reckoner::model::many::many;
/// assert_eq!((many(1, "row"), many(0, "row"), many(1_200, "delivery")), ("1 row".into(), "0 rows".into(), "1200 deliveries".into()));
/// ```
pub fn many(count: impl TryInto<i128>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(i128::MAX);
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}
