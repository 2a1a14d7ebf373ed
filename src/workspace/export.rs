//! `source` and `[satellite.columns]`: how a satellite's exports are read.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use toml::Spanned;
use toml::de::DeValue;

use super::estate::url;
use super::forms::{self, Formed, Wrong};
use super::table::Table;
use super::{items, service, suggest};
use crate::extract::times::Clock;
use crate::extract::{
    Canonical, Column, Columns, Condition, Csv, Dataverse, Encoding, Format, ItemExport, ItemFile, Json, Parquet, Reading, Shape, Sieve,
    SynapseLink, Unit, Vendored, Whereabouts,
};
use crate::lake::store::listing::Links;
use crate::model::session::{NotAWord, words};
use crate::model::{Mode, Outcome};

words! {
    /// The formats that this version reads.
    Kind {
        Csv = "csv",
        Json = "json",
        NdJson = "ndjson",
        Parquet = "parquet",
        Delta = "delta",
        UiPath = "uipath",
        AutomationAnywhere = "automation-anywhere",
        BluePrism = "blue-prism",
        N8n = "n8n",
        ServiceNow = "servicenow",
        Camunda = "camunda",
        Workato = "workato",
        Kit = "kit",
        SynapseLink = "synapse-link",
        Dataverse = "dataverse",
        EventLog = "event-log",
    }
}

