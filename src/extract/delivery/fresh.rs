//! An object that is to be read, and by whom.

use std::io::{self, Read};

use chrono::DateTime;

use crate::extract::carriers::csv::sheet::Sheet;
use crate::extract::carriers::unpack::unpacked;
use crate::extract::carriers::workbook::Workbook;
use crate::extract::carriers::zipped::{Archive, ArchiveMember, Pieces};
use crate::extract::error::ExtractError;
use crate::extract::facts::items::mapped;
use crate::extract::facts::sessions;
use crate::extract::options::Progress;
use crate::extract::reading::event_log::EventLog;
use crate::extract::reading::file::Place;
use crate::extract::reading::globs::fault;
use crate::extract::reading::{
    Carrier, Fact, Format, ItemExport, Reading, SessionColumns, by_path,
};
use crate::extract::rejects::{Damaged, Fault};
use crate::extract::sources::dataverse::link::part::LinkPart;
use crate::extract::sources::dataverse::live;
use crate::extract::sources::event_log::cases;
use crate::extract::sources::{delta, vendors};
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::store::listing::Odd;
use crate::lake::store::{Object, Store};

pub enum Fresh {
    Export(Object),
    Part(LinkPart),
    Delta(delta::DeltaPart),
    /// Lies in an archive, under a path of its own.
    Member {
        archive: Object,
        member: ArchiveMember,
        object: Object,
    },
    /// It is named like an export, and why it is none that can be read.
    Odd(Object, Fault),
}

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
            Self::Export(object) | Self::Odd(object, _) | Self::Part(LinkPart { object, .. }) => {
                object
            }
            Self::Delta(delta::DeltaPart { object, .. }) | Self::Member { object, .. } => object,
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
        let broken = |fault: Fault| ExtractError::Read {
            object: object.path.clone(),
            source: Damaged(fault).into(),
        };
        if let Self::Odd(_, fault) = self {
            return Err(broken(fault.clone()));
        }
        progress.on_object(&source.satellite.id, &object.path, object.size);
        let resolved = by_path::resolved(reading, &object.path).map_err(broken)?;
        let format = resolved.as_ref().unwrap_or(&reading.format);
        let packed = match self {
            Self::Member {
                archive, member, ..
            } => Some((archive, member)),
            _ => None,
        };
        let bytes = Bytes {
            store,
            object,
            packed,
            most,
            progress,
        };
        match (format, self) {
            (Format::SynapseLink(link), Self::Part(part)) => {
                let own = link.columns.as_ref();
                bytes.stream(|input| part.read(input, own, source, keep))
            }
            (Format::Described(Carrier::Delta, fact), Self::Delta(part)) => {
                bytes.pieces(|store, _| part.read(store, fact, source, keep))
            }
            (Format::SynapseLink(_) | Format::Described(Carrier::Delta, _), _) => {
                Err(broken(Fault::new(
                    "",
                    "no_part",
                    "it is no part of a table that is exported there",
                )))
            }
            (Format::Described(carrier, Fact::Sessions(own)), _) => {
                read_sessions(&bytes, carrier, own, source, keep)
            }
            (Format::Described(carrier, Fact::Items(own)), _) => {
                read_items(&bytes, carrier, own, source, keep)
            }
            (Format::EventLog(log), _) => read_event_log(&bytes, log, source, keep),
            (Format::Dataverse(own), _) => {
                bytes.stream(|input| live::sessions(input, own, source, keep))
            }
            (Format::Vendor(own), _) => {
                bytes.stream(|input| vendors::sessions(input, own, source, keep))
            }
        }
    }
}

fn read_event_log(
    bytes: &Bytes<'_>,
    log: &EventLog,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    if bytes.object.path.to_lowercase().ends_with(".parquet") {
        bytes.pieces(|store, object| cases::of_parquet(store, object, log, source, keep))
    } else {
        bytes.stream(|input| cases::items(input, log, source, keep))
    }
}

