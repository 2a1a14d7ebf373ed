//! ZIP archives, read where they lie: of one far away only those pieces are fetched that are asked
//! for. An archive is one by its first bytes, whatever it is called; a workbook is one too. Nothing
//! that it says of its members is believed where it could cost memory: they are streamed, and their
//! checksums are compared at their ends.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::extract::rejects::{Damaged, Fault, shown};
use crate::lake::store::{Object, Store};

/// An archive of more members is refused: each is an export of its own.
const MOST_MEMBERS: usize = 20_000;

/// Fetched at once.
const PIECE_BYTES: u64 = 2 << 20;

/// What a store said while something of it was read. It is no fault of what lies there, but its
/// error may come up through a reader that wraps it.
#[derive(Clone, Default)]
pub struct Blame(Rc<RefCell<Option<io::Error>>>);

impl Blame {
    /// The store's own error, if it had one; else what is read is damaged.
    pub fn or_damaged(&self, code: &'static str, message: impl Into<String>) -> io::Error {
        self.0
            .take()
            .unwrap_or_else(|| Damaged(Fault::new("", code, message)).into())
    }
}

/// An object that is read here and there.
pub struct Pieces<'s> {
    store: &'s Store,
    object: &'s Object,
    at: u64,
    /// The piece at hand, and where it begins.
    piece: Vec<u8>,
    from: u64,
    blame: Blame,
}

impl<'s> Pieces<'s> {
    pub fn of(store: &'s Store, object: &'s Object) -> (Self, Blame) {
        let blame = Blame::default();
        (
            Self {
                store,
                object,
                at: 0,
                piece: Vec::new(),
                from: 0,
                blame: blame.clone(),
            },
            blame,
        )
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.object.size || buffer.is_empty() {
            return Ok(0);
        }
        if self.at < self.from || self.at - self.from >= self.piece.len() as u64 {
            let end = self.object.size.min(self.at + PIECE_BYTES);
            self.piece = match self.store.range(self.object, self.at..end) {
                Ok(piece) => piece.to_vec(),
                Err(error) => {
                    let said = io::Error::other(error.to_string());
                    *self.blame.0.borrow_mut() = Some(io::Error::other(error));
                    return Err(said);
                }
            };
            self.from = self.at;
        }
        let held = &self.piece[(self.at - self.from) as usize..];
        let count = held.len().min(buffer.len());
        buffer[..count].copy_from_slice(&held[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Pieces<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(back) => self.object.size.checked_add_signed(back),
            SeekFrom::Current(on) => self.at.checked_add_signed(on),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// What an archive says of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveMember {
    pub at: usize,
    /// Only a name: nothing is ever written where it leads.
    pub name: String,
    pub size: u64,
    /// The checksum of its bytes.
    pub crc: u32,
    /// Its bytes cannot be read without a password.
    pub is_sealed: bool,
}

pub struct Archive<R> {
    zip: ZipArchive<R>,
    blame: Blame,
}

impl<R: Read + Seek> Archive<R> {
    pub fn open(input: R, blame: Blame) -> io::Result<Self> {
        let mut zip = ZipArchive::new(input).map_err(|error| told(&error, &blame))?;
        if zip.len() > MOST_MEMBERS {
            let message =
                format!("the archive has more than {MOST_MEMBERS} members: pack fewer into one");
            return Err(blame.or_damaged("too_large", message));
        }
        if zip.has_duplicate_names() {
            return Err(
                blame.or_damaged("bad_zip", "two members of the archive have one name: which is meant cannot be told; pack it again")
            );
        }
        // Members that lie in one another unpack to any size.
        if zip
            .has_overlapping_entries()
            .map_err(|error| told(&error, &blame))?
        {
            return Err(blame.or_damaged(
                "bad_zip",
                "members of the archive lie in one another: nothing of it was kept; pack it again",
            ));
        }
        Ok(Self { zip, blame })
    }

    /// Those that hold bytes, in the archive's order.
    pub fn members(&self) -> io::Result<Vec<ArchiveMember>> {
        let mut members = Vec::with_capacity(self.zip.len());
        for at in 0..self.zip.len() {
            let entry = self
                .zip
                .by_index_data(at)
                .map_err(|error| told(&error, &self.blame))?;
            if entry.is_dir() {
                continue;
            }
            let name = entry
                .name()
                .map_err(|error| told(&error, &self.blame))?
                .replace('\\', "/");
            members.push(ArchiveMember {
                at,
                name,
                size: entry.size(),
                crc: entry.crc32(),
                is_sealed: entry.encrypted(),
            });
        }
        Ok(members)
    }

    /// The bytes of a member, as they were before they were packed.
    pub fn read(&mut self, member: &ArchiveMember) -> io::Result<impl Read + use<'_, R>> {
        if member.is_sealed {
            let message = format!(
                "`{}` is packed with a password: pack it without one",
                shown(&member.name)
            );
            return Err(self.blame.or_damaged("encrypted", message));
        }
        let blame = self.blame.clone();
        let packing = self
            .zip
            .by_index_data(member.at)
            .map_err(|error| told(&error, &blame))?
            .compression();
        if !matches!(
            packing,
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            let message = format!(
                "`{}` is packed with {packing}, and only deflate is read: pack it as a plain ZIP",
                shown(&member.name)
            );
            return Err(blame.or_damaged("unknown_packing", message));
        }
        let file = self
            .zip
            .by_index(member.at)
            .map_err(|error| told(&error, &blame))?;
        Ok(Unzipping { file, blame })
    }
}

struct Unzipping<F> {
    file: F,
    blame: Blame,
}

impl<F: Read> Read for Unzipping<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => self.blame.or_damaged(
                "damaged",
                format!("the archive is damaged ({error}): nothing of it was kept; fetch it again"),
            ),
        })
    }
}

