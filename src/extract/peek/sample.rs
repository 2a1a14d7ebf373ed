//! What an export holds, seen from outside: before anybody said what its columns are called. Its first rows are read as
//! plain cells; how many follow is counted where that is cheap, else estimated.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::super::encoding::{Decoded, Encoding};
use super::super::unpack::unpacked;

/// So many rows are looked at, and so much of the text of a CSV file.
pub const ROWS: usize = 20_000;
const TEXT_BYTES: u64 = 16 << 20;
/// Members of a row, and how deep they may lie.
const COLUMNS: usize = 500;
const DEPTH: usize = 4;

/// What carries the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    Csv {
        delimiter: u8,
        skip_lines: usize,
    },
    /// Of a document: where in it the rows stand; empty: it is an array, or one row.
    Json {
        rows: String,
    },
    Lines,
    Parquet,
}

/// The first rows of an export, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub carrier: Carrier,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    pub columns: Vec<Cells>,
    /// How many rows were looked at, and how many there are at least, or about.
    pub rows: usize,
    pub all_rows: Rows,
    /// Arrays of objects that a document holds beside its rows, with how many rows each.
    pub others: Vec<(String, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Exactly(u64),
    About(u64),
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(rows) => write!(f, "{rows}"),
            Self::About(rows) => write!(f, "about {rows}"),
        }
    }
}

/// A column: its name, and what it says in each of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    pub name: String,
    pub texts: Vec<Option<String>>,
}

/// Reads a text export: whatever is no workbook and no Parquet. `bytes` is how long it is as it lies there.
pub fn of_text(input: impl Read, object: &str, bytes: u64) -> io::Result<Sample> {
    let mut head = Vec::new();
    let mut input = unpacked(input, object)?;
    input.by_ref().take(TEXT_BYTES).read_to_end(&mut head)?;
    let is_whole = (head.len() as u64) < TEXT_BYTES;
    let encoding = encoding_of(&head);
    let mut text = Vec::new();
    Decoded::new(&head[..], encoding).read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.trim_start().bytes().next();
    let mut sample = match first {
        Some(b'{' | b'[') if is_lines(text) => of_lines(text, is_whole),
        Some(b'{' | b'[') => {
            let rest = Decoded::new(io::Cursor::new(head).chain(input), encoding);
            return of_document(rest, encoding);
        }
        _ => of_csv(text, is_whole),
    };
    sample.encoding = encoding;
    if let (Rows::About(rows), false) = (sample.all_rows, is_whole) {
        // What is packed is longer than it lies there; how much longer, nobody knows before it is read.
        let share = bytes.max(TEXT_BYTES) as u128 * u128::from(rows) / u128::from(TEXT_BYTES);
        sample.all_rows = Rows::About(u64::try_from(share).unwrap_or(u64::MAX));
    }
    Ok(sample)
}

/// Nothing is guessed where exports are read; here a guess is what is wanted.
fn encoding_of(head: &[u8]) -> Option<Encoding> {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let some = &head[..head.len().min(4_096)];
    let zeros = |from: usize| some.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > some.len() / 4 && odd > 4 * even {
        return Some(Encoding::Utf16Le);
    }
    if even > some.len() / 4 && even > 4 * odd {
        return Some(Encoding::Utf16Be);
    }
    match std::str::from_utf8(head) {
        Ok(_) => None,
        // It breaks off inside of a letter.
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some(Encoding::Windows1252),
    }
}

/// Whether the first two lines are values of their own.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_object = |line: Option<&str>| line.is_some_and(|line| matches!(serde_json::from_str(line), Ok(Value::Object(_))));
    let first = lines.next();
    is_object(first) && lines.next().is_some_and(|line| is_object(Some(line)))
}

