//! "Did you mean …?": the nearest of the words that would have been right.

/// The nearest candidate, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.trim().to_lowercase().replace([' ', '-'], "_");
    let word = plain(word);
    let ranked = candidates.into_iter().map(|candidate| {
        let other = plain(candidate);
        let edits = strsim::damerau_levenshtein(&word, &other);
        let begins = other.len().min(word.len()) >= 3
            && (word.starts_with(&other) || other.starts_with(&word));
        let near = edits * 3 <= word.chars().count().max(other.chars().count())
            || strsim::jaro_winkler(&word, &other) >= 0.85
            || begins;
        (near, edits, candidate)
    });
    ranked
        .filter(|&(near, ..)| near)
        .min_by_key(|&(_, edits, candidate)| (edits, candidate))
        .map(|(_, _, candidate)| candidate)
}

/// "did you mean `x`?", or else what there is to choose from.
pub fn instead<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, candidates.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<&str> = candidates.into_iter().collect();
    match all.len() {
        0 => "there are none yet".to_owned(),
        1..=24 => format!(
            "there {} {}",
            if all.len() == 1 { "is" } else { "are" },
            all.join(", ")
        ),
        n => format!("there are {n}, from {} to {}", all[0], all[n - 1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_and_a_far_one_is_not() {
        let columns = ["automated_share", "automated_error_rate", "people"];
        for (written, meant) in [
            ("automated_shares", Some("automated_share")),
            ("Automated Share", Some("automated_share")),
            ("automted_share", Some("automated_share")),
            ("poeple", Some("people")),
            ("automated", Some("automated_share")),
            ("fte", None),
        ] {
            assert_eq!(nearest(written, columns), meant, "{written}");
        }
    }
}
