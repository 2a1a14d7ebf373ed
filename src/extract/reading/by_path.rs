//! What the path of an export says of all its rows, where there is an export for each automation,
//! queue or machine: a pattern of the path's last names, in which `{…}` stands for what is told.

use super::Reading;
use super::columns::{Canonical, Column};
use super::file::bare;
use super::format::{Carrier, Fact, Format};
use super::items::OfItem;
use super::overlap::location;
use crate::extract::rejects::{Fault, shown};

/// How an export is read that lies there: what its path tells is a constant. None: its path tells
/// nothing.
pub fn resolved(reading: &Reading, object: &str) -> Result<Option<Format>, Fault> {
    if !reading.is_told_by_paths() {
        return Ok(None);
    }
    let path = location(reading, "", object).unwrap_or_else(|| object.to_owned());
    let mut format = reading.format.clone();
    match &mut format {
        Format::Described(_, Fact::Sessions(own)) => {
            let columns = own.columns.iter_mut().flat_map(|columns| &mut columns.0);
            for (field, column) in columns {
                let is_word = matches!(field, Canonical::Outcome | Canonical::Mode);
                resolve(column, field.as_str(), is_word, &path)?;
            }
        }
        Format::Described(_, Fact::Items(own)) => {
            for (field, column) in &mut own.columns.0 {
                resolve(column, field.as_str(), *field == OfItem::Outcome, &path)?;
            }
        }
        _ => {}
    }
    Ok(Some(format))
}

fn resolve(column: &mut Column, field: &str, is_word: bool, path: &str) -> Result<(), Fault> {
    let Some(pattern) = &column.path else {
        return Ok(());
    };
    let text = pattern.told(path).or_else(|| pattern.told(bare(path)));
    let text = text.ok_or_else(|| {
        let message = format!(
            "its path, {}, is not like {}, which says its {field}: mend the pattern, or let another satellite read it",
            shown(path.trim_start_matches('/')),
            pattern.as_str()
        );
        Fault::new(field, "odd_path", message)
    })?;
    let replaced = column
        .replaced()
        .filter(|_| !is_word)
        .and_then(|replaced| replaced.of(text))
        .unwrap_or(text);
    column.constant = Some(replaced.to_owned());
    if !is_word {
        column.map.clear();
    }
    Ok(())
}

impl Reading {
    /// Whether paths say something of their exports' rows.
    pub fn is_told_by_paths(&self) -> bool {
        let is_told = |column: &Column| column.path.is_some();
        match &self.format {
            // A table calls its files as it pleases.
            Format::Described(Carrier::Delta, _) => false,
            Format::Described(_, Fact::Sessions(own)) => {
                let columns = own.columns.iter().flat_map(|columns| columns.0.values());
                columns.into_iter().any(is_told)
            }
            Format::Described(_, Fact::Items(own)) => own.columns.0.values().any(is_told),
            _ => false,
        }
    }
}
