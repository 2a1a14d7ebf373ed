//! Times as exports tell them, and the instants they mean. With formats they are the vendor's
//! forms, of which the first that fits is read; without one it is ISO 8601, or one of the other
//! forms that the vendor is known to write. A time that carries no offset is read on the column's
//! wall clock, else on the satellite's.

mod forms;
mod guess;
mod offsets;
mod quick;
mod written;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use self::forms::TimeForm;
use self::written::{FIRST_YEAR, LAST_YEAR, WrittenTime, american, day_alone, iso};
use super::amounts::{Digits, Unit};
use super::columns::Column;
use crate::extract::rejects::{Fault, shown};
use crate::model::Zone;
use crate::model::zone::Told;

pub use self::forms::widths;
pub use self::offsets::{DAY_US, Offsets};

/// How a column tells the time.
pub struct Clock {
    /// In the order in which they are tried; none: as `times` says.
    forms: Vec<TimeForm>,
    times: Times,
    /// Numbers of these since 1970, instead of any form.
    unit: Option<Unit>,
    digits: Digits,
    /// Cells that know when something was are told in ISO 8601, whatever form the others have.
    is_of_cells: bool,
    zone: Zone,
    offsets: Offsets,
}

/// How a vendor writes the time where no format is configured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Times {
    #[default]
    Iso,
    /// ISO 8601, or month/day/year and a clock of twelve hours: a link's own columns are written in
    /// the latter, in UTC.
    IsoOrAmerican,
}

impl Clock {
    pub fn new(format: Option<&str>, zone: Zone) -> Self {
        let forms = format.into_iter().map(TimeForm::new).collect();
        Self {
            forms,
            times: Times::Iso,
            unit: None,
            digits: Digits::PLAIN,
            is_of_cells: false,
            zone,
            offsets: Offsets::new(zone),
        }
    }

    /// As a column is described, if it is; `zone` is the satellite's.
    pub fn of(column: Option<&Column>, zone: Zone) -> Self {
        let Some(column) = column else {
            return Self::new(None, zone);
        };
        let forms = column
            .format
            .iter()
            .chain(&column.other_formats)
            .map(|format| TimeForm::new(format))
            .collect();
        Self {
            forms,
            unit: column.unit,
            digits: column.digits,
            ..Self::new(None, column.timezone.unwrap_or(zone))
        }
    }

    /// Without a format, times are as this vendor writes them.
    pub fn as_told_by(self, times: Times) -> Self {
        Self { times, ..self }
    }

    /// Of a sheet, whose dates are told as `2026-03-02` or `2026-03-02T08:15:00` beside texts in
    /// the form that is configured.
    pub fn of_cells(self) -> Self {
        Self {
            is_of_cells: true,
            ..self
        }
    }

    /// Why a form is none in which a time can be read, and what to write instead; None: it is one.
    pub fn why_unreadable(format: &str) -> Option<String> {
        forms::why_unreadable(format)
    }

    /// Why a form cannot be that of a time in so many columns; None: it can.
    pub fn why_unreadable_in(format: &str, columns: usize) -> Option<String> {
        forms::why_unreadable_in(format, columns)
    }

    /// As [`Clock::read`], in microseconds. What most exports write is read by a shorter way, with
    /// the same result.
    pub fn micros(&self, text: &str, column: &str) -> Result<(i64, Told), Fault> {
        if self.forms.is_empty()
            && self.unit.is_none()
            && let Some((at_us, is_wall)) = quick::iso(text.as_bytes())
            && let Some(offset_us) = if is_wall {
                self.offsets.around(at_us)
            } else {
                Some(0)
            }
        {
            return Ok((at_us - offset_us, Told::Plainly));
        }
        self.read(text, column)
            .map(|(at, told)| (at.timestamp_micros(), told))
    }

