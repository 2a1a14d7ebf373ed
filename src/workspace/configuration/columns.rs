//! `[satellite.columns]`: what an export's columns are called, and how their values are told.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::table::TomlTable;
use crate::extract::reading::times::Clock;
use crate::extract::{Canonical, Column, Columns, Digits, PathPattern, THOUSANDS, Unit};
use crate::model::{Mode, Outcome};
use crate::workspace::forms::{self, Formed, Wrong};
use crate::workspace::suggest;

/// Where none is known, all that a session needs must be named.
pub(super) fn read_columns(table: &TomlTable, is_known: bool) -> Columns {
    let mut columns = BTreeMap::new();
    for (key, span, value) in table.entries() {
        let Ok(told) = key.parse::<Canonical>() else {
            let known = Canonical::ALL.iter().map(|told| told.as_str());
            table.note_at(
                span,
                format!("a session has no `{key}`"),
                suggest::instead(key, known),
            );
            continue;
        };
        let Some(column) = read_column(table, told, value) else {
            continue;
        };
        if is_known && (!column.is_plain() || told.is_derived_from()) {
            let message =
                format!("`{told}` cannot be told so: the format knows its vendor's columns");
            table.note_at(
                value.span(),
                message,
                "name one of the vendor's columns, or leave it out",
            );
        }
        columns.insert(told, column);
    }
    if columns
        .get(&Canonical::SessionId)
        .is_some_and(|id| id.is_content)
        && table.has("deleted")
    {
        let help = "name the columns that its id is made of: session_id = { columns = [\"Job\", \"Started\"] }";
        table.note("deleted", "a row that says that a session was deleted does not tell what the session told, which is its id", help);
    }
    let mut missing: Vec<&str> = Canonical::REQUIRED
        .iter()
        .filter(|told| !table.has(told.as_str()))
        .map(|told| told.as_str())
        .collect();
    if !table.has("started") && !table.has("ended") {
        missing.push("started or ended");
    }
    if !is_known && !missing.is_empty() {
        let help = "write each as canonical = \"theirs\"; with [satellite.columns], only what is listed is read";
        table.note_at(
            table.span.clone(),
            format!("the columns lack {}", missing.join(", ")),
            help,
        );
    }
    Columns(columns)
}

/// What a column is named for: one of the columns that a session has, or an item.
pub(super) trait Target: Copy + fmt::Display {
    fn as_str(self) -> &'static str;

    fn is_id(self) -> bool;

    fn is_time(self) -> bool;

    /// Whether it is read as a number, if it is written as one.
    fn is_number(self) -> bool;

    fn may_be_constant(self) -> bool;

    /// A constant that it may be, in quotes.
    fn example(self) -> &'static str;

    /// A value in our words.
    fn word(self, text: &str) -> Formed<String>;

    /// The column that its name alone stands for.
    fn named(self, columns: &TomlTable<'_>, header: &str, span: Range<usize>) -> Column;

    /// The unit, and what is wrong with the keys that only some columns have.
    fn unit(self, table: &TomlTable<'_>, has_parts: bool) -> Option<Unit>;
}

impl Target for Canonical {
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
        self.is_time() || self.is_derived_from()
    }

    fn may_be_constant(self) -> bool {
        Self::may_be_constant(self)
    }

    fn example(self) -> &'static str {
        "\"succeeded\""
    }

    fn word(self, text: &str) -> Formed<String> {
        match self {
            Self::Outcome => forms::word::<Outcome>("outcome")(text).map(|word| word.to_string()),
            Self::Mode => forms::word::<Mode>("mode")(text).map(|word| word.to_string()),
            _ => Ok(text.to_owned()),
        }
    }

    fn named(self, columns: &TomlTable<'_>, header: &str, span: Range<usize>) -> Column {
        if self == Self::SessionId && header == "content" {
            return Column::content();
        }
        if self.is_derived_from() {
            columns.note_at(
                span,
                format!("`{self}` needs a unit"),
                format!("write {self} = {{ column = \"{header}\", unit = \"s\" }}"),
            );
        }
        Column::named(header)
    }

    fn unit(self, table: &TomlTable<'_>, _: bool) -> Option<Unit> {
        if table.has("timezone") && !self.is_time() {
            table.note(
                "timezone",
                format!("`{self}` is no time: it has no timezone"),
                "only started and ended have a format and a timezone",
            );
        }
        read_unit(table, self)
    }
}

