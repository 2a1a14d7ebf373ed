//! Delta tables as exports ([`delta`](crate::extract::Carrier::Delta)): one that its owner named
//! columns of, or a lake of them as a link from Dataverse keeps it, where a table's folder says
//! which one it is.
//!
//! **How a version stands in the cursor.** A version is the set of its files, and a file is written
//! once: so the cursor knows the files that were read, and beside them, as an object that tells no
//! rows, the commit up to which it knows the table. While that one is the newest, the table is not
//! opened. When it is not, the log is replayed to the newest version at once, however many lie
//! between and whether or not their commits are still there, and the files that are new are read.
//! All files of a table are one object to the laws of [`crate::lake::Retold`]: a row that was
//! updated comes again in a new file, and what the table says now outranks what it said before; one
//! that merely stood in a file that was written anew is the same row. A row that is no more in any
//! file is not deleted, unless the satellite says `absence = "withdraw"`: many tables forget what
//! is old.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;

use super::dataverse::tables::Table;
use crate::extract::cursor::{Cursor, inner};
use crate::extract::error::ExtractError;
use crate::extract::facts::{items, sessions};
use crate::extract::notes::some_of;
use crate::extract::reading::Fact;
use crate::extract::sources::dataverse::link;
use crate::extract::taker::{Reached, Source};
use crate::lake::delta::foreign::{ForeignTable, LOG, LogSaid, newest};
use crate::lake::tables::{ITEMS, SESSIONS};
use crate::lake::{LakeError, Object, ObjectRow, Store};
use crate::model::drift::Seen;

/// How a link ends the names of such folders.
const SUFFIX: &str = "_partitioned";

/// What is to be read, and what was looked at to know it.
#[derive(Debug, Default)]
pub struct AnnouncedFiles {
    /// Files of the newest versions.
    pub listed: i64,
    /// Those that the cursor does not know, in the order of their paths.
    pub parts: Vec<DeltaPart>,
    /// The commits up to which the tables are known then.
    pub commits: Vec<Object>,
    /// Files that were read and are of their tables no more: what they told was written anew, or is
    /// gone.
    pub replaced: Vec<ObjectRow>,
    /// The tables that were opened.
    pub tables: Vec<OpenedTable>,
    pub notes: Vec<String>,
    /// What the columns of the tables are, as the newest commits say it.
    pub columns: Seen,
}

/// A table that has a new version, and what is known of its files from earlier.
#[derive(Debug, Default)]
pub struct OpenedTable {
    pub folder: String,
    /// Files that were read and are still of the table.
    pub active: Vec<String>,
    /// Files that were read and are of the table no more.
    pub former: Vec<String>,
}

/// A file of a table.
#[derive(Debug, Clone)]
pub struct DeltaPart {
    pub object: Object,
    /// When the table took it in, in milliseconds.
    pub taken_in: i64,
    holds: TableHolds,
    said: LogSaid,
}

/// What the rows of a table tell.
#[derive(Debug, Clone, Copy)]
enum TableHolds {
    /// What the satellite's own columns say, which goes to this table of the lake.
    Own(&'static str),
    Known(Table),
}

impl DeltaPart {
    /// The lake's table that its rows go to.
    pub fn lake_table(&self) -> &'static str {
        match self.holds {
            TableHolds::Own(table) => table,
            TableHolds::Known(table) => table.lake_table(),
        }
    }

    pub fn read(
        &self,
        store: &Store,
        fact: &Fact,
        source: Source<'_>,
        keep: &mut dyn FnMut(RecordBatch) -> Result<(), ExtractError>,
    ) -> Result<Reached, ExtractError> {
        let (object, said) = (&self.object, &self.said);
        match (self.holds, fact) {
            (TableHolds::Known(table), _) => {
                link::parquet::read(store, object, table, said, source, keep)
            }
            (TableHolds::Own(_), Fact::Sessions(own)) => {
                sessions::parquet::sessions(store, object, own, said, source, keep)
            }
            (TableHolds::Own(_), Fact::Items(own)) => {
                items::mapped::of_parquet(store, object, own, said, source, keep)
            }
        }
    }
}

