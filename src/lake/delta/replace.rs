//! Derived tables: recomputed whole per partition. A part's name is a hash of what it was made
//! from, so that whoever finds it there knows that it need not be made again, and a crash between
//! making and committing costs nothing.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use bytes::Bytes;

use super::{Change, Staged};
use crate::lake::cells::{arrow_schema, checked, grown, shape, sorted};
use crate::lake::side_by_side::side_by_side;
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, LakeError, Snapshot, parquet};

/// The new contents of one partition.
#[derive(Debug, Clone)]
pub struct Part {
    /// A value for each of the table's partition columns.
    pub partition: Vec<String>,
    /// Hash of what it was made from.
    pub name: String,
    /// May have no rows: then it says that there is nothing.
    pub batch: RecordBatch,
}

/// A part that was written and waits to be committed.
#[derive(Debug)]
pub struct Filed {
    partition: Vec<String>,
    staged: Staged,
}

/// The path at which a part lies, once it is there.
pub fn part_path(table: &Table, partition: &[String], name: &str) -> String {
    let folders = table
        .partition
        .iter()
        .zip(partition)
        .map(|(column, value)| format!("{column}={value}/"));
    format!(
        "{}/{}{}-{name}.parquet",
        table.name,
        folders.collect::<String>(),
        table.name
    )
}

impl Snapshot {
    /// Whether a partition holds exactly the part of this name. Files are sorted by path, so those
    /// of a partition lie side by side.
    pub fn has(&self, partition: &[String], name: &str) -> bool {
        let path = part_path(self.table, partition, name);
        let Ok(at) = self.files.binary_search_by(|file| file.path.cmp(&path)) else {
            return false;
        };
        let is_other =
            |file: Option<&DataFile>| file.is_none_or(|file| file.place(self.table) != partition);
        is_other(at.checked_sub(1).and_then(|before| self.files.get(before)))
            && is_other(self.files.get(at + 1))
    }
}

impl Lake {
    /// Each part replaces whatever its partition held, all in one commit. A part that is already
    /// there under its name is skipped; nothing new, no commit (`false`).
    pub fn replace(&self, table: &'static Table, parts: Vec<Part>) -> Result<bool, LakeError> {
        let places = parts
            .iter()
            .map(|part| {
                (
                    &part.partition,
                    part_path(table, &part.partition, &part.name),
                )
            })
            .collect();
        self.exchange(table, places, |missing| {
            side_by_side(missing, self.store.threads(), |at| {
                self.write_part(table, &parts[at])
            })
        })
    }

    /// Writes a part that no log names yet ([`Snapshot::has`]): whoever makes many need not hold
    /// them all until they are committed.
    pub fn file(&self, table: &'static Table, part: Part) -> Result<Filed, LakeError> {
        let staged = self.write_part(table, &part)?;
        Ok(Filed {
            partition: part.partition,
            staged,
        })
    }

    /// The same as [`Lake::replace`], of parts that were filed.
    pub fn put_in_place(
        &self,
        table: &'static Table,
        parts: Vec<Filed>,
    ) -> Result<bool, LakeError> {
        let places = parts
            .iter()
            .map(|part| (&part.partition, part.staged.file.path.clone()))
            .collect();
        self.exchange(table, places, |missing| {
            Ok(missing
                .into_iter()
                .map(|at| parts[at].staged.clone())
                .collect())
        })
    }

    fn write_part(&self, table: &'static Table, part: &Part) -> Result<Staged, LakeError> {
        let batch = sorted(table, &checked(table, &part.batch)?)?;
        inside(table, part, &batch)?;
        self.stage(
            table,
            &part.partition,
            |_| format!("{}-{}", table.name, part.name),
            &batch,
        )
    }

