//! The sample estate, embedded, so that the binary alone can show what it does.

use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::cli::terminal::failure::Failure;

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_data");

/// Unpacks the sample estate. What people wrote there is never overwritten: a file that exists must
/// be ours.
pub fn unpack(dir: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    gather(&SAMPLE, &mut files);
    for (path, content) in &files {
        let target = dir.join(path);
        if fs::read(&target).is_ok_and(|there| there != *content) {
            let target = target.display();
            return Err(Failure::Usage(format!(
                "{target} exists and is not the sample's: choose an empty folder"
            )));
        }
    }
    for (path, content) in files {
        write(&dir.join(path), content)?;
    }
    Ok(())
}

/// Writes a file and the folders above it.
pub fn write(target: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        what: format!("cannot write {}", target.display()),
        source,
    };
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    if fs::read(target).is_ok_and(|there| there == content.as_ref()) {
        return Ok(()); // leaves its time alone, so that nothing seems to have changed
    }
    fs::write(target, content).map_err(io)
}

fn gather(dir: &'static Dir<'static>, files: &mut Vec<(&'static Path, &'static [u8])>) {
    files.extend(dir.files().map(|file| (file.path(), file.contents())));
    dir.dirs().for_each(|below| gather(below, files));
}
