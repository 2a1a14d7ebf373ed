//! The stream as Synapse Link for Dataverse exports it: folders named by the hour, rows without a
//! header, everything quoted, choices as numbers, and a model that says what the fields are.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::bytes;
use super::delivery::ExportFile;
use super::fleet::Workload;
use super::rows::VersionStamp;
use super::satellite::SynthSatellite;
use super::scale::Shape;
use super::session::{self, Session};
use super::world::World;
use crate::model::{Mode, Outcome};

const SESSION: [&str; 18] = [
    "Id",
    "SinkCreatedOn",
    "SinkModifiedOn",
    "regardingobjectid",
    "runmode",
    "triggertype",
    "machinegroupid",
    "machineid",
    "startedon",
    "completedon",
    "statuscode",
    "errorcode",
    "errormessage",
    "parentworkflowid",
    "context",
    "versionnumber",
    "createdon",
    "IsDelete",
];
const WORKFLOW: [&str; 7] = [
    "Id",
    "SinkCreatedOn",
    "SinkModifiedOn",
    "name",
    "category",
    "versionnumber",
    "IsDelete",
];

/// The folder of what was seen until a day began.
pub fn folder(day: NaiveDate) -> String {
    format!("{day}T00.10.00Z")
}

/// The models of the folders, the names of the automations, and the folder that is still being
/// written: it does not lie there yet, and whatever is older may be read.
pub fn texts_beside(world: &World, deliveries: &[ExportFile]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for delivery in deliveries {
        let satellite = &world.satellites[delivery.satellite];
        let Some(folder) = delivery.path.strip_suffix("/flowsession/1.csv") else {
            continue;
        };
        texts.insert(format!("{folder}/model.json"), format!("{:#}\n", model()));
        if delivery.tells_names(Shape::SynapseLink) {
            texts.insert(format!("{folder}/workflow/1.csv"), workflows(satellite));
        }
        let root = format!("satellites/{}", satellite.id);
        let hour = folder
            .trim_start_matches(&root)
            .trim_matches('/')
            .replace("T00.10", "T00.20");
        texts.insert(format!("{root}/Changelog/changelog.info"), hour);
    }
    texts
}

fn model() -> Value {
    let entity = |name: &str, attributes: &[&str]| {
        let attributes: Vec<Value> = attributes
            .iter()
            .map(|name| json!({ "name": name, "dataType": "string" }))
            .collect();
        json!({ "$type": "LocalEntity", "name": name, "attributes": attributes, "partitions": [] })
    };
    json!({ "name": "cdm", "version": "1.0", "entities": [entity("flowsession", &SESSION), entity("workflow", &WORKFLOW)] })
}

/// Names are stamp with the first delivery, and do not change.
fn workflows(satellite: &SynthSatellite) -> String {
    let mut text = String::new();
    for automation in &satellite.fleet.automations {
        let (id, name) = (automation.id(Shape::SynapseLink), &automation.name);
        let _ = writeln!(
            text,
            "\"{id}\",\"1/5/2024 9:01:26 AM\",\"1/5/2024 9:01:26 AM\",\"{name}\",\"6\",\"9000000\",\"\""
        );
    }
    text
}

pub struct LinkRows<'w> {
    satellite: &'w SynthSatellite,
    /// By rank: which automation, and how it runs.
    whos: Vec<String>,
    first: u64,
}

impl<'w> LinkRows<'w> {
    pub fn new(satellite: &'w SynthSatellite) -> Self {
        let all = &satellite.fleet.automations;
        let who = |a: &Workload| {
            let mode = [Mode::Local, Mode::Attended, Mode::Unattended]
                .iter()
                .position(|mode| *mode == a.mode)
                .unwrap_or(2);
            let trigger = if a.trigger == "manual" { 1 } else { 0 };
            format!(
                "\",\"{}\",\"{mode}\",\"{trigger}\",\"pool-{1}\",\"vm-{1}-",
                a.id(Shape::SynapseLink),
                a.machine_group
            )
        };
        Self {
            satellite,
            whos: all.iter().map(who).collect(),
            first: all[0].number,
        }
    }

    /// The id, and when the link first and last wrote it.
    fn begin_row(out: &mut Vec<u8>, id: [u64; 2], stamp: VersionStamp) {
        out.push(b'"');
        bytes::guid(out, id);
        for _ in 0..2 {
            out.extend_from_slice(b"\",\"");
            bytes::american(out, stamp.ms);
        }
    }
}

impl super::rows::RowFormat for LinkRows<'_> {
    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, stamp: VersionStamp) {
        Self::begin_row(out, session.id, stamp);
        out.extend_from_slice(
            self.whos[(session.automation.number - self.first) as usize].as_bytes(),
        );
        bytes::whole(out, session.machine);
        out.extend_from_slice(b"\",\"");
        bytes::instant(out, session.started_ms);
        out.extend_from_slice(b"\",\"");
        if let Some(duration_ms) = session.duration_ms {
            bytes::instant(out, session.started_ms + duration_ms as i64);
        }
        out.extend_from_slice(b"\",\"");
        bytes::whole(out, statuscode(session.outcome));
        out.extend_from_slice(b"\",\"");
        match session.flaw {
            Some((flaw, number)) => {
                out.extend_from_slice(flaw.code.as_bytes());
                out.extend_from_slice(b"\",");
                bytes::quoted(out, flaw.message(number).as_bytes());
            }
            None => out.extend_from_slice(b"\",\"\""),
        }
        out.extend_from_slice(b",\"");
        match session.parent {
            Some(parent) => {
                let caller = session::automation(self.satellite, parent).id(Shape::SynapseLink);
                out.extend_from_slice(caller.as_bytes());
                out.extend_from_slice(b"\",\"{\"\"parentWorkflowRunId\"\":\"\"");
                bytes::guid(out, session::id(self.satellite, parent));
                out.extend_from_slice(b"\"\"}\",\"");
            }
            None => out.extend_from_slice(b"\",\"\",\""),
        }
        bytes::whole(out, stamp.version);
        out.extend_from_slice(b"\",\"");
        bytes::instant(out, session.started_ms);
        out.extend_from_slice(b"\",\"\"\n");
    }

    /// A deletion knows when it was, and a date of creation from before all time.
    fn tell_deleted(&self, out: &mut Vec<u8>, id: [u64; 2], stamp: VersionStamp) {
        Self::begin_row(out, id, stamp);
        out.push(b'"');
        for _ in 3..SESSION.len() - 3 {
            out.extend_from_slice(b",\"\"");
        }
        out.extend_from_slice(b",\"");
        bytes::whole(out, stamp.version);
        out.extend_from_slice(b"\",\"0001-01-03T00:00:00.0000000\",\"True\"\n");
    }
}

const fn statuscode(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Succeeded => 4,
        Outcome::Skipped => 5,
        Outcome::Cancelled => 7,
        Outcome::TimedOut => 10,
        Outcome::Running => 2,
        _ => 8,
    }
}
