//! The forms in which people write values, each with its right form in the refusal. Both TOML and
//! CSV read by these.

pub mod scopes;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::later;
use super::suggest;
use crate::model::exact::BadDecimal;
use crate::model::session::NotAWord;
use crate::model::{Micros, Zone, window};

/// Why a text is refused, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    pub help: Option<String>,
}

impl Wrong {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

pub type Formed<T> = Result<T, Wrong>;

/// Any text.
pub fn text(text: &str) -> Formed<String> {
    Ok(text.to_owned())
}

/// A type whose own refusal says the right form: ids, zones, windows.
pub fn own<T: FromStr<Err: fmt::Display>>(text: &str) -> Formed<T> {
    text.parse().map_err(|refusal: T::Err| {
        let refusal = refusal.to_string();
        match refusal.rsplit_once(": ") {
            Some((message, help)) => Wrong::new(message).help(help),
            None => Wrong::new(refusal),
        }
    })
}

/// A word of a closed list, in any case. A word that is promised for later is refused as such.
pub fn word<T: FromStr<Err = NotAWord>>(key: &'static str) -> impl Fn(&str) -> Formed<T> {
    move |text| {
        let lower = text.to_lowercase();
        lower.parse().map_err(|not: NotAWord| {
            let known = not.words.join(", ");
            if later::is_promised(key, &lower) {
                return Wrong::new(later::refusal(text)).help(format!("it computes: {known}"));
            }
            let near = suggest::nearest(text, not.words.iter().copied())
                .map(|w| format!("did you mean `{w}`? "))
                .unwrap_or_default();
            let noun = match key {
                "steps" | "formats" | "charges" => key.trim_end_matches('s'),
                "paid" => "time of payment",
                _ => key,
            };
            Wrong::new(format!(
                "`{text}` is not {} {noun}",
                if noun.starts_with(['a', 'e', 'i', 'o']) {
                    "an"
                } else {
                    "a"
                }
            ))
            .help(format!("{near}write one of: {known}"))
        })
    }
}

/// Years far outside a working life are slips of the finger.
pub fn day(text: &str) -> Formed<NaiveDate> {
    let wrong = || Wrong::new(format!("`{text}` is not a date"));
    if let Some(day) = window::day(text) {
        let sane = NaiveDate::from_ymd_opt(1990, 1, 1)..=NaiveDate::from_ymd_opt(2199, 12, 31);
        return if sane.contains(&Some(day)) {
            Ok(day)
        } else {
            Err(wrong().help("years from 1990 to 2199 are dates here"))
        };
    }
    let dotted = NaiveDate::parse_from_str(text, "%d.%m.%Y")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y/%m/%d").ok());
    match dotted {
        Some(day) => Err(wrong().help(format!("write it as YYYY-MM-DD: {day}"))),
        None if text.len() > 10 && window::day(&text[..text.floor_char_boundary(10)]).is_some() => {
            Err(wrong().help("write the day alone, as YYYY-MM-DD, without a time"))
        }
        None => Err(wrong().help("write it as YYYY-MM-DD, such as 2026-03-31")),
    }
}

/// `90s`, `75m`, `26h`, `2d`: at most a year.
pub fn duration(text: &str) -> Formed<TimeDelta> {
    let wrong = || {
        Wrong::new(format!("`{text}` is not a duration"))
            .help("write a whole number and a unit: 90s, 75m, 26h or 2d, at most 366d")
    };
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let digits = &text[..text.len() - 1];
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number: i64 = plain
        .then(|| digits.parse().ok())
        .flatten()
        .ok_or_else(wrong)?;
    let total = number
        .checked_mul(seconds)
        .filter(|total| (1..=366 * 86_400).contains(total))
        .ok_or_else(wrong)?;
    TimeDelta::try_seconds(total).ok_or_else(wrong)
}

/// A duration of whole days: `7d`.
pub fn whole_days(text: &str) -> Formed<u64> {
    let days = duration(text)?.num_days();
    if TimeDelta::days(days) == duration(text)? {
        return Ok(days.unsigned_abs());
    }
    Err(
        Wrong::new(format!("`{text}` is not a number of whole days"))
            .help("write whole days, such as 7d"),
    )
}

/// true or false, also as Excel and people write it.
pub fn truth(text: &str) -> Formed<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "wahr" => Ok(true),
        "false" | "no" | "0" | "falsch" => Ok(false),
        _ => {
            Err(Wrong::new(format!("`{text}` is neither true nor false"))
                .help("write true or false"))
        }
    }
}

