//! How many of something, in words that agree with one another; and how much of a text.

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

/// The first `characters` of a text, which is cut between two of them.
///
/// ```
/// # use reckoner::model::many::cut;
/// assert_eq!((cut("äöü", 2), cut("äöü", 3), cut("", 2), cut("a", 0)), ("äö", "äöü", "", ""));
/// ```
pub fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices()
        .nth(characters)
        .map_or(text, |(end, _)| &text[..end])
}
