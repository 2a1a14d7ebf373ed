//! Tables of what ran, what failed, what was told, and what is missing.

use std::collections::BTreeMap;

use super::super::super::blocks::things::errors::by_sessions;
use super::super::super::sheet::{ReportSheet, SheetCell, SheetUnit};
use super::super::super::{ReportFacts, format, gaps as words_of_gaps};
use super::super::wide::WideTable;
use crate::model::scoreboard::{AutomationScore, Coverage, ErrorScore, ItemScore};
use crate::model::{Gap, ProjectId};

pub fn automations(page: &ReportFacts) -> ReportSheet {
    WideTable::<AutomationScore>::new("Automations", "A row an automation with sessions")
        .key("satellite_id", "Where it runs", |a| {
            a.satellite_id.to_string()
        })
        .key("automation_id", "Its id there", |a| a.automation_id.clone())
        .text("name", "Its name", |a| a.name.clone())
        .text("projects", "Which it works for", |a| ids(&a.projects))
        .column("metered", SheetUnit::None, "Works for any", |a| {
            SheetCell::Truth(a.metered)
        })
        .ratio(
            "success_rate",
            SheetUnit::Percent,
            "Successes of the sessions that ended",
            |a| a.success_rate,
        )
        .column("p50_ms", SheetUnit::Of("ms"), "Median duration", |a| {
            SheetCell::of(a.p50_ms, SheetCell::Count)
        })
        .column(
            "p95_ms",
            SheetUnit::Of("ms"),
            "Duration of the slowest of twenty",
            |a| SheetCell::of(a.p95_ms, SheetCell::Count),
        )
        .sessions(|a| Some(a.counts))
        .rows(&page.board.automations)
}

pub fn items(page: &ReportFacts) -> ReportSheet {
    WideTable::<ItemScore>::new("Items", "A row an automation and queue, items counted once")
        .key("satellite_id", "Where it runs", |i| {
            i.satellite_id.to_string()
        })
        .key("automation_id", "Who worked on them", |i| {
            i.automation_id.clone()
        })
        .key("queue_id", "Where they waited", |i| i.queue_id.clone())
        .text("name", "Its name", |i| i.name.clone())
        .text("projects", "Which they work for", |i| ids(&i.projects))
        .count("in_time", "items", "Done by their deadline", |i| i.in_time)
        .count("late", "items", "Done after it", |i| i.late)
        .count("work_ms", "ms", "Time worked on them", |i| i.work_ms)
        .count("unmetered", "items", "Worked on for no project", |i| {
            i.unmetered
        })
        .items(|i| i.counts)
        .rows(&page.board.items)
}

fn ids(projects: &[ProjectId]) -> String {
    let ids: Vec<&str> = projects.iter().map(ProjectId::as_str).collect();
    ids.join(", ")
}

/// The most frequent first; those of satellites that are not valued too.
pub fn errors(page: &ReportFacts) -> ReportSheet {
    let known = page.board.automations.iter();
    let known = known.map(|a| ((&a.satellite_id, a.automation_id.as_str()), &a.name));
    let known: BTreeMap<_, _> = known.collect();
    let name = move |e: &ErrorScore| {
        let name = known.get(&(&e.satellite_id, e.automation_id.as_str()));
        name.map_or(String::new(), |name| (*name).clone())
    };
    WideTable::<ErrorScore>::new("Errors", "A row an automation and error, the most first")
        .key("automation_id", "Whose error it is", |e| {
            e.automation_id.clone()
        })
        .key("name", "Its name", name)
        .key("error_code", "As the satellite says it", |e| {
            e.error_code.clone()
        })
        .text("satellite", "Where it happened", |e| {
            e.satellite_id.to_string()
        })
        .count("sessions", "sessions", "Sessions that ended so", |e| {
            e.sessions
        })
        .column(
            "share",
            SheetUnit::Percent,
            "Of the satellite's failures",
            |e| SheetCell::Share(e.share),
        )
        .day("first_day", "First seen in the window", |e| {
            Some(e.first_day)
        })
        .day("last_day", "Last seen in the window", |e| Some(e.last_day))
        .rows(by_sessions(&page.board.errors))
}

type CountOf = fn(&Coverage) -> Option<i64>;

