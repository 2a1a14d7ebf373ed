//! One satellite's delivery: what it hands over that was not read before. It is read once, and
//! judged as a whole before any of it is kept.

mod ahead;
mod alike;
mod announced;
mod commits;
mod doubts;
pub(in crate::extract) mod fresh;
mod intakes;
mod packed;
mod retold;
pub(in crate::extract) mod round;
mod split;
pub(in crate::extract) mod survey;
mod telling;
pub(in crate::extract) mod unread;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, TimestampMicrosecondArray};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Days, Utc};

use self::announced::{Announced, ExportSearch};
use self::commits::Commits;
use self::doubts::Doubts;
use self::fresh::Fresh;
use self::intakes::Intakes;
use super::cursor::Cursor;
use super::error::ExtractError;
use super::notes::{Notes, some_of};
use super::options::{Options, Progress};
use super::reading::{Carrier, Export, Format, Newest};
use super::rejects::Delivered;
use super::sources::delta;
use super::taker::{Reached, Source};
use crate::lake::store::{Object, Store};
use crate::lake::tables::{NAMES, SESSIONS, TOLD};
use crate::lake::{NameRow, NamesTold, ObjectRow};
use crate::model::SatelliteId;
use crate::model::drift::{Seen, called};
use crate::model::exact::ONE;
use crate::model::many::many;
use crate::model::receipt::{Ending, SatelliteReceipt};

/// Fewer rejects than this never refuse a delivery.
const REJECTS_TOLERATED: i64 = 20;

/// So many columns are followed from export to export. Each is a row that every run reads.
const MOST_COLUMNS: usize = 4_096;

/// The table of an object that only says how others are read.
const NO_TABLE: &str = "none";

pub struct SatelliteDelivery<'a> {
    export: &'a Export,
    reading: String,
    store: Store,
    cursor: Cursor<'a>,
    /// Not read yet, or changed since, in the order of their paths.
    fresh: Vec<Fresh>,
    /// Looked at to know what to read: the cursor is told of them when the rest was kept.
    models: Vec<Object>,
    /// Archives that were opened, and how the cursor is to know them.
    archives: Vec<(Object, String)>,
    /// Read before, and counted no more.
    replaced: Vec<ObjectRow>,
    /// Delta tables that have a new version.
    tables: Vec<delta::OpenedTable>,
    /// Columns that exports were known to have before, and those that they have now.
    columns: (&'a Seen, Seen),
    now: DateTime<Utc>,
    progress: &'a dyn Progress,
    pub receipt: SatelliteReceipt,
}

/// What came of one object.
struct ObjectRead {
    reached: Reached,
    /// The tables that its rows went to.
    tells: BTreeSet<&'static str>,
    is_damaged: bool,
}

impl<'a> SatelliteDelivery<'a> {
    /// Looks for exports, and leaves out what the cursor knows.
    pub fn announced(
        export: &'a Export,
        base: &Path,
        lake: &Store,
        (known, columns): (&'a [ObjectRow], &'a Seen),
        now: DateTime<Utc>,
        options: &Options,
        progress: &'a dyn Progress,
    ) -> Result<Self, ExtractError> {
        let satellite = &export.satellite.id;
        let reading = export.hash();
        let cursor = Cursor::of(known, satellite, options.full, now);
        let mut receipt = nothing_read(satellite);
        let search = ExportSearch {
            export,
            base,
            reading: &reading,
            cursor: &cursor,
            now,
            options,
            progress,
        };
        let Announced {
            store,
            fresh,
            models,
            archives,
            replaced,
            tables,
            columns: of_tables,
        } = search.announced(lake, &mut receipt)?;
        receipt
            .notes
            .extend(export.reading.format.lost(cursor.last_read(), now));
        if fresh.is_empty() && receipt.objects_listed > 0 && cursor.told_nothing() {
            receipt
                .asides
                .push("none of its exports ever told a row that is read".to_owned());
        }
        receipt.ending = if fresh.is_empty() {
            Ending::Unchanged
        } else {
            Ending::Done
        };
        let columns = (columns, of_tables);
        Ok(Self {
            export,
            reading,
            store,
            cursor,
            fresh,
            models,
            archives,
            replaced,
            tables,
            columns,
            now,
            progress,
            receipt,
        })
    }

