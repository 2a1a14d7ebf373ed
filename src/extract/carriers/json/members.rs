//! The members of a row that are asked for, by dotted paths, in any case. Each becomes a text:
//! numbers as they are written, so that none is too large to be exact; true and false by their
//! names; null and what is not there as nothing.

use std::borrow::Cow;

use arrow::array::RecordBatch;
use memchr::memchr2;
use serde::de::IgnoredAny;

use super::paths::{MemberPaths, unquoted};
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, NOT_UTF8, shown};
use crate::extract::taker::{RawRow, Reached, Taken, Taker};
use crate::extract::values::alike;

/// The paths asked for.
pub struct WantedPaths(MemberPaths);

/// What a row tells, by the numbers of the paths.
pub type MemberTexts<'r> = Vec<Option<Cow<'r, str>>>;

impl WantedPaths {
    pub fn new(paths: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::or_within(paths, None)
    }

    /// Where a vendor tells a text in an object of its own, as in `{"value": "…", "link": "…"}`:
    /// the member it stands in.
    pub fn or_within(
        paths: impl IntoIterator<Item = impl AsRef<str>>,
        member: Option<&str>,
    ) -> Self {
        let paths = paths.into_iter().map(|path| alike(path.as_ref())).collect();
        Self(MemberPaths::new(paths, member.map(str::to_lowercase)))
    }

    /// Takes a row apart. `stranger` hears of each member that nobody asked for, now or with an
    /// earlier row.
    pub fn of<'r>(
        &mut self,
        row: &'r [u8],
        stranger: &mut dyn FnMut(&str),
    ) -> Result<MemberTexts<'r>, Fault> {
        let row = std::str::from_utf8(row).map_err(|_| Fault::new("", "not_utf8", NOT_UTF8))?;
        serde_json::from_str::<IgnoredAny>(row).map_err(|error| {
            Fault::new(
                "",
                "bad_json",
                format!("this is no JSON: {}", cause(&error)),
            )
        })?;
        if !row.starts_with('{') {
            return Err(Fault::new(
                "",
                "not_a_row",
                format!("`{}` is no row: a row is an object, {{…}}", shown(row)),
            ));
        }
        self.0.begin();
        let (told, found) = (vec![None; self.0.count()], vec![false; self.0.count()]);
        let mut reading = MemberReader {
            told,
            found,
            stranger,
            paths: &mut self.0,
        };
        reading.object(row, 0)?;
        Ok(reading.told)
    }
}

/// A taker that asks for members by the numbers of their paths.
pub struct Members<T> {
    pub asked: WantedPaths,
    pub taker: T,
}

impl<T: Taker> Taker for Members<T> {
    fn page(&mut self, delta_link: Option<&str>) {
        self.taker.page(delta_link);
    }

    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let texts = self.asked.of(row.object, &mut |_| {})?;
        self.taker.push(row.telling(&texts), notes)
    }

    fn is_full(&self) -> bool {
        self.taker.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.taker.take()
    }

    fn finish(self, reached: &mut Reached) {
        self.taker.finish(reached);
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

struct MemberReader<'r, 's> {
    told: MemberTexts<'r>,
    /// Told, be it as null.
    found: Vec<bool>,
    stranger: &'s mut dyn FnMut(&str),
    paths: &'s mut MemberPaths,
}

impl<'r> MemberReader<'r, '_> {
    /// Reads an object that is known to be JSON, for what is wanted of it.
    fn object(&mut self, text: &'r str, object: usize) -> Result<(), Fault> {
        let (mut guess, is_for_text) = (0, self.paths.object(object).is_for_text);
        for (name, value) in (InOrder { text, at: 1 }) {
            let at = self
                .paths
                .find(object, guess, name)
                .ok_or_else(|| no_text("", name))?;
            guess = at + 1;
            let member = self.paths.member(object, at);
            let is_object = value.starts_with('{');
            match &member.deeper {
                None if member.asked.is_empty() => {
                    if !is_for_text && !std::mem::replace(&mut member.is_strange, true) {
                        (self.stranger)(&member.path);
                    }
                    continue;
                }
                Some((_, first)) if !is_object && value != "null" => {
                    let message = format!("`{}` is no object: it has no {first}", shown(value));
                    return Err(Fault::new(&member.path, "not_a_value", message));
                }
                _ => {}
            }
            let deeper = member
                .deeper
                .as_ref()
                .map(|(next, _)| *next)
                .filter(|_| is_object);
            for n in 0..member.asked.len() {
                self.tell(object, at, n, value)?;
            }
            if let Some(next) = deeper {
                self.object(value, next)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, object: usize, at: usize, n: usize, value: &'r str) -> Result<(), Fault> {
        let member = self.paths.member(object, at);
        let (path, number) = (&member.path, member.asked[n]);
        if std::mem::replace(&mut self.found[number], true) {
            let message = format!("the row names `{path}` more than once: only one can be meant");
            return Err(Fault::new(path, "duplicate_column", message));
        }
        self.told[number] = match value.as_bytes()[0] {
            b'n' => None,
            b'{' if let Some(&within) = member.within.get(n) => {
                self.found[number] = false;
                self.object(value, within)?;
                self.found[number] = true;
                return Ok(());
            }
            b'{' | b'[' => {
                let message = format!(
                    "`{}` is no text or number: name one of its members, as in {path}.name",
                    shown(value)
                );
                return Err(Fault::new(path, "not_a_value", message));
            }
            b'"' => {
                let text =
                    unquoted(&value[1..value.len() - 1]).ok_or_else(|| no_text(path, value))?;
                if memchr::memchr(0, text.as_bytes()).is_some() {
                    return Err(Fault::new(
                        path,
                        "nul",
                        "a NUL character: export text without it",
                    ));
                }
                Some(text)
            }
            _ => Some(Cow::Borrowed(value)),
        };
        Ok(())
    }
}

fn no_text(path: &str, value: &str) -> Fault {
    Fault::new(
        path,
        "bad_json",
        format!("`{}` holds an escape that is no character", shown(value)),
    )
}

/// The members of an object that is known to be JSON, as they are written: names between their
/// quotes, and values.
struct InOrder<'r> {
    text: &'r str,
    at: usize,
}

impl<'r> InOrder<'r> {
    fn past(&mut self, skipped: impl Fn(u8) -> bool) {
        self.at += self.text.as_bytes()[self.at..]
            .iter()
            .take_while(|&&byte| skipped(byte))
            .count();
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
                _ => self
                    .past(|byte| !matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':')),
            }
            if depth == 0 {
                return self.text[from..self.at].trim_ascii_end();
            }
        }
    }

    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            self.at += memchr2(b'"', b'\\', &bytes[self.at..]).expect("a string of JSON ends");
            if bytes[self.at] == b'"' {
                self.at += 1;
                return;
            }
            self.at += 2;
        }
    }
}

impl<'r> Iterator for InOrder<'r> {
    type Item = (&'r str, &'r str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':');
        self.past(blank);
        if self.text.as_bytes()[self.at] == b'}' {
            return None;
        }
        let from = self.at;
        self.string();
        let name = &self.text[from + 1..self.at - 1];
        self.past(blank);
        Some((name, self.value()))
    }
}
