//! A job of Orchestrator as a session. What went into it and what came out is not asked for, so it is not kept.

use super::refuse_error;
use super::tables::automation_id;
use crate::extract::json::Asked;
use crate::extract::notes::Notes;
use crate::extract::outcomes::Meaning;
use crate::extract::reading::Canonical;
use crate::extract::rejects::Fault;
use crate::extract::sessions::{Dialect, Sessions, Source, Telling};
use crate::model::{Mode, Outcome};

const WORDS: &str = "uipath";

/// Which of a job's members tell what: the first that is there does.
const TOLD: &[(Canonical, &[&str])] = &[
    (Canonical::SessionId, &["Key", "Id"]),
    (Canonical::AutomationName, &["ReleaseName", "Release.Name"]),
    (Canonical::SolutionId, &["OrganizationUnitFullyQualifiedName", "OrganizationUnitId"]),
    (Canonical::SolutionVersion, &["Release.ProcessVersion", "ReleaseVersionId"]),
    (Canonical::Started, &["StartTime"]),
    (Canonical::Ended, &["EndTime"]),
    (Canonical::Outcome, &["State"]),
    (Canonical::Trigger, &["SourceType"]),
    (Canonical::MachineId, &["Machine.Id"]),
    (Canonical::MachineName, &["HostMachineName", "Machine.Name"]),
    (Canonical::ParentSessionId, &["ParentJobKey"]),
    (Canonical::ErrorCode, &["ErrorCode", "JobError.code"]),
    (Canonical::ErrorMessage, &["JobError.detail"]),
    (Canonical::SourceModified, &["LastModificationTime"]),
];
/// And what is weighed before it tells something.
const WEIGHED: [&str; 4] = ["RuntimeType", "Type", "CreationTime", "Info"];

pub struct Jobs<'a> {
    asked: Asked,
    outcomes: Meaning<Outcome>,
    modes: Meaning<Mode>,
    pub sessions: Sessions<'a>,
}

impl<'a> Jobs<'a> {
    pub fn new(source: Source<'a>) -> Self {
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        names[Canonical::AutomationId as usize] = "ReleaseName".into();
        names[Canonical::Mode as usize] = "RuntimeType".into();
        for (told, paths) in TOLD {
            names[*told as usize] = paths[0].into();
        }
        Self {
            asked: Asked::new(TOLD.iter().flat_map(|(_, paths)| *paths).chain(&WEIGHED)),
            outcomes: Meaning::of_outcomes(WORDS, None),
            modes: Meaning::of_modes(WORDS, None),
            sessions: Sessions::new(source, Dialect { words: WORDS, ..Dialect::default() }, None, names),
        }
    }

    pub fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts.iter().map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for (told, paths) in TOLD {
            for member in members.by_ref().take(paths.len()) {
                telling[*told as usize] = telling[*told as usize].or(member);
            }
        }
        let [runtime, kind, created, info] = std::array::from_fn(|_| members.next().flatten());
        if telling[Canonical::SessionId as usize].is_none() {
            refuse_error(text)?;
        }
        let name = telling[Canonical::AutomationName as usize];
        let id = name.map(|name| automation_id(telling[Canonical::SolutionId as usize], name));
        telling[Canonical::AutomationId as usize] = id.as_deref();

        let state = telling[Canonical::Outcome as usize];
        let means = |outcome: Outcome, text: Option<&str>| text.is_some_and(|text| self.outcomes.read(text.trim()) == Some(outcome));
        // What a job says of itself is its error where it failed; else it may be anything, also who stopped it.
        if means(Outcome::Failed, state) && telling[Canonical::ErrorMessage as usize].is_none() {
            telling[Canonical::ErrorMessage as usize] = info;
        }
        if means(Outcome::Test, runtime) {
            telling[Canonical::Outcome as usize] = runtime;
        }
        telling[Canonical::Mode as usize] = runtime.filter(|runtime| self.modes.read(runtime.trim()).is_some()).or(kind).or(runtime);
        // A job that waits for a robot has a day, though neither start nor end, and so no duration.
        if telling[Canonical::Started as usize].is_none() && telling[Canonical::Ended as usize].is_none() {
            telling[Canonical::Started as usize] = created;
        }
        self.sessions.push(row, &telling, notes)
    }
}
