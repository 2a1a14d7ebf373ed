//! Vendors' tables as they hand them over: pages of an API, rows line by line, or CSV under the
//! table's own header. Each vendor is a description in a file of its own: what its pages, tables
//! and columns are called, and a function for what stands in no column but follows from several.
//! Which table an export holds is told by its pages, else by its name, and never guessed from what
//! its rows look like.

mod answer;
mod automation_anywhere;
mod blue_prism;
mod camunda;
mod grids;
mod item;
mod kit;
mod n8n;
mod names;
mod queue;
mod row;
mod servicenow;
mod sheet;
mod uipath;
mod workato;

use std::io::Read;

use chrono::{DateTime, Utc};

use self::answer::Answer;
use self::item::{ItemForm, ItemRows};
use self::row::{Row, SessionRows, Words};
use super::csv::{Keep, Reached};
use super::encoding::Decoded;
use super::error::ExtractError;
use super::holding::Called;
use super::json;
use super::reading::{Canonical, Columns, Format, Shape, Vendor, Vendored};
use super::rejects::Fault;
use super::sessions::Source;
use super::unpack;
use crate::lake::Named;
use crate::model::Zone;

/// A vendor, as its exports know it.
pub struct Description {
    /// The name of its map of outcomes and modes.
    words: &'static str,
    /// Who answers, in sentences.
    speaker: &'static str,
    /// What its pages call their rows.
    rows: &'static [&'static str],
    tables: &'static [Table],
    /// How it tells of an error in the place of a page: where the code stands, and where the
    /// message.
    errors: &'static [[&'static str; 2]],
    /// Its ids are GUIDs, which mean the same in either case: its database writes them in capitals,
    /// and its service does not.
    guids: bool,
    /// Where a text is told in an object of its own: the member it stands in.
    within: Option<&'static str>,
    /// Whose clocks its times without an offset are; None: the satellite's.
    zone: Option<Zone>,
    horizon: Option<Horizon>,
    /// What its own pages export, which is none of its tables.
    grids: &'static [grids::Grid],
}

/// What is told where nothing else is said.
const PLAIN: Description = Description {
    words: "",
    speaker: "",
    rows: &[],
    tables: &[],
    errors: &[],
    guids: false,
    within: None,
    zone: None,
    horizon: None,
    grids: &[],
};

/// After how many days a vendor forgets what was not exported.
pub struct Horizon {
    /// How often it is to be exported, and after how many days it is gone.
    days: i64,
    forgotten_after_days: i64,
    /// What is forgotten, in a sentence.
    what: &'static str,
}

/// A table, under the names that pages, files and folders give it.
pub struct Table {
    names: &'static [&'static str],
    holds: Holds,
}

impl Called for Table {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied()
    }
}

pub enum Holds {
    Sessions(&'static Form),
    Names(&'static NameForm),
    /// Items of queues.
    Items(&'static ItemForm),
    /// Changes of several tables, in any order. A member says of which, up to its first dot: the
    /// first of these that does.
    Events {
        members: &'static [&'static str],
        of: &'static [(&'static str, Holds)],
        /// Of what else several may be told at once, which is left: by the event's kind, the member
        /// that holds them.
        several: &'static [(&'static str, &'static str)],
    },
    /// What people maintain there: nothing that ran.
    MasterData,
    /// Known by name, and not read by this version.
    Nothing,
}

/// How a row tells a session.
pub struct Form {
    /// Which of its columns tell what: the first that is there does.
    told: &'static [(Canonical, &'static [&'static str])],
    /// Of what neither started nor ended: which column says when it came to be.
    created: &'static [&'static str],
    /// What is weighed before it tells something.
    weighed: &'static [&'static str],
    /// Tells what stands in no column.
    made: fn(&mut Row<'_>, &Words) -> Result<(), Fault>,
}

/// How a row tells a name. Of each the first column that is there does.
pub struct NameForm {
    kind: Named,
    id: &'static [&'static str],
    name: &'static [&'static str],
    solution: &'static [&'static str],
    modified: &'static [&'static str],
    /// The id is the solution's and the name together.
    is_within_solution: bool,
    /// How many minutes of a person the vendor says that an execution saves.
    saves: &'static [&'static str],
    /// In how many minutes an item of the queue is due, and at risk.
    deadlines: [&'static [&'static str]; 2],
}

