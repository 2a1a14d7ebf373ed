//! What ran in the window, valued or not: of every satellite, children included. Automation scores,
//! errors, and the counts that coverage and gaps are made of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use polars::prelude::*;

use super::metering::Projects;
use super::rows::{self, cols, gather, sorted};
use super::stage::Ran;
use super::{Facts, Shelf, TransformError, rhythm};
use crate::lake::tables::{
    DURATION_TALLIES, ERROR_TALLIES, ITEM_TALLIES, TALLIES, UNKNOWN_TALLIES,
};
use crate::model::exact::div_half_even;
use crate::model::ratio::quotient;
use crate::model::scoreboard::{AutomationScore, ErrorScore};
use crate::model::session::bucket_middle;
use crate::model::value::Counts;
use crate::model::{Estate, Micros, Outcome, ProjectId, SatelliteId, Window};

/// One automation in the window.
#[derive(Debug, Clone, Default)]
pub struct Used {
    pub counts: Counts,
    /// Sessions that work for no project.
    pub unmetered: i64,
    pub unmetered_ms: i64,
    pub projects: BTreeSet<ProjectId>,
}

#[derive(Debug, Clone, Default)]
pub struct Usage {
    pub automations: BTreeMap<(SatelliteId, String), Used>,
    /// Days on which a satellite told anything: of the window, and of the weeks before it that tell
    /// its rhythm.
    pub days: BTreeMap<SatelliteId, BTreeSet<NaiveDate>>,
    /// Sessions whose outcome no map names, by the vendor's text.
    pub unknown: BTreeMap<(SatelliteId, String), i64>,
    /// Sessions and items of the window that were tests, which are in no other count.
    pub tests: BTreeMap<SatelliteId, [i64; 2]>,
    /// Latest names and first days.
    pub known: BTreeMap<(SatelliteId, String), Known>,
    /// The first day that each satellite ever told anything.
    first_days: BTreeMap<SatelliteId, NaiveDate>,
}

/// What ran of a satellite in the window.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfSatellite {
    pub counts: Counts,
    pub unmetered: i64,
}

impl Usage {
    /// The first day a satellite ever told anything.
    pub fn first_day(&self, satellite: &SatelliteId) -> Option<NaiveDate> {
        self.first_days.get(satellite).copied()
    }

    /// The first day that any satellite that counts ever told anything.
    pub fn first_counted(&self, estate: &Estate) -> Option<NaiveDate> {
        let counting = estate.satellites.iter().filter(|s| s.counts);
        counting.filter_map(|s| self.first_day(&s.id)).min()
    }

    /// Summed once for all satellites: an estate may have as many automations as sessions.
    pub fn by_satellite(&self) -> BTreeMap<&SatelliteId, OfSatellite> {
        let mut sums: BTreeMap<&SatelliteId, OfSatellite> = BTreeMap::new();
        for ((satellite, _), used) in &self.automations {
            let sum = sums.entry(satellite).or_default();
            sum.counts += used.counts;
            sum.unmetered += used.unmetered;
        }
        sums
    }
}

#[derive(Debug, Clone)]
pub struct Known {
    pub name: String,
    pub first_day: NaiveDate,
}

impl Usage {
    /// What is known before anything ran in the window.
    pub fn of(facts: &Facts, window: Window, shelf: &dyn Shelf) -> Result<Self, TransformError> {
        let mut usage = Self {
            known: known(facts)?,
            tests: tests(facts, window, shelf)?,
            ..Self::default()
        };
        for ((satellite, _), known) in &usage.known {
            let first = usage
                .first_days
                .entry(satellite.clone())
                .or_insert(known.first_day);
            *first = known.first_day.min(*first);
        }
        let satellite = |id: Option<&str>| {
            id.and_then(|id| facts.estate.satellite(id))
                .map(|s| s.id.clone())
        };
        let remembered = rhythm::remembered(window);
        for table in [&TALLIES, &ITEM_TALLIES] {
            let days = shelf
                .frame(table, Some(remembered))?
                .select([col("satellite_id"), rows::day_number("earned_day")]);
            let days = gather(
                days.filter(rows::within(remembered))
                    .unique_generic(None, UniqueKeepStrategy::Any),
            )?;
            for (told_by, day) in rows::text(&days, "satellite_id")?
                .iter()
                .zip(rows::days(&days, "day")?.iter())
            {
                if let (Some(satellite), Some(day)) = (satellite(told_by), day) {
                    usage
                        .days
                        .entry(satellite)
                        .or_default()
                        .insert(rows::day(day));
                }
            }
        }

        let unknown = shelf.frame(&UNKNOWN_TALLIES, Some(window))?;
        let unknown = unknown.select([
            col("satellite_id"),
            rows::day_number("earned_day"),
            rows::key("outcome_text"),
            col("sessions"),
        ]);
        let unknown = gather(
            unknown
                .filter(rows::within(window))
                .group_by(cols(&["satellite_id", "outcome_text"]))
                .agg([col("sessions").sum()]),
        )?;
        let texts = rows::text(&unknown, "satellite_id")?
            .iter()
            .zip(rows::text(&unknown, "outcome_text")?.iter());
        for ((told_by, text), sessions) in texts.zip(rows::whole(&unknown, "sessions")?.iter()) {
            if let (Some(satellite), Some(text), Some(sessions)) =
                (satellite(told_by), text, sessions)
            {
                usage.unknown.insert((satellite, text.to_owned()), sessions);
            }
        }
        Ok(usage)
    }

