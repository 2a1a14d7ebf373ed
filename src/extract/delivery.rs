//! One satellite's delivery: what it hands over that was not read before. It is judged as a whole before any of it is
//! kept. What fits is held while it is read; what does not is read twice: once to be judged, once to be kept.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};

use super::commits::{Commits, reject_bytes};
use super::csv::{self, Reached};
use super::error::ExtractError;
use super::globs::find;
use super::json;
use super::notes::Notes;
use super::reading::{Export, Format};
use super::sessions::Source;
use super::{Options, Progress, uipath};
use crate::lake::ObjectRow;
use crate::lake::store::{Object, Store};
use crate::lake::tables::SESSIONS;
use crate::model::SatelliteId;
use crate::model::exact::ONE;
use crate::model::receipt::{Ending, SatelliteReceipt};

/// Fewer rejects than this never refuse a delivery.
const REJECTS_TOLERATED: i64 = 20;

pub struct Delivery<'a> {
    export: &'a Export,
    reading: String,
    store: Store,
    /// What the cursor says of this satellite, by object.
    known: BTreeMap<&'a str, &'a ObjectRow>,
    /// Not read yet, or changed since, in the order of their paths.
    fresh: Vec<Object>,
    now: DateTime<Utc>,
    progress: &'a dyn Progress,
    pub receipt: SatelliteReceipt,
}

impl<'a> Delivery<'a> {
    /// Looks for exports, and leaves out what the cursor knows.
    pub fn announced(
        export: &'a Export,
        base: &Path,
        known: &'a [ObjectRow],
        now: DateTime<Utc>,
        options: &Options,
        progress: &'a dyn Progress,
    ) -> Result<Self, ExtractError> {
        let satellite = &export.satellite.id;
        let reading = export.reading.hash(&export.satellite);
        let found = find(&export.reading.url, base, export.reading.format.suffixes())?;
        let mut receipt = unread(satellite);
        receipt.objects_listed = found.objects.len() as i64;
        receipt.notes.extend(found.note);
        let known: BTreeMap<_, _> =
            known.iter().filter(|row| row.satellite_id == *satellite).map(|row| (row.object.as_str(), row)).collect();
        let mut fresh = found.objects;
        // Without a tag a changed object of the same size could not be told from an unchanged one.
        let is_known = |object: &Object| {
            known.get(object.path.as_str()).is_some_and(|row| {
                object.etag.is_some() && row.etag == object.etag && row.size == object.size as i64 && row.reading == reading
            })
        };
        fresh.retain(|object| options.full || !is_known(object));
        receipt.ending = if fresh.is_empty() { Ending::Unchanged } else { Ending::Done };
        Ok(Self { export, reading, store: found.store, known, fresh, now, progress, receipt })
    }

    /// What would be read, in words.
    pub fn foretell(&mut self) {
        if !self.fresh.is_empty() {
            let names: Vec<_> = self.fresh.iter().take(20).map(|object| object.path.as_str()).collect();
            let more = if self.fresh.len() > names.len() { format!(" and {} more", self.fresh.len() - names.len()) } else { String::new() };
            let bytes: u64 = self.fresh.iter().map(|object| object.size).sum();
            let (fresh, listed) = (self.fresh.len(), self.receipt.objects_listed);
            self.receipt.notes.push(format!("would read {fresh} of {listed} exports, {bytes} bytes: {}{more}", names.join(", ")));
        }
    }

    /// Reads what is new, judges it, and hands it on to be committed.
    pub fn read(&mut self, commits: &mut Commits<'_>, options: &Options) -> Result<(), ExtractError> {
        let mut notes = Notes::default();
        let mut held = Some(Held { limit_bytes: commits.held_bytes(), ..Held::default() });
        for object in &self.fresh {
            let reached = self.read_object(object, self.progress, &mut |batch| {
                Held::add(&mut held, batch.get_array_memory_size(), |held| held.batches.push(batch));
                Ok(())
            })?;
            self.receipt.objects_read += 1;
            self.receipt.rows.read += reached.read;
            self.receipt.rows.rejected += reached.rejected;
            notes.merge(reached.notes.clone());
            Held::add(&mut held, reject_bytes(&reached.rejects), |held| held.reached.push(reached));
        }
        self.receipt.notes.extend(notes.sentences());
        let is_refused = self.judge(options);

        let satellite = &self.export.satellite.id;
        let row = |object: &Object, reached: &Reached| (!is_refused).then(|| self.cursor_row(object, reached));
        match held {
            Some(held) => {
                commits.make_room(held.bytes)?;
                for batch in held.batches.into_iter().filter(|_| !is_refused) {
                    commits.sessions(satellite, &self.reading, batch)?;
                }
                for (object, reached) in self.fresh.iter().zip(held.reached) {
                    let row = row(object, &reached);
                    commits.object(satellite, &object.path, reached.rejects, row)?;
                }
            }
            None => {
                let mut again = (0, 0);
                for object in &self.fresh {
                    let reached = self.read_object(object, &Again, &mut |batch| {
                        if is_refused { Ok(()) } else { commits.sessions(satellite, &self.reading, batch) }
                    })?;
                    again = (again.0 + reached.read, again.1 + reached.rejected);
                    let row = row(object, &reached);
                    commits.object(satellite, &object.path, reached.rejects, row)?;
                }
                // An export that grew between both readings is kept as it was the second time.
                (self.receipt.rows.read, self.receipt.rows.rejected) = again;
            }
        }
        Ok(())
    }

