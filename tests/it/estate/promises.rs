//! Promises and goals, worked out a second time from the text of the figures (§4, §5).

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

use super::arithmetic::{R, as_double, micros, r, real, whole};
use super::cells::{Cells, is_good, is_open, is_success, is_valid};
use super::items;
use super::oracle::Oracle;
use super::sessions::metering_holds;
use super::{Goal, Objective, Project};

#[derive(Debug, PartialEq)]
pub struct Kept {
    pub objective: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub valid: i64,
    pub good: i64,
    pub excluded: i64,
    /// Of success: stuck, cancelled, unknown, refused, straight through.
    pub beside: Option<[i64; 5]>,
    pub budget: i128,
    pub budget_left: i128,
    pub attained: Option<R>,
    pub burn_rate: Option<R>,
    pub status: &'static str,
}

#[derive(Debug)]
pub struct Reached {
    pub goal: String,
    pub target: i128,
    pub actual: Option<i128>,
    pub attainment: Option<R>,
    pub expected: i128,
    pub status: &'static str,
}

/// The calendar periods that a window touches, each from its first day to its own end or the
/// window's.
fn periods(period: &str, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    if period == "rolling-28d" {
        return vec![(to - Days::new(27), to)];
    }
    let (months, first) = match period {
        "month" => (1, from.with_day(1)),
        _ => (
            3,
            NaiveDate::from_ymd_opt(from.year(), from.month0() / 3 * 3 + 1, 1),
        ),
    };
    let firsts =
        std::iter::successors(first, |d| Some(*d + Months::new(months))).take_while(|d| *d <= to);
    firsts
        .map(|first| (first, to.min(first + Months::new(months) - Days::new(1))))
        .collect()
}

/// The upper end of Wilson's 95 % interval; of nothing it is 1.
fn wilson_upper(good: i64, valid: i64) -> f64 {
    let (z, n) = (1.959_963_984_540_054f64, valid as f64);
    if valid == 0 {
        return 1.0;
    }
    let p = good as f64 / n;
    (p + z * z / (2.0 * n) + z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt())
        / (1.0 + z * z / n)
}

