//! What vendors' own pages export: tables for people, under labels in the language of whoever saved
//! them. Their rows have no id of the vendor's, so they are not what this format reads; they are
//! known by their headings, to say what to do instead. Only headings that a vendor documents stand
//! here, each with its source.

use crate::extract::csv::Reached;
use crate::extract::rejects::Fault;

pub struct Grid {
    /// All of these stand in it, in any case.
    headings: &'static [&'static str],
    /// What it is, in a sentence.
    what: &'static str,
    /// What to hand over instead.
    instead: &'static str,
}

pub const UIPATH: &[Grid] = &[
    // <https://docs.uipath.com/orchestrator/standalone/2022.10/user-guide/field-descriptions-for-the-transactions-csv-file>
    Grid {
        headings: &[
            "Status",
            "Revision",
            "Reference",
            "Exception",
            "Deadline",
            "Priority",
            "Robot",
        ],
        what: "the export of Orchestrator's Transactions page",
        instead: "fetch /odata/QueueItems, or read it with format = \"csv\" and [satellite.items], with an id of several columns",
    },
    // <https://docs.uipath.com/orchestrator/automation-cloud/latest/user-guide/about-jobs>
    Grid {
        headings: &["Process", "Execution type"],
        what: "the export of Orchestrator's Jobs page",
        instead: "fetch /odata/Jobs, or read it with format = \"csv\" and [satellite.columns], with an id of several columns",
    },
];

/// Says of an export that no row of could be read, and that is one of these, what it is.
pub fn told_apart(grids: &[Grid], mut reached: Reached) -> Reached {
    let is_unread = reached.rejected > 0
        && reached
            .rejects
            .iter()
            .all(|reject| matches!(reject.code, "missing_column" | "more"));
    let has = |heading: &str| reached.notes.columns.contains(&heading.to_lowercase());
    let grid = grids
        .iter()
        .find(|grid| is_unread && grid.headings.iter().all(|heading| has(heading)));
    if let Some(Grid { what, instead, .. }) = grid {
        let fault = Fault::new(
            "",
            "page_export",
            format!("this is {what}, whose rows have no id: {instead}"),
        );
        for reject in reached
            .rejects
            .iter_mut()
            .filter(|reject| reject.code == "missing_column")
        {
            (reject.column, reject.code, reject.message) =
                (fault.column.clone(), fault.code, fault.message.clone());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;
    use crate::extract::reading::{Vendor, Vendored};
    use crate::extract::sessions::Source;

    fn read(object: &str, text: &str) -> Reached {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object,
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        super::super::sessions(
            text.as_bytes(),
            &Vendored::plain(Vendor::UiPath),
            source,
            &mut |_| Ok(()),
        )
        .unwrap()
    }

    #[test]
    fn a_pages_own_export_is_known_by_its_headings() {
        let told = |object: &str, text: &str| {
            read(object, text)
                .rejects
                .into_iter()
                .map(|reject| (reject.row, reject.code))
                .collect::<Vec<_>>()
        };
        let items = "Status,Revision,Reference,Exception,Deadline,Priority,Robot\nSuccessful,None,r1,,,Normal,bot\nFailed,None,r2,,,Normal,bot\n";
        assert_eq!(
            told("queueitems.csv", items),
            [(2, "page_export"), (3, "page_export")]
        );
        assert_eq!(
            told(
                "jobs.csv",
                "Process;Execution Type;State\nInvoices;Unattended;Successful\n"
            ),
            [(2, "page_export")]
        );
        assert!(
            read("queueitems.csv", items).rejects[0]
                .message
                .contains("/odata/QueueItems")
        );
        // Any other table without an id lacks a column, and one with an id is what it always was.
        assert_eq!(
            told("jobs.csv", "Process,State\nInvoices,Successful\n"),
            [(2, "missing_column")]
        );
        let whole = "Key,Process,Execution type,ReleaseName,State,EndTime\nk1,x,y,Invoices,Successful,2026-03-02T08:00:00Z\n";
        assert_eq!(told("jobs.csv", whole), []);
    }
}
