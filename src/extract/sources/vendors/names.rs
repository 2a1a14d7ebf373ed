//! Rows that hold names: of automations, and of machines.

use super::form::{Description, NameForm};
use crate::extract::facts::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::taker::Texts;
use crate::extract::values::guid;

/// What an automation is called by where names are unique in a folder only: the folder and the name
/// in it.
pub fn within(folder: Option<&str>, name: &str) -> String {
    match folder.map(str::trim).filter(|folder| !folder.is_empty()) {
        Some(folder) => format!("{folder}/{}", name.trim()),
        None => name.trim().to_owned(),
    }
}

impl NameForm {
    /// All columns that are asked for; those that tell whose name it is are the first.
    pub fn paths(&self) -> Vec<String> {
        self.groups()
            .into_iter()
            .flatten()
            .map(|path| (*path).to_owned())
            .collect()
    }

    fn groups(&self) -> [&'static [&'static str]; 7] {
        let [due, at_risk] = self.deadlines;
        [
            self.id,
            self.name,
            self.solution,
            self.modified,
            self.saves,
            due,
            at_risk,
        ]
    }

    /// Keeps what a row calls its automation or machine, or says why it cannot. `texts` are what
    /// stands under the paths.
    pub fn keep(
        &self,
        description: &Description,
        names: &mut Names<'_>,
        row: i64,
        texts: &dyn Texts,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut at = 0;
        let is_something = |text: &&str| !text.trim().is_empty();
        let [id, name, solution_id, modified, saves, due, at_risk] = self.groups().map(|paths| {
            let first = (0..paths.len()).find_map(|n| {
                texts
                    .text(at + n)
                    .filter(is_something)
                    .map(|text| (paths[n], text))
            });
            at += paths.len();
            let (column, text) = first.map_or(
                (paths.first().copied().unwrap_or_default(), None),
                |(path, text)| (path, Some(text)),
            );
            Field { column, text }
        });
        let Some(called) = name.text else {
            return Err(Fault::new(
                name.column,
                "missing_value",
                "a row must tell its name, and this one does not",
            ));
        };
        // Sessions and items call it so too.
        let plain = |field: Field<'_>| field.value().filter(|_| description.guids).and_then(guid);
        let (plain_id, plain_solution) = (plain(id), plain(solution_id));
        let (id, solution_id) = (
            id.or(plain_id.as_deref()),
            solution_id.or(plain_solution.as_deref()),
        );
        let own = self
            .is_within_solution
            .then(|| within(solution_id.text, called));
        let id = own.as_deref().map_or(id, |own| Field {
            text: Some(own),
            ..name
        });
        if let (Some(id), Some(minutes)) = (id.text, saves.text.filter(|text| text.trim() != "0")) {
            notes
                .proposed
                .insert(format!("{} minutes for {id} ({called})", minutes.trim()));
        }
        names.push(
            row,
            self.kind,
            &NameTelling {
                id,
                name,
                solution_id,
                modified,
                due,
                at_risk,
                ..NameTelling::default()
            },
            notes,
        )
    }
}
