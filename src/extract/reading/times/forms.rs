//! The forms in which an owner says that times are written: strftime's, and the days that Excel
//! counts.

use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::written::WrittenTime;
use crate::extract::reading::amounts::Digits;

/// What a form is called in which Excel counts days, from 1900 on or from 1904 on.
const EXCEL: [&str; 2] = ["excel", "excel-1904"];

const DAY_US: i128 = 86_400_000_000;

/// A form in which a time is read.
pub enum TimeForm {
    Strftime {
        format: String,
        items: Vec<Item<'static>>,
        /// Of the groups of digits in it, one after the other: how many digits stand there without
        /// a sign between their numbers, of which nobody can say which are missing where there are
        /// fewer; else 0.
        runs: Vec<usize>,
    },
    Excel {
        is_1904: bool,
    },
}

impl TimeForm {
    pub fn new(format: &str) -> Self {
        if let Some(at) = EXCEL.iter().position(|excel| *excel == format) {
            return Self::Excel { is_1904: at == 1 };
        }
        // A form that chrono does not know reads nothing, so each of its rows is refused with the
        // form named.
        let items = StrftimeItems::new(format)
            .parse_to_owned()
            .unwrap_or_else(|_| vec![Item::Error]);
        Self::Strftime {
            runs: runs(&items),
            format: format.to_owned(),
            items,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Strftime { format, .. } => format,
            Self::Excel { is_1904 } => EXCEL[usize::from(*is_1904)],
        }
    }

    pub fn said(&self, text: &str, digits: Digits) -> Option<WrittenTime> {
        match self {
            Self::Strftime { runs, .. } if has_lost_digits(text, runs) => None,
            Self::Strftime { items, .. } => formatted(text, items),
            Self::Excel { is_1904 } => excel(&digits.plain(text)?, *is_1904).map(WrittenTime::Wall),
        }
    }
}

/// How many digits stand in the place of an item, if it is always so many.
fn digits(item: &Item<'_>) -> Option<usize> {
    match item {
        Item::Numeric(Numeric::Year, Pad::Zero) => Some(4),
        Item::Numeric(Numeric::Ordinal, Pad::Zero) => Some(3),
        Item::Numeric(
            Numeric::YearMod100
            | Numeric::Month
            | Numeric::Day
            | Numeric::Hour
            | Numeric::Hour12
            | Numeric::Minute
            | Numeric::Second,
            Pad::Zero,
        ) => Some(2),
        _ => None,
    }
}

