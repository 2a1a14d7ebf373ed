//! The kit's projects, once they have ids of ours.

use std::collections::BTreeMap;

use super::headed::HeadedRows;
use super::row::KitRow;

/// Our ids of projects by the kit's, with their rows.
pub struct KitProjects<'t> {
    pub(super) of: Vec<(String, &'t KitRow)>,
    pub(super) ids: BTreeMap<String, String>,
    pub(super) sheet: HeadedRows,
}

impl<'t> KitProjects<'t> {
    pub fn sheet(&self) -> HeadedRows {
        self.sheet.clone()
    }

    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn id(&self, kits: Option<&str>) -> Option<&str> {
        self.ids.get(&kits?.to_lowercase()).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &'t KitRow)> {
        self.of.iter().map(|(id, row)| (id.as_str(), *row))
    }
}