/// Looks at the tables below `store`, of which `objects` are all that lie there. `reading` is how
/// they are read.
pub fn announce(
    store: &Store,
    objects: &[Object],
    fact: &Fact,
    reading: &str,
    cursor: &Cursor<'_>,
) -> Result<AnnouncedFiles, ExtractError> {
    let tables = tables(objects);
    let (own_table, is_own) = match fact {
        Fact::Sessions(own) => (
            SESSIONS.name,
            own.columns.is_some() || !own.sieve.is_empty(),
        ),
        Fact::Items(_) => (ITEMS.name, true),
    };
    let (mut found, mut strange) = (AnnouncedFiles::default(), BTreeSet::new());
    if tables.is_empty() {
        found.notes.push(format!(
            "no exports found: {} holds no Delta table, which is a folder with a {LOG} in it",
            store.url()
        ));
    }
    for (&folder, log) in &tables {
        let known = name(store, folder).parse().ok().filter(|_: &Table| !is_own);
        // A table that was named as such is meant, whatever it is called.
        if known.is_none() && !is_own && !folder.is_empty() {
            strange.insert(folder.to_owned());
            continue;
        }
        DeltaSearch {
            store,
            reading,
            cursor,
            objects,
            folder,
            holds: known.map_or(TableHolds::Own(own_table), TableHolds::Known),
            found: &mut found,
        }
        .table(log)?;
    }
    if !strange.is_empty() {
        let tables = some_of(&strange);
        found.notes.push(format!(
            "tables that are not read: {tables}; name a table's own folder, or its columns in [satellite.columns] or [satellite.items], to read it"
        ));
    }
    found
        .parts
        .sort_by(|a, b| a.object.path.cmp(&b.object.path));
    Ok(found)
}

/// The folders of tables, and what lies in their logs.
fn tables(objects: &[Object]) -> BTreeMap<&str, Vec<&Object>> {
    let mut tables = BTreeMap::<&str, Vec<&Object>>::new();
    for object in objects {
        let parts = object.path.split('/');
        let before = parts
            .take_while(|part| *part != LOG)
            .map(|part| part.len() + 1)
            .sum::<usize>();
        if before < object.path.len() {
            tables
                .entry(object.path[..before].trim_end_matches('/'))
                .or_default()
                .push(object);
        }
    }
    tables
}

/// Where something lies that lies in a table's folder.
fn path(folder: &str, inner: &str) -> String {
    if folder.is_empty() {
        inner.to_owned()
    } else {
        format!("{folder}/{inner}")
    }
}

/// What a table is called, in lower case: by its folder, without what a link adds.
fn name(store: &Store, folder: &str) -> String {
    let path = if folder.is_empty() {
        store.url()
    } else {
        folder
    };
    let name = path
        .trim_end_matches('/')
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    name.strip_suffix(SUFFIX)
        .map_or(name.clone(), str::to_owned)
}

struct DeltaSearch<'s> {
    store: &'s Store,
    reading: &'s str,
    cursor: &'s Cursor<'s>,
    objects: &'s [Object],
    folder: &'s str,
    holds: TableHolds,
    found: &'s mut AnnouncedFiles,
}

