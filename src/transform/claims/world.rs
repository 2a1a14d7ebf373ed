//! A small estate in memory: sessions, what the lake would make of them, and a shelf that hands it
//! out.

mod frames;
mod things;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use polars::prelude::*;

use super::super::coverage::{Heard, Told, counted_to};
use super::super::daily::Scored;
use super::super::promises::Asked;
use super::super::stage::Dimensions;
use super::super::{Facts, Shelf, TransformError, automations, daily, scoreboard};
use crate::lake::tables::{self, Table};
use crate::model::master::*;
use crate::model::scope::Scope;
use crate::model::session::bucket;
use crate::model::value::DailyValue;
use crate::model::window::{FiscalStart, Month};
use crate::model::{Estate, Master, Method, Outcome, ProjectId, Scoreboard, Window, Zone};

use self::frames::{daily_frame, empty, findings_frame, framed};
pub use self::frames::{in_a_lake, tallied};
pub use self::things::*;

/// Items of somebody, their day, how they went, and how many.
pub type Items = (&'static str, NaiveDate, Outcome, i64);

#[derive(Debug, Clone)]
pub struct World {
    pub estate: Estate,
    pub master: Master,
    pub sessions: Vec<Seen>,
    /// Tallies of items of the satellite: of whom, on which day, how they went, and how many.
    pub items: Vec<Items>,
}

/// What the lake would hold of a world.
pub struct Kept {
    pub automations: DataFrame,
    tables: BTreeMap<&'static str, DataFrame>,
}

impl World {
    /// One satellite that counts, reporting in dollars; no project.
    pub fn new() -> Self {
        let estate = Estate {
            speech: Default::default(),
            productive_hours: m("1720"),
            discount_rate: None,
            band_correlation: m("0.5"),
            name: "Test".into(),
            currency: "USD".into(),
            timezone: Zone::UTC,
            fiscal_year_start: FiscalStart::default(),
            methods: vec![Method::Reckoner1],
            satellites: vec![satellite("prod", true)],
        };
        let mut master = Master::default();
        master.rates.reporting = "USD".into();
        Self {
            estate,
            master,
            sessions: Vec::new(),
            items: Vec::new(),
        }
    }

    /// A live project of the department `ops` with a baseline from 2026 on (15 minutes at 40.00 an
    /// hour), to which an automation of the same name is metered.
    pub fn project(&mut self, name: &'static str) -> &mut Self {
        self.bare_project(name);
        self.master
            .baselines
            .insert(id(name), vec![baseline(name, "2026-01-01")]);
        self.meter(Matcher::Exact(name.to_owned()), name, "1")
    }

    pub fn bare_project(&mut self, name: &'static str) -> &mut Self {
        let project = Project {
            line: line("projects.csv", 2),
            id: id(name),
            valid_from: None,
            name: name.to_owned(),
            department_id: id("ops"),
            status: Status::Live,
            stage: None,
            category: String::new(),
            sub_category: String::new(),
            driver: String::new(),
            owner: String::new(),
            owner_email: String::new(),
            submitted_on: None,
            submitted_by: String::new(),
            decided_on: None,
            decided_by: String::new(),
            live_from: None,
            retired_on: None,
            complexity: None,
            description: String::new(),
            tags: String::new(),
        };
        self.master.projects.insert(id(name), vec![project]);
        self
    }

    pub fn meter(&mut self, matcher: Matcher, project: &str, share: &str) -> &mut Self {
        let place = self.master.meterings.len() as u32 + 2;
        self.master.meterings.push(Metering {
            line: line("meterings.csv", place),
            satellite_id: id("prod"),
            matcher,
            project_id: id(project),
            share: m(share),
            from: d("2020-01-01"),
            to: None,
        });
        self
    }

    pub fn baseline(&mut self, project: &str) -> &mut Baseline {
        &mut self
            .master
            .baselines
            .get_mut(&id::<ProjectId>(project))
            .expect(project)[0]
    }

    pub fn cost(&mut self, project: &str, kind: CostKind, amount: Amount) -> &mut Self {
        let line = line("costs.csv", self.master.costs.len() as u32 + 2);
        let project_id = if project == "*" {
            ProjectId::shared()
        } else {
            id(project)
        };
        self.master.costs.push(Cost {
            line,
            project_id,
            kind,
            amount,
            charges: Charges::Ran,
            paid: Paid::Advance,
            in_plan: true,
            note: String::new(),
        });
        self
    }

    pub fn benefit(
        &mut self,
        project: &str,
        kind: BenefitKind,
        replaces_capacity: bool,
        amount: Amount,
    ) -> &mut Self {
        let line = line("benefits.csv", self.master.benefits.len() as u32 + 2);
        let (project_id, note) = (id(project), String::new());
        let benefit = Benefit {
            line,
            project_id,
            kind,
            amount,
            replaces_capacity,
            paid: Paid::Arrears,
            in_plan: true,
            signed_by: "Controller".into(),
            signed_on: Some(d("2020-01-01")),
            note,
        };
        self.master.benefits.push(benefit);
        self
    }

    pub fn objective(
        &mut self,
        name: &str,
        project: &str,
        sli: Sli,
        target: &str,
    ) -> &mut Objective {
        let threshold = (sli == Sli::Duration).then(|| TimeDelta::seconds(90));
        self.master.objectives.push(Objective {
            line: line("objectives.csv", 2),
            id: id(name),
            project_id: id(project),
            sli,
            target: m(target),
            threshold,
            period: Period::Month,
            min_valid: 1,
            at_risk: m("0.25"),
            stuck_after_days: 7,
        });
        self.master
            .objectives
            .last_mut()
            .expect("it was just pushed")
    }

    pub fn goal(
        &mut self,
        name: &str,
        metric: Metric,
        target: &str,
        window: &str,
        scope: Scope,
    ) -> &mut Goal {
        self.master.goals.push(Goal {
            line: line("goals.csv", 2),
            id: id(name),
            name: name.to_owned(),
            metric,
            target: m(target),
            currency: "USD".into(),
            window: w(window),
            scope,
            owner: String::new(),
            parent_id: None,
        });
        self.master.goals.last_mut().expect("it was just pushed")
    }

    pub fn see(&mut self, times: usize, seen: Seen) -> &mut Self {
        self.sessions.extend(std::iter::repeat_n(seen, times));
        self
    }

    /// `times` sessions of the automation on a day.
    pub fn ran(
        &mut self,
        times: usize,
        automation: &'static str,
        day: &str,
        outcome: Outcome,
    ) -> &mut Self {
        self.see(times, seen(automation, day, outcome))
    }

    /// `count` items of the automation, or of a queue, on a day.
    pub fn worked(
        &mut self,
        count: i64,
        automation: &'static str,
        day: &str,
        outcome: Outcome,
    ) -> &mut Self {
        self.items.push((automation, d(day), outcome, count));
        self
    }

    fn items_frame(&self) -> DataFrame {
        let texts = |name: &str, of: &dyn Fn(&Items) -> String| {
            Column::new(name.into(), self.items.iter().map(of).collect::<Vec<_>>())
        };
        let whole = |name: &str, of: fn(i64) -> i64| {
            Column::new(
                name.into(),
                self.items.iter().map(|i| of(i.3)).collect::<Vec<_>>(),
            )
        };
        let days = Column::new(
            "earned_day".into(),
            self.items
                .iter()
                .map(|i| i.1.to_epoch_days())
                .collect::<Vec<i32>>(),
        );
        DataFrame::new_infer_height(vec![
            texts("satellite_id", &|_| "prod".into()),
            texts("month", &|i| Month::of(i.1).to_string()),
            days.cast(&DataType::Date).expect("numbers are days"),
            texts("automation_id", &|i| i.0.into()),
            texts("queue_id", &|i| i.0.into()),
            texts("outcome", &|i| i.2.to_string()),
            whole("items", |n| n),
            whole("work_ms", |n| 60_000 * n),
            whole("in_time", |n| n),
            whole("late", |_| 0),
            Column::full_null("queue_name".into(), self.items.len(), &DataType::String),
        ])
        .expect("columns of one height")
    }

    pub fn sessions_frame(&self) -> DataFrame {
        let all: Vec<(usize, &Seen)> = self.sessions.iter().enumerate().collect();
        let day = |s: &Seen| {
            s.ended
                .or(s.started)
                .expect("a session has a time")
                .date_naive()
        };
        let duration =
            |s: &Seen| Some((s.ended? - s.started?).num_milliseconds()).filter(|ms| *ms >= 0);
        let texts = |name: &str, of: &dyn Fn(&Seen) -> Option<String>| {
            Column::new(
                name.into(),
                all.iter().map(|(_, s)| of(s)).collect::<Vec<_>>(),
            )
        };
        let wholes = |name: &str, of: &dyn Fn(&Seen) -> Option<i64>| {
            Column::new(
                name.into(),
                all.iter().map(|(_, s)| of(s)).collect::<Vec<_>>(),
            )
        };
        let instants = |name: &str, of: &dyn Fn(&Seen) -> Option<DateTime<Utc>>| {
            let micros = wholes(name, &|s| of(s).map(|t| t.timestamp_micros()));
            micros
                .cast(&DataType::Datetime(
                    TimeUnit::Microseconds,
                    Some(TimeZone::UTC),
                ))
                .expect("micros are instants")
        };
        let own = |text: Option<&'static str>| text.map(str::to_owned);
        let days = Column::new(
            "earned_day".into(),
            all.iter()
                .map(|(_, s)| day(s).to_epoch_days())
                .collect::<Vec<i32>>(),
        );
        DataFrame::new_infer_height(vec![
            texts("satellite_id", &|s| own(Some(s.satellite))),
            texts("month", &|s| Some(Month::of(day(s)).to_string())),
            Column::new(
                "session_id".into(),
                all.iter()
                    .map(|(n, _)| format!("s{n:06}"))
                    .collect::<Vec<_>>(),
            ),
            days.cast(&DataType::Date).expect("numbers are days"),
            texts("automation_id", &|s| own(Some(s.automation))),
            texts("automation_name", &|s| own(s.name.or(Some(s.automation)))),
            texts("solution_id", &|s| own(s.solution)),
            instants("started", &|s| s.started),
            instants("ended", &|s| s.ended),
            texts("outcome", &|s| Some(s.outcome.to_string())),
            texts("outcome_text", &|s| own(s.text)),
            wholes("duration_ms", &duration),
            wholes("duration_bucket", &|s| duration(s).map(bucket)),
            texts("mode", &|s| own(Some(s.mode))),
            texts("parent_automation_id", &|s| own(s.parent)),
            texts("error_code", &|s| own(s.error)),
            Column::new(
                "deleted".into(),
                all.iter().map(|(_, s)| s.deleted).collect::<Vec<bool>>(),
            ),
        ])
        .expect("columns of one height")
    }

    pub fn kept(&self) -> Kept {
        let sessions = self.sessions_frame();
        let mut tables: BTreeMap<&'static str, Vec<DataFrame>> = BTreeMap::new();
        let parts: BTreeSet<(&str, Month)> = self
            .sessions
            .iter()
            .map(|s| {
                (
                    s.satellite,
                    Month::of(s.ended.or(s.started).expect("a time").date_naive()),
                )
            })
            .collect();
        let part = |satellite: &str, month: Month| {
            let theirs = col("satellite_id")
                .eq(lit(satellite))
                .and(col("month").eq(lit(month.to_string())));
            in_a_lake(
                sessions.clone().lazy().filter(theirs),
                satellite,
                &month.to_string(),
            )
        };
        for (satellite, month) in &parts {
            for (table, frame) in tallied(&part(satellite, *month), satellite, &month.to_string()) {
                tables.entry(table.name).or_default().push(frame);
            }
        }
        let all = |frames: Vec<DataFrame>| {
            let frames: Vec<LazyFrame> = frames.into_iter().map(IntoLazy::lazy).collect();
            concat(frames, UnionArgs::default())
                .and_then(LazyFrame::collect)
                .expect("frames of one shape")
        };
        let mut tables: BTreeMap<&'static str, DataFrame> = tables
            .into_iter()
            .map(|(name, frames)| (name, all(frames)))
            .collect();
        let newest = tables
            .get("automation_tallies")
            .cloned()
            .unwrap_or_else(|| empty(&tables::AUTOMATION_TALLIES));
        let items = self.items_frame();
        let automations = automations::newest(
            newest.lazy(),
            items.clone().lazy(),
            empty(&tables::NAMES).lazy(),
        )
        .expect("automations have a newest month");
        tables.insert("item_tallies", items);
        let facts = self.facts(&automations, NaiveDate::MAX);
        let dimensions = Dimensions::new(&facts).expect("meterings are patterns");
        let asked = Asked::of(&dimensions);
        let promised: Vec<DataFrame> = parts
            .iter()
            .map(|(satellite, month)| {
                let lake = part(satellite, *month);
                let (_, counted) = tallied(&lake, satellite, &month.to_string()).swap_remove(0);
                let files = lake
                    .snapshot(&tables::SESSIONS)
                    .expect("it is in memory")
                    .files;
                let sessions = lake.coded(&tables::SESSIONS, &files);
                let batch = asked
                    .tallies(&sessions, counted.lazy(), &id(satellite), *month)
                    .expect("promises can be counted");
                framed(
                    &tables::OBJECTIVE_TALLIES,
                    [*satellite, &month.to_string()],
                    batch,
                )
            })
            .collect();
        if !promised.is_empty() {
            tables.insert("objective_tallies", all(promised));
        }
        let mut kept = Kept {
            automations,
            tables,
        };
        let facts = self.facts(&kept.automations, NaiveDate::MAX);
        if let Some(days) = daily::history(&facts).expect("automations have days") {
            let scored = kept.scored(&facts, days, days.to());
            let values = daily_frame(&scored.values);
            let findings = findings_frame(&scored.findings);
            kept.tables.insert("daily_values", values);
            kept.tables.insert("daily_findings", findings);
        }
        kept
    }

    pub fn facts<'f>(&'f self, automations: &'f DataFrame, counted_to: NaiveDate) -> Facts<'f> {
        Facts {
            estate: &self.estate,
            master: &self.master,
            automations,
            counted_to,
        }
    }

    /// The values of these days.
    pub fn values(&self, days: &str) -> Vec<DailyValue> {
        let kept = self.kept();
        let facts = self.facts(&kept.automations, NaiveDate::MAX);
        kept.scored(&facts, w(days), w(days).to()).values
    }

    /// A board on which every satellite has told everything.
    pub fn board(&self, window: &str) -> Scoreboard {
        let heard = Heard {
            newest_event: Some(at("2030-01-01T00:00:00Z")),
            ..Heard::default()
        };
        let satellites = self
            .estate
            .satellites
            .iter()
            .map(|s| (s.id.clone(), heard))
            .collect();
        self.board_told(
            window,
            &Told {
                satellites,
                ..Told::default()
            },
        )
    }

    pub fn board_told(&self, window: &str, told: &Told) -> Scoreboard {
        let kept = self.kept();
        let facts = self.facts(
            &kept.automations,
            counted_to(&self.estate, |id| told.newest_event(id)),
        );
        scoreboard::scoreboard(&facts, w(window), &kept, told).expect("a world can be scored")
    }
}

impl Kept {
    /// Days, month by month as the lake has them.
    fn scored(&self, facts: &Facts, days: Window, as_of: NaiveDate) -> Scored {
        let dimensions = Dimensions::new(facts).expect("meterings are patterns");
        let score = |month: Month| {
            let days = month
                .window()
                .intersect(days)
                .expect("it is one of their months");
            let (tallies, items) = self.tallies();
            let of_month = |frame: LazyFrame, month: Month| {
                frame.filter(col("month").eq(lit(month.to_string())))
            };
            let before = of_month(tallies.clone(), month.previous());
            let tallies = daily::Tallies {
                sessions: of_month(tallies, month),
                items: of_month(items, month),
                before: Some(before),
            };
            daily::score(&dimensions, tallies, (days, as_of)).expect("tallies can be valued")
        };
        let mut all = Scored::default();
        for scored in days.months().map(score) {
            all.values.extend(scored.values);
            all.findings.extend(scored.findings);
        }
        all
    }

    fn tallies(&self) -> (LazyFrame, LazyFrame) {
        let frame = |table| self.frame(table, None).expect("it is in memory");
        (frame(&tables::TALLIES), frame(&tables::ITEM_TALLIES))
    }
}

impl Shelf for Kept {
    fn frame(
        &self,
        table: &'static Table,
        months: Option<Window>,
    ) -> Result<LazyFrame, TransformError> {
        let frame = self
            .tables
            .get(table.name)
            .cloned()
            .unwrap_or_else(|| empty(table))
            .lazy();
        let Some(window) = months else {
            return Ok(frame);
        };
        let named = window
            .months()
            .map(|month| col("month").eq(lit(month.to_string())))
            .reduce(Expr::or);
        Ok(frame.filter(named.expect("a window touches a month")))
    }
}
