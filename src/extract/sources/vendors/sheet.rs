//! A vendor's table as CSV, under its own header.

use std::borrow::Cow;
use std::io::Read;

use arrow::array::RecordBatch;

use super::form::{Description, Holds, NameForm, Table};
use super::items::ItemRows;
use super::row::Rows;
use super::sessions::SessionRows;
use crate::extract::carriers::csv;
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::error::ExtractError;
use crate::extract::facts::names::Names;
use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::sources::holding::Holding;
use crate::extract::sources::vendors::form::Grid;
use crate::extract::taker::{Keep, Reached, Source};

/// Which table it is can only be told by the export's name.
pub fn read(
    input: impl Read,
    description: &'static Description,
    sessions: Vec<SessionRows<'_>>,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let table = Holding::of(description.tables, source.object)
        .told_by(None)
        .expect("without a page there is no name that is not known");
    match table {
        Some(Table {
            holds: Holds::Sessions(form),
            ..
        }) => {
            let rows = sessions
                .into_iter()
                .find(|rows| std::ptr::eq(rows.form, *form))
                .expect("every form has its rows");
            let (paths, ids) = (rows.paths.clone(), rows.ids());
            csv::known(
                input,
                (&paths, ids),
                source,
                |places| Sheet {
                    places: places.to_vec(),
                    rows,
                },
                keep,
            )
        }
        Some(Table {
            holds: Holds::Items(form),
            ..
        }) => {
            let rows = ItemRows::new(description, form, source);
            let (paths, ids) = (rows.paths.clone(), rows.ids());
            csv::known(
                input,
                (&paths, ids),
                source,
                |places| Sheet {
                    places: places.to_vec(),
                    rows,
                },
                keep,
            )
        }
        Some(Table {
            holds: Holds::Names(form),
            ..
        }) => {
            let clock = Clock::new(None, description.zone.unwrap_or(source.satellite.timezone));
            let (paths, ids, names) = (form.paths(), form.id.len(), Names::new(source, clock));
            csv::known(
                input,
                (&paths, ids),
                source,
                |places| NameSheet {
                    description,
                    form,
                    places: places.to_vec(),
                    names,
                },
                keep,
            )
        }
        Some(Table {
            holds: Holds::MasterData,
            names,
        }) => Ok(unread(
            source,
            None,
            Notes {
                master: [names[0].to_owned()].into(),
                ..Notes::default()
            },
        )),
        Some(Table { names, .. }) => Ok(unread(
            source,
            None,
            Notes {
                unread: [names[0].to_owned()].into(),
                ..Notes::default()
            },
        )),
        None => Ok(unread(source, Some(description.untold()), Notes::default())),
    }
}

fn unread(source: Source<'_>, fault: Option<Fault>, notes: Notes) -> Reached {
    let mut rejects = Rejects::new(&source.satellite.id, source.object);
    fault
        .into_iter()
        .for_each(|fault| rejects.refuse(0, fault, b""));
    Reached {
        read: rejects.count(),
        rejected: rejects.count(),
        rejects: rejects.finish(),
        names: Vec::new(),
        notes,
    }
}

/// What databases' own tools write in a table where there is nothing.
const NOTHING: &str = "NULL";

fn told<'f>(fields: Fields<'f>, place: Option<usize>) -> Option<&'f str> {
    fields
        .get(place?)
        .filter(|text| !text.trim().eq_ignore_ascii_case(NOTHING))
}

struct Sheet<R> {
    /// Of the paths that are asked for.
    places: Vec<Option<usize>>,
    rows: R,
}

impl<R: Rows + Send> Taker for Sheet<R> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        let texts = self
            .places
            .iter()
            .map(|place| told(fields, *place).map(Cow::Borrowed));
        self.rows.push(line, texts, notes)
    }

    fn is_full(&self) -> bool {
        self.rows.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.rows.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self {
            places: self.places.clone(),
            rows: self.rows.twin(),
        })
    }
}

struct NameSheet<'a> {
    description: &'static Description,
    form: &'static NameForm,
    places: Vec<Option<usize>>,
    names: Names<'a>,
}

impl Taker for NameSheet<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        let texts = self
            .places
            .iter()
            .map(|place| told(fields, *place).map(Cow::Borrowed))
            .collect();
        self.form
            .keep(self.description, &mut self.names, line, &texts, notes)
    }

    fn is_full(&self) -> bool {
        false
    }

    fn take(&mut self) -> Option<RecordBatch> {
        None
    }

    fn finish(self, reached: &mut Reached) {
        reached.names = self.names.rows;
    }
}

/// Says of an export that no row of could be read, and that is one of these, what it is.
pub fn told_apart(grids: &[Grid], mut reached: Reached) -> Reached {
    let is_unread = reached.rejected > 0
        && reached
            .rejects
            .iter()
            .all(|reject| matches!(reject.code, "missing_column" | "more"));
    let has = |heading: &str| reached.notes.columns.contains(&heading.to_lowercase());
    let grid = grids
        .iter()
        .find(|grid| is_unread && grid.headings.iter().all(|heading| has(heading)));
    if let Some(Grid { what, instead, .. }) = grid {
        let fault = Fault::new(
            "",
            "page_export",
            format!("this is {what}, whose rows have no id: {instead}"),
        );
        for reject in reached
            .rejects
            .iter_mut()
            .filter(|reject| reject.code == "missing_column")
        {
            (reject.column, reject.code, reject.message) =
                (fault.column.clone(), fault.code, fault.message.clone());
        }
    }
    reached
}
