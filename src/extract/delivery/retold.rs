//! What is known from earlier of the objects that a delivery reads again.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::SatelliteDelivery;
use super::fresh::Fresh;
use crate::extract::reading::Absence;
use crate::extract::sources::delta::OpenedTable;
use crate::lake::{Again, Retold};

type ToldDays = Option<(NaiveDate, NaiveDate)>;

impl SatelliteDelivery<'_> {
    /// `damaged` objects could not be read, so they tell nothing and take nothing back; `told` are
    /// the days of which each object tells now.
    pub(super) fn retold(
        &self,
        damaged: &BTreeSet<String>,
        told: impl Fn(&str) -> ToldDays,
    ) -> Retold {
        let mut retold = Retold {
            anew: self.cursor.was_read_otherwise(&self.reading),
            ..Retold::default()
        };
        let complete = self.export.absence == Absence::Withdraw;
        for fresh in self
            .fresh
            .iter()
            .filter(|fresh| !damaged.contains(&fresh.object().path))
        {
            let object = fresh.object();
            if let Some(known) = self.cursor.of_object(&object.path) {
                let whole = known.etag.is_some()
                    && known.etag == object.etag
                    && known.size == object.size as i64;
                let is_same = whole && known.reading == self.reading;
                let again = Again {
                    whole,
                    complete,
                    before: known.days.filter(|_| !is_same),
                    ..Again::default()
                };
                retold.again.insert(object.path.clone(), again);
            }
            if let Fresh::Delta(part) = fresh {
                retold
                    .generations
                    .insert(object.path.clone(), part.taken_in);
            }
        }
        for table in &self.tables {
            self.retold_table(table, complete, &told, &mut retold);
        }
        retold
    }

    /// The files of a table are one object. Those that are still of it tell what they told; of
    /// those that are not, the table speaks as far as the days of its files go.
    fn retold_table(
        &self,
        table: &OpenedTable,
        complete: bool,
        told: &impl Fn(&str) -> ToldDays,
        retold: &mut Retold,
    ) {
        let known = |path: &String| self.cursor.of_object(path).and_then(|row| row.days);
        let lies_in = |path: &str| {
            table.folder.is_empty()
                || path
                    .strip_prefix(&table.folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        let read = self
            .fresh
            .iter()
            .map(|fresh| fresh.object().path.as_str())
            .filter(|path| lies_in(path));
        let all = table
            .active
            .iter()
            .filter_map(known)
            .chain(read.filter_map(told));
        let covers = all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        for path in &table.active {
            retold.again.entry(path.clone()).or_default();
        }
        for path in &table.former {
            let before = self
                .replaced
                .iter()
                .find(|row| row.object == *path)
                .and_then(|row| row.days);
            retold.again.insert(
                path.clone(),
                Again {
                    complete,
                    before,
                    covers,
                    ..Again::default()
                },
            );
        }
        retold.folders.push(table.folder.clone());
    }
}
