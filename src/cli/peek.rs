//! `reckon peek`: what exports hold, before there is a workspace; and a `[[satellite]]` to begin
//! with, tried on them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::args::{Global, Output, Peek};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use super::terminal::tables::aligned;
use crate::extract::peek::column::{ColumnProfile, Looks, ValueForm};
use crate::extract::peek::sample::{RowCount, Sample, SampleCarrier};
use crate::extract::peek::{self, Found, Group, Kind, Tried};
use crate::lake::store::Object;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::run::Fault;
use crate::workspace::draft::{self, Draft};

/// Rows that are shown, and characters of a value.
const ROWS: usize = 3;
const WIDTH: usize = 28;
/// Columns that are shown on a terminal.
const COLUMNS: usize = 60;
/// A proposal is tried on the newest exports, as long as these are no longer together.
const TRIED_BYTES: u64 = 256 << 20;

/// Folders that are called so say nothing of what is in them.
const NO_NAMES: [&str; 8] = [
    "in",
    "input",
    "inbox",
    "export",
    "exports",
    "data",
    "files",
    "downloads",
];

/// A group of exports with the satellite that is proposed for it.
pub struct Proposal<'f> {
    pub group: &'f Group,
    pub id: String,
    pub block: String,
    pub tried: Tried,
    /// Exports that it was tried on.
    pub exports: usize,
}

pub fn peek(global: &Global, args: &Peek) -> Result<Exit, Failure> {
    let found = looked(&args.url, args.format.as_deref(), global.now())?;
    let proposals = proposals(&found, &args.url, global.now())?;
    match global.output {
        Output::Json => say(&format!(
            "{:#}",
            Value::from_iter(proposals.iter().map(told))
        ))?,
        _ => {
            let mut text = String::new();
            proposals
                .iter()
                .for_each(|proposal| show(&mut text, proposal));
            for (path, why) in &found.unread {
                let _ = writeln!(text, "# {path} was not looked at: {why}");
            }
            say(text.trim_end())?;
        }
    }
    Ok(Exit::Done)
}

/// Looks at exports; there must be some.
pub fn looked(url: &str, format: Option<&str>, now: DateTime<Utc>) -> Result<Found, Failure> {
    let found = peek::peek(url, Path::new("."), format, now)
        .map_err(|error| Failure::Run(Fault::Extract(error)))?;
    if found.groups.is_empty() {
        let why: Vec<String> = found
            .unread
            .iter()
            .map(|(path, why)| format!("\n  {path}: {why}"))
            .collect();
        return Err(Failure::Usage(format!(
            "{url} holds no export that can be looked at: .csv, .tsv, .txt, .json, .ndjson, .jsonl, .parquet, .xlsx, of text also packed with gzip or zstd{}",
            why.concat()
        )));
    }
    Ok(found)
}

/// What is proposed for each group, under ids of their own.
pub fn proposals<'f>(
    found: &'f Found,
    url: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Proposal<'f>>, Failure> {
    let mut ids = BTreeSet::new();
    found
        .groups
        .iter()
        .map(|group| proposal(found, group, url, &mut ids, now))
        .collect()
}

fn proposal<'f>(
    found: &Found,
    group: &'f Group,
    url: &str,
    ids: &mut BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<Proposal<'f>, Failure> {
    let id = id(group, url, ids);
    let place = place(url, &group.glob);
    let block = Draft {
        id: &id,
        url: &place,
        group,
    }
    .block();
    let export = draft::exports(&block)?
        .pop()
        .expect("a block is a satellite");
    let mut newest: Vec<&Object> = group.objects.iter().collect();
    newest.sort_by_key(|object| std::cmp::Reverse((object.modified, &object.path)));
    let mut left = TRIED_BYTES;
    let some: Vec<&Object> = newest
        .into_iter()
        .enumerate()
        .take_while(|(at, object)| {
            let fits = *at == 0 || object.size <= left;
            left = left.saturating_sub(object.size);
            fits
        })
        .map(|(_, object)| object)
        .collect();
    let exports = some.len();
    let tried = peek::tried(&found.store, &export, some.into_iter(), now)
        .map_err(|error| Failure::Run(Fault::Extract(error)))?;
    Ok(Proposal {
        group,
        id,
        block,
        tried,
        exports,
    })
}