/// An ISO 4217 code, kept in upper case.
pub fn currency(text: &str) -> Formed<String> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(Wrong::new(format!("`{text}` is not a currency"))
        .help("write the three letters of ISO 4217, such as USD, EUR or JPY"))
}

pub fn email(text: &str) -> Formed<String> {
    let whole = text
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@'));
    if whole && !text.contains(|c: char| c.is_whitespace() || c.is_control() || ",;<>".contains(c))
    {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(format!("`{text}` is not one e-mail address"))
        .help("write it plainly: name@example.com"))
}

/// An instant: ISO 8601 with an offset, or on a clock of the given zone.
pub fn moment(zone: Zone) -> impl Fn(&str) -> Formed<DateTime<Utc>> {
    move |text| {
        let local = |text: &str| {
            ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
                .iter()
                .find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())
        };
        let joined = text.replacen(' ', "T", 1);
        let with_offset = DateTime::parse_from_rfc3339(&joined)
            .ok()
            .map(|at| at.to_utc());
        // Minutes with an offset are ISO 8601 too, though not RFC 3339.
        let minutes = || {
            DateTime::parse_from_str(&joined.replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z")
                .ok()
                .map(|at| at.to_utc())
        };
        with_offset.or_else(minutes).or_else(|| local(&joined).map(|at| zone.instant(at).0)).ok_or_else(|| {
            Wrong::new(format!("`{text}` is not a point in time"))
                .help(format!("write 2026-03-07T22:00:00+01:00, or 2026-03-07T22:00 for the clocks of {zone} (the estate's timezone)"))
        })
    }
}

/// The sane range of a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalRange {
    low: i64,
    low_included: bool,
    high: i64,
}

impl DecimalRange {
    /// From `low` to `high`, both included.
    pub const fn between(low: i64, high: i64) -> Self {
        Self {
            low,
            low_included: true,
            high,
        }
    }

    /// Above 0, up to `high`.
    pub const fn above_zero(high: i64) -> Self {
        Self {
            low: 0,
            low_included: false,
            high,
        }
    }

    fn holds(self, value: Micros) -> bool {
        let low = Micros::whole(self.low);
        (if self.low_included {
            low <= value
        } else {
            low < value
        }) && value <= Micros::whole(self.high)
    }
}

impl fmt::Display for DecimalRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let high = grouped(self.high);
        if self.low_included {
            write!(f, "from {} to {high}", grouped(self.low))
        } else {
            write!(f, "above {} and at most {high}", self.low)
        }
    }
}

