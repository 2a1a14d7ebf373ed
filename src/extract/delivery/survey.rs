//! What exports look like before any run reads them: the newest of each satellite is read and
//! judged as a run would, of the others the beginning, and nothing is kept.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::commits::Commits;
use super::round::{COMMIT_BYTES, unless_it_panics};
use super::{SatelliteDelivery, nothing_read};
use crate::extract::error::ExtractError;
use crate::extract::options::{Options, Progress};
use crate::extract::reading::Export;
use crate::extract::rejects::Fault;
use crate::lake::strike::struck;
use crate::lake::{Lake, Store};
use crate::model::drift::Seen;
use crate::model::receipt::{Ending, SatelliteReceipt};

/// An export that is larger is looked into at its beginning, as all but the newest are.
const LOOKED_THROUGH_BYTES: u64 = 64 << 20;

/// What of an export is its beginning: more than any header.
pub const HEAD_BYTES: u64 = 64 << 10;

/// Of so many exports the beginnings are looked at, the newest first.
pub const MOST_HEADS: usize = 1_000;

/// What a satellite hands over.
#[derive(Debug)]
pub struct Surveyed {
    /// Of its newest export, as of a dry run.
    pub receipt: SatelliteReceipt,
    /// Which it is, if it was read to its end.
    pub newest: Option<String>,
    /// Exports of which nothing could be read, and why.
    pub misfits: Vec<(String, Fault)>,
    /// How many exports were looked at no further than to be listed.
    pub unseen: usize,
}

/// Looks at the exports of each satellite. One's trouble is told in its receipt, as of a run.
pub fn survey(
    base: &Path,
    exports: &[Export],
    now: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<Vec<Surveyed>, ExtractError> {
    let lake = Lake::open(Store::memory())?.foretelling()?;
    let (options, none) = (
        Options {
            full: true,
            accept_rejects: false,
            dry_run: true,
        },
        Seen::default(),
    );
    let mut surveyed = Vec::with_capacity(exports.len());
    for export in exports {
        let mut found = Surveyed {
            receipt: nothing_read(&export.satellite.id),
            newest: None,
            misfits: Vec::new(),
            unseen: 0,
        };
        let mut commits = Commits::new(&lake, COMMIT_BYTES);
        let looked = unless_it_panics(|| {
            let mut delivery = SatelliteDelivery::announced(
                export,
                base,
                lake.store(),
                (&[], &none),
                now,
                &options,
                progress,
            )?;
            (found.newest, found.misfits, found.unseen) =
                delivery.look_ahead(LOOKED_THROUGH_BYTES)?;
            let read = delivery.read(&mut commits, &options);
            found.receipt = delivery.receipt;
            read
        });
        match looked {
            Err(error @ ExtractError::Unbalanced { .. }) => return Err(error),
            Err(error) => {
                found.receipt.ending = Ending::Failed {
                    why: struck(&error.to_string()).into_owned(),
                    exit: error.exit(),
                }
            }
            Ok(()) => {}
        }
        surveyed.push(found);
    }
    Ok(surveyed)
}
