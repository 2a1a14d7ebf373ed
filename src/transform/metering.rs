//! Who sessions work for. Meterings become spans of days that Polars joins to tallies; patterns are resolved on the
//! automations' latest names first, here, where the regular expressions are.
//!
//! Per session and day the first kind that matches wins: exact id, solution, name. What comes out is integers per
//! (project, day, satellite, automation, share), ready to be valued.

use std::collections::BTreeMap;

use polars::prelude::*;
use regex::Regex;

use super::rows::{self, cols, gather, join, key, one_of, sorted};
use super::{Facts, TransformError};
use crate::model::master::{Master, Matcher, Metering};
use crate::model::value::Counts;
use crate::model::{Micros, Mode, Outcome, ProjectId, Window};

/// Tallies joined with the meterings in force.
#[derive(Debug, Clone)]
pub struct Metered {
    /// One row per (project, day, satellite_id, automation_id, share), in this order: sessions by outcome in columns named
    /// by it, `valid_ms`, `attended_ms`. Only satellites that count, without test sessions and without children.
    pub rows: DataFrame,
    /// satellite_id, automation_id, solution_id, day → project, share: of all satellites, children included.
    pub works: DataFrame,
    /// satellite_id, automation_id, day → project: what automations are metered to that call others.
    pub parents: DataFrame,
    /// satellite_id, automation_id, day, metering (its place in the master's list): where two patterns speak of one
    /// automation, and neither is believed.
    pub ambiguous: DataFrame,
}

/// Projects as numbers: `*` is 0, the others follow by id, so that the order of numbers is the order of ids (an id never
/// begins with what sorts before `*`).
#[derive(Debug, Clone)]
pub struct Projects(Vec<ProjectId>);

impl Projects {
    pub fn of(master: &Master) -> Self {
        Self(std::iter::once(ProjectId::shared()).chain(master.projects.keys().cloned()).collect())
    }

    pub fn number(&self, id: &ProjectId) -> Option<usize> {
        self.0.binary_search(id).ok()
    }