/// `secrets` are the satellite's.
pub fn reading(satellite: &Table, secrets: Option<&Table>) -> Option<Reading> {
    let source = satellite.table("source");
    let format = source.as_ref().and_then(|source| source.needed("format", "\"csv\"", forms::word::<Kind>("format")));
    // A vendor's columns are known: the satellite's own only take the place of some.
    let is_known = !matches!(format, Some(Kind::Csv | Kind::Json | Kind::NdJson | Kind::Parquet | Kind::Delta) | None);
    let columns = satellite.table("columns").map(|table| read_columns(&table, is_known));
    let items = satellite.table("items").map(|table| items::read(&table));
    if is_known && items.is_some() {
        let help = "leave it out: [satellite.items] is for csv, json, ndjson and parquet";
        satellite.note("items", "the format knows its vendor's items", help);
    }
    if columns.is_some() && items.is_some() {
        let help = "leave one of them out, or make a satellite of its own for the other exports";
        satellite.note("items", "the exports of a satellite tell of sessions or of items, and this one names columns of both", help);
    }
    let events = satellite.table("events").map(items::events);
    if format.is_some_and(|format| format != Kind::EventLog) && events.is_some() {
        satellite.note("events", "only an event log has events", "leave it out, or write format = \"event-log\"");
    }
    if format == Some(Kind::EventLog) && columns.is_some() {
        let help = "name its columns in [satellite.events]: case, activity, start, end, due, queue";
        satellite.note("columns", "the cases of an event log are items, and these are columns of sessions", help);
    }
    let sieve = read_sieve(satellite, is_known);
    let Some(source) = source else {
        if !satellite.has("source") {
            satellite.missing("source", "{ format = \"csv\", url = \"satellites/emea-prod/*.csv\" }");
        }
        return None;
    };
    let is_service = |text: &str| format == Some(Kind::Dataverse) && service::is_meant(text);
    let form = |text: &str| if is_service(text) { service::address(text) } else { url(text) };
    let url = source.needed("url", "\"satellites/emea-prod/*.csv\"", form);
    let live = url.as_deref().filter(|text| is_service(text)).map(|address| service::live(address, satellite, &source, secrets));
    let delimiter = source_delimiter(&source);
    if format.is_some_and(|format| format != Kind::Csv) && source.has("delimiter") {
        source.note("delimiter", "only CSV has a delimiter", "leave it out");
    }
    let encoding = source.text("encoding", forms::word::<Encoding>("encoding"));
    if format.is_some_and(|format| !matches!(format, Kind::Csv | Kind::Json | Kind::NdJson)) && source.has("encoding") {
        source.note("encoding", "only csv, json and ndjson have an encoding", "leave it out: the format says how its text is written");
    }
    if format == Some(Kind::SynapseLink) && url.as_ref().is_some_and(|url| url.contains(['*', '?'])) {
        source.note("url", "a link's export is a folder, and this is a pattern", "write the folder in which model.json or Changelog lies");
    }
    if format == Some(Kind::Delta) && url.as_ref().is_some_and(|url| url.contains(['*', '?'])) {
        source.note(
            "url",
            "a Delta table is a folder, and this is a pattern",
            "write the folder in which _delta_log lies, or one of such folders",
        );
    }
    if live.is_some() && source.has("follow_links") {
        source.note("follow_links", "a service has no links", "leave it out: only folders of this machine have links");
    }
    let links = if source.truth("follow_links") == Some(true) { Links::Followed } else { Links::Left };
    source.close();
    let told = |file| Format::Items(ItemExport { file, columns: items.clone().unwrap_or_default(), sieve: sieve.clone() });
    let format = match format? {
        Kind::Csv if items.is_some() => told(ItemFile::Csv { delimiter, encoding }),
        Kind::Json if items.is_some() => told(ItemFile::Json { shape: Shape::Document, encoding }),
        Kind::NdJson if items.is_some() => told(ItemFile::Json { shape: Shape::Lines, encoding }),
        Kind::Parquet if items.is_some() => told(ItemFile::Parquet),
        Kind::Csv => Format::Csv(Csv { delimiter, encoding, columns, sieve }),
        Kind::Json => Format::Json(Json { shape: Shape::Document, encoding, columns, sieve }),
        Kind::NdJson => Format::Json(Json { shape: Shape::Lines, encoding, columns, sieve }),
        Kind::Parquet => Format::Parquet(Parquet { columns, sieve }),
        Kind::Delta => Format::Delta(Parquet { columns, sieve }),
        // A service that was not understood was told of.
        Kind::Dataverse => {
            Format::Dataverse(Dataverse { columns, live: live.map_or(Some(None), |live| live.map(|live| Some(Box::new(live))))? })
        }
        Kind::SynapseLink => Format::SynapseLink(SynapseLink { columns }),
        Kind::EventLog => Format::EventLog(events.unwrap_or_default()),
        vendor => Format::Vendor(Vendored { vendor: vendor.as_str().parse().expect("a vendor's format is called as it is"), columns }),
    };
    Some(Reading { url: Whereabouts { url: url?, links }, format })
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
        let Some(column) = read_column(table, told, value) else { continue };
        if is_known && (column.constant.is_some() || told.is_derived_from()) {
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
    let header = table.needed("column", "\"Their Name\"", forms::text);
    let format = table.text("format", time_format);
    let timezone = table.text("timezone", forms::own);
    for key in ["format", "timezone"] {
        if table.has(key) && !told.is_time() {
            table.note(key, format!("`{told}` is no time: it has no {key}"), "only started and ended have a format and a timezone");
        }
    }
    let unit = read_unit(&table, told);
    let map = table.table("map").map(|map| read_map(&map, told)).unwrap_or_default();
    table.close();
    Some(Column { header: header?, constant: None, format, unit, timezone, map })
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

/// `[satellite.only]` and `[satellite.drop]`: theirs = words.
fn read_sieve(satellite: &Table, is_known: bool) -> Sieve {
    let mut conditions = Vec::new();
    for (key, keeps) in [("only", true), ("drop", false)] {
        let Some(table) = satellite.table(key) else { continue };
        if is_known {
            let help = "leave it out: conditions are for csv, json, ndjson, parquet and delta";
            satellite.note(key, "the format decides itself which rows are sessions", help);
        }
        for (column, span, value) in table.entries() {
            let right = format!("write the words in a list: {column} = [\"Done\", \"Failed\"]");
            let texts = match value.get_ref() {
                DeValue::String(text) => Some(vec![text.to_string()]),
                DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
                _ => None,
            };
            match texts {
                Some(texts) if !texts.is_empty() => {
                    let words = texts.iter().map(|text| text.trim().to_lowercase()).collect();
                    conditions.push(Condition { column: column.to_owned(), words, keeps });
                }
                _ => table.note_at(span, format!("`{column}` names no words"), right),
            }
        }
    }
    Sieve(conditions)
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
    if Clock::can_read(text) && text.contains('%') {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(format!("`{text}` is not a form of time")).help("write it as strftime does: %d.%m.%Y %H:%M:%S, or %m/%d/%Y %I:%M:%S %p"))
}