fn told(error: &ZipError, blame: &Blame) -> io::Error {
    match error {
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            let message = format!(
                "the archive is packed in a way that is not read ({error}): pack it as a plain ZIP, in one part"
            );
            blame.or_damaged("unknown_packing", message)
        }
        _ => blame.or_damaged(
            "bad_zip",
            format!("the archive cannot be read ({error}): nothing of it was kept; fetch it again"),
        ),
    }
}

#[cfg(test)]
pub(in crate::extract) mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    /// An archive of these members.
    pub fn zipped<B: AsRef<[u8]>>(members: &[(&str, B)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes.as_ref()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// Names and texts of all members, or the code of what is wrong.
    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
        let code = |error: io::Error| {
            error
                .get_ref()
                .unwrap()
                .downcast_ref::<Damaged>()
                .unwrap()
                .0
                .code
        };
        let mut archive = Archive::open(Cursor::new(bytes), Blame::default()).map_err(code)?;
        let mut texts = Vec::new();
        for member in archive.members().map_err(code)? {
            let mut text = Vec::new();
            archive
                .read(&member)
                .and_then(|mut input| input.read_to_end(&mut text))
                .map_err(code)?;
            texts.push((member.name, text));
        }
        Ok(texts)
    }

    #[test]
    fn the_members_of_an_archive_are_read_in_its_order_and_their_names_lead_nowhere() {
        let long = b"session_id,outcome\n".repeat(9_000);
        let bytes = zipped(&[("b.csv", &long[..]), ("../a.csv", b"a"), ("in\\c.csv", b"")]);
        let expected = [
            ("b.csv", long.clone()),
            ("../a.csv", b"a".to_vec()),
            ("in/c.csv", Vec::new()),
        ];
        assert_eq!(
            read(&bytes),
            Ok(expected
                .map(|(name, text)| (name.to_owned(), text))
                .to_vec())
        );
    }

    #[test]
    fn a_damaged_archive_says_so_wherever_it_breaks() {
        let bytes = zipped(&[("a.csv", b"session_id,outcome\ns1,failed\n".repeat(50))]);
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
        let mut wrong = bytes.clone();
        // The packed bytes of the first member begin behind its header of 30 bytes and its name.
        wrong[30 + 5 + 9] ^= 0x10;
        assert_eq!(read(&wrong), Err("damaged"));
    }

    #[test]
    fn an_error_of_the_store_stays_the_stores() {
        let bytes = zipped(&[("a.csv", b"a".repeat(100))]);
        let store = Store::memory();
        store.put("a.zip", bytes).unwrap();
        let object = store.head("a.zip").unwrap().unwrap();
        store.delete("a.zip").unwrap();
        let (pieces, blame) = Pieces::of(&store, &object);
        let error = Archive::open(pieces, blame).err().unwrap();
        assert!(
            error
                .get_ref()
                .is_some_and(|inner| inner.is::<crate::lake::LakeError>()),
            "{error:?}"
        );
    }
}
