//! `reckon meterings`: what ran and who it works for, for whoever writes meterings.csv; what works
//! for nobody comes first.

use super::args::{Global, MeteringsArgs, Output};
use super::rejects::{named, printable};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use super::terminal::tables::TextTable;
use crate::lake::csv;
use crate::model::ProjectId;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::run;
use crate::run::meterings::{self as seen, Named, Unmatched};
use crate::transform::workers::Worker;
use crate::workspace;

const HEAD: [&str; 10] = [
    "satellite",
    "automation_id",
    "name",
    "sessions",
    "items",
    "minutes",
    "first_day",
    "last_day",
    "project",
    "suggestion",
];

const ROW: [&str; 4] = ["satellite_id", "automation_id", "project_id", "valid_from"];

/// So many are compared with all projects, those with most work.
const SUGGESTED: usize = 1_000;

const MINUTE_MS: i64 = 60_000;

pub fn meterings(global: &Global, args: &MeteringsArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let wanted = named(&workspace, &args.satellites)?;
    let (lake, _) = run::open(&workspace)?;
    let mut found = seen::meterings(&lake, &workspace)?;
    found
        .workers
        .retain(|worker| wanted.contains(&worker.satellite));
    found
        .unmatched
        .retain(|unmatched| wanted.contains(&unmatched.satellite));
    let (projects, is_table) = (Named::of(&workspace), global.output == Output::Table);
    let (first, others) = found.workers.split_at(found.workers.len().min(SUGGESTED));
    let near = first
        .iter()
        .map(|worker| projects.near(worker).filter(|_| worker.is_unmetered()));
    let near: Vec<Option<&ProjectId>> = near.chain(others.iter().map(|_| None)).collect();
    let rows = || {
        let unmetered = found
            .workers
            .iter()
            .zip(&near)
            .filter(|(worker, _)| worker.is_unmetered());
        unmetered
            .map(|(worker, near)| seen::row(worker, *near).to_vec())
            .collect::<Vec<_>>()
    };
    if args.rows {
        // For a spreadsheet and a shell alike: rows of meterings.csv are CSV, and nothing but.
        let output = if is_table { Output::Csv } else { global.output };
        TextTable {
            head: ROW.to_vec(),
            rows: rows(),
        }
        .print(output)?;
        return Ok(Exit::Done);
    }
    let shown = |text: &str| {
        if is_table {
            printable(text)
        } else {
            text.to_owned()
        }
    };
    let line = |(worker, near): (&Worker, &Option<&ProjectId>)| cells(worker, *near, &shown);
    if is_table && found.workers.is_empty() {
        say("the lake has seen nothing that ran: `reckon extract` reads the exports into it")?;
    } else {
        TextTable {
            head: HEAD.to_vec(),
            rows: found.workers.iter().zip(&near).map(line).collect(),
        }
        .print(global.output)?;
    }
    if is_table {
        to_paste(&rows())?;
    }
    for unmatched in &found.unmatched {
        tell_unmatched(unmatched, is_table)?;
    }
    Ok(Exit::Done)
}

/// A row that matches nothing. What a program reads is one table, so there it goes to the log,
/// where people look.
fn tell_unmatched(unmatched: &Unmatched, is_table: bool) -> Result<(), Failure> {
    let Unmatched {
        line, what, why, ..
    } = unmatched;
    if is_table {
        return say(&format!("{line} ({}): {}", printable(what), printable(why)));
    }
    tracing::warn!("{line} ({what}) matches nothing: {why}");
    Ok(())
}

/// A line of what runs: who, how often and how long, since when, for which project.
fn cells(worker: &Worker, near: Option<&ProjectId>, shown: &dyn Fn(&str) -> String) -> Vec<String> {
    let suggestion = near.map(ToString::to_string).unwrap_or_default();
    let minutes = (worker.duration_ms + MINUTE_MS / 2) / MINUTE_MS;
    let numbers = [worker.sessions, worker.items, minutes].map(|n| n.to_string());
    let [first, last] = [worker.first_day, worker.last_day].map(|day| day.to_string());
    let mut cells = vec![
        worker.satellite.to_string(),
        shown(&worker.automation_id),
        shown(&worker.name),
    ];
    cells.extend(numbers);
    cells.extend([first, last, project(worker), suggestion]);
    cells
}

/// Who it works for, in the words of a table.
fn project(worker: &Worker) -> String {
    let all: Vec<&str> = worker.projects.iter().map(|id| id.as_str()).collect();
    if all.is_empty() && !worker.counts {
        return "not counted".to_owned();
    }
    let of_none = if worker.ambiguous > 0 {
        "ambiguous"
    } else {
        "unmetered"
    };
    match (all.is_empty(), worker.unmetered) {
        (true, _) => of_none.to_owned(),
        (false, 0) => all.join(", "),
        (false, n) => format!("{} ({n} {of_none})", all.join(", ")),
    }
}

/// Rows that make an end of it, as far as that can be known.
fn to_paste(rows: &[Vec<String>]) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let open = rows.iter().filter(|row| row[2].is_empty()).count();
    let fill = if open == 0 {
        String::new()
    } else {
        format!("; {} a project_id, which only people know", many_need(open))
    };
    let mut text = format!(
        "\n{} for baselines/meterings.csv, to be looked at{fill}:\n",
        many(rows.len(), "row")
    );
    csv::line(&mut text, ROW.iter().map(|name| (*name).to_owned()));
    for row in rows {
        csv::line(&mut text, row.iter().map(|cell| csv::harmless(cell)));
    }
    say(&text)
}

fn many_need(count: usize) -> String {
    if count == 1 {
        "one needs".to_owned()
    } else {
        format!("{count} need")
    }
}
