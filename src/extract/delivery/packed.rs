//! Archives among the exports: each member that the format reads is an export of its own, called by
//! the archive's path and its own name. Of the archive itself the cursor keeps how many of its
//! members are known: so it is opened again when it changes, when a member was forgotten, or when
//! one is due, and not otherwise.

use super::fresh::Fresh;
use crate::extract::carriers::zipped::{Archive, ArchiveMember, Pieces};
use crate::extract::cursor::Cursor;
use crate::extract::error::ExtractError;
use crate::extract::reading::file::{ZIP, bare};
use crate::extract::reading::{Carrier, Format};
use crate::extract::rejects::{Fault, shown};
use crate::lake::store::{Object, Store};

/// What archives hold.
#[derive(Default)]
pub struct OpenedArchives {
    pub fresh: Vec<Fresh>,
    /// Looked into, and how the cursor is to know them.
    pub archives: Vec<(Object, String)>,
    /// How many exports lie in archives that the cursor knows.
    pub known: i64,
}

impl Format {
    /// Whether archives of its exports are opened: others are folders by their nature, or a
    /// service.
    pub fn comes_in_archives(&self) -> bool {
        !matches!(
            self,
            Self::SynapseLink(_) | Self::Described(Carrier::Delta, _)
        )
    }
}

pub fn is_archive(object: &Object) -> bool {
    object.path.to_lowercase().ends_with(ZIP)
}

/// Opens an archive that the cursor does not know as it is.
pub fn open(
    store: &Store,
    archive: Object,
    format: &Format,
    reading: &str,
    cursor: &Cursor<'_>,
    to: &mut OpenedArchives,
) -> Result<(), ExtractError> {
    let held = cursor.within(&archive.path).count();
    let is_due = cursor.within(&archive.path).any(|row| cursor.is_due(row));
    if !is_due && cursor.knows(&archive, |known| known == looked_into(reading, held)) {
        to.known += held as i64;
        return Ok(());
    }
    let members = match members(store, &archive, format.suffixes()) {
        Ok(members) => members,
        Err(error) => {
            let error = ExtractError::Read {
                object: archive.path.clone(),
                source: error,
            };
            let Some(fault) = error.damage().cloned() else {
                return Err(error);
            };
            to.fresh.push(Fresh::Odd(archive, fault));
            return Ok(());
        }
    };
    let (mut paths, known_before): (Vec<String>, Vec<&str>) = (
        Vec::new(),
        cursor
            .within(&archive.path)
            .map(|row| row.object.as_str())
            .collect(),
    );
    for (member, fault) in members {
        let path = format!("{}/{}", archive.path, member.name);
        // Packed again, a member that is as it was has its sum and its size.
        let etag = Some(format!("crc32-{:08x}", member.crc));
        let object = Object {
            path: path.clone(),
            size: member.size,
            etag,
            modified: archive.modified,
        };
        to.fresh.push(match fault {
            Some(fault) => Fresh::Odd(object, fault),
            None => Fresh::Member {
                archive: archive.clone(),
                member,
                object,
            },
        });
        paths.push(path);
    }
    let gone = known_before
        .iter()
        .filter(|known| !paths.iter().any(|path| path == *known))
        .count();
    to.archives
        .push((archive, looked_into(reading, paths.len() + gone)));
    Ok(())
}

/// How the cursor knows an archive of which so many members were read.
fn looked_into(reading: &str, members: usize) -> String {
    format!("{reading}.{members}")
}

/// Those that the format reads, and why some of them cannot be.
fn members(
    store: &Store,
    archive: &Object,
    suffixes: &[&str],
) -> std::io::Result<Vec<(ArchiveMember, Option<Fault>)>> {
    let (pieces, blame) = Pieces::of(store, archive);
    let all = Archive::open(pieces, blame.clone())?.members()?;
    let names: Vec<&str> = all.iter().map(|member| member.name.as_str()).collect();
    let names = shown(&names.join(", ")).to_owned();
    let found: Vec<(ArchiveMember, Option<Fault>)> = all
        .into_iter()
        .filter_map(|member| wanted(member, suffixes))
        .collect();
    if found.is_empty() {
        let message = format!(
            "the archive holds no *{}; it holds: {names}",
            suffixes.join(" or *")
        );
        return Err(blame.or_damaged("no_member", message));
    }
    Ok(found)
}

fn wanted(member: ArchiveMember, suffixes: &[&str]) -> Option<(ArchiveMember, Option<Fault>)> {
    let name = member.name.to_lowercase();
    let last = name.rsplit('/').next().unwrap_or_default();
    // Macs pack what they know of each file beside it.
    if last.starts_with('.') || name.starts_with("__macosx/") {
        return None;
    }
    let fault = |code, message: &str| Some(Fault::new("", code, message));
    if name.ends_with(ZIP) {
        return Some((
            member,
            fault(
                "nested_zip",
                "an archive in an archive is not opened: unpack it beside the other exports",
            ),
        ));
    }
    if !suffixes.iter().any(|suffix| bare(&name).ends_with(suffix)) {
        return None;
    }
    let why = match () {
        () if member.name.contains(char::is_control) => fault(
            "odd_name",
            "its name holds a control character: give it another name",
        ),
        () if member.is_sealed => fault(
            "encrypted",
            "it is packed with a password: pack it without one",
        ),
        () => None,
    };
    Some((member, why))
}
