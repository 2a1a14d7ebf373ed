//! Exports become sessions, items and rejects. A satellite's objects are listed ([`globs`]); those
//! that the cursor does not know are unpacked ([`unpack`], [`encoding`]) and read strictly
//! ([`csv`], [`json`], [`parquet`], [`workbook`], [`vendors`]) in the way its owner described
//! ([`reading`]); each row becomes a session ([`sessions`], [`times`], [`outcomes`]), an item, a
//! reject ([`rejects`]), or is left out by condition ([`sieve`]); the delivery is judged as a whole
//! and then committed, the cursor last. Rows read = new + replacing + superseded + rejected +
//! dropped: that is checked, not hoped.

mod alike;
pub mod amounts;
mod arrays;
mod by_path;
mod commits;
mod compound;
mod content;
pub mod csv;
mod cursor;
mod dataverse;
mod delivery;
mod delta;
mod doubts;
pub mod encoding;
pub mod entities;
pub mod error;
pub mod event_log;
mod events;
pub mod globs;
mod holding;
mod intakes;
mod items;
pub mod json;
pub mod names;
pub mod notes;
pub mod outcomes;
mod overlap;
pub mod parquet;
pub mod peek;
pub mod reading;
pub mod rejects;
mod secret;
pub mod sessions;
pub mod sieve;
mod split;
mod survey;
mod synapse;
pub mod times;
pub mod unpack;
mod unread;
pub mod values;
pub mod vendors;
pub mod workbook;
mod zipped;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use self::commits::Commits;
use self::delivery::{Delivery, nothing_read};
use self::rejects::cut;
use crate::lake::Lake;
use crate::lake::strike::struck;
use crate::model::SatelliteId;
use crate::model::drift::Seen;
use crate::model::receipt::{Ending, SatelliteReceipt};

pub use amounts::{Digits, THOUSANDS, Unit};
pub use by_path::PathPattern;
pub use dataverse::Patience;
pub use encoding::Encoding;
pub use error::ExtractError;
pub use event_log::cases::EventLog;
pub use items::{ItemColumns, ItemExport, ItemFile, OfItem};
pub use outcomes::{outcome_maps, outcome_maps_hash};
pub use overlap::{Reach, are_apart, location};
pub use reading::{
    Absence, Canonical, Column, Columns, Csv, Dataverse, Export, Format, Json, Live, Newest,
    Nothing, Parquet, Reading, Shape, SynapseLink, Vendor, Vendored, Whereabouts, Xlsx,
};
pub use secret::Secret;
pub use sieve::{Condition, Sieve};
pub use survey::{Surveyed, survey};
pub use unread::unread;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Reads every object, also those that the cursor knows.
    pub full: bool,
    /// Lets deliveries through the gate, on record.
    pub accept_rejects: bool,
    /// Reads, judges and says what would become of it; writes nothing, and asks no service.
    pub dry_run: bool,
}

/// Whoever wants to watch.
pub trait Progress {
    fn on_object(&self, _satellite: &SatelliteId, _object: &str, _bytes_total: u64) {}
    fn on_bytes(&self, _count: u64) {}
    /// A service answered with so many rows of a table, counted over the round.
    fn on_page(&self, _satellite: &SatelliteId, _table: &str, _page: u64, _rows: u64) {}
    /// A service wants to be left alone for a while, and so it is: who watches is told, and a test
    /// need not wait.
    fn on_wait(&self, _satellite: &SatelliteId, time: Duration) {
        std::thread::sleep(time);
    }
    /// It was read and judged; what becomes of its rows is known when all is committed.
    fn on_satellite_done(&self, _receipt: &SatelliteReceipt) {}
}

/// Nobody watches.
pub struct Quiet;

impl Progress for Quiet {}

/// Of what a panic says.
const PANIC_CHARACTERS: usize = 300;

/// What is committed at once, in memory; and what one delivery may hold there before it goes to
/// scratch files.
const COMMIT_BYTES: usize = 96 << 20;

/// Reads what the satellites hand over that was not read before. One satellite's trouble is told in
/// its receipt and does not stop the others, and nothing of its delivery is kept; an error is the
/// lake's. A receipt's rows balance where its ending is `Done`; those of a refused delivery say
/// what was read and rejected, and none of it was kept.
pub fn extract(
    lake: &Lake,
    base: &Path,
    exports: &[Export],
    now: DateTime<Utc>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Vec<SatelliteReceipt>, ExtractError> {
    extract_within(COMMIT_BYTES, lake, base, exports, now, options, progress)
}

fn extract_within(
    commit_bytes: usize,
    lake: &Lake,
    base: &Path,
    exports: &[Export],
    now: DateTime<Utc>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Vec<SatelliteReceipt>, ExtractError> {
    let lake = &if options.dry_run {
        lake.foretelling()?
    } else {
        lake.clone()
    };
    let (known, columns, none) = (lake.objects()?, lake.drift()?, Seen::default());
    let mut commits = Commits::new(lake, commit_bytes);
    let mut receipts = Vec::with_capacity(exports.len());
    for export in exports {
        let mut receipt = nothing_read(&export.satellite.id);
        let extracted = unless_it_panics(|| {
            let known = (
                &known[..],
                columns.get(&export.satellite.id).unwrap_or(&none),
            );
            let mut delivery =
                Delivery::announced(export, base, lake.store(), known, now, options, progress)?;
            if options.dry_run {
                delivery.foretell();
            }
            let done = delivery.read(&mut commits, options);
            receipt = delivery.receipt;
            done
        });
        match extracted {
            // What was being committed for all is in an unknown state: the next run finds out.
            Err(error) if error.ends_all() || commits.is_under_way() => return Err(error),
            Err(error) => {
                receipt.ending = Ending::Failed {
                    why: struck(&error.to_string()).into_owned(),
                    exit: error.exit(),
                }
            }
            Ok(()) => {}
        }
        receipt
            .notes
            .iter_mut()
            .for_each(|note| *note = struck(note).into_owned());
        progress.on_satellite_done(&receipt);
        receipts.push(receipt);
    }
    commits.commit()?;
    for receipt in &mut receipts {
        let told = commits.told(&receipt.satellite);
        receipt.notes.extend(notes::of_what_became(&told));
        let (rows, told) = (&mut receipt.rows, told.rows);
        (rows.new, rows.replacing, rows.superseded, rows.withdrawn) =
            (told.new, told.replacing, told.superseded, told.withdrawn);
        match receipt.ending {
            Ending::Done | Ending::Unchanged if !rows.balances() => {
                return Err(ExtractError::Unbalanced {
                    satellite: receipt.satellite.clone(),
                    rows: *rows,
                });
            }
            // Nothing of it was kept.
            Ending::Failed { .. } => (rows.rejected, rows.dropped, rows.read) = (0, 0, 0),
            _ => {}
        }
    }
    Ok(receipts)
}

/// A mistake in this program that one satellite's export brings to light costs that satellite only.
fn unless_it_panics(read: impl FnOnce() -> Result<(), ExtractError>) -> Result<(), ExtractError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(panic.downcast_ref::<&str>().copied());
        Err(ExtractError::Panicked {
            said: cut(said.unwrap_or("it does not say why"), PANIC_CHARACTERS).to_owned(),
        })
    })
}

#[cfg(test)]
mod tests;
