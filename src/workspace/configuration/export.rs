//! `source` and `[satellite.columns]`: how a satellite's exports are read.

use std::fmt;
use std::str::FromStr;

use toml::de::DeValue;

use super::columns::read_columns;
use super::items;
use super::service;
use super::table::TomlTable;
use super::url::url;
use crate::extract::reading::file::Place;
use crate::extract::{
    Carrier, Columns, Condition, CsvForm, Dataverse, Encoding, EventLog, Fact, Format, ItemColumns,
    JsonForm, Mapped, Nothing, Reading, Shape, Sieve, SynapseLink, Vendor, Vendored, Whereabouts,
};
use crate::lake::store::listing::Links;
use crate::model::session::{NotAWord, words};
use crate::workspace::forms::{self, Formed, Wrong};

words! {
    /// The formats that this version reads.
    Kind {
        Csv = "csv",
        Json = "json",
        NdJson = "ndjson",
        Parquet = "parquet",
        Xlsx = "xlsx",
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

impl Kind {
    /// Whether its columns are known: a satellite's own only take the place of some.
    const fn is_known(self) -> bool {
        !matches!(
            self,
            Self::Csv | Self::Json | Self::NdJson | Self::Parquet | Self::Xlsx | Self::Delta
        )
    }

    const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::NdJson)
    }
}

/// What a satellite says of its rows' columns.
struct Described {
    columns: Option<Columns>,
    items: Option<ItemColumns>,
    events: Option<EventLog>,
    sieve: Sieve,
}

impl Described {
    fn read(satellite: &TomlTable, format: Option<Kind>, is_known: bool) -> Self {
        let columns = satellite.table("columns");
        let items = satellite.table("items");
        let own = Self {
            columns: columns.map(|table| read_columns(&table, is_known)),
            items: items.map(|table| items::read(&table)),
            events: satellite.table("events").map(items::events),
            sieve: read_sieve(satellite, is_known),
        };
        if format == Some(Kind::Delta) {
            note_files_of_tables(satellite, own.columns.as_ref(), own.items.as_ref());
        }
        note_strays(satellite, format, is_known, &own);
        own
    }

    /// What the rows of a carrier tell.
    fn fact(self, nothing: Nothing) -> Fact {
        let sieve = self.sieve;
        match self.items {
            Some(columns) => Fact::Items(Mapped {
                columns,
                nothing,
                sieve,
            }),
            None => Fact::Sessions(Mapped {
                columns: self.columns,
                nothing,
                sieve,
            }),
        }
    }
}

/// `secrets` are the satellite's.
pub fn reading(satellite: &TomlTable, secrets: Option<&TomlTable>) -> Option<Reading> {
    let source = satellite.table("source");
    let format = source
        .as_ref()
        .and_then(|source| source.needed("format", "\"csv\"", forms::word::<Kind>("format")));
    let is_known = format.is_none_or(Kind::is_known);
    let own = Described::read(satellite, format, is_known);
    let count_tests = counts_tests(satellite, format);
    let Some(source) = source else {
        if !satellite.has("source") {
            satellite.missing(
                "source",
                "{ format = \"csv\", url = \"satellites/emea-prod/*.csv\" }",
            );
        }
        return None;
    };
    let is_service = |text: &str| format == Some(Kind::Dataverse) && service::is_meant(text);
    let form = |text: &str| {
        if is_service(text) {
            service::address(text)
        } else {
            url(text)
        }
    };
    let url = source.needed("url", "\"satellites/emea-prod/*.csv\"", form);
    let live = url
        .as_deref()
        .filter(|text| is_service(text))
        .map(|address| service::live(address, satellite, &source, secrets));
    let carrier = carrier(&source, format);
    let nothing = read_nothing(&source, is_known);
    let place = sheet(&source, format);
    note_patterns(&source, format, url.as_deref());
    let links = links(&source, live.is_some());
    source.close();
    let format = match (format?, carrier) {
        (Kind::Xlsx, _) => Format::Described(Carrier::Xlsx(place), own.fact(nothing)),
        (_, Some(carrier)) => Format::Described(carrier, own.fact(nothing)),
        // A service that was not understood was told of.
        (Kind::Dataverse, _) => Format::Dataverse(Dataverse {
            columns: own.columns,
            live: live.map_or(Some(None), |live| live.map(|live| Some(Box::new(live))))?,
        }),
        (Kind::SynapseLink, _) => Format::SynapseLink(SynapseLink {
            columns: own.columns,
        }),
        (Kind::EventLog, _) => Format::EventLog(own.events.unwrap_or_default()),
        (vendor, _) => Format::Vendor(Vendored {
            vendor: vendor.as_str().parse().ok()?,
            columns: own.columns,
            count_tests,
        }),
    };
    Some(Reading {
        url: Whereabouts { url: url?, links },
        format,
    })
}

