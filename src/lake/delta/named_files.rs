//! Files that logs name, opened and checked: whoever reads one reads what was written, or is told
//! which file is not.

use std::fs::File;
use std::sync::PoisonError;

use bytes::Bytes;

use crate::lake::tables::LAKE;
use crate::lake::{DataFile, Lake, LakeError, content_name, frames, parquet};

/// A file far away that is no larger is fetched whole: its parts would take longer, one after the
/// other.
const HELD_BYTES: u64 = 8 << 20;

/// The same on a disk, where parts cost little.
const HELD_OF_DISK_BYTES: u64 = 256 << 10;

const NOT_THERE: &str = "the log names this file, and it is not there";

fn damaged(file: &DataFile, what: impl Into<String>) -> LakeError {
    LakeError::Damaged {
        path: file.path.clone(),
        what: what.into(),
    }
}

impl Lake {
    /// A file of ours, to read parts of.
    pub(in crate::lake) fn source(
        &self,
        file: &DataFile,
    ) -> Result<parquet::StoredFile, LakeError> {
        let rows = (file.rows > 0).then_some(file.rows);
        let is_local = self.store.local_path(&file.path).is_some();
        if file.size
            <= if is_local {
                HELD_OF_DISK_BYTES
            } else {
                HELD_BYTES
            }
        {
            return Ok(parquet::StoredFile::whole(
                &file.path,
                rows,
                self.whole(file)?,
            ));
        }
        let place = match self.opened(file)? {
            Some(opened) => parquet::FilePlace::Disk(file.path.clone(), opened),
            None => {
                let object = match self.store.head(&file.path)? {
                    None if self.put_back(&file.path)? => self.store.head(&file.path)?,
                    found => found,
                };
                let object = object.ok_or_else(|| damaged(file, NOT_THERE))?;
                sized(file, object.size)?;
                parquet::FilePlace::Far(Box::new((
                    self.store.clone(),
                    crate::lake::Object {
                        etag: None,
                        ..object
                    },
                )))
            }
        };
        let windows =
            parquet::Windows::open(place, file.size)?.map_err(|what| damaged(file, what))?;
        if !windows.has_sums() && is_local {
            self.check(std::slice::from_ref(file))?;
        }
        Ok(parquet::StoredFile::windows(&file.path, rows, windows))
    }

    /// All of a file, as it was written.
    pub(in crate::lake) fn whole(&self, file: &DataFile) -> Result<Bytes, LakeError> {
        let bytes = self
            .named(&file.path)?
            .ok_or_else(|| damaged(file, NOT_THERE))?;
        sized(file, bytes.len() as u64)?;
        if !parquet::check(&file.path, &bytes)? {
            older(file, &bytes)?;
        }
        Ok(bytes)
    }

    /// What lies under a name that a log or a manifest says. What was swept while somebody was
    /// about to name it is put back.
    pub fn named(&self, path: &str) -> Result<Option<Bytes>, LakeError> {
        match self.store.get(path)? {
            None if self.put_back(path)? => self.store.get(path),
            found => Ok(found),
        }
    }

    /// Makes sure of files that others read, by their names on the disk: each is checked as a
    /// whole, once.
    pub(in crate::lake) fn check(&self, files: &[DataFile]) -> Result<(), LakeError> {
        let checked = || self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files {
            if !checked().contains(&file.path) {
                self.whole(file)?;
                checked().insert(file.path.clone());
            }
        }
        Ok(())
    }

    /// None: it does not lie on a disk.
    fn opened(&self, file: &DataFile) -> Result<Option<File>, LakeError> {
        let Some(place) = self.store.local_path(&file.path) else {
            return Ok(None);
        };
        let failed = |source| LakeError::Io {
            doing: "reading".into(),
            path: file.path.clone(),
            source,
        };
        let is_missing = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
        let opened = match File::open(&place) {
            Err(error) if is_missing(&error) && self.put_back(&file.path)? => File::open(&place),
            opened => opened,
        };
        let opened = opened.map_err(|error| {
            if is_missing(&error) {
                damaged(file, NOT_THERE)
            } else {
                failed(error)
            }
        })?;
        sized(file, opened.metadata().map_err(failed)?.len())?;
        Ok(Some(opened))
    }
}

