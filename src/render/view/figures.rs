//! The five figures that a reader will quote, each with its comparison and its doubt.

use serde::Serialize;

use super::super::format::{self, NBSP, count, of_them, short_money, window};
use super::super::{ReportFacts, message};
use super::{NONE, NOT_VALUED, Variance};
use crate::model::scoreboard::{Flag, GoalStatus, ProjectScore};
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

pub fn five(page: &ReportFacts) -> Vec<Figure> {
    let of_work = [net(page), roi(page), hours(page)];
    let of_work = if message::is_known(page) {
        of_work
    } else {
        of_work.map(|figure| unknown(page, figure))
    };
    of_work
        .into_iter()
        .chain([promises(page), goals(page)])
        .collect()
}

/// Of days of which nothing is known no figure is given: what was spent on them is no loss.
fn unknown(page: &ReportFacts, figure: Figure) -> Figure {
    let doubt = format!("nothing known of {}", window(page.board.window));
    Figure {
        value: NONE.to_owned(),
        variance: None,
        against: String::new(),
        doubt,
        ..figure
    }
}

fn before(page: &ReportFacts, what: &str) -> String {
    format!(
        "vs {what} in {}",
        window(page.board.totals[0].previous_window)
    )
}

fn nothing_before(page: &ReportFacts) -> String {
    format!(
        "nothing known of {}",
        window(page.board.totals[0].previous_window)
    )
}

fn net(page: &ReportFacts) -> Figure {
    let value = &page.board.totals[0].value;
    let currency = &page.estate.currency;
    let (variance, against) = match previous(page).map(Value::net) {
        None => (None, nothing_before(page)),
        Some(then) => (
            page.board.comparisons.change.map(|change| {
                let by = change.net();
                let text = format::change(by, value.net(), then).map(|p| format!("{p}{NBSP}%"));
                let text = text.unwrap_or_else(|| short_money(by, currency));
                Variance::new(by.cmp(&Micros::ZERO), text)
            }),
            before(page, &short_money(then, currency)),
        ),
    };
    // Freed time reaches no ledger: what does stands beside the net, always.
    let cash = format!("cash result {}", short_money(value.cash_result(), currency));
    let incomplete = page
        .board
        .coverage
        .iter()
        .filter(|c| c.counts && !message::is_complete(page, c))
        .count() as i64;
    let doubt = match incomplete {
        0 => cash,
        n => format!(
            "{cash}; {} incomplete: likely too low",
            of_them(n, "satellite")
        ),
    };
    Figure {
        name: "Net value",
        value: short_money(value.net(), currency),
        variance,
        against,
        doubt,
    }
}

fn roi(page: &ReportFacts) -> Figure {
    let percent = |v: &Value| format::percent(v.net(), v.cost(), 0);
    let value = &page.board.totals[0].value;
    let now = percent(value);
    let (variance, against) = match (
        page.board.comparisons.roi_points,
        previous(page).and_then(percent),
    ) {
        (Some(points), Some(text)) => {
            let said = format!("{}{NBSP}points", count(points));
            let variance = Variance::new(points.cmp(&0), said);
            (Some(variance), before(page, &format!("{text}{NBSP}%")))
        }
        _ => (None, nothing_before(page)),
    };
    let is_free =
        |p: &&ProjectScore| p.flags.contains(&Flag::NoCost) && !p.value.benefit().is_zero();
    let without = page.board.headline_projects().filter(is_free).count() as i64;
    let doubt = match (without, &now) {
        (_, None) => "no cost recorded".to_owned(),
        (0, _) => match format::percent(value.cash_result(), value.cost(), 0) {
            Some(cash) => format!("net value ÷ cost; in cash {cash}{NBSP}%"),
            None => "net value ÷ cost".to_owned(),
        },
        (n, _) => format!(
            "{} without a recorded cost: likely too high",
            of_them(n, "project")
        ),
    };
    Figure {
        name: "Return on cost (ROI)",
        value: now.map_or(NONE.to_owned(), |p| format!("{p}{NBSP}%")),
        variance,
        against,
        doubt,
    }
}

