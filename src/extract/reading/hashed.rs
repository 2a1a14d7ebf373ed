//! What `reading` in the lake is: whatever changes the meaning of the same bytes changes it. What
//! is not given says nothing, so that what was read before it could be given is not read again.

use super::Reading;
use super::amounts::Digits;
use super::columns::{Column, Columns, EVERY_OTHER, Nothing};
use super::file::{Encoding, Shape};
use super::format::{Carrier, CsvForm, Fact, Format, ItemExport, JsonForm, SessionColumns};
use super::outcomes::outcome_maps_hash;
use crate::lake::hash::Hash;
use crate::model::Satellite;

/// Goes up when the same file would be read differently by a newer program: everything is then read
/// again.
const READER: &str = "1";

/// The same of vendors' tables alone: with 2 their `NULL` is nothing in CSV, and a GUID is one id
/// in either case.
const VENDORS: &str = "2";

impl Reading {
    pub(super) fn hash(&self, satellite: &Satellite) -> String {
        let hash = Hash::new()
            .add(READER)
            .add(satellite.timezone.to_string())
            .add(outcome_maps_hash());
        // A path begins with the URL, so what it tells may stand there.
        let hash = if self.is_told_by_paths() {
            hash.add("paths").add(&self.url.url)
        } else {
            hash
        };
        match &self.format {
            Format::Described(carrier, Fact::Sessions(own)) => hash_sessions(hash, carrier, own),
            Format::Described(carrier, Fact::Items(own)) => hash_items(hash, carrier, own),
            Format::EventLog(own) => hash.add("event-log").add(format!("{own:?}")),
            Format::SynapseLink(link) => {
                hash_columns(hash.add("synapse-link"), link.columns.as_ref())
            }
            // Saved or asked for, a page means the same.
            Format::Dataverse(own) => hash_columns(hash.add("dataverse"), own.columns.as_ref()),
            Format::Vendor(own) => {
                let hash = hash_columns(
                    hash.add(own.vendor.as_str()).add(VENDORS),
                    own.columns.as_ref(),
                );
                if own.count_tests {
                    hash.add("count_tests")
                } else {
                    hash
                }
            }
        }
        .hex()
    }
}

fn hash_sessions(hash: Hash, carrier: &Carrier, own: &SessionColumns) -> Hash {
    let delimiter = |byte: u8| char::from(byte).to_string();
    let hash = match carrier {
        Carrier::Csv(form) => optional(hash.add("csv"), form.delimiter.map(delimiter).as_deref()),
        Carrier::Json(form) => hash.add(match form.shape {
            Shape::Lines => "ndjson",
            Shape::Document => "json",
        }),
        Carrier::Parquet => hash.add("parquet"),
        Carrier::Xlsx(place) => optional(hash.add("xlsx").add(format!("{place:?}")), None),
        Carrier::Delta => hash.add("delta"),
    };
    let hash = hash_columns(hash, own.columns.as_ref());
    let hash = match carrier {
        Carrier::Csv(form) => {
            let hash = match form.skip_lines {
                0 => hash,
                lines => hash.add("skip_lines").add(lines.to_string()),
            };
            hash_encoding(hash, form.encoding)
        }
        Carrier::Json(form) => {
            let named = |hash: Hash, rows| hash.add("rows").add(rows);
            hash_encoding(form.rows.iter().fold(hash, named), form.encoding)
        }
        Carrier::Parquet | Carrier::Xlsx(_) | Carrier::Delta => hash,
    };
    own.sieve.hash(hash_nothing(hash, &own.nothing))
}

fn hash_items(hash: Hash, carrier: &Carrier, own: &ItemExport) -> Hash {
    let hash = hash.add("items");
    let hash = match carrier {
        Carrier::Csv(CsvForm {
            delimiter,
            encoding,
            skip_lines,
        }) => {
            let hash = hash.add(format!(
                "Csv {{ delimiter: {delimiter:?}, encoding: {encoding:?} }}"
            ));
            match skip_lines {
                0 => hash,
                lines => hash.add(lines.to_string()),
            }
        }
        Carrier::Json(JsonForm {
            shape,
            encoding,
            rows,
        }) => {
            let hash = hash.add(format!(
                "Json {{ shape: {shape:?}, encoding: {encoding:?} }}"
            ));
            rows.iter().fold(hash, |hash, rows| hash.add(rows))
        }
        Carrier::Parquet => hash.add("Parquet"),
        Carrier::Xlsx(place) => hash.add(format!("Xlsx({place:?})")),
        Carrier::Delta => hash.add("Delta"),
    };
    let hash = hash.add(own.columns.0.len().to_string());
    let columns = own.columns.0.iter();
    let hash = columns.fold(hash_nothing(hash, &own.nothing), |hash, (field, column)| {
        hash_column(hash, field.as_str(), column)
    });
    own.sieve.hash(hash)
}

fn hash_nothing(hash: Hash, nothing: &Nothing) -> Hash {
    nothing
        .0
        .iter()
        .fold(hash, |hash, word| hash.add("nothing").add(word))
}

fn hash_encoding(hash: Hash, encoding: Option<Encoding>) -> Hash {
    encoding.iter().fold(hash, |hash, encoding| {
        hash.add("encoding").add(encoding.as_str())
    })
}

fn hash_columns(hash: Hash, columns: Option<&Columns>) -> Hash {
    let hash = hash.add(if columns.is_some() {
        "columns"
    } else {
        "canonical"
    });
    let columns = columns.into_iter().flat_map(|columns| &columns.0);
    columns.clone().fold(
        hash.add(columns.count().to_string()),
        |hash, (field, column)| hash_column(hash, field.as_str(), column),
    )
}

fn hash_column(hash: Hash, field: &str, column: &Column) -> Hash {
    let hash = hash.add(field).add(&column.header);
    let hash = optional(hash, column.format.as_deref());
    let hash = optional(
        hash,
        column.timezone.map(|zone| zone.to_string()).as_deref(),
    );
    let hash = hash.add(column.map.len().to_string());
    let hash = column
        .map
        .iter()
        .fold(hash, |hash, (theirs, ours)| hash.add(theirs).add(ours));
    let hash = column
        .parts
        .iter()
        .fold(hash, |hash, part| hash.add("part").add(part));
    // No canonical name is one of these words. What is not given says nothing.
    let hash = column
        .constant
        .iter()
        .fold(hash, |hash, constant| hash.add("constant").add(constant));
    let hash = column
        .unit
        .iter()
        .fold(hash, |hash, unit| hash.add("unit").add(unit.as_str()));
    let hash = column
        .other_formats
        .iter()
        .fold(hash, |hash, format| hash.add("format").add(format));
    let hash = column
        .path
        .iter()
        .fold(hash, |hash, path| hash.add("path").add(path.as_str()));
    let hash = if column.is_content {
        hash.add("content")
    } else {
        hash
    };
    // A star was a text as any other before it stood for all of them.
    let hash = if column.map.contains_key(EVERY_OTHER) {
        hash.add("every other")
    } else {
        hash
    };
    if column.digits == Digits::PLAIN {
        hash
    } else {
        hash.add("digits").add(column.digits.described())
    }
}

fn optional(hash: Hash, part: Option<&str>) -> Hash {
    hash.add(if part.is_some() { "+" } else { "-" })
        .add(part.unwrap_or_default())
}
