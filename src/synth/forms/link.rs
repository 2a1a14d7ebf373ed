//! The stream as Synapse Link for Dataverse exports it: rows without a header, everything quoted,
//! choices as numbers.

use super::bytes;
use super::row_format::{RowFormat, VersionStamp};
use crate::model::{Mode, Outcome};
use crate::synth::fleet::Workload;
use crate::synth::satellite::SynthSatellite;
use crate::synth::scale::Shape;
use crate::synth::session::{self, Session};

/// The fields of a session, in their order.
pub const SESSION: [&str; 18] = [
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

impl RowFormat for LinkRows<'_> {
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
