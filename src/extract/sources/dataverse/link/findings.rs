//! What the owner of an export should know of what was found, and of what could not be read.

use std::collections::BTreeSet;

use crate::extract::notes::some_of;

#[derive(Debug, Default)]
pub struct LinkFindings {
    /// The newest folder, where no changelog says whether it is finished.
    pub unsaid: Option<String>,
    /// Folders after the one that the changelog names.
    pub later: BTreeSet<String>,
    /// Folders, or models, that were never finished.
    pub unfinished: BTreeSet<String>,
    pub garbled: BTreeSet<String>,
    /// Tables whose attributes no model names.
    pub nameless: BTreeSet<String>,
    /// Locations that are not below the export's root.
    pub elsewhere: BTreeSet<String>,
    /// Parts that a model names and that are not there.
    pub missing: BTreeSet<String>,
}

impl LinkFindings {
    pub fn sentences(&self, strange: &BTreeSet<&str>) -> Vec<String> {
        let unsaid = self.unsaid.as_ref().map(|newest| {
            format!("Changelog/changelog.info names no folder in progress: the newest, {newest}, is left until there is a newer one")
        });
        let strange = strange.iter().map(|table| (*table).to_owned()).collect();
        let sets = [
            (
                &self.later,
                "folders after the one that Changelog/changelog.info says is in progress, not read",
            ),
            (
                &self.unfinished,
                "without a model.json, as exports that were never finished are: not read until they have one",
            ),
            (
                &self.garbled,
                "models that cannot be read, and what they describe is not read either",
            ),
            (
                &self.nameless,
                "tables whose attributes no model names, not read until one does",
            ),
            (
                &self.elsewhere,
                "locations that are not below the export's root, not followed",
            ),
            (
                &self.missing,
                "parts that a model names and that are not there",
            ),
            (&strange, "tables that are not read"),
        ];
        let told = sets
            .into_iter()
            .filter(|(set, _)| !set.is_empty())
            .map(|(set, told)| format!("{told}: {}", some_of(set)));
        unsaid.into_iter().chain(told).collect()
    }
}