/// The column of an export that a name stands for, or a table that says more of it.
pub(super) fn read_column<'t, T: Target>(
    columns: &TomlTable<'t>,
    target: T,
    value: &'t Spanned<DeValue<'t>>,
) -> Option<Column> {
    if let Some(header) = value.get_ref().as_str() {
        return Some(target.named(columns, header, value.span()));
    }
    let Some(table) = columns.inner(&format!("the column `{target}`"), value) else {
        let example =
            format!("{target} = \"Their Name\", or {target} = {{ column = \"Their Name\" }}");
        columns.note_at(
            value.span(),
            format!("`{target}` names no column"),
            format!("write {example}"),
        );
        return None;
    };
    let name = target.as_str();
    if table.has("constant") {
        return read_constant(table, target);
    }
    if table.has("path") {
        return read_path(table, name, target.may_be_constant(), |table| {
            read_map(table, target)
        });
    }
    if table.has("columns") && !target.is_number() {
        return read_parts(table, name, target.is_id());
    }
    let (header, parts) = read_where(&table, name);
    let formats = read_formats(&table, name, target.is_time(), parts.len());
    let timezone = table.text("timezone", forms::own);
    let unit = target.unit(&table, !parts.is_empty());
    note_parts_with_unit(&table, name, target.is_time() && !parts.is_empty());
    let digits = read_digits(&table, name, target.is_number());
    let map = read_map(&table, target);
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

/// The column that tells it; or all of them, of a time or a duration that is told in several.
fn read_where(table: &TomlTable<'_>, told: &str) -> (Option<String>, Vec<String>) {
    if !table.has("columns") {
        return (
            table.needed("column", "\"Their Name\"", forms::text),
            Vec::new(),
        );
    }
    if table.has("column") {
        table.note(
            "column",
            format!("`{told}` is told in several columns, and in one too"),
            "leave one of them out: column, or columns",
        );
    }
    // Asked for, so that it is not called unknown as well.
    let _ = table.get("column");
    let parts: Vec<String> = table
        .list("columns", forms::text)
        .unwrap_or_default()
        .into_iter()
        .map(|(part, _)| part)
        .collect();
    if parts.len() < 2 || parts.iter().any(String::is_empty) {
        let help = format!("name two or more: {told} = {{ columns = [\"Date\", \"Time\"] }}");
        table.note(
            "columns",
            format!("`{told}` is made of several columns, and these are not"),
            help,
        );
    }
    (Some(String::new()), parts)
}

/// The forms in which a time is read: one, or a list of them, of which the first that fits is
/// taken.
fn read_formats(table: &TomlTable<'_>, told: &str, is_time: bool, parts: usize) -> Column {
    if table.has("format") && !is_time {
        let _ = table.get("format");
        table.note(
            "format",
            format!("`{told}` is no time: it has no format"),
            "leave it out: only times have a format and a timezone",
        );
        return Column::default();
    }
    let form = |text: &str| match Some(parts)
        .filter(|&parts| parts > 0)
        .and_then(|parts| Clock::why_unreadable_in(text, parts))
    {
        None => time_format(text),
        Some(help) => {
            Err(Wrong::new(format!("`{text}` is no form of a time in {parts} columns")).help(help))
        }
    };
    let is_list = table
        .get("format")
        .is_some_and(|value| value.get_ref().is_array());
    let mut formats = match is_list {
        true => table
            .list("format", form)
            .unwrap_or_default()
            .into_iter()
            .map(|(format, _)| format)
            .collect::<Vec<_>>()
            .into_iter(),
        false => table
            .text("format", form)
            .into_iter()
            .collect::<Vec<_>>()
            .into_iter(),
    };
    if is_list
        && table
            .get("format")
            .and_then(|value| value.get_ref().as_array())
            .is_some_and(|list| list.is_empty())
    {
        table.note(
            "format",
            "no form is named",
            "write at least one: format = [\"%d.%m.%Y %H:%M\", \"%Y-%m-%dT%H:%M:%S\"]",
        );
    }
    Column {
        format: formats.next(),
        other_formats: formats.collect(),
        ..Column::default()
    }
}

/// What counts from 1970 on is one number.
fn note_parts_with_unit(table: &TomlTable<'_>, told: &str, is_time_of_parts: bool) {
    if table.has("unit") && is_time_of_parts {
        let help = "leave unit out, and write the form in which the columns tell it together: format = \"%Y%m%d %H%M%S\"";
        table.note(
            "unit",
            format!("`{told}` is told in several columns, and a number since 1970 stands in one"),
            help,
        );
    }
}

/// How numbers are written, where they are not plain digits with a point.
fn read_digits(table: &TomlTable<'_>, told: &str, is_number: bool) -> Digits {
    let mark = |key: &'static str, marks: &'static [char]| {
        let value = table.get(key)?;
        let written = value
            .get_ref()
            .as_str()
            .and_then(|text| text.parse::<char>().ok())
            .filter(|mark| marks.contains(mark));
        if written.is_none() {
            let marks: Vec<String> = marks.iter().map(|mark| format!("\"{mark}\"")).collect();
            table.note(
                key,
                format!("this is no sign that stands for {key}"),
                format!("write {key} = {}, or leave it out", marks.join(" or ")),
            );
        }
        written
    };
    let (decimal, thousands) = (mark("decimal", &[',', '.']), mark("thousands", &THOUSANDS));
    for key in ["decimal", "thousands"] {
        if table.has(key) && !is_number {
            table.note(
                key,
                format!("`{told}` is no number that is read"),
                format!("leave {key} out: it is for durations and for times in numbers"),
            );
        }
    }
    if thousands.is_some() && thousands == decimal.or(Some('.')) {
        let mark = decimal.unwrap_or('.');
        let help = "write decimal = \",\", thousands = \".\", or the other way round";
        table.note(
            "thousands",
            format!("`{mark}` cannot stand for both decimal and thousands"),
            help,
        );
    }
    Digits {
        has_comma: decimal == Some(','),
        thousands,
    }
}

/// What the path of an export says of all its rows.
fn read_path(
    table: TomlTable<'_>,
    told: &str,
    may_be_constant: bool,
    map: impl Fn(&TomlTable<'_>) -> BTreeMap<String, String>,
) -> Option<Column> {
    let path = table.needed("path", "\"flows/{automation}/*.json\"", |text| {
        PathPattern::new(text).map_err(|(message, help)| Wrong::new(message).help(help))
    });
    if !may_be_constant {
        let help = "name the column that tells it: a path says the same of all rows of an export";
        table.note("path", format!("no two rows have the same {told}"), help);
    }
    for key in ["column", "columns"] {
        if table.has(key) {
            table.note(
                key,
                format!("`{told}` is told by the path, and has a {key} too"),
                format!("leave one of them out: path, or {key}"),
            );
        }
    }
    // Asked for, so that they are not called unknown as well, and so is the unit of what has one.
    let _ = (table.get("column"), table.get("columns"), table.get("unit"));
    let map = map(&table);
    table.close();
    Some(Column {
        path: Some(path?),
        map,
        ..Column::default()
    })
}

/// An id that is told in several columns.
fn read_parts(table: TomlTable<'_>, told: &str, is_id: bool) -> Option<Column> {
    let parts = table.list("columns", forms::text);
    if !is_id {
        table.note(
            "columns",
            format!("`{told}` is told in one column"),
            "write column = \"Their Name\": only ids, times and durations are made of several",
        );
    }
    for key in ["column", "map"] {
        if table.has(key) {
            let help = format!("leave {key} out: the parts are joined as they stand");
            table.note(
                key,
                format!("`{told}` is made of several columns, and has a {key} too"),
                help,
            );
        }
    }
    // Asked for, so that they are not called unknown as well.
    let _ = (table.get("column"), table.get("map"));
    let parts: Vec<String> = parts?.into_iter().map(|(part, _)| part).collect();
    if parts.len() < 2 || parts.iter().any(String::is_empty) {
        let help = format!("name two or more: {told} = {{ columns = [\"Job\", \"Number\"] }}");
        table.note(
            "columns",
            format!("`{told}` is made of several columns, and these are not"),
            help,
        );
    }
    table.close();
    Some(Column {
        parts,
        ..Column::default()
    })
}

/// What every row of an export tells.
fn read_constant(table: TomlTable<'_>, target: impl Target) -> Option<Column> {
    let constant = table.needed("constant", target.example(), |text| {
        if target.may_be_constant() {
            return target.word(text);
        }
        let wrong = Wrong::new(format!("no two rows have the same {target}"));
        Err(wrong.help("name the column that tells it"))
    });
    for key in ["column", "map"] {
        if table.has(key) {
            table.note(
                key,
                format!("`{target}` is a constant, and has a {key} too"),
                format!("leave one of them out: constant, or {key}"),
            );
        }
    }
    // Asked for, so that they are not called unknown as well.
    let _ = (table.get("column"), table.get("map"));
    table.close();
    constant.map(Column::constant)
}

fn read_unit(table: &TomlTable<'_>, told: Canonical) -> Option<Unit> {
    let unit = table.text("unit", forms::word::<Unit>("unit"));
    if told.is_derived_from() && !table.has("unit") {
        table.missing(
            "unit",
            "\"s\" (or ms, us, min, h, hh:mm:ss, hh:mm, mm:ss, hhmmss, iso)",
        );
    }
    if table.has("unit") && !told.is_time() && !told.is_derived_from() {
        table.note(
            "unit",
            format!("`{told}` has no unit"),
            "only duration has one, and times that are numbers since 1970",
        );
    } else if let Some(unit) = unit.filter(|unit| told.is_time() && !unit.counts_instants()) {
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

/// Theirs = ours, where the column has a map. Outcomes and modes map to our words, anything else to
/// a text.
fn read_map(table: &TomlTable<'_>, target: impl Target) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let Some(map) = table.table("map") else {
        return words;
    };
    for (theirs, (ours, span)) in map.texts("a text in quotes: \"Their word\" = \"succeeded\"") {
        match target.word(ours.trim()) {
            Ok(ours) => drop(words.insert(theirs, ours)),
            Err(Wrong { message, help }) => map.note_at(span, message, help.unwrap_or_default()),
        }
    }
    words
}

pub(super) fn time_format(text: &str) -> Formed<String> {
    match Clock::why_unreadable(text) {
        None => Ok(text.to_owned()),
        Some(help) => {
            Err(Wrong::new(format!("`{text}` is not a form of time that can be read")).help(help))
        }
    }
}
