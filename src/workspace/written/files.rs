//! Files and folders of a workspace. What is there and cannot be read is noted, and not taken for
//! absent.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::workspace::mistake::FILE;
use crate::workspace::mistake::{Mistake, Notebook, SourceText};
use crate::workspace::secrets;

/// Whether a file or a folder is there. One that cannot be looked at is not taken for absent: that
/// is noted.
pub fn is_there(place: &Path, shown: &str, notes: &Notebook) -> bool {
    match fs::metadata(place) {
        Ok(_) => true,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            false
        }
        Err(error) => {
            notes.note(Mistake::unread(shown, &error));
            false
        }
    }
}

/// The files of a folder by name; a folder that is not there holds none.
pub fn names_in(folder: &Path, shown: &str, notes: &Notebook) -> Vec<String> {
    let mut names = Vec::new();
    let mut look = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // A link that leads nowhere is no file; one that cannot be followed may be.
            match fs::metadata(entry.path()) {
                Ok(found) if found.is_file() => names.push(name),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => notes.note(Mistake::unread(format!("{shown}/{name}"), &error)),
            }
        }
        Ok(())
    };
    match look() {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            notes.note(Mistake::unread(shown, &error))
        }
        _ => {}
    }
    names.sort();
    names
}

/// A file's text, which is UTF-8; the byte order mark stays, since the text is kept as it was
/// written.
pub fn read_text(path: &Path, shown: &str, notes: &Notebook) -> Option<String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let is_folder = error.kind() == ErrorKind::IsADirectory;
            notes.note(if is_folder {
                Mistake::of_file(shown, "is a folder, and no file")
            } else {
                Mistake::unread(shown, &error)
            });
            return None;
        }
    };
    let right = "save it as UTF-8; in Excel: Save As, CSV UTF-8 (Comma delimited)";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        notes.note(Mistake::of_file(shown, "it is written in UTF-16").help(right));
        return None;
    }
    String::from_utf8(bytes)
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            let source = if shown == FILE {
                SourceText::struck(shown, secrets::struck_out(&text))
            } else {
                SourceText::new(shown, &text)
            };
            notes.note(Mistake::at(&source, at..end, "this character is not UTF-8").help(right));
        })
        .ok()
}
