//! Many files flushed at the price of one. What no log and no catalog names yet may lie unflushed
//! for a while: it has its name, so readers see it whole, and before anything names it all that is
//! owed to the disk is synced at once. Small files by the hundred would otherwise each wait for the
//! disk twice.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path as Place, PathBuf};
use std::sync::{Mutex, MutexGuard};

use super::disk::{self, flush};
use crate::lake::side_by_side::{Threads, side_by_side};

/// A file of so many bytes is flushed when it is written: the disk works while the next one is
/// made.
const LARGE_BYTES: usize = 1 << 20;

/// Fewer places are flushed one by one: a whole file system may hold much that others have written.
const MANY: usize = 24;

/// Files and folders that are not synced to the disk of their store yet: what it owes the disk.
#[derive(Debug, Default)]
pub(in crate::lake) struct Unsynced {
    /// The folder of the store: what lies above it is never ours to sync.
    below: PathBuf,
    pending: Mutex<Pending>,
}

#[derive(Debug, Default)]
struct Pending {
    /// Files and folders that were changed and not flushed.
    places: BTreeSet<PathBuf>,
    /// Folders that were flushed since this process began, with those above them: whoever made them
    /// may have been killed before that.
    anchored: BTreeSet<PathBuf>,
    /// By its device a file of each file system they lie in: opened before it was written, so that
    /// no failure is missed.
    systems: BTreeMap<u64, File>,
}

impl Unsynced {
    pub fn below(folder: &Place) -> Self {
        Self {
            below: folder.to_owned(),
            pending: Mutex::default(),
        }
    }

    /// Writes a file whole or not at all, replacing what was there; it is there for good after
    /// [`Unsynced::sync`].
    pub fn write(&self, place: &Place, bytes: &[u8]) -> io::Result<()> {
        let folder = place.parent().unwrap_or(Place::new("/"));
        disk::make_folder(folder, &mut |above| {
            self.add(above);
            Ok(())
        })?;
        let (staged, mut file) = disk::stage(place)?;
        let written = self.know(&file).and_then(|()| file.write_all(bytes));
        let is_large = bytes.len() >= LARGE_BYTES;
        let named = written
            .and_then(|()| if is_large { file.sync_all() } else { Ok(()) })
            .and_then(|()| fs::rename(&staged, place));
        if named.is_err() {
            // If this fails, a file that nothing lists stays until it is swept.
            let _ = fs::remove_file(&staged);
        }
        named?;
        if !is_large {
            self.add(place);
        }
        self.add(folder);
        self.add_those_above(folder);
        Ok(())
    }

    /// Flushes all that was written. Whoever comes meanwhile waits, since what is being synced may
    /// be theirs; what could not be flushed stays unsynced.
    pub fn sync(&self) -> io::Result<()> {
        let mut pending = self.pending();
        match pending.places.len() {
            0 => {}
            MANY.. if !pending.systems.is_empty() => {
                pending.systems.values().try_for_each(flush_system)?
            }
            _ => drop(side_by_side(
                pending.places.iter().collect(),
                Threads::Waiting,
                |place| match flush(place) {
                    // Replaced or swept since: nothing will name it.
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                    done => done,
                },
            )?),
        }
        let synced = std::mem::take(&mut *pending);
        pending.anchored = synced.anchored;
        pending.anchored.extend(synced.places);
        Ok(())
    }

    #[cfg(test)]
    pub fn is_synced(&self) -> bool {
        self.pending().places.is_empty()
    }

    fn add(&self, place: &Place) {
        self.pending().places.insert(place.to_owned());
    }

    /// A folder that a killed process made has a name that is not flushed, and no later writer
    /// makes it again.
    fn add_those_above(&self, folder: &Place) {
        let mut pending = self.pending();
        for above in folder
            .ancestors()
            .skip(1)
            .take_while(|above| above.starts_with(&self.below))
        {
            if pending.anchored.contains(above) {
                break;
            }
            pending.places.insert(above.to_owned());
        }
    }

