//! The five figures that a reader will quote, each with its comparison and its doubt.

use serde::Serialize;

use super::super::format::{self, NBSP, count, of_them, short_money, window};
use super::super::{Page, message};
use super::{Better, NONE, NOT_VALUED, Variance, change};
use crate::model::scoreboard::{Flag, GoalStatus, ProjectScore, Promise};
use crate::model::{Gap, Micros, Value};
use message::previous;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub value: String,
    pub variance: Option<Variance>,
    /// What it is compared with.
    pub against: String,
    /// How far to believe it.
    pub doubt: String,
}

pub fn five(page: &Page) -> Vec<Figure> {
    let of_work = [net(page), roi(page), hours(page)];
    let of_work = if message::is_known(page) { of_work } else { of_work.map(|figure| unknown(page, figure)) };
    of_work.into_iter().chain([promises(page), goals(page)]).collect()
}

/// Of days of which nothing is known no figure is given: what was spent on them is no loss.
fn unknown(page: &Page, figure: Figure) -> Figure {
    let doubt = format!("nothing known of {}", window(page.board.window));
    Figure { value: NONE.to_owned(), variance: None, against: String::new(), doubt, ..figure }
}

fn before(page: &Page, what: &str) -> String {
    format!("vs {what} in {}", window(page.board.totals[0].previous_window))
}

fn nothing_before(page: &Page) -> String {
    format!("nothing known of {}", window(page.board.totals[0].previous_window))
}

fn net(page: &Page) -> Figure {
    let value = &page.board.totals[0].value;
    let currency = &page.estate.currency;
    let (variance, against) = match previous(page).map(Value::net) {
        None => (None, nothing_before(page)),
        Some(then) => {
            let text = change(value.net(), then).map(|p| format!("{p}{NBSP}%"));
            let text = text.unwrap_or_else(|| short_money(value.net() - then, currency));
            (Some(Variance::new((value.net() - then).0, Better::More, text)), before(page, &short_money(then, currency)))
        }
    };
    let incomplete = page.board.coverage.iter().filter(|c| c.counts && !message::is_complete(page, c)).count() as i64;
    let doubt = match incomplete {
        0 => format!("benefit {} − cost {}", short_money(value.benefit(), currency), short_money(value.cost(), currency)),
        n => format!("{} incomplete: likely too low", of_them(n, "satellite")),
    };
    Figure { name: "Net value", value: short_money(value.net(), currency), variance, against, doubt }
}

fn roi(page: &Page) -> Figure {
    let percent = |v: &Value| format::percent(v.net().0, v.cost().0, 0);
    let value = &page.board.totals[0].value;
    let now = percent(value);
    let (variance, against) = match (previous(page).and_then(Value::roi), value.roi(), previous(page).and_then(percent)) {
        (Some(then), Some(here), Some(text)) => {
            let points = ((here - then) * 100.0).round() as i64;
            let variance = Variance::new(i128::from(points), Better::More, format!("{}{NBSP}points", count(points)));
            (Some(variance), before(page, &format!("{text}{NBSP}%")))
        }
        _ => (None, nothing_before(page)),
    };
    let is_free = |p: &&ProjectScore| p.flags.contains(&Flag::NoCost) && !p.value.benefit().is_zero();
    let without = page.board.headline_projects().filter(is_free).count() as i64;
    let doubt = match (without, &now) {
        (_, None) => "no cost recorded".to_owned(),
        (0, _) => "net value ÷ cost".to_owned(),
        (n, _) => format!("{} without a recorded cost: likely too high", of_them(n, "project")),
    };
    Figure { name: "Return on cost (ROI)", value: now.map_or(NONE.to_owned(), |p| format!("{p}{NBSP}%")), variance, against, doubt }
}

