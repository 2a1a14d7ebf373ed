//! What the lake has lost: files that logs name and that are not there in their size, and logs that
//! are gone. Nobody reads all of a lake in a run, so it is looked for where the lake is listed
//! anyway, by the [sweeper](super::sweep).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use crate::lake::tables::{LAKE, Table};
use crate::lake::{DataFile, Lake, LakeError};

/// A file that a log names and that is not there in its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub table: &'static str,
    pub path: String,
    pub what: String,
    /// That it held, as the log tells.
    pub rows: u64,
}

impl Lake {
    /// All that is lost now: it lists every table.
    pub fn damages(&self) -> Result<Vec<Damage>, LakeError> {
        let mut found = Vec::new();
        for &table in LAKE {
            let files = self.snapshot(table)?.files;
            let listed = self
                .store
                .list(table.name)?
                .into_iter()
                .map(|object| (object.path, object.size))
                .collect();
            found.extend(self.damages_of(table, &files, &listed)?);
        }
        Ok(found)
    }

    /// What the last sweep found, as far as it is so still.
    pub fn known_damages(&self) -> Result<Vec<Damage>, LakeError> {
        let known = self.memory()?.damaged;
        let mut found = Vec::new();
        for &table in LAKE.iter().filter(|table| {
            known
                .iter()
                .any(|path| path.split('/').next() == Some(table.name))
        }) {
            let mut files = self.snapshot(table)?.files;
            files.retain(|file| known.contains(&file.path));
            found.extend(self.damages_of(table, &files, &BTreeMap::new())?);
        }
        Ok(found)
    }

    /// What a listing says is lost is looked at again: it may have been written since, or be on its
    /// way back.
    pub(in crate::lake) fn damages_of(
        &self,
        table: &'static Table,
        files: &[DataFile],
        listed: &BTreeMap<String, u64>,
    ) -> Result<Vec<Damage>, LakeError> {
        let mut found = Vec::new();
        for file in files
            .iter()
            .filter(|file| listed.get(&file.path) != Some(&file.size))
        {
            if let Some(what) = self.flaw(file)? {
                found.push(Damage {
                    table: table.name,
                    path: file.path.clone(),
                    what,
                    rows: file.rows,
                });
            }
        }
        Ok(found)
    }

    /// The first file that a log names and that is not there in its size. Asked only where reading
    /// failed: it looks at every file of the lake.
    pub fn damage(&self) -> Option<LakeError> {
        let files = LAKE
            .iter()
            .filter_map(|&table| self.snapshot(table).ok())
            .flat_map(|snapshot| snapshot.files);
        files.into_iter().find_map(|file| {
            let what = self.flaw(&file).ok()??;
            Some(LakeError::Damaged {
                path: file.path,
                what,
            })
        })
    }

    fn flaw(&self, file: &DataFile) -> Result<Option<String>, LakeError> {
        let there = match self.store.head(&file.path)? {
            None if self.put_back(&file.path)? => self.store.head(&file.path)?,
            found => found,
        };
        Ok(match there {
            None => Some("the log names this file, and it is not there".to_owned()),
            Some(object) if object.size != file.size => Some(format!(
                "the file has {} bytes, and the log says {}",
                object.size, file.size
            )),
            Some(_) => None,
        })
    }

    /// Refuses a table without a log that had one when the lake was last swept: begun anew it would
    /// be empty without a word.
    pub(in crate::lake) fn is_new(&self, table: &'static Table) -> Result<(), LakeError> {
        let had_commits = match self.had_commits.get() {
            Some(tables) => tables,
            None => {
                let tables = self.memory()?.tables;
                self.had_commits.get_or_init(|| tables)
            }
        };
        match had_commits.contains(table.name) {
            true => Err(LakeError::Lost {
                table: table.name,
                url: self.store.url().to_owned(),
            }),
            false => Ok(()),
        }
    }

    pub(in crate::lake) fn has_committed(&self, table: &'static Table) {
        self.committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(table.name);
    }

    /// Remembers which tables have commits now: where a run has begun one, so that its loss is told
    /// before the next sweep.
    pub fn remember_tables(&self) -> Result<(), LakeError> {
        let mut memory = self.memory()?;
        let committed = self
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let is_new = committed
            .iter()
            .map(|table| memory.tables.insert((*table).to_owned()))
            .fold(false, |any, new| any | new);
        if is_new {
            self.remember(&memory)
        } else {
            Ok(())
        }
    }

    /// Lets tables begin anew whose logs are gone, and says which: whoever asks for this reads all
    /// exports again.
    pub fn begin_anew(&self) -> Result<Vec<String>, LakeError> {
        let mut memory = self.memory()?;
        let mut lost = BTreeSet::new();
        for table in &memory.tables {
            if self.store.list(&format!("{table}/_delta_log"))?.is_empty() {
                lost.insert(table.clone());
            }
        }
        memory.tables.retain(|table| !lost.contains(table));
        if !lost.is_empty() {
            self.remember(&memory)?;
        }
        // If it was asked before, the process has read of the same lake what stands here.
        let _ = self.had_commits.set(memory.tables);
        Ok(lost.into_iter().collect())
    }
}