    /// Puts files in their places; `files` is asked, by their numbers, for those that are not
    /// there, once each.
    fn exchange(
        &self,
        table: &'static Table,
        places: Vec<(&Vec<String>, String)>,
        mut files: impl FnMut(Vec<usize>) -> Result<Vec<Staged>, LakeError>,
    ) -> Result<bool, LakeError> {
        if places.is_empty() {
            return Ok(false);
        }
        let mut partitions = BTreeSet::new();
        if let Some((twice, _)) = places
            .iter()
            .find(|(partition, _)| !partitions.insert(*partition))
        {
            return Err(shape(
                table,
                format!("two parts for the partition {twice:?}"),
            ));
        }
        let mut staged: BTreeMap<usize, Staged> = BTreeMap::new();
        let touched = |file: &DataFile| partitions.contains(&file.place(table));
        let (committed, ()) = self.transact(table, touched, |loaded| {
            let (mut change, mut wanted) = (Change::default(), Vec::new());
            let mut held: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for file in &loaded.snapshot.files {
                held.entry(file.place(table)).or_default().push(file);
            }
            for (at, (partition, path)) in places.iter().enumerate() {
                let held = held.remove(*partition).unwrap_or_default();
                if !matches!(held[..], [only] if only.path == *path) {
                    wanted.push(at);
                    change.removes.extend(held.into_iter().cloned());
                }
            }
            let missing: Vec<usize> = wanted
                .iter()
                .copied()
                .filter(|at| !staged.contains_key(at))
                .collect();
            staged.extend(missing.iter().copied().zip(files(missing.clone())?));
            change
                .adds
                .extend(wanted.iter().map(|at| staged[at].clone()));
            Ok((change, ()))
        })?;
        Ok(committed)
    }

    /// The file of a part, and its rows in the order of the table's key. Whoever hands it on need
    /// not write it again: the same rows are the same bytes. One that is older than some of its
    /// table's columns is written with them.
    pub fn part(
        &self,
        table: &'static Table,
        file: &DataFile,
    ) -> Result<(Bytes, RecordBatch), LakeError> {
        let bytes = self.whole(file)?;
        let batches = parquet::read(
            parquet::StoredFile::whole(&file.path, None, bytes.clone()),
            None,
        )?;
        let schema = batches
            .first()
            .map_or_else(|| arrow_schema(table), RecordBatch::schema);
        let there = concat_batches(&schema, &batches)?;
        let batch = checked(table, &grown(table, &there)?)?;
        let bytes = if batch.num_columns() == there.num_columns() {
            bytes
        } else {
            parquet::encode(&batch)?
        };
        Ok((bytes, batch))
    }

    /// Empties partitions that have no sources any more.
    pub fn drop_partitions(
        &self,
        table: &'static Table,
        partitions: &[Vec<String>],
    ) -> Result<bool, LakeError> {
        let partitions: BTreeSet<_> = partitions.iter().collect();
        let gone = |file: &DataFile| partitions.contains(&file.place(table));
        let (committed, ()) = self.transact(table, gone, |loaded| {
            let removes = loaded
                .snapshot
                .files
                .iter()
                .filter(|file| gone(file))
                .cloned()
                .collect();
            Ok((
                Change {
                    adds: Vec::new(),
                    removes,
                },
                (),
            ))
        })?;
        Ok(committed)
    }
}