/// What a table's file is called tells nothing, and which rows stand in it neither.
fn note_files_of_tables(
    satellite: &TomlTable,
    columns: Option<&Columns>,
    items: Option<&ItemColumns>,
) {
    let of_sessions = || columns.iter().flat_map(|columns| columns.0.values());
    let of_items = || items.iter().flat_map(|items| items.0.values());
    if of_sessions().any(|column| column.is_content) {
        let help = "name its columns: session_id = { columns = [\"Job\", \"Started\"] }";
        satellite.note(
            "columns",
            "session_id = \"content\" counts equal rows in an export, and a Delta table writes its rows into other files as it pleases",
            help,
        );
    }
    let mut tables = [
        ("columns", of_sessions().any(|column| column.path.is_some())),
        ("items", of_items().any(|column| column.path.is_some())),
    ]
    .into_iter();
    if let Some((key, _)) = tables.find(|(_, is_told)| *is_told) {
        let help = "name a column, or a partition of the table: its files are called as it pleases";
        satellite.note(key, "the path of a Delta table's file tells nothing", help);
    }
}

/// How rows lie in exports of these formats; None: another format says it.
fn carrier(source: &TomlTable, format: Option<Kind>) -> Option<Carrier> {
    let is_other = |fits: fn(Kind) -> bool| format.is_some_and(|format| !fits(format));
    let delimiter = source_delimiter(source);
    if is_other(|format| format == Kind::Csv) && source.has("delimiter") {
        source.note("delimiter", "only CSV has a delimiter", "leave it out");
    }
    let encoding = source.text("encoding", forms::word::<Encoding>("encoding"));
    if is_other(|format| format == Kind::Csv || format.is_json()) && source.has("encoding") {
        source.note(
            "encoding",
            "only csv, json and ndjson have an encoding",
            "leave it out: the format says how its text is written",
        );
    }
    let skip_lines = source.whole("skip_lines", 0, 1_000).unwrap_or(0) as u32;
    if is_other(|format| format == Kind::Csv) && source.has("skip_lines") {
        source.note(
            "skip_lines",
            "only csv has lines before its header",
            "leave it out",
        );
    }
    let rows = source.text("rows", rows_path);
    if is_other(Kind::is_json) && source.has("rows") {
        source.note(
            "rows",
            "only json and ndjson have pages whose rows are called somehow",
            "leave it out",
        );
    }
    let json = |shape| {
        Carrier::Json(JsonForm {
            shape,
            encoding,
            rows,
        })
    };
    match format? {
        Kind::Csv => Some(Carrier::Csv(CsvForm {
            delimiter,
            encoding,
            skip_lines,
        })),
        Kind::Json => Some(json(Shape::Document)),
        Kind::NdJson => Some(json(Shape::Lines)),
        Kind::Parquet => Some(Carrier::Parquet),
        Kind::Delta => Some(Carrier::Delta),
        _ => None,
    }
}

/// What is a folder by its nature is named by no pattern.
fn note_patterns(source: &TomlTable, format: Option<Kind>, url: Option<&str>) {
    if !url.is_some_and(|url| url.contains(['*', '?'])) {
        return;
    }
    match format {
        Some(Kind::SynapseLink) => source.note(
            "url",
            "a link's export is a folder, and this is a pattern",
            "write the folder in which model.json or Changelog lies",
        ),
        Some(Kind::Delta) => source.note(
            "url",
            "a Delta table is a folder, and this is a pattern",
            "write the folder in which _delta_log lies, or one of such folders",
        ),
        _ => {}
    }
}

/// Whether links in a folder are followed.
fn links(source: &TomlTable, is_service: bool) -> Links {
    if is_service && source.has("follow_links") {
        source.note(
            "follow_links",
            "a service has no links",
            "leave it out: only folders of this machine have links",
        );
    }
    match source.truth("follow_links") {
        Some(true) => Links::Followed,
        _ => Links::Left,
    }
}

/// Which rows of a workbook are read.
fn sheet(source: &TomlTable, format: Option<Kind>) -> Place {
    for key in ["sheet", "header_row"] {
        if source.has(key) && format.is_some_and(|format| format != Kind::Xlsx) {
            source.note(
                key,
                "only xlsx has sheets",
                "leave it out, or write format = \"xlsx\"",
            );
        }
    }
    let usual = Place::default();
    let header_row = source
        .whole("header_row", 1, 1_000_000)
        .map_or(usual.header_row, |row| row as u32);
    Place {
        sheet: source.text("sheet", forms::text),
        header_row,
    }
}

