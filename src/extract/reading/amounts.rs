//! Numbers that tell how long something took, or how long ago 1970 is, in the unit that was given:
//! exact, to the microsecond.

mod digits;

use std::fmt;
use std::str::FromStr;

use crate::extract::rejects::{Fault, shown};
use crate::model::session::{NotAWord, words};

pub use self::digits::{Digits, THOUSANDS};

words! {
    /// What a number of time counts, or how a time is written.
    Unit {
        Micros = "us",
        Millis = "ms",
        Seconds = "s",
        Minutes = "min",
        Hours = "h",
        Clock = "hh:mm:ss",
        HoursMinutes = "hh:mm",
        MinutesSeconds = "mm:ss",
        Packed = "hhmmss",
        Iso = "iso",
    }
}

/// A session longer than this is none.
const LONGEST_US: i64 = 366 * 86_400 * 1_000_000;

impl Unit {
    /// Whether instants are counted so, from 1970 on.
    pub const fn counts_instants(self) -> bool {
        matches!(self, Self::Micros | Self::Millis | Self::Seconds)
    }

    /// Whether what is less than one of it may be written behind a point.
    pub const fn has_fractions(self) -> bool {
        !matches!(self, Self::Packed | Self::HoursMinutes)
    }

    const fn micros(self) -> i64 {
        match self {
            Self::Micros => 1,
            Self::Millis => 1_000,
            Self::Minutes => 60_000_000,
            Self::Hours => 3_600_000_000,
            _ => 1_000_000,
        }
    }

    const fn form(self) -> &'static str {
        match self {
            Self::Clock => "0:05:12, 26:00:00, 1.02:00:00 or 1d 02:00:00",
            Self::HoursMinutes => "26:05",
            Self::MinutesSeconds => "05:12",
            Self::Packed => "10203, which is 1:02:03",
            Self::Iso => "PT1H2M3S or P1DT0.5S",
            _ => "90 or 90.5",
        }
    }

    /// How long something took.
    pub fn duration(self, digits: Digits, text: &str, column: &str) -> Result<i64, Fault> {
        self.took(digits, text).ok_or_else(|| {
            let (form, why) = (self.form(), self.why(digits, text));
            let message = format!(
                "`{}` is not a duration in {self}, such as {form}, of at most 366 days{why}",
                shown(text)
            );
            Fault::new(column, "bad_number", message)
        })
    }

    fn took(self, digits: Digits, text: &str) -> Option<i64> {
        let took = match self {
            Self::Clock | Self::HoursMinutes | Self::MinutesSeconds => clock(self, digits, text),
            Self::Packed => packed(text),
            Self::Iso => iso(text),
            _ => scaled(&digits.plain(text)?, self.micros()),
        };
        took.filter(|took| (0..=LONGEST_US).contains(took))
    }

    /// What may be wrong with a text that is not as it is described, and how to describe it.
    fn why(self, digits: Digits, text: &str) -> String {
        if self == Self::Iso
            && text.starts_with('P')
            && text
                .split('T')
                .next()
                .is_some_and(|date| date.contains(['M', 'Y']))
        {
            return ": how long a month or a year is nobody can tell".to_owned();
        }
        if self == Self::Packed && text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            let (seconds, minutes) = (
                &text[text.len() - 2..],
                &text[text.len().saturating_sub(4)..text.len() - 2],
            );
            let over = [seconds, minutes]
                .into_iter()
                .find(|sixties| sixties.len() == 2 && sixties.as_bytes()[0] > b'5');
            return over.map_or(String::new(), |over| {
                format!(
                    ": there is no minute and no second {over}; a plain number has unit = \"s\""
                )
            });
        }
        let mut fitting: Vec<String> = Vec::new();
        let others = Digits::OTHERS
            .into_iter()
            .filter(|other| *other != digits && self.took(*other, text).is_some());
        fitting.extend(others.map(Digits::described));
        let units = [
            Self::Clock,
            Self::MinutesSeconds,
            Self::HoursMinutes,
            Self::Iso,
        ];
        let is_clock = Self::Clock.took(digits, text).is_some();
        let fits = |unit: &Self| {
            *unit != self
                && unit.took(digits, text).is_some()
                && (!is_clock || *unit == Self::Clock)
        };
        fitting.extend(
            units
                .into_iter()
                .filter(fits)
                .map(|unit| format!("unit = \"{unit}\"")),
        );
        if fitting.is_empty() {
            String::new()
        } else {
            format!(": if it is one, describe it with {}", fitting.join(" or "))
        }
    }

    /// Microseconds since 1970; None: no such number.
    pub fn instant(self, digits: Digits, text: &str) -> Option<i64> {
        scaled(&digits.plain(text)?, self.micros())
    }
}

