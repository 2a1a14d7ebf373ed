//! The figures on top, at most five: each with what it is compared with, and how far to believe it.

use serde::Serialize;

use crate::model::master::CostKind;
use crate::model::scoreboard::ProjectScore;
use crate::model::{Gap, Micros, Value};
use crate::render::ReportFacts;
use crate::render::format::{self, NBSP};
use crate::render::parts::{Linked, Variance, not_available, not_valued};
use crate::render::texts::text;

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
    let doubt = text!("tile-unknown", window = format::window(page.board.window));
    Tile {
        value: not_available().to_owned(),
        variance: None,
        against: Vec::new(),
        doubt,
        ..tile
    }
}

/// `on February`, the window before.
fn on_previous(page: &ReportFacts) -> String {
    text!("tile-on-previous", window = page.previous_name())
}

fn nothing_before(page: &ReportFacts) -> String {
    match page.part_told() {
        Some(_) => text!("tile-part-told", window = page.previous_name()),
        None => text!("tile-unknown", window = page.previous_name()),
    }
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
        against.push(text!(
            "tile-year-so-far",
            year = format::year(year.days),
            amount = so_far
        ));
    }
    let incomplete = board.coverage.iter();
    let incomplete = incomplete.filter(|c| c.counts && !page.is_complete(c));
    let doubt = match incomplete.count() as i64 {
        0 => String::new(),
        n => text!("tile-incomplete", n = n),
    };
    Tile {
        name: Linked::to(page, "financials.html", text!("tile-net")),
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
    let avoided = page.say(value.avoidance);
    let parts = match value.soft {
        Some(soft) => text!(
            "tile-avoided-and-freed",
            avoided = avoided,
            freed = page.say(soft.benefit())
        ),
        None => text!("tile-avoided", amount = avoided),
    };
    let parts = match share.map(format::percent_sign) {
        Some(percent) => text!("tile-share-and-parts", percent = percent, parts = parts),
        None => parts,
    };
    Tile {
        name: Linked::to(
            page,
            "financials.html",
            text!("tile-cash", benefit = page.say(value.benefit())),
        ),
        value: page.say(value.cashable),
        variance: None,
        against: vec![
            parts,
            text!(
                "tile-cash-less-cost",
                amount = page.say(value.cash_result())
            ),
        ],
        doubt: String::new(),
    }
}

fn roi(page: &ReportFacts) -> Tile {
    let now = format::times(&page.board.totals[0].value);
    let before = page.previous().and_then(format::times);
    let against = match (&now, before) {
        (Some(_), Some(before)) => {
            text!(
                "tile-roi-before",
                roi = before,
                window = page.previous_name()
            )
        }
        (None, _) => text!("tile-no-cost").to_owned(),
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
        true => text!("tile-build-cost", built = built, projects = all),
    };
    Tile {
        name: Linked::to(page, "financials.html", text!("tile-roi")),
        value: now.unwrap_or(not_available().to_owned()),
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
        against.push(text!("tile-full-times", fte = fte));
    }
    let unvalued = page.board.gaps.iter().filter_map(|gap| match gap {
        Gap::NoBaseline { sessions, .. } => Some(*sessions),
        _ => None,
    });
    let doubt = match unvalued.sum() {
        0 => String::new(),
        n => text!("tile-unvalued", n = n),
    };
    Tile {
        name: Linked::to(page, "projects.html", text!("tile-hours")),
        value: minutes(&total.value).map_or(not_valued().to_owned(), said),
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
    let said = |n: usize, text: &dyn Fn(usize) -> String| match n {
        0 => String::new(),
        n => text(n),
    };
    let standings = [
        (
            "●",
            promises.kept,
            said(promises.kept, &|n| text!("tile-promise-kept", n = n)),
        ),
        (
            "◆",
            promises.at_risk,
            said(promises.at_risk, &|n| text!("tile-promise-at-risk", n = n)),
        ),
        (
            "■",
            promises.broken,
            said(promises.broken, &|n| text!("tile-promise-broken", n = n)),
        ),
        (
            "○",
            promises.unknown,
            said(promises.unknown, &|n| text!("tile-promise-unknown", n = n)),
        ),
    ];
    let said = standings.iter().filter(|(_, n, _)| *n > 0);
    let said = said.map(|(_, _, text)| text.clone());
    let said = said.collect::<Vec<_>>().join(", ");
    let value = match all {
        0 => return None,
        1..=SHAPES => standings.map(|(shape, n, _)| shape.repeat(n)).concat(),
        _ => text!("tile-kept-of", kept = promises.kept, all = all),
    };
    let at_stake = page.board.totals[0].savings_at_risk;
    let doubt = match at_stake.is_zero() {
        true => String::new(),
        false => text!("tile-at-stake", amount = page.say(at_stake)),
    };
    Some(Tile {
        name: Linked::to(page, "promises.html", text!("tile-promises", n = all)),
        value,
        variance: None,
        against: vec![said],
        doubt,
    })
}
