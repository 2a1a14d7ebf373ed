//! Projects from the best to the worst, each opening its working; of many, the ends, with what lies between added up so
//! that the column still adds up.

use serde::Serialize;

use super::super::charts::{Chart, Scale, sparkline};
use super::super::format::{self, NBSP, count, hours, money, of_them, percent, short_money};
use super::super::{Page, words};
use super::{NONE, NOT_VALUED, Stretch, Title, trend, workings};
use crate::model::scoreboard::ProjectScore;
use crate::model::{Micros, Value};

/// Up to so many are all shown; of more, the first eight and the last four.
const ALL: usize = 12;
const TOP: usize = 8;
const BOTTOM: usize = 4;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Projects {
    pub title: Title,
    pub rows: Vec<Row>,
    pub total: Cells,
    /// Why the sessions of the rows may add up to more than the total.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub name: String,
    /// Department and status.
    pub of: String,
    /// Stands for several projects, or for none: it has no working.
    pub plain: bool,
    pub cells: Cells,
    pub spark: Option<Chart>,
    pub flags: Vec<&'static str>,
    pub workings: Vec<Stretch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cells {
    pub net: String,
    pub benefit: String,
    pub cost: String,
    pub roi: String,
    pub hours: String,
    pub sessions: String,
    pub success: String,
}

impl Cells {
    fn of(v: &Value) -> Self {
        let bare = v.ladder.is_none() && v.cashable.is_zero() && v.avoidance.is_zero();
        Self {
            net: money(v.net()),
            benefit: if bare { NOT_VALUED.to_owned() } else { money(v.benefit()) },
            cost: if v.cost().is_zero() { NONE.to_owned() } else { money(v.cost()) },
            roi: percent(v.net().0, v.cost().0, 1).unwrap_or(NONE.to_owned()),
            hours: v.ladder.map_or(NOT_VALUED.to_owned(), |l| hours(l.net_minutes, 1)),
            sessions: count(v.counts.sessions),
            success: percent(i128::from(v.counts.good()), i128::from(v.counts.valid()), 1).unwrap_or(NONE.to_owned()),
        }
    }
}

impl Projects {
    pub fn of(page: &Page) -> Self {
        let mut sorted: Vec<&ProjectScore> = page.board.headline_projects().filter(|p| !p.project_id.is_shared()).collect();
        sorted.sort_by(|a, b| b.value.net().cmp(&a.value.net()).then(a.project_id.cmp(&b.project_id)));
        let marks = trend::marks(page);
        let shown: Vec<&ProjectScore> = if sorted.len() <= ALL {
            sorted.clone()
        } else {
            sorted[..TOP].iter().chain(&sorted[sorted.len() - BOTTOM..]).copied().collect()
        };
        let scale = Scale::over(shown.iter().flat_map(|p| p.trend.iter().flatten().copied()));
        let mut rows: Vec<Row> = shown.iter().map(|p| row(page, p, scale, &marks)).collect();
        if sorted.len() > ALL {
            rows.insert(TOP, between(&sorted[TOP..sorted.len() - BOTTOM]));
        }
        rows.extend(page.board.headline_projects().filter(|p| p.project_id.is_shared()).map(shared));
        let what = format!("projects by net value, the best first · {}, hours, sessions", page.estate.currency);
        Self {
            title: Title::new(page, finding(page, &sorted), &what),
            rows,
            total: Cells::of(&page.board.totals[0].value),
            note: "A session that works for two projects counts in both rows, and once in the total. \
                   Success: good sessions of those that ended in success, a business exception, failure or time-out."
                .to_owned(),
        }
    }
}

fn row(page: &Page, p: &ProjectScore, scale: Scale, marks: &[&'static str]) -> Row {
    let of = [p.department.as_str(), words::status(p.status)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
    Row {
        name: p.name.clone(),
        of,
        plain: false,
        cells: Cells::of(&p.value),
        spark: Some(sparkline(scale, &p.trend, marks)),
        flags: p.flags.iter().map(|f| words::flag(*f)).collect(),
        workings: workings::of(page, p),
    }
}

fn shared(p: &ProjectScore) -> Row {
    Row {
        name: "Shared cost".to_owned(),
        of: "what no project could carry".to_owned(),
        plain: true,
        cells: bare(&p.value),
        spark: None,
        flags: Vec::new(),
        workings: Vec::new(),
    }
}

/// Of an amount that has no sessions: they are not zero, there is nothing to count.
fn bare(v: &Value) -> Cells {
    let none = || "–".to_owned();
    Cells { hours: none(), sessions: none(), success: none(), roi: none(), benefit: money(v.benefit()), ..Cells::of(v) }
}

fn between(rest: &[&ProjectScore]) -> Row {
    let mut sum = Value::default();
    for p in rest {
        sum += p.value;
    }
    Row {
        name: of_them(rest.len() as i64, "project"),
        of: "between the best and the last, added up".to_owned(),
        plain: true,
        cells: Cells::of(&sum),
        spark: None,
        flags: Vec::new(),
        workings: Vec::new(),
    }
}

fn finding(page: &Page, sorted: &[&ProjectScore]) -> String {
    let currency = &page.estate.currency;
    let (Some(best), losing) = (sorted.first(), sorted.iter().filter(|p| p.value.net().is_negative()).collect::<Vec<_>>()) else {
        return "No project is known yet".to_owned();
    };
    let lost: Micros = losing.iter().map(|p| p.value.net()).sum();
    let first = if best.value.net().0 > 0 {
        let share = percent(best.value.net().0, page.board.totals[0].value.net().0, 0);
        let share = share.filter(|_| best.value.net() <= page.board.totals[0].value.net());
        let share = share.map_or(String::new(), |p| format!(", {p}{NBSP}% of the net"));
        format!("{} returned most with {}{share}", format::isolated(&best.name), short_money(best.value.net(), currency))
    } else {
        "No project returned more than it cost".to_owned()
    };
    match losing.len() {
        0 => first,
        n => format!(
            "{first}; {} cost more than {} returned, {} together",
            format::in_words(n),
            if n == 1 { "it" } else { "they" },
            short_money(lost, currency)
        ),
    }
}