impl DeltaSearch<'_> {
    fn table(self, log: &[&Object]) -> Result<(), ExtractError> {
        let Some((version, commit)) = newest(log.iter().copied()) else {
            let message = format!(
                "{}: its {LOG} holds no commit yet, so nothing of it was read",
                self.store.at(self.folder).url()
            );
            self.found.notes.push(message);
            return Ok(());
        };
        let knows = |object: &Object| self.cursor.knows(object, |known| known == self.reading);
        // Of this table, and not of one that lies within its folder.
        let theirs = || {
            self.cursor
                .within(self.folder)
                .filter(|row| !row.object.contains(LOG) && row.read + row.rejected > 0)
        };
        // What was refused for its hour is asked for again when that has come.
        if knows(commit) && !theirs().any(|row| self.cursor.is_due(row)) {
            self.found.listed += theirs().count() as i64;
            return Ok(());
        }
        let table = ForeignTable::read(self.store, self.folder, version, log)
            .map_err(ExtractError::store)?;
        let listed: BTreeMap<&str, &Object> = self
            .objects
            .iter()
            .map(|object| (object.path.as_str(), object))
            .collect();
        let path = |inner: &str| path(self.folder, inner);
        let active: BTreeSet<String> = table.files.iter().map(|file| path(&file.path)).collect();
        for file in &table.files {
            self.found.listed += 1;
            let path = path(&file.path);
            match listed.get(path.as_str()) {
                Some(&object) if knows(object) => {}
                Some(&object) => {
                    let inner = |inner: &str| {
                        listed
                            .get(self::path(self.folder, inner).as_str())
                            .map(|&object| object.clone())
                    };
                    let said = table
                        .said(file, object.size, &inner)
                        .map_err(ExtractError::store)?;
                    self.found.parts.push(DeltaPart {
                        object: object.clone(),
                        taken_in: file.taken_in,
                        holds: self.holds,
                        said,
                    });
                }
                // What was read before need not be there any longer.
                None if self
                    .cursor
                    .within(self.folder)
                    .any(|row| row.object == path && row.reading == self.reading) => {}
                None => {
                    let what = format!(
                        "version {version} of the Delta table is made of this file, and it is not there: nothing of the table was read; \
                         it may have been vacuumed while it was listed, so run again, or restore the file"
                    );
                    let path = format!("{}/{path}", self.store.url().trim_end_matches('/'));
                    return Err(ExtractError::store(LakeError::Garbled { path, what }));
                }
            }
        }
        let known = self
            .cursor
            .within(self.folder)
            .map(|row| &row.object)
            .filter(|path| !path.contains(LOG))
            .cloned();
        let (still, former) = known.partition(|path| active.contains(path));
        self.found.tables.push(OpenedTable {
            folder: self.folder.to_owned(),
            active: still,
            former,
        });
        let gone = theirs().filter(|row| {
            !active.contains(&row.object) && inner(&row.object, self.folder).is_some()
        });
        // Without a tag it is not known: when the table is restored, it is read again.
        self.found.replaced.extend(gone.map(|row| ObjectRow {
            read: 0,
            rejected: 0,
            etag: None,
            shared_ids: None,
            ..row.clone()
        }));
        self.found.columns.see(
            &name(self.store, self.folder),
            &commit.path,
            &table.columns,
            &BTreeSet::new(),
        );
        self.found.commits.push(commit.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_folder_with_a_log_and_is_called_as_its_folder() {
        let paths = [
            "_delta_log/00000000000000000000.json",
            "a.parquet",
            "deltalake/FlowSession_partitioned/PartitionId=2026/x.parquet",
            "deltalake/FlowSession_partitioned/_delta_log/00000000000000000000.json",
            "deltalake/FlowSession_partitioned/_delta_log/00000000000000000001.json",
            "workflow/2026.csv",
        ];
        let objects = paths.map(|path| Object {
            path: path.into(),
            size: 1,
            etag: None,
            modified: chrono::DateTime::UNIX_EPOCH,
        });
        let tables = tables(&objects);
        let found: Vec<(&str, usize)> = tables
            .iter()
            .map(|(folder, log)| (*folder, log.len()))
            .collect();
        assert_eq!(found, [("", 1), ("deltalake/FlowSession_partitioned", 2)]);
        let store = Store::memory().at("box/WorkQueueItem_partitioned/");
        assert_eq!(name(&store, ""), "workqueueitem");
        assert_eq!(
            name(&store, "deltalake/FlowSession_partitioned"),
            "flowsession"
        );
    }
}
