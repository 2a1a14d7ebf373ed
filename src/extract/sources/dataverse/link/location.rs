//! Where a model says that a part lies, and where that is below the export's root. A model is the
//! vendor's word: what it names elsewhere, or with steps upwards, is refused and told.

/// A place that a model names, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Location {
    /// What precedes the table's folder; of parts in one export it is the same.
    pub base: String,
    /// From the table's folder on: `flowsession/Snapshot/2026-03_1772439300.csv`.
    pub path: String,
}

/// Finds the table's folder in a location. Names in it are percent-decoded; whoever wrote `%2F`
/// meant no folder.
pub fn located(location: &str, table: &str) -> Result<Location, &'static str> {
    let (host, path) = match location.find("://").map(|at| at + 3) {
        Some(from) => location.split_at(
            location[from..]
                .find('/')
                .map_or(location.len(), |at| from + at),
        ),
        None => ("", location),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let names: Option<Vec<String>> = path
        .split('/')
        .filter(|name| !name.is_empty())
        .map(decoded)
        .collect();
    let names = names.ok_or("it is not percent-encoded text")?;
    if names
        .iter()
        .any(|name| matches!(name.as_str(), "." | "..") || name.contains(['/', '\\', '\0']))
    {
        return Err("it steps out of its folder");
    }
    // A part, or a snapshot of it: the folder is the last but one or the last but two.
    let is_table = |back: usize| {
        names
            .len()
            .checked_sub(back)
            .is_some_and(|at| names[at].to_lowercase() == table)
    };
    let back = match (is_table(2), is_table(3)) {
        (true, _) => 2,
        (_, true) if names[names.len() - 2].eq_ignore_ascii_case("Snapshot") => 3,
        _ => return Err("it does not lie in its table's folder"),
    };
    let (base, path) = names.split_at(names.len() - back);
    Ok(Location {
        base: [host, &base.join("/")].join("/"),
        path: path.join("/"),
    })
}

fn decoded(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let (mut text, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = name
                .get(at + 1..at + 3)
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            text.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            text.push(byte);
            at += 1;
        }
    }
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_location_is_what_lies_in_its_tables_folder() {
        for (location, base, path) in [
            (
                "https://acc.dfs.core.windows.net/box/flowsession/2026-03.csv",
                "https://acc.dfs.core.windows.net/box",
                "flowsession/2026-03.csv",
            ),
            (
                "https://acc:443/box/FlowSession/Snapshot/2026_17.csv",
                "https://acc:443/box",
                "FlowSession/Snapshot/2026_17.csv",
            ),
            (
                "https://acc/box/a%20b/flowsession/2026%2B1.csv?sv=1#x",
                "https://acc/box/a b",
                "flowsession/2026+1.csv",
            ),
            ("flowsession/2026.csv", "/", "flowsession/2026.csv"),
            ("/flowsession/2026.csv", "/", "flowsession/2026.csv"),
            (
                "https://acc/flowsession/flowsession/Gr%C3%B6%C3%9Fe.csv",
                "https://acc/flowsession",
                "flowsession/Größe.csv",
            ),
        ] {
            let expected = Location {
                base: base.into(),
                path: path.into(),
            };
            assert_eq!(located(location, "flowsession"), Ok(expected), "{location}");
        }
    }

    #[test]
    fn what_lies_elsewhere_or_steps_upwards_is_refused() {
        for (location, why) in [
            ("https://acc/box/account/2026.csv", "table's folder"),
            (
                "https://acc/box/flowsession/deep/er/2026.csv",
                "table's folder",
            ),
            (
                "https://acc/box/flowsession/deep/2026.csv",
                "table's folder",
            ),
            ("https://acc/flowsession", "table's folder"),
            ("https://flowsession", "table's folder"),
            ("", "table's folder"),
            ("https://acc/box/flowsession/../../secret.csv", "steps out"),
            ("https://acc/box/flowsession/%2E%2e/2026.csv", "steps out"),
            (
                "https://acc/box/flowsession/..%2F..%2Fsecret.csv",
                "steps out",
            ),
            ("https://acc/box/flowsession/..%5Csecret.csv", "steps out"),
            ("https://acc/box/flowsession/2026%00.csv", "steps out"),
            ("https://acc/box/flowsession/100%.csv", "percent-encoded"),
            ("https://acc/box/flowsession/%C3.csv", "percent-encoded"),
            ("https://acc/box/flowsession/%+1.csv", "percent-encoded"),
        ] {
            assert!(
                located(location, "flowsession").is_err_and(|told| told.contains(why)),
                "{location}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_located_lies_below_the_root(location in "(https://acc/)?([a-z%./\\\\:]|%2[eEfF]|flowsession/|\\.\\./){0,12}") {
            if let Ok(found) = located(&location, "flowsession") {
                let names: Vec<_> = found.path.split('/').collect();
                prop_assert!(names[0] == "flowsession" && names.len() <= 3);
                prop_assert!(names.iter().all(|name| !name.is_empty() && *name != "." && *name != ".." && !name.contains('\\')));
            }
        }
    }
}
