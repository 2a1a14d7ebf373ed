//! A Delta table that somebody else writes, as its log has it at one version: which files it is
//! made of, and what is to be known of them that they do not say themselves. What the table asks of
//! its readers is looked at before any file is: a feature that is not understood refuses the table,
//! by name.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use buoyant_kernel::schema::{ColumnMetadataKey, DataType, MetadataValue, StructType};
use deltalake_core::kernel::{DeletionVectorDescriptor, EagerSnapshot};
use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use object_store::prefix::PrefixStore;

use super::removed;
pub use super::replay::LOG;
use super::replay::Replay;
use super::vetted::Vetted;
use crate::lake::LakeError;
use crate::lake::parquet::foreign::most_rows;
use crate::lake::store::{Object, Store, block_on, gathered};

/// What a table may ask of its readers. A value is read as the type that its file has, so a column
/// may have become wider.
const KNOWN: [&str; 7] = [
    "columnMapping",
    "deletionVectors",
    "timestampNtz",
    "typeWidening",
    "typeWidening-preview",
    "v2Checkpoint",
    "vacuumProtocolCheck",
];
/// How a table says whether its files name columns as it does itself.
const MAPPING: &str = "delta.columnMapping.mode";

/// A table, at a version.
pub struct ForeignTable {
    /// By their paths.
    pub files: Vec<ForeignFile>,
    /// As the table names them.
    pub columns: Arc<BTreeSet<String>>,
    store: Store,
    folder: String,
}

/// A file of it.
pub struct ForeignFile {
    /// Below the table's folder.
    pub path: String,
    pub said: LogSaid,
    /// When the table took it in, in milliseconds, as its writer says.
    pub taken_in: i64,
    removed: Option<DeletionVectorDescriptor>,
}

/// What the log says of a file and the file itself does not.
#[derive(Debug, Clone, Default)]
pub struct LogSaid {
    /// Of columns that are called otherwise in files, the table's own names: paths with dots.
    pub names: Arc<BTreeMap<String, String>>,
    /// All columns of the table, as it names them: what a file lacks of them is empty in all its
    /// rows.
    pub columns: Arc<BTreeSet<String>>,
    /// Columns that no file holds, since they are the same in all its rows; they come before what a
    /// file says.
    pub partition: BTreeMap<String, Option<String>>,
    /// The numbers of rows that are no more, counted from 0, in their order.
    pub removed: Arc<Vec<u64>>,
}

/// The newest version that a log's objects show, and the object that commits it.
pub fn newest<'o>(log: impl Iterator<Item = &'o Object>) -> Option<(u64, &'o Object)> {
    let version = |object: &'o Object| {
        let (folder, name) = object.path.rsplit_once('/')?;
        let (digits, rest) = name.split_at_checked(20)?;
        let is_version = rest == ".json" || rest.starts_with(".checkpoint.");
        let is_there = folder == LOG || folder.ends_with(&format!("/{LOG}"));
        Some((
            digits
                .parse::<u64>()
                .ok()
                .filter(|_| is_version && is_there)?,
            rest == ".json",
            object,
        ))
    };
    // Of a commit and a checkpoint of one version the commit: it is there first, and stays as it
    // is.
    log.filter_map(version)
        .max_by_key(|(version, is_commit, _)| (*version, *is_commit))
        .map(|(version, _, object)| (version, object))
}

impl ForeignTable {
    /// As it is in a `folder` of a store at a version; `log` is what the listing shows of its log.
    pub fn read(
        store: &Store,
        folder: &str,
        version: u64,
        log: &[&Object],
    ) -> Result<Self, LakeError> {
        let url = store.at(folder).url().to_owned();
        let log = Replay::of(log, version).map_err(|what| LakeError::Garbled {
            path: url.clone(),
            what,
        })?;
        let place = store.table_place(folder)?;
        let vetted = Vetted::new(
            store,
            (place.root, place.path.clone()),
            folder,
            &log.objects,
        );
        let within = Arc::new(PrefixStore::new(vetted.clone(), place.path));
        let logs = default_logstore(
            within,
            Arc::new(vetted.clone()),
            &place.url,
            &StorageConfig::default(),
        );
        // What others wrote may be wrong in ways that its reader did not think of.
        let read = catch_unwind(AssertUnwindSafe(|| {
            Self::replay(store, folder, version, &logs)
        }));
        match (read, vetted.refused()) {
            (_, Some(refused)) => Err(refused),
            (Ok(read), None) => read,
            (Err(_), None) => {
                let what = format!(
                    "the log of the Delta table is wrong in a way that its reader cannot cope with, at or before version {version}"
                );
                Err(LakeError::Garbled { path: url, what })
            }
        }
    }

