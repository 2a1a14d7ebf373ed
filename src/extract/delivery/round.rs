//! One round of extraction: what every satellite hands over, and one commit for all of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::commits::Commits;
use super::{SatelliteDelivery, nothing_read};
use crate::extract::error::ExtractError;
use crate::extract::notes;
use crate::extract::options::{Options, Progress};
use crate::extract::reading::Export;
use crate::lake::Lake;
use crate::lake::strike::struck;
use crate::model::drift::Seen;
use crate::model::many::cut;
use crate::model::receipt::{Ending, SatelliteReceipt};

/// As much is shown of what a panic says.
const PANIC_CHARACTERS: usize = 300;

/// What is committed at once, in memory; and what one delivery may hold there before it goes to
/// scratch files.
pub(in crate::extract) const COMMIT_BYTES: usize = 96 << 20;

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

pub(in crate::extract) fn extract_within(
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
            let mut delivery = SatelliteDelivery::announced(
                export,
                base,
                lake.store(),
                known,
                now,
                options,
                progress,
            )?;
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
        balance(receipt, &commits)?;
    }
    Ok(receipts)
}

/// Says on a receipt what became of its rows, now that all is committed: they must balance.
fn balance(receipt: &mut SatelliteReceipt, commits: &Commits<'_>) -> Result<(), ExtractError> {
    let became = commits.told(&receipt.satellite);
    receipt.notes.extend(notes::of_what_became(&became));
    let (rows, became) = (&mut receipt.rows, became.rows);
    (rows.new, rows.replacing, rows.superseded, rows.withdrawn) = (
        became.new,
        became.replacing,
        became.superseded,
        became.withdrawn,
    );
    match receipt.ending {
        Ending::Done | Ending::Unchanged if !rows.balances() => Err(ExtractError::Unbalanced {
            satellite: receipt.satellite.clone(),
            rows: *rows,
        }),
        Ending::Failed { .. } => {
            // Nothing of it was kept.
            (rows.rejected, rows.dropped, rows.read) = (0, 0, 0);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A mistake in this program that one satellite's export brings to light costs that satellite only.
pub(super) fn unless_it_panics(
    read: impl FnOnce() -> Result<(), ExtractError>,
) -> Result<(), ExtractError> {
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
