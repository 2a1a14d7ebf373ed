//! The tables of Dataverse that are read: what each is called by a link and by the service, and
//! what becomes of its rows.

use std::fmt;
use std::str::FromStr;

use crate::extract::facts::events::EventForm;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::items::OfItem;
use crate::extract::sources::table_choice::Called;
use crate::lake::Named;
use crate::lake::tables::{AUDIT_EVENTS, ITEMS, NAMES, SESSIONS, SOURCE_EVENTS};
use crate::model::session::{NotAWord, words};

words! {
    /// The tables that are read, by their logical names; others are left alone.
    Table {
        Flowsession = "flowsession",
        Flowrun = "flowrun",
        Workflow = "workflow",
        Flowmachine = "flowmachine",
        Flowmachinegroup = "flowmachinegroup",
        Workqueue = "workqueue",
        Workqueueitem = "workqueueitem",
        Flowevent = "flowevent",
        Solution = "solution",
        Systemuser = "systemuser",
        Audit = "audit",
    }
}

/// The row's own version.
pub const VERSION: &str = "versionnumber";
/// The version that comes with every row of the service's.
pub const ETAG: &str = "@odata.etag";
/// When the row was last written, as the service calls it.
pub const MODIFIED_ON: &str = "modifiedon";
/// The same, and whether the row was deleted, as a link calls it.
pub const SINK_MODIFIED: &str = "SinkModifiedOn";
pub const DELETED: &str = "IsDelete";
/// What a label of the service's stands behind.
pub const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";
/// Where an answer of the service's that is an error says which one, and its message.
pub const ERROR: [&str; 2] = ["error.code", "error.message"];

/// What becomes of a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Sessions,
    /// Items of work queues.
    Items,
    /// Runs of cloud flows.
    Runs,
    Names(NameColumns),
    Events(&'static EventForm),
}

/// Which attributes of a row tell a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameColumns {
    pub kind: Named,
    pub name: &'static str,
    pub solution: Option<&'static str>,
    pub parent: Option<&'static str>,
}

/// What is known of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct TableEntry {
    pub table: Table,
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
pub static TABLES: [TableEntry; 11] = [
    TableEntry {
        table: Table::Flowsession,
        set: "flowsessions",
        key: "flowsessionid",
        holds: Holds::Sessions,
        is_asked: true,
    },
    TableEntry {
        table: Table::Flowrun,
        set: "flowruns",
        key: "flowrunid",
        holds: Holds::Runs,
        is_asked: true,
    },
    TableEntry {
        table: Table::Flowevent,
        set: "flowevents",
        key: "floweventid",
        holds: Holds::Events(&FLOW_EVENT),
        is_asked: true,
    },
    TableEntry {
        table: Table::Workflow,
        set: "workflows",
        key: "workflowid",
        holds: Holds::Names(NameColumns {
            kind: Named::Automation,
            name: "name",
            solution: Some("solutionid"),
            parent: None,
        }),
        is_asked: true,
    },
    TableEntry {
        table: Table::Solution,
        set: "solutions",
        key: "solutionid",
        holds: Holds::Names(NameColumns {
            kind: Named::Solution,
            name: "friendlyname",
            solution: None,
            parent: None,
        }),
        is_asked: true,
    },
    TableEntry {
        table: Table::Flowmachine,
        set: "flowmachines",
        key: "flowmachineid",
        holds: Holds::Names(NameColumns {
            kind: Named::Machine,
            name: "name",
            solution: None,
            parent: Some("flowmachinegroupid"),
        }),
        is_asked: true,
    },
    TableEntry {
        table: Table::Flowmachinegroup,
        set: "flowmachinegroups",
        key: "flowmachinegroupid",
        holds: Holds::Names(NameColumns {
            kind: Named::MachineGroup,
            name: "name",
            solution: None,
            parent: None,
        }),
        is_asked: true,
    },
    TableEntry {
        table: Table::Workqueueitem,
        set: "workqueueitems",
        key: "workqueueitemid",
        holds: Holds::Items,
        is_asked: true,
    },
    TableEntry {
        table: Table::Workqueue,
        set: "workqueues",
        key: "workqueueid",
        holds: Holds::Names(NameColumns {
            kind: Named::Queue,
            name: "name",
            solution: None,
            parent: None,
        }),
        is_asked: true,
    },
    TableEntry {
        table: Table::Systemuser,
        set: "systemusers",
        key: "systemuserid",
        holds: Holds::Names(NameColumns {
            kind: Named::Person,
            name: "fullname",
            solution: None,
            parent: None,
        }),
        is_asked: false,
    },
    TableEntry {
        table: Table::Audit,
        set: "audits",
        key: "auditid",
        holds: Holds::Events(&AUDIT),
        is_asked: false,
    },
];

