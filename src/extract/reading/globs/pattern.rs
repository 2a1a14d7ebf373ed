//! What a glob means: part by part, and within a part character by character, so that no glob takes
//! long.

pub fn hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// Whether a path is like a glob: `*` and `?` stay within a name, `**` spans any number of folders,
/// and no wildcard begins a hidden name.
///
/// ```
/// # use reckoner::extract::reading::globs::matches;
/// assert!(matches("*.csv", "march.csv") && !matches("*.csv", "2026/march.csv"));
/// assert!(matches("**/*.csv", "2026/03/march.csv") && matches("**/*.csv", "march.csv"));
/// ```
pub fn matches(glob: &str, path: &str) -> bool {
    FolderReach::of(glob, path).matches
}

/// How far a glob and a path go together.
pub struct FolderReach {
    pub matches: bool,
    /// What lies below the path may match.
    pub leads: bool,
}

impl FolderReach {
    /// Part by part of the glob, at which names of the path one may stand then: so the time is
    /// within parts × names.
    pub fn of(glob: &str, path: &str) -> Self {
        let (parts, names): (Vec<&str>, Vec<&str>) =
            (glob.split('/').collect(), path.split('/').collect());
        let end = names.len();
        let (mut at, mut leads) = (vec![false; end + 1], false);
        at[0] = true;
        for (number, part) in parts.iter().enumerate() {
            leads |= at[end];
            let mut next = vec![false; end + 1];
            if *part == "**" {
                // At the end it means whatever lies below.
                let may_be_none = number + 1 < parts.len();
                let mut is_within = false;
                for place in 0..=end {
                    next[place] = is_within || (may_be_none && at[place]);
                    is_within |= at[place];
                    leads |= is_within && place == end;
                    is_within &= !names.get(place).is_some_and(|name| hidden(name));
                }
            } else {
                for (place, name) in names.iter().enumerate().filter(|(place, _)| at[*place]) {
                    next[place + 1] = (!hidden(name) || hidden(part)) && like(part, name);
                }
            }
            at = next;
        }
        Self {
            matches: at[end],
            leads,
        }
    }
}

/// One name: goes back to the latest star only, which suffices and keeps the time within glob ×
/// name.
pub fn like(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, n));
                g += 1;
            }
            Some(&c) if c == '?' || c == name[n] => (g, n) = (g + 1, n + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (g, n) = (at + 1, from + 1);
            }
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_names_what_it_looks_like() {
        for (glob, path, like) in [
            ("*", "a", true),
            ("*", "a/b", false),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyyb", false),
            ("?.csv", "ä.csv", true),
            ("?.csv", ".csv", false),
            ("2026-??/*.csv", "2026-03/x.csv", true),
            ("**", "a/b/c", true),
            ("**/x.csv", "a/b/x.csv", true),
            ("**/x.csv", "a/b/xx.csv", false),
            ("a/**/b/*.csv", "a/b/1.csv", true),
            ("a/**/b/*.csv", "a/x/y/b/1.csv", true),
            ("a/**/**/b", "a/b", true),
            ("*.csv", ".hidden.csv", false),
            (".*.csv", ".hidden.csv", true),
            ("**/*.csv", ".tmp/x.csv", false),
            ("[ab].csv", "a.csv", false),
        ] {
            assert_eq!(matches(glob, path), like, "{glob} {path}");
        }
        let (stars, name) = ("*a".repeat(60), "a".repeat(200) + "b");
        assert!(!matches(&stars, &name), "and it takes no age");
        let deep = "a/".repeat(40);
        assert!(
            !matches(&format!("{}b", "**/a/".repeat(12)), &format!("{deep}c")),
            "nor do folders"
        );
        assert!(matches(
            &format!("{}b", "**/a/".repeat(12)),
            &format!("{deep}b")
        ));
    }

    #[test]
    fn into_a_folder_one_looks_where_something_below_it_may_be_meant() {
        for (glob, folder, leads) in [
            ("*.csv", "a", false),
            ("*/x.csv", "a", true),
            ("*/x.csv", "a/b", false),
            ("2026-*/*.csv", "2025-01", false),
            ("**/x.csv", "a/b/c", true),
            ("**/x.csv", "a/.b", false),
            ("a/**", "a/b", true),
            ("a/**", "b", false),
            ("a/**/b/*.csv", "a/c", true),
            (".b/*.csv", ".b", true),
        ] {
            assert_eq!(
                FolderReach::of(glob, folder).leads,
                leads,
                "{glob} {folder}"
            );
        }
    }
}
