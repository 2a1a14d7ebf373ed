//! A job of Orchestrator as a session. What went into it and what came out is not asked for, so it is not kept.

use super::refuse_error;
use super::tables::automation_id;
use crate::extract::json::Asked;
use crate::extract::notes::Notes;
use crate::extract::outcomes::Meaning;
use crate::extract::reading::{Canonical, Columns};
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
    /// How many of the members that are asked for may tell each.
    told: Vec<(Canonical, usize)>,
    asked: Asked,
    outcomes: Meaning<Outcome>,
    modes: Meaning<Mode>,
    pub sessions: Sessions<'a>,
}

impl<'a> Jobs<'a> {
    /// `own` are the satellite's columns, which come in the place of the vendor's.
    pub fn new(source: Source<'a>, own: Option<&'a Columns>) -> Self {
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        names[Canonical::AutomationId as usize] = "ReleaseName".into();
        names[Canonical::Mode as usize] = "RuntimeType".into();
        let own_path = |told| own.and_then(|own| own.0.get(&told)).map(|column| column.header.as_str());
        let (mut told, mut paths) = (Vec::new(), Vec::new());
        for &canonical in Canonical::ALL {
            let vendors = TOLD.iter().find(|(told, _)| *told == canonical).map_or(&[][..], |(_, paths)| *paths);
            let asked: Vec<&str> = own_path(canonical).map_or_else(|| vendors.to_vec(), |path| vec![path]);
            if let Some(first) = asked.first() {
                names[canonical as usize] = (*first).into();
                told.push((canonical, asked.len()));
                paths.extend(asked);
            }
        }
        let outcome_map = own.and_then(|own| own.0.get(&Canonical::Outcome)).map(|column| &column.map);
        Self {
            told,
            asked: Asked::new(paths.into_iter().chain(WEIGHED)),
            outcomes: Meaning::of_outcomes(WORDS, outcome_map),
            modes: Meaning::of_modes(WORDS, None),
            sessions: Sessions::new(source, Dialect { words: WORDS, ..Dialect::default() }, own, names),
        }
    }

    pub fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts.iter().map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for &(told, count) in &self.told {
            for member in members.by_ref().take(count) {
                telling[told as usize] = telling[told as usize].or(member);
            }
        }
        let [runtime, kind, created, info] = std::array::from_fn(|_| members.next().flatten());
        if telling[Canonical::SessionId as usize].is_none() {
            refuse_error(text)?;
        }
        let name = telling[Canonical::AutomationName as usize];
        let id = name.map(|name| automation_id(telling[Canonical::SolutionId as usize], name));
        telling[Canonical::AutomationId as usize] = telling[Canonical::AutomationId as usize].or(id.as_deref());

        let state = telling[Canonical::Outcome as usize];
        let means = |outcome: Outcome, text: Option<&str>| text.is_some_and(|text| self.outcomes.read(text.trim()) == Some(outcome));
        // What a job says of itself is its error where it failed; else it may be anything, also who stopped it.
        if means(Outcome::Failed, state) && telling[Canonical::ErrorMessage as usize].is_none() {
            telling[Canonical::ErrorMessage as usize] = info;
        }
        if means(Outcome::Test, runtime) {
            telling[Canonical::Outcome as usize] = runtime;
        }
        let mode = runtime.filter(|runtime| self.modes.read(runtime.trim()).is_some()).or(kind).or(runtime);
        telling[Canonical::Mode as usize] = telling[Canonical::Mode as usize].or(mode);
        // A job that waits for a robot has a day, though neither start nor end, and so no duration.
        let is_timeless = telling[Canonical::Started as usize].is_none() && telling[Canonical::Ended as usize].is_none();
        if is_timeless {
            telling[Canonical::Started as usize] = created;
        }
        self.sessions.push(row, &telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless);
        Ok(())
    }
}
