//! `reckon suggest-baseline`: what an event log says that a case takes by hand, as a row for
//! baselines.csv.

use std::io::Write;
use std::path::Path;

use super::args::{Global, SuggestBaseline};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use crate::extract::carriers::unpack::unpacked;
use crate::extract::reading::event_log::EventColumns;
use crate::extract::reading::times::Clock;
use crate::extract::sources::event_log;
use crate::extract::taker::Source;
use crate::model::Satellite;
use crate::model::event::Event;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::model::satellite::Class;
use crate::run::Fault;
use crate::transform::effort::{Effort, effort};

/// Rejects that are shown; the others are counted.
const SHOWN: usize = 5;

pub fn suggest(global: &Global, asked: &SuggestBaseline) -> Result<Exit, Failure> {
    if let Some(format) = asked.time_format.as_deref()
        && let Some(help) = Clock::why_unreadable(format)
    {
        return Err(Failure::Usage(format!(
            "`{format}` is not a form of time that can be read: {help}"
        )));
    }
    let mut log = Vec::new();
    let mut refused = 0;
    for path in &asked.logs {
        refused += read(global, asked, path, &mut log)?;
    }
    let effort = effort(&log, asked.timezone)
        .ok_or_else(|| Failure::Usage("the log tells of no event".into()))?;
    if !global.quiet {
        let _ = writeln!(anstream::stderr(), "{}", explained(&effort).join("\n"));
    }
    let Some(row) = row(&effort, asked) else {
        let why = "no case can be timed: every event needs a start and an end; name their columns with --start and --end";
        return Err(Failure::Usage(why.into()));
    };
    say(&row)?;
    Ok(if refused > 0 && asked.strict {
        Exit::Gaps
    } else {
        Exit::Done
    })
}

/// Reads one log; returns how many rows were refused.
fn read(
    global: &Global,
    asked: &SuggestBaseline,
    path: &Path,
    log: &mut Vec<Event>,
) -> Result<i64, Failure> {
    let named = |name: &Option<String>, known: Vec<String>| {
        name.as_ref().map_or(known, |name| vec![name.clone()])
    };
    let known = EventColumns::default();
    let columns = EventColumns {
        case: named(&asked.case, known.case),
        activity: named(&asked.activity, known.activity),
        start: named(&asked.start, known.start),
        end: named(&asked.end, known.end),
        lifecycle: known.lifecycle,
        resource: named(&asked.resource, known.resource),
        format: asked.time_format.clone(),
    };
    let satellite = nobody(asked);
    let object = path.display().to_string();
    let input = std::fs::File::open(path).map_err(|source| Failure::Io {
        what: format!("cannot read {object}"),
        source,
    })?;
    let input = unpacked(input, &object).map_err(|source| Failure::Io {
        what: format!("cannot unpack {object}"),
        source,
    })?;
    let source = Source {
        satellite: &satellite,
        object: &object,
        reading: "",
        now: global.now(),
    };
    let reached = event_log::read(input, &columns, source, log)
        .map_err(|error| Failure::Run(Fault::Extract(error)))?;
    let mut stderr = anstream::stderr();
    for reject in reached.rejects.iter().take(SHOWN) {
        let _ = writeln!(stderr, "{object}:{}: {}", reject.row, reject.message);
    }
    if reached.rejected > SHOWN as i64 {
        let _ = writeln!(
            stderr,
            "{object}: {} of {} rows were refused",
            reached.rejected, reached.read
        );
    }
    Ok(reached.rejected)
}

/// Whose clocks the log's times are on; of nobody's satellites.
fn nobody(asked: &SuggestBaseline) -> Satellite {
    Satellite {
        id: "log".parse().expect("three letters are an id"),
        name: String::new(),
        class: Class::Other,
        counts: false,
        region: String::new(),
        capability: String::new(),
        timezone: asked.timezone,
        active_from: None,
        active_to: None,
        stale_after: chrono::TimeDelta::zero(),
    }
}

/// What the row below rests on, and what it leaves to people.
fn explained(effort: &Effort) -> Vec<String> {
    let (first, last) = effort.days;
    let mut said = vec![format!(
        "{} of {}, {first} to {last}",
        many(effort.events, "event"),
        many(effort.cases, "case")
    )];
    if let Some(minutes) = &effort.minutes {
        let left_out = match effort.cases - minutes.sample {
            0 => "which is all of them".to_owned(),
            others => format!("{others} left out, as not every event in it has a start and an end"),
        };
        let band = minutes.band.map_or_else(
            || "of one case nobody can say how far off".to_owned(),
            |(low, high)| format!("with 80 % confidence the mean lies between {low} and {high}"),
        );
        said.push(format!(
            "minutes a case, of all people together: mean {}, {band}; cases: {}, {left_out}",
            minutes.mean, minutes.sample
        ));
    }
    let months: Vec<_> = effort
        .months
        .iter()
        .map(|((year, month), cases)| format!("{year}-{month:02} {cases}"))
        .collect();
    said.push(match effort.per_month {
        Some((whole, cases)) => format!(
            "cases a month: {cases} on average; whole months in the log: {whole} ({})",
            months.join(", ")
        ),
        None => format!(
            "cases a month: no month lies wholly within the log ({})",
            months.join(", ")
        ),
    });
    if let Some(people) = effort.people_per_case {
        said.push(format!(
            "people: {} are named, {people} in a case (median)",
            effort.people
        ));
    }
    let again: Vec<_> = effort
        .repeated
        .iter()
        .take(3)
        .map(|(activity, cases)| format!("{activity} in {cases}"))
        .collect();
    let again = if again.is_empty() {
        String::new()
    } else {
        format!(": {}", again.join(", "))
    };
    said.push(format!(
        "rework: {} of {} ({}) did something more than once{again}; its minutes are in those above, so error_rate stays empty",
        effort.reworked,
        many(effort.cases, "case"),
        effort.rework_share
    ));
    said
}

/// Header and row; what nobody told stays empty, and `reckon check` asks for it. None: no case can
/// be timed.
fn row(effort: &Effort, asked: &SuggestBaseline) -> Option<String> {
    let minutes = effort.minutes?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let evidence = if minutes.sample == effort.cases {
        "measured"
    } else {
        "sampled"
    };
    let (frequency, volume) = effort
        .per_month
        .map_or((String::new(), String::new()), |(_, cases)| {
            ("monthly".into(), cases.to_string())
        });
    let cells = [
        (
            "project_id",
            asked
                .project
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        (
            "valid_from",
            asked
                .valid_from
                .map(|day| day.to_string())
                .unwrap_or_default(),
        ),
        ("minutes_per_unit", minutes.mean.to_string()),
        (
            "hourly_rate",
            asked
                .hourly_rate
                .map(|rate| rate.to_string())
                .unwrap_or_default(),
        ),
        ("currency", text(&asked.currency)),
        (
            "minutes_low",
            minutes
                .band
                .map(|(low, _)| low.to_string())
                .unwrap_or_default(),
        ),
        (
            "minutes_high",
            minutes
                .band
                .map(|(_, high)| high.to_string())
                .unwrap_or_default(),
        ),
        ("evidence", evidence.to_owned()),
        ("sample_size", minutes.sample.to_string()),
        ("measured_on", effort.days.1.to_string()),
        ("frequency", frequency),
        ("volume_per_frequency", volume),
    ];
    let (names, values): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
    Some(format!("{}\n{}", names.join(","), values.join(",")))
}
