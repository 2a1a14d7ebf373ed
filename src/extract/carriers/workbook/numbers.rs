//! The numbers of a workbook as texts. Every number in it is written in decimal, but a writer that
//! holds it as a binary fraction writes 1.1 as 1.1000000000000001: such a text is told as the
//! shortest one that means the same number. A date is a number of days with a style that says so.

use chrono::{Days, NaiveDate};

const DAY_MS: i128 = 86_400_000;

/// What a style makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    /// A day, with a time of day where `clock`.
    Day {
        clock: bool,
    },
    /// A time of day.
    Clock,
    /// Hours, minutes and seconds, however many.
    Elapsed,
}

/// From which day the days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    Of1900,
    Of1904,
}

/// A number in plain decimal. Whole numbers stay as they are written, however long: they are ids
/// more often than not.
///
/// ```
/// # use reckoner::extract::carriers::workbook::numbers::decimal;
/// let told = ["1.1000000000000001", "12.50", "1E-3", "9007199254740993", "-0", "n/a"].map(|text| decimal(text));
/// assert_eq!(told, ["1.1", "12.5", "0.001", "9007199254740993", "0", "n/a"]);
/// ```
pub fn decimal(text: &str) -> String {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && text != "-0" {
        return text.to_owned();
    }
    let is_number = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    match text.parse::<f64>() {
        Ok(0.0) => "0".to_owned(),
        Ok(number) if is_number && number.is_finite() => number.to_string(),
        _ => text.to_owned(),
    }
}

/// What a cell with such a style shows of a number: `2026-03-02`, `2026-03-02T08:15:00`,
/// `08:15:00`, or `26:03:00`. None: nothing of the kind, as of a negative one.
pub fn shown(number: &str, style: Style, epoch: Epoch) -> Option<String> {
    let (mut days, mut ms) = split(&decimal(number))?;
    if ms == DAY_MS {
        (days, ms) = (days.checked_add(1)?, 0);
    }
    let clock = |hours: i128| {
        let (minutes, seconds, fraction) = (ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
        let fraction = if fraction > 0 {
            format!(".{fraction:03}")
        } else {
            String::new()
        };
        format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}")
    };
    let of_day = ms / 3_600_000;
    match style {
        Style::Plain => None,
        Style::Elapsed => Some(clock(i128::from(days) * 24 + of_day)),
        Style::Clock if days == 0 => Some(clock(of_day)),
        Style::Day { clock: false } if ms == 0 => Some(day(days, epoch)?.to_string()),
        Style::Clock | Style::Day { .. } => {
            Some(format!("{}T{}", day(days, epoch)?, clock(of_day)))
        }
    }
}

/// Days, and the rest of one to the nearest millisecond.
fn split(decimal: &str) -> Option<(u64, i128)> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let fraction = &fraction[..fraction.len().min(18)];
    let unit = 10_i128.pow(fraction.len() as u32);
    let part = if fraction.is_empty() {
        0
    } else {
        fraction.parse::<u64>().ok()?
    };
    let is_whole = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let days = is_whole.then(|| whole.parse().ok()).flatten()?;
    Some((days, (i128::from(part) * DAY_MS * 2 + unit) / (2 * unit)))
}

/// Which day a number of days means. The calendar of 1900 has a 29th of February, as its first
/// program had.
fn day(days: u64, epoch: Epoch) -> Option<NaiveDate> {
    let first = match epoch {
        Epoch::Of1904 => NaiveDate::from_ymd_opt(1904, 1, 1),
        Epoch::Of1900 if days < 60 => NaiveDate::from_ymd_opt(1899, 12, 31),
        Epoch::Of1900 => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    let day = first?.checked_add_days(Days::new(days))?;
    (chrono::Datelike::year(&day) <= 9999).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_a_style_of_dates_is_what_its_cell_shows() {
        let (day, both) = (Style::Day { clock: false }, Style::Day { clock: true });
        // From 1899-12-30 to 2025-12-30 are 126 years with 31 leap days (1904 to 2024): 126 × 365 +
        // 31 = 46,021. To the 2nd of March 2026 are 2 days of December's end, 31 of January, 28 of
        // February and 1: 62 more, so 46,083.
        for (number, style, text) in [
            ("46083", day, "2026-03-02"),
            ("46083", both, "2026-03-02T00:00:00"),
            ("46083.34375", day, "2026-03-02T08:15:00"), // 8.25 of 24 hours
            ("46083.345833333333", both, "2026-03-02T08:18:00"), // 8.3 of 24 hours, cut off
            ("46083.999999999", both, "2026-03-03T00:00:00"), // less than half a millisecond before midnight
            ("46083.00001", both, "2026-03-02T00:00:00.864"), // 0.864 s are a hundred-thousandth of a day
            ("0.34375", Style::Clock, "08:15:00"),
            ("1.0854166666666667", Style::Elapsed, "26:03:00"), // a day and 2.05 hours
            ("4.6083E4", day, "2026-03-02"),
            ("59", day, "1900-02-28"),
            ("61", day, "1900-03-01"),
        ] {
            assert_eq!(
                shown(number, style, Epoch::Of1900).as_deref(),
                Some(text),
                "{number} {style:?}"
            );
        }
        // The calendar of 1904 begins 1,462 days later.
        assert_eq!(
            shown("44621", day, Epoch::Of1904).as_deref(),
            Some("2026-03-02")
        );
        for number in ["-1", "1e300", "x", "", "99999999"] {
            assert_eq!(shown(number, both, Epoch::Of1900), None, "{number}");
        }
    }
}
