//! A vendor's table as CSV, under its own header.

use std::io::Read;

use arrow::array::RecordBatch;

use super::form::{Description, NameForm, TableContent, VendorTable};
use super::items::VendorItems;
use super::sessions::VendorSessions;
use crate::extract::carriers::csv;
use crate::extract::error::ExtractError;
use crate::extract::facts::names::Names;
use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::sources::table_choice::TableChoice;
use crate::extract::sources::vendors::form::Grid;
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker, Texts};

/// Which table it is can only be told by the export's name.
pub fn read(
    input: impl Read,
    description: &'static Description,
    sessions: Vec<VendorSessions<'_>>,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let table = TableChoice::of(description.tables, source.object)
        .told_by(None)
        .expect("without a page there is no name that is not known");
    match table {
        Some(VendorTable {
            holds: TableContent::Sessions(form),
            ..
        }) => {
            let rows = sessions
                .into_iter()
                .find(|rows| std::ptr::eq(rows.form, *form))
                .expect("every form has its rows");
            let (paths, ids) = (rows.paths.clone(), rows.ids());
            csv::known(input, (&paths, ids), source, |_| WithoutNull(rows), keep)
        }
        Some(VendorTable {
            holds: TableContent::Items(form),
            ..
        }) => {
            let rows = VendorItems::new(description, form, source);
            let (paths, ids) = (rows.paths.clone(), rows.ids());
            csv::known(input, (&paths, ids), source, |_| WithoutNull(rows), keep)
        }
        Some(VendorTable {
            holds: TableContent::Names(form),
            ..
        }) => {
            let clock = Clock::new(None, description.zone.unwrap_or(source.satellite.timezone));
            let rows = VendorNames {
                description,
                form,
                names: Names::new(source, clock),
            };
            let (paths, ids) = (form.paths(), form.id.len());
            csv::known(input, (&paths, ids), source, |_| WithoutNull(rows), keep)
        }
        Some(VendorTable {
            holds: TableContent::MasterData,
            names,
        }) => Ok(unread(
            source,
            None,
            Notes {
                master: [names[0].to_owned()].into(),
                ..Notes::default()
            },
        )),
        Some(VendorTable { names, .. }) => Ok(unread(
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

/// Texts of a table of which NULL is nothing.
struct NotNull<'r>(&'r dyn Texts);

impl Texts for NotNull<'_> {
    fn text(&self, column: usize) -> Option<&str> {
        let text = self.0.text(column);
        text.filter(|text| !text.trim().eq_ignore_ascii_case(NOTHING))
    }
}

/// Rows of a table as a database's own tool writes it.
struct WithoutNull<T>(T);

impl<T: Taker> Taker for WithoutNull<T> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        self.0.push(row.telling(&NotNull(row.texts)), notes)
    }

    fn is_full(&self) -> bool {
        self.0.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.0.take()
    }

    fn finish(self, reached: &mut Reached) {
        self.0.finish(reached);
    }

    fn twin(&self) -> Option<Self> {
        self.0.twin().map(Self)
    }
}

struct VendorNames<'a> {
    description: &'static Description,
    form: &'static NameForm,
    names: Names<'a>,
}

impl Taker for VendorNames<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let Self {
            description,
            form,
            names,
        } = self;
        form.keep(description, names, row.number, row.texts, notes)
            .map(|()| Taken::Kept)
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
