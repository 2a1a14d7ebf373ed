//! Which of a source's tables the rows of an export belong to: an answer of OData says it, else its
//! name does.

/// A table that a source knows.
pub trait Called: Sized + 'static {
    /// What it is called, by one who asks for it or who names a file after it.
    fn names(&self) -> impl Iterator<Item = &'static str>;
}

/// What a page says that it holds: a table that is known, or the name of one that is not.
pub type ToldTable<T> = Result<Option<&'static T>, String>;

/// The tables of one export.
pub struct TableChoice<T: 'static> {
    of: &'static [T],
    /// Told by its name, or by that of a folder it lies in.
    named: Option<&'static T>,
    /// What the page before said, and what that means.
    last: Option<(String, ToldTable<T>)>,
}

impl<T: Called> TableChoice<T> {
    pub fn of(of: &'static [T], object: &str) -> Self {
        Self {
            of,
            named: object.rsplit('/').find_map(|part| begins(of, part)),
            last: None,
        }
    }

    /// The table of a row: its page knows best.
    pub fn told_by(&mut self, context: Option<&str>) -> ToldTable<T> {
        let Some(context) = context else {
            return Ok(self.named);
        };
        match &self.last {
            Some((last, held)) if last == context => held.clone(),
            _ => {
                let held = self.held(context);
                self.last = Some((context.to_owned(), held.clone()));
                held
            }
        }
    }

    /// `…/$metadata#Jobs`, `…#flowsessions(flowsessionid,statuscode)/$delta`: the set's name stands
    /// behind the hash.
    fn held(&self, context: &str) -> ToldTable<T> {
        let Some((_, set)) = context.rsplit_once('#') else {
            return Ok(self.named);
        };
        let set = set
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default();
        let is_called = |table: &&T| table.names().any(|name| name.eq_ignore_ascii_case(set));
        self.of
            .iter()
            .find(is_called)
            .map(Some)
            .ok_or_else(|| set.to_owned())
    }
}

/// The table by whose name the name of a file or folder begins, where no letter follows.
fn begins<T: Called>(tables: &'static [T], part: &str) -> Option<&'static T> {
    let part = part.to_lowercase().replace(['-', ' '], "_");
    let is_begun = |name: &str| {
        part.strip_prefix(&*name.to_lowercase())
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    tables.iter().find(|table| table.names().any(is_begun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Known(&'static [&'static str]);

    impl Called for Known {
        fn names(&self) -> impl Iterator<Item = &'static str> {
            self.0.iter().copied()
        }
    }

    static ORCHESTRATOR: [Known; 3] =
        [Known(&["jobs"]), Known(&["releases"]), Known(&["machines"])];
    static DATABASE: [Known; 3] = [
        Known(&["bpasession"]),
        Known(&["bpaworkqueue"]),
        Known(&["bpaworkqueueitem"]),
    ];
    static ENGINE: [Known; 1] = [Known(&["process_instances", "process-instance"])];

    fn name(held: ToldTable<Known>) -> Result<Option<&'static str>, String> {
        held.map(|table| table.map(|table| table.0[0]))
    }

    #[test]
    fn a_page_knows_its_table_best_and_else_the_nearest_name_does() {
        for (object, context, table) in [
            (
                "a.json",
                Some("https://x/odata/$metadata#Jobs"),
                Ok(Some("jobs")),
            ),
            (
                "jobs.json",
                Some("https://x/odata/$metadata#Releases(Name,Key)"),
                Ok(Some("releases")),
            ),
            (
                "jobs.json",
                Some("https://x/odata/$metadata#Folders"),
                Err("Folders".to_owned()),
            ),
            ("jobs.json", Some("https://x/odata"), Ok(Some("jobs"))),
            ("Jobs-2026-03.ndjson", None, Ok(Some("jobs"))),
            ("machines/2026/page1.json", None, Ok(Some("machines"))),
            ("jobs/releases_1.json", None, Ok(Some("releases"))),
            ("jobsite.json", None, Ok(None)),
            ("export.json", None, Ok(None)),
        ] {
            assert_eq!(
                name(TableChoice::of(&ORCHESTRATOR, object).told_by(context)),
                table,
                "{object} {context:?}"
            );
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
            assert_eq!(
                name(TableChoice::of(&DATABASE, object).told_by(None)),
                Ok(table),
                "{object}"
            );
        }
        for object in [
            "process-instances.json",
            "Process Instances/1.json",
            "process_instances-8.json",
        ] {
            assert_eq!(
                name(TableChoice::of(&ENGINE, object).told_by(None)),
                Ok(Some("process_instances")),
                "{object}"
            );
        }
    }

    #[test]
    fn a_row_of_another_page_is_of_its_own_table() {
        let mut tables = TableChoice::of(&ORCHESTRATOR, "all.ndjson");
        let told = ["#Jobs", "#Jobs", "#Machines", "#Jobs"]
            .map(|context| name(tables.told_by(Some(context))).unwrap().unwrap());
        assert_eq!(told, ["jobs", "jobs", "machines", "jobs"]);
        assert_eq!(name(tables.told_by(None)), Ok(None));
    }
}