/// Plain digits, with a fraction behind a point or without one, in units of so many microseconds;
/// floored.
fn scaled(text: &str, unit_us: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
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

/// Two digits of an hour or a minute.
fn sixties(text: &str) -> bool {
    text.len() == 2 && text.as_bytes()[0] < b'6'
}

/// `H:MM:SS`, a fraction or none behind it, and days before it or none; of minutes and seconds, or
/// of hours and minutes, also without the third, and which of them is meant is said by the unit.
fn clock(unit: Unit, digits: Digits, text: &str) -> Option<i64> {
    let (days, clock) = days(text);
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match (parts.len(), unit) {
        (3, _) => (parts[0], parts[1], parts[2]),
        (2, Unit::HoursMinutes) => (parts[0], parts[1], "00"),
        (2, Unit::MinutesSeconds) if days == "0" => ("0", parts[0], parts[1]),
        _ => return None,
    };
    let seconds = digits.seconds(seconds)?;
    let is_whole = |text: &str| !text.contains('.');
    // Without hours, minutes may be as many as they like.
    let is_minute = if parts.len() == 2 && unit == Unit::MinutesSeconds {
        is_whole(minutes)
    } else {
        sixties(minutes)
    };
    if !is_minute
        || !sixties(
            seconds
                .split_once('.')
                .map_or(&*seconds, |(whole, _)| whole),
        )
        || !is_whole(hours)
        || !is_whole(days)
    {
        return None;
    }
    let days = scaled(days, 24 * Unit::Hours.micros())?;
    let clock = [
        (hours, Unit::Hours),
        (minutes, Unit::Minutes),
        (&*seconds, Unit::Seconds),
    ];
    clock.into_iter().try_fold(days, |sum, (text, unit)| {
        sum.checked_add(scaled(text, unit.micros())?)
    })
}

/// Days before a clock's time, `1.02:03:04`, `1d 02:03:04` or `1 day, 2:03:04`, and what follows
/// them.
fn days(text: &str) -> (&str, &str) {
    let before_clock = text.split_once(':').map_or(text, |(hours, _)| hours);
    if let Some((days, hours)) = before_clock.rsplit_once([' ', '\u{a0}']) {
        let days = days.trim_end();
        let days = ["days,", "days", "day,", "day", "d"]
            .iter()
            .find_map(|word| days.strip_suffix(word))
            .unwrap_or(days);
        return (days.trim_end(), &text[before_clock.len() - hours.len()..]);
    }
    match before_clock.split_once('.') {
        Some((days, _)) => (days, &text[days.len() + 1..]),
        None => ("0", text),
    }
}

/// `10203` is 1:02:03: hours, minutes and seconds behind one another, without the zeros in front.
fn packed(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let (hours, minutes, seconds) = (number / 10_000, number / 100 % 100, number % 100);
    (minutes < 60 && seconds < 60).then_some((hours * 3_600 + minutes * 60 + seconds) * 1_000_000)
}

/// Letters of ISO 8601, and how many seconds each is.
const OF_DATES: &[(u8, i64)] = &[(b'W', 7 * 86_400), (b'D', 86_400)];
const OF_CLOCKS: &[(u8, i64)] = &[(b'H', 3_600), (b'M', 60), (b'S', 1)];

/// ISO 8601: `PT1H2M3S`, `P1DT2H`, `P2W`, the last number with a fraction or without. Months and
/// years are of no length.
fn iso(text: &str) -> Option<i64> {
    let text = text.strip_prefix(['P', 'p'])?;
    let (date, time) = text
        .split_once(['T', 't'])
        .map_or((text, None), |(date, time)| (date, Some(time)));
    if time == Some("") || (date.is_empty() && time.is_none()) {
        return None;
    }
    let parts = [(date, OF_DATES), (time.unwrap_or(""), OF_CLOCKS)];
    let (mut sum, mut is_last) = (0_i64, false);
    for (mut rest, mut units) in parts {
        while !rest.is_empty() {
            let at = rest.find(|sign: char| sign.is_ascii_alphabetic())?;
            let letter = rest.as_bytes()[at].to_ascii_uppercase();
            let place = units.iter().position(|(unit, _)| *unit == letter)?;
            let number = rest[..at].replace(',', ".");
            // Only the last number may have a fraction, and none comes twice.
            if is_last {
                return None;
            }
            is_last = number.contains('.');
            sum = sum.checked_add(scaled(&number, units[place].1 * 1_000_000)?)?;
            (rest, units) = (&rest[at + 1..], &units[place + 1..]);
        }
    }
    Some(sum)
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
            (
                Unit::Seconds,
                "99999999999999999999999999999999999999999",
                None,
            ),
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
            (Unit::Clock, "1d 02:03:04", Some(93_784_000_000)), // 86,400 + 7,200 + 180 + 4 s
            (Unit::Clock, "1 day, 2:03:04", Some(93_784_000_000)),
            (Unit::Clock, "1 02:03:04", Some(93_784_000_000)),
            (Unit::Clock, "1x 02:03:04", None),
            (Unit::Clock, "02:03", None),
            (Unit::MinutesSeconds, "02:03", Some(123_000_000)),
            (Unit::MinutesSeconds, "90:03.5", Some(5_403_500_000)),
            (Unit::MinutesSeconds, "1.5:03", None),
            (Unit::HoursMinutes, "26:03", Some(93_780_000_000)),
            (Unit::HoursMinutes, "2:60", None),
            (Unit::Packed, "10203", Some(3_723_000_000)),
            (Unit::Packed, "3", Some(3_000_000)),
            (Unit::Packed, "1000000", Some(360_000_000_000)), // 100 hours
            (Unit::Packed, "6000", None),
            (Unit::Packed, "60", None),
            (Unit::Packed, "1.5", None),
            (Unit::Iso, "PT1H2M3S", Some(3_723_000_000)),
            (Unit::Iso, "P1DT0,5S", Some(86_400_500_000)),
            (Unit::Iso, "PT1.5H", Some(5_400_000_000)),
            (Unit::Iso, "P1W", Some(604_800_000_000)),
            (Unit::Iso, "PT0S", Some(0)),
            (Unit::Iso, "PT1.5H2M", None),
            (Unit::Iso, "PT1M1H", None),
            (Unit::Iso, "P1M", None),
            (Unit::Iso, "P1Y", None),
            (Unit::Iso, "PT", None),
            (Unit::Iso, "P", None),
            (Unit::Iso, "1H", None),
            (Unit::Iso, "PT1\u{e4}", None),
        ] {
            assert_eq!(
                unit.duration(Digits::PLAIN, text, "Took").ok(),
                micros,
                "{text} {unit}"
            );
        }
    }
}
