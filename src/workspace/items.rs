//! `[satellite.items]`: exports that tell of queues' items, and under which columns.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::columns::{
    note_parts_with_unit, read_digits, read_formats, read_parts, read_path, read_where, time_format,
};
use super::forms::{self, Wrong};
use super::suggest;
use super::table::TomlTable;
use crate::extract::{Column, EventLog, ItemColumns, OfItem, Unit};
use crate::model::Outcome;

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
        columns.extend(column(table, told, value).map(|column| (told, column)));
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

fn column<'t>(
    items: &TomlTable<'t>,
    told: OfItem,
    value: &'t Spanned<DeValue<'t>>,
) -> Option<Column> {
    if let Some(header) = value.get_ref().as_str() {
        return Some(Column::named(header));
    }
    let Some(table) = items.inner(&format!("the column `{told}`"), value) else {
        let example = format!("{told} = \"Their Name\", or {told} = {{ column = \"Their Name\" }}");
        items.note_at(
            value.span(),
            format!("`{told}` names no column"),
            format!("write {example}"),
        );
        return None;
    };
    if table.has("constant") {
        return constant(table, told);
    }
    let read_map = |table: &TomlTable<'_>| {
        table
            .table("map")
            .map(|map| words(&map, told))
            .unwrap_or_default()
    };
    if table.has("path") {
        return read_path(table, told.as_str(), told.may_be_constant(), read_map);
    }
    if table.has("columns") && !told.is_time() {
        return read_parts(table, told.as_str(), told.is_id());
    }
    let (header, parts) = read_where(&table, told.as_str());
    let formats = read_formats(&table, told.as_str(), told.is_time(), parts.len());
    let timezone = table.text("timezone", forms::own);
    let unit = table.text("unit", forms::word::<Unit>("unit"));
    note_parts_with_unit(&table, told.as_str(), !parts.is_empty());
    let digits = read_digits(&table, told.as_str(), told.is_time());
    if table.has("map") && !parts.is_empty() {
        table.note(
            "map",
            format!("`{told}` is made of several columns, and has a map too"),
            "leave map out: the parts are joined as they stand",
        );
    }
    for key in ["timezone", "unit"] {
        if table.has(key) && !told.is_time() {
            table.note(
                key,
                format!("`{told}` is no time: it has no {key}"),
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
    let map = read_map(&table);
    table.close();
    Some(Column {
        header: header?,
        parts,
        unit,
        timezone,
        digits,
        map,
        ..formats
    })
}

/// What every row tells.
fn constant(table: TomlTable<'_>, told: OfItem) -> Option<Column> {
    let constant = table.needed("constant", "\"invoices\"", |text| match told {
        OfItem::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
        told if told.may_be_constant() => Ok(text.to_owned()),
        told => Err(Wrong::new(format!("no two rows have the same {told}"))
            .help("name the column that tells it")),
    });
    for key in ["column", "map"] {
        if table.has(key) {
            table.note(
                key,
                format!("`{told}` is a constant, and has a {key} too"),
                format!("leave one of them out: constant, or {key}"),
            );
        }
    }
    // Asked for, so that they are not called unknown as well.
    let _ = (table.get("column"), table.get("map"));
    table.close();
    constant.map(Column::constant)
}

/// Theirs = ours. Outcomes map to our words, anything else to a text.
fn words(map: &TomlTable, told: OfItem) -> BTreeMap<String, String> {
    let word = |text: &str| match told {
        OfItem::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
        _ => Ok(text.to_owned()),
    };
    let mut words = BTreeMap::new();
    for (theirs, (ours, span)) in map.texts("a text in quotes: \"Their word\" = \"succeeded\"") {
        match word(ours.trim()) {
            Ok(ours) => drop(words.insert(theirs, ours)),
            Err(Wrong { message, help }) => map.note_at(span, message, help.unwrap_or_default()),
        }
    }
    words
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
