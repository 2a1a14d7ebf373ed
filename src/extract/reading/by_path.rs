//! What the path of an export says of all its rows, where there is an export for each automation,
//! queue or machine: a pattern of the path's last names, in which `{…}` stands for what is told.

use super::columns::{Canonical, Column, Columns};
use super::file::bare;
use super::items::{ItemColumns, ItemExport, OfItem};
use super::overlap::location;
use super::{Csv, Format, Json, Parquet, Reading, Xlsx};
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
        Format::Csv(Csv {
            columns: Some(Columns(columns)),
            ..
        })
        | Format::Json(Json {
            columns: Some(Columns(columns)),
            ..
        })
        | Format::Parquet(Parquet {
            columns: Some(Columns(columns)),
            ..
        })
        | Format::Xlsx(Xlsx {
            table:
                Csv {
                    columns: Some(Columns(columns)),
                    ..
                },
            ..
        }) => {
            for (field, column) in columns {
                resolve(
                    column,
                    field.as_str(),
                    matches!(field, Canonical::Outcome | Canonical::Mode),
                    &path,
                )?;
            }
        }
        Format::Items(ItemExport {
            columns: ItemColumns(columns),
            ..
        }) => {
            for (field, column) in columns {
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
            Format::Csv(Csv {
                columns: Some(columns),
                ..
            })
            | Format::Json(Json {
                columns: Some(columns),
                ..
            })
            | Format::Parquet(Parquet {
                columns: Some(columns),
                ..
            }) => columns.0.values().any(is_told),
            Format::Items(own) => own.columns.0.values().any(is_told),
            _ => false,
        }
    }
}
