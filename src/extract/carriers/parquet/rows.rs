//! The rows of a Parquet file, from its first batch to its last.

use serde_json::{Map, Value};

use super::cells::ColumnCells;
use super::removed::Removed;
use super::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects, shown};
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::Object;

/// What the rows of a file tell, by the numbers of the columns that their taker asks for.
pub trait FileColumns {
    /// The leaves that are fetched, in the file's order.
    fn leaves(&self) -> &[usize];

    /// What the row at a place of a batch tells; `cells` are those of the leaves.
    fn texts<'c>(
        &'c self,
        cells: &'c [Option<ColumnCells>],
        at: usize,
    ) -> Result<Vec<Option<&'c str>>, Fault>;

    /// The row as a reject shows it: what was read of it.
    fn shown(&self, cells: &[Option<ColumnCells>], at: usize) -> String;
}

/// A file, and what its table's log says of it.
#[derive(Clone, Copy)]
pub struct TableFile<'f> {
    pub foreign: &'f Foreign,
    pub object: &'f Object,
    pub said: &'f LogSaid,
    pub source: Source<'f>,
}

impl TableFile<'_> {
    /// Hands all rows to a taker, in their order.
    pub fn read<T: Taker>(
        self,
        columns: &impl FileColumns,
        mut taker: T,
        mut notes: Notes,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let mut rejects = Rejects::new(&self.source.satellite.id, self.source.object);
        let (mut removed, mut kept, mut row) = (Removed::of(self.said), 0, 0);
        for batch in self.foreign.batches(columns.leaves()) {
            let batch = batch.map_err(|error| unread(self.object, error))?;
            let cells: Vec<Option<ColumnCells>> = columns
                .leaves()
                .iter()
                .map(|&leaf| ColumnCells::of(&batch, &self.foreign.leaves[leaf]))
                .collect();
            for at in 0..batch.num_rows() {
                row += 1;
                if removed.has(row - 1) {
                    continue;
                }
                let taken = columns
                    .texts(&cells, at)
                    .and_then(|texts| taker.push(RawRow::of_texts(row, &texts), &mut notes));
                match taken {
                    Ok(Taken::Kept) => kept += 1,
                    Ok(Taken::Passed) => {}
                    Ok(Taken::Unread(fault)) | Err(fault) => {
                        rejects.refuse(row, fault, columns.shown(&cells, at).as_bytes())
                    }
                }
                if taker.is_full() {
                    taker.take().map_or(Ok(()), &mut *keep)?;
                }
            }
        }
        taker.take().map_or(Ok(()), keep)?;
        let mut reached = self.reached(kept, rejects, notes);
        taker.finish(&mut reached);
        Ok(reached)
    }

    /// Refuses all rows. Whoever broke the layout of an export that happens to hold no rows should
    /// learn it today.
    pub fn refuse(self, fault: Fault, notes: Notes) -> Reached {
        let rows = (self.foreign.rows - self.said.removed.len() as i64).max(0);
        let mut rejects = Rejects::new(&self.source.satellite.id, self.source.object);
        if rows == 0 {
            rejects.refuse(0, fault, b"");
        } else {
            rejects.refuse_all(rows, &fault);
        }
        self.reached(0, rejects, notes)
    }

    fn reached(self, kept: i64, rejects: Rejects<'_>, mut notes: Notes) -> Reached {
        let rejected = rejects.count();
        if kept + rejected + notes.dropped == 0 {
            notes.empty.insert(self.source.object.to_owned());
        }
        Reached {
            read: kept + rejected,
            rejected,
            rejects: rejects.finish(),
            names: Vec::new(),
            notes,
        }
    }
}

/// The members of a row that is refused, by their names.
pub fn shown_members<'t>(members: impl Iterator<Item = (&'t str, Option<&'t str>)>) -> String {
    let members = members.map(|(name, text)| {
        let value = text.map_or(Value::Null, |text| Value::from(shown(text)));
        (name.to_owned(), value)
    });
    Value::Object(members.collect::<Map<String, Value>>()).to_string()
}