fn grouped(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// 0 to 1: shares of something, rates of errors.
pub const RATIO: DecimalRange = DecimalRange::between(0, 1);
/// Above 0, up to 1.
pub const SHARE: DecimalRange = DecimalRange::above_zero(1);
/// Two months without a break.
pub const MINUTES: DecimalRange = DecimalRange::between(0, 100_000);
/// What one person works in a year; no more than it has.
pub const YEARLY_HOURS: DecimalRange = DecimalRange::above_zero(8_784);
pub const PEOPLE: DecimalRange = DecimalRange::above_zero(1_000);
/// An hour in any currency of the world.
pub const HOURLY_RATE: DecimalRange = DecimalRange::between(0, 100_000_000);
pub const MONEY: DecimalRange = DecimalRange::between(0, 1_000_000_000_000);
pub const UNITS: DecimalRange = DecimalRange::between(0, 1_000_000_000);

/// A plain decimal with at most 6 fraction digits, within its bounds.
pub fn decimal(bounds: DecimalRange) -> impl Fn(&str) -> Formed<Micros> {
    move |text| {
        if let Some(percent) = text.strip_suffix('%').map(str::trim) {
            let share = percent
                .replace(',', ".")
                .parse::<Micros>()
                .ok()
                .map(|n| Micros(n.0 / 100).to_string());
            let right = share.unwrap_or_else(|| "0.8".to_owned());
            return Err(Wrong::new(format!("`{text}` is a percentage"))
                .help(format!("write it as a plain number: {right}")));
        }
        let value: Micros = text.parse().map_err(|bad: BadDecimal| match bad {
            BadDecimal::NotANumber => Wrong::new(format!("`{text}` is not a number"))
                .help("write plain digits, such as 12 or 12.5"),
            bad => Wrong::new(format!("`{text}` is {bad}"))
                .help("at most 6 digits after the decimal point, and at most 1,000,000,000,000"),
        })?;
        if bounds.holds(value) {
            Ok(value)
        } else {
            Err(Wrong::new(format!("{text} is out of range"))
                .help(format!("write a number {bounds}")))
        }
    }
}

/// A whole number within its bounds.
pub fn whole(low: i64, high: i64) -> impl Fn(&str) -> Formed<i64> {
    move |text| {
        let number = text.parse::<i64>().ok().filter(|_| !text.starts_with('+'));
        let right = format!(
            "write a whole number from {} to {}",
            grouped(low),
            grouped(high)
        );
        match number {
            Some(n) if (low..=high).contains(&n) => Ok(n),
            Some(_) => Err(Wrong::new(format!("{text} is out of range")).help(right)),
            None => Err(Wrong::new(format!("`{text}` is not a whole number")).help(right)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain() {
        assert_eq!(decimal(MONEY)("12.5"), Ok(Micros(12_500_000)));
        for (text, right) in [
            ("80%", "write it as a plain number: 0.8"),
            ("1.0000001", "at most 6 digits"),
            ("-1", "from 0 to 1,000,000,000,000"),
            ("1e3", "write plain digits"),
            ("12,5", "write plain digits"),
        ] {
            let help = decimal(MONEY)(text)
                .expect_err(text)
                .help
                .expect("a right form");
            assert!(help.contains(right), "{text}: {help}");
        }
    }

    #[test]
    fn a_share_is_above_zero_and_at_most_one() {
        for (text, good) in [
            ("0", false),
            ("0.000001", true),
            ("1", true),
            ("1.000001", false),
        ] {
            assert_eq!(decimal(SHARE)(text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, seconds) in [
            ("90s", 90),
            ("75m", 4_500),
            ("26h", 93_600),
            ("2d", 172_800),
        ] {
            assert_eq!(duration(text), Ok(TimeDelta::seconds(seconds)), "{text}");
        }
        for text in [
            "",
            "h",
            "0h",
            "-1h",
            "1.5h",
            "26 h",
            "26",
            "367d",
            "99999999999999999999d",
            "2ü",
        ] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_time_without_an_offset_is_on_the_estates_clocks() {
        let zone: Zone = "Europe/Berlin".parse().expect("a zone");
        for text in [
            "2026-03-07T22:00:00+01:00",
            "2026-03-07T21:00Z",
            "2026-03-07 22:00",
            "2026-03-07T22:00:00",
        ] {
            assert_eq!(
                moment(zone)(text).map(|at| at.to_rfc3339()),
                Ok("2026-03-07T21:00:00+00:00".to_owned()),
                "{text}"
            );
        }
        assert!(moment(zone)("2026-03-07").is_err());
    }

    #[test]
    fn a_date_of_another_country_is_answered_with_ours() {
        assert_eq!(
            day("31.03.2026").expect_err("dotted").help.as_deref(),
            Some("write it as YYYY-MM-DD: 2026-03-31")
        );
        for text in [
            "2026-3-1",
            "2026-02-30",
            "0026-01-01",
            "1/2/2026",
            "2026-03-01T00:00",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
