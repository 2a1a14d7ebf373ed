//! Tables of what ran, what failed, what was told, and what is missing.

use std::collections::BTreeMap;

use super::super::super::blocks::things::errors::by_sessions;
use super::super::super::sheet::{ReportSheet, SheetCell, SheetUnit};
use super::super::super::texts::text;
use super::super::super::{ReportFacts, format, gaps as words_of_gaps, words};
use super::super::wide::WideTable;
use crate::model::scoreboard::{AutomationScore, Coverage, ErrorScore, ItemScore};
use crate::model::{Gap, ProjectId};

pub fn automations(page: &ReportFacts) -> ReportSheet {
    WideTable::<AutomationScore>::new(text!("sheet-automations"), text!("sheet-automations-is"))
        .key("satellite_id", text!("column-where-it-runs"), |a| {
            a.satellite_id.to_string()
        })
        .key("automation_id", text!("column-its-id-there"), |a| {
            a.automation_id.clone()
        })
        .text("name", text!("column-its-name"), |a| a.name.clone())
        .text("projects", text!("column-which-it-works-for"), |a| {
            ids(&a.projects)
        })
        .column(
            "metered",
            SheetUnit::None,
            text!("column-works-for-any"),
            |a| SheetCell::Truth(a.metered),
        )
        .ratio(
            "success_rate",
            SheetUnit::Percent,
            text!("column-successes-of-the-sessions-that-ended"),
            |a| a.success_rate,
        )
        .column(
            "p50_ms",
            SheetUnit::Of("ms"),
            text!("column-median-duration"),
            |a| SheetCell::of(a.p50_ms, SheetCell::Count),
        )
        .column(
            "p95_ms",
            SheetUnit::Of("ms"),
            text!("column-duration-of-the-slowest-of-twenty"),
            |a| SheetCell::of(a.p95_ms, SheetCell::Count),
        )
        .sessions(|a| Some(a.counts))
        .rows(&page.board.automations)
}

pub fn items(page: &ReportFacts) -> ReportSheet {
    WideTable::<ItemScore>::new(text!("sheet-items"), text!("sheet-items-is"))
        .key("satellite_id", text!("column-where-it-runs"), |i| {
            i.satellite_id.to_string()
        })
        .key("automation_id", text!("column-who-worked-on-them"), |i| {
            i.automation_id.clone()
        })
        .key("queue_id", text!("column-where-they-waited"), |i| {
            i.queue_id.clone()
        })
        .text("name", text!("column-its-name"), |i| i.name.clone())
        .text("projects", text!("column-which-they-work-for"), |i| {
            ids(&i.projects)
        })
        .count(
            "in_time",
            "items",
            text!("column-done-by-their-deadline"),
            |i| i.in_time,
        )
        .count("late", "items", text!("column-done-after-it"), |i| i.late)
        .count("work_ms", "ms", text!("column-time-worked-on-them"), |i| {
            i.work_ms
        })
        .count(
            "unmetered",
            "items",
            text!("column-worked-on-for-no-project"),
            |i| i.unmetered,
        )
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
    WideTable::<ErrorScore>::new(text!("sheet-errors"), text!("sheet-errors-is"))
        .key("automation_id", text!("column-whose-error-it-is"), |e| {
            e.automation_id.clone()
        })
        .key("name", text!("column-its-name"), name)
        .key(
            "error_code",
            text!("column-as-the-satellite-says-it"),
            |e| e.error_code.clone(),
        )
        .text("satellite", text!("column-where-it-happened"), |e| {
            e.satellite_id.to_string()
        })
        .count(
            "sessions",
            "sessions",
            text!("column-sessions-that-ended-so"),
            |e| e.sessions,
        )
        .column(
            "share",
            SheetUnit::Percent,
            text!("column-of-the-satellites-failures"),
            |e| SheetCell::Share(e.share),
        )
        .day("first_day", text!("column-first-seen-in-the-window"), |e| {
            Some(e.first_day)
        })
        .day("last_day", text!("column-last-seen-in-the-window"), |e| {
            Some(e.last_day)
        })
        .rows(by_sessions(&page.board.errors))
}

type CountOf = fn(&Coverage) -> Option<i64>;

