//! A TOML table, asked for its keys by name. It remembers what it was asked for, so that at the end
//! whatever is left is a key nobody knows; every mistake is noted at its place, and asking goes on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Micros;
use crate::workspace::forms::{self, DecimalRange, Formed, Wrong};
use crate::workspace::mistake::{Mistake, Notebook, SourceText};
use crate::workspace::suggest;

pub struct TomlTable<'t> {
    /// As messages call it: `[estate]`.
    pub name: String,
    pub source: &'t SourceText,
    pub span: Range<usize>,
    pub notes: &'t Notebook,
    entries: &'t DeTable<'t>,
    asked: RefCell<Vec<&'static str>>,
}

/// Parses a whole file; what is not TOML is noted, all of it, in the text as it may be shown.
pub fn parse<'t>(text: &'t str, source: &SourceText, notes: &Notebook) -> Spanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        notes.note(
            Mistake::at(source, span, format!("not TOML: {}", error.message()))
                .help("texts stand in \"quotes\", lists in [brackets], and each key once"),
        );
    }
    table
}

impl<'t> TomlTable<'t> {
    pub fn new(
        name: impl Into<String>,
        source: &'t SourceText,
        table: &'t Spanned<DeTable<'t>>,
        notes: &'t Notebook,
    ) -> Self {
        Self::of(name, source, table.span(), table.get_ref(), notes)
    }

    fn of(
        name: impl Into<String>,
        source: &'t SourceText,
        span: Range<usize>,
        entries: &'t DeTable<'t>,
        notes: &'t Notebook,
    ) -> Self {
        Self {
            name: name.into(),
            source,
            span,
            notes,
            entries,
            asked: RefCell::default(),
        }
    }

    pub fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    pub fn note_at(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.notes
            .note(Mistake::at(self.source, span, message).help(help));
    }

    /// Noted at the value of a key, or at the table's head where there is none.
    pub fn note(&self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let span = self
            .entries
            .get(key)
            .map_or(self.span.clone(), Spanned::span);
        self.note_at(span, message, help);
    }

    pub fn missing(&self, key: &str, example: &str) {
        self.note_at(
            self.span.clone(),
            format!("{} lacks `{key}`", self.name),
            format!("write {key} = {example}"),
        );
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, right: &str) {
        let kind = value.get_ref().type_str();
        let article = if kind.starts_with(['a', 'i']) {
            "an"
        } else {
            "a"
        };
        self.note_at(
            value.span(),
            format!("`{key}` is {article} {kind}"),
            format!("write {right}"),
        );
    }

    fn formed<T>(&self, key: &str, span: Range<usize>, formed: Formed<T>) -> Option<T> {
        let note = |Wrong { message, help }| {
            self.notes
                .note(Mistake::at(self.source, span, format!("{key}: {message}")).maybe_help(help))
        };
        formed.map_err(note).ok()
    }

