//! The tables of Dataverse that are read, and what each is called by the service.

use crate::extract::facts::events::{AUDIT, EventForm, FLOW_EVENT};
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::items::OfItem;
use crate::extract::sources::dataverse::link::{self, runs};
use crate::extract::sources::holding::Called;
use crate::lake::Named;

/// What a label stands behind.
pub const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";
/// The row's own version: the one that is asked for, and the one that comes with every row.
pub const VERSION: [&str; 2] = ["versionnumber", "@odata.etag"];
pub const MODIFIED: &str = "modifiedon";

/// Which property tells what. What an item is about, what came of it and who worked on it is not
/// asked for.
pub const ITEM: [(OfItem, &str); 9] = [
    (OfItem::ItemId, "workqueueitemid"),
    (OfItem::QueueId, "_workqueueid_value"),
    (OfItem::Created, "createdon"),
    (OfItem::Started, "processingstarttime"),
    (OfItem::Ended, "completedon"),
    (OfItem::Due, "expirydate"),
    (OfItem::Outcome, "statuscode"),
    (OfItem::SourceVersion, VERSION[0]),
    (OfItem::SourceModified, MODIFIED),
];

/// How often it was tried again, by itself and by a person.
pub const RETRIES: [&str; 2] = ["retrycount", "requeuecount"];

/// The properties that are asked for.
pub fn item_properties() -> impl Iterator<Item = &'static str> {
    ITEM.iter().map(|(_, property)| *property).chain(RETRIES)
}

/// What becomes of a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Sessions,
    /// Of work queues.
    Items,
    /// Of cloud flows.
    Runs,
    Names {
        kind: Named,
        name: &'static str,
        solution: Option<&'static str>,
        parent: Option<&'static str>,
    },
    Events(&'static EventForm),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its logical name, which names its folder too.
    pub name: &'static str,
    /// What the service calls the set of its rows.
    pub set: &'static str,
    /// The column of its rows' ids.
    pub key: &'static str,
    pub holds: Holds,
    /// Whether the service is asked for it: what names people is read only where somebody saved it
    /// on purpose.
    pub is_asked: bool,
}

/// Sessions first: what is wrong with an account shows where it matters.
pub static TABLES: [Table; 11] = [
    Table {
        name: "flowsession",
        set: "flowsessions",
        key: "flowsessionid",
        holds: Holds::Sessions,
        is_asked: true,
    },
    Table {
        name: "flowrun",
        set: "flowruns",
        key: "flowrunid",
        holds: Holds::Runs,
        is_asked: true,
    },
    Table {
        name: "flowevent",
        set: "flowevents",
        key: "floweventid",
        holds: Holds::Events(&FLOW_EVENT),
        is_asked: true,
    },
    Table {
        name: "workflow",
        set: "workflows",
        key: "workflowid",
        holds: Holds::Names {
            kind: Named::Automation,
            name: "name",
            solution: Some("solutionid"),
            parent: None,
        },
        is_asked: true,
    },
    Table {
        name: "solution",
        set: "solutions",
        key: "solutionid",
        holds: Holds::Names {
            kind: Named::Solution,
            name: "friendlyname",
            solution: None,
            parent: None,
        },
        is_asked: true,
    },
    Table {
        name: "flowmachine",
        set: "flowmachines",
        key: "flowmachineid",
        holds: Holds::Names {
            kind: Named::Machine,
            name: "name",
            solution: None,
            parent: Some("_flowmachinegroupid_value"),
        },
        is_asked: true,
    },
    Table {
        name: "flowmachinegroup",
        set: "flowmachinegroups",
        key: "flowmachinegroupid",
        holds: Holds::Names {
            kind: Named::MachineGroup,
            name: "name",
            solution: None,
            parent: None,
        },
        is_asked: true,
    },
    Table {
        name: "workqueueitem",
        set: "workqueueitems",
        key: "workqueueitemid",
        holds: Holds::Items,
        is_asked: true,
    },
    Table {
        name: "workqueue",
        set: "workqueues",
        key: "workqueueid",
        holds: Holds::Names {
            kind: Named::Queue,
            name: "name",
            solution: None,
            parent: None,
        },
        is_asked: true,
    },
    Table {
        name: "systemuser",
        set: "systemusers",
        key: "systemuserid",
        holds: Holds::Names {
            kind: Named::Person,
            name: "fullname",
            solution: None,
            parent: None,
        },
        is_asked: false,
    },
    Table {
        name: "audit",
        set: "audits",
        key: "auditid",
        holds: Holds::Events(&AUDIT),
        is_asked: false,
    },
];

/// What a link calls an attribute, as the service calls it: a look-up is told by the id it leads
/// to. None: it tells no such.
pub fn property(attribute: &str) -> Option<&str> {
    Some(match attribute {
        "Id" => "flowsessionid",
        "regardingobjectid" => "_regardingobjectid_value",
        "machineid" => "_machineid_value",
        "machinegroupid" => "_machinegroupid_value",
        "ownerid" => "_ownerid_value",
        "workflow" => "_workflow_value",
        "parentobjectid" => "_parentobjectid_value",
        "userid" => "_userid_value",
        "objectid" => "_objectid_value",
        "SinkModifiedOn" => MODIFIED,
        "IsDelete" | "workflowname" => return None,
        plain => plain,
    })
}

