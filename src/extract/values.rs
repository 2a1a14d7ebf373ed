//! Numbers, truths, ids and names of columns as exports tell them.

use super::rejects::{Fault, shown};

/// A whole number, under the export's own name of its column.
pub fn whole(text: &str, column: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| {
        Fault::new(
            column,
            "bad_number",
            format!("`{}` is not a whole number, such as 1042", shown(text)),
        )
    })
}

/// The name of a column as it is compared: in small letters, with one kind of blank, and without
/// what cannot be seen.
pub fn alike(name: &str) -> String {
    let seen = name
        .chars()
        .filter(|sign| !matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'));
    let name: String = seen
        .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
        .collect();
    name.trim().to_lowercase()
}

/// Empty is no.
pub fn truth(text: &str, column: &str) -> Result<bool, Fault> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" => Ok(true),
        "" | "false" | "0" | "no" => Ok(false),
        _ => Err(Fault::new(
            column,
            "bad_truth",
            format!(
                "`{}` is neither true nor false (nor 1, 0, yes, no)",
                shown(text)
            ),
        )),
    }
}

/// Microsoft's ids mean the same in either case and in braces. None: it is written plainly already,
/// or is none.
pub fn guid(id: &str) -> Option<String> {
    let bare = id
        .strip_prefix('{')
        .and_then(|id| id.strip_suffix('}'))
        .unwrap_or(id);
    let is_guid = bare.len() == 36
        && bare.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        });
    (is_guid && (bare.len() < id.len() || bare.bytes().any(|byte| byte.is_ascii_uppercase())))
        .then(|| bare.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_case_and_with_any_blanks() {
        for name in [
            "Job Name",
            "\u{feff}job\u{a0}NAME ",
            "JOB\u{202f}name\u{200b}",
            "\u{200d}Job Name",
        ] {
            assert_eq!(alike(name), "job name", "{name:?}");
        }
        assert_ne!(alike("JobName"), alike("Job Name"));
    }

    #[test]
    fn a_guid_is_written_in_one_way_and_what_is_none_stays_as_it_is() {
        let plain = "6f1c0d3a-0b5e-4c2f-9a1d-2e3f4a5b6c7d";
        for id in [
            &plain.to_uppercase(),
            &format!("{{{plain}}}"),
            &format!("{{{}}}", plain.to_uppercase()),
        ] {
            assert_eq!(guid(id).as_deref(), Some(plain), "{id}");
        }
        for id in [
            plain,
            "W1",
            "",
            "{W1}",
            "6F1C0D3A_0B5E-4C2F-9A1D-2E3F4A5B6C7D",
            "08585236861638480597867166179CU104",
        ] {
            assert_eq!(guid(id), None, "{id}");
        }
    }
}
