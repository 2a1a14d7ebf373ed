//! Who tallies work for, day by day, and what that adds up to.
//!
//! Per automation, solution and day the first kind of matcher that matches wins: exact id,
//! solution, name. Two patterns of names that contradict each other are both not believed. This is
//! [`Claims::on`](super::super::metering::Claims::on) for all rows at once; a property holds the
//! two equal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;

use super::super::TransformError;
use super::super::roi::Worked;
use super::super::rows::{self, cols, gather, join, sorted};
use super::calendar::Calendar;
use super::dimensions::Dimensions;
use super::numbered_tallies::{NumberedTallies, place};
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::value::Counts;
use crate::model::{Micros, Outcome, Window};

const WORKER: [&str; 3] = ["automation", "solution", "day"];
const WORK: [&str; 5] = ["automation", "solution", "day", "project", "share"];
const PARENT: [&str; 3] = ["automation", "day", "project"];
const LINE: [&str; 11] = [
    "at",
    "automation",
    "day",
    "project",
    "share",
    "outcome",
    "is_attended",
    "is_item",
    "is_unit",
    "sessions",
    "duration_ms",
];

/// Tallies with the meterings in force.
pub struct Metered {
    numbered: NumberedTallies,
    /// A row for each worker of a day and each project it works for: `automation`, `solution`,
    /// `day`, `project`, `share`.
    works: DataFrame,
    /// Workers of a day that two patterns speak of: `automation`, `day`, `metering`.
    ambiguous: DataFrame,
    /// Automation, day and project of those that call others.
    parents: DataFrame,
    /// A row for each tally and each project it counts or ran for, of satellites that count and
    /// without tests: its `at`, and whether it `is_unit`, or a child of the same project.
    lines: DataFrame,
}

/// What ran of an automation on a day and counts in a project.
#[derive(Debug, Clone, Copy)]
pub struct Row<'f> {
    pub project: usize,
    pub day: NaiveDate,
    pub satellite: &'f str,
    pub counts: Counts,
    pub worked: Worked,
    pub valid_ms: i64,
}

/// What ran of an automation, whoever it works for.
#[derive(Debug, Clone)]
pub struct Ran {
    pub satellite: Arc<str>,
    pub automation: String,
    pub counts: Counts,
    /// Sessions that work for no project.
    pub unmetered: i64,
    pub unmetered_ms: i64,
    /// By their numbers.
    pub projects: BTreeSet<usize>,
}

/// By satellite and automation, the meterings that contradict each other, by their places in the
/// master's list.
pub type Ambiguous = BTreeMap<(String, String), BTreeSet<u32>>;

impl Metered {
    /// Of tallies of sessions, and of items below them.
    pub fn of(
        dimensions: &Dimensions,
        tallies: LazyFrame,
        item_tallies: Option<LazyFrame>,
    ) -> Result<Self, TransformError> {
        let numbered = NumberedTallies::of(dimensions, tallies, item_tallies)?;
        let tallies = || numbered.tallies.clone().lazy();
        let called = tallies().filter(col("parent").is_not_null());
        let called = called.select([col("parent").alias("automation"), col("day")]);
        let called = gather(once(called))?;
        let workers = gather(workers(&numbered, &called)?)?;
        let held = gather(held(dimensions, &numbered, &workers)?)?;
        let believed = held.clone().lazy().filter(col("is_ambiguous").not());
        let works = gather(believed.select(cols(&WORK)))?;
        let ambiguous = held.lazy();
        let ambiguous = ambiguous.filter(col("is_ambiguous").and(col("is_absent").not()));
        let parents = join(
            works.clone().lazy().select(cols(&PARENT)),
            called.lazy(),
            &["automation", "day"],
            JoinType::Semi,
        );
        let parents = gather(once(parents))?;
        Ok(Self {
            lines: gather(lines(&numbered, &works, &parents))?,
            ambiguous: gather(ambiguous.select(cols(&["automation", "day", "metering"])))?,
            works,
            parents,
            numbered,
        })
    }