fn of_lines(text: &str, is_whole: bool) -> Sample {
    let (mut table, mut lines) = (Flat::default(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        if table.rows < ROWS
            && let Ok(value) = serde_json::from_str(line)
        {
            table.push(&value);
        }
    }
    table.sample(Carrier::Lines, if is_whole { Rows::Exactly(lines) } else { Rows::About(lines) })
}

// Documents.

/// The arrays of objects that a document holds, with their first rows.
#[derive(Default)]
struct Document {
    lists: Vec<(String, u64, Vec<Value>)>,
    /// The members of the outermost object that are no lists.
    own: serde_json::Map<String, Value>,
    is_object: bool,
}

fn of_document(input: impl Read, encoding: Option<Encoding>) -> io::Result<Sample> {
    let mut input = BufReader::new(input);
    if input.fill_buf()?.starts_with(&[0xef, 0xbb, 0xbf]) {
        input.consume(3);
    }
    let mut document = Document::default();
    let mut json = serde_json::Deserializer::from_reader(input);
    Level { document: &mut document, path: String::new(), depth: 0 }.deserialize(&mut json).map_err(io::Error::from)?;
    let Document { mut lists, own, is_object } = document;
    if lists.is_empty() && is_object {
        lists.push((String::new(), 1, vec![Value::Object(own)]));
    }
    // The longest one is the most likely.
    lists.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut lists = lists.into_iter();
    let (rows, count, values) = lists.next().unwrap_or_default();
    let mut table = Flat::default();
    values.iter().for_each(|value| table.push(value));
    let mut sample = table.sample(Carrier::Json { rows }, Rows::Exactly(count));
    sample.encoding = encoding;
    sample.others = lists.map(|(path, count, _)| (path, count)).collect();
    Ok(sample)
}

struct Level<'d> {
    document: &'d mut Document,
    path: String,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Option<Value>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    /// None: what was told is among the lists.
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, told: bool) -> Result<Self::Value, E> {
        Ok(Some(told.into()))
    }

    fn visit_i64<E>(self, told: i64) -> Result<Self::Value, E> {
        Ok(Some(told.into()))
    }

    fn visit_u64<E>(self, told: u64) -> Result<Self::Value, E> {
        Ok(Some(told.into()))
    }

    fn visit_f64<E>(self, told: f64) -> Result<Self::Value, E> {
        Ok(Some(told.into()))
    }

    fn visit_str<E>(self, told: &str) -> Result<Self::Value, E> {
        Ok(Some(told.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut rows, mut count) = (Vec::new(), 0);
        while rows.len() < ROWS
            && let Some(value) = list.next_element::<Value>()?
        {
            count += 1;
            if value.is_object() {
                rows.push(value);
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        if rows.is_empty() && self.depth > 0 {
            return Ok(None);
        }
        self.document.lists.push((self.path, count, rows));
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Self { document, path, depth } = self;
        document.is_object |= depth == 0;
        let mut own = serde_json::Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if depth == DEPTH {
                map.next_value::<IgnoredAny>()?;
            } else if let Some(value) = map.next_value_seed(Level { document: &mut *document, path: inner, depth: depth + 1 })? {
                own.insert(name, value);
            }
        }
        if depth == 0 {
            document.own = own;
            return Ok(None);
        }
        Ok(Some(Value::Object(own)))
    }
}

/// Rows whose members become columns as they come up.
#[derive(Default)]
struct Flat {
    places: BTreeMap<String, usize>,
    columns: Vec<Cells>,
    rows: usize,
}

impl Flat {
    fn push(&mut self, row: &Value) {
        self.member(String::new(), row, 0);
        self.rows += 1;
        for column in &mut self.columns {
            column.texts.resize(self.rows, None);
        }
    }

    fn member(&mut self, path: String, value: &Value, depth: usize) {
        let text = match value {
            Value::Object(members) if depth < DEPTH => {
                for (name, value) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.member(path, value, depth + 1);
                }
                return;
            }
            Value::Object(_) | Value::Array(_) => return,
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let at = match self.places.get(&path) {
            Some(at) => *at,
            None if self.columns.len() == COLUMNS || path.is_empty() => return,
            None => {
                self.places.insert(path.clone(), self.columns.len());
                self.columns.push(Cells { name: path, texts: Vec::new() });
                self.columns.len() - 1
            }
        };
        let texts = &mut self.columns[at].texts;
        texts.resize(self.rows, None);
        texts.push(text.filter(|text| !text.trim().is_empty()));
    }

    fn sample(self, carrier: Carrier, all_rows: Rows) -> Sample {
        Sample { carrier, encoding: None, columns: self.columns, rows: self.rows, all_rows, others: Vec::new() }
    }
}

// CSV.

/// What divides fields, the most likely first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// So many records say what divides fields, and where the header stands.
const RECORDS_ASKED: usize = 50;

fn of_csv(text: &str, is_whole: bool) -> Sample {
    // The last line may break off.
    let text = if is_whole { text } else { text.rsplit_once('\n').map_or(text, |(whole, _)| whole) };
    let (said, text) = match text.lines().next().and_then(|line| line.trim_end().strip_prefix("sep=")).map(str::as_bytes) {
        Some(&[delimiter]) => (Some(delimiter), text.split_once('\n').map_or("", |(_, rest)| rest)),
        _ => (None, text),
    };
    let delimiter = said.unwrap_or_else(|| delimiter_of(text));
    let (skip_lines, text) = header_of(text, delimiter);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = reader.records().map_while(Result::ok).filter(|record| record.iter().any(|field| !field.trim().is_empty()));
    let header = records.next().unwrap_or_default();
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut columns: Vec<Cells> =
        header.iter().map(|name| Cells { name: name.trim_matches(blank).to_owned(), texts: Vec::new() }).collect();
    let (mut rows, mut count) = (0, 0);
    for record in records {
        count += 1;
        if rows < ROWS {
            rows += 1;
            for (at, column) in columns.iter_mut().enumerate() {
                column.texts.push(record.get(at).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned));
            }
        }
    }
    columns.retain(|column| !column.name.is_empty());
    let all_rows = if is_whole { Rows::Exactly(count) } else { Rows::About(count) };
    Sample { carrier: Carrier::Csv { delimiter, skip_lines }, encoding: None, columns, rows, all_rows, others: Vec::new() }
}

