//! Who ever worked, and for whom: every automation that told sessions, and every queue, with the
//! meterings that speak of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use super::metering::{Claim, Projects, Spans};
use super::rows::{self, cols, gather, sorted};
use super::stage::prepared;
use super::{Facts, TransformError};
use crate::model::{Outcome, ProjectId, SatelliteId};

/// An automation, or a queue of which nobody says who works on it. Tests are in no count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    pub satellite: SatelliteId,
    /// Whether what its satellite ran is worth anything.
    pub counts: bool,
    pub automation_id: String,
    pub name: String,
    pub sessions: i64,
    pub items: i64,
    /// Of its sessions, in all.
    pub duration_ms: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub projects: BTreeSet<ProjectId>,
    /// Sessions and items that work for no project.
    pub unmetered: i64,
    /// Of these, those of which patterns contradict one another.
    pub ambiguous: i64,
}

impl Worker {
    /// Whether somebody should meter it: nothing that it ever did works for a project, and it
    /// counts.
    pub fn is_unmetered(&self) -> bool {
        self.counts && self.projects.is_empty()
    }
}

/// All of the estate's satellites, by satellite and id.
pub fn workers(
    facts: &Facts,
    spans: &Spans,
    tallies: LazyFrame,
    items: LazyFrame,
) -> Result<Vec<Worker>, TransformError> {
    const KEY: [&str; 5] = [
        "satellite_id",
        "automation_id",
        "solution_id",
        "day",
        "is_item",
    ];
    let counted =
        prepared(tallies, Some(items))?.filter(col("outcome").neq(lit(Outcome::Test.as_str())));
    let counted = counted
        .group_by(cols(&KEY))
        .agg([col("sessions").sum(), col("duration_ms").sum()]);
    let counted = gather(sorted(counted, &KEY))?;
    let text = |name| rows::text(&counted, name);
    let [satellites, ids, solutions] = [
        text("satellite_id")?,
        text("automation_id")?,
        text("solution_id")?,
    ];
    let (days, is_item) = (
        rows::days(&counted, "day")?,
        counted.column("is_item")?.bool()?,
    );
    let [sessions, durations] = [
        rows::whole(&counted, "sessions")?,
        rows::whole(&counted, "duration_ms")?,
    ];
    let (names, projects) = (names(facts)?, Projects::of(facts.master));
    let mut workers: BTreeMap<(&str, &str), Worker> = BTreeMap::new();
    for at in 0..counted.height() {
        let (Some(told_by), Some(id), Some(day)) = (satellites.get(at), ids.get(at), days.get(at))
        else {
            continue;
        };
        let Some(satellite) = facts.estate.satellite(told_by) else {
            continue;
        };
        let (count, is_item) = (
            sessions.get(at).unwrap_or(0),
            is_item.get(at).unwrap_or(false),
        );
        let date = rows::day(day);
        let worker = workers.entry((told_by, id)).or_insert_with(|| Worker {
            satellite: satellite.id.clone(),
            counts: satellite.counts,
            automation_id: id.to_owned(),
            name: names
                .get(&(told_by, id))
                .map(|name| (*name).to_owned())
                .unwrap_or_default(),
            sessions: 0,
            items: 0,
            duration_ms: 0,
            first_day: date,
            last_day: date,
            projects: BTreeSet::new(),
            unmetered: 0,
            ambiguous: 0,
        });
        *(if is_item {
            &mut worker.items
        } else {
            &mut worker.sessions
        }) += count;
        worker.duration_ms += durations.get(at).unwrap_or(0);
        (worker.first_day, worker.last_day) =
            (worker.first_day.min(date), worker.last_day.max(date));
        // An item tells no solution: the latest of its automation speaks for it.
        let claims = match is_item {
            true => spans.claims_of_absent(told_by, id),
            false => spans.claims(told_by, id, solutions.get(at).unwrap_or_default()),
        };
        match claims.on(day) {
            Claim::Works(works) if !works.is_empty() => {
                worker.projects.extend(
                    works
                        .iter()
                        .map(|span| projects.id(span.project as usize).clone()),
                );
            }
            Claim::Works(_) => worker.unmetered += count,
            Claim::Ambiguous(_) => {
                (worker.unmetered, worker.ambiguous) =
                    (worker.unmetered + count, worker.ambiguous + count)
            }
        }
    }
    Ok(workers.into_values().collect())
}