    /// One row per (project, day, satellite, automation), in this order: the order in which demand
    /// is used up.
    pub fn rows(&self) -> Result<Vec<Row<'_>>, TransformError> {
        const KEY: [&str; 3] = ["project", "day", "automation"];
        const KIND: [&str; 5] = ["share", "outcome", "is_attended", "is_item", "is_unit"];
        // Tallies differ in what a sum asks for, so that grouping them first would merge few.
        let sums = gather(sorted(self.lines.clone().lazy(), &KEY))?;
        let [projects, automations] = [numbers(&sums, KEY[0])?, numbers(&sums, KEY[2])?];
        let days = rows::days(&sums, KEY[1])?;
        let (shares, outcomes) = (rows::whole(&sums, KIND[0])?, numbers(&sums, KIND[1])?);
        let truth = |name: &str| Ok::<_, TransformError>(sums.column(name)?.bool()?);
        let [attended, items, units] = [truth(KIND[2])?, truth(KIND[3])?, truth(KIND[4])?];
        let [sessions, durations] = [
            rows::whole(&sums, "sessions")?,
            rows::whole(&sums, "duration_ms")?,
        ];
        let satellites = rows::text(&self.numbered.automations, "satellite_id")?;
        let (mut found, mut last) = (Vec::<Row>::new(), None);
        for at in 0..sums.height() {
            let (Some(project), Some(day), Some(automation)) =
                (projects.get(at), days.get(at), automations.get(at))
            else {
                continue;
            };
            if last != Some((project, day, automation)) {
                last = Some((project, day, automation));
                found.push(Row {
                    project: project as usize,
                    day: rows::day(day),
                    satellite: satellites.get(automation as usize).unwrap_or_default(),
                    counts: Counts::default(),
                    worked: Worked::default(),
                    valid_ms: 0,
                });
            }
            let sum = TallySum {
                share: shares.get(at).unwrap_or(0),
                outcome: outcome(outcomes.get(at)),
                is_attended: attended.get(at).unwrap_or(false),
                is_item: items.get(at).unwrap_or(false),
                is_unit: units.get(at).unwrap_or(false),
                sessions: sessions.get(at).unwrap_or(0),
                duration_ms: durations.get(at).unwrap_or(0),
            };
            found.last_mut().expect("one was begun").add(&sum);
        }
        Ok(found)
    }

    /// The sessions of the days that count in at least one project, each once: what the estate's
    /// totals say, since a session that works for two projects counts in both.
    pub fn counted(&self, days: Window) -> Result<Vec<DailyFinding>, TransformError> {
        let once = self.once(self.units(days));
        let sums = once
            .group_by(cols(&["day", "outcome"]))
            .agg([col("sessions").sum()]);
        let sums = gather(sorted(sums, &["day", "outcome"]))?;
        let outcomes = numbers(&sums, "outcome")?;
        let (days, sessions) = (rows::days(&sums, "day")?, rows::whole(&sums, "sessions")?);
        let finding = |at: usize| {
            Some(DailyFinding {
                outcome: Some(outcome(outcomes.get(at))),
                sessions: sessions.get(at)?,
                ..DailyFinding::of(rows::day(days.get(at)?), FindingKind::Counted)
            })
        };
        Ok((0..sums.height()).filter_map(finding).collect())
    }

    /// Successes of the days that had no baseline in a project they count in, by satellite, each
    /// once.
    pub fn unbased(
        &self,
        days: Window,
        calendar: &Calendar,
    ) -> Result<Vec<DailyFinding>, TransformError> {
        let is_success = (0u32..)
            .zip(Outcome::ALL)
            .filter(|(_, outcome)| outcome.is_success())
            .map(|(place, _)| col("outcome").eq(lit(place)))
            .fold(lit(false), Expr::or);
        let successes = self.units(days).filter(is_success);
        let on = ["project", "day"];
        let unbased = join(successes, calendar.unbased(), &on, JoinType::Semi);
        let once = self.once(unbased);
        let automations = self.numbered.automations.clone().lazy();
        let named = join(once, automations, &["automation"], JoinType::Inner);
        let key = ["day", "satellite_id"];
        let sums = named.group_by(cols(&key)).agg([col("sessions").sum()]);
        let sums = gather(sorted(sums, &key))?;
        let (days, sessions) = (rows::days(&sums, "day")?, rows::whole(&sums, "sessions")?);
        let satellites = rows::text(&sums, "satellite_id")?;
        let finding = |at: usize| {
            Some(DailyFinding {
                satellite_id: Some(satellites.get(at)?.to_owned()),
                sessions: sessions.get(at)?,
                ..DailyFinding::of(rows::day(days.get(at)?), FindingKind::UnbasedOnce)
            })
        };
        Ok((0..sums.height()).filter_map(finding).collect())
    }

    /// The tallies of lines, each once.
    fn once(&self, lines: LazyFrame) -> LazyFrame {
        let tallies = self.numbered.tallies.clone().lazy();
        join(tallies, lines.select([col("at")]), &["at"], JoinType::Semi)
    }

    /// Sessions that are units of a project, a row for each project.
    fn units(&self, days: Window) -> LazyFrame {
        let is_unit = col("is_unit").and(col("is_item").not());
        let lines = self.lines.clone().lazy();
        lines.filter(rows::within(days).and(is_unit))
    }

    /// What ran on the days, valued or not: of every satellite, children included.
    pub fn ran(&self, days: Window) -> Result<Vec<Ran>, TransformError> {
        let ran = || {
            let tallies = self.numbered.tallies.clone().lazy();
            tallies.filter(rows::within(days).and(col("is_item").not()))
        };
        // A test is no session: it works for nobody.
        let sessions = || ran().filter(col("outcome").neq(lit(place(Outcome::Test))));
        let works = || self.works.clone().lazy();
        let sums = |frame: LazyFrame, by: &[&str]| {
            let sums = [col("sessions").sum(), col("duration_ms").sum()];
            gather(sorted(frame.group_by(cols(by)).agg(sums), by))
        };
        let counted = sums(ran(), &["automation", "outcome"])?;
        let unmetered = join(sessions(), works(), &WORKER, JoinType::Anti);
        let unmetered = sums(unmetered, &["automation"])?;
        let projects = join(sessions(), works(), &WORKER, JoinType::Inner)
            .select(cols(&["automation", "project"]))
            .unique_generic(None, UniqueKeepStrategy::Any);
        let projects = gather(sorted(projects, &["automation", "project"]))?;

        // There may be as many as sessions, so each is made once, and holds no more than it says.
        let satellites = rows::text(&self.numbered.automations, "satellite_id")?;
        let ids = rows::text(&self.numbered.automations, "automation_id")?;
        let mut names: BTreeMap<&str, Arc<str>> = BTreeMap::new();
        let mut unmetered = Groups::of(&unmetered)?;
        let mut projects = Groups::of(&projects)?;
        let (mut found, mut counted) = (Vec::new(), Groups::of(&counted)?);
        while let Some(automation) = counted.next_key() {
            let satellite = satellites.get(automation as usize).unwrap_or_default();
            let satellite = Arc::clone(names.entry(satellite).or_insert_with(|| satellite.into()));
            let mut ran = Ran {
                satellite,
                automation: ids.get(automation as usize).unwrap_or_default().to_owned(),
                counts: Counts::default(),
                unmetered: 0,
                unmetered_ms: 0,
                projects: BTreeSet::new(),
            };
            for at in counted.rows_of(automation) {
                let sessions = counted.whole("sessions", at)?;
                ran.counts
                    .add(outcome(counted.number("outcome", at)?), sessions);
            }
            for at in unmetered.rows_of(automation) {
                ran.unmetered += unmetered.whole("sessions", at)?;
                ran.unmetered_ms += unmetered.whole("duration_ms", at)?;
            }
            for at in projects.rows_of(automation) {
                let project = projects.number("project", at)?;
                ran.projects.extend(project.map(|project| project as usize));
            }
            found.push(ran);
        }
        Ok(found)
    }

    /// Where two patterns speak of one automation on any of the days, and neither is believed.
    pub fn ambiguous(&self, days: Window) -> Result<Ambiguous, TransformError> {
        let of_days = self.ambiguous.clone().lazy().filter(rows::within(days));
        let automations = self.numbered.automations.clone().lazy();
        let named = gather(join(of_days, automations, &["automation"], JoinType::Inner))?;
        let satellites = rows::text(&named, "satellite_id")?;
        let ids = rows::text(&named, "automation_id")?;
        let mut found = Ambiguous::new();
        for ((satellite, id), metering) in satellites
            .iter()
            .zip(ids.iter())
            .zip(numbers(&named, "metering")?.iter())
        {
            if let (Some(satellite), Some(id), Some(metering)) = (satellite, id, metering) {
                let key = (satellite.to_owned(), id.to_owned());
                found.entry(key).or_default().insert(metering);
            }
        }
        Ok(found)
    }

    /// Automation, solution, day and project of all that works.
    pub fn works(&self) -> Result<Vec<(&str, &str, i32, u32)>, TransformError> {
        let automations = rows::text(&self.numbered.automations, "automation_id")?;
        let solutions = rows::text(&self.numbered.solutions, "solution_id")?;
        let of = |name| numbers(&self.works, name);
        let [who, solution, project] = [of("automation")?, of("solution")?, of("project")?];
        let days = rows::days(&self.works, "day")?;
        let work = |at: usize| {
            Some((
                automations.get(who.get(at)? as usize)?,
                solutions.get(solution.get(at)? as usize)?,
                days.get(at)?,
                project.get(at)?,
            ))
        };
        Ok((0..self.works.height()).filter_map(work).collect())
    }

    /// Automation, day and project of those that call others.
    pub fn parents(&self) -> Result<Vec<(&str, i32, u32)>, TransformError> {
        let automations = rows::text(&self.numbered.automations, "automation_id")?;
        let who = numbers(&self.parents, "automation")?;
        let (days, project) = (
            rows::days(&self.parents, "day")?,
            numbers(&self.parents, "project")?,
        );
        let parent = |at: usize| {
            Some((
                automations.get(who.get(at)? as usize)?,
                days.get(at)?,
                project.get(at)?,
            ))
        };
        Ok((0..self.parents.height()).filter_map(parent).collect())
    }
}

