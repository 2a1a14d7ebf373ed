//! meterings.csv: from this day, this automation works for this project, with this share.

use std::collections::BTreeMap;

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use super::spans;
use crate::model::master::{Line, Matcher, Metering};
use crate::model::{Micros, SatelliteId};
use crate::workspace::forms::{Formed, SHARE, Wrong};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const METERINGS: SheetLayout = SheetLayout {
    file: "meterings.csv",
    required: &["satellite_id", "automation_id", "project_id", "valid_from"],
    optional: &["share", "valid_to"],
};

pub fn meterings(sheet: &Sheet, known: &KnownIds, notes: &Notebook) -> Vec<Metering> {
    let (mut meterings, mut seen) = (Vec::new(), BTreeMap::<_, Line>::new());
    for row in sheet.rows(notes) {
        let Some(metering) = metering(&row, known) else {
            continue;
        };
        let key = (
            metering.satellite_id.clone(),
            metering.matcher.clone(),
            metering.project_id.clone(),
            metering.from,
        );
        if let Some(first) = seen.get(&key) {
            let message = format!(
                "{} is metered to {} from {} twice",
                metering.matcher, metering.project_id, metering.from
            );
            row.note_both(
                "valid_from",
                first,
                message,
                "keep one, or give the later one its own valid_from",
            );
            continue;
        }
        seen.insert(key, metering.line.clone());
        meterings.push(metering);
    }
    meterings.sort_by(|a, b| (spans::key(a), a.from).cmp(&(spans::key(b), b.from)));
    spans::end_by_next(&mut meterings);
    spans::shares_at_most_one(&meterings, sheet, notes);
    meterings
}

fn metering(row: &WrittenRow, known: &KnownIds) -> Option<Metering> {
    let satellite_id: Option<SatelliteId> = row.needed("satellite_id", known.satellites.form());
    let matcher =
        row.needed("automation_id", matcher)
            .map(|matcher| match (matcher, &satellite_id) {
                (Matcher::Exact(id), Some(satellite)) => {
                    Matcher::Exact(known.satellites.automation(satellite.as_str(), id))
                }
                (matcher, _) => matcher,
            });
    let project_id = row.needed("project_id", known.projects.form());
    let from = row.needed_day("valid_from");
    let to = row.day("valid_to");
    row.in_order("valid_from", from, "valid_to", to);
    let share = row.decimal("share", SHARE).unwrap_or(Micros::ONE);
    Some(Metering {
        line: row.line(),
        satellite_id: satellite_id?,
        matcher: matcher?,
        project_id: project_id?,
        share,
        from: from?,
        to,
    })
}

/// An exact id, `solution:ID` or `name~REGEX`. Vendors' ids stay as they are.
fn matcher(text: &str) -> Formed<Matcher> {
    if let Some(solution) = text.strip_prefix("solution:").map(str::trim) {
        let empty = || Wrong::new("`solution:` names no solution").help("write solution:ID");
        return if solution.is_empty() {
            Err(empty())
        } else {
            Ok(Matcher::Solution(solution.to_owned()))
        };
    }
    let Some(pattern) = text.strip_prefix("name~") else {
        return Ok(Matcher::Exact(text.to_owned()));
    };
    if pattern.is_empty() {
        return Err(
            Wrong::new("`name~` has no pattern").help("write name~REGEX, such as name~^Invoice")
        );
    }
    match regex::Regex::new(pattern) {
        Ok(_) => Ok(Matcher::Name(pattern.to_owned())),
        Err(error) => {
            let why = error
                .to_string()
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            Err(Wrong::new(format!("`{pattern}` is not a regular expression: {why}")).help(format!(
                "a special character stands for itself behind a backslash; to match the text literally: name~{}",
                regex::escape(pattern)
            )))
        }
    }
}