/// A name for the satellite: that of the folder, or of the file where there are several kinds in
/// it.
fn id(group: &Group, url: &str, ids: &mut BTreeSet<String>) -> String {
    let folder = url
        .trim_end_matches('/')
        .rsplit('/')
        .find(|part| !part.contains(['*', '?', '.']) && !part.is_empty() && !part.contains(':'));
    let folder = folder.filter(|folder| !NO_NAMES.contains(&folder.to_lowercase().as_str()));
    let plain = |text: &str| {
        let lower: String = text
            .to_lowercase()
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        lower
            .trim_matches(['-', '_'])
            .chars()
            .take(40)
            .collect::<String>()
    };
    let stem = peek::stem(&group.glob)
        .split('*')
        .next()
        .unwrap_or_default();
    let names = [
        folder.map(plain),
        Some(plain(stem)),
        Some("exports".to_owned()),
    ];
    let mut id = names
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty() && !ids.contains(name))
        .unwrap_or_default();
    if id.is_empty() || ids.contains(&id) {
        id = (2..)
            .map(|number| format!("exports-{number}"))
            .find(|name| !ids.contains(name))
            .expect("there is no last number");
    }
    ids.insert(id.clone());
    id
}

/// Where a group's exports lie, as a URL that was named leads to them.
fn place(url: &str, glob: &str) -> String {
    let fixed = match url.find(['*', '?']) {
        Some(at) => url[..at].rfind('/').map_or("", |seam| &url[..seam]),
        None if url.trim_end_matches('/').ends_with(glob) => return url.to_owned(),
        None => url.trim_end_matches('/'),
    };
    if fixed.is_empty() || fixed == "." {
        glob.to_owned()
    } else {
        format!("{fixed}/{glob}")
    }
}

fn show(text: &mut String, proposal: &Proposal<'_>) {
    let Proposal {
        group,
        block,
        tried,
        exports,
        ..
    } = proposal;
    let newest = group
        .objects
        .iter()
        .max_by_key(|object| (object.modified, &object.path))
        .map_or("", |object| object.path.as_str());
    let _ = writeln!(
        text,
        "# {}: {}{}",
        group.glob,
        many(group.objects.len(), "export"),
        if group.objects.len() > 1 {
            format!(", the newest of them {newest}")
        } else {
            String::new()
        }
    );
    let _ = writeln!(
        text,
        "# {}; {}",
        carrier(&group.sample),
        rows(&group.sample)
    );
    text.push_str("#\n");
    text.push_str(&table(&group.columns, &group.sample));
    text.push('\n');
    text.push_str(block);
    text.push('\n');
    for line in said(tried, *exports, group) {
        let _ = writeln!(text, "# {line}");
    }
    text.push('\n');
}

/// What came of trying it, and what somebody must look at.
pub fn said(tried: &Tried, exports: usize, group: &Group) -> Vec<String> {
    let of = if exports == group.objects.len() {
        many(exports, "export")
    } else {
        format!(
            "the newest {exports} of {}",
            many(group.objects.len(), "export")
        )
    };
    let mut lines = vec![format!(
        "tried on {of}: {} read = {} of {} + {} refused",
        many(tried.read, "row"),
        many(tried.kept, "session"),
        many(tried.automations.len(), "automation"),
        tried.rejected
    )];
    for reject in &tried.rejects {
        lines.push(format!(
            "refused: {}:{}: {}",
            reject.object, reject.row, reject.message
        ));
    }
    for (object, why) in &tried.damaged {
        lines.push(format!("cannot be read: {object}: {why}"));
    }
    if let Kind::Generic(roles) = &group.kind {
        lines.extend(roles.unsure.iter().map(|doubt| format!("unsure: {doubt}")));
    }
    for (path, rows) in &group.sample.others {
        lines.push(format!(
            "not read: {path}, another array of {}",
            many(*rows, "object")
        ));
    }
    lines
}

fn carrier(sample: &Sample) -> String {
    let encoding = sample
        .encoding
        .map_or(String::new(), |encoding| format!(", {encoding}"));
    match &sample.carrier {
        SampleCarrier::Csv {
            delimiter,
            skip_lines,
        } => {
            let delimiter = if *delimiter == b'\t' {
                "tabs".to_owned()
            } else {
                format!("`{}`", char::from(*delimiter))
            };
            format!(
                "CSV with {delimiter} between fields, its header in line {}{encoding}",
                skip_lines + 1
            )
        }
        SampleCarrier::Json { rows } if rows.is_empty() => format!("JSON{encoding}"),
        SampleCarrier::Json { rows } => format!("JSON whose rows stand under {rows}{encoding}"),
        SampleCarrier::Lines => format!("JSON line by line{encoding}"),
        SampleCarrier::Parquet => "Parquet".to_owned(),
        SampleCarrier::Xlsx { header_row } => {
            format!("a workbook, its header in row {header_row} of the first sheet that is shown")
        }
    }
}