    /// What is about to be read, in words.
    pub fn foretell(&mut self) {
        if !self.fresh.is_empty() {
            let names: Vec<_> = self
                .fresh
                .iter()
                .take(20)
                .map(|fresh| fresh.object().path.as_str())
                .collect();
            let more = if self.fresh.len() > names.len() {
                format!(" and {} more", self.fresh.len() - names.len())
            } else {
                String::new()
            };
            let bytes: u64 = self.fresh.iter().map(|fresh| fresh.object().size).sum();
            let (fresh, listed) = (self.fresh.len(), self.receipt.objects_listed);
            self.receipt.asides.push(format!(
                "reads {fresh} of {}, {}: {}{more}",
                many(listed, "export"),
                many(bytes, "byte"),
                names.join(", ")
            ));
        }
    }

    /// Reads what is new, judges it, and hands it on to be committed.
    pub fn read(
        &mut self,
        commits: &mut Commits<'_>,
        options: &Options,
    ) -> Result<(), ExtractError> {
        let satellite = &self.export.satellite.id;
        let mut intakes = commits.intakes(satellite, &self.export.ranking());
        let (mut damaged, mut wide) = (BTreeSet::new(), BTreeSet::new());
        let mut notes = Notes::default();
        let (mut cursor, mut names, mut rejects, mut delivered) =
            (Vec::new(), Vec::new(), Vec::new(), Delivered::default());
        let format = &self.export.reading.format;
        let mut doubts = Doubts::of(format);
        for fresh in &self.fresh {
            let path = &fresh.object().path;
            let ObjectRead {
                mut reached,
                tells,
                is_damaged,
            } = self.read_one(fresh, &mut intakes, &mut doubts)?;
            damaged.extend(is_damaged.then(|| path.clone()));
            self.receipt.objects_read += 1;
            self.receipt.rows.read += reached.read + reached.notes.dropped;
            self.receipt.rows.rejected += reached.rejected;
            self.receipt.rows.dropped += reached.notes.dropped;
            let shared_ids = doubts.end_of(path);
            cursor.push(ObjectRow {
                days: intakes.days(path),
                shared_ids,
                ..self.cursor_row(fresh, &reached, &tells)
            });
            names.extend(reached.names);
            let [columns, members] =
                [&mut reached.notes.columns, &mut reached.notes.members].map(std::mem::take);
            // A file of a table says less of the table's columns than its log does, and a service
            // is asked for those that are known.
            let width = columns.len() + members.len();
            let is_wide = width > MOST_COLUMNS;
            if is_wide {
                wide.insert(path.clone());
            }
            let says_less = matches!(
                format,
                Format::Described(Carrier::Delta, _) | Format::Dataverse(_)
            );
            let says = !is_wide && !says_less;
            if says && (reached.read > reached.rejected || columns.len() + members.len() > 0) {
                self.columns.1.see(&called(path), path, &columns, &members);
            }
            notes.merge(reached.notes);
            rejects.push((
                fresh.object().path.clone(),
                delivered.add(reached.rejects, reached.rejected),
            ));
        }
        if !wide.is_empty() {
            let exports = some_of(&wide);
            self.receipt
                .notes
                .push(format!("exports of more than {MOST_COLUMNS} columns, of which it is not followed which come and go: {exports}"));
        }
        if delivered.unlisted > 0 {
            let rows = many(delivered.unlisted, "refused row");
            self.receipt.notes.push(format!(
                "{rows} counted, but not listed: those listed are the first"
            ));
        }
        self.receipt.notes.extend(doubts.tell(
            commits.lake(),
            satellite,
            &self.cursor,
            &mut cursor,
        )?);
        self.tell(notes);
        self.receipt
            .notes
            .extend(self.all_refused(&rejects, options.dry_run));
        if options.dry_run {
            self.receipt.rejects = rejects
                .iter()
                .flat_map(|(_, rejects)| rejects)
                .cloned()
                .collect();
        }
        commits.rejects(satellite, rejects)?;
        // Of a refused delivery the rejects stay. What was staged of it no log will ever name.
        if self.judge(options) {
            return Ok(());
        }
        self.hand_on(commits, intakes, &damaged, names, cursor)
    }

