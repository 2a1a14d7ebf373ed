//! Days between rows: where the next row of a key ends the earlier one, and what may not overlap.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::row::WrittenRow;
use super::sheet::Sheet;
use crate::model::Micros;
use crate::model::master::{Line, Matcher, Metering};
use crate::workspace::mistake::Notebook;

/// What a metering is told apart by, beside its day.
pub fn key(metering: &Metering) -> (&str, &Matcher, &str) {
    (
        metering.satellite_id.as_str(),
        &metering.matcher,
        metering.project_id.as_str(),
    )
}

/// The next `valid_from` of a key ends the earlier row the day before, unless it ended by itself.
/// The rows stand in the order of their keys and days.
pub fn end_by_next(meterings: &mut [Metering]) {
    for n in 1..meterings.len() {
        let (before, after) = meterings.split_at_mut(n);
        let (earlier, later) = (&mut before[n - 1], &after[0]);
        if key(earlier) == key(later) {
            let eve = later.from - Days::new(1);
            earlier.to = Some(earlier.to.map_or(eve, |to| to.min(eve)));
        }
    }
}

/// The shares of one automation add up to at most 1 on every day: no session is worth more than
/// itself.
pub fn shares_at_most_one(meterings: &[Metering], sheet: &Sheet, notes: &Notebook) {
    let mut automations = BTreeMap::<(&str, &Matcher), Vec<&Metering>>::new();
    for metering in meterings {
        automations
            .entry((metering.satellite_id.as_str(), &metering.matcher))
            .or_default()
            .push(metering);
    }
    for ((satellite, matcher), rows) in automations {
        // A sum can only grow on a day on which a row begins.
        let days: BTreeSet<NaiveDate> = rows.iter().map(|row| row.from).collect();
        let holding = |day: NaiveDate| {
            rows.iter()
                .copied()
                .filter(move |row| row.from <= day && row.to.is_none_or(|to| day <= to))
        };
        let Some(day) = days
            .into_iter()
            .find(|day| holding(*day).map(|row| row.share).sum::<Micros>() > Micros::ONE)
        else {
            continue;
        };
        let (sum, mut together): (Micros, Vec<&Metering>) = (
            holding(day).map(|row| row.share).sum(),
            holding(day).collect(),
        );
        together.sort_by_key(|row| (row.from, &row.line));
        let Some((last, others)) = together.split_last() else {
            continue;
        };
        let lines: Vec<String> = together
            .iter()
            .map(|row| row.line.line.to_string())
            .collect();
        let message = format!(
            "the shares of {matcher} in {satellite} add up to {sum} on {day} (lines {})",
            lines.join(", ")
        );
        let help = how_to_share(day, last, others);
        let find = |line: &Line| sheet.rows(notes).find(|row| row.line() == *line);
        let Some(row) = find(&last.line) else {
            continue;
        };
        let mut mistake = row
            .mistake(column_of_share(&row), message)
            .label(format!("{} from {}", last.share, last.from))
            .help(help);
        for other in others {
            // A place in another text cannot be shown beside this one.
            let beside = find(&other.line).filter(|other| std::ptr::eq(other.sheet, row.sheet));
            if let Some(span) = beside.and_then(|row| row.span(column_of_share(&row))) {
                mistake = mistake.also(
                    &row.sheet.source,
                    span,
                    format!("{} from {}", other.share, other.from),
                );
            }
        }
        notes.note(mistake);
    }
}

/// Where a row says its share; one that says none has all of it.
fn column_of_share(row: &WrittenRow) -> &'static str {
    if row.has("share") {
        "share"
    } else {
        "automation_id"
    }
}

/// The right form, of rows that hold on a day: the one that begins last, and the others.
fn how_to_share(day: NaiveDate, last: &Metering, others: &[&Metering]) -> String {
    let moved = others
        .last()
        .map(|row| (row.line.line, day.pred_opt().unwrap_or(day)));
    match moved {
        Some((line, eve)) if last.from == day && others.iter().all(|row| row.from < day) => {
            format!(
                "an automation that moved: write valid_to {eve} on line {line}; one that serves several projects: shares of at most 1 together"
            )
        }
        _ => "write shares that add up to at most 1".to_owned(),
    }
}

/// Whoever goes up from parent to parent arrives somewhere. Each circle is told once.
pub fn no_cycles(
    sheet: &Sheet,
    notes: &Notebook,
    column: &'static str,
    rows: impl Iterator<Item = (String, Option<String>, Line)>,
) {
    let parents: BTreeMap<String, (Option<String>, Line)> = rows
        .map(|(id, parent, line)| (id, (parent, line)))
        .collect();
    let mut told = BTreeSet::new();
    for start in parents.keys() {
        let mut path = vec![start.clone()];
        while let Some((Some(parent), _)) = path.last().and_then(|id| parents.get(id)) {
            let parent = parent.clone();
            let seen = path.contains(&parent);
            path.push(parent);
            if seen {
                break;
            }
        }
        let Some(closes) = path
            .last()
            .filter(|last| path.len() > 1 && path[..path.len() - 1].contains(last))
        else {
            continue;
        };
        let circle: Vec<String> = path
            .iter()
            .skip_while(|id| *id != closes)
            .cloned()
            .collect();
        let first = circle.iter().min().cloned().unwrap_or_default();
        if !told.insert(first.clone()) {
            continue;
        }
        let turned = circle[..circle.len() - 1]
            .iter()
            .position(|id| *id == first)
            .unwrap_or(0);
        let mut shown: Vec<&str> = circle[..circle.len() - 1]
            .iter()
            .cycle()
            .skip(turned)
            .take(circle.len() - 1)
            .map(String::as_str)
            .collect();
        shown.push(&first);
        let Some(row) = parents
            .get(&first)
            .and_then(|(_, line)| sheet.rows(notes).find(|row| row.line() == *line))
        else {
            continue;
        };
        row.note(
            column,
            format!("{column} goes in a circle: {}", shown.join(" → ")),
            "empty one of them: the top has no parent",
        );
    }
}
