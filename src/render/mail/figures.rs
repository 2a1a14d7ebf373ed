//! The figures that a mail leads with, and what has changed in them since its reader's copy.

use super::page::MailBlock;
use crate::model::Micros;
use crate::model::letter::{EarlierCopy, FigureChange, LetterFigures};
use crate::model::scoreboard::{GoalStatus, Promise};
use crate::render::texts::text;
use crate::render::{ReportFacts, format, gaps};

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

fn wordings() -> [Wording; 9] {
    [
        ("net", text!("mail-lead-net"), FigureUnit::Money),
        ("benefit", text!("mail-lead-benefit"), FigureUnit::Money),
        ("cost", text!("mail-lead-cost"), FigureUnit::Money),
        (
            "hours_returned",
            text!("mail-lead-hours-returned"),
            FigureUnit::Hours,
        ),
        (
            "promises_broken",
            text!("mail-lead-promises-broken"),
            FigureUnit::Count,
        ),
        (
            "promises_at_risk",
            text!("mail-lead-promises-at-risk"),
            FigureUnit::Count,
        ),
        (
            "goals_off_track",
            text!("mail-lead-goals-off-track"),
            FigureUnit::Count,
        ),
        ("decisions", text!("mail-lead-decisions"), FigureUnit::Count),
        ("doubts", text!("mail-lead-doubts"), FigureUnit::Count),
    ]
    .map(|(key, name, unit)| Wording { key, name, unit })
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
    let wordings = wordings();
    let known = wordings.iter().filter_map(|wording| {
        let change = changes.iter().find(|change| change.key == wording.key)?;
        Some(line(page, wording, change))
    });
    let mut lines: Vec<String> = known.collect();
    if lines.is_empty() {
        lines.push(text!("mail-changed-nothing").to_owned());
    }
    MailBlock {
        title: text!("mail-changed-since", day = format::day(earlier.left_on)),
        lines,
        ..MailBlock::default()
    }
}

/// `Net value: USD 4,624.68, was 4,625.68 (−1.00)`
fn line(page: &ReportFacts, wording: &Wording, change: &FigureChange) -> String {
    let currency = &page.estate.currency;
    let said = |amount: Micros| match wording.unit {
        FigureUnit::Money => format::money_of(currency, amount),
        FigureUnit::Hours => format::fixed(amount, 2),
        FigureUnit::Count => format::shortest(amount),
    };
    let name = wording.name;
    let is_money = matches!(wording.unit, FigureUnit::Money);
    match (change.now.map(said), change.before.map(said), change.by) {
        (Some(now), Some(before), Some(by)) => {
            let by = format::signed(said(by));
            match is_money {
                true => text!(
                    "mail-changed-money",
                    name = name,
                    currency = currency,
                    now = now,
                    before = before,
                    by = by,
                ),
                false => text!(
                    "mail-changed-number",
                    name = name,
                    now = now,
                    before = before,
                    by = by,
                ),
            }
        }
        (Some(now), ..) if is_money => text!(
            "mail-changed-money-new",
            name = name,
            currency = currency,
            now = now,
        ),
        (Some(now), ..) => text!("mail-changed-number-new", name = name, now = now),
        _ => text!("mail-changed-gone", name = name),
    }
}