    /// Reads one object. One that is damaged costs no other.
    fn read_one(
        &self,
        fresh: &Fresh,
        intakes: &mut Intakes<'_>,
        doubts: &mut Doubts,
    ) -> Result<ObjectRead, ExtractError> {
        let path = &fresh.object().path;
        let mut tells = BTreeSet::new();
        let mut keep = |batch: RecordBatch| {
            doubts.see(path, &batch);
            let batch = match self.export.newest {
                Some(Newest::Modified) => modified_at(fresh.object().modified, batch),
                _ => batch,
            };
            tells.insert(intakes.push(path, batch)?.name);
            Ok(())
        };
        let source = Source {
            satellite: &self.export.satellite,
            object: path,
            reading: &self.reading,
            now: self.now,
        };
        let read = fresh.read(
            (&self.store, u64::MAX),
            &self.export.reading,
            source,
            self.progress,
            &mut keep,
        );
        let error = match read {
            Ok(reached) => {
                return Ok(ObjectRead {
                    reached,
                    tells,
                    is_damaged: false,
                });
            }
            Err(error) => error,
        };
        let Some(damage) = error.damage().cloned() else {
            return Err(error);
        };
        intakes.forget(path);
        doubts.forget(path);
        Ok(ObjectRead {
            reached: Reached::refused(&self.export.satellite.id, path, damage),
            tells,
            is_damaged: true,
        })
    }

    /// Hands on what was read and found good, to be committed.
    fn hand_on(
        &mut self,
        commits: &mut Commits<'_>,
        intakes: Intakes<'_>,
        damaged: &BTreeSet<String>,
        names: Vec<NameRow>,
        cursor: Vec<ObjectRow>,
    ) -> Result<(), ExtractError> {
        let satellite = &self.export.satellite.id;
        let mut cursor: Vec<ObjectRow> = cursor
            .into_iter()
            .map(|row| self.cursor.renewed(row))
            .collect();
        cursor.extend(
            self.models
                .iter()
                .map(|model| self.model_row(model, &self.reading)),
        );
        cursor.extend(
            self.archives
                .iter()
                .map(|(archive, reading)| self.model_row(archive, reading)),
        );
        commits.rejects(
            satellite,
            self.replaced
                .iter()
                .map(|row| (row.object.clone(), Vec::new()))
                .collect(),
        )?;
        cursor.append(&mut self.replaced);
        commits.drift(satellite, std::mem::take(&mut self.columns.1));
        let retold = self.retold(damaged, |object| intakes.days(object));
        // Read as before, what an object does not call by a name any more keeps it.
        let again = if retold.anew {
            retold.again.keys().cloned().collect()
        } else {
            BTreeSet::new()
        };
        let names = NamesTold {
            ranking: self.export.ranking(),
            rows: names,
            again,
        };
        commits.delivery(satellite, intakes, retold, names, cursor)
    }

    /// The gate. A delivery that is mostly rejects is more likely a broken export than bad luck.
    fn judge(&mut self, options: &Options) -> bool {
        // What was left out on purpose makes no delivery better.
        let (read, rejected) = (
            self.receipt.rows.read - self.receipt.rows.dropped,
            self.receipt.rows.rejected,
        );
        let share = self.export.max_reject_share;
        if rejected < REJECTS_TOLERATED || i128::from(rejected) * ONE <= share.0 * i128::from(read)
        {
            return false;
        }
        let why = format!(
            "{rejected} of {read} rows were refused, more than the share of {share} that max_reject_share allows"
        );
        if options.accept_rejects {
            self.receipt
                .notes
                .push(format!("{why}: accepted on request"));
            return false;
        }
        let help =
            "mend the export or its columns, or let this delivery pass once with --accept-rejects";
        self.receipt.ending = Ending::Refused {
            why: format!("{why}: {help}"),
        };
        true
    }

