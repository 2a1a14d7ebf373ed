//! What a reader did that its owner should know of, though nothing was refused: counted per
//! satellite, and said in sentences on its receipt.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::lake::Became;
use crate::model::many::many;
use crate::model::zone::Told;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    pub blank_lines: i64,
    /// Rows that the satellite's conditions leave out.
    pub dropped: i64,
    pub tombstones: i64,
    /// Of what is dropped: deletions that only say that the source keeps something no longer.
    pub forgotten: i64,
    pub told_twice: i64,
    pub never_told: i64,
    /// Ended before they started.
    pub backwards: i64,
    pub over_a_day: i64,
    /// Neither started nor ended.
    pub placed_by_creation: i64,
    /// Rows of event logs, of which cases are made.
    pub events: i64,
    /// Cells of sheets that hold an error, and formulas without a value: both are nothing.
    pub error_cells: i64,
    pub uncomputed_cells: i64,
    pub items_backwards: i64,
    /// Items on which no work began.
    pub items_placed_by_creation: i64,
    /// Exports with a header and nothing below it.
    pub empty: BTreeSet<String>,
    pub ignored: BTreeSet<String>,
    /// Tables of the source that nothing is read of.
    pub unread: BTreeSet<String>,
    /// Tables that tell of nothing that ran, and whose rows are gathered where a workspace is read.
    pub master: BTreeSet<String>,
    pub absent: BTreeSet<String>,
    /// What the rows of pages are called where nobody said it, and in which exports.
    pub rows_under: BTreeMap<String, BTreeSet<String>>,
    /// Of sessions whose id is made of what they tell: those that are not over, and will tell
    /// something else.
    pub open_by_content: i64,
    /// What an export has for columns. Theirs is a table of its own, so they are told apart from
    /// the rest.
    pub columns: BTreeSet<String>,
    /// Such as an export may leave out as it pleases.
    pub members: BTreeSet<String>,
    /// What a vendor says that an automation saves: nothing is counted with it.
    pub proposed: BTreeSet<String>,
    /// What it tells of what its source forgets after a while.
    pub fleeting: Option<Fleeting>,
    /// Of rows whose day had not come, the first day: then they can be read.
    pub early: Option<NaiveDate>,
}

/// From when and until when, in microseconds, and after how many days it is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fleeting {
    pub oldest: i64,
    pub newest: i64,
    pub after_days: i64,
}

impl Fleeting {
    /// The two of them together.
    pub fn and(self, other: Option<Self>) -> Self {
        let other = other.unwrap_or(self);
        Self {
            oldest: self.oldest.min(other.oldest),
            newest: self.newest.max(other.newest),
            after_days: self.after_days,
        }
    }
}

impl Notes {
    /// A deletion that only says that the source keeps something no longer: it is counted, and not
    /// kept.
    pub fn forget(&mut self) {
        self.forgotten += 1;
        self.dropped += 1;
    }

    /// How a wall clock showed a time: once, as it should, or twice or never, near a change.
    pub fn shown(&mut self, how: Told) {
        match how {
            Told::Plainly => {}
            Told::Twice => self.told_twice += 1,
            Told::Never => self.never_told += 1,
        }
    }

    /// A row of a day that had not come.
    pub fn early(&mut self, day: NaiveDate) {
        self.early = Some(self.early.map_or(day, |early| early.min(day)));
    }

    pub fn merge(&mut self, other: Self) {
        self.blank_lines += other.blank_lines;
        self.dropped += other.dropped;
        self.tombstones += other.tombstones;
        self.forgotten += other.forgotten;
        self.told_twice += other.told_twice;
        self.never_told += other.never_told;
        self.backwards += other.backwards;
        self.over_a_day += other.over_a_day;
        self.placed_by_creation += other.placed_by_creation;
        self.events += other.events;
        self.error_cells += other.error_cells;
        self.uncomputed_cells += other.uncomputed_cells;
        self.items_backwards += other.items_backwards;
        self.items_placed_by_creation += other.items_placed_by_creation;
        self.empty.extend(other.empty);
        self.ignored.extend(other.ignored);
        self.unread.extend(other.unread);
        self.master.extend(other.master);
        self.absent.extend(other.absent);
        other
            .rows_under
            .into_iter()
            .for_each(|(name, exports)| self.rows_under.entry(name).or_default().extend(exports));
        self.open_by_content += other.open_by_content;
        self.columns.extend(other.columns);
        self.members.extend(other.members);
        self.proposed.extend(other.proposed);
        other.early.into_iter().for_each(|day| self.early(day));
        self.fleeting = self
            .fleeting
            .map(|told| told.and(other.fleeting))
            .or(other.fleeting);
    }

    /// What the format is made for.
    pub fn asides(&self) -> Option<String> {
        (self.events > 0)
            .then(|| format!("{}, of which cases were made", many(self.events, "event")))
    }

