//! Who works for whom, and which meterings speak of nothing that ran: money that is lost without a
//! word, since what nobody meters is worth nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Fault, derive, states};
use crate::lake::Lake;
use crate::lake::tables::{ITEM_TALLIES, ITEMS, SESSIONS, TALLIES};
use crate::model::master::{Line, Matcher, Metering};
use crate::model::{ProjectId, SatelliteId};
use crate::transform::Facts;
use crate::transform::metering::Spans;
use crate::transform::workers::{self, Known, Worker};
use crate::workspace::Workspace;
use crate::workspace::suggest::nearest;

/// A metering that matches nothing, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    pub line: Line,
    pub satellite: SatelliteId,
    /// `s: a`, as it is written.
    pub what: String,
    pub why: String,
}

/// What the lake saw of work.
#[derive(Debug)]
pub struct Meterings {
    /// Those that work for nobody first, by how much they do.
    pub workers: Vec<Worker>,
    pub unmatched: Vec<Unmatched>,
}

/// Of the whole history. What is not counted yet is counted first, as a run would.
pub fn meterings(lake: &Lake, workspace: &Workspace) -> Result<Meterings, Fault> {
    if !lake.snapshot(&SESSIONS)?.files.is_empty() || !lake.snapshot(&ITEMS)?.files.is_empty() {
        lake.begin()?;
        // Of a lake that lost what it was told, what was counted of it stays as it is.
        states::check(lake)?;
        derive::count(lake)?;
    }
    with_facts(lake, workspace, |facts| {
        let spans = Spans::of(facts)?;
        let scan = |table| Ok::<_, Fault>(lake.scan(table, &lake.snapshot(table)?.files)?);
        let mut workers = workers::workers(facts, &spans, scan(&TALLIES)?, scan(&ITEM_TALLIES)?)?;
        workers.sort_by_cached_key(|worker| {
            let (sessions, time) = (
                std::cmp::Reverse(worker.sessions + worker.items),
                std::cmp::Reverse(worker.duration_ms),
            );
            (
                worker.unmetered == 0 || !worker.counts,
                sessions,
                time,
                worker.satellite.clone(),
                worker.automation_id.clone(),
            )
        });
        Ok(Meterings {
            workers,
            unmatched: unmatched_in(lake, facts, &spans)?,
        })
    })
}

/// Meterings that match nothing of what the lake saw, as it was last counted. Of a lake that saw
/// nothing there is nothing to say.
pub fn unmatched(lake: &Lake, workspace: &Workspace) -> Result<Vec<Unmatched>, Fault> {
    with_facts(lake, workspace, |facts| {
        unmatched_in(lake, facts, &Spans::of(facts)?)
    })
}

fn with_facts<T>(
    lake: &Lake,
    workspace: &Workspace,
    ask: impl FnOnce(&Facts) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let automations = derive::known_automations(lake)?;
    // No amount is asked for, so no day ends anything.
    ask(&derive::facts(workspace, &automations, NaiveDate::MIN))
}

fn unmatched_in(lake: &Lake, facts: &Facts, spans: &Spans) -> Result<Vec<Unmatched>, Fault> {
    let (meterings, known) = (&facts.master.meterings, workers::known(facts)?);
    if known.is_empty() || meterings.is_empty() {
        return Ok(Vec::new());
    }
    let (mut on_days, mut ever) = workers::matched(facts, spans, None)?;
    // As a rule all are found by now; all that was ever counted is asked for the others.
    if on_days.len() < meterings.len() {
        let tallies = lake.scan(&TALLIES, &lake.snapshot(&TALLIES)?.files)?;
        (on_days, ever) = workers::matched(facts, spans, Some(tallies))?;
    }
    // The next row of what was metered before is planned, and so is one that ended before anything
    // was told.
    let spoken_for: BTreeSet<_> = on_days
        .iter()
        .map(|&place| key(&meterings[place as usize]))
        .collect();
    let mut by_satellite: BTreeMap<&str, Vec<&Known>> = BTreeMap::new();
    known
        .iter()
        .for_each(|known| by_satellite.entry(known.satellite).or_default().push(known));
    let unmatched = (0u32..)
        .zip(meterings)
        .filter(|(place, m)| !on_days.contains(place) && !spoken_for.contains(&key(m)));
    let mut unmatched: Vec<(u32, &Metering)> = unmatched.collect();
    unmatched.sort_by(|a, b| a.1.line.cmp(&b.1.line));
    let told = |(n, (place, metering)): (usize, (u32, &Metering))| {
        let theirs = by_satellite
            .get(metering.satellite_id.as_str())
            .map_or(&[][..], Vec::as_slice);
        let otherwise = ever.contains(&place);
        Unmatched {
            line: metering.line.clone(),
            satellite: metering.satellite_id.clone(),
            what: format!("{}: {}", metering.satellite_id, metering.matcher),
            why: match (theirs.is_empty(), otherwise) {
                (true, _) => format!("{} has told of nothing yet", metering.satellite_id),
                (_, true) => days(place, metering, theirs, spans),
                _ => why(metering, theirs, n < SOUGHT),
            },
        }
    };
    Ok(unmatched.into_iter().enumerate().map(told).collect())
}

