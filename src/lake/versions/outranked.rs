//! What is known of rows that lie beside one another: those that two exports tell differently, and
//! those that stay as an earlier reading told them.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Date32Type;
use chrono::{NaiveDate, TimeDelta};
use polars::prelude::{DataType, col};

use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{ITEMS, SESSIONS};
use crate::lake::{DataFile, Lake, LakeError, parquet};
use crate::model::SatelliteId;

/// Rows that two exports tell differently, by satellite and day.
pub type Contradicted = BTreeMap<SatelliteId, BTreeMap<NaiveDate, i64>>;

/// Rows that stay as an earlier reading told them: how many, and until which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOtherwise {
    pub rows: i64,
    pub until: NaiveDate,
}

fn day(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(TimeDelta::days(days.into()))
}

impl Lake {
    /// Sessions and items of which two exports say different things and neither tells a version.
    pub fn contradicted(&self) -> Result<Contradicted, LakeError> {
        let mut found = Contradicted::new();
        for table in [&SESSIONS, &ITEMS] {
            let outranked = table.outranked().expect("objects tell of both");
            let files = self.snapshot(outranked)?.files;
            let Some(id) = table.id().filter(|_| !files.is_empty()) else {
                continue;
            };
            let rows = self
                .scan(outranked, &files)?
                .filter(col("contradicts"))
                .select([
                    col("satellite_id"),
                    col(id),
                    col("earned_day").cast(DataType::Int32),
                ]);
            // Three exports that disagree contradict one another of one thing.
            let frame = rows
                .group_by([col("satellite_id"), col(id)])
                .agg([col("earned_day").min()])
                .collect()?;
            let (satellites, days) = (
                frame.column("satellite_id")?.str()?.clone(),
                frame.column("earned_day")?.i32()?.clone(),
            );
            for (satellite, days) in satellites.iter().zip(days.iter()) {
                let Some((satellite, day)) = satellite
                    .and_then(|id| id.parse().ok())
                    .zip(days.and_then(day))
                else {
                    continue;
                };
                *found.entry(satellite).or_default().entry(day).or_default() += 1;
            }
        }
        Ok(found)
    }

    /// Sessions and items that stay as they were told under another reading than the current one of
    /// their satellite.
    pub fn read_otherwise(
        &self,
        current: &BTreeMap<SatelliteId, String>,
    ) -> Result<BTreeMap<SatelliteId, ReadOtherwise>, LakeError> {
        let mut found: BTreeMap<SatelliteId, ReadOtherwise> = BTreeMap::new();
        for table in [&SESSIONS, &ITEMS] {
            let loaded = self.load(table)?;
            let mut asked: Vec<(&SatelliteId, &String, &DataFile)> = Vec::new();
            for file in &loaded.snapshot.files {
                let satellite = file
                    .partition
                    .get("satellite_id")
                    .and_then(|id| id.parse::<SatelliteId>().ok());
                let Some((satellite, reading)) =
                    satellite.and_then(|satellite| current.get_key_value(&satellite))
                else {
                    continue;
                };
                let readings = loaded
                    .bounds
                    .get(&file.path)
                    .and_then(|bounds| bounds.reading.as_ref());
                if !readings.is_some_and(|(least, greatest)| least == greatest && least == reading)
                {
                    asked.push((satellite, reading, file));
                }
            }
            let answers = side_by_side(asked, Threads::Cores, |(satellite, reading, file)| {
                Ok::<_, LakeError>((satellite, self.read_otherwise_in(file, reading)?))
            })?;
            for (satellite, answer) in answers {
                if let Some(ReadOtherwise { rows, until }) = answer {
                    let held = found
                        .entry(satellite.clone())
                        .or_insert(ReadOtherwise { rows: 0, until });
                    *held = ReadOtherwise {
                        rows: held.rows + rows,
                        until: held.until.max(until),
                    };
                }
            }
        }
        Ok(found)
    }

    fn read_otherwise_in(
        &self,
        file: &DataFile,
        reading: &str,
    ) -> Result<Option<ReadOtherwise>, LakeError> {
        let mut found: Option<ReadOtherwise> = None;
        for batch in parquet::read_columns(self.source(file)?, &["reading", "earned_day"])? {
            let column = |name: &str| batch.column_by_name(name).expect("it was asked for");
            let (readings, days) = (
                column("reading").as_string::<i32>(),
                column("earned_day").as_primitive::<Date32Type>(),
            );
            // A tombstone counts nowhere.
            let others = (0..batch.num_rows())
                .filter(|&row| !days.is_null(row) && readings.value(row) != reading);
            for until in others.filter_map(|row| day(days.value(row))) {
                let held = found.get_or_insert(ReadOtherwise { rows: 0, until });
                *held = ReadOtherwise {
                    rows: held.rows + 1,
                    until: held.until.max(until),
                };
            }
        }
        Ok(found)
    }
}
