//! Looking at a delivery before it is read: what does not fit is found in an export's beginning.

use std::io;

use super::SatelliteDelivery;
use super::fresh::Fresh;
use super::survey::{HEAD_BYTES, MOST_HEADS};
use crate::extract::error::ExtractError;
use crate::extract::options::Quiet;
use crate::extract::reading::file::{Shape, bare};
use crate::extract::reading::{Carrier, Format};
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::lake::store::Object;
use crate::model::receipt::Reject;

/// The newest export, if it is to be read; those that do not fit, and why; how many nobody looked
/// into.
type Ahead = (Option<String>, Vec<(String, Fault)>, usize);

impl SatelliteDelivery<'_> {
    /// Leaves the newest export to be read, unless it is larger than so many bytes, and looks into
    /// the others.
    pub fn look_ahead(&mut self, most_bytes: u64) -> Result<Ahead, ExtractError> {
        let mut all = std::mem::take(&mut self.fresh);
        all.sort_by(|a, b| {
            (b.object().modified, &b.object().path).cmp(&(a.object().modified, &a.object().path))
        });
        let newest = all
            .first()
            .filter(|fresh| fresh.object().size <= most_bytes)
            .map(|fresh| fresh.object().path.clone());
        if newest.is_some() {
            self.fresh.push(all.remove(0));
        }
        let (mut misfits, mut unseen) = (Vec::new(), all.len().saturating_sub(MOST_HEADS));
        for fresh in all.iter().take(MOST_HEADS) {
            let object = fresh.object();
            let source = Source {
                satellite: &self.export.satellite,
                object: &object.path,
                reading: &self.reading,
                now: self.now,
            };
            if is_document(&self.export.reading.format, object) && object.size > HEAD_BYTES {
                unseen += 1;
                continue;
            }
            misfits.extend(
                self.misfit(fresh, source)?
                    .map(|fault| (object.path.clone(), fault)),
            );
        }
        misfits.sort_by(|a, b| a.0.cmp(&b.0));
        Ok((newest, misfits, unseen))
    }

    /// Why none of the rows of an export's beginning can be read. Its last row may be cut off.
    fn misfit(&self, fresh: &Fresh, source: Source<'_>) -> Result<Option<Fault>, ExtractError> {
        let object = fresh.object();
        // What lies in columns is read where it lies: the first rows that fit are enough.
        let mut is_kept = false;
        let mut first = |_| {
            is_kept = true;
            Err(ExtractError::Read {
                object: object.path.clone(),
                source: io::ErrorKind::Interrupted.into(),
            })
        };
        let reached = match fresh.read(
            (&self.store, HEAD_BYTES),
            &self.export.reading,
            source,
            &Quiet,
            &mut first,
        ) {
            Ok(reached) => reached,
            Err(_) if is_kept => return Ok(None),
            Err(error) => return error.damage().cloned().map(Some).ok_or(error),
        };
        let cut = i64::from(object.size > HEAD_BYTES);
        if is_kept || reached.rejected <= cut || reached.read > reached.rejected {
            return Ok(None);
        }
        let first = reached.rejects.into_iter().next();
        Ok(first.map(
            |Reject {
                 column,
                 code,
                 message,
                 ..
             }| Fault {
                column,
                code,
                message,
            },
        ))
    }
}

/// Whether its beginning is nothing: a document ends where it was begun, so a part of it is torn.
fn is_document(format: &Format, object: &Object) -> bool {
    match format {
        Format::Described(Carrier::Json(form), _) => form.shape == Shape::Document,
        _ => bare(&object.path).to_lowercase().ends_with(".json"),
    }
}