fn key(metering: &Metering) -> (&str, &Matcher) {
    (metering.satellite_id.as_str(), &metering.matcher)
}

/// For so many it is looked for what may have been meant: there may be as many as there are
/// automations.
const SOUGHT: usize = 100;

/// Why a metering matches nothing of a satellite that told something, on whatever day.
fn why(metering: &Metering, theirs: &[&Known], is_sought: bool) -> String {
    let near = |id: &str, all: &mut dyn Iterator<Item = &str>| match nearest(
        id,
        all.filter(|_| is_sought),
    ) {
        Some(near) => format!(": did you mean `{near}`?"),
        None => String::new(),
    };
    match &metering.matcher {
        Matcher::Exact(id) => match theirs
            .iter()
            .find(|known| is_sought && known.name == Some(id))
        {
            Some(named) => format!("that is the name of `{}`: write its id", named.id),
            None => format!(
                "nothing that ran has this id{}",
                near(id, &mut theirs.iter().map(|known| known.id))
            ),
        },
        Matcher::Name(_) if theirs.iter().all(|known| known.name.is_none()) => {
            format!(
                "{} tells no names: map automation_name in its columns, or write ids",
                metering.satellite_id
            )
        }
        Matcher::Name(_) => "no automation's name matches".to_owned(),
        Matcher::Solution(id) => {
            format!(
                "nothing ran in this solution{}",
                near(id, &mut theirs.iter().filter_map(|known| known.solution))
            )
        }
    }
}

/// It speaks of days on which nothing ran.
fn days(place: u32, metering: &Metering, theirs: &[&Known], spans: &Spans) -> String {
    let matches = |known: &&&Known| {
        let claims = spans.claims(
            known.satellite,
            known.id,
            known.solution.unwrap_or_default(),
        );
        claims
            .touching(i32::MIN, i32::MAX)
            .any(|other| other == place)
    };
    let ran = theirs
        .iter()
        .filter(matches)
        .map(|known| (known.first_day, known.last_day))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let Some((first, last)) = ran else {
        return "nothing of it ran on these days".to_owned();
    };
    match metering.to {
        Some(to) if to < first => {
            format!("its last day, {to}, lies before the first on which it ran, {first}")
        }
        _ if metering.from > last => format!(
            "valid_from, {}, lies after the last day on which it ran, {last}",
            metering.from
        ),
        _ => format!("it ran from {first} to {last}, and not on these days"),
    }
}

/// Projects by all that they are called, for suggestions.
pub struct Named<'w>(BTreeMap<&'w str, &'w ProjectId>);

impl<'w> Named<'w> {
    pub fn of(workspace: &'w Workspace) -> Self {
        let projects = || {
            workspace
                .master
                .projects
                .iter()
                .filter(|(id, _)| !id.is_shared())
        };
        let names =
            projects().filter_map(|(id, versions)| Some((versions.last()?.name.as_str(), id)));
        Self(
            names
                .chain(projects().map(|(id, _)| (id.as_str(), id)))
                .collect(),
        )
    }

    /// The project that may be meant. Suggested, never applied.
    pub fn near(&self, worker: &Worker) -> Option<&'w ProjectId> {
        let told = [worker.name.as_str(), worker.automation_id.as_str()];
        let near = told
            .into_iter()
            .filter(|text| !text.is_empty())
            .find_map(|text| nearest(text, self.0.keys().copied()))?;
        self.0.get(near).copied()
    }
}

/// So many are named in a line.
const NAMED: usize = 3;

/// One line for all of them.
pub fn sentence(unmatched: &[Unmatched]) -> Option<String> {
    let told: Vec<String> = unmatched
        .iter()
        .take(NAMED)
        .map(|u| format!("{} ({}): {}", u.line, u.what, u.why))
        .collect();
    let more = if unmatched.len() > told.len() {
        format!("; and {} more", unmatched.len() - told.len())
    } else {
        String::new()
    };
    let verb = if unmatched.len() == 1 {
        "metering matches"
    } else {
        "meterings match"
    };
    let all = format!(
        "{} {verb} nothing: {}{more}; `reckon meterings` tells what ran",
        unmatched.len(),
        told.join("; ")
    );
    (!unmatched.is_empty()).then_some(all)
}

/// A row of meterings.csv: from the first day on which it ran.
pub fn row(worker: &Worker, project: Option<&ProjectId>) -> [String; 4] {
    let project = project.map(ToString::to_string).unwrap_or_default();
    [
        worker.satellite.to_string(),
        worker.automation_id.clone(),
        project,
        worker.first_day.to_string(),
    ]
}
