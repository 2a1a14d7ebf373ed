//! An object that is to be read, and by whom.

use std::io::{self, Read};

use arrow::array::RecordBatch;
use chrono::DateTime;

use crate::extract::csv::{self, Reached};
use crate::extract::error::ExtractError;
use crate::extract::event_log::cases;
use crate::extract::globs::fault;
use crate::extract::items::{self, ItemFile};
use crate::extract::reading::{Format, Reading};
use crate::extract::rejects::Fault;
use crate::extract::sessions::Source;
use crate::extract::synapse::Part;
use crate::extract::unpack::{Damaged, unpacked};
use crate::extract::{Progress, by_path, dataverse, delta, json, parquet, vendors};
use crate::lake::delta::foreign::Said;
use crate::lake::store::listing::Odd;
use crate::lake::store::{Object, Store};

pub enum Fresh {
    Export(Object),
    Part(Part),
    Delta(delta::Part),
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
        Self::Odd(Object { path: odd.path.clone(), size: 0, etag, modified }, fault)
    }

    pub fn object(&self) -> &Object {
        match self {
            Self::Export(object) | Self::Odd(object, _) | Self::Part(Part { object, .. }) | Self::Delta(delta::Part { object, .. }) => {
                object
            }
        }
    }

    /// Reads it, as the format has it, from its beginning to its end; or, where it is read as a stream, to `most` of its bytes.
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
            return Err(ExtractError::Read { object: object.path.clone(), source: Damaged(fault.clone()).into() });
        }
        progress.on_object(&source.satellite.id, &object.path, object.size);
        let broken = |fault: Fault| ExtractError::Read { object: object.path.clone(), source: Damaged(fault).into() };
        let resolved = by_path::resolved(reading, &object.path).map_err(broken)?;
        let format = resolved.as_ref().unwrap_or(&reading.format);
        if let Some(reached) = self.read_where_it_lies(store, format, source, keep) {
            progress.on_bytes(object.size);
            return reached;
        }
        let input = Watched { input: store.reader(object).map_err(ExtractError::store)?, progress };
        let torn = |source: io::Error| ExtractError::Read { object: object.path.clone(), source };
        let input = unpacked(input, &object.path).map_err(torn)?.take(most);
        match (format, self) {
            (Format::Csv(csv), _) => csv::sessions(input, csv, source, keep),
            (Format::Json(json), _) => json::sessions(input, json, source, keep),
            (Format::Items(own), _) => items::items(input, own, source, keep),
            (Format::EventLog(log), _) => cases::items(input, log, source, keep),
            (Format::Dataverse(own), _) => dataverse::sessions(input, own, source, keep),
            (Format::Vendor(own), _) => vendors::sessions(input, own, source, keep),
            (Format::SynapseLink(link), Self::Part(part)) => part.read(input, link.columns.as_ref(), source, keep),
            (Format::SynapseLink(_), _) => unreachable!("a link's objects are announced as parts"),
            (Format::Parquet(_) | Format::Delta(_), _) => unreachable!("they are read where they lie"),
        }
    }

    /// Of a Parquet file only those pieces are fetched that are asked for. None: it is another kind of file.
    fn read_where_it_lies(
        &self,
        store: &Store,
        format: &Format,
        source: Source<'_>,
        keep: &mut Keep<'_>,
    ) -> Option<Result<Reached, ExtractError>> {
        let object = self.object();
        Some(match (format, self) {
            (Format::Parquet(own), _) => parquet::sessions(store, object, own, &Said::default(), source, keep),
            (Format::Delta(own), Self::Delta(part)) => part.read(store, own, source, keep),
            (Format::Items(own), _) if own.file == ItemFile::Parquet => items::of_parquet(store, object, own, source, keep),
            (Format::EventLog(log), _) if object.path.to_lowercase().ends_with(".parquet") => {
                cases::of_parquet(store, object, log, source, keep)
            }
            _ => return None,
        })
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