fn read_sessions(
    bytes: &Bytes<'_>,
    carrier: &Carrier,
    own: &SessionColumns,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    match carrier {
        Carrier::Csv(form) => {
            bytes.stream(|input| sessions::csv::sessions(input, form, own, source, keep))
        }
        Carrier::Json(form) => {
            bytes.stream(|input| sessions::json::sessions(input, form, own, source, keep))
        }
        Carrier::Xlsx(place) => bytes.pieces(|store, object| {
            of_workbook(store, object, place, source, |sheet| {
                sessions::csv::of_sheet(sheet, own, source, keep)
            })
        }),
        Carrier::Parquet | Carrier::Delta => bytes.pieces(|store, object| {
            sessions::parquet::sessions(store, object, own, &LogSaid::default(), source, keep)
        }),
    }
}

fn read_items(
    bytes: &Bytes<'_>,
    carrier: &Carrier,
    own: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    match carrier {
        Carrier::Csv(form) => bytes.stream(|input| mapped::of_csv(input, form, own, source, keep)),
        Carrier::Json(form) => {
            bytes.stream(|input| mapped::of_json(input, form, own, source, keep))
        }
        Carrier::Xlsx(place) => bytes.pieces(|store, object| {
            of_workbook(store, object, place, source, |sheet| {
                mapped::of_sheet(sheet, own, source, keep)
            })
        }),
        Carrier::Parquet | Carrier::Delta => bytes.pieces(|store, object| {
            mapped::of_parquet(store, object, own, &LogSaid::default(), source, keep)
        }),
    }
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

/// What a member that is read here and there is called where it is held.
const HELD: &str = "member";
const HELD_BYTES: u64 = 256 << 20;

/// The bytes of an export: they are read as a stream, or here and there.
struct Bytes<'b> {
    store: &'b Store,
    object: &'b Object,
    /// The archive that it lies in, and as which of its members.
    packed: Option<(&'b Object, &'b ArchiveMember)>,
    /// So many bytes of a stream are read.
    most: u64,
    progress: &'b dyn Progress,
}

impl Bytes<'_> {
    fn torn(&self, source: io::Error) -> ExtractError {
        ExtractError::Read {
            object: self.object.path.clone(),
            source,
        }
    }

    /// From the beginning, unpacked.
    fn stream(
        &self,
        read: impl FnOnce(&mut dyn Read) -> Result<Reached, ExtractError>,
    ) -> Result<Reached, ExtractError> {
        let unpack = |input: &mut dyn Read| {
            let input = unpacked(input, &self.object.path).map_err(|error| self.torn(error))?;
            read(&mut input.take(self.most))
        };
        let Some((archive, member)) = self.packed else {
            return unpack(&mut Watched {
                input: self
                    .store
                    .reader(self.object)
                    .map_err(ExtractError::store)?,
                progress: self.progress,
            });
        };
        let (pieces, blame) = Pieces::of(self.store, archive);
        let mut archive = Archive::open(pieces, blame).map_err(|error| self.torn(error))?;
        unpack(&mut Watched {
            input: archive.read(member).map_err(|error| self.torn(error))?,
            progress: self.progress,
        })
    }

    /// Here and there: of what lies in no archive only those pieces are fetched that are asked for.
    fn pieces(
        &self,
        read: impl FnOnce(&Store, &Object) -> Result<Reached, ExtractError>,
    ) -> Result<Reached, ExtractError> {
        let Some((archive, member)) = self.packed else {
            let reached = read(self.store, self.object);
            self.progress.on_bytes(self.object.size);
            return reached;
        };
        let (pieces, blame) = Pieces::of(self.store, archive);
        let mut archive = Archive::open(pieces, blame.clone()).map_err(|error| self.torn(error))?;
        let input = Watched {
            input: archive.read(member).map_err(|error| self.torn(error))?,
            progress: self.progress,
        };
        let mut bytes = Vec::new();
        input
            .take(HELD_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| self.torn(error))?;
        if bytes.len() as u64 > HELD_BYTES {
            let message = format!(
                "unpacked it has more than {} MB, and such a member is held as a whole: unpack it",
                HELD_BYTES >> 20
            );
            return Err(self.torn(blame.or_damaged("too_large", message)));
        }
        let held = Store::memory();
        held.put(HELD, bytes)?;
        let object = held.head(HELD)?.expect("it was just put there");
        read(&held, &object)
    }
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
