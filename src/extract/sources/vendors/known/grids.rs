//! What vendors' own pages export: tables for people, under labels in the language of whoever saved
//! them. Their rows have no id of the vendor's, so they are not what this format reads; they are
//! known by their headings, to say what to do instead. Only headings that a vendor documents stand
//! here, each with its source.

use crate::extract::sources::vendors::form::Grid;

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

#[cfg(test)]
mod tests {
    use crate::extract::reading::tests::satellite;
    use crate::extract::reading::{Vendor, Vendored};
    use crate::extract::taker::Reached;
    use crate::extract::taker::Source;

    fn read(object: &str, text: &str) -> Reached {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object,
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        crate::extract::sources::vendors::sessions(
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