fn hours(page: &ReportFacts) -> Figure {
    let minutes = |v: &Value| v.ladder.map(|l| l.net_minutes);
    let now = minutes(&page.board.totals[0].value);
    let change = page.board.comparisons.change.as_ref().and_then(minutes);
    let (variance, against) = match (now, previous(page).and_then(minutes), change) {
        (Some(here), Some(then), Some(by)) => {
            let text = format::change(by, here, then).map(|p| format!("{p}{NBSP}%"));
            let text = text.unwrap_or_else(|| format!("{}{NBSP}h", format::hours(by, 0)));
            let variance = Variance::new(by.cmp(&Micros::ZERO), text);
            (
                Some(variance),
                before(page, &format!("{}{NBSP}h", format::hours(then, 0))),
            )
        }
        _ => (None, nothing_before(page)),
    };
    let unvalued: i64 = page
        .board
        .gaps
        .iter()
        .map(|g| {
            if let Gap::NoBaseline { sessions, .. } = g {
                *sessions
            } else {
                0
            }
        })
        .sum();
    let fte = page.board.totals[0]
        .fte
        .map(|fte| format!("{}{NBSP}FTE; ", format::fixed(fte, 1)))
        .unwrap_or_default();
    let doubt = match unvalued {
        0 => format!("{fte}net of review, failures and attended time"),
        n => format!("{fte}{} not valued (no baseline)", of_them(n, "success")),
    };
    let value = now.map_or(NOT_VALUED.to_owned(), |m: Micros| {
        format!("{}{NBSP}h", format::hours(m, 0))
    });
    Figure {
        name: "Hours returned",
        value,
        variance,
        against,
        doubt,
    }
}

fn promises(page: &ReportFacts) -> Figure {
    let promises = page.board.promises();
    let (all, unknown) = (promises.all(), promises.unknown);
    let parts = [
        (promises.broken, "broken"),
        (promises.at_risk, "at risk"),
        (unknown, "not measurable"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", count(*n as i64)))
        .collect();
    let against = match (all, said.is_empty()) {
        (0, _) => "no promise was made".to_owned(),
        (n, _) if n == unknown => "none could be measured".to_owned(),
        (_, true) => "none broken, none at risk".to_owned(),
        _ => said.join(", "),
    };
    let at_stake = page.board.totals[0].savings_at_risk;
    let doubt = match (at_stake.is_zero(), all) {
        (true, 0) => "objectives.csv has none".to_owned(),
        (true, _) => "each counted once, over all its periods".to_owned(),
        (false, _) => {
            let of = if promises.at_risk > 0 {
                "promises that are broken or at risk"
            } else {
                "broken promises"
            };
            format!(
                "{} of benefit behind {of}",
                short_money(at_stake, &page.estate.currency)
            )
        }
    };
    let value = if all == unknown {
        NONE.to_owned()
    } else {
        format!("{} of {}", count(promises.kept as i64), count(all as i64))
    };
    Figure {
        name: "Promises kept",
        value,
        variance: None,
        against,
        doubt,
    }
}

fn goals(page: &ReportFacts) -> Figure {
    let of = |wanted: GoalStatus| {
        page.board
            .goals
            .iter()
            .filter(|g| g.status == wanted)
            .count() as i64
    };
    let good = of(GoalStatus::Attained) + of(GoalStatus::OnTrack);
    let (at_risk, off, unmeasured) = (
        of(GoalStatus::AtRisk),
        of(GoalStatus::OffTrack),
        of(GoalStatus::Unmeasured),
    );
    let measured = good + at_risk + off;
    let value = if measured == 0 {
        NONE.to_owned()
    } else {
        format!("{} of {}", count(good), count(measured))
    };
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
    Figure {
        name: "Goals on track",
        value,
        variance: None,
        against,
        doubt,
    }
}