    pub fn id(&self, number: usize) -> &ProjectId {
        &self.0[number]
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const KEY: [&str; 4] = ["satellite_id", "automation_id", "solution_id", "day"];
const CALLER: [&str; 3] = ["satellite_id", "automation_id", "day"];

pub fn meter(facts: &Facts, tallies: LazyFrame) -> Result<Metered, TransformError> {
    let tallies = prepared(tallies);
    let Resolved { works, parents, ambiguous } = Spans::of(facts)?.who(facts, tallies.clone())?;
    let rows = grouped(counted(facts, tallies, &works, &parents))?;
    Ok(Metered { rows, works, parents, ambiguous })
}

/// Who works for whom: the last three frames of [`Metered`].
#[derive(Debug, Clone)]
pub struct Resolved {
    pub works: DataFrame,
    pub parents: DataFrame,
    pub ambiguous: DataFrame,
}

/// Tallies as this room joins them: days as numbers, no null solution.
pub fn prepared(tallies: LazyFrame) -> LazyFrame {
    tallies.select([
        col("satellite_id"),
        col("automation_id"),
        key("solution_id"),
        rows::day_number("earned_day"),
        col("parent_automation_id"),
        col("mode"),
        col("outcome"),
        col("sessions"),
        col("duration_ms"),
    ])
}

/// The automations that call others on days on which they have no session of their own (an orchestrator may never have
/// one): their latest solution speaks for them, and their latest name.
fn absent_callers(facts: &Facts, tallies: LazyFrame, own: DataFrame) -> Result<DataFrame, TransformError> {
    let callers = tallies
        .filter(col("parent_automation_id").is_not_null())
        .select([col("satellite_id"), col("parent_automation_id").alias("automation_id"), col("day")])
        .unique_generic(None, UniqueKeepStrategy::Any);
    let absent = join(callers, own.lazy().select(cols(&CALLER)), &CALLER, JoinType::Anti);
    let latest = facts.automations.clone().lazy().select([col("satellite_id"), col("automation_id"), key("solution_id")]);
    let told = join(absent, latest, &["satellite_id", "automation_id"], JoinType::Left);
    gather(told.select([col("satellite_id"), col("automation_id"), key("solution_id"), col("day")]))
}

/// Rows of tallies with `project` and `share`: those that count in that project. A row whose parent is metered to the
/// same project that day, with whatever share, is not counted in it: the parent is the unit.
pub fn counted(facts: &Facts, tallies: LazyFrame, works: &DataFrame, parents: &DataFrame) -> LazyFrame {
    let counting: Vec<&str> = facts.estate.satellites.iter().filter(|s| s.counts).map(|s| s.id.as_str()).collect();
    let counting = DataFrame::new_infer_height(vec![Column::new("satellite_id".into(), counting)]).expect("one column is a frame");
    let tallies = join(tallies, counting.lazy(), &["satellite_id"], JoinType::Semi);
    let tallies = tallies.filter(col("outcome").neq(lit(Outcome::Test.as_str())));
    let worked = join(tallies, works.clone().lazy(), &KEY, JoinType::Inner);
    let parents = parents.clone().lazy().rename(["automation_id"], ["parent_automation_id"], true);
    join(worked, parents, &["satellite_id", "parent_automation_id", "day", "project"], JoinType::Anti)
}

/// Sessions by outcome, a column each: what is added up wherever tallies are.
pub fn by_outcome() -> Vec<Expr> {
    Outcome::ALL
        .iter()
        .map(|o| when(col("outcome").eq(lit(o.as_str()))).then(col("sessions")).otherwise(lit(0i64)).sum().alias(o.as_str()))
        .collect()
}

fn grouped(counted: LazyFrame) -> Result<DataFrame, TransformError> {
    const ROW: [&str; 5] = ["project", "day", "satellite_id", "automation_id", "share"];
    let words = |is: fn(Outcome) -> bool| Outcome::ALL.iter().filter(move |o| is(**o)).map(|o| o.as_str());
    let valid = one_of("outcome", words(Outcome::is_valid));
    let attended = one_of("mode", Mode::ALL.iter().filter(|m| m.holds_a_person()).map(|m| m.as_str()));
    let duration = |of: Expr| when(of).then(col("duration_ms")).otherwise(lit(0i64)).sum();
    let mut sums = by_outcome();
    sums.push(duration(valid.clone()).alias("valid_ms"));
    sums.push(duration(valid.and(attended)).alias("attended_ms"));
    gather(sorted(counted.group_by(cols(&ROW)).agg(sums), &ROW))
}

/// Meterings as frames, one for each kind of matcher: what it matches on, project, share, from, to. Made once, they can
/// be asked of many months.
pub struct Spans {
    exact: DataFrame,
    solution: DataFrame,
    name: DataFrame,
}

impl Spans {
    pub fn of(facts: &Facts) -> Result<Self, TransformError> {
        let projects = Projects::of(facts.master);
        let (mut exact, mut solution, mut name) = (Vec::new(), Vec::new(), Vec::new());
        let mut patterns: BTreeMap<&str, Vec<(usize, &Metering, &str)>> = BTreeMap::new();
        for (place, metering) in facts.master.meterings.iter().enumerate() {
            match &metering.matcher {
                Matcher::Exact(id) => exact.push((id.as_str(), place)),
                Matcher::Solution(id) => solution.push((id.as_str(), place)),
                Matcher::Name(pattern) => patterns.entry(metering.satellite_id.as_str()).or_default().push((place, metering, pattern)),
            }
        }
        let (satellites, ids) = (rows::text(facts.automations, "satellite_id")?, rows::text(facts.automations, "automation_id")?);
        let names = rows::text(facts.automations, "name")?;
        for (satellite, patterns) in &patterns {
            let compiled: Vec<Regex> = patterns.iter().map(|(_, m, pattern)| compile(m, pattern)).collect::<Result<_, _>>()?;
            for ((told_by, id), latest) in satellites.iter().zip(ids.iter()).zip(names.iter()) {
                let (Some(id), Some(latest)) = (id, latest) else { continue };
                if told_by == Some(*satellite) {
                    let matching = compiled.iter().zip(patterns.iter()).filter(|(regex, _)| regex.is_match(latest));
                    name.extend(matching.map(|(_, (place, ..))| (id, *place)));
                }
            }
        }
        let frame = |on, spans| spans_frame(facts.master, &projects, on, spans);
        Ok(Self { exact: frame("automation_id", exact)?, solution: frame("solution_id", solution)?, name: frame("automation_id", name)? })
    }

    /// Of the automations of some tallies ([`prepared`]), on the days that these tell of.
    pub fn who(&self, facts: &Facts, tallies: LazyFrame) -> Result<Resolved, TransformError> {
        let own = gather(tallies.clone().select(cols(&KEY)).unique_generic(None, UniqueKeepStrategy::Any))?;
        let (works, ambiguous) = self.resolve(own.clone())?;
        // What an automation is metered to on a day, its own sessions of that day say.
        let (absent, _) = self.resolve(absent_callers(facts, tallies, own)?)?;
        let columns = cols(&["satellite_id", "automation_id", "day", "project"]);
        let parents = [&works, &absent].map(|told| told.clone().lazy().select(columns.clone()));
        let parents = gather(concat(parents, UnionArgs::default())?.unique_generic(None, UniqueKeepStrategy::Any))?;
        Ok(Resolved { works, parents, ambiguous })
    }

    /// The keys with project and share, a row for each project; and the keys that two patterns claim. Within a key one
    /// kind of matcher shuts out the next.
    fn resolve(&self, keys: DataFrame) -> Result<(DataFrame, DataFrame), TransformError> {
        let matched = |keys: &DataFrame, spans: &DataFrame, on: &str| {
            let joined = join(keys.clone().lazy(), spans.clone().lazy(), &["satellite_id", on], JoinType::Inner);
            gather(joined.filter(col("from").lt_eq(col("day")).and(col("day").lt_eq(col("to")))))
        };
        let without = |keys: DataFrame, matched: &DataFrame| {
            gather(join(keys.lazy(), matched.clone().lazy().select(cols(&KEY)), &KEY, JoinType::Anti))
        };
        let exact = matched(&keys, &self.exact, "automation_id")?;
        let keys = without(keys, &exact)?;
        let solution = matched(&keys, &self.solution, "solution_id")?;
        let keys = without(keys, &solution)?;
        let name = matched(&keys, &self.name, "automation_id")?;
        // The same pattern may share an automation among projects; two patterns on the same day contradict each other.
        let doubtful = name.clone().lazy().group_by(cols(&KEY)).agg([col("pattern").n_unique().alias("patterns")]);
        let doubtful = doubtful.filter(col("patterns").gt(lit(1u32))).select(cols(&KEY));
        let ambiguous = join(name.clone().lazy(), doubtful, &KEY, JoinType::Semi);
        let ambiguous = gather(ambiguous.select(cols(&["satellite_id", "automation_id", "day", "metering"])))?;
        let name = join(name.lazy(), ambiguous.clone().lazy().select(cols(&CALLER)), &CALLER, JoinType::Anti);
        let columns = cols(&["satellite_id", "automation_id", "solution_id", "day", "project", "share"]);
        let kinds = [exact.lazy(), solution.lazy(), name].map(|kind| kind.select(columns.clone()));
        Ok((gather(concat(kinds, UnionArgs::default())?)?, ambiguous))
    }
}

fn compile(metering: &Metering, pattern: &str) -> Result<Regex, TransformError> {
    Regex::new(pattern).map_err(|error| TransformError::Pattern {
        line: metering.line.to_string(),
        pattern: pattern.to_owned(),
        reason: error.to_string(),
    })
}

fn spans_frame(master: &Master, projects: &Projects, on: &str, spans: Vec<(&str, usize)>) -> Result<DataFrame, TransformError> {
    // A metering to a project that is not written anywhere works for nobody.
    let known = |place: usize| projects.number(&master.meterings[place].project_id).map(|number| number as u32);
    let spans: Vec<(&str, usize, u32)> = spans.into_iter().filter_map(|(id, place)| Some((id, place, known(place)?))).collect();
    let metering = |place: usize| &master.meterings[place];
    // Equal patterns of a satellite are one pattern, wherever they are written.
    let mut patterns: Vec<String> = master.meterings.iter().map(|m| m.matcher.to_string()).collect();
    patterns.sort_unstable();
    patterns.dedup();
    let pattern = |place: usize| patterns.binary_search(&metering(place).matcher.to_string()).expect("it is one of them") as u32;
    let text = |name: &str, of: Vec<&str>| Column::new(name.into(), of);
    Ok(DataFrame::new_infer_height(vec![
        text("satellite_id", spans.iter().map(|s| metering(s.1).satellite_id.as_str()).collect()),
        text(on, spans.iter().map(|s| s.0).collect()),
        Column::new("project".into(), spans.iter().map(|s| s.2).collect::<Vec<u32>>()),
        Column::new("share".into(), spans.iter().map(|s| small(metering(s.1).share)).collect::<Vec<i64>>()),
        Column::new("from".into(), spans.iter().map(|s| rows::number(metering(s.1).from)).collect::<Vec<i32>>()),
        Column::new("to".into(), spans.iter().map(|s| metering(s.1).to.map_or(i32::MAX, rows::number)).collect::<Vec<i32>>()),
        Column::new("metering".into(), spans.iter().map(|s| s.1 as u32).collect::<Vec<u32>>()),
        Column::new("pattern".into(), spans.iter().map(|s| pattern(s.1)).collect::<Vec<u32>>()),
    ])?)
}

/// A share is at most 1, checked where it is written.
fn small(share: Micros) -> i64 {
    i64::try_from(share.0).unwrap_or(i64::MAX)
}

/// The sessions of the days that count in at least one project, each once: what the estate's totals say, since a session
/// that works for two projects counts in both.
pub fn each_once(facts: &Facts, tallies: LazyFrame, metered: &Metered, days: Window) -> Result<Counts, TransformError> {
    let tallies = gather(prepared(tallies).filter(rows::within(days)))?.lazy().with_row_index("at", None);
    let counted = counted(facts, tallies, &metered.works, &metered.parents).select(cols(&["at", "outcome", "sessions"]));
    let once = gather(counted.unique_generic(Some(vec![col("at")]), UniqueKeepStrategy::Any).select(by_outcome()))?;
    let mut counts = Counts::default();
    for outcome in Outcome::ALL {
        counts.add(*outcome, rows::whole(&once, outcome.as_str())?.get(0).unwrap_or(0));
    }
    Ok(counts)
}