    pub fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        for (set, told) in [
            (&self.ignored, "ignored columns"),
            (
                &self.absent,
                "configured columns that are not there, read as empty",
            ),
            (&self.empty, "exports without a row"),
            (&self.unread, "tables that this version does not read"),
            (
                &self.master,
                "tables of master data, which holds beside baselines/ where they lie in a folder of this machine",
            ),
            (
                &self.proposed,
                "the vendor's own guess of what an execution saves, to be measured before it stands in baselines.csv",
            ),
        ] {
            if !set.is_empty() {
                said.push(format!("{told}: {}", some_of(set)));
            }
        }
        said.extend(self.rows_found());
        for (count, one, many) in [
            (self.blank_lines, "blank line", "blank lines"),
            (
                self.dropped - self.forgotten,
                "row that [satellite.only] or [satellite.drop] leaves out",
                "rows that [satellite.only] or [satellite.drop] leave out",
            ),
            (self.tombstones, "deletion", "deletions"),
            (
                self.forgotten,
                "run or event that its source forgot after its time, and that stays here",
                "runs or events that their source forgot after their time, and that stay here",
            ),
            (
                self.told_twice,
                "local time told twice that night, read with the earlier offset",
                "local times told twice that night, read with the earlier offset",
            ),
            (
                self.never_told,
                "local time that no clock showed, shifted forward",
                "local times that no clock showed, shifted forward",
            ),
            (
                self.backwards,
                "session that ended before it started: no duration",
                "sessions that ended before they started: no duration",
            ),
            (
                self.over_a_day,
                "session longer than 24 h",
                "sessions longer than 24 h",
            ),
            (
                self.open_by_content,
                "session that is not over has an id of its content, and will be another one when it is: make ids of columns that stay",
                "sessions that are not over have ids of their content, and will be others when they are: make ids of columns that stay",
            ),
            (
                self.placed_by_creation,
                "session that neither started nor ended, placed by when it was created",
                "sessions that neither started nor ended, placed by when they were created",
            ),
            (
                self.error_cells,
                "cell with an error such as #N/A, read as empty",
                "cells with an error such as #N/A, read as empty",
            ),
            (
                self.uncomputed_cells,
                "formula without a value, read as empty: open the workbook in a spreadsheet program and save it",
                "formulas without a value, read as empty: open the workbook in a spreadsheet program and save it",
            ),
            (
                self.items_backwards,
                "item that ended before it started: no work time",
                "items that ended before they started: no work time",
            ),
            (
                self.items_placed_by_creation,
                "row of an item on which no work began, placed by when it was created",
                "rows of items on which no work began, placed by when they were created",
            ),
        ] {
            if count > 0 {
                said.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        }
        said
    }
}

impl Notes {
    /// What the rows of pages are called: one name that may be said, or several, of which one may
    /// be wrong.
    fn rows_found(&self) -> Option<String> {
        let (name, exports) = self.rows_under.first_key_value()?;
        if self.rows_under.len() == 1 {
            return Some(format!(
                "rows were found under `{name}`, as nobody said where they are ({}): rows = \"{name}\" in its source says it",
                some_of(exports)
            ));
        }
        let all: Vec<_> = self
            .rows_under
            .iter()
            .map(|(name, exports)| format!("`{name}` ({})", some_of(exports)))
            .collect();
        Some(format!(
            "rows were found under several names, of which one may be wrong: {}: say which in its source, rows = \"{name}\"",
            all.join(", ")
        ))
    }
}

/// What became of the rows, beyond what a receipt's numbers say.
pub fn of_what_became(became: &Became) -> Vec<String> {
    let mut said = Vec::new();
    if became.rows.withdrawn > 0 {
        let (rows, verb) = (
            many(became.rows.withdrawn, "row"),
            if became.rows.withdrawn == 1 {
                "was"
            } else {
                "were"
            },
        );
        said.push(format!("{rows} of the lake {verb} taken back: the exports that told them do not tell them any more"));
    }
    let (first, more) = (
        became.kept.iter().take(NAMED),
        became.kept.len().saturating_sub(NAMED),
    );
    said.extend(first.map(|(object, rows)| {
        let (rows, verb) = (many(*rows, "row"), if *rows == 1 { "is" } else { "are" });
        let object = if object.is_empty() { "the table" } else { object };
        format!("{rows} that {object} told before {verb} no longer in it; kept (absence = \"withdraw\" takes such rows back)")
    }));
    if more > 0 {
        let rows: i64 = became.kept.values().skip(NAMED).sum();
        said.push(format!(
            "{} that {} told before are no longer in them; kept",
            many(rows, "row"),
            many(more as i64, "more export")
        ));
    }
    if became.contradicted > 0 {
        let (rows, verb) = (
            many(became.contradicted, "row"),
            if became.contradicted == 1 {
                "is"
            } else {
                "are"
            },
        );
        said.push(format!(
            "{rows} {verb} told differently by two exports without a version: map source_version, or say newest = \"name\" or \"modified\""
        ));
    }
    said
}

/// So many exports are named in one sentence after the other.
const NAMED: usize = 5;

/// The first twenty names, and how many there are besides.
pub fn some_of(names: &BTreeSet<String>) -> String {
    let some = names
        .iter()
        .take(20)
        .map(|name| if name.is_empty() { "(no name)" } else { name })
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > 20 {
        format!("{some} and {} more", names.len() - 20)
    } else {
        some
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_happen_is_not_said() {
        assert_eq!(Notes::default().sentences(), Vec::<String>::new());
        let mut notes = Notes {
            blank_lines: 1,
            over_a_day: 1,
            ignored: ["Cost".to_owned(), String::new()].into(),
            ..Notes::default()
        };
        notes.merge(Notes {
            over_a_day: 1,
            ..Notes::default()
        });
        assert_eq!(
            notes.sentences(),
            [
                "ignored columns: (no name), Cost",
                "1 blank line",
                "2 sessions longer than 24 h"
            ]
        );
    }
}
