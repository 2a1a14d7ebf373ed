//! Which of a vendor's tables an export holds.

use super::{Description, Holds, Table};
use crate::extract::rejects::Fault;

/// What a page says that it holds: a table that is known, or the name of one that is not.
pub type Held = Result<Option<&'static Table>, String>;

/// The tables of one export.
pub struct Tables {
    of: &'static [Table],
    /// Told by its name, or by that of a folder it lies in.
    named: Option<&'static Table>,
    /// What the page before said, and what that means.
    last: Option<(String, Held)>,
}

impl Tables {
    pub fn of(description: &'static Description, object: &str) -> Self {
        let of = description.tables;
        Self { of, named: object.rsplit('/').find_map(|part| begins(of, part)), last: None }
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
        let is_called = |table: &&Table| table.names.iter().any(|name| name.eq_ignore_ascii_case(set));
        self.of.iter().find(is_called).map(Some).ok_or_else(|| set.to_owned())
    }
}

/// The table by whose name the name of a file or folder begins, where no letter follows.
fn begins(tables: &'static [Table], part: &str) -> Option<&'static Table> {
    let part = part.to_lowercase().replace(['-', ' '], "_");
    let is_begun =
        |name: &str| part.strip_prefix(&*name.to_lowercase()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    tables.iter().find(|table| table.names.iter().any(|name| is_begun(name)))
}

/// Why nothing can be read of an export that does not say what it holds.
pub fn untold(description: &Description) -> Fault {
    let read = description.tables.iter().filter(|table| !matches!(table.holds, Holds::Nothing));
    let names: Vec<String> = read.map(|table| format!("{}…", table.names[0])).collect();
    let (last, others) = names.split_last().expect("every vendor has a table");
    let pages = if description.rows == ["value"] { "keep the page's @odata.context, or " } else { "" };
    let names = if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) };
    Fault::new("", "unknown_table", format!("nothing says which table this is: {pages}name the file or its folder {names}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::Vendor;

    fn name(held: Held) -> Result<Option<&'static str>, String> {
        held.map(|table| table.map(|table| table.names[0]))
    }

    #[test]
    fn a_page_knows_its_table_best_and_else_the_nearest_name_does() {
        for (object, context, table) in [
            ("a.json", Some("https://x/odata/$metadata#Jobs"), Ok(Some("jobs"))),
            ("jobs.json", Some("https://x/odata/$metadata#Releases(Name,Key)"), Ok(Some("releases"))),
            ("jobs.json", Some("https://x/odata/$metadata#Folders"), Err("Folders".to_owned())),
            ("jobs.json", Some("https://x/odata"), Ok(Some("jobs"))),
            ("Jobs-2026-03.ndjson", None, Ok(Some("jobs"))),
            ("machines/2026/page1.json", None, Ok(Some("machines"))),
            ("jobs/releases_1.json", None, Ok(Some("releases"))),
            ("jobsite.json", None, Ok(None)),
            ("export.json", None, Ok(None)),
        ] {
            assert_eq!(name(Tables::of(Vendor::UiPath.description(), object).told_by(context)), table, "{object} {context:?}");
        }
    }

    #[test]
    fn a_name_is_begun_where_no_letter_follows_it_and_blanks_and_dashes_are_one() {
        for (object, table) in [
            ("bpaworkqueueitem_3.csv", Some("bpaworkqueueitem")),
            ("BPAWorkQueue.csv", Some("bpaworkqueue")),
            ("dbo.BPASession.csv", None),
            ("BPASession 2026-03.csv", Some("bpasession")),
        ] {
            assert_eq!(name(Tables::of(Vendor::BluePrism.description(), object).told_by(None)), Ok(table), "{object}");
        }
        for object in ["process-instances.json", "Process Instances/1.json", "process_instances-8.json"] {
            assert_eq!(name(Tables::of(Vendor::Camunda.description(), object).told_by(None)), Ok(Some("process_instances")), "{object}");
        }
    }

    #[test]
    fn a_row_of_another_page_is_of_its_own_table() {
        let mut tables = Tables::of(Vendor::UiPath.description(), "all.ndjson");
        let told = ["#Jobs", "#Jobs", "#Machines", "#Jobs"].map(|context| name(tables.told_by(Some(context))).unwrap().unwrap());
        assert_eq!(told, ["jobs", "jobs", "machines", "jobs"]);
        assert_eq!(name(tables.told_by(None)), Ok(None));
    }
}