    /// Adds what ran in a month, within the window.
    pub fn add(&mut self, facts: &Facts, month: Vec<Ran>) {
        let projects = Projects::of(facts.master);
        for ran in month {
            let Some(satellite) = facts.estate.satellite(&ran.satellite) else {
                continue;
            };
            let used = self
                .automations
                .entry((satellite.id.clone(), ran.automation))
                .or_default();
            used.counts += ran.counts;
            used.unmetered += ran.unmetered;
            used.unmetered_ms += ran.unmetered_ms;
            used.projects.extend(
                ran.projects
                    .into_iter()
                    .map(|number| projects.id(number).clone()),
            );
        }
    }
}

fn tests(
    facts: &Facts,
    window: Window,
    shelf: &dyn Shelf,
) -> Result<BTreeMap<SatelliteId, [i64; 2]>, TransformError> {
    let mut tests: BTreeMap<SatelliteId, [i64; 2]> = BTreeMap::new();
    for (at, (table, counted)) in [(&TALLIES, "sessions"), (&ITEM_TALLIES, "items")]
        .into_iter()
        .enumerate()
    {
        let days = shelf
            .frame(table, Some(window))?
            .filter(col("outcome").eq(lit(Outcome::Test.as_str())));
        let days = days.select([
            col("satellite_id"),
            rows::day_number("earned_day"),
            col(counted).alias("tests"),
        ]);
        let found = gather(
            days.filter(rows::within(window))
                .group_by(cols(&["satellite_id"]))
                .agg([col("tests").sum()]),
        )?;
        for (satellite, count) in rows::text(&found, "satellite_id")?
            .iter()
            .zip(rows::whole(&found, "tests")?.iter())
        {
            let Some(satellite) = satellite.and_then(|id| facts.estate.satellite(id)) else {
                continue;
            };
            tests.entry(satellite.id.clone()).or_default()[at] += count.unwrap_or(0);
        }
    }
    Ok(tests)
}

fn known(facts: &Facts) -> Result<BTreeMap<(SatelliteId, String), Known>, TransformError> {
    let first = facts
        .automations
        .column("first_day")?
        .cast(&DataType::Int32)?;
    let ids = rows::text(facts.automations, "satellite_id")?
        .iter()
        .zip(rows::text(facts.automations, "automation_id")?.iter());
    let told = rows::text(facts.automations, "name")?
        .iter()
        .zip(first.i32()?.iter());
    let known = ids
        .zip(told)
        .filter_map(|((satellite, id), (name, first))| {
            let satellite = facts.estate.satellite(satellite?)?.id.clone();
            Some((
                (satellite, id?.to_owned()),
                Known {
                    name: name.unwrap_or_default().to_owned(),
                    first_day: rows::day(first?),
                },
            ))
        });
    Ok(known.collect())
}

/// How each automation ran; percentiles are of the calendar months that the window touches. What
/// was known of each goes into its score: there may be as many as sessions, and they are not held
/// twice.
pub fn automation_scores(
    usage: Usage,
    window: Window,
    shelf: &dyn Shelf,
) -> Result<Vec<AutomationScore>, TransformError> {
    let Usage {
        automations,
        mut known,
        ..
    } = usage;
    let mut durations = durations(automations.keys(), window, shelf)?
        .into_iter()
        .peekable();
    let mut scores = Vec::with_capacity(automations.len());
    for (number, (key, used)) in (0..).zip(automations) {
        let buckets: Vec<(i64, i64)> =
            std::iter::from_fn(|| durations.next_if(|of| of.0 == number))
                .map(|(_, bucket, sessions)| (bucket, sessions))
                .collect();
        if used.counts.sessions == 0 {
            continue;
        }
        let (good, valid) = (used.counts.good(), used.counts.valid());
        let name = known
            .remove(&key)
            .map(|known| known.name)
            .unwrap_or_default();
        let (satellite_id, automation_id) = key;
        scores.push(AutomationScore {
            satellite_id,
            automation_id,
            name,
            projects: used.projects.into_iter().collect(),
            counts: used.counts,
            success_rate: quotient(good.into(), valid.into()),
            p50_ms: percentile(&buckets, 50),
            p95_ms: percentile(&buckets, 95),
            metered: used.unmetered < used.counts.sessions,
        });
    }
    Ok(scores)
}

