//! The local disk as an object store that survives a power cut. `object_store`'s own writes a file
//! and renames it without a word to the disk; here a file is flushed before it gets its name, and
//! the folder is flushed after, so that what was committed stays committed, the Delta log's own
//! commits included: they come through this trait.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::ops::Range;
use std::path::{Path as Place, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions,
    Result, UploadPart,
};

/// Rooted at `/`, as the URLs of the Delta log want it. Reads and lists as [`LocalFileSystem`]
/// does.
#[derive(Debug)]
pub(in crate::lake) struct DurableDisk(LocalFileSystem);

impl DurableDisk {
    pub fn new() -> Self {
        Self(LocalFileSystem::new())
    }
}

impl fmt::Display for DurableDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("local disk")
    }
}

#[async_trait]
impl ObjectStore for DurableDisk {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> Result<PutResult> {
        let create = match opts.mode {
            PutMode::Overwrite => false,
            PutMode::Create => true,
            PutMode::Update(_) => {
                return Err(Error::NotImplemented {
                    operation: "put with PutMode::Update".into(),
                    implementer: self.to_string(),
                });
            }
        };
        put(self.0.path_to_filesystem(location)?, payload, create).await
    }

    /// Only the log's checkpoints come this way; they are small enough to be gathered and written
    /// like all else.
    async fn put_multipart_opts(
        &self,
        location: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(DiskUpload {
            place: self.0.path_to_filesystem(location)?,
            parts: Vec::new(),
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.0.rename_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct DiskUpload {
    place: PathBuf,
    parts: Vec<Bytes>,
}

#[async_trait]
impl MultipartUpload for DiskUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.extend(data);
        Box::pin(async { Ok(()) })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        put(
            self.place.clone(),
            std::mem::take(&mut self.parts).into_iter().collect(),
            false,
        )
        .await
    }

    async fn abort(&mut self) -> Result<()> {
        self.parts.clear();
        Ok(())
    }
}

async fn put(place: PathBuf, payload: PutPayload, create: bool) -> Result<PutResult> {
    tokio::task::spawn_blocking(move || write(&place, &payload, create))
        .await?
        .map_err(|(place, source)| match source.kind() {
            ErrorKind::AlreadyExists if create => Error::AlreadyExists {
                path: place.display().to_string(),
                source: source.into(),
            },
            _ => Error::Generic {
                store: "local disk",
                source: source.into(),
            },
        })?;
    Ok(PutResult {
        e_tag: None,
        version: None,
    })
}

/// Writes a file beside its place, flushes it, gives it its name, and flushes the folder. `create`
/// refuses to replace.
fn write(
    place: &Place,
    payload: &PutPayload,
    create: bool,
) -> std::result::Result<(), (PathBuf, io::Error)> {
    let at = |place: &Place| {
        let place = place.to_owned();
        move |error| (place, error)
    };
    let folder = place.parent().unwrap_or(Place::new("/"));
    make_folder(folder, &mut flush)
        .and_then(|()| anchor(folder))
        .map_err(at(folder))?;
    let (staged, file) = stage(place).map_err(at(place))?;
    let written = fill(file, payload).and_then(|()| {
        // A link refuses a name that exists, in one step; a rename replaces it, in one step.
        if create {
            fs::hard_link(&staged, place)
        } else {
            fs::rename(&staged, place)
        }
    });
    if create || written.is_err() {
        // If this fails, a file that nothing lists stays until it is swept.
        let _ = fs::remove_file(&staged);
    }
    written.map_err(at(place))?;
    flush(folder).map_err(at(folder))
}

fn fill(mut file: File, payload: &PutPayload) -> io::Result<()> {
    payload.iter().try_for_each(|part| file.write_all(part))?;
    file.sync_all()
}

/// A new file beside `place`. Listings leave out names that end in `#` and digits.
pub(in crate::lake) fn stage(place: &Place) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    loop {
        let mut staged = place.as_os_str().to_owned();
        staged.push(format!(
            "#{}{:06}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        match options.open(&staged) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {} // left by a crash of a process with our number
            opened => return Ok((staged.into(), opened?)),
        }
    }
}

/// A file that is deleted as soon as it is open.
pub(in crate::lake) fn nameless(folder: &Place) -> io::Result<File> {
    make_folder(folder, &mut flush)?;
    let (place, _) = stage(&folder.join("scratch"))?;
    let file = OpenOptions::new().read(true).write(true).open(&place)?;
    fs::remove_file(&place)?;
    Ok(file)
}

/// Removes files that were staged and never got their name, last written before an instant; says
/// how many.
pub(in crate::lake) fn sweep_staged(folder: &Place, before: DateTime<Utc>) -> io::Result<usize> {
    let mut swept = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let staged = || {
            let (_, number) = name.to_str()?.rsplit_once('#')?;
            (!number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some(())
        };
        if entry.file_type()?.is_dir() {
            swept += sweep_staged(&entry.path(), before)?;
        } else if staged().is_some()
            && DateTime::<Utc>::from(entry.metadata()?.modified()?) < before
        {
            fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Makes a folder and what is missing above it; each new name is owed to the folder that holds it.
pub(in crate::lake) fn make_folder(
    folder: &Place,
    unsynced: &mut dyn FnMut(&Place) -> io::Result<()>,
) -> io::Result<()> {
    make_unless(&is_folder, folder, unsynced)
}

/// `is_there` tells a folder from none. What cannot be looked at may be there: whoever took it for
/// missing would look for it above, and above that, and find an end nowhere.
fn make_unless(
    is_there: &dyn Fn(&Place) -> io::Result<bool>,
    folder: &Place,
    unsynced: &mut dyn FnMut(&Place) -> io::Result<()>,
) -> io::Result<()> {
    if is_there(folder)? {
        return Ok(());
    }
    let above = folder
        .parent()
        .ok_or_else(|| io::Error::from(ErrorKind::NotFound))?;
    make_unless(is_there, above, unsynced)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o750);
    match builder.create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()), // another writer was faster
        Err(error) => Err(error),
        Ok(()) => unsynced(above),
    }
}

/// Whether there is a folder. A file in its place, and what cannot be looked at, are errors.
pub(in crate::lake) fn is_folder(place: &Place) -> io::Result<bool> {
    match fs::metadata(place) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Folders whose names are on the disk, up to the root, as far as this process knows.
static ANCHORED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Makes sure that a folder's own name is on the disk, and those of all above it: who made them may
/// have been killed before it flushed them. Once a process.
fn anchor(folder: &Place) -> io::Result<()> {
    for above in folder.ancestors().skip(1) {
        if ANCHORED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(above)
        {
            break;
        }
        match flush(above) {
            // What we may not open was there before us, and so were those above it.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => break,
            done => done?,
        }
        ANCHORED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(above.to_owned());
    }
    Ok(())
}

/// Makes sure that a file or a folder is on the disk as it is now.
pub(in crate::lake) fn flush(place: &Place) -> io::Result<()> {
    let is_flushable = cfg!(unix) || place.is_file();
    if is_flushable {
        File::open(place)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_looked_at_is_an_error_and_no_folder_to_be_made() {
        // What a disk answers that is broken: EIO to every question, for the root as well.
        let broken = |_: &Place| Err(io::Error::from_raw_os_error(5));
        let error = make_unless(&broken, Place::new("/a/b/c"), &mut |_| {
            panic!("nothing was made")
        })
        .unwrap_err();
        assert_eq!(error.raw_os_error(), Some(5));
        // A disk that says of nothing that it is there, not even of the root.
        let empty = |_: &Place| Ok(false);
        assert_eq!(
            make_unless(&empty, Place::new("/a/b"), &mut |_| Ok(()))
                .unwrap_err()
                .kind(),
            ErrorKind::NotFound
        );
    }

    #[test]
    fn a_file_in_a_folders_place_is_an_error_and_nothing_is_made_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        for place in [file.clone(), file.join("below"), file.join("far/below")] {
            assert_eq!(
                make_folder(&place, &mut |_| Ok(())).unwrap_err().kind(),
                ErrorKind::NotADirectory,
                "{}",
                place.display()
            );
        }
        assert!(
            !is_folder(&folder.path().join("none")).unwrap() && is_folder(folder.path()).unwrap()
        );
    }

    #[test]
    fn what_a_killed_process_made_is_flushed_by_whoever_writes_there() {
        let folder = tempfile::tempdir().unwrap();
        // Made by somebody who did not live to flush it.
        fs::create_dir_all(folder.path().join("table/_delta_log")).unwrap();
        write(
            &folder.path().join("table/_delta_log/0.json"),
            &"{}".into(),
            true,
        )
        .unwrap();
        let anchored = ANCHORED.lock().unwrap();
        assert!(
            anchored.contains(&folder.path().join("table")) && anchored.contains(folder.path())
        );
    }
}
