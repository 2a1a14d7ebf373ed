//! Clocks of the world. Time is kept in UTC; a local day is asked of a [`Zone`], which knows days
//! of 23 and 25 hours.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// An IANA timezone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// What became of a local time that a clock change made doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Plainly,
    /// Told twice that night: the earlier offset was taken.
    Twice,
    /// Never told: shifted forward by the gap.
    Never,
}

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    pub fn local_day(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// How far its wall clocks are ahead of UTC.
    pub fn offset(self, at: DateTime<Utc>) -> TimeDelta {
        at.with_timezone(&self.0).naive_local() - at.naive_utc()
    }

    /// The instant that a clock on this wall meant.
    pub fn instant(self, local: NaiveDateTime) -> (DateTime<Utc>, Told) {
        use chrono::LocalResult::{Ambiguous, None, Single};
        match self.0.from_local_datetime(&local) {
            Single(at) => (at.to_utc(), Told::Plainly),
            Ambiguous(earlier, _) => (earlier.to_utc(), Told::Twice),
            // Read with the offset in force before the gap, which lands as far behind the gap as
            // the wall said.
            None => {
                let before = local - TimeDelta::hours(24);
                let offset = before - self.instant(before).0.naive_utc();
                ((local - offset).and_utc(), Told::Never)
            }
        }
    }

    /// The instant at which a local day begins (not always midnight).
    pub fn day_start(self, day: NaiveDate) -> DateTime<Utc> {
        self.instant(day.and_time(NaiveTime::MIN)).0
    }

    /// The instant at which a local day is over.
    pub fn day_end(self, day: NaiveDate) -> DateTime<Utc> {
        self.day_start(day + Days::new(1))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadZone(pub String);

impl fmt::Display for BadZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a timezone: write an IANA name such as Europe/Berlin or UTC",
            self.0
        )
    }
}

impl std::error::Error for BadZone {}

impl FromStr for Zone {
    type Err = BadZone;

    fn from_str(text: &str) -> Result<Self, BadZone> {
        text.trim()
            .parse()
            .map(Self)
            .map_err(|_| BadZone(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin(text: &str) -> (String, Told) {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let (at, told) =
            zone.instant(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
        (at.format("%m-%d %H:%M").to_string(), told)
    }

    #[test]
    fn a_doubtful_hour_takes_the_earlier_offset_or_moves_forward() {
        assert_eq!(
            berlin("2026-03-28 12:00"),
            ("03-28 11:00".into(), Told::Plainly)
        );
        assert_eq!(
            berlin("2026-03-29 02:30"),
            ("03-29 01:30".into(), Told::Never)
        ); // 03:30 summer time
        assert_eq!(
            berlin("2026-10-25 02:30"),
            ("10-25 00:30".into(), Told::Twice)
        );
    }

    #[test]
    fn a_local_day_has_23_24_or_25_hours() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        for (day, hours) in [
            ((2026, 3, 29), 23),
            ((2026, 3, 30), 24),
            ((2026, 10, 25), 25),
        ] {
            let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
            assert_eq!((zone.day_end(day) - zone.day_start(day)).num_hours(), hours);
            assert_eq!(zone.local_day(zone.day_start(day)), day);
        }
    }
}
