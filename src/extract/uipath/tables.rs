//! Which of Orchestrator's tables an export holds, and the three that hold names.

use crate::extract::json::Asked;
use crate::extract::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::lake::Named;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Jobs,
    Releases,
    Machines,
    QueueItems,
    QueueDefinitions,
}

impl Table {
    const ALL: [(&'static str, Self); 5] = [
        ("jobs", Self::Jobs),
        ("releases", Self::Releases),
        ("machines", Self::Machines),
        ("queueitems", Self::QueueItems),
        ("queuedefinitions", Self::QueueDefinitions),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, table)| table)
    }
}

/// What a page says that it holds: a table that is read, or the name of one that is not.
pub type Held = Result<Option<Table>, String>;

/// The tables of one export.
pub struct Tables {
    /// Told by its name, or by that of a folder it lies in.
    named: Option<Table>,
    /// What the page before said, and what that means.
    last: Option<(String, Held)>,
}

impl Tables {
    pub fn of(object: &str) -> Self {
        let begins = |part: &str| Table::named(part.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default());
        Self { named: object.rsplit('/').find_map(begins), last: None }
    }

    /// The table of a row: its page knows best.
    pub fn told_by(&mut self, context: Option<&str>) -> Held {
        let Some(context) = context else { return Ok(self.named) };
        match &self.last {
            Some((last, held)) if last == context => held.clone(),
            _ => {
                let held = self.held(context);
                self.last = Some((context.to_owned(), held.clone()));
                held
            }
        }
    }

    /// `…/$metadata#Jobs`, `…#Jobs(Key,State)`: the set's name stands behind the hash.
    fn held(&self, context: &str) -> Held {
        let Some((_, set)) = context.rsplit_once('#') else { return Ok(self.named) };
        let set = set.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        Table::named(set).map(Some).ok_or_else(|| set.to_owned())
    }
}

/// Why nothing can be read of an export that does not say what it holds.
pub fn untold() -> Fault {
    let message = "nothing says which table this is: keep the page's @odata.context, or name the file or its folder jobs…, releases…, machines…, queueitems… or \
         queuedefinitions…";
    Fault::new("", "unknown_table", message)
}

/// What an automation is called by: the folder and the name in it. Orchestrator's names are unique in a folder only,
/// and a job's row always tells both, whereas it tells the release's key only if it was asked to.
pub fn automation_id(folder: Option<&str>, name: &str) -> String {
    match folder.map(str::trim).filter(|folder| !folder.is_empty()) {
        Some(folder) => format!("{folder}/{}", name.trim()),
        None => name.trim().to_owned(),
    }
}

/// Which members of a release, a machine or a queue tell what.
const PATHS: [&str; 5] = ["Id", "Name", "OrganizationUnitFullyQualifiedName", "OrganizationUnitId", "LastModificationTime"];

/// Jobs and items call them by their number, and not by their name.
const BY_ID: [(Table, Named); 2] = [(Table::Machines, Named::Machine), (Table::QueueDefinitions, Named::Queue)];

/// Keeps what a row of releases, machines or queues calls them, or says why it cannot.
pub fn keep_name(names: &mut Names<'_>, table: Table, ordinal: i64, row: &[u8], notes: &mut Notes) -> Result<(), Fault> {
    let told = Asked::new(PATHS).of(row, &mut |_| {})?;
    let field = |at: usize| Field { column: PATHS[at], text: told[at].as_deref() };
    let (name, modified) = (field(1), field(4));
    let Some(called) = name.text.filter(|name| !name.trim().is_empty()) else {
        return Err(Fault::new(name.column, "missing_value", "a row must tell its name, and this one does not"));
    };
    if let Some((_, kind)) = BY_ID.iter().find(|(known, _)| *known == table) {
        let telling = NameTelling { id: field(0), name, modified, ..NameTelling::default() };
        return names.push(ordinal, *kind, &telling, notes);
    }
    let folder =
        [field(2), field(3)].into_iter().find(|folder| folder.text.is_some_and(|text| !text.trim().is_empty())).unwrap_or_default();
    let id = automation_id(folder.text, called);
    let telling = NameTelling { id: Field { text: Some(&id), ..name }, name, solution_id: folder, modified, ..NameTelling::default() };
    names.push(ordinal, Named::Automation, &telling, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_table_best_and_else_the_nearest_name_does() {
        for (object, context, table) in [
            ("a.json", Some("https://x/odata/$metadata#Jobs"), Ok(Some(Table::Jobs))),
            ("jobs.json", Some("https://x/odata/$metadata#Releases(Name,Key)"), Ok(Some(Table::Releases))),
            ("jobs.json", Some("https://x/odata/$metadata#Assets"), Err("Assets".to_owned())),
            ("jobs.json", Some("https://x/odata/$metadata#QueueItems"), Ok(Some(Table::QueueItems))),
            ("queueDefinitions.json", None, Ok(Some(Table::QueueDefinitions))),
            ("jobs.json", Some("https://x/odata"), Ok(Some(Table::Jobs))),
            ("Jobs-2026-03.ndjson", None, Ok(Some(Table::Jobs))),
            ("machines/2026/page1.json", None, Ok(Some(Table::Machines))),
            ("jobs/releases_1.json", None, Ok(Some(Table::Releases))),
            ("jobsite.json", None, Ok(None)),
            ("export.json", None, Ok(None)),
        ] {
            assert_eq!(Tables::of(object).told_by(context), table, "{object} {context:?}");
        }
    }

    #[test]
    fn a_row_of_another_page_is_of_its_own_table() {
        let mut tables = Tables::of("all.ndjson");
        let told = ["#Jobs", "#Jobs", "#Machines", "#Jobs"].map(|context| tables.told_by(Some(context)).unwrap().unwrap());
        assert_eq!(told, [Table::Jobs, Table::Jobs, Table::Machines, Table::Jobs]);
        assert_eq!(tables.told_by(None), Ok(None));
    }
}