/// Who ran on which day, and who is called by them and did not: what an automation that calls
/// others is metered to on a day, its own sessions of that day say; of one without any its latest
/// solution speaks, since an orchestrator may never have a session.
fn workers(numbered: &NumberedTallies, called: &DataFrame) -> Result<LazyFrame, TransformError> {
    let present = once(numbered.tallies.clone().lazy().select(cols(&WORKER)));
    let absent = join(
        called.clone().lazy(),
        present.clone(),
        &["automation", "day"],
        JoinType::Anti,
    );
    let solutions = numbered.solutions.clone().lazy();
    let latest = join(
        numbered.automations.clone().lazy(),
        solutions.select([col("solution"), col("solution_id").alias("latest")]),
        &["latest"],
        JoinType::Inner,
    );
    let latest = latest.select(cols(&WORKER[..2]));
    let absent = join(absent, latest, &["automation"], JoinType::Inner).select(cols(&WORKER));
    let marked =
        |frame: LazyFrame, is_absent: bool| frame.with_column(lit(is_absent).alias("is_absent"));
    let all = [marked(present, false), marked(absent, true)];
    Ok(concat(all, UnionArgs::default())?)
}

/// Tallies of satellites that count, without tests, by the projects that they work for.
fn lines(numbered: &NumberedTallies, works: &DataFrame, parents: &DataFrame) -> LazyFrame {
    let is_test = col("outcome").eq(lit(place(Outcome::Test)));
    let tallies = numbered.tallies.clone().lazy();
    let counting = tallies.filter(col("counts").and(is_test.not()));
    let lines = join(counting, works.clone().lazy(), &WORKER, JoinType::Inner);
    let parents = parents.clone().lazy().select([
        col("automation").alias("parent"),
        col("day"),
        col("project"),
        lit(true).alias("is_child"),
    ]);
    let on = ["parent", "day", "project"];
    let lines = join(lines, parents, &on, JoinType::Left);
    let lines = lines.with_column(col("is_child").is_null().alias("is_unit"));
    lines.select(cols(&LINE))
}