/// Rows must say what their partition says: readers of single files go by the columns, readers of
/// the table by the log.
fn inside(table: &Table, part: &Part, batch: &RecordBatch) -> Result<(), LakeError> {
    if part.partition.len() != table.partition.len() {
        return Err(shape(
            table,
            format!(
                "a part for {:?}, where the partition is by {:?}",
                part.partition, table.partition
            ),
        ));
    }
    for (column, value) in table.partition.iter().zip(&part.partition) {
        let said = batch
            .column_by_name(column)
            .expect("a partition is by columns of the table")
            .as_string::<i32>();
        if let Some(other) = said.iter().flatten().find(|said| said != value) {
            return Err(shape(
                table,
                format!("{column}: a row of {other} in the part for {value}"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::cells::{Cell, batch};
    use crate::lake::store::Store;
    use crate::lake::tables::{AUTOMATIONS, ERROR_TALLIES};

    fn part(month: &str, name: &str, sessions: &[i64]) -> Part {
        let day: chrono::NaiveDate = format!("{month}-01").parse().unwrap();
        let row = |(n, sessions): (usize, &i64)| {
            vec![
                "s".into(),
                month.into(),
                day.into(),
                format!("a{}", 9 - n).into(),
                Cell::Null,
                (*sessions).into(),
            ]
        };
        let rows: Vec<_> = sessions.iter().enumerate().map(row).collect();
        Part {
            partition: vec!["s".into(), month.into()],
            name: name.into(),
            batch: batch(&ERROR_TALLIES, &rows).unwrap(),
        }
    }

    fn numbers(lake: &Lake) -> Vec<Cell> {
        lake.rows(&ERROR_TALLIES)
            .unwrap()
            .into_iter()
            .map(|mut row| row.remove(5))
            .collect()
    }

    #[test]
    fn a_part_replaces_its_partition_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        for store in [
            Store::memory().at("l"),
            Store::open("l", folder.path()).unwrap(),
        ] {
            let lake = Lake::open(store).unwrap();
            assert!(
                lake.replace(
                    &ERROR_TALLIES,
                    vec![part("2026-03", "x", &[1, 2]), part("2026-04", "x", &[3])]
                )
                .unwrap()
            );
            assert!(
                lake.replace(&ERROR_TALLIES, vec![part("2026-03", "y", &[4])])
                    .unwrap()
            );
            assert_eq!(numbers(&lake), [Cell::Whole(4), Cell::Whole(3)]);
            assert!(
                !lake
                    .replace(&ERROR_TALLIES, vec![part("2026-03", "y", &[5])])
                    .unwrap(),
                "it is there by that name"
            );
            assert!(!lake.replace(&ERROR_TALLIES, vec![]).unwrap());
            assert_eq!(lake.snapshot(&ERROR_TALLIES).unwrap().version, Some(1));
            // Back to what it was: the same name is written again.
            assert!(
                lake.replace(&ERROR_TALLIES, vec![part("2026-03", "x", &[1, 2])])
                    .unwrap()
            );
            assert_eq!(numbers(&lake).len(), 3);
            let files = lake.snapshot(&ERROR_TALLIES).unwrap().files;
            assert_eq!(
                files[0].path,
                "error_tallies/satellite_id=s/month=2026-03/error_tallies-x.parquet"
            );
            assert_eq!(
                files[0].path,
                part_path(&ERROR_TALLIES, &["s".into(), "2026-03".into()], "x")
            );
            assert_eq!(
                (files[0].rows, files[0].partition["month"].as_str()),
                (2, "2026-03")
            );
            assert!(
                lake.drop_partitions(&ERROR_TALLIES, &[vec!["s".into(), "2026-03".into()]])
                    .unwrap()
            );
            assert!(
                !lake
                    .drop_partitions(&ERROR_TALLIES, &[vec!["s".into(), "2026-03".into()]])
                    .unwrap()
            );
            assert_eq!(numbers(&lake), [Cell::Whole(3)]);
        }
    }

    #[test]
    fn a_part_is_handed_on_as_it_lies_there_by_key() {
        let lake = Lake::open(Store::memory()).unwrap();
        lake.replace(
            &ERROR_TALLIES,
            vec![part("2026-03", "x", &[1, 2]), part("2026-04", "x", &[])],
        )
        .unwrap();
        let files = lake.snapshot(&ERROR_TALLIES).unwrap().files;
        let (bytes, batch) = lake.part(&ERROR_TALLIES, &files[0]).unwrap();
        // The rows were told as a9, a8.
        assert_eq!(
            batch
                .column_by_name("automation_id")
                .unwrap()
                .as_string::<i32>()
                .iter()
                .flatten()
                .collect::<Vec<_>>(),
            ["a8", "a9"]
        );
        assert_eq!(
            bytes,
            parquet::encode(&batch).unwrap(),
            "written again it is the same"
        );
        assert_eq!(bytes, lake.store().get(&files[0].path).unwrap().unwrap());
        assert_eq!(
            lake.part(&ERROR_TALLIES, &files[1]).unwrap().1.num_rows(),
            0
        );
        // One that was written before there were error codes.
        let columns: Vec<usize> = (0..6)
            .filter(|column| batch.schema().field(*column).name() != "error_code")
            .collect();
        let old = parquet::encode(&batch.project(&columns).unwrap()).unwrap();
        lake.store().put(&files[0].path, old.clone()).unwrap();
        let (bytes, grown) = lake
            .part(
                &ERROR_TALLIES,
                &DataFile {
                    size: old.len() as u64,
                    ..files[0].clone()
                },
            )
            .unwrap();
        assert_eq!(
            (grown.clone(), bytes),
            (batch.clone(), parquet::encode(&batch).unwrap()),
            "its codes were empty anyway"
        );
    }

    #[test]
    fn a_filed_part_shows_when_it_is_put_in_place_and_not_before() {
        let lake = Lake::open(Store::memory()).unwrap();
        lake.replace(&ERROR_TALLIES, vec![part("2026-03", "x", &[1])])
            .unwrap();
        let file = |part| lake.file(&ERROR_TALLIES, part).unwrap();
        let filed = vec![
            file(part("2026-03", "y", &[4])),
            file(part("2026-04", "y", &[5])),
        ];
        assert_eq!(numbers(&lake), [Cell::Whole(1)]);
        assert!(lake.put_in_place(&ERROR_TALLIES, filed).unwrap());
        assert_eq!(numbers(&lake), [Cell::Whole(4), Cell::Whole(5)]);
        assert!(
            !lake
                .put_in_place(&ERROR_TALLIES, vec![file(part("2026-04", "y", &[5]))])
                .unwrap(),
            "it is there by that name"
        );
        let twice = ["a", "b"]
            .map(|name| file(part("2026-03", name, &[6])))
            .into();
        assert!(
            lake.put_in_place(&ERROR_TALLIES, twice)
                .unwrap_err()
                .to_string()
                .contains("two parts for the partition")
        );
    }

    #[test]
    fn a_partition_has_a_part_if_it_holds_it_and_nothing_else() {
        let file = |satellite: &str, name: &str| {
            let partition = [satellite.to_owned(), "2026-03".to_owned()];
            DataFile {
                path: part_path(&ERROR_TALLIES, &partition, name),
                partition: ERROR_TALLIES
                    .partition
                    .iter()
                    .map(|column| (*column).to_owned())
                    .zip(partition)
                    .collect(),
                rows: 1,
                size: 1,
            }
        };
        let snapshot = |files: &[(&str, &str)]| {
            let mut files: Vec<_> = files
                .iter()
                .map(|(satellite, name)| file(satellite, name))
                .collect();
            files.sort();
            Snapshot {
                table: &ERROR_TALLIES,
                version: Some(0),
                files,
            }
        };
        let has =
            |files: &[(&str, &str)]| snapshot(files).has(&["b".into(), "2026-03".into()], "m");
        assert!(has(&[("b", "m")]));
        assert!(has(&[("a", "m"), ("b", "m"), ("b-x", "m"), ("c", "z")]));
        assert!(!has(&[("b", "other"), ("a", "m"), ("c", "m")]));
        assert!(!has(&[("b", "m"), ("b", "a")]) && !has(&[("b", "m"), ("b", "z")]) && !has(&[]));
    }

    #[test]
    fn an_empty_part_says_that_there_is_nothing() {
        let lake = Lake::open(Store::memory()).unwrap();
        assert!(
            lake.replace(&ERROR_TALLIES, vec![part("2026-03", "x", &[])])
                .unwrap()
        );
        assert!(
            !lake
                .replace(&ERROR_TALLIES, vec![part("2026-03", "x", &[])])
                .unwrap()
        );
        assert_eq!(
            (
                lake.snapshot(&ERROR_TALLIES).unwrap().files.len(),
                numbers(&lake).len()
            ),
            (1, 0)
        );
    }

    #[test]
    fn a_table_without_partitions_is_one_part() {
        let lake = Lake::open(Store::memory()).unwrap();
        let part = |name: &str| Part {
            partition: vec![],
            name: name.into(),
            batch: batch(&AUTOMATIONS, &[]).unwrap(),
        };
        assert!(lake.replace(&AUTOMATIONS, vec![part("x")]).unwrap());
        assert!(lake.replace(&AUTOMATIONS, vec![part("y")]).unwrap());
        assert_eq!(lake.snapshot(&AUTOMATIONS).unwrap().files.len(), 1);
    }

    #[test]
    fn a_row_of_another_partition_is_refused() {
        let lake = Lake::open(Store::memory()).unwrap();
        let mut wrong = part("2026-03", "x", &[1]);
        wrong.partition[1] = "2026-04".into();
        let error = lake
            .replace(&ERROR_TALLIES, vec![wrong])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("month: a row of 2026-03 in the part for 2026-04"),
            "{error}"
        );
    }
}