    /// A text in some form; an empty text says nothing, as if the key were absent. A TOML date is
    /// taken as its text.
    pub fn text<T>(&self, key: &'static str, form: impl Fn(&str) -> Formed<T>) -> Option<T> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Datetime(day) => day.to_string(),
            _ => {
                self.wrong_type(key, value, &format!("a text in quotes: {key} = \"…\""));
                return None;
            }
        };
        if text.is_empty() {
            None
        } else {
            self.formed(key, value.span(), form(&text))
        }
    }

    /// A text that must be there.
    pub fn needed<T>(
        &self,
        key: &'static str,
        example: &str,
        form: impl Fn(&str) -> Formed<T>,
    ) -> Option<T> {
        let empty = self
            .entries
            .get(key)
            .and_then(|value| value.get_ref().as_str())
            .is_some_and(|text| text.trim().is_empty());
        if empty {
            self.note(
                key,
                format!("`{key}` is empty"),
                format!("write {key} = {example}"),
            );
        } else if !self.has(key) {
            self.missing(key, example);
        }
        self.text(key, form)
    }

    pub fn truth(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_type(key, value, "true or false, without quotes");
        }
        truth
    }

    pub fn decimal(&self, key: &'static str, bounds: DecimalRange) -> Option<Micros> {
        let value = self.get(key)?;
        let digits = match value.get_ref() {
            DeValue::Float(float) => float.as_str().replace('_', ""),
            DeValue::Integer(whole) if whole.radix() == 10 => whole.as_str().replace('_', ""),
            _ => {
                self.wrong_type(key, value, &format!("a number without quotes, {bounds}"));
                return None;
            }
        };
        self.formed(key, value.span(), forms::decimal(bounds)(&digits))
    }

    /// A number without a fraction, from `low` to `high`.
    pub fn whole(&self, key: &'static str, low: i64, high: i64) -> Option<i64> {
        let value = self.get(key)?;
        let right = format!("a whole number without quotes, from {low} to {high}");
        let DeValue::Integer(whole) = value.get_ref() else {
            self.wrong_type(key, value, &right);
            return None;
        };
        let form = || {
            Wrong::new(format!("{} is out of range", whole.as_str())).help(format!("write {right}"))
        };
        let told = i64::from_str_radix(&whole.as_str().replace('_', ""), whole.radix())
            .ok()
            .filter(|told| (low..=high).contains(told));
        self.formed(key, value.span(), told.ok_or_else(form))
    }

    /// A list of texts, each in a form, with the place of each.
    pub fn list<T>(
        &self,
        key: &'static str,
        form: impl Fn(&str) -> Formed<T>,
    ) -> Option<Vec<(T, Range<usize>)>> {
        let value = self.get(key)?;
        let right = format!("a list of texts: {key} = [\"…\", \"…\"]");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, &right);
            return None;
        };
        let mut list = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => list.extend(
                    self.formed(key, item.span(), form(text.trim()))
                        .map(|value| (value, item.span())),
                ),
                None => self.wrong_type(key, item, &right),
            }
        }
        Some(list)
    }

    pub fn table(&self, key: &'static str) -> Option<TomlTable<'t>> {
        let value = self.get(key)?;
        let table = self.as_table(&format!("[{key}]"), value);
        if table.is_none() {
            self.wrong_type(key, value, &format!("a table: [{key}], or {key} = {{ … }}"));
        }
        table
    }

    /// `[[key]]`, however many.
    pub fn tables(&self, key: &'static str) -> Vec<TomlTable<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.note_at(
                value.span(),
                format!("`{key}` is not a list of tables"),
                format!("write it in double brackets: [[{key}]]"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match self.as_table(&format!("[[{key}]]"), item) {
                Some(table) => tables.push(table),
                None => self.wrong_type(key, item, &format!("each in double brackets: [[{key}]]")),
            }
        }
        tables
    }

    fn as_table(&self, name: &str, value: &'t Spanned<DeValue<'t>>) -> Option<TomlTable<'t>> {
        let entries = value.get_ref().as_table()?;
        Some(TomlTable::of(
            name,
            self.source,
            value.span(),
            entries,
            self.notes,
        ))
    }

    /// A value of this table seen as a table of its own, where keys are free.
    pub fn inner(&self, name: &str, value: &'t Spanned<DeValue<'t>>) -> Option<TomlTable<'t>> {
        self.as_table(name, value)
    }

    /// All keys and values, for tables whose keys are free.
    pub fn entries(
        &self,
    ) -> impl Iterator<Item = (&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)> {
        self.entries
            .iter()
            .map(|(key, value)| (&**key.get_ref(), key.span(), value))
    }

    /// Free keys with texts as values.
    pub fn texts(&self, right: &str) -> BTreeMap<String, (String, Range<usize>)> {
        let mut texts = BTreeMap::new();
        for (key, _, value) in self.entries() {
            match value.get_ref().as_str() {
                Some(text) => {
                    texts.insert(key.to_owned(), (text.to_owned(), value.span()));
                }
                None => self.wrong_type(key, value, right),
            }
        }
        texts
    }

    /// Whatever was never asked for is a key nobody knows.
    pub fn close(self) {
        let asked = self.asked.borrow();
        for (key, span, _) in self.entries().filter(|(key, ..)| !asked.contains(key)) {
            let mistake = Mistake::at(
                self.source,
                span,
                format!("{} has no key `{key}`", self.name),
            );
            self.notes.note(
                mistake.help(match suggest::nearest(key, asked.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its keys are {}", asked.join(", ")),
                }),
            );
        }
    }
}