    /// The listing's tag and size, not the reading's: what changed in between will be seen as
    /// changed. `tells` are the tables that its rows went to; of one that tells of several, the
    /// cursor says the first.
    fn cursor_row(
        &self,
        fresh: &Fresh,
        reached: &Reached,
        tells: &BTreeSet<&'static str>,
    ) -> ObjectRow {
        let (reading, table) = match fresh {
            Fresh::Export(_) | Fresh::Member { .. } | Fresh::Odd(..) => {
                let only_names = !reached.names.is_empty()
                    && reached.names.len() as i64 == reached.read - reached.rejected;
                let told = TOLD
                    .map(|(table, _)| table.name)
                    .into_iter()
                    .find(|name| tells.contains(name));
                (
                    self.reading.clone(),
                    told.unwrap_or(if only_names {
                        NAMES.name
                    } else {
                        SESSIONS.name
                    }),
                )
            }
            Fresh::Delta(part) => (self.reading.clone(), part.lake_table()),
            Fresh::Part(part) => (part.reading.clone(), part.lake_table()),
        };
        let stamp = if let Fresh::Part(part) = fresh {
            part.stamp
        } else {
            None
        };
        let told = reached.notes.fleeting;
        let at =
            |micros: i64| DateTime::from_timestamp_micros(micros).expect("a time that was read");
        let times = told
            .map(|told| [at(told.oldest), at(told.newest)])
            .into_iter()
            .flatten()
            .chain(stamp);
        let (oldest, newest) = (times.clone().min(), times.max());
        let row = self.row(
            fresh.object(),
            reading,
            table,
            (reached.read, reached.rejected),
        );
        // A day may be told from the one before it on: a satellite's clock may be ahead.
        let retry_after = reached
            .notes
            .early
            .map(|day| self.export.satellite.timezone.day_start(day - Days::new(1)));
        ObjectRow {
            oldest,
            newest,
            forgotten_after_days: told.map(|told| told.after_days),
            retry_after,
            ..row
        }
    }

    fn model_row(&self, model: &Object, reading: &str) -> ObjectRow {
        self.cursor
            .renewed(self.row(model, reading.to_owned(), NO_TABLE, (0, 0)))
    }

    fn row(
        &self,
        object: &Object,
        reading: String,
        table: &str,
        (read, rejected): (i64, i64),
    ) -> ObjectRow {
        ObjectRow {
            satellite_id: self.export.satellite.id.clone(),
            object: object.path.clone(),
            etag: object.etag.clone(),
            size: object.size as i64,
            reading,
            table: table.to_owned(),
            read,
            rejected,
            read_at: self.now,
            oldest: None,
            newest: None,
            forgotten_after_days: None,
            days: None,
            shared_ids: None,
            split_cases: None,
            retry_after: None,
        }
    }
}

/// Rows that do not say when they were last written were written when their export was.
fn modified_at(modified: DateTime<Utc>, rows: RecordBatch) -> RecordBatch {
    let Some((at, _)) = rows.schema().column_with_name("source_modified") else {
        return rows;
    };
    let told = rows.column(at).as_primitive::<TimestampMicrosecondType>();
    let filled = told
        .iter()
        .map(|told| told.or(Some(modified.timestamp_micros())))
        .collect::<TimestampMicrosecondArray>();
    let mut columns = rows.columns().to_vec();
    columns[at] = Arc::new(filled.with_timezone("UTC"));
    RecordBatch::try_new(rows.schema(), columns)
        .expect("a column takes the place of one of its kind")
}

/// A receipt of nothing.
pub fn nothing_read(satellite: &SatelliteId) -> SatelliteReceipt {
    SatelliteReceipt {
        satellite: satellite.clone(),
        objects_listed: 0,
        objects_read: 0,
        rows: Default::default(),
        notes: Vec::new(),
        asides: Vec::new(),
        rejects: Vec::new(),
        ending: Ending::Unchanged,
    }
}
