//! `reckon rejects`: the rows that were refused, for whoever mends the export: reasons with how
//! many and the first of each, newest first. For a program, each row.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{IsTerminal, stdout};

use chrono::{DateTime, Utc};

use super::args::{Global, Output, RejectsArgs};
use super::terminal::answer::say;
use super::terminal::failure::{Failure, WIDTH};
use super::terminal::rim::is_obeyed;
use super::terminal::tables::TextTable;
use crate::lake::RejectRow;
use crate::model::SatelliteId;
use crate::model::receipt::{Exit, Reject, SatelliteReceipt};
use crate::run;
use crate::workspace::{self, Workspace};

/// Said of rows that are in no export that was read.
const WHOLE: &str = "of a delivery that was refused as a whole";

/// How many rows of each reason a dry run shows.
const EXAMPLES: usize = 3;

/// Of a row's own text on a terminal, in characters.
const SHOWN: usize = 160;

/// Rows refused for one reason.
struct Reason<'r> {
    satellite: &'r SatelliteId,
    code: &'r str,
    column: &'r str,
    rows: i64,
    objects: BTreeSet<&'r str>,
    /// When an export that it stood in was last read; None: it is of a delivery that was refused.
    read_at: Option<DateTime<Utc>>,
    first: Vec<&'r RejectRow>,
}

pub fn rejects(global: &Global, args: &RejectsArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let wanted = wanted(&workspace, args)?;
    let (lake, _) = run::open(&workspace)?;
    let objects = lake.objects().map_err(run::Fault::from)?;
    let read_at: BTreeMap<_, _> = objects
        .iter()
        .map(|row| ((&row.satellite_id, row.object.as_str()), row.read_at))
        .collect();
    let read_at = |reject: &RejectRow| {
        read_at
            .get(&(&reject.satellite_id, reject.object.as_str()))
            .copied()
    };
    let mut rows = lake.rejects().map_err(run::Fault::from)?;
    rows.retain(|reject| {
        wanted.contains(&reject.satellite_id)
            && args.code.as_ref().is_none_or(|code| *code == reject.code)
    });
    answer(global.output, &rows, read_at, args.examples, WHOLE)?;
    Ok(Exit::Done)
}

/// What a dry run would refuse.
pub fn foretold(output: Output, satellites: &[SatelliteReceipt]) -> Result<(), Failure> {
    let row = |reject: Reject| {
        let Reject {
            satellite_id,
            object,
            row,
            column,
            code,
            message,
            raw,
        } = reject;
        RejectRow {
            satellite_id,
            object,
            row,
            column,
            code: code.to_owned(),
            message,
            raw,
        }
    };
    let rows: Vec<RejectRow> = satellites
        .iter()
        .flat_map(|s| s.rejects.iter().cloned().map(row))
        .collect();
    if rows.is_empty() && output == Output::Table {
        return Ok(());
    }
    answer(output, &rows, |_| None, EXAMPLES, "would be refused")
}

/// Grouped for people, each row for a program. `unread` is said of what is in no export that was
/// read.
fn answer(
    output: Output,
    rows: &[RejectRow],
    read_at: impl Fn(&RejectRow) -> Option<DateTime<Utc>>,
    examples: usize,
    unread: &str,
) -> Result<(), Failure> {
    if output == Output::Table {
        let terminal = stdout().is_terminal().then(|| {
            terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0))
        });
        return say(shown(&reasons(rows, read_at, examples), terminal, unread).trim_end());
    }
    let told = |reject: &RejectRow| {
        let at = read_at(reject)
            .map(|at| at.to_rfc3339())
            .unwrap_or_default();
        let RejectRow {
            satellite_id,
            object,
            row,
            column,
            code,
            message,
            raw,
        } = reject.clone();
        vec![
            satellite_id.to_string(),
            object,
            row.to_string(),
            column,
            code,
            message,
            raw,
            at,
        ]
    };
    let head = vec![
        "satellite",
        "object",
        "row",
        "column",
        "code",
        "message",
        "raw",
        "read_at",
    ];
    TextTable {
        head,
        rows: rows.iter().map(told).collect(),
    }
    .print(output)
}

