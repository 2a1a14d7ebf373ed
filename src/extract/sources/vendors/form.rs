//! How a vendor is described: what its pages, tables and columns are called.

use super::item::VendorItem;
use super::row::{OutcomeWords, VendorSession};
use crate::extract::reading::columns::Canonical;
use crate::extract::reading::items::OfItem;
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::sources::table_choice::Called;
use crate::lake::Named;
use crate::model::{Outcome, Zone};

/// A vendor, as its exports know it.
pub struct Description {
    /// The name of its map of outcomes and modes.
    pub words: &'static str,
    /// Who answers, in sentences.
    pub speaker: &'static str,
    /// What its pages call their rows.
    pub rows: &'static [&'static str],
    pub tables: &'static [VendorTable],
    /// How it tells of an error in the place of a page: where the code stands, and where the
    /// message.
    pub errors: &'static [[&'static str; 2]],
    /// Its ids are GUIDs, which mean the same in either case: its database writes them in capitals,
    /// and its service does not.
    pub guids: bool,
    /// Where a text is told in an object of its own: the member it stands in.
    pub within: Option<&'static str>,
    /// Whose clocks its times without an offset are; None: the satellite's.
    pub zone: Option<Zone>,
    pub horizon: Option<Horizon>,
    /// What its own pages export, which is none of its tables.
    pub grids: &'static [Grid],
}

/// What is told where nothing else is said.
pub const PLAIN: Description = Description {
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
    pub days: i64,
    pub forgotten_after_days: i64,
    /// What is forgotten, in a sentence.
    pub what: &'static str,
}

/// A table, under the names that pages, files and folders give it.
pub struct VendorTable {
    pub names: &'static [&'static str],
    pub holds: TableContent,
}

impl Called for VendorTable {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied()
    }
}

pub enum TableContent {
    Sessions(&'static SessionForm),
    Names(&'static NameForm),
    /// Items of queues.
    Items(&'static ItemForm),
    /// Changes of several tables, in any order. A member says of which, up to its first dot: the
    /// first of these that does.
    Events {
        members: &'static [&'static str],
        of: &'static [(&'static str, TableContent)],
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
pub struct SessionForm {
    /// Which of its columns tell what: the first that is there does.
    pub columns: &'static [(Canonical, &'static [&'static str])],
    /// Which column says when something came to be that neither started nor ended.
    pub created: &'static [&'static str],
    /// What is weighed before it tells something.
    pub considered: &'static [&'static str],
    /// Tells what stands in no column.
    pub made: fn(&mut VendorSession<'_>, &OutcomeWords) -> Result<(), Fault>,
}

/// How a row tells a name. Of each the first column that is there does.
pub struct NameForm {
    pub kind: Named,
    pub id: &'static [&'static str],
    pub name: &'static [&'static str],
    pub solution: &'static [&'static str],
    pub modified: &'static [&'static str],
    /// The id is the solution's and the name together.
    pub is_within_solution: bool,
    /// How many minutes of a person the vendor says that an execution saves.
    pub saves: &'static [&'static str],
    /// In how many minutes an item of the queue is due, and at risk.
    pub deadlines: [&'static [&'static str]; 2],
}

/// How a row tells an item.
pub struct ItemForm {
    /// Which of its columns tell what: the first that is there does. The item's id comes first.
    pub columns: &'static [(OfItem, &'static [&'static str])],
    /// What is weighed before it tells something.
    pub considered: &'static [&'static str],
    /// Whose clocks its times without an offset are; None: the satellite's.
    pub zone: Option<Zone>,
    /// Tells what stands in no column.
    pub made: fn(&mut VendorItem<'_>, &Meaning<Outcome>) -> Result<(), Fault>,
}

pub struct Grid {
    /// All of these stand in it, in any case.
    pub headings: &'static [&'static str],
    /// What it is, in a sentence.
    pub what: &'static str,
    /// What to hand over instead.
    pub instead: &'static str,
}
