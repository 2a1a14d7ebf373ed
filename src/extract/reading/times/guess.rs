//! In which form a time may be written that is not in the one that was said: proposed where it is
//! refused, and never read.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Utc};

use super::forms::TimeForm;
use super::written::{FIRST_YEAR, WrittenTime, iso};
use crate::extract::reading::amounts::{Digits, Unit};

/// Forms of days that exports have, each beside what is its other reading.
const DAYS: [&str; 14] = [
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y-%m-%d",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %B %Y",
    "%B %d, %Y",
    "%d-%B-%Y",
    "%d-%B-%y",
];
const CLOCKS: [&str; 8] = [
    "",
    " %H:%M:%S",
    " %H:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
    " %H:%M:%S%.f",
    ", %H:%M:%S",
    ", %I:%M:%S %p",
];
/// Digits without signs between them.
const PACKED: [&str; 4] = ["%Y%m%d%H%M%S", "%Y%m%d %H%M%S", "%Y%m%d%H%M", "%Y%m%d"];
/// Of a year that is sane for an export; digits mean many things.
const LAST_SANE_YEAR: i32 = 2099;

/// All of these by what a text in them looks like: so an export full of strange times costs little
/// more than any other.
static FORMS: LazyLock<HashMap<String, Vec<TimeForm>>> = LazyLock::new(|| {
    let days = DAYS
        .iter()
        .flat_map(|day| CLOCKS.iter().map(move |clock| format!("{day}{clock}")));
    let mut forms = HashMap::<String, Vec<TimeForm>>::new();
    // With a fraction of a second, so that one is written where the form has it.
    let sample = DateTime::<Utc>::from_timestamp(1_772_489_707, 500_000_000).unwrap_or_default();
    for format in PACKED.iter().map(|packed| (*packed).to_owned()).chain(days) {
        forms
            .entry(looks(&sample.format(&format).to_string()))
            .or_default()
            .push(TimeForm::new(&format));
    }
    forms
});

/// A text with one digit for many, and one letter.
fn looks(text: &str) -> String {
    let mut looks = String::with_capacity(text.len());
    for sign in text.chars() {
        let kind = match sign {
            sign if sign.is_ascii_digit() => '0',
            sign if sign.is_alphabetic() => 'a',
            sign => sign,
        };
        if !(matches!(kind, '0' | 'a') && looks.ends_with(kind)) {
            looks.push(kind);
        }
    }
    looks
}

/// What to write, behind a colon; empty: nobody can say. `tried` are the forms that were given.
pub fn why(text: &str, digits: Digits, tried: &[TimeForm]) -> String {
    // Longer than any time: what stands there is something else.
    if text.len() > 60 {
        return String::new();
    }
    let is_letter = |sign: char| sign.is_alphabetic() && !sign.is_ascii();
    let words = text
        .split(|sign: char| !sign.is_alphabetic())
        .filter(|word| word.len() > 2 || word.contains(is_letter));
    // What ends it in capitals is a zone.
    let is_zone =
        |word: &str| text.ends_with(word) && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut strange = words.filter(|word| !is_zone(word) && !is_english(word));
    if strange.next().is_some() && text.bytes().any(|byte| byte.is_ascii_digit()) {
        return ": names of months and of days are read in English only: export the time in digits"
            .to_owned();
    }
    if !tried.is_empty() && iso(text.as_bytes()).is_some() {
        return ": it is ISO 8601: leave format out".to_owned();
    }
    let forms = guesses(text, digits);
    if forms.is_empty() {
        String::new()
    } else {
        format!(": it looks like {}", forms.join(" or "))
    }
}

fn is_english(word: &str) -> bool {
    const NAMES: [&str; 19] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let word = word.to_lowercase();
    NAMES.iter().any(|name| name.starts_with(&word))
}

/// How a column may be described so that it is read.
fn guesses(text: &str, digits: Digits) -> Vec<String> {
    let is_sane = |said: WrittenTime| {
        let (WrittenTime::Instant(at) | WrittenTime::Wall(at)) = said;
        (FIRST_YEAR..=LAST_SANE_YEAR).contains(&at.year())
    };
    let reads = |form: &TimeForm, digits: Digits| form.said(text, digits).is_some_and(is_sane);
    let looks = looks(text);
    let known = FORMS
        .get(&looks)
        .into_iter()
        .flatten()
        .filter(|form| reads(form, digits));
    let fitting: Vec<String> = known
        .take(2)
        .map(|form| format!("format = \"{}\"", form.as_str()))
        .collect();
    if !fitting.is_empty() {
        return fitting;
    }
    let units = [(10, Unit::Seconds), (13, Unit::Millis), (16, Unit::Micros)];
    if let Some((_, unit)) = units
        .iter()
        .find(|(count, _)| looks == "0" && *count == text.len())
    {
        return vec![format!("unit = \"{unit}\"")];
    }
    let excel = TimeForm::new("excel");
    let more = match looks.as_str() {
        "0" | "0.0" if reads(&excel, Digits::PLAIN) => "",
        "0,0"
            if reads(
                &excel,
                Digits {
                    has_comma: true,
                    thousands: None,
                },
            ) =>
        {
            ", decimal = \",\""
        }
        _ => return Vec::new(),
    };
    vec![format!("format = \"excel\"{more}")]
}