fn hours(page: &Page) -> Figure {
    let minutes = |v: &Value| v.ladder.map(|l| l.net_minutes);
    let now = minutes(&page.board.totals[0].value);
    let (variance, against) = match (now, previous(page).and_then(minutes)) {
        (Some(here), Some(then)) => {
            let text = change(here, then).map(|p| format!("{p}{NBSP}%"));
            let text = text.unwrap_or_else(|| format!("{}{NBSP}h", format::hours(here - then, 0)));
            let variance = Variance::new((here - then).0, Better::More, text);
            (Some(variance), before(page, &format!("{}{NBSP}h", format::hours(then, 0))))
        }
        _ => (None, nothing_before(page)),
    };
    let unvalued: i64 = page.board.gaps.iter().map(|g| if let Gap::NoBaseline { sessions, .. } = g { *sessions } else { 0 }).sum();
    let doubt = match unvalued {
        0 => "net of review, failures and attended time".to_owned(),
        n => format!("{} not valued (no baseline)", of_them(n, "success")),
    };
    let value = now.map_or(NOT_VALUED.to_owned(), |m: Micros| format!("{}{NBSP}h", format::hours(m, 0)));
    Figure { name: "Hours returned", value, variance, against, doubt }
}

fn promises(page: &Page) -> Figure {
    let of = |wanted: &[Promise]| page.board.objectives.iter().filter(|o| wanted.contains(&o.status)).count() as i64;
    let (kept, broken, at_risk) = (of(&[Promise::Met]), of(&[Promise::Breached]), of(&[Promise::AtRisk]));
    let measured = kept + broken + at_risk;
    let unmeasured = page.board.objectives.len() as i64 - measured;
    let value = if measured == 0 { NONE.to_owned() } else { format!("{} of {}", count(kept + at_risk), count(measured)) };
    let against = match (page.board.objectives.len(), measured, broken, at_risk) {
        (0, ..) => "no promise was made".to_owned(),
        (_, 0, ..) => "none could be measured".to_owned(),
        (_, _, 0, 0) => "none broken, none at risk".to_owned(),
        (_, _, b, r) => format!("{} broken, {} at risk", count(b), count(r)),
    };
    let at_stake = page.board.totals[0].savings_at_risk;
    let stake = (!at_stake.is_zero()).then(|| format!("{} of benefit at risk", short_money(at_stake, &page.estate.currency)));
    let unknown = (unmeasured > 0).then(|| format!("{} more not measurable", count(unmeasured)));
    let doubt = [unknown, stake].into_iter().flatten().collect::<Vec<_>>().join("; ");
    Figure {
        name: "Promises kept",
        value,
        variance: None,
        against,
        doubt: if doubt.is_empty() { "all measured".to_owned() } else { doubt },
    }
}

fn goals(page: &Page) -> Figure {
    let of = |wanted: GoalStatus| page.board.goals.iter().filter(|g| g.status == wanted).count() as i64;
    let good = of(GoalStatus::Attained) + of(GoalStatus::OnTrack);
    let (at_risk, off, unmeasured) = (of(GoalStatus::AtRisk), of(GoalStatus::OffTrack), of(GoalStatus::Unmeasured));
    let measured = good + at_risk + off;
    let value = if measured == 0 { NONE.to_owned() } else { format!("{} of {}", count(good), count(measured)) };
    let against = match (page.board.goals.len(), at_risk, off) {
        (0, ..) => "no goal is set".to_owned(),
        (_, 0, 0) => "vs what was expected by now".to_owned(),
        (_, r, o) => format!("{} at risk, {} off track", count(r), count(o)),
    };
    let doubt = match (unmeasured, of(GoalStatus::NotStarted)) {
        (0, 0) => "all measured".to_owned(),
        (u, 0) => format!("{} more not measurable", count(u)),
        (0, s) => format!("{} not started", count(s)),
        (u, s) => format!("{} more not measurable, {} not started", count(u), count(s)),
    };
    Figure { name: "Goals on track", value, variance: None, against, doubt }
}