/// How many digits a form is, if it is digits only.
fn width(items: &[Item<'_>]) -> Option<usize> {
    items.iter().map(digits).sum()
}

/// The groups of digits in a form, as far as it is certain where they stand; none, if nowhere two
/// numbers touch.
fn runs(items: &[Item<'_>]) -> Vec<usize> {
    let (mut runs, mut rest) = (Vec::new(), items);
    while let Some(first) = rest.first() {
        let between = match first {
            Item::Literal(text) | Item::Space(text) => text,
            Item::OwnedLiteral(text) | Item::OwnedSpace(text) => &**text,
            Item::Fixed(
                Fixed::ShortMonthName
                | Fixed::LongMonthName
                | Fixed::ShortWeekdayName
                | Fixed::LongWeekdayName,
            ) => "",
            Item::Fixed(Fixed::LowerAmPm | Fixed::UpperAmPm) => "",
            Item::Numeric(..) => {
                let count = rest
                    .iter()
                    .take_while(|item| matches!(item, Item::Numeric(..)))
                    .count();
                runs.push(if count > 1 {
                    width(&rest[..count]).unwrap_or(0)
                } else {
                    0
                });
                rest = &rest[count..];
                continue;
            }
            // A fraction, or an offset: it may have digits, or none.
            _ => break,
        };
        if between.contains(|sign: char| sign.is_ascii_digit()) {
            break;
        }
        rest = &rest[1..];
    }
    if runs.iter().all(|run| *run == 0) {
        Vec::new()
    } else {
        runs
    }
}

fn has_lost_digits(text: &str, runs: &[usize]) -> bool {
    let groups = text
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|group| !group.is_empty());
    runs.iter()
        .zip(groups)
        .any(|(run, group)| *run > 0 && *run != group.len())
}

/// Of a time that stands in so many columns, whose texts are joined with blanks: how many digits
/// each of them has, where its part of the form is digits only; else 0. A number there has lost the
/// zeros in front of it.
pub fn widths(format: Option<&str>, columns: usize) -> Vec<usize> {
    let words: Vec<&str> = format
        .unwrap_or_default()
        .split_ascii_whitespace()
        .collect();
    let digits = |word: &str| {
        StrftimeItems::new(word)
            .parse_to_owned()
            .ok()
            .and_then(|items| width(&items))
            .unwrap_or(0)
    };
    if words.len() == columns {
        words.into_iter().map(digits).collect()
    } else {
        vec![0; columns]
    }
}

/// Why a form is none in which a time can be read, and what to write instead; None: it is one. Some
/// parts of a form can be written and not read, or read and not understood: then rows would be
/// refused one by one, or read as something else.
pub fn why_unreadable(format: &str) -> Option<String> {
    if EXCEL.contains(&format) {
        return None;
    }
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    let has = |wanted: &dyn Fn(&Item<'_>) -> bool| items.iter().any(wanted);
    if !format.contains('%') || items.contains(&Item::Error) {
        return Some(
            "write it as strftime does: %d.%m.%Y %H:%M:%S, or %m/%d/%Y %I:%M:%S %p; or \"excel\", where it counts days".to_owned(),
        );
    }
    if has(&|item| *item == Item::Fixed(Fixed::TimezoneName)) {
        let help = "the name of a zone (%Z) says no offset: write %z for an offset such as +0100, or a word as it stands (GMT), with \
                    timezone = \"UTC\" or whose clock it is";
        return Some(help.to_owned());
    }
    if has(&|item| matches!(item, Item::Numeric(Numeric::Nanosecond, _))) {
        return Some(
            "%f counts nanoseconds: write %.f for a fraction of a second, with its point"
                .to_owned(),
        );
    }
    // What is written in a form is read in it: else the form does not tell enough.
    let at = DateTime::<Utc>::from_timestamp(1_772_489_707, 0)?;
    formatted(&at.format(format).to_string(), &StrftimeItems::new(format).parse_to_owned().ok()?).is_none().then(|| {
        "it must tell a whole day (%Y-%m-%d, or %d.%m.%Y), and a time with its minutes, or none: %H:%M, or %I:%M with %p".to_owned()
    })
}

/// Why a form cannot be that of a time in so many columns; None: it can.
pub fn why_unreadable_in(format: &str, columns: usize) -> Option<String> {
    if EXCEL.contains(&format) {
        return Some("Excel tells a day and its time in one column: name that one".to_owned());
    }
    let words: Vec<&str> = format.split_ascii_whitespace().collect();
    let runs = |word: &str| {
        StrftimeItems::new(word)
            .parse_to_owned()
            .is_ok_and(|items| items.len() > 1 && width(&items).is_some())
    };
    (words.len() != columns && words.iter().any(|word| runs(word))).then(|| {
        "where digits stand without signs between them, write a word for each of its columns, so that the zeros that a number has lost \
         are known: \"%Y%m%d %H%M%S\" of two columns"
            .to_owned()
    })
}

fn formatted(text: &str, items: &[Item<'static>]) -> Option<WrittenTime> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    if parsed.offset().is_some() || parsed.timestamp().is_some() {
        let offset = parsed.offset().unwrap_or(0);
        let wall = parsed.to_naive_datetime_with_offset(offset).ok()?;
        return wall
            .checked_sub_signed(TimeDelta::seconds(i64::from(offset)))
            .map(WrittenTime::Instant);
    }
    match parsed.to_naive_datetime_with_offset(0) {
        Ok(wall) => Some(WrittenTime::Wall(wall)),
        // A form without a time of day means the day's beginning; a form that told half a time
        // means nothing.
        Err(_) if parsed.hour_mod_12().is_none() && parsed.minute().is_none() => parsed
            .to_naive_date()
            .ok()
            .map(|day| WrittenTime::Wall(day.and_time(NaiveTime::MIN))),
        Err(_) => None,
    }
}

/// Days that Excel counts, with the time as a part of a day. The program keeps binary fractions,
/// and files keep so many of their digits: so the time is the whole second that these digits can
/// mean, being off by half of the last of them at most, and else the nearest millisecond. Up to day
/// 60, the 29th of February 1900 that never was, days are one off; nothing is read of so long ago.
fn excel(text: &str, is_1904: bool) -> Option<NaiveDateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(days) || !is_plain(fraction) || days.len() > 7 {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(17)];
    let (days, part): (i64, i128) = (days.parse().ok()?, fraction.parse().ok()?);
    let scale = 10_i128.pow(fraction.len() as u32);
    let nearest = |unit_us: i128| {
        (2 * part * DAY_US + unit_us * scale).div_euclid(2 * unit_us * scale) * unit_us
    };
    let second = nearest(1_000_000);
    let is_meant = (part * DAY_US - second * scale).abs() * 2 <= DAY_US;
    let micros = if is_meant { second } else { nearest(1_000) };
    let first = if is_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    let day = first.checked_add_signed(TimeDelta::try_days(days)?)?;
    day.and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::microseconds(i64::try_from(micros).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_excel_are_the_second_or_the_millisecond_that_their_digits_mean() {
        let read =
            |text: &str| excel(text, false).map(|at| at.format("%Y-%m-%d %H:%M:%S%.f").to_string());
        for (text, at) in [
            ("25569", Some("1970-01-01 00:00:00")),
            ("46083.5", Some("2026-03-02 12:00:00")),
            ("46083.39583", Some("2026-03-02 09:30:00")), // 34199.712 s, off by 0.432 s at most
            ("46083.3958", Some("2026-03-02 09:29:57")), // 34197.12 s, off by 4.32 s at most: the nearest second
            ("46083.395833333336", Some("2026-03-02 09:30:00")),
            ("46083.395833338", Some("2026-03-02 09:30:00")), // 34200.0004032 s, off by 43.2 µs at most: no whole second, 0 ms
            ("46083.395833345", Some("2026-03-02 09:30:00.001")), // 34200.001008 s
            ("46083.999999999", Some("2026-03-03 00:00:00")), // 86399.9999136 s, off by 43.2 µs: nearest ms
            ("", None),
            ("46083.", None),
            ("-1", None),
            ("12345678", None),
        ] {
            assert_eq!(read(text).as_deref(), at, "{text}");
        }
        assert_eq!(
            excel("44621.5", true),
            excel("46083.5", false),
            "1,462 days lie between the two"
        );
    }

    #[test]
    fn where_numbers_touch_none_of_their_digits_may_be_missing() {
        for (format, text, is_read) in [
            ("%Y%m%d", "20260112", true),
            ("%Y%m%d", "2026112", false),
            ("%Y%m%dT%H%M%SZ", "20260302T091503Z", true),
            ("%Y%m%dT%H%M%SZ", "20260302T11503Z", false),
            ("%Y%m%d %H:%M", "20260302 8:05", true), // signs stand between these two
            ("%d %b %y %H%M", "2 Mar 26 0915", true),
            ("%d %b %y %H%M", "2 Mar 26 915", false),
            ("%Y%m%d%H%M%S%.f", "20260302091503.5", true),
            ("%Y%m%d%H%M%S%z", "20260302091503+0100", true),
            ("%d.%m.%Y", "2.3.2026", true),
        ] {
            assert_eq!(
                TimeForm::new(format).said(text, Digits::PLAIN).is_some(),
                is_read,
                "{format} {text}"
            );
        }
    }

    #[test]
    fn a_form_of_digits_has_a_width_and_any_other_has_none() {
        for (format, columns, known) in [
            ("%Y%m%d %H%M%S", 2, vec![8, 6]),
            ("%d.%m.%Y %H%M", 2, vec![0, 4]),
            ("%y%j %H", 2, vec![5, 2]),
            ("%-d%m %H%M", 2, vec![0, 4]),
            ("%Y%m%d %H:%M %p", 2, vec![0, 0]),
        ] {
            assert_eq!(widths(Some(format), columns), known, "{format}");
        }
        assert!(
            why_unreadable_in("%d %b %Y %H:%M", 2).is_none()
                && why_unreadable_in("%d %b %Y %H%M", 2).is_some()
        );
    }
}
