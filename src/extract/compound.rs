//! Ids that an export tells in several columns, where none of them is an id by itself: runs that are numbered anew for every
//! automation. Their parts are joined with `/`; a `/` in a part is written `~1`, and a `~` is written `~0`, as in a JSON
//! Pointer (RFC 6901), so that different parts never make one id.

use super::reading::{Column, Nothing};
use super::rejects::Fault;

/// The ids of a row that are made of several columns; mostly there are none.
pub struct Compound<'a> {
    ids: Vec<Id<'a>>,
    nothing: &'a Nothing,
}

struct Id<'a> {
    /// The number of what it tells.
    told: usize,
    /// What is told, for messages, if no row can be without it.
    required: Option<&'static str>,
    parts: &'a [String],
    /// What the row in hand tells.
    text: String,
    is_told: bool,
}

impl<'a> Compound<'a> {
    /// Of the columns that have parts; of each the number of what it tells, and what that is called where no row can be
    /// without it.
    pub fn of(columns: impl Iterator<Item = (usize, Option<&'static str>, &'a Column)>, nothing: &'a Nothing) -> Self {
        let made = columns.filter(|(.., column)| !column.parts.is_empty());
        let id = |(told, required, column): (usize, _, &'a Column)| Id {
            told,
            required,
            parts: &column.parts,
            text: String::new(),
            is_told: false,
        };
        Self { ids: made.map(id).collect(), nothing }
    }

    /// Another one for other rows of the same export.
    pub fn twin(&self) -> Self {
        let id = |id: &Id<'a>| Id { text: String::new(), is_told: false, ..*id };
        Self { ids: self.ids.iter().map(id).collect(), nothing: self.nothing }
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The columns of the parts, of one id after the other.
    pub fn headers(&self) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.ids.iter().flat_map(|id| id.parts).map(|part| part.trim())
    }

    /// Joins what a row tells in these columns. An id of which a part is missing is none.
    pub fn join<'t>(&mut self, mut texts: impl Iterator<Item = Option<&'t str>>) -> Result<(), Fault> {
        for id in &mut self.ids {
            id.text.clear();
            let mut missing = None;
            for (at, part) in id.parts.iter().enumerate() {
                let text = texts.next().flatten().map(str::trim).filter(|text| !text.is_empty() && !self.nothing.hides(text));
                if at > 0 {
                    id.text.push('/');
                }
                match text {
                    Some(text) => push(&mut id.text, text),
                    None => missing = missing.or(Some(part.trim())),
                }
            }
            id.is_told = missing.is_none();
            if let (Some(part), Some(told)) = (missing, id.required) {
                let message = format!("a row must tell its {told}, and {part}, a part of it, is empty");
                return Err(Fault::new(part, "missing_value", message));
            }
        }
        Ok(())
    }

    /// Puts the ids of the row in hand where they are told.
    pub fn tell<'t>(&'t self, telling: &mut [Option<&'t str>]) {
        for id in &self.ids {
            telling[id.told] = id.is_told.then_some(id.text.as_str());
        }
    }
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
        let column = Column { parts: parts.iter().map(|_| "part".to_owned()).collect(), ..Column::default() };
        let nothing = Nothing::default();
        let mut compound = Compound::of(std::iter::once((0, Some("session_id"), &column)), &nothing);
        compound.join(parts.iter().map(|part| Some(part.as_str()))).unwrap();
        let mut telling = [None];
        compound.tell(&mut telling);
        telling[0].unwrap().to_owned()
    }

    #[test]
    fn an_id_is_its_parts_as_a_json_pointer_has_them() {
        let parts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(joined(&parts(&["sales", "scheduled__2026-03-01"])), "sales/scheduled__2026-03-01");
        assert_eq!(joined(&parts(&["a/b", "~1", " c "])), "a~1b/~01/c");
    }

    proptest! {
        #[test]
        fn different_parts_are_different_ids(a in prop::collection::vec("[ab/~01]{1,3}", 2), b in prop::collection::vec("[ab/~01]{1,3}", 2)) {
            prop_assert_eq!(a == b, joined(&a) == joined(&b), "{:?} {:?}", a, b);
        }
    }
}
