//! What the path of an export tells: a pattern of the path's last names, in which `{…}` stands
//! for what is told.

use super::pattern::like;

/// `flows/{automation}/*.json`: the last names of a path, each like a glob's, and one of them with
/// what is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern(String);

impl PathPattern {
    /// Or why it cannot be one, and what to write.
    pub fn new(pattern: &str) -> Result<Self, (String, &'static str)> {
        let wrong = |why: &str| format!("`{pattern}` {why}");
        let (open, close) = (pattern.matches('{').count(), pattern.matches('}').count());
        let place = pattern
            .find('{')
            .zip(pattern.find('}'))
            .filter(|(open, close)| open < close);
        let is_within = |(open, close): (usize, usize)| !pattern[open..close].contains('/');
        if open > 1 || close > 1 {
            return Err((
                wrong("tells more than one thing"),
                "put one {…} in the place of what is told, and * in the place of what is not",
            ));
        }
        if !place.is_some_and(is_within) {
            return Err((
                wrong("does not say which part of a path tells it"),
                "put {automation} there, as in \"flows/{automation}/*.json\"",
            ));
        }
        if pattern.contains("**") {
            return Err((
                wrong("has **"),
                "write the last names of the path only: folders before them may be called as they like",
            ));
        }
        if pattern.split('/').any(str::is_empty) {
            return Err((
                wrong("has a folder without a name"),
                "write the last names of the path, with one / between them",
            ));
        }
        Ok(Self(pattern.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a path tells; None: it is not like this. What else may vary takes as little of a name
    /// as it can, from the left.
    pub(in crate::extract) fn told<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (parts, names): (Vec<&str>, Vec<&str>) =
            (self.0.split('/').collect(), path.split('/').collect());
        let names = &names[names.len().checked_sub(parts.len())?..];
        let mut told = None;
        for (part, name) in parts.iter().zip(names) {
            match part.split_once('{') {
                Some((before, rest)) => told = between(before, rest.split_once('}')?.1, name),
                None if like(part, name) => {}
                None => return None,
            }
        }
        told
    }
}

/// What stands in a name between what is like `before` and what is like `after`: it is something.
fn between<'n>(before: &str, after: &str, name: &'n str) -> Option<&'n str> {
    let places = || name.char_indices().map(|(at, _)| at).chain([name.len()]);
    let from = places().find(|&at| like(before, &name[..at]))?;
    let to = places()
        .filter(|&at| at > from)
        .find(|&at| like(after, &name[at..]))?;
    Some(&name[from..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_stands_in_the_place_of_the_braces() {
        for (pattern, path, told) in [
            (
                "flows/{automation}/*.json",
                "/in/flows/inv/1.json",
                Some("inv"),
            ),
            ("flows/{automation}/*.json", "flows/inv/x/1.json", None),
            ("flows/{automation}/*.json", "inv/1.json", None),
            (
                "{job}.csv",
                "in/Rechnungen März.csv",
                Some("Rechnungen März"),
            ),
            ("{job}.csv", ".csv", None),
            ("runs-{job}-*.csv", "runs-a-b-c.csv", Some("a")),
            ("*-{job}.csv", "2026-03-a.csv", Some("03-a")),
            ("{job}?.csv", "ab1.csv", Some("ab")),
            ("x{job}", "ax", None),
            ("{job}", "a/b", Some("b")),
        ] {
            assert_eq!(
                PathPattern::new(pattern).unwrap().told(path),
                told,
                "{pattern} {path}"
            );
        }
        let long = "a".repeat(255);
        let pattern =
            PathPattern::new(&format!("{}{{x}}{}b", "*a".repeat(40), "*a".repeat(40))).unwrap();
        assert_eq!(pattern.told(&long), None, "and it takes no age");
    }
}
