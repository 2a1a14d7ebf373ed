//! `[[calendar]]`: open hours and holidays. No figure of this version asks for them; they are
//! checked all the same, so that what is written today is right on the day it counts.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{NaiveTime, Weekday};

use super::table::TomlTable;
use crate::model::{ObjectiveId, Zone};
use crate::workspace::forms::{self, Formed, Wrong};
use crate::workspace::mistake::Mistake;

pub fn check(root: &TomlTable, zone: Zone) {
    let mut seen = BTreeMap::<String, Range<usize>>::new();
    for table in root.tables("calendar") {
        let id = table.needed("id", "\"uk-office\"", forms::own::<ObjectiveId>);
        let place = table.get("id").map_or(table.span.clone(), |id| id.span());
        if let Some(id) = id.map(|id| id.to_string()) {
            match seen.get(&id) {
                Some(first) => {
                    let mistake = Mistake::at(
                        table.source,
                        place,
                        format!("two calendars are called {id}"),
                    )
                    .label("here");
                    table.notes.note(
                        mistake
                            .also(table.source, first.clone(), "and here")
                            .help("give each its own id"),
                    );
                }
                None => drop(seen.insert(id, place)),
            }
        }
        table.text("timezone", forms::own::<Zone>).unwrap_or(zone);
        if let Some(hours) = table.table("hours") {
            check_hours(&hours);
        }
        table.list("holidays", forms::day);
        table.close();
    }
}

fn check_hours(hours: &TomlTable) {
    for (key, span, _) in hours.entries() {
        if let Err(Wrong { message, help }) = days(key) {
            hours.note_at(span, message, help.unwrap_or_default());
        }
    }
    for (text, span) in hours
        .texts("open hours as a text: mon-fri = \"09:00-17:30\"")
        .into_values()
    {
        if let Err(Wrong { message, help }) = open(&text) {
            hours.note_at(span, message, help.unwrap_or_default());
        }
    }
}

/// `mon` or `mon-fri`.
fn days(text: &str) -> Formed<()> {
    let known = |day: &str| day.len() == 3 && day.parse::<Weekday>().is_ok();
    let good = match text.split_once('-') {
        Some((first, last)) => known(first) && known(last),
        None => known(text),
    };
    if good {
        Ok(())
    } else {
        Err(Wrong::new(format!("`{text}` are no days"))
            .help("write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri"))
    }
}

/// `09:00-17:30`.
fn open(text: &str) -> Formed<()> {
    let time = |text: &str| {
        (text.len() == 5)
            .then(|| NaiveTime::parse_from_str(text, "%H:%M").ok())
            .flatten()
    };
    match text
        .split_once('-')
        .map(|(from, to)| (time(from.trim()), time(to.trim())))
    {
        Some((Some(from), Some(to))) if from < to => Ok(()),
        _ => Err(Wrong::new(format!("`{text}` are no open hours"))
            .help("write from and to of one day: 09:00-17:30")),
    }
}