    fn know(&self, file: &File) -> io::Result<()> {
        let Some(device) = device(file)? else {
            return Ok(());
        };
        if let Entry::Vacant(free) = self.pending().systems.entry(device) {
            free.insert(file.try_clone()?);
        }
        Ok(())
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending
            .lock()
            .expect("nobody panics while adding a place")
    }
}

/// Which file system a file lies in, where one call flushes all of it.
#[cfg(target_os = "linux")]
fn device(file: &File) -> io::Result<Option<u64>> {
    Ok(Some(std::os::unix::fs::MetadataExt::dev(&file.metadata()?)))
}

#[cfg(not(target_os = "linux"))]
fn device(_: &File) -> io::Result<Option<u64>> {
    Ok(None)
}

#[cfg(target_os = "linux")]
fn flush_system(file: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(file)?)
}

#[cfg(not(target_os = "linux"))]
fn flush_system(file: &File) -> io::Result<()> {
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_seen_at_once_and_unsynced_until_sync() {
        let folder = tempfile::tempdir().unwrap();
        for count in [1, 3, MANY + 5] {
            let unsynced = Unsynced::default();
            for n in 0..count {
                let place = folder.path().join(format!("{count}/{n}/file"));
                unsynced.write(&place, b"first").unwrap();
                unsynced.write(&place, format!("{n}").as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&place).unwrap(), n.to_string());
            }
            assert!(!unsynced.is_synced());
            unsynced.sync().unwrap();
            assert!(unsynced.is_synced());
        }
    }

    #[test]
    fn all_that_must_be_flushed_is_unsynced() {
        let folder = tempfile::tempdir().unwrap();
        let unsynced = Unsynced::below(folder.path());
        unsynced
            .write(&folder.path().join("new/newer/small"), b"x")
            .unwrap();
        unsynced
            .write(&folder.path().join("new/large"), &vec![0; LARGE_BYTES])
            .unwrap();
        let places: Vec<_> = unsynced
            .pending()
            .places
            .iter()
            .map(|place| place.strip_prefix(folder.path()).unwrap().to_owned())
            .collect();
        // The folder that got `new`, those that got a name in it, and the file that was not flushed
        // yet.
        assert_eq!(
            places,
            ["", "new", "new/newer", "new/newer/small"].map(PathBuf::from)
        );
    }

    #[test]
    fn what_a_killed_process_made_is_synced_by_whoever_writes_there_first() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("lake/table/month")).unwrap();
        let unsynced = Unsynced::below(&folder.path().join("lake"));
        let places = |unsynced: &Unsynced| -> Vec<_> {
            unsynced
                .pending()
                .places
                .iter()
                .map(|place| place.strip_prefix(folder.path()).unwrap().to_owned())
                .collect()
        };
        unsynced
            .write(&folder.path().join("lake/table/month/file"), b"x")
            .unwrap();
        // Neither `month` nor `table` is new here; their names may be no older than a second.
        assert_eq!(
            places(&unsynced),
            [
                "lake",
                "lake/table",
                "lake/table/month",
                "lake/table/month/file"
            ]
            .map(PathBuf::from)
        );
        unsynced.sync().unwrap();
        unsynced
            .write(&folder.path().join("lake/table/month/other"), b"x")
            .unwrap();
        assert_eq!(
            places(&unsynced),
            ["lake/table/month", "lake/table/month/other"].map(PathBuf::from),
            "once is enough"
        );
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let unsynced = Unsynced::default();
        fs::create_dir_all(folder.path().join("taken/inside")).unwrap();
        unsynced
            .write(&folder.path().join("taken"), b"x")
            .unwrap_err();
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["taken"]);
    }

    #[test]
    fn what_was_swept_meanwhile_needs_no_sync() {
        let folder = tempfile::tempdir().unwrap();
        let unsynced = Unsynced::default();
        unsynced.write(&folder.path().join("gone"), b"x").unwrap();
        fs::remove_file(folder.path().join("gone")).unwrap();
        unsynced.sync().unwrap();
    }
}
