//! Ids of sessions whose exports have none: made of all that a row tells, so that the same row told
//! again, by whatever export, is the same session. Rows of one export that tell the same are as
//! many sessions: the second has another id than the first.

use std::collections::HashMap;

use super::row::Telling;
use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::Fault;
use crate::lake::hash::Hash;

/// Rows that are told apart in one export: each is remembered until it is read.
const MOST_ROWS: usize = if cfg!(test) { 100 } else { 1 << 22 };

/// The ids of one export's rows. They are handed over in their order.
#[derive(Default)]
pub struct Content {
    /// How many rows told the same, by the first half of what they are called.
    seen: HashMap<u64, u32>,
    id: String,
}

impl Content {
    /// The id of a row: `times` are when it started and ended, and `texts` what else it tells, as
    /// it is read. A duration says nothing beside the two, and a version only when the row was
    /// written.
    pub fn id(&mut self, times: [Option<i64>; 2], texts: &Telling<'_>) -> Result<&str, Fault> {
        let is_other = |field: &Canonical| {
            matches!(
                field,
                Canonical::SessionId | Canonical::SourceVersion | Canonical::Deleted
            )
        };
        let is_text =
            |field: &Canonical| !field.is_time() && !field.is_derived_from() && !is_other(field);
        let mut hash = Hash::new();
        for at in times {
            hash = hash.add(at.map_or(String::new(), |at| at.to_string()));
        }
        // What is not told is no part of it, so a column that this program may learn to read
        // changes no id.
        for field in Canonical::ALL.iter().filter(|field| is_text(field)) {
            if let Some(text) = texts[*field as usize] {
                hash = hash.add(field.as_str()).add(text);
            }
        }
        self.id = hash.name();
        let key = u64::from_str_radix(&self.id[..16], 16).unwrap_or_default();
        if self.seen.len() >= MOST_ROWS && !self.seen.contains_key(&key) {
            let message = format!(
                "an export without ids may have {MOST_ROWS} rows, since each is remembered: hand it over in parts"
            );
            return Err(Fault::new("", "too_many", message));
        }
        let before = self.seen.entry(key).or_default();
        *before += 1;
        if *before > 1 {
            self.id = format!("{}-{before}", self.id);
        }
        Ok(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_is_the_same_id_and_in_one_export_the_next_one() {
        let row = |owner: Option<&'static str>| {
            let mut texts: Telling<'_> = [None; Canonical::ALL.len()];
            (
                texts[Canonical::AutomationId as usize],
                texts[Canonical::Owner as usize],
            ) = (Some("a"), owner);
            texts
        };
        let mut id = Content::default();
        let mut told =
            |at, texts: &Telling<'_>| id.id([Some(at), None], texts).map(str::to_owned).unwrap();
        let first = told(1, &row(None));
        assert_eq!(
            (told(1, &row(None)), told(1, &row(None))),
            (format!("{first}-2"), format!("{first}-3"))
        );
        let others = [
            told(2, &row(None)),
            told(1, &row(Some("ann"))),
            told(1, &row(Some("bob"))),
        ];
        assert!(
            others
                .iter()
                .all(|other| other.len() == 32 && !other.starts_with(&first))
        );
        let mut anew = Content::default();
        assert_eq!(anew.id([Some(1), None], &row(None)), Ok(first.as_str()));
        assert!((0..200).any(|at| {
            anew.id([Some(at), None], &row(None))
                .is_err_and(|fault| fault.code == "too_many")
        }));
    }
}
