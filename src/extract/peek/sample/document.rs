//! JSON: lines that are rows, and documents, in which rows stand under some name.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{ROWS, RowCount, Sample, SampleCarrier, SampleColumn};
use crate::extract::reading::file::Encoding;

/// Members of a row, and how deep they may lie.
const COLUMNS: usize = 500;
const DEPTH: usize = 4;

/// Whether the first two lines are values of their own.
pub fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_object = |line: Option<&str>| {
        line.is_some_and(|line| matches!(serde_json::from_str(line), Ok(Value::Object(_))))
    };
    let first = lines.next();
    is_object(first) && lines.next().is_some_and(|line| is_object(Some(line)))
}

pub fn of_lines(text: &str, is_whole: bool) -> Sample {
    let (mut table, mut lines) = (Flat::default(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        if table.rows < ROWS
            && let Ok(value) = serde_json::from_str(line)
        {
            table.push(&value);
        }
    }
    table.sample(
        SampleCarrier::Lines,
        if is_whole {
            RowCount::Exactly(lines)
        } else {
            RowCount::About(lines)
        },
    )
}

/// The arrays of objects that a document holds, with their first rows.
#[derive(Default)]
struct Document {
    lists: Vec<(String, u64, Vec<Value>)>,
    /// The members of the outermost object that are no lists.
    own: serde_json::Map<String, Value>,
    is_object: bool,
}

pub fn of_document(input: impl Read, encoding: Option<Encoding>) -> io::Result<Sample> {
    let mut input = BufReader::new(input);
    if input.fill_buf()?.starts_with(&[0xef, 0xbb, 0xbf]) {
        input.consume(3);
    }
    let mut document = Document::default();
    let mut json = serde_json::Deserializer::from_reader(input);
    Level {
        document: &mut document,
        path: String::new(),
        depth: 0,
    }
    .deserialize(&mut json)
    .map_err(io::Error::from)?;
    let Document {
        mut lists,
        own,
        is_object,
    } = document;
    if lists.is_empty() && is_object {
        lists.push((String::new(), 1, vec![Value::Object(own)]));
    }
    // The longest one is the most likely.
    lists.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut lists = lists.into_iter();
    let (rows, count, values) = lists.next().unwrap_or_default();
    let mut table = Flat::default();
    values.iter().for_each(|value| table.push(value));
    let mut sample = table.sample(SampleCarrier::Json { rows }, RowCount::Exactly(count));
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

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
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
        let Self {
            document,
            path,
            depth,
        } = self;
        document.is_object |= depth == 0;
        let mut own = serde_json::Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let inner = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            if depth == DEPTH {
                map.next_value::<IgnoredAny>()?;
            } else if let Some(value) = map.next_value_seed(Level {
                document: &mut *document,
                path: inner,
                depth: depth + 1,
            })? {
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
    columns: Vec<SampleColumn>,
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
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
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
                self.columns.push(SampleColumn {
                    name: path,
                    texts: Vec::new(),
                });
                self.columns.len() - 1
            }
        };
        let texts = &mut self.columns[at].texts;
        texts.resize(self.rows, None);
        texts.push(text.filter(|text| !text.trim().is_empty()));
    }

    fn sample(self, carrier: SampleCarrier, all_rows: RowCount) -> Sample {
        Sample {
            carrier,
            encoding: None,
            columns: self.columns,
            rows: self.rows,
            all_rows,
            others: Vec::new(),
        }
    }
}
