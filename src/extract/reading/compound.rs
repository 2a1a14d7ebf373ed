//! What an export tells in several columns. Ids, where none of them is an id by itself, such as
//! runs that are numbered anew for every automation: their parts are joined with `/`; a `/` in a
//! part is written `~1`, and a `~` is written `~0`, as in a JSON Pointer (RFC 6901), so that
//! different parts never make one id. Times and durations, such as a day and a time of day: their
//! parts are joined with a blank, as their form has it.

use super::columns::{Column, Nothing};
use super::times::widths;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::rejects::Fault;

/// What of a row is made of several columns; mostly there is nothing.
pub struct Compound<'a> {
    values: Vec<CompoundValue<'a>>,
    nothing: &'a Nothing,
}

/// A column that may be made of several, and what it tells.
pub struct Made<'a> {
    /// Its number and its name.
    pub field: (usize, &'static str),
    pub is_id: bool,
    /// No row can be without it.
    pub is_required: bool,
    pub column: &'a Column,
}

impl Columns {
    /// Those that are made of several columns, as [`Compound`] takes them.
    pub(in crate::extract) fn compounds(&self) -> impl Iterator<Item = Made<'_>> {
        let made = |field: Canonical, column| Made {
            field: (field as usize, field.as_str()),
            is_id: field.is_id(),
            is_required: field == Canonical::SessionId,
            column,
        };
        self.0
            .iter()
            .map(move |(&field, column)| made(field, column))
    }
}

struct CompoundValue<'a> {
    field: (usize, &'static str),
    is_id: bool,
    is_required: bool,
    parts: &'a [String],
    /// Of each part: how many digits it has in its form, if it is digits only; else 0.
    widths: Vec<usize>,
    /// What the row in hand tells.
    text: String,
    is_told: bool,
}

impl<'a> Compound<'a> {
    /// Of the columns that have parts.
    pub fn of(columns: impl Iterator<Item = Made<'a>>, nothing: &'a Nothing) -> Self {
        let made = columns.filter(|made| !made.column.parts.is_empty());
        let value = |Made {
                         field,
                         is_id,
                         is_required,
                         column,
                     }: Made<'a>| {
            let parts = &column.parts[..];
            let widths = if is_id {
                vec![0; parts.len()]
            } else {
                widths(column.format.as_deref(), parts.len())
            };
            CompoundValue {
                field,
                is_id,
                is_required,
                parts,
                widths,
                text: String::new(),
                is_told: false,
            }
        };
        Self {
            values: made.map(value).collect(),
            nothing,
        }
    }

    /// Another one for other rows of the same export.
    pub fn twin(&self) -> Self {
        let twin = |value: &CompoundValue<'a>| CompoundValue {
            widths: value.widths.clone(),
            text: String::new(),
            is_told: false,
            ..*value
        };
        Self {
            values: self.values.iter().map(twin).collect(),
            nothing: self.nothing,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The columns of the parts, of one value after the other.
    pub fn headers(&self) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.values
            .iter()
            .flat_map(|value| value.parts)
            .map(|part| part.trim())
    }

    /// Joins what a row tells in these columns. What lacks a part is not told: of an id any part,
    /// of a time the first one, without whose day a time of day says nothing.
    pub fn join<'t>(
        &mut self,
        mut texts: impl Iterator<Item = Option<&'t str>>,
    ) -> Result<(), Fault> {
        for value in &mut self.values {
            value.text.clear();
            let (mut missing, mut is_begun) = (None, false);
            for (at, part) in value.parts.iter().enumerate() {
                let text = texts
                    .next()
                    .flatten()
                    .map(str::trim)
                    .filter(|text| !text.is_empty() && !self.nothing.hides(text));
                if at > 0 {
                    value.text.push(if value.is_id { '/' } else { ' ' });
                }
                match text {
                    Some(text) if value.is_id => push(&mut value.text, text),
                    Some(text) => padded(&mut value.text, text, value.widths[at]),
                    None => missing = missing.or(Some(part.trim())),
                }
                is_begun |= at == 0 && text.is_some();
            }
            value.is_told = missing.is_none();
            let is_needed = value.is_required || (is_begun && !value.is_id);
            if let Some(part) = missing.filter(|_| is_needed) {
                let message = format!(
                    "a row must tell its {}, and {part}, a part of it, is empty",
                    value.field.1
                );
                return Err(Fault::new(part, "missing_value", message));
            }
        }
        Ok(())
    }

    /// Puts what the row in hand tells where it is told.
    pub fn tell<'t>(&'t self, telling: &mut [Option<&'t str>]) {
        for value in &self.values {
            telling[value.field.0] = value.is_told.then_some(value.text.as_str());
        }
    }
}