/// What is counted of a satellite: name, unit, meaning. What all of its exports told is not for a
/// reader who sees a part of the estate.
fn covered() -> [(&'static str, &'static str, &'static str, CountOf); 15] {
    [
        ("days_expected", "days", text!("covered-days-active"), |c| {
            Some(c.days_expected)
        }),
        (
            "days_with_sessions",
            "days",
            text!("covered-days-told"),
            |c| Some(c.days_with_sessions),
        ),
        (
            "sessions",
            "sessions",
            text!("covered-in-the-window"),
            |c| Some(c.sessions),
        ),
        (
            "sessions_metered",
            "sessions",
            text!("covered-for-a-project"),
            |c| Some(c.sessions_metered),
        ),
        (
            "sessions_unmetered",
            "sessions",
            text!("covered-for-none"),
            |c| c.intake.map(|i| i.sessions_unmetered),
        ),
        (
            "sessions_without_baseline",
            "sessions",
            text!("covered-not-valued"),
            |c| c.intake.map(|i| i.sessions_without_baseline),
        ),
        (
            "unknown_outcomes",
            "sessions",
            text!("covered-no-map"),
            |c| Some(c.unknown_outcomes),
        ),
        ("tests", "sessions", text!("covered-tests"), |c| {
            c.intake.map(|i| i.tests)
        }),
        ("items", "items", text!("covered-in-the-window"), |c| {
            Some(c.items)
        }),
        (
            "items_unmetered",
            "items",
            text!("covered-for-no-project"),
            |c| c.intake.map(|i| i.items_unmetered),
        ),
        ("item_tests", "items", text!("covered-tests"), |c| {
            c.intake.map(|i| i.item_tests)
        }),
        ("read", "rows", text!("covered-read"), |c| {
            c.intake.map(|i| i.read)
        }),
        ("rejected", "rows", text!("covered-refused"), |c| {
            c.intake.map(|i| i.rejected)
        }),
        ("superseded", "rows", text!("covered-told-anew"), |c| {
            c.intake.and_then(|i| i.superseded)
        }),
        ("kept", "rows", text!("covered-kept"), |c| {
            c.intake.map(|i| i.kept)
        }),
    ]
}

pub fn coverage(page: &ReportFacts) -> ReportSheet {
    let mut table = WideTable::<Coverage>::new(text!("sheet-coverage"), text!("sheet-coverage-is"))
        .key("satellite_id", text!("column-its-id"), |c| {
            c.satellite_id.to_string()
        })
        .key("name", text!("column-its-name"), |c| c.name.clone())
        .text("class", text!("column-what-it-is-for"), |c| {
            c.class.as_str()
        })
        .column(
            "counts",
            SheetUnit::None,
            text!("column-its-sessions-are-worth-something"),
            |c| SheetCell::Truth(c.counts),
        )
        .column(
            "complete",
            SheetUnit::None,
            text!("column-it-told-everything"),
            |c| SheetCell::Truth(page.is_complete(c)),
        );
    for (name, unit, about, count) in covered() {
        table = table.column(name, SheetUnit::Of(unit), about, move |c| {
            SheetCell::of(count(c), SheetCell::Count)
        });
    }
    let drift = |c: &Coverage| {
        let drift: Vec<String> = c.drift.iter().map(words::drift).collect();
        drift.join("; ")
    };
    table
        .day(
            "first_day",
            text!("column-the-first-it-ever-told-of"),
            |c| c.first_day,
        )
        .column(
            "newest_event",
            SheetUnit::None,
            text!("column-the-newest-it-told-of-in-utc"),
            |c| SheetCell::of(c.newest_event, SheetCell::Instant),
        )
        .column(
            "complete_until",
            SheetUnit::None,
            text!("column-until-when-nothing-is-missing-in-utc"),
            |c| SheetCell::of(c.complete_until, SheetCell::Instant),
        )
        .text("columns", text!("column-columns-that-came-or-went"), drift)
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
    WideTable::<NumberedGap>::new(text!("sheet-gaps"), text!("sheet-gaps-is"))
        .key(
            "number",
            text!("column-in-the-order-in-which-to-worry"),
            |(n, ..)| *n,
        )
        .text("satellite", text!("column-where"), |(_, gap, _)| {
            gap.satellite().map_or(String::new(), ToString::to_string)
        })
        .text("gap", text!("column-what-is-missing"), |(.., text)| {
            format::plain(&text.what)
        })
        .text(
            "means",
            text!("column-what-that-means-for-the-figures"),
            |(.., text)| format::plain(&text.means),
        )
        .text("remedy", text!("column-what-to-do"), |(.., text)| {
            format::plain(&text.remedy)
        })
        .rows(&rows)
}