fn rows(sample: &Sample) -> String {
    let all = match sample.all_rows {
        RowCount::Exactly(rows) => many(rows, "row"),
        RowCount::About(rows) => format!("about {}", many(rows, "row")),
    };
    let looked = if sample.all_rows == RowCount::Exactly(sample.rows as u64) {
        String::new()
    } else {
        format!(", of which {} were looked at", sample.rows)
    };
    all + &looked
}

/// A row a column, and in it the first rows' values.
fn table(columns: &[ColumnProfile], sample: &Sample) -> String {
    let mut lines = vec![vec![
        "column".to_owned(),
        "filled".to_owned(),
        "different".to_owned(),
        "looks like".to_owned(),
    ]];
    lines[0].extend((1..=ROWS.min(sample.rows)).map(|row| format!("row {row}")));
    for (column, cells) in columns.iter().zip(&sample.columns).take(COLUMNS) {
        let share = column.filled * 100 / column.rows.max(1);
        let filled = if share == 0 && column.filled > 0 {
            "< 1 %".to_owned()
        } else {
            format!("{share} %")
        };
        let different = if column.is_unique() && column.rows > 1 {
            "each".to_owned()
        } else {
            column.distinct.to_string()
        };
        let mut line = vec![cut(&column.name), filled, different, looks(&column.looks)];
        line.extend(
            cells
                .texts
                .iter()
                .take(ROWS)
                .map(|text| text.as_deref().map_or_else(|| "·".to_owned(), cut)),
        );
        lines.push(line);
    }
    let mut text: String = aligned(lines.iter())
        .lines()
        .map(|line| format!("#   {line}\n"))
        .collect();
    if columns.len() > COLUMNS {
        let _ = writeln!(text, "#   and {} more columns", columns.len() - COLUMNS);
    }
    text
}

/// On one line, and no longer than a table bears.
fn cut(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if plain.chars().count() <= WIDTH {
        plain
    } else {
        plain.chars().take(WIDTH - 1).chain(['…']).collect()
    }
}

fn looks(looks: &Looks) -> String {
    match looks {
        Looks::Empty => "nothing".to_owned(),
        Looks::Time(form) => format!("a time, {}", written(form)),
        Looks::Day(form) => format!("a day, {}", written(form)),
        Looks::ClockNumber => "a time of day".to_owned(),
        Looks::Duration(unit) => format!("a duration, {unit}"),
        Looks::Money => "an amount".to_owned(),
        Looks::Number => "a number".to_owned(),
        Looks::Truth => "true or false".to_owned(),
        Looks::Guid => "a GUID".to_owned(),
        Looks::Text => "text".to_owned(),
    }
}

fn written(form: &ValueForm) -> String {
    match form {
        ValueForm::Iso => "ISO 8601".to_owned(),
        ValueForm::Strftime { form, or: None } => (*form).to_owned(),
        ValueForm::Strftime { form, or: Some(or) } => format!("{form} or {or}"),
        ValueForm::Since1970(unit) => format!("{unit} since 1970"),
        ValueForm::Excel { .. } => "days since 1900".to_owned(),
    }
}

fn told(proposal: &Proposal<'_>) -> Value {
    let Proposal {
        group,
        id,
        block,
        tried,
        exports,
    } = proposal;
    let columns = group.columns.iter().map(|column| {
        json!({
            "name": column.name, "filled": column.filled, "rows": column.rows, "different": column.distinct,
            "unique": column.is_unique(), "looks_like": looks(&column.looks), "such_as": column.examples, "words": column.words,
        })
    });
    let (known, unsure) = match &group.kind {
        Kind::Known(format) => (Some(format.as_str()), Vec::new()),
        Kind::Generic(roles) => (None, roles.unsure.clone()),
    };
    json!({
        "satellite": id, "glob": group.glob, "exports": group.objects.len(), "is": carrier(&group.sample), "rows": rows(&group.sample),
        "known_as": known, "columns": columns.collect::<Vec<_>>(), "block": block, "unsure": unsure,
        "tried": { "exports": exports, "read": tried.read, "sessions": tried.kept, "refused": tried.rejected, "automations": tried.automations.len() },
    })
}