/// Latest names, by satellite and automation.
fn names<'f>(facts: &'f Facts) -> Result<BTreeMap<(&'f str, &'f str), &'f str>, TransformError> {
    let text = |name| rows::text(facts.automations, name);
    let [satellites, ids, names] = [text("satellite_id")?, text("automation_id")?, text("name")?];
    let told = satellites.iter().zip(ids.iter()).zip(names.iter());
    Ok(told
        .filter_map(|((satellite, id), name)| Some(((satellite?, id?), name?)))
        .collect())
}

/// What the lake saw of an automation, for whoever asks what a metering could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'f> {
    pub satellite: &'f str,
    pub id: &'f str,
    pub name: Option<&'f str>,
    /// Its latest; sessions may have told others.
    pub solution: Option<&'f str>,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// Every automation that the lake ever saw.
pub fn known<'f>(facts: &'f Facts) -> Result<Vec<Known<'f>>, TransformError> {
    let text = |name| rows::text(facts.automations, name);
    let [satellites, ids, names, solutions] = [
        text("satellite_id")?,
        text("automation_id")?,
        text("name")?,
        text("solution_id")?,
    ];
    let days = |name: &str| {
        Ok::<_, TransformError>(facts.automations.column(name)?.cast(&DataType::Int32)?)
    };
    let (first, last) = (days("first_day")?, days("last_day")?);
    let (first, last) = (first.i32()?, last.i32()?);
    let one = |at: usize| {
        let (first_day, last_day) = (rows::day(first.get(at)?), rows::day(last.get(at)?));
        Some(Known {
            satellite: satellites.get(at)?,
            id: ids.get(at)?,
            name: names.get(at),
            solution: solutions.get(at),
            first_day,
            last_day,
        })
    };
    Ok((0..facts.automations.height()).filter_map(one).collect())
}

/// Places in the master's list of the meterings that speak of something that ran: on a day on which
/// it did (first), and on whichever day (second). `tallies` know more: in which solutions sessions
/// ran, and who called them, though it has no session of its own.
pub fn matched(
    facts: &Facts,
    spans: &Spans,
    tallies: Option<LazyFrame>,
) -> Result<(BTreeSet<u32>, BTreeSet<u32>), TransformError> {
    let (mut on_days, mut ever) = (BTreeSet::new(), BTreeSet::new());
    let mut see = |satellite: &str, id: &str, solution: &str, first: i32, last: i32| {
        let claims = spans.claims(satellite, id, solution);
        on_days.extend(claims.touching(first, last));
        ever.extend(claims.touching(i32::MIN, i32::MAX));
    };
    for Known {
        satellite,
        id,
        solution,
        first_day,
        last_day,
        ..
    } in known(facts)?
    {
        see(
            satellite,
            id,
            solution.unwrap_or_default(),
            rows::number(first_day),
            rows::number(last_day),
        );
    }
    if let Some(tallies) = tallies {
        const KEY: [&str; 3] = ["satellite_id", "automation_id", "solution_id"];
        let of = |id: &str, solution: Expr| {
            let ran = tallies.clone().filter(col(id).is_not_null());
            ran.select([
                col(KEY[0]),
                col(id).alias(KEY[1]),
                solution.alias(KEY[2]),
                rows::day_number("earned_day"),
            ])
        };
        let told = concat(
            [
                of(KEY[1], rows::key(KEY[2])),
                of("parent_automation_id", lit("")),
            ],
            UnionArgs::default(),
        )?;
        let days = [
            col("day").min().alias("first"),
            col("day").max().alias("last"),
        ];
        let told = gather(told.group_by(cols(&KEY)).agg(days))?;
        let [satellites, ids, solutions] = [
            rows::text(&told, KEY[0])?,
            rows::text(&told, KEY[1])?,
            rows::text(&told, KEY[2])?,
        ];
        let (first, last) = (rows::days(&told, "first")?, rows::days(&told, "last")?);
        for at in 0..told.height() {
            if let (Some(satellite), Some(id), Some(solution)) =
                (satellites.get(at), ids.get(at), solutions.get(at))
                && let (Some(first), Some(last)) = (first.get(at), last.get(at))
            {
                see(satellite, id, solution, first, last);
            }
        }
    }
    Ok((on_days, ever))
}