/// A number with the zeros that it has lost: 91503 is 091503.
fn padded(time: &mut String, part: &str, width: usize) {
    if part.len() < width && part.bytes().all(|byte| byte.is_ascii_digit()) {
        time.extend(std::iter::repeat_n('0', width - part.len()));
    }
    *time += part;
}

fn push(id: &mut String, part: &str) {
    for piece in part.split_inclusive(['~', '/']) {
        let (text, written) = match piece.as_bytes().last() {
            Some(b'~') => (&piece[..piece.len() - 1], "~0"),
            Some(b'/') => (&piece[..piece.len() - 1], "~1"),
            _ => (piece, ""),
        };
        *id += text;
        *id += written;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(parts: &[String]) -> String {
        let column = Column {
            parts: parts.iter().map(|_| "part".to_owned()).collect(),
            ..Column::default()
        };
        let nothing = Nothing::default();
        let made = Made {
            field: (0, "session_id"),
            is_id: true,
            is_required: true,
            column: &column,
        };
        let mut compound = Compound::of(std::iter::once(made), &nothing);
        compound
            .join(parts.iter().map(|part| Some(part.as_str())))
            .unwrap();
        let mut telling = [None];
        compound.tell(&mut telling);
        telling[0].unwrap().to_owned()
    }

    #[test]
    fn an_id_is_its_parts_as_a_json_pointer_has_them() {
        let parts = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            joined(&parts(&["sales", "scheduled__2026-03-01"])),
            "sales/scheduled__2026-03-01"
        );
        assert_eq!(joined(&parts(&["a/b", "~1", " c "])), "a~1b/~01/c");
    }

    #[test]
    fn a_time_is_its_parts_with_the_zeros_that_they_have_lost() {
        let column = Column {
            format: Some("%Y%m%d %H%M%S".into()),
            ..Column::made_of(&["day", "time"])
        };
        let nothing = Nothing(vec!["00000000".into()]);
        let made = Made {
            field: (0, "ended"),
            is_id: false,
            is_required: false,
            column: &column,
        };
        let mut compound = Compound::of(std::iter::once(made), &nothing);
        let mut joined = |day: Option<&'static str>, time: Option<&'static str>| {
            compound
                .join([day, time].into_iter())
                .map_err(|fault| fault.message)?;
            let mut telling = [None];
            compound.tell(&mut telling);
            Ok::<_, String>(telling[0].map(str::to_owned))
        };
        for (day, time, text) in [
            (Some("20260302"), Some("91503"), Some("20260302 091503")),
            (Some("20260302"), Some(" 0 "), Some("20260302 000000")),
            (Some("20260302"), Some("9:15"), Some("20260302 9:15")),
            (Some("00000000"), Some("0"), None),
            (None, Some("91503"), None),
            (None, None, None),
        ] {
            assert_eq!(
                joined(day, time),
                Ok(text.map(str::to_owned)),
                "{day:?} {time:?}"
            );
        }
        assert_eq!(
            joined(Some("20260302"), None),
            Err("a row must tell its ended, and time, a part of it, is empty".into())
        );
    }

    proptest! {
        #[test]
        fn different_parts_are_different_ids(a in prop::collection::vec("[ab/~01]{1,3}", 2), b in prop::collection::vec("[ab/~01]{1,3}", 2)) {
            prop_assert_eq!(a == b, joined(&a) == joined(&b), "{:?} {:?}", a, b);
        }
    }
}
