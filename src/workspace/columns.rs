//! `[satellite.columns]`: what an export's columns are called, and how their values are told.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::forms::{self, Formed, Wrong};
use super::suggest;
use super::table::Table;
use crate::extract::times::Clock;
use crate::extract::{Canonical, Column, Columns, Unit};
use crate::model::{Mode, Outcome};

/// Where none is known, all that a session needs must be named.
pub(super) fn read_columns(table: &Table, is_known: bool) -> Columns {
    let mut columns = BTreeMap::new();
    for (key, span, value) in table.entries() {
        let Ok(told) = key.parse::<Canonical>() else {
            let known = Canonical::ALL.iter().map(|told| told.as_str());
            table.note_at(span, format!("a session has no `{key}`"), suggest::instead(key, known));
            continue;
        };
        let Some(column) = read_column(table, told, value) else { continue };
        if is_known && (!column.is_plain() || told.is_derived_from()) {
            let message = format!("`{told}` cannot be told so: the format knows its vendor's columns");
            table.note_at(value.span(), message, "name one of the vendor's columns, or leave it out");
        }
        columns.insert(told, column);
    }
    let mut missing: Vec<&str> = Canonical::REQUIRED.iter().filter(|told| !table.has(told.as_str())).map(|told| told.as_str()).collect();
    if !table.has("started") && !table.has("ended") {
        missing.push("started or ended");
    }
    if !is_known && !missing.is_empty() {
        let help = "write each as canonical = \"theirs\"; with [satellite.columns], only what is listed is read";
        table.note_at(table.span.clone(), format!("the columns lack {}", missing.join(", ")), help);
    }
    Columns(columns)
}

fn read_column<'t>(columns: &Table<'t>, told: Canonical, value: &'t Spanned<DeValue<'t>>) -> Option<Column> {
    if let Some(header) = value.get_ref().as_str() {
        if told.is_derived_from() {
            columns.note_at(
                value.span(),
                format!("`{told}` needs a unit"),
                format!("write {told} = {{ column = \"{header}\", unit = \"s\" }}"),
            );
        }
        return Some(Column::named(header));
    }
    let Some(table) = columns.inner(&format!("the column `{told}`"), value) else {
        let example = format!("{told} = \"Their Name\", or {told} = {{ column = \"Their Name\" }}");
        columns.note_at(value.span(), format!("`{told}` names no column"), format!("write {example}"));
        return None;
    };
    if table.has("constant") {
        return read_constant(table, told);
    }
    if table.has("columns") {
        return read_parts(table, told.as_str(), told.is_id());
    }
    let header = table.needed("column", "\"Their Name\"", forms::text);
    let format = if told.is_time() { table.text("format", time_format) } else { table.text("format", forms::text) };
    let timezone = table.text("timezone", forms::own);
    for key in ["format", "timezone"] {
        if table.has(key) && !told.is_time() {
            table.note(key, format!("`{told}` is no time: it has no {key}"), "only started and ended have a format and a timezone");
        }
    }
    let unit = read_unit(&table, told);
    let map = table.table("map").map(|map| read_map(&map, told)).unwrap_or_default();
    table.close();
    Some(Column { header: header?, format, unit, timezone, map, ..Column::default() })
}

/// An id that is told in several columns.
pub(super) fn read_parts(table: Table<'_>, told: &str, is_id: bool) -> Option<Column> {
    let parts = table.list("columns", forms::text);
    if !is_id {
        table.note("columns", format!("`{told}` is told in one column"), "write column = \"Their Name\": only ids are made of several");
    }
    for key in ["column", "map"] {
        if table.has(key) {
            let help = format!("leave {key} out: the parts are joined as they stand");
            table.note(key, format!("`{told}` is made of several columns, and has a {key} too"), help);
        }
    }
    // Asked for, so that they are not called unknown as well.
    let _ = (table.get("column"), table.get("map"));
    let parts: Vec<String> = parts?.into_iter().map(|(part, _)| part).collect();
    if parts.len() < 2 || parts.iter().any(String::is_empty) {
        let help = format!("name two or more: {told} = {{ columns = [\"Job\", \"Number\"] }}");
        table.note("columns", format!("`{told}` is made of several columns, and these are not"), help);
    }
    table.close();
    Some(Column { parts, ..Column::default() })
}

/// What every row tells. That which makes a row this row and no other cannot be the same in all of them.
fn read_constant(table: Table<'_>, told: Canonical) -> Option<Column> {
    let constant = table.needed("constant", "\"succeeded\"", |text| match told {
        Canonical::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
        Canonical::Mode => forms::word::<Mode>("mode")(text).map(|word| word.to_string()),
        told if told.is_time()
            || told.is_derived_from()
            || matches!(told, Canonical::SessionId | Canonical::SourceVersion | Canonical::Deleted) =>
        {
            Err(Wrong::new(format!("no two rows have the same {told}")).help("name the column that tells it"))
        }
        _ => Ok(text.to_owned()),
    });
    for key in ["column", "map"] {
        if table.has(key) {
            table.note(key, format!("`{told}` is a constant, and has a {key} too"), format!("leave one of them out: constant, or {key}"));
        }
    }
    // Asked for, so that they are not called unknown as well.
    let _ = (table.get("column"), table.get("map"));
    table.close();
    constant.map(Column::constant)
}

fn read_unit(table: &Table<'_>, told: Canonical) -> Option<Unit> {
    let unit = table.text("unit", forms::word::<Unit>("unit"));
    if told.is_derived_from() && !table.has("unit") {
        table.missing("unit", "\"s\" (or ms, us, min, h, hh:mm:ss)");
    }
    if table.has("unit") && !told.is_time() && !told.is_derived_from() {
        table.note("unit", format!("`{told}` has no unit"), "only duration has one, and times that are numbers since 1970");
    } else if let Some(unit) = unit.filter(|unit| told.is_time() && !unit.counts_instants()) {
        table.note("unit", format!("no time is told in {unit} since 1970"), "write unit = \"s\", \"ms\" or \"us\"");
    } else if unit.is_some() && table.has("format") {
        table.note("unit", "a time has a unit or a format, not both", "leave one of them out");
    }
    unit
}

/// Theirs = ours. Outcomes and modes map to our words, anything else to a text.
fn read_map(map: &Table, told: Canonical) -> BTreeMap<String, String> {
    let word = |text: &str| match told {
        Canonical::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
        Canonical::Mode => forms::word::<Mode>("mode")(text).map(|word| word.to_string()),
        _ => Ok(text.to_owned()),
    };
    let mut words = BTreeMap::new();
    for (theirs, (ours, span)) in map.texts("a text in quotes: \"Their word\" = \"succeeded\"") {
        match word(ours.trim()) {
            Ok(ours) => {
                words.insert(theirs, ours);
            }
            Err(Wrong { message, help }) => map.note_at(span, message, help.unwrap_or_default()),
        }
    }
    words
}

pub(super) fn time_format(text: &str) -> Formed<String> {
    match Clock::why_unreadable(text) {
        None => Ok(text.to_owned()),
        Some(help) => Err(Wrong::new(format!("`{text}` is not a form of time that can be read")).help(help)),
    }
}
