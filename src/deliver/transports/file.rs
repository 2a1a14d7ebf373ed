//! A folder of files, a mail each: for whoever fetches them there, and to try without a server.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::handover::{Handover, Route, Transport};
use crate::deliver::error::DeliverError;
use crate::lake::hash;
use crate::model::receipt::Exit;

/// So many characters of a mail's hash tell it from others to the same person.
const HASH_CHARACTERS: usize = 12;

pub struct MailFolder<'a> {
    pub folder: &'a Path,
}

impl MailFolder<'_> {
    /// Writes a mail whole or not at all, under a name made from what is in it: written again it is
    /// the same file.
    pub fn write(&self, to: &str, mail: &[u8]) -> io::Result<String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
        let person: String = to
            .chars()
            .map(|c| if is_plain(c) { c } else { '_' })
            .collect();
        let hash = &hash::of(mail)[..HASH_CHARACTERS];
        let name = format!("{}.{hash}.eml", person.trim_start_matches('.'));
        make_folder(self.folder)?;
        let (staged, place) = (
            self.folder.join(format!(".{name}.part")),
            self.folder.join(&name),
        );
        let mut file = new_file(&staged)?;
        file.write_all(mail)?;
        file.sync_all()?;
        fs::rename(&staged, &place)?;
        Ok(name)
    }
}

/// What a mail says is its reader's: nobody but this user and their group looks into the folder.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o750);
    builder.create(folder)
}

fn new_file(place: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    options.open(place)
}

impl Transport for MailFolder<'_> {
    fn ready(&mut self) -> Result<(), DeliverError> {
        make_folder(self.folder).map_err(|error| DeliverError::NoWay {
            place: self.folder.display().to_string(),
            why: error.to_string(),
            exit: Exit::Io,
        })
    }

    fn hand_over(&mut self, route: Route, mail: &[u8]) -> Result<Handover, DeliverError> {
        match self.write(route.to, mail) {
            Ok(name) => Ok(Handover::Accepted(format!("written to {name}"))),
            Err(error) => Err(DeliverError::NoWay {
                place: self.folder.display().to_string(),
                why: error.to_string(),
                exit: Exit::Io,
            }),
        }
    }

    fn end(&mut self) {}

    fn is_here(&self) -> bool {
        true
    }
}