/// The satellites that are asked for: all, where none is named.
pub(super) fn named(
    workspace: &Workspace,
    asked: &[SatelliteId],
) -> Result<BTreeSet<SatelliteId>, Failure> {
    let all: BTreeSet<SatelliteId> = workspace
        .estate
        .satellites
        .iter()
        .map(|satellite| satellite.id.clone())
        .collect();
    if let Some(stranger) = asked.iter().find(|id| !all.contains(*id)) {
        let known: Vec<_> = all.iter().map(SatelliteId::as_str).collect();
        return Err(Failure::Usage(format!(
            "there is no satellite `{stranger}`: reckoner.toml names {}",
            known.join(", ")
        )));
    }
    Ok(if asked.is_empty() {
        all
    } else {
        asked.iter().cloned().collect()
    })
}

/// Which satellites are asked for: those named, else those of the job, else all.
fn wanted(workspace: &Workspace, args: &RejectsArgs) -> Result<BTreeSet<SatelliteId>, Failure> {
    let all = named(workspace, &args.satellites)?;
    if !args.satellites.is_empty() {
        return Ok(all);
    }
    let Some(job) = &args.job else { return Ok(all) };
    let Some(job) = workspace.jobs.get(job) else {
        let known: Vec<_> = workspace.jobs.keys().map(|name| name.as_str()).collect();
        return Err(Failure::Usage(format!(
            "there is no job `{job}`: the workspace has {}",
            known.join(", ")
        )));
    };
    Ok(all
        .into_iter()
        .filter(|id| job.satellites.has(id))
        .collect())
}

/// By satellite, code and column; the newest first, then the most.
fn reasons<'r>(
    rows: &'r [RejectRow],
    read_at: impl Fn(&RejectRow) -> Option<DateTime<Utc>>,
    examples: usize,
) -> Vec<Reason<'r>> {
    let mut reasons: BTreeMap<_, Reason<'r>> = BTreeMap::new();
    for reject in rows {
        let at = read_at(reject);
        let reason = reasons
            .entry((
                &reject.satellite_id,
                reject.code.as_str(),
                reject.column.as_str(),
            ))
            .or_insert_with(|| Reason {
                satellite: &reject.satellite_id,
                code: &reject.code,
                column: &reject.column,
                rows: 0,
                objects: BTreeSet::new(),
                read_at: at,
                first: Vec::new(),
            });
        // One row stands for all those beyond the first ten thousand, and says how many they are.
        let beyond = || {
            reject
                .message
                .split_once(' ')
                .and_then(|(count, _)| count.parse().ok())
        };
        reason.rows += if reject.code == "more" {
            beyond().unwrap_or(1)
        } else {
            1
        };
        reason.objects.insert(&reject.object);
        reason.read_at = if at.is_none() {
            None
        } else {
            reason.read_at.max(at).filter(|_| reason.read_at.is_some())
        };
        if reason.first.len() < examples {
            reason.first.push(reject);
        }
    }
    let mut reasons: Vec<_> = reasons.into_values().collect();
    reasons.sort_by_key(|reason| {
        (
            reason.read_at.is_some(),
            std::cmp::Reverse(reason.read_at),
            -reason.rows,
        )
    });
    reasons
}

/// On a terminal of so many characters messages go on in the next line, and what stood in a row is
/// cut; elsewhere all of it stands on one line. A message is never cut: the right form is at its
/// end.
fn shown(reasons: &[Reason<'_>], terminal: Option<usize>, unread: &str) -> String {
    if reasons.is_empty() {
        return "nothing was refused".to_owned();
    }
    let mut text = String::new();
    for reason in reasons {
        let of = |count: usize, one: &str, many: &str| {
            if count == 1 {
                format!("1 {one}")
            } else {
                format!("{count} {many}")
            }
        };
        let column = if reason.column.is_empty() {
            String::new()
        } else {
            format!(" in {}", printable(reason.column))
        };
        let rows = of(reason.rows as usize, "row", "rows");
        let exports = of(reason.objects.len(), "export", "exports");
        let read = reason.read_at.map_or(unread.to_owned(), |at| {
            at.format("read %Y-%m-%d %H:%M UTC").to_string()
        });
        let _ = writeln!(
            text,
            "{}  {}{column}: {rows} in {exports}, {read}",
            reason.satellite, reason.code
        );
        for reject in &reason.first {
            let place = if reject.row == 0 {
                printable(&reject.object)
            } else {
                format!("{}:{}", printable(&reject.object), reject.row)
            };
            let message = format!("  {place}  {}", printable(&reject.message));
            let _ = writeln!(
                text,
                "{}",
                terminal.map_or_else(
                    || message.clone(),
                    |width| wrapped(&message, width, "      ")
                )
            );
            if !reject.raw.is_empty() {
                let raw = printable(&reject.raw);
                let is_long = terminal.is_some() && raw.chars().nth(SHOWN).is_some();
                let raw = if is_long {
                    raw.chars().take(SHOWN).chain(['…']).collect()
                } else {
                    raw
                };
                let _ = writeln!(text, "      {raw}");
            }
        }
        text.push('\n');
    }
    text
}

/// Somebody else's text as a terminal may show it: on one line, and without what would be obeyed.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || is_obeyed(c) {
                '·'
            } else {
                c
            }
        })
        .collect()
}

