//! The members of a row that are asked for, by dotted paths, in any case. Each becomes a text: numbers as they are
//! written, so that none is too large to be exact; true and false by their names; null and what is not there as nothing.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use crate::extract::rejects::{Fault, NOT_UTF8, shown};

/// The paths asked for, in lower case.
pub struct Asked {
    paths: Vec<String>,
    /// Of an object where a text is meant: the member that tells it.
    within: Option<String>,
}

/// What a row tells, by the numbers of the paths.
pub type Told<'r> = Vec<Option<Cow<'r, str>>>;

impl Asked {
    pub fn new(paths: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { paths: paths.into_iter().map(|path| path.as_ref().trim().to_lowercase()).collect(), within: None }
    }

    /// Where a vendor tells a text in an object of its own, as in `{"value": "…", "link": "…"}`: the member it stands in.
    pub fn or_within(self, member: Option<&str>) -> Self {
        Self { within: member.map(str::to_lowercase), ..self }
    }

    /// Takes a row apart. `stranger` hears of each member that nobody asked for.
    pub fn of<'r>(&self, row: &'r [u8], stranger: &mut dyn FnMut(&str)) -> Result<Told<'r>, Fault> {
        let row = std::str::from_utf8(row).map_err(|_| Fault::new("", "not_utf8", NOT_UTF8))?;
        serde_json::from_str::<IgnoredAny>(row)
            .map_err(|error| Fault::new("", "bad_json", format!("this is no JSON: {}", cause(&error))))?;
        if !row.starts_with('{') {
            return Err(Fault::new("", "not_a_row", format!("`{}` is no row: a row is an object, {{…}}", shown(row))));
        }
        let mut reading = Reading {
            told: vec![None; self.paths.len()],
            found: vec![false; self.paths.len()],
            path: String::new(),
            stranger,
            within: self.within.as_deref(),
        };
        let wanted: Vec<_> = self.paths.iter().enumerate().map(|(at, path)| (at, path.as_str())).collect();
        reading.object(row, &wanted)?;
        Ok(reading.told)
    }
}

/// What serde_json found, without its place in a text that stands in one line beside it.
fn cause(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.rsplit_once(" at line 1 column ") {
        Some((cause, column)) => format!("{cause}, at character {column}"),
        None => said,
    }
}

struct Reading<'r, 's> {
    told: Told<'r>,
    /// Told, be it as null.
    found: Vec<bool>,
    /// Of the object in hand, with a dot behind it.
    path: String,
    stranger: &'s mut dyn FnMut(&str),
    within: Option<&'s str>,
}

impl<'r> Reading<'r, '_> {
    /// Reads an object that is known to be JSON, for what is wanted of it.
    fn object(&mut self, object: &'r str, wanted: &[(usize, &str)]) -> Result<(), Fault> {
        for (name, value) in (Members { text: object, at: 1 }) {
            let name = unquoted(name).ok_or_else(|| no_text("", name))?;
            let lower: Cow<'_, str> = match name.is_ascii() && !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                true => Cow::Borrowed(&name),
                false => Cow::Owned(name.to_lowercase()),
            };
            let mut deeper = Vec::new();
            let mut is_asked = false;
            for &(at, path) in wanted {
                match path.strip_prefix(&*lower) {
                    Some("") => {
                        is_asked = true;
                        self.tell(at, &name, value)?;
                    }
                    Some(rest) if rest.starts_with('.') => deeper.push((at, &rest[1..])),
                    _ => {}
                }
            }
            if !deeper.is_empty() && !value.starts_with('{') && value != "null" {
                let message = format!("`{}` is no object: it has no {}", shown(value), deeper[0].1);
                return Err(Fault::new(&format!("{}{name}", self.path), "not_a_value", message));
            }
            if !deeper.is_empty() && value.starts_with('{') {
                let length = self.path.len();
                self.path.push_str(&name);
                self.path.push('.');
                self.object(value, &deeper)?;
                self.path.truncate(length);
            } else if !is_asked && deeper.is_empty() {
                (self.stranger)(&format!("{}{name}", self.path));
            }
        }
        Ok(())
    }

    fn tell(&mut self, at: usize, name: &str, value: &'r str) -> Result<(), Fault> {
        let path = || format!("{}{name}", self.path);
        if std::mem::replace(&mut self.found[at], true) {
            let message = format!("the row names `{}` more than once: only one can be meant", path());
            return Err(Fault::new(&path(), "duplicate_column", message));
        }
        self.told[at] = match value.as_bytes()[0] {
            b'n' => None,
            b'{' if let Some(within) = self.within => {
                let mut inner =
                    Reading { told: vec![None], found: vec![false], path: format!("{}.", path()), stranger: &mut |_| {}, within: None };
                inner.object(value, &[(0, within)])?;
                inner.told.remove(0)
            }
            b'{' | b'[' => {
                let message = format!("`{}` is no text or number: name one of its members, as in {}.name", shown(value), path());
                return Err(Fault::new(&path(), "not_a_value", message));
            }
            b'"' => {
                let text = unquoted(value).ok_or_else(|| no_text(&path(), value))?;
                if text.contains('\0') {
                    return Err(Fault::new(&path(), "nul", "a NUL character: export text without it"));
                }
                Some(text)
            }
            _ => Some(Cow::Borrowed(value)),
        };
        Ok(())
    }
}

fn no_text(path: &str, value: &str) -> Fault {
    Fault::new(path, "bad_json", format!("`{}` holds an escape that is no character", shown(value)))
}

/// What stands between the quotes; None: half a surrogate is no character.
fn unquoted(string: &str) -> Option<Cow<'_, str>> {
    if !string.contains('\\') {
        return Some(Cow::Borrowed(&string[1..string.len() - 1]));
    }
    serde_json::from_str(string).ok().map(Cow::Owned)
}

/// The members of an object that is known to be JSON, as they are written.
struct Members<'r> {
    text: &'r str,
    at: usize,
}

impl<'r> Members<'r> {
    fn past(&mut self, skipped: impl Fn(u8) -> bool) {
        self.at += self.text.as_bytes()[self.at..].iter().take_while(|&&byte| skipped(byte)).count();
    }

    fn value(&mut self) -> &'r str {
        let bytes = self.text.as_bytes();
        let (from, mut depth) = (self.at, 0);
        loop {
            match bytes[self.at] {
                b'"' => self.string(),
                b'{' | b'[' => (depth, self.at) = (depth + 1, self.at + 1),
                b'}' | b']' => (depth, self.at) = (depth - 1, self.at + 1),
                b',' | b':' => self.at += 1,
                _ => self.past(|byte| !matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':')),
            }
            if depth == 0 {
                return self.text[from..self.at].trim_ascii_end();
            }
        }
    }

    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while bytes[self.at] != b'"' {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }
}

impl<'r> Iterator for Members<'r> {
    type Item = (&'r str, &'r str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':');
        self.past(blank);
        if self.text.as_bytes()[self.at] == b'}' {
            return None;
        }
        let from = self.at;
        self.string();
        let name = &self.text[from..self.at];
        self.past(blank);
        Some((name, self.value()))
    }
}
