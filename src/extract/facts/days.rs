//! Days on which rows count: the local ones of their satellite, and none that has not come yet.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::extract::notes::Notes;
use crate::extract::reading::times::Offsets;
use crate::extract::rejects::Fault;
use crate::model::Zone;

pub struct EarnedDays {
    offsets: Offsets,
    /// Days are counted from 1970.
    last: i32,
}

impl EarnedDays {
    /// A satellite's clock may be ahead, so the day after the one on which it is read may be.
    pub fn new(zone: Zone, now: DateTime<Utc>) -> Self {
        Self {
            offsets: Offsets::new(zone),
            last: (zone.local_day(now) + Days::new(1)).to_epoch_days(),
        }
    }

    /// The day of an instant that stands in the column, or why no row can count on it.
    pub fn earned(&self, at_us: i64, column: &str, notes: &mut Notes) -> Result<i32, Fault> {
        let day = self.offsets.local_day(at_us);
        if day <= self.last {
            return Ok(day);
        }
        let (day, last) = (date(day), date(self.last));
        notes.early(day);
        let message = format!(
            "its day {day} had not come when it was read: the last that could be is {last}"
        );
        Err(Fault::new(column, "future", message))
    }
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).expect("times of more than four digits of years are refused")
}