impl Format {
    /// What its vendor may have forgotten since it was last read, in a sentence.
    pub fn lost(&self, last_read: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<String> {
        let Self::Vendor(Vendored { vendor, .. }) = self else {
            return None;
        };
        let (horizon, last_read) = (vendor.description().horizon.as_ref()?, last_read?);
        let days = (now - last_read).num_days();
        (days >= horizon.days).then(|| {
            let Horizon { what, days: limit, .. } = horizon;
            format!(
                "{what}: nothing new was read for {days} days, so what was not exported before may be lost for good; export every {limit} days or sooner"
            )
        })
    }
}

impl Vendor {
    pub const fn description(self) -> &'static Description {
        match self {
            Self::UiPath => &uipath::DESCRIPTION,
            Self::AutomationAnywhere => &automation_anywhere::DESCRIPTION,
            Self::BluePrism => &blue_prism::DESCRIPTION,
            Self::N8n => &n8n::DESCRIPTION,
            Self::ServiceNow => &servicenow::DESCRIPTION,
            Self::Camunda => &camunda::DESCRIPTION,
            Self::Workato => &workato::DESCRIPTION,
            Self::Kit => &kit::DESCRIPTION,
        }
    }
}

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions or items
/// to `keep` as it fills. The satellite's own columns come in the place of the vendor's.
pub fn sessions(
    input: impl Read,
    asked: &Vendored,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let (description, own) = (asked.vendor.description(), asked.columns.as_ref());
    let columns: Vec<(&'static Form, Columns)> = description
        .forms()
        .map(|form| (form, description.columns(form, own)))
        .collect();
    let sessions = columns
        .iter()
        .map(|(form, columns)| SessionRows::new(description, form, columns, asked, source))
        .collect();
    let object = unpack::bare(source.object);
    if object.to_lowercase().ends_with(".csv") {
        let reached = sheet::read(input, description, sessions, source, keep)?;
        return Ok(grids::told_apart(description.grids, reached));
    }
    json::read(
        Decoded::new(input, None),
        Shape::of(object),
        description.rows,
        source,
        Answer::new(description, sessions, source),
        keep,
    )
}

impl Description {
    pub const fn is_of_guids(&self) -> bool {
        self.guids
    }

    /// Why nothing can be read of an export that does not say what it holds.
    fn untold(&self) -> Fault {
        let read = self
            .tables
            .iter()
            .filter(|table| !matches!(table.holds, Holds::Nothing | Holds::MasterData));
        let names: Vec<String> = read.map(|table| format!("{}…", table.names[0])).collect();
        let (last, others) = names.split_last().expect("every vendor has a table");
        let pages = if self.rows == ["value"] {
            "keep the page's @odata.context, or "
        } else {
            ""
        };
        let names = if others.is_empty() {
            last.clone()
        } else {
            format!("{} or {last}", others.join(", "))
        };
        Fault::new(
            "",
            "unknown_table",
            format!("nothing says which table this is: {pages}name the file or its folder {names}"),
        )
    }

    /// What its tables hold, and what its events tell of.
    fn held(&self) -> impl Iterator<Item = &'static Holds> {
        self.tables.iter().flat_map(|table| match &table.holds {
            Holds::Events { of, .. } => of.iter().map(|(_, holds)| holds).collect(),
            holds => vec![holds],
        })
    }

    fn forms(&self) -> impl Iterator<Item = &'static Form> {
        self.held().filter_map(|holds| {
            if let Holds::Sessions(form) = holds {
                Some(*form)
            } else {
                None
            }
        })
    }

    fn items<'a>(&'static self, source: Source<'a>) -> Vec<ItemRows<'a>> {
        let forms = self.held().filter_map(|holds| {
            if let Holds::Items(form) = holds {
                Some(*form)
            } else {
                None
            }
        });
        forms
            .map(|form| ItemRows::new(self, form, source))
            .collect()
    }

    /// The vendor's columns with the satellite's own in their place.
    fn columns(&self, form: &Form, own: Option<&Columns>) -> Columns {
        let mut columns = Columns(
            form.told
                .iter()
                .map(|(told, paths)| (*told, super::Column::named(paths[0])))
                .collect(),
        );
        columns.0.extend(
            own.iter()
                .flat_map(|own| &own.0)
                .map(|(&told, column)| (told, column.clone())),
        );
        for (_, column) in columns.0.iter_mut().filter(|(told, _)| told.is_time()) {
            column.timezone = column.timezone.or(self.zone);
        }
        columns
    }
}