fn once(frame: LazyFrame) -> LazyFrame {
    frame.unique_generic(None, UniqueKeepStrategy::Any)
}

/// What is claimed of workers on their days, of the first kind that matches.
fn held(
    dimensions: &Dimensions,
    numbered: &NumberedTallies,
    workers: &DataFrame,
) -> Result<LazyFrame, TransformError> {
    let pairs = once(workers.clone().lazy().select(cols(&WORKER[..2])));
    let automations = numbered.automations.clone().lazy();
    let pairs = join(pairs, automations, &["automation"], JoinType::Inner);
    let solutions = numbered.solutions.clone().lazy();
    let pairs = join(pairs, solutions, &["solution"], JoinType::Inner);
    // A session that tells no solution ran in the one that its source puts its automation in.
    let solution = when(col("solution_id").eq(lit("")))
        .then(col("given"))
        .otherwise(col("solution_id"));
    let matched_on = |kind: i32, text: Expr| {
        pairs.clone().select([
            col("automation"),
            col("solution"),
            col("satellite_id"),
            lit(kind).alias("kind"),
            text.alias("text"),
        ])
    };
    let asked = concat(
        [
            matched_on(0, col("automation_id")),
            matched_on(1, solution),
            matched_on(2, col("automation_id")),
        ],
        UnionArgs::default(),
    )?;
    let claims = dimensions.claims.clone().lazy();
    let claims = join(
        asked,
        claims,
        &["satellite_id", "kind", "text"],
        JoinType::Inner,
    );
    const CLAIM: [&str; 7] = [
        "kind", "project", "share", "from", "to", "metering", "pattern",
    ];
    let claims = gather(claims.select(cols(&[&WORKER[..2], &CLAIM[..]].concat())))?;
    let held = join(
        workers.clone().lazy(),
        claims.lazy(),
        &WORKER[..2],
        JoinType::Inner,
    );
    let held = held.filter(
        col("from")
            .lt_eq(col("day"))
            .and(col("day").lt_eq(col("to"))),
    );
    let held = held.with_column(col("kind").min().over(cols(&WORKER))?.alias("first"));
    let held = held.filter(col("kind").eq(col("first")));
    let contradict = col("pattern")
        .min()
        .neq(col("pattern").max())
        .over(cols(&WORKER))?;
    Ok(held.with_column(col("kind").eq(lit(2)).and(contradict).alias("is_ambiguous")))
}

