//! The figures on top, at most five: each with what it is compared with, and how far to believe it.

use serde::Serialize;

use crate::model::master::CostKind;
use crate::model::scoreboard::ProjectScore;
use crate::model::{Gap, Micros, Value};
use crate::render::ReportFacts;
use crate::render::format::{self, NBSP, count, of_them};
use crate::render::parts::{Linked, NONE, NOT_VALUED, Variance};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tiles {
    pub tiles: Vec<Tile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tile {
    /// Its name leads to the page where the figure is at home.
    pub name: Linked,
    pub value: String,
    pub variance: Option<Variance>,
    /// What it is compared with, and what is in it.
    pub against: Vec<String>,
    /// What to know before it is quoted.
    pub doubt: String,
}

impl Tiles {
    pub fn of(page: &ReportFacts) -> Self {
        let of_work = [net(page), cash(page), roi(page), hours(page)];
        let of_work = if page.is_known() {
            of_work
        } else {
            of_work.map(|tile| unknown(page, tile))
        };
        let tiles = of_work.into_iter().chain(promises(page));
        Self {
            tiles: tiles.collect(),
        }
    }
}

/// Of days of which nothing is known no figure is given: what was spent on them is no loss.
fn unknown(page: &ReportFacts, tile: Tile) -> Tile {
    let doubt = format!("nothing known of {}", format::window(page.board.window));
    Tile {
        value: NONE.to_owned(),
        variance: None,
        against: Vec::new(),
        doubt,
        ..tile
    }
}

/// `on February`, the window before.
fn on_previous(page: &ReportFacts) -> String {
    format!("on {}", page.previous_name())
}

fn nothing_before(page: &ReportFacts) -> String {
    let unknown = || format!("nothing known of {}", page.previous_name());
    page.part_told().unwrap_or_else(unknown)
}

fn net(page: &ReportFacts) -> Tile {
    let board = page.board;
    let known = page.previous().is_some();
    let change = board.comparisons.change.as_ref().filter(|_| known);
    let mut against = vec![match change {
        Some(_) => on_previous(page),
        None => nothing_before(page),
    }];
    if let Some(year) = &board.comparisons.year_to_date
        && year.days != board.window
    {
        let so_far = page.say(year.value.net());
        against.push(format!("{} so far {so_far}", format::year(year.days)));
    }
    let incomplete = board.coverage.iter();
    let incomplete = incomplete.filter(|c| c.counts && !page.is_complete(c));
    let doubt = match incomplete.count() as i64 {
        0 => String::new(),
        n => format!("{} incomplete: likely too low", of_them(n, "environment")),
    };
    Tile {
        name: Linked::to(page, "financials.html", "Net value"),
        value: page.say(board.totals[0].value.net()),
        variance: change.map(|change| Variance::of_page(page, change.net())),
        against,
        doubt,
    }
}

/// Freed time reaches no ledger: what does stands beside the net, always.
fn cash(page: &ReportFacts) -> Tile {
    let value = &page.board.totals[0].value;
    let share = format::percent(value.cashable, value.benefit(), 0);
    let mut parts = vec![format!("avoided {}", page.say(value.avoidance))];
    if let Some(soft) = value.soft {
        parts.push(format!("freed time {}", page.say(soft.benefit())));
    }
    let share = share.map_or(String::new(), |share| format!("{share}{NBSP}%; "));
    Tile {
        name: Linked::to(
            page,
            "financials.html",
            format!("Of the benefit of {}, cash", page.say(value.benefit())),
        ),
        value: page.say(value.cashable),
        variance: None,
        against: vec![
            format!("{share}{}", parts.join("; ")),
            format!("cash less all cost: {}", page.say(value.cash_result())),
        ],
        doubt: String::new(),
    }
}

fn roi(page: &ReportFacts) -> Tile {
    let now = format::times(&page.board.totals[0].value);
    let before = page.previous().and_then(format::times);
    let against = match (&now, before) {
        (Some(_), Some(before)) => {
            format!("{before} in {}", page.previous_name())
        }
        (None, _) => "no cost recorded".to_owned(),
        (_, None) => nothing_before(page),
    };
    let mut own = page.board.headline_projects();
    let own = own.by_ref().filter(|p| !p.project_id.is_shared());
    let projects: Vec<&ProjectScore> = own.collect();
    let is_built = |p: &&&ProjectScore| {
        let mut costs = page.master.costs.iter();
        costs.any(|c| c.project_id == p.project_id && c.kind == CostKind::Build)
    };
    let (built, all) = (projects.iter().filter(is_built).count(), projects.len());
    let doubt = match built < all && now.is_some() {
        false => String::new(),
        true => format!(
            "build cost is recorded for {} of {}: likely too high",
            count(built as i64),
            of_them(all as i64, "project")
        ),
    };
    Tile {
        name: Linked::to(page, "financials.html", "Net per unit of cost (ROI)"),
        value: now.unwrap_or(NONE.to_owned()),
        variance: None,
        against: vec![against],
        doubt,
    }
}

fn hours(page: &ReportFacts) -> Tile {
    let minutes = |v: &Value| v.ladder.map(|l| l.net_minutes);
    let said = |m: Micros| format!("{}{NBSP}h", format::hours(m, 0));
    let total = &page.board.totals[0];
    let before = page.previous().and_then(minutes);
    let change = page.board.comparisons.change.as_ref().and_then(minutes);
    let variance = change
        .filter(|_| before.is_some())
        .map(|by| Variance::new(by.cmp(&Micros::ZERO), said(by)));
    let mut against = vec![match variance {
        Some(_) => on_previous(page),
        None => nothing_before(page),
    }];
    if let Ok(fte) = total.fte {
        let fte = format::fixed(fte, 1);
        against.push(format!("about {fte} full-time people"));
    }
    let unvalued = page.board.gaps.iter().filter_map(|gap| match gap {
        Gap::NoBaseline { sessions, .. } => Some(*sessions),
        _ => None,
    });
    let doubt = match unvalued.sum() {
        0 => String::new(),
        n => format!("{} not valued: no baseline", of_them(n, "success")),
    };
    Tile {
        name: Linked::to(page, "projects.html", "Hours returned"),
        value: minutes(&total.value).map_or(NOT_VALUED.to_owned(), said),
        variance,
        against,
        doubt,
    }
}

/// So many promises have a shape each.
const SHAPES: usize = 12;

/// None where none was made.
fn promises(page: &ReportFacts) -> Option<Tile> {
    let promises = page.board.promises();
    let all = promises.all();
    let standings = [
        ("●", promises.kept, "kept"),
        ("◆", promises.at_risk, "at risk"),
        ("■", promises.broken, "broken"),
        ("○", promises.unknown, "with too little to judge"),
    ];
    let said = standings
        .iter()
        .filter(|(_, n, _)| *n > 0)
        .map(|(_, n, word)| format!("{} {word}", count(*n as i64)));
    let said = said.collect::<Vec<_>>().join(", ");
    let value = match all {
        0 => return None,
        1..=SHAPES => standings.map(|(shape, n, _)| shape.repeat(n)).concat(),
        _ => format!("{} of {}", count(promises.kept as i64), count(all as i64)),
    };
    let at_stake = page.board.totals[0].savings_at_risk;
    let doubt = match at_stake.is_zero() {
        true => String::new(),
        false => format!(
            "{} of benefit behind broken or weak promises",
            page.say(at_stake)
        ),
    };
    Some(Tile {
        name: Linked::to(
            page,
            "promises.html",
            format!("Promises, SLA ({})", count(all as i64)),
        ),
        value,
        variance: None,
        against: vec![said],
        doubt,
    })
}
