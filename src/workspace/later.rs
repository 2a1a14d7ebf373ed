//! What the contract names and this version does not compute yet, in one place. Such a word is
//! refused with a clear sentence: a figure that silently leaves something out would be worse than
//! none.

/// By the key or column it is written under.
const LATER: &[(&str, &[&str])] = &[
    ("sli", &["cutoff", "schedule", "backlog", "freshness"]),
    ("format", &["audit"]),
    ("attach", &["pdf"]),
    ("when", &["alert"]),
    (
        "scope",
        &[
            "department",
            "project",
            "region",
            "each-department",
            "each-project",
        ],
    ),
];

/// Whether a word is promised for later under that key.
pub fn is_promised(key: &str, word: &str) -> bool {
    LATER
        .iter()
        .any(|(of, words)| *of == key && words.contains(&word))
}

/// The sentence that refuses it.
pub fn refusal(word: &str) -> String {
    format!("`{word}` is planned, but this version does not compute it yet")
}
