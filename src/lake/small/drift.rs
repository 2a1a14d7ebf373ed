//! Which columns exports had. A small table that only ever grows wider: so it may be recorded
//! again, and in any order.

use std::collections::BTreeMap;

use super::cell_reader::CellReader;
use super::keyed::Replacement;
use crate::lake::cells::Cell;
use crate::lake::tables::DRIFT;
use crate::lake::{Lake, LakeError};
use crate::model::SatelliteId;
use crate::model::drift::{ColumnSpan, Seen};

impl Lake {
    pub fn drift(&self) -> Result<BTreeMap<SatelliteId, Seen>, LakeError> {
        let mut drift: BTreeMap<SatelliteId, Seen> = BTreeMap::new();
        for cells in self.rows(&DRIFT)? {
            let mut row = CellReader {
                table: &DRIFT,
                cells: cells.into_iter(),
            };
            let (satellite, key) = (row.parsed()?, (row.text()?, row.text()?));
            let span = ColumnSpan {
                first: row.text()?,
                last: row.text_or_none()?,
            };
            drift.entry(satellite).or_default().add(key, span);
        }
        Ok(drift)
    }

    /// Adds what was seen to what is known.
    pub fn record_drift(&self, seen: &BTreeMap<SatelliteId, Seen>) -> Result<(), LakeError> {
        let mut known = self.drift()?;
        let mut replacement = Replacement::new(&DRIFT, DRIFT.key);
        for (satellite, seen) in seen {
            let known = known.entry(satellite.clone()).or_default();
            for (key, span) in &seen.0 {
                let before = known.0.get(key).cloned();
                known.add(key.clone(), span.clone());
                if before.as_ref() != known.0.get(key) {
                    replacement.put(cells(satellite, key, &known.0[key]));
                }
            }
        }
        self.put(&replacement)
    }
}

fn cells(
    satellite: &SatelliteId,
    (exports, column): &(String, String),
    span: &ColumnSpan,
) -> Vec<Cell> {
    let last = span.last.as_deref();
    vec![
        satellite.as_str().into(),
        exports.as_str().into(),
        column.as_str().into(),
        span.first.as_str().into(),
        last.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;

    #[test]
    fn what_was_seen_is_kept_and_only_ever_grows_wider() {
        let lake = Lake::open(Store::memory()).unwrap();
        let satellite: SatelliteId = "emea".parse().unwrap();
        let see = |object: &str, column: &str| {
            let mut seen = Seen::default();
            seen.see(
                "r-#",
                object,
                &[column.to_owned()].into(),
                &Default::default(),
            );
            lake.record_drift(&BTreeMap::from([(satellite.clone(), seen)]))
                .unwrap();
        };
        let told = || -> Vec<(String, String, Option<String>)> {
            let seen = lake.drift().unwrap().remove(&satellite).unwrap();
            seen.0
                .into_iter()
                .map(|((_, column), span)| (column, span.first, span.last))
                .collect()
        };
        see("r-2", "a");
        see("r-10", "b");
        see("r-1", "b");
        let row = |column: &str, first: &str, last: &str| {
            (column.to_owned(), first.to_owned(), Some(last.to_owned()))
        };
        assert_eq!(
            told(),
            [
                row("", "r-1", "r-10"),
                row("a", "r-2", "r-2"),
                row("b", "r-1", "r-10")
            ]
        );
        let version = lake.snapshot(&DRIFT).unwrap().version;
        see("r-2", "a");
        assert_eq!(
            lake.snapshot(&DRIFT).unwrap().version,
            version,
            "nothing new, no commit"
        );
    }
}