/// What Power Automate says of itself.
pub static FLOW_EVENT: EventForm = EventForm {
    table: &SOURCE_EVENTS,
    id: "floweventid",
    at: "createdon",
    texts: &[
        ("kind", "eventtype"),
        ("code", "eventcode"),
        ("level", "level"),
        ("subject_id", "parentobjectid"),
    ],
};

pub static AUDIT: EventForm = EventForm {
    table: &AUDIT_EVENTS,
    id: "auditid",
    at: "createdon",
    texts: &[
        ("actor", "userid"),
        ("action", "action"),
        ("operation", "operation"),
        ("object_kind", "objecttypecode"),
        ("object_id", "objectid"),
    ],
};

/// Which attribute tells what; the link adds Id, SinkModifiedOn and IsDelete to every table. What
/// an item is about (its name, its input, what came of it, who worked on it) is not asked for, so
/// it is not kept.
pub const ITEM: [(OfItem, &str); 10] = [
    (OfItem::ItemId, "Id"),
    (OfItem::QueueId, "workqueueid"),
    (OfItem::Created, "createdon"),
    (OfItem::Started, "processingstarttime"),
    (OfItem::Ended, "completedon"),
    (OfItem::Due, "expirydate"),
    (OfItem::Outcome, "statuscode"),
    (OfItem::SourceVersion, VERSION),
    (OfItem::SourceModified, SINK_MODIFIED),
    (OfItem::Deleted, DELETED),
];

/// How often it was tried again, by itself and by a person.
pub const RETRIES: [&str; 2] = ["retrycount", "requeuecount"];

/// Which properties of the service's tell what of an item.
pub fn item_properties() -> impl Iterator<Item = (OfItem, &'static str)> {
    let table = Table::Workqueueitem.entry();
    ITEM.iter()
        .filter_map(|(field, attribute)| Some((*field, table.property(attribute)?)))
}

/// Whether a satellite's column is its own, and so is named as the service names it.
pub fn is_own(field: Canonical, own: Option<&Columns>) -> bool {
    own.is_some_and(|own| own.0.contains_key(&field))
}

impl Table {
    pub fn entry(self) -> &'static TableEntry {
        TABLES
            .iter()
            .find(|entry| entry.table == self)
            .expect("every table has an entry, as a test shows")
    }

    /// The lake's table that its rows go to.
    pub fn lake_table(self) -> &'static str {
        match self.entry().holds {
            Holds::Sessions | Holds::Runs => SESSIONS.name,
            Holds::Items => ITEMS.name,
            Holds::Names(_) => NAMES.name,
            Holds::Events(form) => form.table.name,
        }
    }
}

impl TableEntry {
    /// Its logical name, which names its folder too.
    pub fn name(&self) -> &'static str {
        self.table.as_str()
    }

    /// What a link calls an attribute, as the service calls it: a look-up is told by the id it
    /// leads to. None: it tells no such.
    pub fn property<'a>(&self, attribute: &'a str) -> Option<&'a str> {
        Some(match attribute {
            "Id" => self.key,
            "regardingobjectid" => "_regardingobjectid_value",
            "machineid" => "_machineid_value",
            "machinegroupid" => "_machinegroupid_value",
            "flowmachinegroupid" => "_flowmachinegroupid_value",
            "ownerid" => "_ownerid_value",
            "workflow" => "_workflow_value",
            "workqueueid" => "_workqueueid_value",
            "parentobjectid" => "_parentobjectid_value",
            "userid" => "_userid_value",
            "objectid" => "_objectid_value",
            SINK_MODIFIED => MODIFIED_ON,
            DELETED | "workflowname" => return None,
            plain => plain,
        })
    }
}

impl Called for TableEntry {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name(), self.set].into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sources::table_choice::TableChoice;

    #[test]
    fn every_table_has_an_entry() {
        for &table in Table::ALL {
            assert_eq!(table.entry().table, table);
        }
        assert_eq!(TABLES.len(), Table::ALL.len());
    }

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
            let field = TableChoice::of(&TABLES, object).told_by(context.as_deref());
            assert_eq!(
                field.map(|table| table.map(TableEntry::name)),
                table,
                "{object} {context:?}"
            );
        }
    }
}
