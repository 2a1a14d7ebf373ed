//! `source` and `[satellite.columns]`: how a satellite's exports are read.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use toml::Spanned;
use toml::de::DeValue;

use super::estate::url;
use super::forms::{self, Formed, Wrong};
use super::suggest;
use super::table::Table;
use crate::extract::times::Clock;
use crate::extract::{Canonical, Column, Columns, Csv, Format, Json, Reading, Shape, SynapseLink, Vendored};
use crate::model::session::{NotAWord, words};
use crate::model::{Mode, Outcome};

words! {
    /// The formats that this version reads.
    Kind {
        Csv = "csv",
        Json = "json",
        NdJson = "ndjson",
        UiPath = "uipath",
        AutomationAnywhere = "automation-anywhere",
        BluePrism = "blue-prism",
        N8n = "n8n",
        ServiceNow = "servicenow",
        Camunda = "camunda",
        Workato = "workato",
        Kit = "kit",
        SynapseLink = "synapse-link",
    }
}

pub fn reading(satellite: &Table) -> Option<Reading> {
    let source = satellite.table("source");
    let format = source.as_ref().and_then(|source| source.needed("format", "\"csv\"", forms::word::<Kind>("format")));
    // A vendor's columns are known: the satellite's own only take the place of some.
    let is_known = !matches!(format, Some(Kind::Csv | Kind::Json | Kind::NdJson) | None);
    let columns = satellite.table("columns").map(|table| read_columns(&table, is_known));
    let Some(source) = source else {
        if !satellite.has("source") {
            satellite.missing("source", "{ format = \"csv\", url = \"satellites/emea-prod/*.csv\" }");
        }
        return None;
    };
    let url = source.needed("url", "\"satellites/emea-prod/*.csv\"", url);
    let delimiter = source_delimiter(&source);
    if format.is_some_and(|format| format != Kind::Csv) && source.has("delimiter") {
        source.note("delimiter", "only CSV has a delimiter", "leave it out");
    }
    if format == Some(Kind::SynapseLink) && url.as_ref().is_some_and(|url| url.contains(['*', '?'])) {
        source.note("url", "a link's export is a folder, and this is a pattern", "write the folder in which model.json or Changelog lies");
    }
    source.close();
    let format = match format? {
        Kind::Csv => Format::Csv(Csv { delimiter, columns }),
        Kind::Json => Format::Json(Json { shape: Shape::Document, columns }),
        Kind::NdJson => Format::Json(Json { shape: Shape::Lines, columns }),
        Kind::SynapseLink => Format::SynapseLink(SynapseLink { columns }),
        vendor => Format::Vendor(Vendored { vendor: vendor.as_str().parse().expect("a vendor's format is called as it is"), columns }),
    };
    Some(Reading { url: url?, format })
}

/// A blank is trimmed away elsewhere, but a tab is a delimiter: so it is asked for raw.
fn source_delimiter(source: &Table) -> Option<u8> {
    let value = source.get("delimiter")?;
    let written = value.get_ref().as_str();
    match written.map(str::as_bytes) {
        Some(&[byte]) if b",;|\t".contains(&byte) => Some(byte),
        _ => {
            let message = format!("`{}` is not a delimiter", written.unwrap_or("this"));
            source.note("delimiter", message, "write \",\", \";\", \"|\" or \"\\t\"; or leave it out: the header line tells it");
            None
        }
    }
}

/// Where none is known, all that a session needs must be named.
fn read_columns(table: &Table, is_known: bool) -> Columns {
    let mut columns = BTreeMap::new();
    for (key, span, value) in table.entries() {
        let Ok(told) = key.parse::<Canonical>() else {
            let known = Canonical::ALL.iter().map(|told| told.as_str());
            table.note_at(span, format!("a session has no `{key}`"), suggest::instead(key, known));
            continue;
        };
        if let Some(column) = read_column(table, told, value) {
            columns.insert(told, column);
        }
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
        return Some(Column::named(header));
    }
    let Some(table) = columns.inner(&format!("the column `{told}`"), value) else {
        let example = format!("{told} = \"Their Name\", or {told} = {{ column = \"Their Name\" }}");
        columns.note_at(value.span(), format!("`{told}` names no column"), format!("write {example}"));
        return None;
    };
    let header = table.needed("column", "\"Their Name\"", forms::text);
    let format = table.text("format", time_format);
    let timezone = table.text("timezone", forms::own);
    for key in ["format", "timezone"] {
        if table.has(key) && !told.is_time() {
            table.note(key, format!("`{told}` is no time: it has no {key}"), "only started and ended have a format and a timezone");
        }
    }
    let map = table.table("map").map(|map| read_map(&map, told)).unwrap_or_default();
    table.close();
    Some(Column { header: header?, format, timezone, map })
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

fn time_format(text: &str) -> Formed<String> {
    if Clock::can_read(text) && text.contains('%') {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(format!("`{text}` is not a form of time")).help("write it as strftime does: %d.%m.%Y %H:%M:%S, or %m/%d/%Y %I:%M:%S %p"))
}
