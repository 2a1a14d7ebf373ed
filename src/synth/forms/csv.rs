//! The stream as a CSV file with the canonical header.

use super::bytes;
use super::row_format::{RowFormat, VersionStamp};
use crate::synth::fleet::Workload;
use crate::synth::satellite::SynthSatellite;
use crate::synth::scale::Shape;
use crate::synth::session::{self, Session};

const HEADER: &[u8] = b"session_id,automation_id,automation_name,solution_id,started,ended,outcome,mode,trigger,\
machine_name,parent_automation_id,parent_session_id,error_code,error_message,source_version,deleted\n";

/// Writes rows of one satellite. What is the same in each row of an automation is put together
/// once.
pub struct CsvRows<'w> {
    satellite: &'w SynthSatellite,
    /// By rank: who it is, and how it runs.
    whos: Vec<String>,
    hows: Vec<String>,
    first: u64,
}

impl<'w> CsvRows<'w> {
    pub fn new(satellite: &'w SynthSatellite) -> Self {
        let all = &satellite.fleet.automations;
        let who = |a: &Workload| format!(",{},{},{},", a.id(Shape::Csv), a.name, a.solution);
        let how = |a: &Workload| format!(",{},{},vm-{}-", a.mode, a.trigger, a.machine_group);
        Self {
            satellite,
            whos: all.iter().map(who).collect(),
            hows: all.iter().map(how).collect(),
            first: all[0].number,
        }
    }
}

impl RowFormat for CsvRows<'_> {
    fn begin(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(HEADER);
    }

    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, stamp: VersionStamp) {
        let rank = (session.automation.number - self.first) as usize;
        bytes::guid(out, session.id);
        out.extend_from_slice(self.whos[rank].as_bytes());
        bytes::instant(out, session.started_ms);
        out.push(b',');
        if let Some(duration_ms) = session.duration_ms {
            bytes::instant(out, session.started_ms + duration_ms as i64);
        }
        out.push(b',');
        out.extend_from_slice(session.outcome.as_str().as_bytes());
        out.extend_from_slice(self.hows[rank].as_bytes());
        bytes::whole(out, session.machine);
        out.push(b',');
        if let Some(parent) = session.parent {
            out.extend_from_slice(
                session::automation(self.satellite, parent)
                    .id(Shape::Csv)
                    .as_bytes(),
            );
            out.push(b',');
            bytes::guid(out, session::id(self.satellite, parent));
        } else {
            out.push(b',');
        }
        out.push(b',');
        if let Some((flaw, number)) = session.flaw {
            out.extend_from_slice(flaw.code.as_bytes());
            out.push(b',');
            bytes::quoted(out, flaw.message(number).as_bytes());
        } else {
            out.push(b',');
        }
        out.push(b',');
        bytes::whole(out, stamp.version);
        out.extend_from_slice(b",\n");
    }

    /// A deletion knows the session and its version, nothing else.
    fn tell_deleted(&self, out: &mut Vec<u8>, id: [u64; 2], stamp: VersionStamp) {
        bytes::guid(out, id);
        out.extend_from_slice(b",,,,,,,,,,,,,,");
        bytes::whole(out, stamp.version);
        out.extend_from_slice(b",true\n");
    }
}
