//! `[satellite.items]`: exports that tell of queues' items, and under which columns.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::{Target, read_column, time_format};
use super::table::TomlTable;
use crate::extract::{Column, EventLog, ItemColumns, OfItem, Unit};
use crate::model::Outcome;
use crate::workspace::forms::{self, Formed};
use crate::workspace::suggest;

/// All that an item needs must be named.
pub fn read(table: &TomlTable) -> ItemColumns {
    let mut columns = BTreeMap::new();
    for (key, span, value) in table.entries() {
        let Ok(told) = key.parse::<OfItem>() else {
            let known = OfItem::ALL.iter().map(|told| told.as_str());
            table.note_at(
                span,
                format!("an item has no `{key}`"),
                suggest::instead(key, known),
            );
            continue;
        };
        columns.extend(read_column(table, told, value).map(|column| (told, column)));
    }
    let mut missing: Vec<&str> = OfItem::REQUIRED
        .iter()
        .filter(|told| !table.has(told.as_str()))
        .map(|told| told.as_str())
        .collect();
    if !OfItem::PLACING.iter().any(|told| table.has(told.as_str())) {
        missing.push("created, started or ended");
    }
    if !missing.is_empty() {
        let help = "write each as canonical = \"theirs\"; where all are of one queue, queue_id = { constant = \"invoices\" }";
        table.note_at(
            table.span.clone(),
            format!("the items lack {}", missing.join(", ")),
            help,
        );
    }
    ItemColumns(columns)
}

impl Target for OfItem {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_id(self) -> bool {
        Self::is_id(self)
    }

    fn is_time(self) -> bool {
        Self::is_time(self)
    }

    fn is_number(self) -> bool {
        self.is_time()
    }

    fn may_be_constant(self) -> bool {
        Self::may_be_constant(self)
    }

    fn example(self) -> &'static str {
        "\"invoices\""
    }

    fn word(self, text: &str) -> Formed<String> {
        match self {
            Self::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
            _ => Ok(text.to_owned()),
        }
    }

    fn named(self, _: &TomlTable<'_>, header: &str, _: Range<usize>) -> Column {
        Column::named(header)
    }

    fn unit(self, table: &TomlTable<'_>, has_parts: bool) -> Option<Unit> {
        let unit = table.text("unit", forms::word::<Unit>("unit"));
        if table.has("map") && has_parts {
            table.note(
                "map",
                format!("`{self}` is made of several columns, and has a map too"),
                "leave map out: the parts are joined as they stand",
            );
        }
        for key in ["timezone", "unit"] {
            if table.has(key) && !self.is_time() {
                table.note(
                    key,
                    format!("`{self}` is no time: it has no {key}"),
                    "leave it out; work_ms is told in milliseconds",
                );
            }
        }
        if let Some(unit) = unit.filter(|unit| !unit.counts_instants()) {
            table.note(
                "unit",
                format!("no time is told in {unit} since 1970"),
                "write unit = \"s\", \"ms\" or \"us\"",
            );
        } else if unit.is_some() && table.has("format") {
            table.note(
                "unit",
                "a time has a unit or a format, not both",
                "leave one of them out",
            );
        }
        unit
    }
}

/// `[satellite.events]`: what the columns of an event log are called, where not as usual.
pub fn events(table: TomlTable) -> EventLog {
    let usual = EventLog::default();
    let named = |key: &'static str, usual: Vec<String>| {
        table
            .text(key, forms::text)
            .map_or(usual, |name| vec![name])
    };
    let log = EventLog {
        case: named("case", usual.case),
        activity: named("activity", usual.activity),
        start: named("start", usual.start),
        end: named("end", usual.end),
        lifecycle: named("lifecycle", usual.lifecycle),
        due: named("due", usual.due),
        queue: named("queue", usual.queue),
        format: table.text("format", time_format),
    };
    table.close();
    log
}
