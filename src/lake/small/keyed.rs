//! Small tables whose rows are replaced a scope at a time: all rejects of an object, the one row of
//! a publication. New rows are a new file; a file is written again when it holds rows that are
//! replaced, or when it has become as small as what is written anyway. So the files stay few (their
//! sizes double) and what a delivery writes does not grow with what is already there.

use std::collections::{BTreeMap, BTreeSet};

use crate::lake::cells::{Cell, batch, sorted};
use crate::lake::delta::Change;
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, LakeError, content_name};

/// What says to which scope a row belongs, as text: cells have no order of their own.
type ScopeKey = Vec<String>;

/// The new rows of some scopes; of a scope without rows nothing is left.
pub(in crate::lake) struct Replacement {
    table: &'static Table,
    /// Where the columns stand that make the scope.
    places: Vec<usize>,
    scopes: BTreeMap<ScopeKey, Vec<Vec<Cell>>>,
}

impl Replacement {
    /// `by` are the columns that make a scope; they include those that the table is partitioned by.
    pub fn new(table: &'static Table, by: &[&str]) -> Self {
        debug_assert!(
            table.partition.iter().all(|column| by.contains(column)),
            "a scope lies in one partition"
        );
        let places = table
            .columns()
            .enumerate()
            .filter(|(_, column)| by.contains(&column.name))
            .map(|(at, _)| at);
        Self {
            table,
            places: places.collect(),
            scopes: BTreeMap::new(),
        }
    }

    pub fn clear(&mut self, scope: &[&str]) {
        self.scopes
            .entry(scope.iter().map(|text| key(&(*text).into())).collect())
            .or_default();
    }

    pub fn put(&mut self, row: Vec<Cell>) {
        self.scopes.entry(self.scope(&row)).or_default().push(row);
    }

    fn scope(&self, row: &[Cell]) -> ScopeKey {
        self.places.iter().map(|&at| key(&row[at])).collect()
    }

    /// The partitions that are concerned, and of each the new rows.
    fn partitions(&self) -> BTreeMap<Vec<String>, Vec<&Vec<Cell>>> {
        let mut partitions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (scope, rows) in &self.scopes {
            partitions
                .entry(scope[..self.table.partition.len()].to_vec())
                .or_default()
                .extend(rows);
        }
        partitions
    }
}