/// Columns of what the format does not tell of.
fn note_strays(satellite: &TomlTable, format: Option<Kind>, is_known: bool, own: &Described) {
    let [columns, items, events] = [
        own.columns.is_some(),
        own.items.is_some(),
        own.events.is_some(),
    ];
    if is_known && items {
        let help =
            "leave it out: [satellite.items] is for csv, json, ndjson, parquet, xlsx and delta";
        satellite.note("items", "the format knows its vendor's items", help);
    }
    if columns && items {
        let help = "leave one of them out, or make a satellite of its own for the other exports";
        satellite.note("items", "the exports of a satellite tell of sessions or of items, and this one names columns of both", help);
    }
    if format.is_some_and(|format| format != Kind::EventLog) && events {
        satellite.note(
            "events",
            "only an event log has events",
            "leave it out, or write format = \"event-log\"",
        );
    }
    if format == Some(Kind::EventLog) && columns {
        let help = "name its columns in [satellite.events]: case, activity, start, end, lifecycle, due, queue";
        satellite.note(
            "columns",
            "the cases of an event log are items, and these are columns of sessions",
            help,
        );
    }
}

/// Whether what its vendor says is a test counts as what came of it.
fn counts_tests(satellite: &TomlTable, format: Option<Kind>) -> bool {
    let count_tests = satellite.truth("count_tests").unwrap_or(false);
    let tells = |format: Kind| {
        format
            .as_str()
            .parse()
            .is_ok_and(Vendor::tells_how_tests_went)
    };
    if satellite.has("count_tests") && format.is_some_and(|format| !tells(format)) {
        let help = "leave it out; where a word of theirs means a test, map it in outcome to what it is to count as";
        satellite.note(
            "count_tests",
            "only uipath, n8n and workato tell how a test went",
            help,
        );
    }
    count_tests
}

/// What an export writes where there is nothing.
fn read_nothing(source: &TomlTable, is_known: bool) -> Nothing {
    let words = source.list("nothing", forms::text).unwrap_or_default();
    if source.has("nothing") && is_known {
        let help = "leave it out: it is for csv, json, ndjson, parquet, xlsx and delta";
        source.note(
            "nothing",
            "the format knows how its vendor writes nothing",
            help,
        );
    }
    for (word, span) in &words {
        if word.is_empty() {
            source.note_at(
                span.clone(),
                "an empty text is nothing anyway",
                "write the words that stand there: [\"NULL\", \"-\"]",
            );
        }
    }
    Nothing(words.into_iter().map(|(word, _)| word).collect())
}

/// What a page calls its rows: names with dots between them.
fn rows_path(text: &str) -> Formed<String> {
    if text.split('.').any(|name| name.trim().is_empty()) {
        return Err(Wrong::new(format!("rows: `{text}` is no name of an array"))
            .help("write it as the page has it: \"workflow_runs\", or \"data.items\""));
    }
    Ok(text.to_owned())
}

/// A blank is trimmed away elsewhere, but a tab is a delimiter: so it is asked for raw.
fn source_delimiter(source: &TomlTable) -> Option<u8> {
    let value = source.get("delimiter")?;
    let written = value.get_ref().as_str();
    match written.map(str::as_bytes) {
        Some(&[byte]) if b",;|\t".contains(&byte) => Some(byte),
        _ => {
            let message = format!("`{}` is not a delimiter", written.unwrap_or("this"));
            source.note(
                "delimiter",
                message,
                "write \",\", \";\", \"|\" or \"\\t\"; or leave it out: the header line tells it",
            );
            None
        }
    }
}

/// `[satellite.only]` and `[satellite.drop]`: theirs = words.
fn read_sieve(satellite: &TomlTable, is_known: bool) -> Sieve {
    let mut conditions = Vec::new();
    for (key, keeps) in [("only", true), ("drop", false)] {
        let Some(table) = satellite.table(key) else {
            continue;
        };
        if is_known {
            let help =
                "leave it out: conditions are for csv, json, ndjson, parquet, xlsx and delta";
            satellite.note(
                key,
                "the format decides itself which rows are sessions",
                help,
            );
        }
        for (column, span, value) in table.entries() {
            let right = format!("write the words in a list: {column} = [\"Done\", \"Failed\"]");
            let texts = match value.get_ref() {
                DeValue::String(text) => Some(vec![text.to_string()]),
                DeValue::Array(items) => items
                    .iter()
                    .map(|item| item.get_ref().as_str().map(str::to_owned))
                    .collect(),
                _ => None,
            };
            match texts {
                Some(texts) if !texts.is_empty() => {
                    let words = texts
                        .iter()
                        .map(|text| text.trim().to_lowercase())
                        .collect();
                    conditions.push(Condition {
                        column: column.to_owned(),
                        words,
                        keeps,
                    });
                }
                _ => table.note_at(span, format!("`{column}` names no words"), right),
            }
        }
    }
    Sieve(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendors_format_is_called_as_the_vendor_is() {
        let vendors = Vendor::ALL.iter().map(|vendor| vendor.as_str());
        let others = [Kind::SynapseLink, Kind::Dataverse, Kind::EventLog];
        let others = others.iter().map(|format| format.as_str());
        let mut known: Vec<&str> = vendors.chain(others).collect();
        let formats = Kind::ALL.iter().filter(|format| format.is_known());
        let mut formats: Vec<&str> = formats.map(|format| format.as_str()).collect();
        known.sort_unstable();
        formats.sort_unstable();
        assert_eq!(formats, known);
    }
}