fn widths(text: &str, delimiter: u8) -> Vec<(u64, usize, bool)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut widths = Vec::new();
    while widths.len() < RECORDS_ASKED && reader.read_record(&mut record).unwrap_or(false) {
        // A position is behind the record before, and blank lines may follow that.
        let from = record.position().map_or(0, |at| at.byte() as usize).min(text.len());
        let blank = text[from..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let line = 1 + text[..from + blank].bytes().filter(|byte| *byte == b'\n').count() as u64;
        let names: std::collections::BTreeSet<&str> = record.iter().map(str::trim).collect();
        let is_header = record.iter().all(|field| is_name(field.trim())) && names.len() == record.len();
        widths.push((line, record.len(), is_header));
    }
    widths
}

/// Whether it may be a column's name; an empty one may be behind the last delimiter.
fn is_name(field: &str) -> bool {
    field.parse::<f64>().is_err() && field.len() <= 120
}

/// The one under which most of the first records are as wide as one another, and wider than one field.
fn delimiter_of(text: &str) -> u8 {
    let agree = |delimiter: &u8| {
        let widths = widths(text, *delimiter);
        let (width, records) = most_frequent(&widths);
        if width < 2 { (0, 0) } else { (records * 100 / widths.len().max(1), width) }
    };
    // Of equals the first, which `max_by_key` takes from behind.
    DELIMITERS.iter().rev().copied().max_by_key(|delimiter| agree(delimiter)).unwrap_or(b',')
}

fn most_frequent(widths: &[(u64, usize, bool)]) -> (usize, usize) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    widths.iter().for_each(|(_, width, _)| *counts.entry(*width).or_default() += 1);
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).unwrap_or((0, 0))
}

/// The header is the first record as wide as most that holds nothing but names: lines before it belong to a report.
fn header_of(text: &str, delimiter: u8) -> (usize, &str) {
    let widths = widths(text, delimiter);
    let (width, _) = most_frequent(&widths);
    let header = widths.iter().find(|(_, wide, is_header)| *wide == width && *is_header);
    let skip = header.map_or(0, |(line, ..)| (*line as usize).saturating_sub(1));
    let from = text.split_inclusive('\n').take(skip).map(str::len).sum::<usize>();
    (skip, &text[from.min(text.len())..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(text: &str) -> Sample {
        of_text(text.as_bytes(), "x", text.len() as u64).unwrap()
    }

    fn names(sample: &Sample) -> Vec<&str> {
        sample.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn the_header_of_a_report_is_found_below_what_stands_before_it() {
        let text = "Report: jobs of March\nprinted by X, 3 pages\n\nId;Job;Start\n1;A;2.3.2026 8:00\n2;B;3.3.2026 8:00\n";
        let sample = sample(text);
        assert_eq!(sample.carrier, Carrier::Csv { delimiter: b';', skip_lines: 3 });
        assert_eq!((names(&sample), sample.rows, sample.all_rows), (vec!["Id", "Job", "Start"], 2, Rows::Exactly(2)));
        assert_eq!(sample.columns[2].texts[1].as_deref(), Some("3.3.2026 8:00"));
    }

    #[test]
    fn a_line_that_says_the_delimiter_is_believed() {
        assert_eq!(sample("sep=|\r\na,b|c\r\n1,2|3\r\n").carrier, Carrier::Csv { delimiter: b'|', skip_lines: 0 });
    }

    #[test]
    fn rows_of_a_document_are_its_longest_array_of_objects() {
        let sample = sample(
            r#"{"total_count":2,"meta":{"pages":[{"n":1}]},"workflow_runs":[{"id":7,"actor":{"login":"x"},"tags":["a"]},{"id":8}]}"#,
        );
        assert_eq!(sample.carrier, Carrier::Json { rows: "workflow_runs".into() });
        assert_eq!((names(&sample), sample.rows), (vec!["actor.login", "id"], 2));
        assert_eq!(sample.columns[0].texts, [Some("x".to_owned()), None]);
        assert_eq!(sample.others, [("meta.pages".to_owned(), 1)]);
    }

    #[test]
    fn what_is_told_line_by_line_is_no_document() {
        let sample = sample("{\"a\":1}\n\n{\"a\":2,\"b\":\"\"}\n");
        assert_eq!((sample.carrier.clone(), sample.rows, sample.all_rows), (Carrier::Lines, 2, Rows::Exactly(2)));
        assert_eq!(sample.columns[1].texts, [None, None]);
    }

    #[test]
    fn encodings_are_guessed_where_that_is_wanted() {
        let wide: Vec<u8> = "Id,Job\n1,A\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let read = of_text(&wide[..], "x", 0).unwrap();
        assert_eq!((read.encoding, names(&read)), (Some(Encoding::Utf16Le), vec!["Id", "Job"]));
        let latin = of_text(&b"Gesch\xe4ft,Id\nA,1\n"[..], "x", 0).unwrap();
        assert_eq!((latin.encoding, names(&latin)), (Some(Encoding::Windows1252), vec!["Geschäft", "Id"]));
    }
}
