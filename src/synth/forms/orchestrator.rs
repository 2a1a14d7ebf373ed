//! The stream as jobs of UiPath Orchestrator, one a line. It numbers no versions; the later change
//! wins. It tells of no deletion.

use super::bytes;
use super::row_format::{RowFormat, VersionStamp};
use crate::model::{Mode, Outcome};
use crate::synth::fleet::Workload;
use crate::synth::satellite::SynthSatellite;
use crate::synth::session::{self, Session};

pub struct OrchestratorRows<'w> {
    satellite: &'w SynthSatellite,
    /// By rank: whose job it is, and how it runs.
    whos: Vec<String>,
    first: u64,
}

impl<'w> OrchestratorRows<'w> {
    pub fn new(satellite: &'w SynthSatellite) -> Self {
        let all = &satellite.fleet.automations;
        let who = |a: &Workload| {
            // Runs in a studio are tests there: who runs things beside a person runs them attended.
            let runtime = if a.mode == Mode::Unattended {
                "Unattended"
            } else {
                "Attended"
            };
            let source = match a.trigger {
                "schedule" => "Schedule",
                "queue" => "Queue",
                "http" => "HttpTrigger",
                "mail" => "EventTrigger",
                _ => "Manual",
            };
            format!(
                "\",\"ReleaseName\":\"{}\",\"OrganizationUnitFullyQualifiedName\":\"{}\",\"Type\":\"{runtime}\",\"RuntimeType\":\"{runtime}\",\"SourceType\":\"{source}\",\"HostMachineName\":\"VM-{}-",
                a.name, a.solution, a.machine_group
            )
        };
        Self {
            satellite,
            whos: all.iter().map(who).collect(),
            first: all[0].number,
        }
    }
}

impl RowFormat for OrchestratorRows<'_> {
    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, stamp: VersionStamp) {
        out.extend_from_slice(b"{\"Key\":\"");
        bytes::guid(out, session.id);
        out.extend_from_slice(
            self.whos[(session.automation.number - self.first) as usize].as_bytes(),
        );
        bytes::whole(out, session.machine);
        out.extend_from_slice(b"\",\"State\":\"");
        out.extend_from_slice(state(session.outcome));
        out.extend_from_slice(b"\",\"StartTime\":\"");
        bytes::instant(out, session.started_ms);
        match session.duration_ms {
            None => out.extend_from_slice(b"\",\"EndTime\":null"),
            Some(duration_ms) => {
                out.extend_from_slice(b"\",\"EndTime\":\"");
                bytes::instant(out, session.started_ms + duration_ms as i64);
                out.push(b'"');
            }
        }
        if let Some(parent) = session.parent {
            out.extend_from_slice(b",\"ParentJobKey\":\"");
            bytes::guid(out, session::id(self.satellite, parent));
            out.push(b'"');
        }
        if let Some((flaw, number)) = session.flaw {
            out.extend_from_slice(b",\"ErrorCode\":\"");
            out.extend_from_slice(flaw.code.as_bytes());
            out.extend_from_slice(b"\",\"Info\":");
            bytes::json(out, &flaw.message(number));
        }
        out.extend_from_slice(b",\"LastModificationTime\":\"");
        bytes::instant(out, stamp.ms);
        out.extend_from_slice(b"\"}\n");
    }

    fn tell_deleted(&self, _: &mut Vec<u8>, _: [u64; 2], _: VersionStamp) {}
}

const fn state(outcome: Outcome) -> &'static [u8] {
    match outcome {
        Outcome::Succeeded => b"Successful",
        Outcome::Failed => b"Faulted",
        Outcome::Running => b"Running",
        _ => b"Stopped",
    }
}