    fn replay(
        store: &Store,
        folder: &str,
        version: u64,
        logs: &LogStoreRef,
    ) -> Result<Self, LakeError> {
        let url = store.at(folder).url().to_owned();
        let told = |source| LakeError::ForeignDelta {
            url: url.clone(),
            source: Box::new(source),
        };
        let refused = |what: String| LakeError::Garbled {
            path: url.clone(),
            what,
        };
        let state = block_on(EagerSnapshot::try_new(logs.as_ref(), Some(version))).map_err(told)?;
        if let Some(feature) = strange(&state) {
            return Err(refused(format!(
                "version {version} of the Delta table asks of its readers the feature {feature}, which is not understood here: nothing of it was read; \
                 turn the feature off, or export a copy of the table without it"
            )));
        }
        let is_mapped = state
            .metadata()
            .configuration()
            .get(MAPPING)
            .is_some_and(|mode| mode != "none");
        let mut columns = SchemaNames::default();
        columns.of(state.schema().as_ref(), is_mapped, ("", ""));
        let (names, columns) = (Arc::new(columns.names), Arc::new(columns.logical));
        let mut files = Vec::new();
        for view in gathered(state.file_views(logs.as_ref(), None)).map_err(told)? {
            let path = view.path().into_owned();
            if path.contains("://") || path.starts_with('/') {
                return Err(refused(format!(
                    "version {version} of the Delta table names {path}, which does not lie in its folder, as in a shallow clone: \
                     nothing of it was read; export a table of its own"
                )));
            }
            let logical = |name: String| names.get(&name).cloned().unwrap_or(name);
            let partition = view
                .partition_values_map()
                .into_iter()
                .map(|(name, value)| (logical(name), value))
                .collect();
            let said = LogSaid {
                names: Arc::clone(&names),
                columns: Arc::clone(&columns),
                partition,
                removed: Arc::default(),
            };
            files.push(ForeignFile {
                path,
                said,
                taken_in: view.modification_time(),
                removed: view.deletion_vector_descriptor(),
            });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self {
            files,
            columns,
            store: store.clone(),
            folder: folder.to_owned(),
        })
    }

    /// What the log says of a file, with the rows of it that are no more.
    /// `listed` is what lies below the table's folder, `size` that of the file.
    pub fn said(
        &self,
        file: &ForeignFile,
        size: u64,
        listed: &dyn Fn(&str) -> Option<Object>,
    ) -> Result<LogSaid, LakeError> {
        let Some(descriptor) = &file.removed else {
            return Ok(file.said.clone());
        };
        let path = format!(
            "{}/{}",
            self.store.at(&self.folder).url().trim_end_matches('/'),
            file.path
        );
        let most = most_rows(size);
        let removed = removed::rows(&self.store, descriptor, listed, most)
            .map_err(|what| LakeError::Garbled { path, what })?;
        Ok(LogSaid {
            removed: Arc::new(removed),
            ..file.said.clone()
        })
    }
}

/// What the table asks of its readers and is not known here.
fn strange(state: &EagerSnapshot) -> Option<String> {
    let features = state
        .protocol()
        .reader_features()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string);
    let strange = features
        .into_iter()
        .find(|feature| !KNOWN.contains(&feature.as_str()));
    // By their numbers columns are found only where their names are not to be relied on.
    let by_id = state
        .metadata()
        .configuration()
        .get(MAPPING)
        .is_some_and(|mode| mode == "id");
    strange.or(by_id.then(|| "columnMapping by id".to_owned()))
}

#[derive(Default)]
struct SchemaNames {
    names: BTreeMap<String, String>,
    logical: BTreeSet<String>,
}