fn sized(file: &DataFile, there: u64) -> Result<(), LakeError> {
    let what = || format!("the file has {there} bytes, and the log says {}", file.size);
    if there == file.size {
        Ok(())
    } else {
        Err(damaged(file, what()))
    }
}

/// A file without checksums, of a lake that an older program began: its name is a hash of its
/// bytes, or else it must at least be readable, since whoever reads it next may not say which file
/// is not.
fn older(file: &DataFile, bytes: &Bytes) -> Result<(), LakeError> {
    let name = file
        .path
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".parquet"))
        .unwrap_or_default();
    let is_content = name.len() == 32 && name.bytes().all(|digit| digit.is_ascii_hexdigit());
    match is_content {
        true if content_name(bytes) == name => Ok(()),
        true => Err(damaged(
            file,
            "its bytes are not those that its name was made of",
        )),
        false => {
            parquet::read(
                parquet::StoredFile::whole(&file.path, None, bytes.clone()),
                None,
            )?;
            let table = LAKE
                .iter()
                .find(|table| file.path.split('/').next() == Some(table.name));
            table
                .map_or(Ok(()), |table| frames::readable(table, bytes))
                .map_err(|what| damaged(file, what))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lake::coded::Words;
    use crate::lake::tables::{ERROR_TALLIES, SESSIONS, Table};
    use crate::lake::tests::{Telling, upsert};
    use crate::lake::{Cell, Part, Store, cells};

    fn rows_of(lake: &Lake, table: &'static Table) -> Result<Vec<Vec<Cell>>, LakeError> {
        lake.rows(table)
    }

    /// Reads by Arrow and as numbers what others read as frames.
    fn sessions_otherwise(lake: &Lake) -> Result<usize, LakeError> {
        let mut rows = 0;
        for file in lake.snapshot(&SESSIONS)?.files {
            rows += parquet::read(lake.source(&file)?, None)?
                .iter()
                .map(|batch| batch.num_rows())
                .sum::<usize>();
            lake.coded(&SESSIONS, std::slice::from_ref(&file))[0].read(
                &["session_id", "outcome"],
                &Words::default(),
                |_| {},
            )?;
        }
        Ok(rows)
    }

    /// A lake with a file that is named by its contents and one that is named by what it was made
    /// from.
    fn lake(store: &Store) -> Lake {
        let lake = Lake::open(store.clone()).unwrap();
        upsert(&lake, &[1, 2, 3, 4].map(|id| Telling::plain(id, id)));
        let row = |code: &str| -> Vec<Cell> {
            let cell = |name: &str| match name {
                "satellite_id" => "s".into(),
                "month" => "2026-03".into(),
                "error_code" => code.into(),
                "sessions" => Cell::Whole(3),
                "earned_day" => chrono::NaiveDate::from_ymd_opt(2026, 3, 9).unwrap().into(),
                _ => "a".into(),
            };
            ERROR_TALLIES
                .columns()
                .map(|column| cell(column.name))
                .collect()
        };
        let batch = cells::batch(&ERROR_TALLIES, &[row("E-1"), row("E-2")]).unwrap();
        lake.replace(
            &ERROR_TALLIES,
            vec![Part {
                partition: vec!["s".into(), "2026-03".into()],
                name: "x".into(),
                batch,
            }],
        )
        .unwrap();
        lake
    }

    #[test]
    fn no_bit_of_a_file_turns_without_being_told_by_the_files_name() {
        let folder = tempfile::tempdir().unwrap();
        for store in [Store::memory(), Store::open("lake", folder.path()).unwrap()] {
            for table in [&SESSIONS, &ERROR_TALLIES] {
                let file = lake(&store).snapshot(table).unwrap().files[0].clone();
                let whole = store.get(&file.path).unwrap().unwrap();
                for at in (0..whole.len()).filter(|at| at % 37 == 0 || at + 40 > whole.len()) {
                    let mut turned = whole.to_vec();
                    turned[at] ^= 1 << (at % 8);
                    store.put(&file.path, turned).unwrap();
                    // Another process, which has seen nothing of it.
                    let lake = Lake::open(store.clone()).unwrap();
                    let reads = [
                        rows_of(&lake, table).map(|rows| rows.len()),
                        sessions_otherwise(&lake),
                    ];
                    for read in if table == &SESSIONS {
                        &reads[..]
                    } else {
                        &reads[..1]
                    } {
                        match read {
                            Err(LakeError::Damaged { path, .. }) if *path == file.path => {}
                            other => panic!("{}: byte {at}: {other:?}", file.path),
                        }
                    }
                }
                store.put(&file.path, whole).unwrap();
                assert!(rows_of(&Lake::open(store.clone()).unwrap(), table).is_ok());
            }
        }
    }

    /// As an older program wrote it.
    fn without_sums(sealed: &[u8]) -> Bytes {
        let word = |at: usize| u32::from_le_bytes(sealed[at..at + 4].try_into().unwrap()) as usize;
        let footer = sealed.len() - 8 - word(sealed.len() - 8);
        // Before the mark and the section's own sum, how many blocks there are.
        let body = footer - 20 - 4 * word(footer - 16);
        [&sealed[..body], &sealed[footer..]].concat().into()
    }

    #[test]
    fn an_older_file_is_read_and_where_its_name_is_made_of_its_bytes_no_bit_turns_untold() {
        let store = Store::memory();
        let sealed = lake(&store);
        let file = sealed.snapshot(&SESSIONS).unwrap().files[0].clone();
        let old = without_sums(&store.get(&file.path).unwrap().unwrap());
        let path = file.path.rsplit_once('/').unwrap().0.to_owned()
            + "/"
            + &content_name(&old)
            + ".parquet";
        let old_file = DataFile {
            path: path.clone(),
            size: old.len() as u64,
            ..file.clone()
        };
        let read = |bytes: Bytes| {
            store.put(&path, bytes).unwrap();
            let lake = Lake::open(store.clone()).unwrap();
            lake.rows_in(&SESSIONS, std::slice::from_ref(&old_file))
                .map(|rows| rows.len())
        };
        assert_eq!(read(old.clone()).unwrap(), 4);
        for at in (0..old.len()).step_by(41) {
            let mut turned = old.to_vec();
            turned[at] ^= 64;
            let error = read(turned.into()).unwrap_err();
            assert!(
                matches!(&error, LakeError::Damaged { path: told, .. } if *told == path),
                "byte {at}: {error}"
            );
        }
    }

    #[test]
    fn an_older_file_of_another_name_that_no_reader_understands_is_told_by_its_name_and_nobody_panics()
     {
        let store = Store::memory();
        let sealed = lake(&store);
        let file = sealed.snapshot(&ERROR_TALLIES).unwrap().files[0].clone();
        let old = without_sums(&store.get(&file.path).unwrap().unwrap());
        let file = DataFile {
            size: old.len() as u64,
            ..file
        };
        let mut told = BTreeMap::new();
        for at in 0..old.len() {
            let mut turned = old.to_vec();
            turned[at] ^= 1 << (at % 8);
            store.put(&file.path, turned).unwrap();
            let lake = Lake::open(store.clone()).unwrap();
            match lake.rows_in(&ERROR_TALLIES, std::slice::from_ref(&file)) {
                Ok(_) => {}
                Err(LakeError::Damaged { path, what }) if path == file.path => {
                    drop(told.insert(at, what))
                }
                Err(other) => panic!("byte {at}: {other}"),
            }
        }
        assert!(
            told.len() > old.len() / 4,
            "{} of {} bytes",
            told.len(),
            old.len()
        );
    }

    #[test]
    fn a_file_of_another_size_and_one_of_other_rows_than_the_log_says_are_told() {
        let store = Store::memory();
        let lake = lake(&store);
        let file = lake.snapshot(&SESSIONS).unwrap().files[0].clone();
        let read =
            |file: &DataFile| parquet::read(lake.source(file)?, None).map(|batches| batches.len());
        let error = read(&DataFile {
            rows: 5,
            ..file.clone()
        })
        .unwrap_err()
        .to_string();
        assert!(
            error.ends_with("the log says that it has 5 rows, and it has 4"),
            "{error}"
        );
        let error = read(&DataFile {
            size: file.size + 1,
            ..file.clone()
        })
        .unwrap_err()
        .to_string();
        assert!(
            error.contains(&format!(
                "the file has {} bytes, and the log says {}",
                file.size,
                file.size + 1
            )),
            "{error}"
        );
        store.delete(&file.path).unwrap();
        assert!(
            read(&file)
                .unwrap_err()
                .to_string()
                .ends_with("the log names this file, and it is not there")
        );
    }
}
