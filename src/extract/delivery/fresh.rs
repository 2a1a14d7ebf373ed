//! An object that is to be read, and by whom.

use std::io::{self, Read};

use arrow::array::RecordBatch;
use chrono::DateTime;

use crate::extract::carriers::csv::sheet::Sheet;
use crate::extract::carriers::unpack::unpacked;
use crate::extract::carriers::workbook::Workbook;
use crate::extract::carriers::zipped::{Archive, Member, Pieces};
use crate::extract::error::ExtractError;
use crate::extract::facts::items::mapped;
use crate::extract::facts::sessions;
use crate::extract::options::Progress;
use crate::extract::reading::file::Place;
use crate::extract::reading::globs::fault;
use crate::extract::reading::items::ItemFile;
use crate::extract::reading::{Format, Reading, Xlsx, by_path};
use crate::extract::rejects::{Damaged, Fault};
use crate::extract::sources::dataverse::link::part::Part;
use crate::extract::sources::dataverse::live;
use crate::extract::sources::event_log::cases;
use crate::extract::sources::{delta, vendors};
use crate::extract::taker::{Reached, Source};
use crate::lake::delta::foreign::Said;
use crate::lake::store::listing::Odd;
use crate::lake::store::{Object, Store};

pub enum Fresh {
    Export(Object),
    Part(Part),
    Delta(delta::Part),
    /// Lies in an archive, under a path of its own.
    Member {
        archive: Object,
        member: Member,
        object: Object,
    },
    /// It is named like an export, and why it is none that can be read.
    Odd(Object, Fault),
}

/// Where full batches go.
type Keep<'k> = dyn FnMut(RecordBatch) -> Result<(), ExtractError> + 'k;

impl Fresh {
    /// What cannot be read is known by what it is: when that changes, it is looked at again.
    pub fn odd(odd: &Odd) -> Self {
        let fault = fault(odd);
        let (etag, modified) = (Some(fault.code.to_owned()), DateTime::UNIX_EPOCH);
        Self::Odd(
            Object {
                path: odd.path.clone(),
                size: 0,
                etag,
                modified,
            },
            fault,
        )
    }

    pub fn object(&self) -> &Object {
        match self {
            Self::Export(object) | Self::Odd(object, _) | Self::Part(Part { object, .. }) => object,
            Self::Delta(delta::Part { object, .. }) | Self::Member { object, .. } => object,
        }
    }

    /// Reads it, as the format has it, from its beginning to its end; or, where it is read as a
    /// stream, to `most` of its bytes.
    pub fn read(
        &self,
        (store, most): (&Store, u64),
        reading: &Reading,
        source: Source<'_>,
        progress: &dyn Progress,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let object = self.object();
        if let Self::Odd(object, fault) = self {
            return Err(ExtractError::Read {
                object: object.path.clone(),
                source: Damaged(fault.clone()).into(),
            });
        }
        progress.on_object(&source.satellite.id, &object.path, object.size);
        let broken = |fault: Fault| ExtractError::Read {
            object: object.path.clone(),
            source: Damaged(fault).into(),
        };
        let resolved = by_path::resolved(reading, &object.path).map_err(broken)?;
        let format = resolved.as_ref().unwrap_or(&reading.format);
        if let Self::Member {
            archive, member, ..
        } = self
        {
            return self.read_in(
                (store, most),
                (archive, member),
                format,
                source,
                progress,
                keep,
            );
        }
        if let Some(reached) = read_where_it_lies(store, object, Some(self), format, source, keep) {
            progress.on_bytes(object.size);
            return reached;
        }
        let input = Watched {
            input: store.reader(object).map_err(ExtractError::store)?,
            progress,
        };
        self.read_from((input, most), format, source, keep)
    }

