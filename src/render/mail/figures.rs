//! The figures that a mail leads with, and what has changed in them since its reader's copy.

use super::page::MailBlock;
use crate::model::Micros;
use crate::model::letter::{EarlierCopy, FigureChange, LetterFigures};
use crate::model::scoreboard::{GoalStatus, Promise};
use crate::render::format::{self, NBSP};
use crate::render::{ReportFacts, gaps};

/// What a figure is called, and how its amounts are written.
struct Wording {
    key: &'static str,
    name: &'static str,
    unit: FigureUnit,
}

#[derive(Clone, Copy)]
enum FigureUnit {
    Money,
    Hours,
    Count,
}

const WORDINGS: [Wording; 9] = [
    wording("net", "Net value", FigureUnit::Money),
    wording("benefit", "Benefit", FigureUnit::Money),
    wording("cost", "Cost", FigureUnit::Money),
    wording("hours_returned", "Hours returned", FigureUnit::Hours),
    wording("promises_broken", "Promises broken", FigureUnit::Count),
    wording("promises_at_risk", "Promises at risk", FigureUnit::Count),
    wording("goals_off_track", "Goals off track", FigureUnit::Count),
    wording("decisions", "Decisions asked for", FigureUnit::Count),
    wording("doubts", "Doubts about the figures", FigureUnit::Count),
];

const fn wording(key: &'static str, name: &'static str, unit: FigureUnit) -> Wording {
    Wording { key, name, unit }
}

pub fn of(page: &ReportFacts) -> LetterFigures {
    let board = page.board;
    let value = &board.totals[0].value;
    let promises = |status| board.objectives.iter().filter(move |o| o.status == status);
    let off_track = board.goals.iter();
    let off_track = off_track.filter(|goal| goal.status == GoalStatus::OffTrack);
    let doubts = board
        .gaps
        .iter()
        .filter(|gap| gaps::is_doubt(gap, page.estate));
    let count = |n: usize| Some(Micros::whole(n as i64));
    let figures = [
        ("net", Some(value.net())),
        ("benefit", Some(value.benefit())),
        ("cost", Some(value.cost())),
        ("hours_returned", value.hours_returned()),
        (
            "promises_broken",
            count(promises(Promise::Breached).count()),
        ),
        ("promises_at_risk", count(promises(Promise::AtRisk).count())),
        ("goals_off_track", count(off_track.count())),
        ("decisions", count(board.decisions.len())),
        ("doubts", count(doubts.count())),
    ];
    let figures = figures.into_iter();
    LetterFigures(
        figures
            .filter_map(|(key, amount)| Some((key.to_owned(), amount?)))
            .collect(),
    )
}

/// What a correction opens with.
pub fn since(page: &ReportFacts, now: &LetterFigures, earlier: &EarlierCopy) -> MailBlock {
    let changes = now.since(&earlier.figures);
    let known = WORDINGS.iter().filter_map(|wording| {
        let change = changes.iter().find(|change| change.key == wording.key)?;
        Some(line(page, wording, change))
    });
    let mut lines: Vec<String> = known.collect();
    if lines.is_empty() {
        lines.push(
            "None of the figures that lead this report; what changed is in its details.".to_owned(),
        );
    }
    MailBlock {
        title: format!(
            "What changed since your copy of {}",
            format::day(earlier.left_on)
        ),
        lines,
        ..MailBlock::default()
    }
}

/// `Net value: USD 4,624.68, was 4,625.68 (−1.00)`
fn line(page: &ReportFacts, wording: &Wording, change: &FigureChange) -> String {
    let said = |amount: Micros| match wording.unit {
        FigureUnit::Money => format::money_of(&page.estate.currency, amount),
        FigureUnit::Hours => format::fixed(amount, 2),
        FigureUnit::Count => format::shortest(amount),
    };
    let unit = match wording.unit {
        FigureUnit::Money => format!("{}{NBSP}", page.estate.currency),
        FigureUnit::Hours | FigureUnit::Count => String::new(),
    };
    let name = wording.name;
    match (change.now, change.before, change.by) {
        (Some(now), Some(before), Some(by)) => format!(
            "{name}: {unit}{}, was {} ({})",
            said(now),
            said(before),
            format::signed(said(by))
        ),
        (Some(now), ..) => format!("{name}: {unit}{}, was not known", said(now)),
        _ => format!("{name}: not known any more"),
    }
}
