//! What the fields of a queue's item mean: from what an export tells, a row of the items table or
//! the reason why not. Every format that tells of items ends here, so the same items in any of them
//! give the same rows.

pub mod mapped;
mod values;

use arrow::array::RecordBatch;

use self::values::{ItemFact, ItemValues};
use super::sessions::Dialect;
use crate::extract::facts::builders::Builders;
use crate::extract::facts::days::EarnedDays;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::Column;
use crate::extract::reading::items::{ItemColumns, OfItem};
use crate::extract::reading::outcomes::Meaning;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::{truth, whole};
use crate::lake::tables::ITEMS;
use crate::model::many::cut;
use crate::model::zone::Told;
use crate::model::{Outcome, Zone};

/// Rows of a batch: they hold few and short texts.
const BATCH_ROWS: usize = 65_536;
/// As much is kept of an outcome that no map names.
const TEXT_CHARACTERS: usize = 1_000;

/// What one row tells, by the numbers of [`OfItem::ALL`]; None: nothing.
pub type ItemTelling<'a> = [Option<&'a str>; OfItem::ALL.len()];

/// The export's own names of what it tells, by the same numbers.
pub type ItemNames = [&'static str; OfItem::ALL.len()];

pub struct Items<'a> {
    source: Source<'a>,
    dialect: Dialect,
    /// On its clock times are read that carry no offset.
    zone: Zone,
    names: [String; OfItem::ALL.len()],
    /// What is said of the columns, where their owner named them.
    columns: Option<&'a ItemColumns>,
    /// One clock for each of [`OfItem::TIMES`].
    clocks: [Clock; OfItem::TIMES.len()],
    outcomes: Meaning<Outcome>,
    days: EarnedDays,
    builders: Builders<ItemFact>,
}

impl<'a> Items<'a> {
    pub fn new(source: Source<'a>, dialect: Dialect, zone: Zone, names: ItemNames) -> Self {
        Self::of(source, dialect, zone, names.map(str::to_owned), None)
    }

    /// The items of an export whose owner named its columns.
    pub fn mapped(source: Source<'a>, columns: &'a ItemColumns) -> Self {
        let named = |field: &OfItem| {
            columns
                .0
                .get(field)
                .filter(|column| column.is_told_by_rows())
        };
        let names = std::array::from_fn(|at| {
            let field = &OfItem::ALL[at];
            named(field).map_or_else(|| field.to_string(), Column::called)
        });
        Self::of(
            source,
            Dialect::default(),
            source.satellite.timezone,
            names,
            Some(columns),
        )
    }

    fn of(
        source: Source<'a>,
        dialect: Dialect,
        zone: Zone,
        names: [String; OfItem::ALL.len()],
        columns: Option<&'a ItemColumns>,
    ) -> Self {
        let column = |field: OfItem| columns.and_then(|columns| columns.0.get(&field));
        let clock = |field: OfItem| Clock::of(column(field), zone).as_told_by(dialect.times);
        Self {
            source,
            dialect,
            zone,
            names,
            columns,
            clocks: OfItem::TIMES.map(clock),
            outcomes: Meaning::of_item_outcomes_and(
                dialect.words,
                column(OfItem::Outcome).map(|column| &column.map),
            ),
            days: EarnedDays::new(source.satellite.timezone, source.now),
            builders: Builders::new(&ITEMS, values::column),
        }
    }

    /// A column that knows by itself when something was has no form and no unit.
    pub fn knows_when(&mut self, field: OfItem) {
        self.is_told_as(
            field,
            Clock::new(None, self.zone).as_told_by(self.dialect.times),
        );
    }

    /// In a form of its own.
    pub fn is_told_as(&mut self, field: OfItem, clock: Clock) {
        if let Some(at) = OfItem::TIMES.iter().position(|of| *of == field) {
            self.clocks[at] = clock;
        }
    }

    /// The items of a sheet, whose dates are no texts.
    pub fn of_cells(self) -> Self {
        Self {
            clocks: self.clocks.map(Clock::of_cells),
            ..self
        }
    }

    /// Another one, for other rows of the same export.
    pub fn twin(&self) -> Self {
        Self::of(
            self.source,
            self.dialect,
            self.zone,
            self.names.clone(),
            self.columns,
        )
    }

