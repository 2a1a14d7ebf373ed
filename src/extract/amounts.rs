//! Numbers that tell how long something took, or how long ago 1970 is, in the unit that was given: exact, to the
//! microsecond.

use std::fmt;
use std::str::FromStr;

use super::rejects::{Fault, shown};
use crate::model::session::{NotAWord, words};

words! {
    /// What a number of time counts.
    Unit {
        Micros = "us",
        Millis = "ms",
        Seconds = "s",
        Minutes = "min",
        Hours = "h",
        Clock = "hh:mm:ss",
    }
}

/// A session longer than this is none.
const LONGEST_US: i64 = 366 * 86_400 * 1_000_000;

impl Unit {
    /// Whether instants are counted so, from 1970 on.
    pub const fn counts_instants(self) -> bool {
        matches!(self, Self::Micros | Self::Millis | Self::Seconds)
    }

    const fn micros(self) -> i64 {
        match self {
            Self::Micros => 1,
            Self::Millis => 1_000,
            Self::Seconds | Self::Clock => 1_000_000,
            Self::Minutes => 60_000_000,
            Self::Hours => 3_600_000_000,
        }
    }

    /// How long something took.
    pub fn duration(self, text: &str, column: &str) -> Result<i64, Fault> {
        let duration = if self == Self::Clock { clock(text) } else { scaled(text, self.micros()) };
        duration.filter(|duration| (0..=LONGEST_US).contains(duration)).ok_or_else(|| {
            let form = if self == Self::Clock { "0:05:12, 26:00:00 or 1.02:00:00" } else { "90 or 90.5" };
            let message = format!("`{}` is not a duration in {self}, such as {form}, of at most 366 days", shown(text));
            Fault::new(column, "bad_number", message)
        })
    }

    /// Microseconds since 1970; None: no such number.
    pub fn instant(self, text: &str) -> Option<i64> {
        scaled(text, self.micros())
    }
}

/// Plain digits, with a fraction behind a point or without one, in units of so many microseconds; floored.
fn scaled(text: &str, unit_us: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(fraction) {
        return None;
    }
    // Beyond twelve digits a fraction of an hour is no microsecond.
    let fraction = &fraction[..fraction.len().min(12)];
    let (whole, part): (i128, i128) = (whole.parse().ok()?, fraction.parse().ok()?);
    let unit_us = i128::from(unit_us);
    let micros = whole.checked_mul(unit_us)? + part * unit_us / 10_i128.pow(fraction.len() as u32);
    i64::try_from(micros).ok()
}

/// `H:MM:SS`, a fraction or none behind it, and days with a point before it or none.
fn clock(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':')?;
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    let sixties = |text: &str| text.len() == 2 && text.as_bytes()[0] < b'6';
    let is_whole = |text: &str| !text.contains('.');
    if !sixties(minutes) || !sixties(seconds.split_once('.').map_or(seconds, |(whole, _)| whole)) || !is_whole(hours) {
        return None;
    }
    let days = scaled(days, 24 * Unit::Hours.micros())?;
    let clock = [(hours, Unit::Hours), (minutes, Unit::Minutes), (seconds, Unit::Seconds)];
    clock.into_iter().try_fold(days, |sum, (text, unit)| sum.checked_add(scaled(text, unit.micros())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_in_its_unit_and_floored() {
        for (unit, text, micros) in [
            (Unit::Micros, "90", Some(90)),
            (Unit::Millis, "1500.5", Some(1_500_500)),
            (Unit::Seconds, "0", Some(0)),
            (Unit::Seconds, "12.3456789", Some(12_345_678)),
            (Unit::Minutes, "1.5", Some(90_000_000)),
            (Unit::Hours, "0.333333333333333333", Some(1_199_999_999)), // of 1,200 seconds the last is not whole
            (Unit::Clock, "0:05:12", Some(312_000_000)),
            (Unit::Clock, "26:00:00.25", Some(93_600_250_000)),
            (Unit::Clock, "1.02:00:00", Some(93_600_000_000)),
            (Unit::Hours, "8784", Some(LONGEST_US)), // 366 · 24
            (Unit::Hours, "8784.1", None),
            (Unit::Seconds, "99999999999999999999999999999999999999999", None),
            (Unit::Seconds, "", None),
            (Unit::Seconds, "-1", None),
            (Unit::Seconds, "1,5", None),
            (Unit::Seconds, "1.", None),
            (Unit::Seconds, "1e3", None),
            (Unit::Seconds, "0:05:12", None),
            (Unit::Clock, "312", None),
            (Unit::Clock, "0:60:00", None),
            (Unit::Clock, "0:5:12", None),
            (Unit::Clock, "1.2.03:00:00", None),
            (Unit::Clock, "0:00:0\u{e4}", None),
        ] {
            assert_eq!(unit.duration(text, "Took").ok(), micros, "{text} {unit}");
        }
    }
}
