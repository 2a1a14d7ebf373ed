//! Rows that were refused, replaced an object at a time.

use super::cell_reader::CellReader;
use super::keyed::Replacement;
use crate::lake::cells::Cell;
use crate::lake::tables::REJECTS;
use crate::lake::{Lake, LakeError};
use crate::model::SatelliteId;
use crate::model::receipt::Reject;

/// A reject as it is read back; the code is whatever the writing program called it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RejectRow {
    pub satellite_id: SatelliteId,
    pub object: String,
    pub row: i64,
    pub column: String,
    pub code: String,
    pub message: String,
    pub raw: String,
}

impl Lake {
    /// Sorted by key.
    pub fn rejects(&self) -> Result<Vec<RejectRow>, LakeError> {
        self.rows(&REJECTS)?.into_iter().map(reject).collect()
    }

    /// What `objects` had refused is replaced by those of `rejects` that stood in them; the rejects
    /// of objects that are not named stay as they are, and a reject of an object that is not named
    /// is an object named.
    pub fn replace_rejects(
        &self,
        objects: &[(SatelliteId, String)],
        rejects: &[Reject],
    ) -> Result<(), LakeError> {
        let mut replacement = Replacement::new(&REJECTS, &["satellite_id", "object"]);
        objects
            .iter()
            .for_each(|(satellite, object)| replacement.clear(&[satellite.as_str(), object]));
        rejects
            .iter()
            .for_each(|reject| replacement.put(cells(reject)));
        self.put(&replacement)
    }
}

fn cells(reject: &Reject) -> Vec<Cell> {
    vec![
        reject.satellite_id.as_str().into(),
        reject.object.as_str().into(),
        reject.row.into(),
        reject.column.as_str().into(),
        reject.code.into(),
        reject.message.as_str().into(),
        reject.raw.as_str().into(),
    ]
}

fn reject(cells: Vec<Cell>) -> Result<RejectRow, LakeError> {
    let mut row = CellReader {
        table: &REJECTS,
        cells: cells.into_iter(),
    };
    Ok(RejectRow {
        satellite_id: row.parsed()?,
        object: row.text()?,
        row: row.whole()?,
        column: row.text()?,
        code: row.text()?,
        message: row.text()?,
        raw: row.text()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;

    fn refused(satellite: &str, object: &str, row: i64) -> Reject {
        Reject {
            satellite_id: satellite.parse().unwrap(),
            object: object.into(),
            row,
            column: "Start".into(),
            code: "time",
            message: "not a time".into(),
            raw: "x,\u{1F4A9},y".into(),
        }
    }

    #[test]
    fn reading_an_object_again_replaces_its_rejects_and_no_others() {
        let lake = Lake::open(Store::memory()).unwrap();
        let objects = |names: &[(&str, &str)]| {
            names
                .iter()
                .map(|(s, o)| (s.parse().unwrap(), (*o).to_owned()))
                .collect::<Vec<_>>()
        };
        let rows = |lake: &Lake| {
            let all = lake.rejects().unwrap();
            all.into_iter()
                .map(|r| format!("{} {} {}", r.satellite_id, r.object, r.row))
                .collect::<Vec<_>>()
        };
        let first = [
            refused("s", "a", 10),
            refused("s", "a", 2),
            refused("s", "b", 1),
            refused("t", "a", 5),
        ];
        lake.replace_rejects(
            &objects(&[("s", "a"), ("s", "b"), ("t", "a"), ("t", "clean")]),
            &first,
        )
        .unwrap();
        assert_eq!(rows(&lake), ["s a 2", "s a 10", "s b 1", "t a 5"]);
        lake.replace_rejects(&objects(&[("s", "a"), ("t", "a")]), &[refused("s", "a", 3)])
            .unwrap();
        assert_eq!(rows(&lake), ["s a 3", "s b 1"]);
        let version = lake.snapshot(&REJECTS).unwrap().version;
        lake.replace_rejects(&objects(&[("s", "a"), ("t", "a")]), &[refused("s", "a", 3)])
            .unwrap();
        lake.replace_rejects(&[], &[]).unwrap();
        assert_eq!(
            lake.snapshot(&REJECTS).unwrap().version,
            version,
            "nothing new, no commit"
        );
    }
}
