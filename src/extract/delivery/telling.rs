//! What a satellite's owner is told of a delivery, beyond what its readers say.

use std::collections::BTreeSet;

use super::SatelliteDelivery;
use crate::extract::notes::Notes;
use crate::model::drift::Seen;
use crate::model::receipt::Reject;

impl SatelliteDelivery<'_> {
    /// What the readers did, and which columns came or went. Whoever is told the same in every run
    /// looks away: a column that earlier exports had and that nobody asked for then is told of
    /// once, and again when the satellite is read otherwise.
    pub(super) fn tell(&mut self, mut notes: Notes) {
        if !self.cursor.was_read_otherwise(&self.reading) {
            let known: BTreeSet<&str> = self
                .columns
                .0
                .0
                .keys()
                .map(|(_, column)| column.as_str())
                .collect();
            notes
                .ignored
                .retain(|column| !known.contains(column.trim().to_lowercase().as_str()));
        }
        self.receipt.notes.extend(notes.sentences());
        self.receipt.asides.extend(notes.asides());
        self.receipt.notes.extend(self.drifts());
    }

    /// Which columns came or went with this delivery, in sentences.
    fn drifts(&self) -> Vec<String> {
        let (known, new) = &self.columns;
        let mut all = Seen::clone(known);
        new.0
            .iter()
            .for_each(|(key, span)| all.add(key.clone(), span.clone()));
        let before = known.drifts();
        all.drifts()
            .difference(&before)
            .map(ToString::to_string)
            .collect()
    }

    /// A delivery of which nothing is left has one reason more often than many: the first is told
    /// here, since it may be too small for the gate to shut. Of a dry run `reckon rejects` knows
    /// nothing.
    pub(super) fn all_refused(
        &self,
        rejects: &[(String, Vec<Reject>)],
        dry_run: bool,
    ) -> Option<String> {
        let rows = self.receipt.rows;
        if rows.rejected == 0 || rows.read - rows.dropped > rows.rejected {
            return None;
        }
        let Reject {
            object,
            row,
            column,
            code,
            message,
            ..
        } = rejects.iter().flat_map(|(_, rejects)| rejects).next()?;
        let all = match (*row, rows.rejected) {
            // An object as a whole.
            (0, _) => "nothing of it could be kept".to_owned(),
            (_, 1) => "its only row was refused".to_owned(),
            (_, rejected) => format!("all {rejected} rows were refused"),
        };
        let place = if *row == 0 {
            object.clone()
        } else {
            format!("{object}:{row}")
        };
        let column = if column.is_empty() {
            String::new()
        } else {
            format!(" in {column}")
        };
        let told = format!("{all}, the first in {place} ({code}{column}): {message}");
        let id = &self.export.satellite.id;
        Some(if dry_run {
            told
        } else {
            format!("{told}; `reckon rejects --satellite {id}` shows them")
        })
    }
}
