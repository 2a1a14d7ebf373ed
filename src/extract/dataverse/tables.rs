//! The tables of Dataverse that are read, and what each is called by the service.

use super::items;
use crate::extract::holding::Called;
use crate::extract::reading::{Canonical, Columns};
use crate::extract::synapse;
use crate::lake::Named;

/// What a label stands behind.
pub const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";
/// The row's own version: the one that is asked for, and the one that comes with every row.
pub const VERSION: [&str; 2] = ["versionnumber", "@odata.etag"];
pub const MODIFIED: &str = "modifiedon";

/// What becomes of a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Sessions,
    /// Of work queues.
    Items,
    Names {
        kind: Named,
        solution: Option<&'static str>,
        parent: Option<&'static str>,
    },
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
}

/// Sessions first: what is wrong with an account shows where it matters.
pub static TABLES: [Table; 6] = [
    Table { name: "flowsession", set: "flowsessions", key: "flowsessionid", holds: Holds::Sessions },
    Table {
        name: "workflow",
        set: "workflows",
        key: "workflowid",
        holds: Holds::Names { kind: Named::Automation, solution: Some("solutionid"), parent: None },
    },
    Table {
        name: "flowmachine",
        set: "flowmachines",
        key: "flowmachineid",
        holds: Holds::Names { kind: Named::Machine, solution: None, parent: Some("_flowmachinegroupid_value") },
    },
    Table {
        name: "flowmachinegroup",
        set: "flowmachinegroups",
        key: "flowmachinegroupid",
        holds: Holds::Names { kind: Named::MachineGroup, solution: None, parent: None },
    },
    Table { name: "workqueueitem", set: "workqueueitems", key: "workqueueitemid", holds: Holds::Items },
    Table {
        name: "workqueue",
        set: "workqueues",
        key: "workqueueid",
        holds: Holds::Names { kind: Named::Queue, solution: None, parent: None },
    },
];

/// What a link calls an attribute, as the service calls it: a look-up is told by the id it leads to. None: it tells no such.
pub fn property(attribute: &str) -> Option<&str> {
    Some(match attribute {
        "Id" => "flowsessionid",
        "regardingobjectid" => "_regardingobjectid_value",
        "machineid" => "_machineid_value",
        "machinegroupid" => "_machinegroupid_value",
        "ownerid" => "_ownerid_value",
        "SinkModifiedOn" => MODIFIED,
        "IsDelete" => return None,
        plain => plain,
    })
}

/// Whether a satellite's column is its own, and so is named as the service names it.
pub fn is_own(told: Canonical, own: Option<&Columns>) -> bool {
    own.is_some_and(|own| own.0.contains_key(&told))
}

impl Table {
    /// The columns that are asked for: what is read of the table, and nothing else. No inputs, no outputs, no contexts.
    pub fn selected(&self, own: Option<&Columns>) -> Vec<String> {
        let mut columns: Vec<String> = vec![self.key.into()];
        match self.holds {
            Holds::Sessions => {
                for (&told, column) in &synapse::columns(own).0 {
                    let asked = if is_own(told, own) { Some(column.header.as_str()) } else { property(&column.header) };
                    // An annotation comes with its column.
                    columns.extend(asked.and_then(|asked| asked.split('@').next()).map(str::to_owned));
                }
                columns.extend(["createdon", "parentcloudflowrunsequenceid"].map(str::to_owned));
            }
            Holds::Items => columns.extend(items::asked().map(str::to_owned)),
            Holds::Names { solution, parent, .. } => {
                columns.extend(["name", VERSION[0], MODIFIED].into_iter().chain(solution).chain(parent).map(str::to_owned));
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
    use crate::extract::holding::Holding;
    use crate::extract::reading::Column;

    #[test]
    fn a_page_knows_its_table_best_and_else_the_nearest_name_does() {
        let service = |set: &str| format!("https://o.crm.dynamics.com/api/data/v9.2/$metadata#{set}");
        for (object, context, table) in [
            ("a.json", Some(service("flowsessions(flowsessionid,statuscode)")), Ok(Some("flowsession"))),
            ("workflow.json", Some(service("flowsessions/$delta")), Ok(Some("flowsession"))),
            ("workflow.json", Some(service("flowsessions/$deletedEntity")), Ok(Some("flowsession"))),
            ("a.json", Some(service("cr1_flowsessions(x)")), Err("cr1_flowsessions".to_owned())),
            ("FlowMachines-2.ndjson", None, Ok(Some("flowmachine"))),
            ("flowsession/3-17/000001-ab.json", None, Ok(Some("flowsession"))),
            ("answers.json", None, Ok(None)),
        ] {
            let told = Holding::of(&TABLES, object).told_by(context.as_deref());
            assert_eq!(told.map(|table| table.map(|table| table.name)), table, "{object} {context:?}");
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
        assert_eq!(TABLES[2].selected(None).join(","), "_flowmachinegroupid_value,flowmachineid,modifiedon,name,versionnumber");
        assert_eq!(
            TABLES[4].selected(None).join(","),
            "_workqueueid_value,completedon,createdon,expirydate,modifiedon,processingstarttime,requeuecount,retrycount,statuscode,versionnumber,\
             workqueueitemid"
        );
        let own = Columns([(Canonical::Owner, Column::named("_cr1_team_value@OData.Community.Display.V1.FormattedValue"))].into());
        let asked = TABLES[0].selected(Some(&own));
        assert!(
            asked.contains(&"_cr1_team_value".to_owned()) && !asked.iter().any(|column| column.contains("ownerid") || column.contains('@'))
        );
    }
}