/// What is counted of a satellite: name, unit, meaning. What all of its exports told is not for a
/// reader who sees a part of the estate.
const COVERED: [(&str, &str, &str, CountOf); 15] = [
    ("days_expected", "days", "On which it was active", |c| {
        Some(c.days_expected)
    }),
    ("days_with_sessions", "days", "Of which it told", |c| {
        Some(c.days_with_sessions)
    }),
    ("sessions", "sessions", "In the window", |c| {
        Some(c.sessions)
    }),
    ("sessions_metered", "sessions", "For a project", |c| {
        Some(c.sessions_metered)
    }),
    ("sessions_unmetered", "sessions", "For none", |c| {
        c.intake.map(|i| i.sessions_unmetered)
    }),
    ("sessions_without_baseline", "sessions", "Not valued", |c| {
        c.intake.map(|i| i.sessions_without_baseline)
    }),
    ("unknown_outcomes", "sessions", "No map names them", |c| {
        Some(c.unknown_outcomes)
    }),
    ("tests", "sessions", "Tests: in none of the above", |c| {
        c.intake.map(|i| i.tests)
    }),
    ("items", "items", "In the window", |c| Some(c.items)),
    ("items_unmetered", "items", "For no project", |c| {
        c.intake.map(|i| i.items_unmetered)
    }),
    ("item_tests", "items", "Tests: in none of the above", |c| {
        c.intake.map(|i| i.item_tests)
    }),
    ("read", "rows", "Over all time", |c| {
        c.intake.map(|i| i.read)
    }),
    ("rejected", "rows", "Refused, over all time", |c| {
        c.intake.map(|i| i.rejected)
    }),
    ("superseded", "rows", "Told anew, over all time", |c| {
        c.intake.and_then(|i| i.superseded)
    }),
    ("kept", "rows", "Kept though told no more", |c| {
        c.intake.map(|i| i.kept)
    }),
];

pub fn coverage(page: &ReportFacts) -> ReportSheet {
    let mut table = WideTable::<Coverage>::new("Coverage", "What each satellite told")
        .key("satellite_id", "Its id", |c| c.satellite_id.to_string())
        .key("name", "Its name", |c| c.name.clone())
        .text("class", "What it is for", |c| c.class.as_str())
        .column(
            "counts",
            SheetUnit::None,
            "Its sessions are worth something",
            |c| SheetCell::Truth(c.counts),
        )
        .column("complete", SheetUnit::None, "It told everything", |c| {
            SheetCell::Truth(page.is_complete(c))
        });
    for (name, unit, about, count) in COVERED {
        table = table.column(name, SheetUnit::Of(unit), about, move |c| {
            SheetCell::of(count(c), SheetCell::Count)
        });
    }
    let drift = |c: &Coverage| {
        let drift: Vec<String> = c.drift.iter().map(ToString::to_string).collect();
        drift.join("; ")
    };
    table
        .day("first_day", "The first it ever told of", |c| c.first_day)
        .column(
            "newest_event",
            SheetUnit::None,
            "The newest it told of, in UTC",
            |c| SheetCell::of(c.newest_event, SheetCell::Instant),
        )
        .column(
            "complete_until",
            SheetUnit::None,
            "Until when nothing is missing, in UTC",
            |c| SheetCell::of(c.complete_until, SheetCell::Instant),
        )
        .text("columns", "Columns that came or went", drift)
        .rows(&page.board.coverage)
}

/// A gap, its place in their order, and what it is called.
type NumberedGap<'b> = (i64, &'b Gap, words_of_gaps::GapText);

/// In the order in which a reader should worry.
pub fn gaps(page: &ReportFacts) -> ReportSheet {
    let texts = |gap| words_of_gaps::gap(gap, page.estate, page.board);
    let gaps = page.board.gaps.iter().map(|gap| (gap, texts(gap)));
    let rows: Vec<NumberedGap> = (1..)
        .zip(gaps)
        .map(|(n, (gap, text))| (n, gap, text))
        .collect();
    WideTable::<NumberedGap>::new("Gaps", "What could not be counted, the most worrying first")
        .key("number", "In the order in which to worry", |(n, ..)| *n)
        .text("satellite", "Where", |(_, gap, _)| {
            gap.satellite().map_or(String::new(), ToString::to_string)
        })
        .text("gap", "What is missing", |(.., text)| {
            format::plain(&text.what)
        })
        .text("means", "What that means for the figures", |(.., text)| {
            format::plain(&text.means)
        })
        .text("remedy", "What to do", |(.., text)| {
            format::plain(&text.remedy)
        })
        .rows(&rows)
}
