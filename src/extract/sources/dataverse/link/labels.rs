//! What numbers of a table's status are called: beside its models the service tells the labels of
//! its choices. A label never says how a session went, for it is in the language of whoever asked;
//! it only stands beside a number that no map names.

use std::collections::BTreeMap;
use std::io::{self, Read};

use serde::Deserialize;

use crate::extract::error::ExtractError;
use crate::extract::facts::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::Table;
use crate::extract::taker::{Reached, Source};
use crate::lake::Named;
use crate::model::Zone;

/// A longer text is no list of labels.
const LIMIT_BYTES: u64 = 64 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LabelFile {
    #[serde(default)]
    status_metadata: Vec<WrittenStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenStatus {
    #[serde(default)]
    entity_name: String,
    status: i64,
    #[serde(default)]
    is_user_localized_label: bool,
    #[serde(default)]
    localized_label_language_code: i64,
    localized_label: Option<String>,
}

/// Keeps one label for each number.
pub fn read(input: impl Read, table: Table, source: Source<'_>) -> Result<Reached, ExtractError> {
    let mut bytes = Vec::new();
    let torn = |error: io::Error| ExtractError::Read {
        object: source.object.to_owned(),
        source: error,
    };
    input
        .take(LIMIT_BYTES)
        .read_to_end(&mut bytes)
        .map_err(torn)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let file: LabelFile = match serde_json::from_slice(bytes) {
        Ok(file) => file,
        Err(error) => {
            let fault = Fault::new(
                "StatusMetadata",
                "bad_json",
                format!("these are no labels of choices: {error}"),
            );
            return Ok(Reached::refused(&source.satellite.id, source.object, fault));
        }
    };
    let labels = labels(file, table);
    let mut names = Names::new(
        source,
        Clock::new(None, Zone::UTC).as_told_by(DIALECT.times),
    );
    let mut notes = Notes::default();
    for (row, (status, (.., label))) in (1..).zip(&labels) {
        let status = status.to_string();
        let (id, name) = (
            Field {
                column: "Status",
                text: Some(&status),
            },
            Field {
                column: "LocalizedLabel",
                text: Some(label),
            },
        );
        names
            .push(
                row,
                Named::Outcome,
                &NameTelling {
                    id,
                    name,
                    ..NameTelling::default()
                },
                &mut notes,
            )
            .expect("it has an id, and tells no version, time or deletion that could be wrong");
    }
    Ok(Reached {
        read: names.rows.len() as i64,
        rejected: 0,
        rejects: Vec::new(),
        names: names.rows,
        notes,
    })
}

/// The labels of a table's numbers. A label in the exporting user's language is taken before
/// others, and among these the one whose language has the least number.
fn labels(file: LabelFile, table: Table) -> BTreeMap<i64, (bool, i64, String)> {
    let mut labels = BTreeMap::new();
    for status in file
        .status_metadata
        .into_iter()
        .filter(|status| status.entity_name.eq_ignore_ascii_case(table.as_str()))
    {
        let Some(label) = status
            .localized_label
            .filter(|label| !label.trim().is_empty())
        else {
            continue;
        };
        let rank = (
            !status.is_user_localized_label,
            status.localized_label_language_code,
            label,
        );
        let best = labels.entry(status.status).or_insert_with(|| rank.clone());
        *best = rank.min(best.clone());
    }
    labels
}
