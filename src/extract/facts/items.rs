//! What the fields of a queue's item mean: from what an export tells, a row of the items table or
//! the reason why not. Every format that tells of items ends here, so the same items in any of them
//! give the same rows.

mod builders;
pub mod mapped;

use arrow::array::RecordBatch;
use chrono::{Days, NaiveDate};

use self::builders::{Builders, Row};
use super::sessions::Dialect;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::Column;
use crate::extract::reading::items::{ItemColumns, OfItem};
use crate::extract::reading::outcomes::Meaning;
use crate::extract::reading::times::{Clock, Offsets};
use crate::extract::rejects::{Fault, cut};
use crate::extract::taker::Source;
use crate::extract::values::{truth, whole};
use crate::model::zone::Told;
use crate::model::{Outcome, Zone};

/// Rows of a batch: they hold few and short texts.
const BATCH_ROWS: usize = 65_536;
/// Of an outcome that no map names.
const TEXT_CHARACTERS: usize = 1_000;

/// What one row tells, by the numbers of [`OfItem::ALL`]; None: nothing.
pub type ItemTelling<'a> = [Option<&'a str>; OfItem::ALL.len()];

/// The export's own names of what it tells, by the same numbers.
pub type ItemNames = [&'static str; OfItem::ALL.len()];

pub struct Items<'a> {
    source: Source<'a>,
    dialect: Dialect,
    /// Of times that carry no offset.
    zone: Zone,
    names: [String; OfItem::ALL.len()],
    /// What is said of the columns, where their owner named them.
    columns: Option<&'a ItemColumns>,
    /// Of [`OfItem::TIMES`].
    clocks: [Clock; OfItem::TIMES.len()],
    outcomes: Meaning<Outcome>,
    offsets: Offsets,
    /// Days are counted from 1970.
    last_day: i32,
    builders: Builders,
}

impl<'a> Items<'a> {
    pub fn new(source: Source<'a>, dialect: Dialect, zone: Zone, names: ItemNames) -> Self {
        Self::of(source, dialect, zone, names.map(str::to_owned), None)
    }

    /// Of an export whose owner named its columns.
    pub fn mapped(source: Source<'a>, columns: &'a ItemColumns) -> Self {
        let named = |told: &OfItem| {
            columns
                .0
                .get(told)
                .filter(|column| column.is_told_by_rows())
        };
        let names = std::array::from_fn(|at| {
            let told = &OfItem::ALL[at];
            named(told).map_or_else(|| told.to_string(), Column::called)
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
        let own = source.satellite.timezone;
        let column = |told: OfItem| columns.and_then(|columns| columns.0.get(&told));
        let clock = |told: OfItem| Clock::of(column(told), zone).as_told_by(dialect.times);
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
            offsets: Offsets::new(own),
            last_day: (own.local_day(source.now) + Days::new(1)).to_epoch_days(),
            builders: Builders::new(),
        }
    }

    /// A column that knows by itself when something was has no form and no unit.
    pub fn knows_when(&mut self, told: OfItem) {
        self.is_told_as(
            told,
            Clock::new(None, self.zone).as_told_by(self.dialect.times),
        );
    }

    /// In a form of its own.
    pub fn is_told_as(&mut self, told: OfItem, clock: Clock) {
        if let Some(at) = OfItem::TIMES.iter().position(|of| *of == told) {
            self.clocks[at] = clock;
        }
    }

    /// Of a sheet, whose dates are no texts.
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
        let text = |told: OfItem| {
            telling[told as usize]
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let name = |told: OfItem| self.names[told as usize].as_str();
        let required = |told: OfItem| {
            text(told).ok_or_else(|| {
                Fault::new(
                    name(told),
                    "missing_value",
                    format!("a row must tell its {told}, and this one is empty"),
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
        let row = Row {
            item_id,
            version,
            modified,
            line,
            ..Row::default()
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
        let times = [
            OfItem::Created,
            OfItem::Started,
            OfItem::Ended,
            OfItem::Due,
            OfItem::AtRisk,
        ];
        let mut told = [None; 5];
        for (at, of) in told.iter_mut().zip(times) {
            let Some((micros, how)) = self.time(of, telling)? else {
                continue;
            };
            match how {
                Told::Plainly => {}
                Told::Twice => notes.told_twice += 1,
                Told::Never => notes.never_told += 1,
            }
            *at = Some(micros);
        }
        let [created, started, ended, due, at_risk] = told;
        let Some((earned, by)) = ended
            .map(|at| (at, OfItem::Ended))
            .or(started.map(|at| (at, OfItem::Started)))
            .or(created.map(|at| (at, OfItem::Created)))
        else {
            return Err(self.timeless());
        };
        let earned_day = self.offsets.local_day(earned);
        if earned_day > self.last_day {
            let date = |day: i32| {
                NaiveDate::from_epoch_days(day)
                    .expect("times of more than four digits of years are refused")
            };
            let (day, last) = (date(earned_day), date(self.last_day));
            notes.early(day);
            let message = format!(
                "its day {day} had not come when it was read: the last that could be is {last}"
            );
            return Err(Fault::new(name(by), "future", message));
        }
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
        self.builders.push(&Row {
            told: Some((earned_day, queue_id, outcome)),
            // What repeats itself repeats nothing.
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

    /// Why a row without a time cannot be kept: by the columns that are asked for one.
    fn timeless(&self) -> Fault {
        let is_asked = |told: &OfItem| {
            self.columns
                .is_none_or(|columns| columns.0.contains_key(told))
        };
        let times = OfItem::PLACING.into_iter().filter(is_asked);
        let times: Vec<&str> = times
            .map(|told| self.names[told as usize].as_str())
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
        (self.builders.rows() > 0).then(|| self.builders.take())
    }

    /// In microseconds.
    fn time(&self, told: OfItem, telling: &ItemTelling<'_>) -> Result<Option<(i64, Told)>, Fault> {
        let text = telling[told as usize]
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let clock = OfItem::TIMES
            .iter()
            .position(|of| *of == told)
            .map(|at| &self.clocks[at])
            .expect("it is a time");
        text.map(|text| clock.micros(text, &self.names[told as usize]))
            .transpose()
    }
}

#[cfg(test)]
mod tests;
