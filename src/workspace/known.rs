//! The ids that exist, gathered before any row refers to one. A row that is wrong elsewhere still
//! makes its id known, so that one mistake does not become ten.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use super::forms::{self, Formed, Wrong};
use super::suggest;
use crate::extract::values::guid;
use crate::model::SatelliteId;
use crate::workspace::sheets::sheet::Sheet;

#[derive(Debug, Clone)]
pub struct Ids {
    /// "project"
    what: &'static str,
    /// Where one would be added.
    home: &'static str,
    ids: BTreeSet<String>,
    /// False where the home could not be read: then nothing can be said to be unknown.
    complete: bool,
    /// Satellites whose GUIDs are kept in small letters, whatever an export writes.
    of_guids: BTreeSet<String>,
}

impl Ids {
    /// The ids in a column of a sheet; no sheet: there are none.
    pub fn of_sheet<T: FromStr<Err: Display> + Display>(
        what: &'static str,
        home: &'static str,
        column: &str,
        sheet: Option<&Sheet>,
    ) -> Self {
        let mut ids = BTreeSet::new();
        let at = sheet.map(|sheet| sheet.header.iter().position(|name| *name == Some(column)));
        for part in sheet.into_iter().flat_map(Sheet::parts) {
            let Some(at) = part.header.iter().position(|name| *name == Some(column)) else {
                continue;
            };
            let cells = part.rows.iter().filter_map(|row| row.cells.get(at));
            ids.extend(cells.filter_map(|cell| Some(cell.text.parse::<T>().ok()?.to_string())));
        }
        let complete = at != Some(None) && !sheet.is_some_and(|sheet| sheet.is_torn);
        Self {
            what,
            home,
            ids,
            complete,
            of_guids: BTreeSet::new(),
        }
    }

    pub fn of_satellites(ids: impl IntoIterator<Item = SatelliteId>, complete: bool) -> Self {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        Self {
            what: "satellite",
            home: crate::workspace::mistake::FILE,
            ids,
            complete,
            of_guids: BTreeSet::new(),
        }
    }

    pub fn with_guids(self, satellites: impl Iterator<Item = SatelliteId>) -> Self {
        Self {
            of_guids: satellites.map(|id| id.to_string()).collect(),
            ..self
        }
    }

    /// The id of an automation as its satellite's sessions have it, however people copied it.
    pub fn automation(&self, satellite: &str, id: String) -> String {
        if self.of_guids.contains(satellite) {
            guid(&id).unwrap_or(id)
        } else {
            id
        }
    }

    /// Where its home cannot be asked, anything may exist. Departments even need no file of their
    /// own: then whatever projects.csv names is one.
    pub fn or_anything(self, anything: bool) -> Self {
        Self {
            complete: self.complete && !anything,
            ..self
        }
    }

    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id) || !self.complete
    }

    /// The form of a reference to one of them.
    pub fn find<T: FromStr<Err: Display> + Display>(&self, text: &str) -> Formed<T> {
        let id: T = forms::own(text)?;
        if self.has(&id.to_string()) {
            return Ok(id);
        }
        let near = suggest::instead(&id.to_string(), self.ids.iter().map(String::as_str));
        Err(
            Wrong::new(format!("there is no {} `{id}`", self.what)).help(format!(
                "{near}{} {}s are listed in {}",
                if near.ends_with('?') { "" } else { ";" },
                self.what,
                self.home
            )),
        )
    }

    /// As [`Ids::find`], for use as a form.
    pub fn form<T: FromStr<Err: Display> + Display>(&self) -> impl Fn(&str) -> Formed<T> {
        |text| self.find(text)
    }
}

/// Everything that rows of master data may refer to.
pub struct KnownIds {
    pub satellites: Ids,
    pub departments: Ids,
    pub projects: Ids,
    pub objectives: Ids,
    pub goals: Ids,
}