    /// Keeps a row that begins on `line`, or says why it cannot be kept. What it is unsure of it
    /// notes.
    pub fn push(
        &mut self,
        line: i64,
        telling: &ItemTelling<'_>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let text = |field: OfItem| {
            telling[field as usize]
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let name = |field: OfItem| self.names[field as usize].as_str();
        let required = |field: OfItem| {
            text(field).ok_or_else(|| {
                Fault::new(
                    name(field),
                    "missing_value",
                    format!("a row must tell its {field}, and this one is empty"),
                )
            })
        };
        let item_id = required(OfItem::ItemId)?;
        let version = text(OfItem::SourceVersion)
            .map(|text| whole(text, name(OfItem::SourceVersion)))
            .transpose()?;
        let modified = self
            .time(OfItem::SourceModified, telling)?
            .map(|(at, _)| at);
        let row = ItemValues {
            item_id,
            version,
            modified,
            line,
            ..ItemValues::default()
        };
        if truth(
            text(OfItem::Deleted).unwrap_or_default(),
            name(OfItem::Deleted),
        )? {
            notes.tombstones += 1;
            self.builders.push(&row);
            return Ok(());
        }
        let queue_id = required(OfItem::QueueId)?;
        let attempt = text(OfItem::Attempt)
            .map(|text| whole(text, name(OfItem::Attempt)))
            .transpose()?;
        let [created, started, ended, due, at_risk] = self.instants(telling, notes)?;
        let Some((earned, by)) = ended
            .map(|at| (at, OfItem::Ended))
            .or(started.map(|at| (at, OfItem::Started)))
            .or(created.map(|at| (at, OfItem::Created)))
        else {
            return Err(self.timeless());
        };
        let earned_day = self.days.earned(earned, name(by), notes)?;
        let outcome_text = text(OfItem::Outcome).unwrap_or_default();
        let outcome = self.outcomes.read(outcome_text).unwrap_or(Outcome::Unknown);
        let work_us = started.zip(ended).map(|(started, ended)| ended - started);
        let told_ms = text(OfItem::WorkMs)
            .map(|text| whole(text, name(OfItem::WorkMs)))
            .transpose()?
            .filter(|&work_ms| work_ms >= 0);
        notes.items_backwards += i64::from(work_us.is_some_and(|work_us| work_us < 0));
        // Both ends say it best; what somebody says of it is asked where one of them is not told.
        let work_ms = match work_us {
            Some(work_us) => (work_us >= 0).then_some(work_us / 1_000),
            None => told_ms,
        };
        notes.items_placed_by_creation += i64::from(by == OfItem::Created);
        self.builders.push(&ItemValues {
            item: Some((earned_day, queue_id, outcome)),
            // An item that names itself as the one that it repeats is the first attempt.
            ancestor_id: text(OfItem::AncestorId).filter(|ancestor| *ancestor != item_id),
            attempt,
            queue_name: text(OfItem::QueueName),
            automation_id: text(OfItem::AutomationId),
            session_id: text(OfItem::SessionId),
            created,
            started,
            ended,
            due,
            at_risk,
            outcome_text: (outcome == Outcome::Unknown).then(|| cut(outcome_text, TEXT_CHARACTERS)),
            error_code: text(OfItem::ErrorCode),
            work_ms,
            ..row
        });
        Ok(())
    }

    /// When it was created, started, ended, due and at risk, in microseconds.
    fn instants(
        &self,
        telling: &ItemTelling<'_>,
        notes: &mut Notes,
    ) -> Result<[Option<i64>; 5], Fault> {
        let fields = [
            OfItem::Created,
            OfItem::Started,
            OfItem::Ended,
            OfItem::Due,
            OfItem::AtRisk,
        ];
        let mut instants = [None; 5];
        for (instant, field) in instants.iter_mut().zip(fields) {
            if let Some((at, how)) = self.time(field, telling)? {
                notes.shown(how);
                *instant = Some(at);
            }
        }
        Ok(instants)
    }

    /// Why a row without a time cannot be kept: by the columns that are asked for one.
    fn timeless(&self) -> Fault {
        let is_asked = |field: &OfItem| {
            self.columns
                .is_none_or(|columns| columns.0.contains_key(field))
        };
        let times = OfItem::PLACING.into_iter().filter(is_asked);
        let times: Vec<&str> = times
            .map(|field| self.names[field as usize].as_str())
            .collect();
        let are = if times.len() == 1 { "is" } else { "are" };
        let message = format!(
            "a row must tell when it was created, started or ended: {} {are} empty",
            times.join(", ")
        );
        Fault::new(
            times.first().copied().unwrap_or_default(),
            "missing_value",
            message,
        )
    }

    pub fn is_full(&self) -> bool {
        self.builders.rows() >= BATCH_ROWS
    }

    /// The rows kept since the last batch, if any.
    pub fn take(&mut self) -> Option<RecordBatch> {
        self.builders.take()
    }

    /// In microseconds.
    fn time(&self, field: OfItem, telling: &ItemTelling<'_>) -> Result<Option<(i64, Told)>, Fault> {
        let text = telling[field as usize]
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let clock = OfItem::TIMES
            .iter()
            .position(|of| *of == field)
            .map(|at| &self.clocks[at])
            .expect("it is a time");
        text.map(|text| clock.micros(text, &self.names[field as usize]))
            .transpose()
    }
}

#[cfg(test)]
mod tests;
