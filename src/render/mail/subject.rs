//! Subjects: whose report, of when, what it found, and what is missing in it.

use super::super::format;
use super::super::texts::text;

const LONGEST: usize = 120;
/// Names are not to leave the finding without room.
const WHOSE: usize = 40;
const NAME: usize = 20;
/// So many of those who did not tell everything are named.
const NAMED: usize = 2;

/// One line of at most 120 characters, cut at a word of the finding.
///
/// ```
/// # use reckoner::render::mail::subject;
/// assert_eq!(
///     subject("Contoso", "March 2026", "net value $4.6 k", &["APAC".to_owned()]),
///     "Contoso, March 2026: net value $4.6 k [incomplete: APAC]"
/// );
/// ```
pub fn subject(whose: &str, when: &str, finding: &str, incomplete: &[String]) -> String {
    let named = incomplete.iter().take(NAMED).map(|name| cut(name, NAME));
    let named = named.collect::<Vec<_>>().join(", ");
    let behind = match incomplete.len().saturating_sub(NAMED) {
        _ if incomplete.is_empty() => String::new(),
        0 => text!("subject-incomplete", names = named),
        more => text!("subject-incomplete-more", names = named, n = more),
    };
    let before = text!(
        "subject",
        whose = cut(whose, WHOSE),
        when = when,
        finding = finding
    );
    cut(&before, LONGEST.saturating_sub(behind.chars().count())) + &behind
}

/// A text without line ends and other controls, which would be headers of their own.
fn line(text: &str) -> String {
    let text: String = format::plain(text)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, longest: usize) -> String {
    format::cut(&line(text), longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_cut_at_a_word_and_what_is_missing_is_not_cut() {
        let names = ["APAC".to_owned(), "EMEA".to_owned(), "x".repeat(90)];
        let finding = "net value rose by 12 % since far more invoices came in ".repeat(4);
        let subject = subject("Contoso", "March 2026", &finding, &names);
        assert!(subject.chars().count() <= LONGEST, "{subject}");
        assert!(
            subject.ends_with(" came in net… [incomplete: APAC, EMEA and 1 more]"),
            "{subject}"
        );
    }

    #[test]
    fn names_of_any_length_leave_one_line() {
        let names = vec!["税".repeat(300), "b".repeat(300)];
        let whose = "a\r\nBcc: everybody\u{202e}";
        let of_long = subject(&whose.repeat(20), "March\n2026", &"f".repeat(300), &names);
        assert!(of_long.chars().count() <= LONGEST, "{of_long}");
        assert!(!of_long.contains(['\r', '\n', '\u{202e}']), "{of_long}");
    }
}