/// Whether a satellite's column is its own, and so is named as the service names it.
pub fn is_own(told: Canonical, own: Option<&Columns>) -> bool {
    own.is_some_and(|own| own.0.contains_key(&told))
}

impl Table {
    /// The columns that are asked for: what is read of the table, and nothing else. No inputs, no
    /// outputs, no contexts.
    pub fn selected(&self, own: Option<&Columns>) -> Vec<String> {
        let mut columns: Vec<String> = vec![self.key.into()];
        match self.holds {
            Holds::Sessions => {
                for (&told, column) in &link::rows::columns(own).0 {
                    let asked = if is_own(told, own) {
                        Some(column.header.as_str())
                    } else {
                        property(&column.header)
                    };
                    // An annotation comes with its column.
                    columns.extend(
                        asked
                            .and_then(|asked| asked.split('@').next())
                            .map(str::to_owned),
                    );
                }
                columns.extend(["createdon", "parentcloudflowrunsequenceid"].map(str::to_owned));
            }
            Holds::Items => columns.extend(item_properties().map(str::to_owned)),
            Holds::Events(form) => {
                let texts = form
                    .texts
                    .iter()
                    .filter_map(|(_, attribute)| property(attribute));
                columns.extend(
                    [form.at, VERSION[0], MODIFIED]
                        .into_iter()
                        .chain(texts)
                        .map(str::to_owned),
                );
            }
            Holds::Runs => {
                let told = runs::columns(None);
                columns.extend(
                    told.0
                        .values()
                        .filter_map(|column| property(&column.header))
                        .map(str::to_owned),
                );
                columns.extend(["createdon", runs::AUTOMATION].map(str::to_owned));
            }
            Holds::Names {
                name,
                solution,
                parent,
                ..
            } => {
                columns.extend(
                    [name, VERSION[0], MODIFIED]
                        .into_iter()
                        .chain(solution)
                        .chain(parent)
                        .map(str::to_owned),
                );
            }
        }
        columns.retain(|column| !column.is_empty());
        columns.sort();
        columns.dedup();
        columns
    }
}

impl Called for Table {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name, self.set].into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::columns::Column;
    use crate::extract::sources::holding::Holding;

    #[test]
    fn a_page_knows_its_table_best_and_else_the_nearest_name_does() {
        let service =
            |set: &str| format!("https://o.crm.dynamics.com/api/data/v9.2/$metadata#{set}");
        for (object, context, table) in [
            (
                "a.json",
                Some(service("flowsessions(flowsessionid,statuscode)")),
                Ok(Some("flowsession")),
            ),
            (
                "workflow.json",
                Some(service("flowsessions/$delta")),
                Ok(Some("flowsession")),
            ),
            (
                "workflow.json",
                Some(service("flowsessions/$deletedEntity")),
                Ok(Some("flowsession")),
            ),
            (
                "a.json",
                Some(service("cr1_flowsessions(x)")),
                Err("cr1_flowsessions".to_owned()),
            ),
            ("FlowMachines-2.ndjson", None, Ok(Some("flowmachine"))),
            (
                "flowsession/3-17/000001-ab.json",
                None,
                Ok(Some("flowsession")),
            ),
            ("answers.json", None, Ok(None)),
        ] {
            let told = Holding::of(&TABLES, object).told_by(context.as_deref());
            assert_eq!(
                told.map(|table| table.map(|table| table.name)),
                table,
                "{object} {context:?}"
            );
        }
    }

    #[test]
    fn what_is_asked_for_is_what_is_read_and_no_context() {
        let sessions = TABLES[0].selected(None).join(",");
        assert_eq!(
            sessions,
            "_machinegroupid_value,_machineid_value,_ownerid_value,_regardingobjectid_value,completedon,createdon,errorcode,errormessage,\
             flowsessionid,modifiedon,parentcloudflowrunsequenceid,parentworkflowid,runmode,startedon,statuscode,triggertype,versionnumber"
        );
        assert_eq!(
            TABLES[5].selected(None).join(","),
            "_flowmachinegroupid_value,flowmachineid,modifiedon,name,versionnumber"
        );
        let runs = TABLES[1].selected(None).join(",");
        assert_eq!(
            runs,
            "_ownerid_value,_workflow_value,createdon,endtime,errorcode,errormessage,flowrunid,modifiedon,name,parentrunid,starttime,status,\
             triggertype,versionnumber,workflowid"
        );
        assert_eq!(
            TABLES[7].selected(None).join(","),
            "_workqueueid_value,completedon,createdon,expirydate,modifiedon,processingstarttime,requeuecount,retrycount,statuscode,versionnumber,\
             workqueueitemid"
        );
        let own = Columns(
            [(
                Canonical::Owner,
                Column::named("_cr1_team_value@OData.Community.Display.V1.FormattedValue"),
            )]
            .into(),
        );
        let asked = TABLES[0].selected(Some(&own));
        assert!(
            asked.contains(&"_cr1_team_value".to_owned())
                && !asked
                    .iter()
                    .any(|column| column.contains("ownerid") || column.contains('@'))
        );
    }
}