impl SchemaNames {
    /// Columns that hold values, within others too; `within` is where, by either name.
    fn of(&mut self, columns: &StructType, is_mapped: bool, within: (&str, &str)) {
        for field in columns.fields() {
            let physical =
                match field.get_config_value(&ColumnMetadataKey::ColumnMappingPhysicalName) {
                    Some(MetadataValue::String(name)) if is_mapped => name,
                    _ => field.name(),
                };
            let path = |within: &str, name: &str| {
                if within.is_empty() {
                    name.to_owned()
                } else {
                    format!("{within}.{name}")
                }
            };
            let (theirs, ours) = (path(within.0, physical), path(within.1, field.name()));
            match field.data_type() {
                DataType::Struct(inner) => self.of(inner, is_mapped, (&theirs, &ours)),
                _ => {
                    self.logical.insert(ours.clone());
                    if theirs != ours {
                        self.names.insert(theirs, ours);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(paths: &[&str]) -> Vec<Object> {
        paths
            .iter()
            .map(|path| Object {
                path: (*path).into(),
                size: 1,
                etag: None,
                modified: chrono::DateTime::UNIX_EPOCH,
            })
            .collect()
    }

    #[test]
    fn the_newest_version_is_the_one_that_was_committed_last() {
        for (paths, newest_is) in [
            (
                &[
                    "t/_delta_log/00000000000000000009.json",
                    "t/_delta_log/00000000000000000010.json",
                ][..],
                Some((10, 1)),
            ),
            // A commit that a checkpoint made needless is cleaned away.
            (
                &[
                    "_delta_log/00000000000000000010.checkpoint.parquet",
                    "_delta_log/_last_checkpoint",
                ],
                Some((10, 0)),
            ),
            (
                &[
                    "_delta_log/00000000000000000010.checkpoint.0000000001.0000000002.parquet",
                    "_delta_log/00000000000000000010.json",
                    "_delta_log/00000000000000000010.crc",
                    "_delta_log/00000000000000000003.00000000000000000011.compacted.json",
                    "_delta_log/_commits/00000000000000000012.json",
                    "_delta_log/00000000000000000013.json.tmp",
                ],
                Some((10, 1)),
            ),
            (&["_delta_log/_last_checkpoint"], None),
        ] {
            let objects = objects(paths);
            let expected = newest_is.map(|(version, at)| (version, &objects[at]));
            assert_eq!(newest(objects.iter()), expected, "{paths:?}");
        }
    }

    #[test]
    fn a_table_below_a_prefix_of_any_store_is_read_and_its_files_lie_where_the_log_says() {
        let written = Store::open(
            "tests/data/delta",
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")),
        )
        .unwrap();
        let store = Store::memory().at("box/one two");
        for object in written.list("").unwrap() {
            store
                .put(&object.path, written.get(&object.path).unwrap().unwrap())
                .unwrap();
        }
        let listed = store.list("").unwrap();
        for (folder, version, files) in [
            ("runs", 0, 3),
            ("vectors", 0, 2),
            ("link/deltalake/flowsession_partitioned", 5, 1),
            ("link/deltalake/flowsession_partitioned", 4, 2),
        ] {
            let log: Vec<&Object> = listed
                .iter()
                .filter(|object| object.path.starts_with(&format!("{folder}/{LOG}/")))
                .collect();
            let table = ForeignTable::read(&store, folder, version, &log).unwrap();
            assert_eq!(table.files.len(), files, "{folder} {version}");
            for file in &table.files {
                let path = format!("{folder}/{}", file.path);
                assert!(
                    listed.iter().any(|object| object.path == path),
                    "{path} is not among {listed:?}"
                );
            }
        }
        let log: Vec<&Object> = listed
            .iter()
            .filter(|object| object.path.starts_with("vectors/"))
            .collect();
        let table = ForeignTable::read(&store, "vectors", 0, &log).unwrap();
        let lies = |path: &str| store.head(&format!("vectors/{path}")).unwrap();
        let said = |file: &ForeignFile| table.said(file, 1_000, &lies);
        let removed: Vec<Vec<u64>> = table
            .files
            .iter()
            .map(|file| said(file).unwrap().removed.to_vec())
            .collect();
        assert_eq!(removed, [vec![0, 2], vec![1]]);
        let list = listed
            .iter()
            .find(|object| object.path.ends_with(".bin"))
            .unwrap();
        let whole = store.get(&list.path).unwrap().unwrap();
        let mut torn = whole.to_vec();
        torn[12] ^= 1;
        for damaged in [&whole[..7], &torn[..], &[]] {
            store.put(&list.path, damaged.to_vec()).unwrap();
            let why = said(&table.files[1]).unwrap_err().to_string();
            assert!(
                why.contains("vectors/b.parquet: a list of rows that are no more cannot be read"),
                "{why}"
            );
        }
        store.put(&list.path, whole.to_vec()).unwrap();
        // It is held to what the file can have: a list of a few bytes may name all numbers that
        // there are.
        assert!(
            table
                .said(&table.files[0], 0, &lies)
                .unwrap_err()
                .to_string()
                .contains("cannot have so many")
        );
        assert!(
            table
                .said(&table.files[1], 1_000, &|_| None)
                .unwrap_err()
                .to_string()
                .contains("is not there")
        );
    }
}