    /// The gate. A delivery that is mostly rejects is more likely a broken export than bad luck.
    fn judge(&mut self, options: &Options) -> bool {
        let (read, rejected) = (self.receipt.rows.read, self.receipt.rows.rejected);
        let share = self.export.max_reject_share;
        if rejected < REJECTS_TOLERATED || i128::from(rejected) * ONE <= share.0 * i128::from(read) {
            return false;
        }
        let why = format!("{rejected} of {read} rows were refused, more than the share of {share} that max_reject_share allows");
        if options.accept_rejects {
            self.receipt.notes.push(format!("{why}: accepted on request"));
            return false;
        }
        let help = "mend the export or its columns, or let this delivery pass once with --accept-rejects";
        self.receipt.ending = Ending::Refused { why: format!("{why}: {help}") };
        true
    }

    fn read_object(
        &self,
        object: &Object,
        progress: &dyn Progress,
        keep: &mut dyn FnMut(RecordBatch) -> Result<(), ExtractError>,
    ) -> Result<Reached, ExtractError> {
        let satellite = &self.export.satellite;
        progress.on_object(&satellite.id, &object.path, object.size);
        let input = self.store.reader(&object.path).map_err(ExtractError::store)?;
        let source = Source { satellite, object: &object.path, reading: &self.reading, now: self.now };
        let input = Watched { input, progress };
        match &self.export.reading.format {
            Format::Csv(csv) => csv::sessions(input, csv, source, keep),
            Format::Json(json) => json::sessions(input, json, source, keep),
            Format::UiPath => uipath::sessions(input, source, keep),
        }
    }

    /// The listing's tag and size, not the reading's: what changed in between will be seen as changed.
    fn cursor_row(&self, object: &Object, reached: &Reached) -> ObjectRow {
        let row = ObjectRow {
            satellite_id: self.export.satellite.id.clone(),
            object: object.path.clone(),
            etag: object.etag.clone(),
            size: object.size as i64,
            reading: self.reading.clone(),
            table: SESSIONS.name.to_owned(),
            read: reached.read,
            rejected: reached.rejected,
            read_at: self.now,
        };
        // Read again on request and found as it was: then nothing is new, not even the hour.
        match self.known.get(object.path.as_str()) {
            Some(&known) if *known == (ObjectRow { read_at: known.read_at, ..row.clone() }) => known.clone(),
            _ => row,
        }
    }
}

/// A receipt of nothing.
pub fn unread(satellite: &SatelliteId) -> SatelliteReceipt {
    SatelliteReceipt {
        satellite: satellite.clone(),
        objects_listed: 0,
        objects_read: 0,
        rows: Default::default(),
        notes: Vec::new(),
        ending: Ending::Unchanged,
    }
}

#[derive(Default)]
struct Held {
    limit_bytes: usize,
    bytes: usize,
    batches: Vec<RecordBatch>,
    reached: Vec<Reached>,
}

impl Held {
    /// Adds to what is held, or lets go of all of it when it becomes too much.
    fn add(held: &mut Option<Self>, bytes: usize, add: impl FnOnce(&mut Self)) {
        if let Some(inner) = held {
            inner.bytes += bytes;
            add(inner);
            if inner.bytes > inner.limit_bytes {
                *held = None;
            }
        }
    }
}

/// The second reading is not news.
struct Again;

impl Progress for Again {}

struct Watched<'a, R> {
    input: R,
    progress: &'a dyn Progress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.progress.on_bytes(count as u64);
        Ok(count)
    }
}