/// Sums of tallies that differ in nothing that figures ask.
struct TallySum {
    /// In micros.
    share: i64,
    outcome: Outcome,
    is_attended: bool,
    /// Its sessions are items of a queue.
    is_item: bool,
    is_unit: bool,
    sessions: i64,
    duration_ms: i64,
}

impl Row<'_> {
    /// A child is no unit of its parent's project; yet it ran, and is paid for.
    fn add(&mut self, sum: &TallySum) {
        let of = |n: i64| Micros(i128::from(n) * i128::from(sum.share));
        let mut counts = Counts::default();
        counts.add(sum.outcome, sum.sessions);
        if !sum.is_item && sum.outcome.has_run() {
            self.worked.ran += of(sum.sessions);
            self.worked.ran_ms += of(sum.duration_ms);
        }
        if !sum.is_unit {
            return;
        }
        if sum.is_item {
            self.worked.item_successes += of(counts.successes());
            self.worked.item_failures += of(counts.failed + counts.timed_out);
            self.worked.item_valid += of(counts.valid());
            return;
        }
        self.counts += counts;
        self.worked.successes += of(counts.successes());
        self.worked.failures += of(counts.failed + counts.timed_out);
        self.worked.valid += of(counts.valid());
        self.worked.charged +=
            of(counts.valid() - counts.successes() + counts.skipped + counts.unknown);
        if sum.outcome.is_valid() {
            self.valid_ms += sum.duration_ms;
            self.worked.valid_ms += of(sum.duration_ms);
            self.worked.attended_ms += of(if sum.is_attended { sum.duration_ms } else { 0 });
        }
    }
}

/// A frame that is sorted by automation, read one automation after the other.
struct Groups<'f> {
    frame: &'f DataFrame,
    automations: &'f UInt32Chunked,
    at: usize,
}

impl<'f> Groups<'f> {
    fn of(frame: &'f DataFrame) -> Result<Self, TransformError> {
        let automations = numbers(frame, "automation")?;
        Ok(Self {
            frame,
            automations,
            at: 0,
        })
    }

    fn next_key(&self) -> Option<u32> {
        (self.at < self.automations.len()).then(|| self.automations.get(self.at))?
    }

    /// The rows of an automation, which comes after those that were asked for before.
    fn rows_of(&mut self, automation: u32) -> std::ops::Range<usize> {
        let from = self.at;
        while self.next_key() == Some(automation) {
            self.at += 1;
        }
        from..self.at
    }

    fn whole(&self, name: &str, at: usize) -> Result<i64, TransformError> {
        Ok(rows::whole(self.frame, name)?.get(at).unwrap_or(0))
    }

    fn number(&self, name: &str, at: usize) -> Result<Option<u32>, TransformError> {
        Ok(numbers(self.frame, name)?.get(at))
    }
}

fn numbers<'f>(frame: &'f DataFrame, name: &str) -> Result<&'f UInt32Chunked, TransformError> {
    Ok(frame.column(name)?.u32()?)
}

/// The outcome at a place among all.
fn outcome(place: Option<u32>) -> Outcome {
    let place = place.expect("the stage joins tallies with the words of outcomes");
    Outcome::ALL[place as usize]
}