    pub fn read(&self, text: &str, column: &str) -> Result<(DateTime<Utc>, Told), Fault> {
        let of_cells = || {
            if self.is_of_cells {
                iso(text.as_bytes()).or_else(|| day_alone(text))
            } else {
                None
            }
        };
        let Some(said) = self.said(text).or_else(of_cells) else {
            let why = guess::why(text, self.digits, &self.forms);
            let message = format!(
                "`{}` is not a time in the form {}{why}",
                shown(text),
                self.form()
            );
            return Err(Fault::new(column, "bad_time", message));
        };
        let (WrittenTime::Instant(at) | WrittenTime::Wall(at)) = said;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&at.year()) {
            let message = format!(
                "`{}` lies before {FIRST_YEAR} or after {LAST_YEAR}: leave it empty where there is no time",
                shown(text)
            );
            return Err(Fault::new(column, "absurd_time", message));
        }
        let (at, told) = match said {
            WrittenTime::Instant(at) => (at.and_utc(), Told::Plainly),
            WrittenTime::Wall(at) => self.zone.instant(at),
        };
        Ok((
            at - TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos() % 1_000)),
            told,
        ))
    }

    /// Of several forms that fit the first that makes sense: of `02.03.26` that is none with four
    /// digits of a year.
    fn said(&self, text: &str) -> Option<WrittenTime> {
        if let Some(unit) = self.unit {
            return unit
                .instant(self.digits, text)
                .and_then(DateTime::from_timestamp_micros)
                .map(|at| WrittenTime::Instant(at.naive_utc()));
        }
        if self.forms.is_empty() {
            return iso(text.as_bytes()).or_else(|| {
                american(text.as_bytes()).filter(|_| self.times == Times::IsoOrAmerican)
            });
        }
        let mut absurd = None;
        for said in self
            .forms
            .iter()
            .filter_map(|form| form.said(text, self.digits))
        {
            let (WrittenTime::Instant(at) | WrittenTime::Wall(at)) = said;
            if (FIRST_YEAR..=LAST_YEAR).contains(&at.year()) {
                return Some(said);
            }
            absurd = absurd.or(Some(said));
        }
        absurd
    }

    /// As messages call it.
    fn form(&self) -> String {
        match self.unit {
            Some(unit) => format!("of {unit} since 1970, a number without a sign"),
            None if !self.forms.is_empty() => self
                .forms
                .iter()
                .map(TimeForm::as_str)
                .collect::<Vec<_>>()
                .join(" or "),
            None if self.times == Times::Iso => "2026-03-02T08:15:00Z (ISO 8601)".to_owned(),
            None => "2026-03-02T08:15:00Z or 3/2/2026 8:15:00 AM".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Option<&str>, zone: &str, text: &str) -> Result<String, &'static str> {
        let clock = Clock::new(format, zone.parse().unwrap());
        clock
            .read(text, "Start")
            .map(|(at, _)| at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string())
            .map_err(|fault| fault.code)
    }

    #[test]
    fn iso_times_mean_what_they_say() {
        for (text, utc) in [
            ("2026-03-02T08:15:00Z", "2026-03-02T08:15:00.000000"),
            ("2026-03-02 08:15:00+02:00", "2026-03-02T06:15:00.000000"),
            ("2026-03-02T08:15:00-0530", "2026-03-02T13:45:00.000000"),
            ("2026-03-02T08:15:00 +02", "2026-03-02T06:15:00.000000"),
            ("2026-03-02t08:15z", "2026-03-02T08:15:00.000000"),
            ("2026-03-02T08:15:00", "2026-03-02T07:15:00.000000"), // Berlin's winter
            (
                "2026-03-02T08:15:00.123456999Z",
                "2026-03-02T08:15:00.123456",
            ), // floored, never rounded
            ("2026-03-02T08:15:00.1Z", "2026-03-02T08:15:00.100000"),
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00.000000"), // never told that night
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00.000000"), // told twice: the earlier offset
        ] {
            assert_eq!(
                read(None, "Europe/Berlin", text),
                Ok(utc.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_quite_a_time_is_refused() {
        for text in [
            "",
            "2026-03-02",
            "2026-3-2T08:15:00Z",
            "2026-02-29T08:15:00Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T08:15:60Z",
            "2026-03-02T08:15:00.1234567890Z",
            "2026-03-02T08:15:00.",
            "2026-03-02T08:15:00+25:00",
            "2026-03-02T08:15:00Zulu",
            "02.03.2026 08:15:00",
            "2026-03-02T08:15:00 ",
            "1772439300",
            "2026-03-0²T08:15:00",
        ] {
            assert_eq!(read(None, "UTC", text), Err("bad_time"), "{text:?}");
        }
    }

    #[test]
    fn a_vendors_null_is_no_time() {
        for text in [
            "0001-01-01T00:00:00Z",
            "1900-01-01 00:00:00",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(
                read(None, "Europe/Berlin", text),
                Err("absurd_time"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_form_of_the_vendors_is_read_on_its_wall_clock() {
        for (format, text, utc) in [
            (
                "%d.%m.%Y %H:%M:%S",
                "02.07.2026 08:15:00",
                "2026-07-02T06:15:00.000000",
            ),
            (
                "%m/%d/%Y %I:%M:%S %p",
                "7/2/2026 1:05:09 PM",
                "2026-07-02T11:05:09.000000",
            ),
            (
                "%Y-%m-%dT%H:%M:%S%.f%:z",
                "2026-07-02T08:15:00.25+00:00",
                "2026-07-02T08:15:00.250000",
            ),
            ("%s", "1772439300", "2026-03-02T08:15:00.000000"),
            ("%Y%m%d", "20260702", "2026-07-01T22:00:00.000000"),
        ] {
            assert_eq!(
                read(Some(format), "Europe/Berlin", text),
                Ok(utc.to_owned()),
                "{format}"
            );
        }
        assert_eq!(
            read(Some("%d.%m.%Y %H:%M:%S"), "UTC", "2026-07-02T08:15:00Z"),
            Err("bad_time")
        );
        assert_eq!(
            read(Some("%d.%m.%Y"), "UTC", "02.07.2026 08:15"),
            Err("bad_time")
        );
        assert_eq!(read(Some("%Q"), "UTC", "1"), Err("bad_time"));
        assert!(
            Clock::why_unreadable("%d.%m.%Y").is_none() && Clock::why_unreadable("%Q").is_some()
        );
    }

    #[test]
    fn a_number_is_a_time_since_1970_where_its_unit_is_given() {
        let read = |unit, text: &str| {
            let column = Column {
                unit: Some(unit),
                ..Column::default()
            };
            let clock = Clock::of(Some(&column), "Europe/Berlin".parse().unwrap());
            let at = clock
                .micros(text, "Start")
                .map(|(at_us, _)| at_us)
                .map_err(|fault| fault.code);
            assert_eq!(
                at,
                clock
                    .read(text, "Start")
                    .map(|(at, _)| at.timestamp_micros())
                    .map_err(|fault| fault.code)
            );
            at
        };
        // 2026-03-02T08:15:00Z: 20,514 days of 86,400 s and 29,700 s.
        for (unit, text) in [
            (Unit::Seconds, "1772439300"),
            (Unit::Millis, "1772439300000.0"),
            (Unit::Micros, "1772439300000000"),
        ] {
            assert_eq!(read(unit, text), Ok(1_772_439_300_000_000), "{unit}");
        }
        assert_eq!(
            (
                read(Unit::Seconds, "1772439300000"),
                read(Unit::Millis, "0")
            ),
            (Err("absurd_time"), Err("absurd_time"))
        );
        for text in ["2026-03-02T08:15:00Z", "-1772439300", "", "1,772,439,300"] {
            assert_eq!(read(Unit::Seconds, text), Err("bad_time"), "{text}");
        }
    }

    #[test]
    fn a_vendors_american_times_are_read_beside_iso_ones_and_by_nobody_else() {
        let clock = Clock::new(None, "UTC".parse().unwrap()).as_told_by(Times::IsoOrAmerican);
        let read = |text: &str| {
            clock
                .read(text, "SinkModifiedOn")
                .map(|(at, _)| at.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
        };
        for (text, utc) in [
            ("4/29/2026 9:01:26 PM", "2026-04-29T21:01:26"),
            ("4/29/2026 9:01:26 am", "2026-04-29T09:01:26"),
            ("12/1/2026 12:00:00 AM", "2026-12-01T00:00:00"),
            ("12/1/2026 12:30:00 PM", "2026-12-01T12:30:00"),
            ("04/09/2026 21:01:26 PM", "2026-04-09T21:01:26"),
            ("04/09/2026 21:01:26", "2026-04-09T21:01:26"),
            ("1/1/2020 0:00:00 AM", "2020-01-01T00:00:00"),
            ("1/1/2020 0:00:00 PM", "2020-01-01T12:00:00"),
            ("2026-04-29T21:01:26.1234567Z", "2026-04-29T21:01:26.123456"),
            (
                "2026-04-29T21:01:26.1234567+02:00",
                "2026-04-29T19:01:26.123456",
            ),
            ("2026-04-29T21:01:26", "2026-04-29T21:01:26"),
        ] {
            assert_eq!(read(text), Ok(utc.to_owned()), "{text}");
        }
        for text in [
            "13/1/2026 9:00:00 AM",
            "1/1/2026 13:00:00 AM",
            "1/1/2026 24:00:00",
            "1/1/26 9:00:00 AM",
            "1/1/2026",
            "1/1/2026 9:00:00AM",
        ] {
            assert_eq!(
                read(text).map_err(|fault| fault.code),
                Err("bad_time"),
                "{text}"
            );
        }
        assert!(self::read(None, "UTC", "4/29/2026 9:01:26 PM").is_err());
    }
}
