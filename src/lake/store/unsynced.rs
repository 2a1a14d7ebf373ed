//! Many files flushed at the price of one. What no log and no catalog names yet may lie unflushed
//! for a while: it has its name, so readers see it whole, and before anything names it all that is
//! owed to the disk is paid at once. Small files by the hundred would otherwise each wait for the
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

/// What a store of ours owes to its disk.
#[derive(Debug, Default)]
pub(in crate::lake) struct Owed {
    /// The folder of the store: of what lies above it nothing is owed.
    below: PathBuf,
    debts: Mutex<Debts>,
}

#[derive(Debug, Default)]
struct Debts {
    /// Files and folders that were changed and not flushed.
    places: BTreeSet<PathBuf>,
    /// Folders that were flushed since this process began, with those above them: whoever made them
    /// may have been killed before that.
    anchored: BTreeSet<PathBuf>,
    /// By its device a file of each file system they lie in: opened before it was written, so that
    /// no failure is missed.
    systems: BTreeMap<u64, File>,
}

impl Owed {
    pub fn below(folder: &Place) -> Self {
        Self {
            below: folder.to_owned(),
            debts: Mutex::default(),
        }
    }

    /// Writes a file whole or not at all, replacing what was there; it is there for good after
    /// [`Owed::pay`].
    pub fn write(&self, place: &Place, bytes: &[u8]) -> io::Result<()> {
        let folder = place.parent().unwrap_or(Place::new("/"));
        disk::make_folder(folder, &mut |above| {
            self.owe(above);
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
            self.owe(place);
        }
        self.owe(folder);
        self.owe_those_above(folder);
        Ok(())
    }

    /// Flushes all that was written. Whoever comes meanwhile waits, since what is being paid may be
    /// theirs; what could not be flushed stays owed.
    pub fn pay(&self) -> io::Result<()> {
        let mut debts = self.debts();
        match debts.places.len() {
            0 => {}
            MANY.. if !debts.systems.is_empty() => {
                debts.systems.values().try_for_each(flush_system)?
            }
            _ => drop(side_by_side(
                debts.places.iter().collect(),
                Threads::Waiting,
                |place| match flush(place) {
                    // Replaced or swept since: nothing will name it.
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                    done => done,
                },
            )?),
        }
        let paid = std::mem::take(&mut *debts);
        debts.anchored = paid.anchored;
        debts.anchored.extend(paid.places);
        Ok(())
    }

    #[cfg(test)]
    pub fn is_paid(&self) -> bool {
        self.debts().places.is_empty()
    }

    fn owe(&self, place: &Place) {
        self.debts().places.insert(place.to_owned());
    }

    /// A folder that a killed process made has a name that is not flushed, and no later writer
    /// makes it again.
    fn owe_those_above(&self, folder: &Place) {
        let mut debts = self.debts();
        for above in folder
            .ancestors()
            .skip(1)
            .take_while(|above| above.starts_with(&self.below))
        {
            if debts.anchored.contains(above) {
                break;
            }
            debts.places.insert(above.to_owned());
        }
    }

    fn know(&self, file: &File) -> io::Result<()> {
        let Some(device) = device(file)? else {
            return Ok(());
        };
        if let Entry::Vacant(free) = self.debts().systems.entry(device) {
            free.insert(file.try_clone()?);
        }
        Ok(())
    }

    fn debts(&self) -> MutexGuard<'_, Debts> {
        self.debts
            .lock()
            .expect("nobody panics while counting debts")
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
    fn what_is_written_is_seen_at_once_and_owed_until_it_is_paid() {
        let folder = tempfile::tempdir().unwrap();
        for count in [1, 3, MANY + 5] {
            let owed = Owed::default();
            for n in 0..count {
                let place = folder.path().join(format!("{count}/{n}/file"));
                owed.write(&place, b"first").unwrap();
                owed.write(&place, format!("{n}").as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&place).unwrap(), n.to_string());
            }
            assert!(!owed.is_paid());
            owed.pay().unwrap();
            assert!(owed.is_paid());
        }
    }

    #[test]
    fn all_that_must_be_flushed_is_owed() {
        let folder = tempfile::tempdir().unwrap();
        let owed = Owed::below(folder.path());
        owed.write(&folder.path().join("new/newer/small"), b"x")
            .unwrap();
        owed.write(&folder.path().join("new/large"), &vec![0; LARGE_BYTES])
            .unwrap();
        let places: Vec<_> = owed
            .debts()
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
    fn what_a_killed_process_made_is_owed_by_whoever_writes_there_first() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("lake/table/month")).unwrap();
        let owed = Owed::below(&folder.path().join("lake"));
        let debts = |owed: &Owed| -> Vec<_> {
            owed.debts()
                .places
                .iter()
                .map(|place| place.strip_prefix(folder.path()).unwrap().to_owned())
                .collect()
        };
        owed.write(&folder.path().join("lake/table/month/file"), b"x")
            .unwrap();
        // Neither `month` nor `table` is new here; their names may be no older than a second.
        assert_eq!(
            debts(&owed),
            [
                "lake",
                "lake/table",
                "lake/table/month",
                "lake/table/month/file"
            ]
            .map(PathBuf::from)
        );
        owed.pay().unwrap();
        owed.write(&folder.path().join("lake/table/month/other"), b"x")
            .unwrap();
        assert_eq!(
            debts(&owed),
            ["lake/table/month", "lake/table/month/other"].map(PathBuf::from),
            "once is enough"
        );
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let owed = Owed::default();
        fs::create_dir_all(folder.path().join("taken/inside")).unwrap();
        owed.write(&folder.path().join("taken"), b"x").unwrap_err();
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["taken"]);
    }

    #[test]
    fn what_was_swept_meanwhile_is_nobody_s_debt() {
        let folder = tempfile::tempdir().unwrap();
        let owed = Owed::default();
        owed.write(&folder.path().join("gone"), b"x").unwrap();
        fs::remove_file(folder.path().join("gone")).unwrap();
        owed.pay().unwrap();
    }
}
