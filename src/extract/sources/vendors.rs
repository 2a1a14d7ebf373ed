//! Vendors' tables as they hand them over: pages of an API, rows line by line, or CSV under the
//! table's own header. Each vendor is a description in a file of its own: what its pages, tables
//! and columns are called, and a function for what stands in no column but follows from several.
//! Which table an export holds is told by its pages, else by its name, and never guessed from what
//! its rows look like.

mod answer;
pub mod form;
mod item;
mod items;
mod known;
mod names;
mod row;
mod sessions;
mod sheet;

use std::io::Read;

use chrono::{DateTime, Utc};

use self::answer::VendorRows;
use self::form::{Description, SessionForm, TableContent};
use self::items::VendorItems;
use self::sessions::VendorSessions;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json;
use crate::extract::error::ExtractError;
use crate::extract::reading::columns::Columns;
use crate::extract::reading::file::{Shape, bare};
use crate::extract::reading::{Carrier, Fact, Format, Vendor, Vendored};
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::Horizon;
use crate::extract::sources::vendors::known::{
    automation_anywhere, blue_prism, camunda, kit, n8n, servicenow, uipath, workato,
};
use crate::extract::taker::{Keep, Reached, Source};

impl Format {
    /// Whether its automations are known by GUIDs, which are kept in small letters.
    pub const fn is_of_guids(&self) -> bool {
        match self {
            Self::SynapseLink(_) | Self::Dataverse(_) => true,
            Self::Described(Carrier::Delta, Fact::Sessions(own)) => own.columns.is_none(),
            Self::Vendor(own) => own.vendor.description().is_of_guids(),
            _ => false,
        }
    }

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
    let columns: Vec<(&'static SessionForm, Columns)> = description
        .forms()
        .map(|form| (form, description.columns(form, own)))
        .collect();
    let sessions = columns
        .iter()
        .map(|(form, columns)| VendorSessions::new(description, form, columns, asked, source))
        .collect();
    let object = bare(source.object);
    if object.to_lowercase().ends_with(".csv") {
        let reached = sheet::read(input, description, sessions, source, keep)?;
        return Ok(sheet::told_apart(description.grids, reached));
    }
    json::read(
        Decoded::new(input, None),
        Shape::of(object),
        description.rows,
        source,
        VendorRows::new(description, sessions, source),
        keep,
    )
}

impl Description {
    pub const fn is_of_guids(&self) -> bool {
        self.guids
    }

    /// Why nothing can be read of an export that does not say what it holds.
    fn untold(&self) -> Fault {
        let read = self.tables.iter().filter(|table| {
            !matches!(
                table.holds,
                TableContent::Nothing | TableContent::MasterData
            )
        });
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
    fn held(&self) -> impl Iterator<Item = &'static TableContent> {
        self.tables.iter().flat_map(|table| match &table.holds {
            TableContent::Events { of, .. } => of.iter().map(|(_, holds)| holds).collect(),
            holds => vec![holds],
        })
    }

    fn forms(&self) -> impl Iterator<Item = &'static SessionForm> {
        self.held().filter_map(|holds| {
            if let TableContent::Sessions(form) = holds {
                Some(*form)
            } else {
                None
            }
        })
    }

    fn items<'a>(&'static self, source: Source<'a>) -> Vec<VendorItems<'a>> {
        let forms = self.held().filter_map(|holds| {
            if let TableContent::Items(form) = holds {
                Some(*form)
            } else {
                None
            }
        });
        forms
            .map(|form| VendorItems::new(self, form, source))
            .collect()
    }

    /// The vendor's columns with the satellite's own in their place.
    fn columns(&self, form: &SessionForm, own: Option<&Columns>) -> Columns {
        let mut columns = Columns(
            form.columns
                .iter()
                .map(|(told, paths)| {
                    (
                        *told,
                        crate::extract::reading::columns::Column::named(paths[0]),
                    )
                })
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