    /// Of an archive one member. What is read here and there must be held as a whole.
    fn read_in(
        &self,
        (store, most): (&Store, u64),
        (archive, member): (&Object, &Member),
        format: &Format,
        source: Source<'_>,
        progress: &dyn Progress,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let object = self.object();
        let torn = |source: io::Error| ExtractError::Read {
            object: object.path.clone(),
            source,
        };
        let (pieces, blame) = Pieces::of(store, archive);
        let mut archive = Archive::open(pieces, blame.clone()).map_err(torn)?;
        let mut input = Watched {
            input: archive.read(member).map_err(torn)?,
            progress,
        };
        if !lies_in_pieces(format, &object.path) {
            return self.read_from((input, most), format, source, keep);
        }
        let mut bytes = Vec::new();
        input
            .by_ref()
            .take(HELD_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(torn)?;
        if bytes.len() as u64 > HELD_BYTES {
            let message = format!(
                "unpacked it has more than {} MB, and such a member is held as a whole: unpack it",
                HELD_BYTES >> 20
            );
            return Err(torn(blame.or_damaged("too_large", message)));
        }
        let held = Store::memory();
        held.put(HELD, bytes)?;
        let object = held.head(HELD)?.expect("it was just put there");
        read_where_it_lies(&held, &object, None, format, source, keep)
            .expect("it is read in pieces")
    }

    fn read_from<'r>(
        &self,
        (input, most): (impl Read + 'r, u64),
        format: &Format,
        source: Source<'_>,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let object = self.object();
        let torn = |source: io::Error| ExtractError::Read {
            object: object.path.clone(),
            source,
        };
        let input = unpacked(input, &object.path).map_err(torn)?.take(most);
        match (format, self) {
            (Format::Csv(csv), _) => sessions::csv::sessions(input, csv, source, keep),
            (Format::Json(json), _) => sessions::json::sessions(input, json, source, keep),
            (Format::Items(own), _) => mapped::items(input, own, source, keep),
            (Format::EventLog(log), _) => cases::items(input, log, source, keep),
            (Format::Dataverse(own), _) => live::sessions(input, own, source, keep),
            (Format::Vendor(own), _) => vendors::sessions(input, own, source, keep),
            (Format::SynapseLink(link), Self::Part(part)) => {
                part.read(input, link.columns.as_ref(), source, keep)
            }
            (Format::SynapseLink(_), _) => unreachable!("a link's objects are announced as parts"),
            (Format::Parquet(_) | Format::Delta(_) | Format::Xlsx(_), _) => {
                unreachable!("they are read where they lie")
            }
        }
    }
}

/// What such a member is called where it is held.
const HELD: &str = "member";
const HELD_BYTES: u64 = 256 << 20;

/// Whether an export is read here and there, not from its beginning to its end.
fn lies_in_pieces(format: &Format, path: &str) -> bool {
    match format {
        Format::Parquet(_) | Format::Delta(_) | Format::Xlsx(_) => true,
        Format::Items(own) => matches!(own.file, ItemFile::Parquet | ItemFile::Xlsx(_)),
        Format::EventLog(_) => path.to_lowercase().ends_with(".parquet"),
        _ => false,
    }
}

/// Of a Parquet file, or a workbook, only those pieces are fetched that are asked for. None: it is
/// another kind of file. `source` says what the export is called, wherever `object` lies.
fn read_where_it_lies(
    store: &Store,
    object: &Object,
    fresh: Option<&Fresh>,
    format: &Format,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Option<Result<Reached, ExtractError>> {
    if !lies_in_pieces(format, source.object) {
        return None;
    }
    Some(match format {
        Format::Parquet(own) => {
            sessions::parquet::sessions(store, object, own, &Said::default(), source, keep)
        }
        Format::Delta(own) => match fresh {
            Some(Fresh::Delta(part)) => part.read(store, own, source, keep),
            _ => return None,
        },
        Format::Xlsx(Xlsx { place, table }) => of_workbook(store, object, place, source, |sheet| {
            sessions::csv::of_sheet(sheet, table, source, keep)
        }),
        Format::Items(own) => match &own.file {
            ItemFile::Xlsx(place) => of_workbook(store, object, place, source, |sheet| {
                mapped::of_sheet(sheet, own, source, keep)
            }),
            _ => mapped::of_parquet(store, object, own, source, keep),
        },
        Format::EventLog(log) => cases::of_parquet(store, object, log, source, keep),
        _ => return None,
    })
}

fn of_workbook(
    store: &Store,
    object: &Object,
    place: &Place,
    source: Source<'_>,
    read: impl FnOnce(Sheet<'_>) -> Result<Reached, ExtractError>,
) -> Result<Reached, ExtractError> {
    let torn = |error: io::Error| ExtractError::Read {
        object: source.object.to_owned(),
        source: error,
    };
    let (pieces, blame) = Pieces::of(store, object);
    let mut workbook = Workbook::open(pieces, blame).map_err(torn)?;
    let (name, mut rows) = workbook.rows(place.sheet.as_deref()).map_err(torn)?;
    read(Sheet {
        name,
        rows: &mut rows,
        header_row: place.header_row,
    })
}

struct Watched<'a, R> {
    input: R,
    progress: &'a dyn Progress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.progress.on_bytes(count as u64);
        Ok(count)
    }
}
