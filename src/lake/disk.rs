//! The local disk as an object store that survives a power cut. `object_store`'s own writes a file and renames it
//! without a word to the disk; here a file is flushed before it gets its name, and the folder is flushed after, so
//! that what was committed stays committed, the Delta log's own commits included: they come through this trait.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::ops::Range;
use std::path::{Path as Place, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};

/// Rooted at `/`, as the URLs of the Delta log want it. Reads and lists as [`LocalFileSystem`] does.
#[derive(Debug)]
pub(super) struct DurableDisk(LocalFileSystem);

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
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        let create = match opts.mode {
            PutMode::Overwrite => false,
            PutMode::Create => true,
            PutMode::Update(_) => {
                return Err(Error::NotImplemented { operation: "put with PutMode::Update".into(), implementer: self.to_string() });
            }
        };
        put(self.0.path_to_filesystem(location)?, payload, create).await
    }

    /// Only the log's checkpoints come this way; they are small enough to be gathered and written like all else.
    async fn put_multipart_opts(&self, location: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(Gathered { place: self.0.path_to_filesystem(location)?, parts: Vec::new() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
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
struct Gathered {
    place: PathBuf,
    parts: Vec<Bytes>,
}

#[async_trait]
impl MultipartUpload for Gathered {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.extend(data);
        Box::pin(async { Ok(()) })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        put(self.place.clone(), std::mem::take(&mut self.parts).into_iter().collect(), false).await
    }

    async fn abort(&mut self) -> Result<()> {
        self.parts.clear();
        Ok(())
    }
}

async fn put(place: PathBuf, payload: PutPayload, create: bool) -> Result<PutResult> {
    tokio::task::spawn_blocking(move || write(&place, &payload, create)).await?.map_err(|(place, source)| match source.kind() {
        ErrorKind::AlreadyExists if create => Error::AlreadyExists { path: place.display().to_string(), source: source.into() },
        _ => Error::Generic { store: "local disk", source: source.into() },
    })?;
    Ok(PutResult { e_tag: None, version: None })
}

/// Writes a file beside its place, flushes it, gives it its name, and flushes the folder. `create` refuses to replace.
fn write(place: &Place, payload: &PutPayload, create: bool) -> std::result::Result<(), (PathBuf, io::Error)> {
    let at = |place: &Place| {
        let place = place.to_owned();
        move |error| (place, error)
    };
    let folder = place.parent().unwrap_or(Place::new("/"));
    make_folder(folder, &mut flush).map_err(at(folder))?;
    let (staged, file) = stage(place).map_err(at(place))?;
    let written = fill(file, payload).and_then(|()| {
        // A link refuses a name that exists, in one step; a rename replaces it, in one step.
        if create { fs::hard_link(&staged, place) } else { fs::rename(&staged, place) }
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
pub(super) fn stage(place: &Place) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    loop {
        let mut staged = place.as_os_str().to_owned();
        staged.push(format!("#{}{:06}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        match options.open(&staged) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {} // left by a crash of a process with our number
            opened => return Ok((staged.into(), opened?)),
        }
    }
}

/// A file that is deleted as soon as it is open.
pub(super) fn nameless(folder: &Place) -> io::Result<File> {
    make_folder(folder, &mut flush)?;
    let (place, _) = stage(&folder.join("scratch"))?;
    let file = OpenOptions::new().read(true).write(true).open(&place)?;
    fs::remove_file(&place)?;
    Ok(file)
}

/// Removes files that were staged and never got their name, last written before an instant; says how many.
pub(super) fn sweep_staged(folder: &Place, before: DateTime<Utc>) -> io::Result<usize> {
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
        } else if staged().is_some() && DateTime::<Utc>::from(entry.metadata()?.modified()?) < before {
            fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Makes a folder and what is missing above it; each new name is owed to the folder that holds it.
pub(super) fn make_folder(folder: &Place, owed: &mut dyn FnMut(&Place) -> io::Result<()>) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Place::new("/"));
    make_folder(above, owed)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o750);
    match builder.create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()), // another writer was faster
        Err(error) => Err(error),
        Ok(()) => owed(above),
    }
}

/// Makes sure that a file or a folder is on the disk as it is now.
pub(super) fn flush(place: &Place) -> io::Result<()> {
    let is_flushable = cfg!(unix) || place.is_file();
    if is_flushable { File::open(place)?.sync_all() } else { Ok(()) }
}