/// Lines of at most so many characters, broken between words; a longer word stands alone. All but
/// the first are indented.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let start = text.len() - text.trim_start().len();
    let mut lines = vec![text[..start].to_owned()];
    for word in text[start..].split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        let is_first = line.trim().is_empty();
        if !is_first && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(format!("{indent}{word}"));
        } else {
            line.push_str(if is_first { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(object: &str, row: i64, column: &str, code: &str, message: &str) -> RejectRow {
        let [object, column, code, message] = [object, column, code, message].map(str::to_owned);
        RejectRow {
            satellite_id: "emea".parse().unwrap(),
            object,
            row,
            column,
            code,
            message,
            raw: "a\u{1b}[31m;b\nc".into(),
        }
    }

    #[test]
    fn reasons_are_grouped_newest_first_and_what_was_refused_as_a_whole_before_all() {
        let rows = [
            reject("a.csv", 2, "Start", "bad_time", "no time"),
            reject(
                "a.csv",
                0,
                "",
                "more",
                "7 more rows of this object were refused",
            ),
            reject("b.csv", 3, "Start", "bad_time", "no time"),
            reject("b.csv", 9, "", "short_row", "too short"),
            reject("c.csv", 1, "End", "bad_time", "no time"),
        ];
        let read_at = |reject: &RejectRow| match reject.object.as_str() {
            "a.csv" => Some("2026-03-01T00:00:00Z".parse().unwrap()),
            "b.csv" => Some("2026-03-02T00:00:00Z".parse().unwrap()),
            _ => None,
        };
        let found = reasons(&rows, read_at, 1);
        let told: Vec<_> = found
            .iter()
            .map(|r| (r.code, r.column, r.rows, r.objects.len(), r.first.len()))
            .collect();
        let expected = [
            ("bad_time", "End", 1, 1, 1),
            ("bad_time", "Start", 2, 2, 1),
            ("short_row", "", 1, 1, 1),
            ("more", "", 7, 1, 1),
        ];
        assert_eq!(told, expected);
        let text = shown(&found, None, WHOLE);
        assert!(text.starts_with(
            "emea  bad_time in End: 1 row in 1 export, of a delivery that was refused as a whole\n  c.csv:1  no time\n      a·[31m;b·c\n"
        ));
        assert!(text.contains("emea  bad_time in Start: 2 rows in 2 exports, read 2026-03-02 00:00 UTC\n  a.csv:2  no time\n"), "{text}");
        assert!(text.contains("  a.csv  7 more rows") && !text.contains('\u{1b}'));
        assert_eq!(shown(&[], None, WHOLE), "nothing was refused");
    }

    #[test]
    fn a_terminal_wraps_a_message_and_cuts_a_row_and_nothing_else_does_either() {
        let remedy = "export.csv has no header: export the table with its own head, or name theirs in [satellite.columns]";
        let rows = [RejectRow {
            raw: "x".repeat(200),
            ..reject("a.csv", 1, "", "missing_header", remedy)
        }];
        let found = reasons(&rows, |_| None, 1);
        let whole = shown(&found, None, WHOLE);
        assert!(
            whole.contains(&format!(
                "\n  a.csv:1  {remedy}\n      {}\n",
                "x".repeat(200)
            )),
            "{whole}"
        );
        let narrow = shown(&found, Some(40), WHOLE);
        let lines = "\n  a.csv:1  export.csv has no header:\n      export the table with its own\n      head, or name theirs in\n      [satellite.columns]\n";
        assert!(narrow.contains(lines), "{narrow}");
        assert!(
            narrow.contains(&format!("\n      {}…\n", "x".repeat(160))),
            "{narrow}"
        );
    }
}