fn key(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

impl Lake {
    /// Brings the table to where the scopes hold these rows and no others; where they do already,
    /// there is no commit.
    pub(in crate::lake) fn put(&self, replacement: &Replacement) -> Result<(), LakeError> {
        let table = replacement.table;
        let partitions = replacement.partitions();
        let concerns = |file: &DataFile| partitions.contains_key(&file.place(table));
        self.transact(table, concerns, |loaded| {
            let mut change = Change::default();
            for (place, new) in &partitions {
                let files = loaded
                    .snapshot
                    .files
                    .iter()
                    .filter(|file| file.place(table) == *place);
                self.put_into(replacement, place, new, files, &mut change)?;
            }
            Ok((change, ()))
        })?;
        Ok(())
    }

    /// Puts what is new of some rows, of whose scopes none may be there yet: what others have put
    /// there first stays. Says which of them it was that put them, in the order of their scopes.
    /// Of two who put one scope at once, one did.
    pub(in crate::lake) fn put_new(
        &self,
        replacement: &Replacement,
    ) -> Result<Vec<bool>, LakeError> {
        let table = replacement.table;
        let concerns = |_: &DataFile| true;
        let (_, is_new) = self.transact(table, concerns, |loaded| {
            let there: BTreeSet<ScopeKey> = self
                .rows_in(table, &loaded.snapshot.files)?
                .iter()
                .map(|row| replacement.scope(row))
                .collect();
            let scopes = replacement.scopes.iter();
            let new = Replacement {
                table,
                places: replacement.places.clone(),
                scopes: scopes
                    .filter(|(scope, _)| !there.contains(*scope))
                    .map(|(scope, rows)| (scope.clone(), rows.clone()))
                    .collect(),
            };
            let mut change = Change::default();
            for (place, rows) in &new.partitions() {
                let files = loaded.snapshot.files.iter();
                let files = files.filter(|file| file.place(table) == *place);
                self.put_into(&new, place, rows, files, &mut change)?;
            }
            let scopes = replacement.scopes.keys();
            let is_new = scopes.map(|scope| !there.contains(scope)).collect();
            Ok((change, is_new))
        })?;
        Ok(is_new)
    }

    fn put_into<'a>(
        &self,
        replacement: &Replacement,
        place: &[String],
        new: &[&Vec<Cell>],
        files: impl Iterator<Item = &'a DataFile>,
        change: &mut Change,
    ) -> Result<(), LakeError> {
        let table = replacement.table;
        let (mut pending, mut replaced, mut others) = (Vec::new(), BTreeSet::new(), Vec::new());
        for file in files {
            let rows = self.rows_in(table, std::slice::from_ref(file))?;
            let (gone, stays): (Vec<_>, Vec<_>) = rows
                .into_iter()
                .partition(|row| replacement.scopes.contains_key(&replacement.scope(row)));
            if gone.is_empty() {
                others.push((file, stays));
            } else {
                change.removes.push(file.clone());
                pending.extend(stays);
                replaced.extend(gone.iter().map(|row| format!("{row:?}")));
            }
        }
        if replaced == new.iter().map(|row| format!("{row:?}")).collect() {
            change.removes.retain(|file| file.place(table) != *place);
            return Ok(());
        }
        pending.extend(new.iter().map(|row| (*row).clone()));
        others.sort_by_key(|(file, rows)| (rows.len(), &file.path));
        for (file, rows) in others {
            if rows.len() > pending.len() {
                break;
            }
            change.removes.push(file.clone());
            pending.extend(rows);
        }
        if !pending.is_empty() {
            let rows = sorted(table, &batch(table, &pending)?)?;
            change
                .adds
                .push(self.stage(table, place, content_name, &rows)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;
    use crate::lake::tables::UNKNOWN_TALLIES as TABLE;

    fn row(month: &str, text: &str, sessions: i64) -> Vec<Cell> {
        let day: chrono::NaiveDate = format!("{month}-01").parse().unwrap();
        vec![
            "s".into(),
            month.into(),
            day.into(),
            text.into(),
            sessions.into(),
        ]
    }

    fn put(lake: &Lake, cleared: &[[&str; 3]], rows: &[Vec<Cell>]) -> (usize, u64) {
        let mut replacement = Replacement::new(&TABLE, &["satellite_id", "month", "outcome_text"]);
        cleared.iter().for_each(|scope| replacement.clear(scope));
        rows.iter().for_each(|row| replacement.put(row.clone()));
        lake.put(&replacement).unwrap();
        let snapshot = lake.snapshot(&TABLE).unwrap();
        (snapshot.files.len(), snapshot.version.unwrap())
    }

    #[test]
    fn a_scope_is_replaced_whole_and_the_others_stay() {
        let lake = Lake::open(Store::memory()).unwrap();
        assert_eq!(
            put(
                &lake,
                &[],
                &[
                    row("2026-03", "a", 1),
                    row("2026-03", "b", 2),
                    row("2026-04", "a", 3)
                ]
            ),
            (2, 0)
        );
        assert_eq!(
            put(&lake, &[["s", "2026-03", "b"]], &[row("2026-03", "a", 9)]),
            (2, 1)
        );
        assert_eq!(
            lake.rows(&TABLE).unwrap(),
            [row("2026-03", "a", 9), row("2026-04", "a", 3)]
        );
        assert_eq!(
            put(
                &lake,
                &[["s", "2026-03", "none"]],
                &[row("2026-03", "a", 9), row("2026-04", "a", 3)]
            ),
            (2, 1),
            "nothing new"
        );
        assert_eq!(put(&lake, &[["s", "2026-03", "a"]], &[]), (1, 2));
    }

    #[test]
    fn many_puts_are_few_files_and_each_row_is_written_again_seldom() {
        let lake = Lake::open(Store::memory()).unwrap();
        let written = |lake: &Lake| {
            lake.snapshot(&TABLE)
                .unwrap()
                .files
                .into_iter()
                .map(|file| (file.path, file.rows))
                .collect::<Vec<_>>()
        };
        let (mut seen, mut rows_written) = (BTreeSet::new(), 0);
        for n in 0..64 {
            let (files, _) = put(&lake, &[], &[row("2026-03", &format!("{n}"), n)]);
            assert!(files <= 7, "{files} files after {n}");
            rows_written += written(&lake)
                .into_iter()
                .filter(|(path, _)| seen.insert(path.clone()))
                .map(|(_, rows)| rows)
                .sum::<u64>();
        }
        assert_eq!(lake.rows(&TABLE).unwrap().len(), 64);
        // Sixty-four rows, each in at most one file of each size 1, 2, 4 … 64; rewritten whole each
        // time it would be 2080.
        assert!(rows_written <= 64 * 7, "{rows_written}");
    }
}