impl Oracle<'_> {
    pub fn promises(&self, from: NaiveDate, to: NaiveDate) -> Vec<Kept> {
        let rows = |o: &Objective| {
            periods(o.period, from, to)
                .into_iter()
                .map(|(first, last)| self.promise(o, first, last))
                .collect::<Vec<_>>()
        };
        self.world.objectives.iter().flat_map(rows).collect()
    }

    fn promise(&self, o: &Objective, from: NaiveDate, to: NaiveDate) -> Kept {
        let (mut valid, mut good, mut excluded) = (0i64, 0i64, 0i64);
        let queues = &self.world.satellites[items::SATELLITE];
        for item in self
            .items
            .iter()
            .filter(|_| o.sli == "item_deadline" && queues.counts())
        {
            let Some((day, due, kept)) = item
                .says(o, queues)
                .filter(|(day, ..)| from <= *day && *day <= to)
            else {
                continue;
            };
            let works = self
                .metered(items::SATELLITE, item.queue, None, day)
                .iter()
                .any(|(project, _)| *project == o.project);
            if !works || !(is_valid(item.outcome) || is_open(item.outcome)) {
                continue;
            }
            if self.is_agreed(
                o,
                items::SATELLITE,
                item.queue,
                item.started.or(item.ended).unwrap_or(due),
            ) {
                excluded += 1;
            } else {
                valid += 1;
                good += i64::from(kept);
            }
        }
        let mine = |s: &&super::sessions::Session| {
            o.sli != "item_deadline"
                && self.counts(s)
                && s.counted.iter().any(|(project, _)| *project == o.project)
        };
        let is_agreed = |s: &super::sessions::Session| {
            let at = s
                .row
                .started
                .or(s.row.ended)
                .map(|m| m.at)
                .expect("rows without any time are rejects");
            self.is_agreed(o, s.row.satellite, &s.row.automation, at)
        };
        let [
            mut stuck,
            mut cancelled,
            mut unknown,
            mut refused,
            mut straight,
        ] = [0i64; 5];
        for s in self.sessions.iter().filter(mine) {
            let in_row = from <= s.day && s.day <= to;
            let outcome = s.row.outcome;
            if o.sli == "success" {
                // An open one is a failure from the day on which it is older than allowed: then it
                // counts.
                let since = s.day + Days::new(o.stuck_days.unwrap_or(7));
                if is_open(outcome) && from <= since && since <= to {
                    if is_agreed(s) {
                        excluded += 1;
                    } else {
                        stuck += 1;
                    }
                }
                if in_row && !is_agreed(s) {
                    cancelled += i64::from(outcome == "cancelled");
                    unknown +=
                        i64::from(super::cells::count_column(outcome) == 9 && outcome != "test");
                    refused += i64::from(outcome == "business_exception");
                    straight += i64::from(outcome == "succeeded");
                }
            }
            let (speaks, kept) = match o.threshold_seconds {
                None => (is_valid(outcome), is_good(outcome)),
                Some(seconds) => {
                    let kept = s.duration_ms.is_some_and(|ms| ms <= seconds * 1000);
                    (is_success(outcome) && s.row.ended.is_some(), kept)
                }
            };
            if !speaks || !in_row {
                continue;
            }
            if is_agreed(s) {
                excluded += 1;
            } else {
                valid += 1;
                good += i64::from(kept);
            }
        }
        let ended = valid + cancelled + unknown;
        let says_too_little = o.sli == "success" && 2 * (cancelled + unknown) > ended;
        valid += stuck;
        let bad = valid - good;
        let allowed = whole(1) - r(o.target);
        let budget = &allowed * whole(valid);
        let budget_left = &budget - whole(bad);
        let attained = (valid > 0).then(|| R::new(good.into(), valid.into()));
        let burn_rate =
            (valid > 0 && allowed > whole(0)).then(|| R::new(bad.into(), valid.into()) / &allowed);
        let over = match o.period {
            "month" => to == from + Months::new(1) - Days::new(1),
            "quarter" => to == from + Months::new(3) - Days::new(1),
            _ => false,
        };
        let enough = valid > 0 && valid >= o.min_valid;
        let below = valid > 0 && R::new(good.into(), valid.into()) < r(o.target);
        let status = if self.unmeasured(&[&o.project], from, to) || says_too_little {
            "unmeasured"
        } else if (enough && below && (over || o.period == "rolling-28d"))
            || (below && wilson_upper(good, valid) < as_double(&r(o.target)))
        {
            "breached"
        } else if !enough {
            "insufficient"
        } else if !over && (below || budget_left < r(o.at_risk) * &budget) {
            "at_risk"
        } else if over {
            "met"
        } else {
            "on_track"
        };
        let beside = (o.sli == "success").then_some([stuck, cancelled, unknown, refused, straight]);
        let (budget, budget_left) = (micros(&budget), micros(&budget_left));
        Kept {
            objective: o.id.clone(),
            from,
            to,
            valid,
            good,
            excluded,
            beside,
            budget,
            budget_left,
            attained,
            burn_rate,
            status,
        }
    }

    /// Whether it was agreed that what began then does not count.
    fn is_agreed(
        &self,
        o: &Objective,
        satellite: usize,
        automation: &str,
        at: DateTime<Utc>,
    ) -> bool {
        self.world.exclusions.iter().any(|e| {
            e.satellite.is_none_or(|x| x == satellite)
                && e.automation.as_ref().is_none_or(|x| x == automation)
                && e.objective.as_ref().is_none_or(|x| *x == o.id)
                && e.from <= at
                && at < e.to
        })
    }

    /// Whether a satellite that one of the projects is metered on has told too little by the end of
    /// `to`.
    fn unmeasured(&self, projects: &[&str], from: NaiveDate, to: NaiveDate) -> bool {
        self.world
            .satellites
            .iter()
            .enumerate()
            .filter(|(_, s)| s.counts())
            .any(|(n, s)| {
                let all = &self.world.meterings;
                let speaks = |m: &&super::Metering| {
                    m.satellite == n && projects.contains(&m.project.as_str())
                };
                let touched = |m: &super::Metering| {
                    from.iter_days()
                        .take_while(|d| *d <= to)
                        .any(|d| metering_holds(m, all, d))
                };
                let retired = s.active_to.is_some_and(|last| last < to);
                let told = self.newest_event(n).is_some_and(|at| {
                    at + TimeDelta::hours(s.stale_hours) >= super::usage::end_of(s, to)
                });
                all.iter().filter(speaks).any(touched) && !retired && !told
            })
    }

    pub fn project_on(&self, id: &str, day: NaiveDate) -> &Project {
        let versions = self.world.projects.iter().filter(|p| p.id == id);
        let (before, after): (Vec<_>, Vec<_>) =
            versions.partition(|p| p.valid_from.is_none_or(|from| from <= day));
        let newest = before.into_iter().max_by_key(|p| p.valid_from);
        newest
            .or_else(|| after.into_iter().min_by_key(|p| p.valid_from))
            .expect("every project has a version")
    }

    fn in_scope(&self, scope: &str, project: &str, day: NaiveDate) -> bool {
        let (kind, of) = scope.split_once(':').unwrap_or((scope, ""));
        match kind {
            "estate" => true,
            _ if project == "*" => false,
            "projects" => of.split(';').any(|id| id == project),
            "category" => self.project_on(project, day).category == of,
            _ => {
                let mut department = Some(self.project_on(project, day).department.clone());
                while let Some(id) = department {
                    if id == of {
                        return true;
                    }
                    department = self
                        .world
                        .departments
                        .iter()
                        .find(|d| d.0 == id)
                        .and_then(|d| d.1.clone());
                }
                false
            }
        }
    }

    pub fn goals(&self, to: NaiveDate) -> Vec<Reached> {
        self.world.goals.iter().map(|g| self.goal(g, to)).collect()
    }

    /// The scopes of a goal and of all goals below it.
    fn family<'g>(&'g self, g: &'g Goal) -> Vec<&'g str> {
        let below = self
            .world
            .goals
            .iter()
            .filter(|child| child.parent.as_ref() == Some(&g.id));
        [g.scope.as_str()]
            .into_iter()
            .chain(below.flat_map(|child| self.family(child)))
            .collect()
    }

    fn goal(&self, g: &Goal, window_end: NaiveDate) -> Reached {
        let end = g.to.min(window_end);
        let target = match g.currency {
            Some(currency) => micros(
                &(r(g.target)
                    * self
                        .rate(currency, "budget", g.from)
                        .expect("goals are in currencies with rates")),
            ),
            None => i128::from(g.target),
        };
        if window_end < g.from {
            let status = "not_started";
            return Reached {
                goal: g.id.clone(),
                target,
                actual: None,
                attainment: None,
                expected: 0,
                status,
            };
        }
        let scopes = self.family(g);
        let in_scope = |project: &str, day: NaiveDate| {
            scopes
                .iter()
                .any(|scope| self.in_scope(scope, project, day))
        };
        let mut sum = Cells::default();
        let mut projects = self.world.project_ids();
        projects.push("*".into());
        for day in g.from.iter_days().take_while(|d| *d <= end) {
            for project in projects.iter().filter(|p| in_scope(p, day)) {
                sum.add(&self.values[&(day, project.clone())]);
            }
        }
        let live = |p: &&String| {
            let now = self.project_on(p, end);
            let retired = now.status == "retired" || now.retired_on.is_some_and(|d| d <= end);
            in_scope(p, end) && now.live_from.is_some_and(|d| d <= end) && !retired
        };
        let actual: Option<R> = match g.metric {
            "net" => Some(real(sum.net())),
            "benefit" => Some(real(sum.benefit())),
            "hard" => Some(real(sum.cashable)),
            "hours" => sum.net_minutes().map(|m| real(m) / whole(60)),
            "units" => sum.ladder[0].map(real),
            "roi" => (sum.cost() != 0).then(|| R::new(sum.net().into(), sum.cost().into())),
            "live_projects" => Some(whole(
                projects.iter().filter(|p| *p != "*").filter(live).count() as i64,
            )),
            "kept_objectives" => {
                let of = |k: &Kept| {
                    self.world
                        .objectives
                        .iter()
                        .find(|o| o.id == k.objective)
                        .expect("it is of one of them")
                };
                let rows = self.promises(g.from, end);
                let judged = rows
                    .iter()
                    .filter(|k| matches!(k.status, "met" | "on_track" | "at_risk" | "breached"));
                let mine: Vec<_> = judged.filter(|k| in_scope(&of(k).project, k.to)).collect();
                let met = mine
                    .iter()
                    .filter(|k| matches!(k.status, "met" | "on_track"))
                    .count();
                (!mine.is_empty()).then(|| R::new(met.into(), mine.len().into()))
            }
            metric => panic!("{metric} is not worked out here"),
        };
        let days = |from: NaiveDate, to: NaiveDate| whole((to - from).num_days() + 1);
        let expected = match g.metric {
            "roi" | "kept_objectives" => real(target),
            _ => real(target) * days(g.from, end) / days(g.from, g.to),
        };
        let scope: Vec<&str> = projects
            .iter()
            .filter(|p| {
                *p != "*"
                    && g.from
                        .iter_days()
                        .take_while(|d| *d <= end)
                        .any(|d| in_scope(p, d))
            })
            .map(String::as_str)
            .collect();
        let status = match &actual {
            _ if self.unmeasured(&scope, g.from, end) => "unmeasured",
            // A return where nothing was spent: what is not defined was not measured.
            None => "unmeasured",
            Some(actual)
                if *actual >= real(target) && (window_end >= g.to || g.metric == "units") =>
            {
                "attained"
            }
            Some(actual) if *actual >= expected => "on_track",
            Some(actual) if *actual >= &expected * R::new(9.into(), 10.into()) => "at_risk",
            Some(_) => "off_track",
        };
        let attainment = actual.as_ref().map(|a| a / real(target));
        Reached {
            goal: g.id.clone(),
            target,
            actual: actual.as_ref().map(micros),
            attainment,
            expected: micros(&expected),
            status,
        }
    }
}
