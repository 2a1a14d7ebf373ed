//! A `[[satellite]]` for exports that somebody looked at: written as a person would write it, and
//! read as whatever people write is, so what is proposed is what would be done.

use std::fmt::Write;

use super::mistake::{Mistakes, Notebook};
use crate::extract::peek::column::ValueForm;
use crate::extract::peek::roles::{RoleSource, Roles};
use crate::extract::peek::sample::{Sample, SampleCarrier};
use crate::extract::peek::{Group, Kind};
use crate::extract::{Canonical, Export};
use crate::workspace::configuration::estate;

/// What a satellite is called, and where its exports lie.
pub struct Draft<'a> {
    pub id: &'a str,
    pub url: &'a str,
    pub group: &'a Group,
}

impl Draft<'_> {
    /// Its block of reckoner.toml.
    pub fn block(&self) -> String {
        let Self { id, url, group } = self;
        let mut block = format!(
            "[[satellite]]\nid = {}\nname = {}\nclass = \"prod\"\n",
            text(id),
            text(&titled(id))
        );
        let source = match &group.kind {
            Kind::Known(format) => vec![("format", text(format)), ("url", text(url))],
            Kind::Generic(_) => source(&group.sample, url),
        };
        let source: Vec<String> = source
            .into_iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        let _ = writeln!(block, "source = {{ {} }}", source.join(", "));
        if let Kind::Generic(roles) = &group.kind {
            block.push_str("\n[satellite.columns]\n");
            block.push_str(&columns(roles));
        }
        block
    }
}

/// Reads drafts as the satellites of an estate: how they would be read.
pub fn exports(blocks: &str) -> Result<Vec<Export>, Mistakes> {
    let notes = Notebook::default();
    let settings = estate::read(
        &format!("[estate]\nname = \"draft\"\ncurrency = \"USD\"\n\n{blocks}"),
        &notes,
    );
    notes.close()?;
    Ok(settings.exports)
}

fn source(sample: &Sample, url: &str) -> Vec<(&'static str, String)> {
    let format = match &sample.carrier {
        SampleCarrier::Csv { .. } => "csv",
        SampleCarrier::Json { .. } => "json",
        SampleCarrier::Lines => "ndjson",
        SampleCarrier::Parquet => "parquet",
        SampleCarrier::Xlsx { .. } => "xlsx",
    };
    let mut source = vec![("format", text(format)), ("url", text(url))];
    match &sample.carrier {
        SampleCarrier::Csv {
            delimiter,
            skip_lines,
        } => {
            // The header tells it, unless several of them stand there.
            if *delimiter != b',' {
                source.push(("delimiter", text(&char::from(*delimiter).to_string())));
            }
            if *skip_lines > 0 {
                source.push(("skip_lines", skip_lines.to_string()));
            }
        }
        SampleCarrier::Json { rows } if !rows.is_empty() && rows != "value" => {
            source.push(("rows", text(rows)))
        }
        SampleCarrier::Xlsx { header_row } if *header_row > 1 => {
            source.push(("header_row", header_row.to_string()))
        }
        _ => {}
    }
    if let Some(encoding) = sample.encoding {
        source.push(("encoding", text(encoding.as_str())));
    }
    source
}

fn columns(roles: &Roles) -> String {
    let mut lines = String::new();
    for (canonical, told) in &roles.told {
        let _ = writeln!(lines, "{canonical} = {}", column(*canonical, told));
    }
    lines
}

// Long because it is one table: what is written for each way in which a value is told.
fn column(canonical: Canonical, told: &RoleSource) -> String {
    let list = |columns: &[String]| {
        columns
            .iter()
            .map(|column| text(column))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match told {
        // The word means something of its own there.
        RoleSource::Column(name) if canonical == Canonical::SessionId && name == "content" => {
            format!("{{ column = {} }}", text(name))
        }
        RoleSource::Column(name) => text(name),
        RoleSource::Columns(names) => format!("{{ columns = [{}] }}", list(names)),
        RoleSource::Constant(word) => format!("{{ constant = {} }}", text(word)),
        RoleSource::Path(pattern) => format!("{{ path = {} }}", text(pattern)),
        RoleSource::Content => text("content"),
        RoleSource::Time {
            column,
            form: ValueForm::Iso,
        } => text(column),
        RoleSource::Time {
            column,
            form: ValueForm::Strftime { form, .. },
        } => format!("{{ column = {}, format = {} }}", text(column), text(form)),
        RoleSource::Time {
            column,
            form: ValueForm::Since1970(unit),
        } => format!(
            "{{ column = {}, unit = {} }}",
            text(column),
            text(unit.as_str())
        ),
        RoleSource::Time {
            column,
            form: ValueForm::Excel { comma },
        } => {
            let decimal = if *comma { ", decimal = \",\"" } else { "" };
            format!(
                "{{ column = {}, format = \"excel\"{decimal} }}",
                text(column)
            )
        }
        RoleSource::DayAndTime { columns, format } => format!(
            "{{ columns = [{}], format = {} }}",
            list(columns),
            text(format)
        ),
        RoleSource::Duration {
            column,
            unit,
            comma,
        } => {
            let decimal = if *comma { ", decimal = \",\"" } else { "" };
            format!(
                "{{ column = {}, unit = {}{decimal} }}",
                text(column),
                text(unit)
            )
        }
        RoleSource::Outcome { column, map } if map.is_empty() => text(column),
        RoleSource::Outcome { column, map } => {
            let words: Vec<String> = map
                .iter()
                .map(|(word, outcome)| format!("{} = {}", key(word), text(outcome.as_str())))
                .collect();
            format!(
                "{{ column = {}, map = {{ {} }} }}",
                text(column),
                words.join(", ")
            )
        }
    }
}

/// `emea-prod` is `Emea prod`.
fn titled(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

fn text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A key as it may stand bare, else in quotes.
fn key(word: &str) -> String {
    let is_bare = !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { word.to_owned() } else { text(word) }
}