/// By place among these automations, in the order of places and buckets: how many sessions took
/// about so long.
fn durations<'u>(
    automations: impl Iterator<Item = &'u (SatelliteId, String)>,
    window: Window,
    shelf: &dyn Shelf,
) -> Result<Vec<(u32, i64, i64)>, TransformError> {
    let places: HashMap<(&str, &str), u32> = automations
        .zip(0..)
        .map(|((satellite, id), place)| ((satellite.as_str(), id.as_str()), place))
        .collect();
    let mut durations: Vec<(u32, i64, i64)> = Vec::new();
    // Month by month: of years there are millions of rows.
    for month in window.months() {
        let month = gather(shelf.frame(&DURATION_TALLIES, Some(month.window()))?)?;
        let ids = rows::text(&month, "satellite_id")?
            .iter()
            .zip(rows::text(&month, "automation_id")?.iter());
        let told = rows::whole(&month, "duration_bucket")?
            .iter()
            .zip(rows::whole(&month, "sessions")?.iter());
        durations.extend(
            ids.zip(told)
                .filter_map(|((satellite, id), (bucket, sessions))| {
                    Some((*places.get(&(satellite?, id?))?, bucket?, sessions?))
                }),
        );
        durations.sort_unstable();
        durations.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if is_same { next.2 } else { 0 };
            is_same
        });
    }
    Ok(durations)
}

/// The middle of the bucket that holds rank ceil(q·n); the buckets come by size.
fn percentile(buckets: &[(i64, i64)], percent: i64) -> Option<i64> {
    let n: i64 = buckets.iter().map(|(_, sessions)| sessions).sum();
    let rank = (n * percent + 99) / 100;
    let mut before = 0;
    let holds = |&&(_, sessions): &&(i64, i64)| {
        before += sessions;
        before >= rank
    };
    (n > 0)
        .then(|| {
            buckets
                .iter()
                .find(holds)
                .map(|(bucket, _)| bucket_middle(*bucket))
        })
        .flatten()
}

/// So many of all of them, as a part of one.
pub fn share(n: i64, all: i64) -> Micros {
    Micros(div_half_even(Micros::whole(n).0, i128::from(all.max(1))))
}

/// Failures of the window by error, with their share of the satellite's failures.
pub fn error_scores(
    facts: &Facts,
    window: Window,
    shelf: &dyn Shelf,
) -> Result<Vec<ErrorScore>, TransformError> {
    const KEY: [&str; 3] = ["satellite_id", "automation_id", "error_code"];
    let errors = shelf.frame(&ERROR_TALLIES, Some(window))?;
    let errors = errors.select([
        col("satellite_id"),
        col("automation_id"),
        rows::key("error_code"),
        rows::day_number("earned_day"),
        col("sessions"),
    ]);
    let errors = errors
        .filter(rows::within(window))
        .group_by(cols(&KEY))
        .agg([
            col("sessions").sum(),
            col("day").min().alias("first_day"),
            col("day").max().alias("last_day"),
        ]);
    let errors = gather(sorted(errors, &KEY))?;
    let satellites = rows::text(&errors, "satellite_id")?;
    let (ids, codes, sessions) = (
        rows::text(&errors, "automation_id")?,
        rows::text(&errors, "error_code")?,
        rows::whole(&errors, "sessions")?,
    );
    let (first, last) = (
        rows::days(&errors, "first_day")?,
        rows::days(&errors, "last_day")?,
    );
    let mut failures: BTreeMap<&str, i64> = BTreeMap::new();
    for (satellite, sessions) in satellites.iter().zip(sessions.iter()) {
        *failures.entry(satellite.unwrap_or_default()).or_default() += sessions.unwrap_or(0);
    }
    let score = |at: usize| {
        let told_by = satellites.get(at)?;
        let (n, all) = (sessions.get(at)?, failures[told_by]);
        Some(ErrorScore {
            satellite_id: facts.estate.satellite(told_by)?.id.clone(),
            automation_id: ids.get(at)?.to_owned(),
            error_code: codes.get(at)?.to_owned(),
            sessions: n,
            share: share(n, all),
            first_day: rows::day(first.get(at)?),
            last_day: rows::day(last.get(at)?),
        })
    };
    Ok((0..errors.height()).filter_map(score).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::session::bucket;

    #[test]
    fn a_percentile_is_the_middle_of_the_bucket_at_rank_ceil_q_n() {
        let buckets = [(bucket(10), 1), (bucket(20), 1), (bucket(100), 18)];
        // n = 20: rank 10 and rank 19 both lie in the third; of two sessions, rank 1 is the first
        assert_eq!(
            (percentile(&buckets, 50), percentile(&buckets, 95)),
            (Some(100), Some(100))
        );
        assert_eq!(
            (percentile(&buckets[..2], 50), percentile(&buckets[..2], 95)),
            (Some(10), Some(20))
        );
        assert_eq!(percentile(&[], 50), None);
    }
}
