//! What one column says: how much of it is filled, how many different texts, and what they look
//! like.

use std::collections::{BTreeMap, BTreeSet};

use super::sample::SampleColumn;
use crate::extract::reading::amounts::Unit;
use crate::extract::reading::times::Clock;
use crate::model::Zone;

/// So many texts are shown.
const SHOWN: usize = 3;
/// A column of at most so many different texts may hold words.
const WORDS: usize = 25;

/// A column, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProfile {
    pub name: String,
    pub filled: usize,
    pub rows: usize,
    pub distinct: usize,
    pub looks: Looks,
    /// Whether its numbers have a comma for a point.
    pub has_comma: bool,
    /// The first different texts.
    pub examples: Vec<String>,
    /// Every text, with how many rows say it, where these are few.
    pub words: BTreeMap<String, usize>,
}

/// What all its texts look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    Empty,
    Time(ValueForm),
    /// A date without a time, which another column may tell.
    Day(ValueForm),
    /// `HHMMSS` as a number, which belongs to a day.
    ClockNumber,
    Duration(Unit),
    Money,
    Number,
    Truth,
    Guid,
    Text,
}

/// How a time is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueForm {
    Iso,
    /// strftime; `or` is the form that reads all of them too, and means something else.
    Strftime {
        form: &'static str,
        or: Option<&'static str>,
    },
    Since1970(Unit),
    /// Days since 1900, as a spreadsheet keeps them.
    Excel {
        comma: bool,
    },
}

impl ColumnProfile {
    pub fn of(cells: &SampleColumn, rows: usize) -> Self {
        let filled: Vec<&str> = cells.texts.iter().flatten().map(String::as_str).collect();
        let (mut seen, mut examples) = (BTreeSet::new(), Vec::new());
        for text in &filled {
            if seen.insert(*text) && examples.len() < SHOWN {
                examples.push((*text).to_owned());
            }
        }
        let mut words = BTreeMap::new();
        if seen.len() <= WORDS {
            filled
                .iter()
                .for_each(|text| *words.entry((*text).to_owned()).or_default() += 1);
        }
        let looks = looks(&cells.name, &seen);
        let has_comma = seen
            .iter()
            .any(|text| is_number(text) && text.contains(','));
        Self {
            name: cells.name.clone(),
            filled: filled.len(),
            rows,
            distinct: seen.len(),
            looks,
            has_comma,
            examples,
            words,
        }
    }

    /// Whether each row has one of its own.
    pub fn is_unique(&self) -> bool {
        self.rows > 0 && self.filled == self.rows && self.distinct == self.rows
    }

    pub fn is_filled(&self) -> bool {
        self.rows > 0 && self.filled == self.rows
    }

    pub fn is_time(&self) -> bool {
        matches!(self.looks, Looks::Time(_) | Looks::Day(_))
    }
}

fn looks(name: &str, texts: &BTreeSet<&str>) -> Looks {
    let all = |is: &dyn Fn(&str) -> bool| texts.iter().all(|text| is(text));
    if texts.is_empty() {
        return Looks::Empty;
    }
    let has = |parts: &[&str]| {
        let words = words_of(name);
        parts
            .iter()
            .any(|part| words.iter().any(|word| word == part))
    };
    if all(&|text| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")) {
        return Looks::Truth;
    }
    if all(&is_guid) {
        return Looks::Guid;
    }
    if let Some(form) = time(name, texts) {
        return form;
    }
    if all(&is_clock) {
        return if has(&["time"]) && !has(&["run", "elapsed", "duration"]) {
            Looks::ClockNumber
        } else {
            Looks::Duration(Unit::Clock)
        };
    }
    if all(&is_number) {
        if let Some(unit) = duration(name) {
            return Looks::Duration(unit);
        }
        return if has(&[
            "amount", "cost", "costs", "price", "fee", "usd", "eur", "betrag", "kosten", "preis",
        ]) {
            Looks::Money
        } else {
            Looks::Number
        };
    }
    if all(&|text| {
        text.contains(['€', '$', '£', '¥']) && text.contains(|c: char| c.is_ascii_digit())
    }) {
        return Looks::Money;
    }
    Looks::Text
}

/// The words of a name: `startTime`, `start_time` and `Start Time` are the same two.
pub fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
                || (before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|after| after.is_lowercase())));
        if !letter.is_alphanumeric() || begins {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words
                .last_mut()
                .expect("there is always one")
                .extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_guid(text: &str) -> bool {
    let bare = text.trim_start_matches('{').trim_end_matches('}');
    let bytes = bare.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| {
            if [8, 13, 18, 23].contains(&at) {
                *byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// `0:05:12`, `05:12`, `1.02:00:00`.
fn is_clock(text: &str) -> bool {
    let (days, clock) = text
        .split_once('.')
        .filter(|(days, _)| !days.contains(':'))
        .unwrap_or(("0", text));
    let parts: Vec<&str> = clock.split(':').collect();
    let is_digits =
        |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(&days)
        && (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| is_digits(&part.split('.').next().unwrap_or(part)))
}

/// The unit of a number that its name calls a duration.
fn duration(name: &str) -> Option<Unit> {
    let words = words_of(name);
    let has = |parts: &[&str]| {
        parts
            .iter()
            .any(|part| words.iter().any(|word| word == part))
    };
    let is_one = has(&[
        "duration",
        "elapsed",
        "runtime",
        "took",
        "dauer",
        "duree",
        "durée",
        "duracion",
        "duración",
        "laufzeit",
    ]);
    let unit = if has(&["ms", "millis", "milliseconds", "msec"]) {
        Unit::Millis
    } else if has(&[
        "s", "sec", "secs", "second", "seconds", "sekunden", "secondes", "segundos",
    ]) {
        Unit::Seconds
    } else if has(&["min", "mins", "minutes", "minuten"]) {
        Unit::Minutes
    } else if has(&["hours", "hrs", "stunden"]) {
        Unit::Hours
    } else if is_one {
        Unit::Seconds
    } else {
        return None;
    };
    (is_one || has(&["seconds", "milliseconds", "minutes", "hours", "ms"])).then_some(unit)
}

/// Forms of time that exports are known to have; where two of them read the same text and mean
/// different days, both stand here, and the texts decide.
const FORMS: &[&str] = &[
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y, %I:%M:%S %p",
    "%d/%m/%Y, %H:%M:%S",
    "%d/%m/%y %H:%M:%S",
    "%m/%d/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%m/%d/%y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%d-%b-%Y %I:%M:%S %p",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y, %I:%M:%S %p",
    "%b %d %Y %I:%M%p",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%a %b %d %H:%M:%S %Y",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y%m%d%H%M%S",
    "%Y%m%dT%H%M%S",
    "%Y%m%d %H%M%S",
];
const DAYS: &[&str] = &[
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%Y%m%d", "%Y/%m/%d", "%d-%b-%Y",
];

fn time(name: &str, texts: &BTreeSet<&str>) -> Option<Looks> {
    let reads = |form: Option<&str>| {
        let clock = Clock::new(form, Zone::UTC);
        texts.iter().all(|text| clock.read(text, "").is_ok())
    };
    if texts
        .iter()
        .all(|text| text.len() == 10 && text.as_bytes()[4] == b'-')
        && reads(None)
    {
        return Some(Looks::Day(ValueForm::Iso));
    }
    if reads(None) {
        return Some(Looks::Time(ValueForm::Iso));
    }
    let words = words_of(name);
    let is_called_a_time = [
        "date",
        "time",
        "start",
        "started",
        "end",
        "ended",
        "at",
        "on",
        "finish",
        "finished",
        "begin",
        "created",
        "stop",
        "queued",
        "datum",
        "zeit",
        "beginn",
        "ende",
        "inicio",
        "fin",
        "début",
        "debut",
        "timestamp",
        "modified",
        "stopped",
        "completed",
    ]
    .iter()
    .any(|word| words.iter().any(|said| said == word));
    let all_number = texts.iter().all(|text| is_number(text));
    if all_number
        && !is_called_a_time
        && !words
            .iter()
            .any(|word| word.ends_with("date") || word.ends_with("time"))
    {
        return None;
    }
    let find = |forms: &'static [&'static str]| {
        let mut reading = forms.iter().copied().filter(|form| reads(Some(form)));
        let form = reading.next()?;
        Some(ValueForm::Strftime {
            form,
            or: reading.next(),
        })
    };
    if let Some(form) = find(FORMS) {
        return Some(Looks::Time(form));
    }
    if let Some(form) = find(DAYS) {
        return Some(Looks::Day(form));
    }
    if !all_number {
        return None;
    }
    let numbers: Option<Vec<f64>> = texts
        .iter()
        .map(|text| text.replace(',', ".").parse().ok())
        .collect();
    let within = |low: f64, high: f64| {
        numbers
            .iter()
            .flatten()
            .all(|number| (low..high).contains(number))
    };
    match () {
        // 1990 to 2100, in seconds, milliseconds and microseconds.
        () if within(631_152_000.0, 4_102_444_800.0) => {
            Some(Looks::Time(ValueForm::Since1970(Unit::Seconds)))
        }
        () if within(631_152_000e3, 4_102_444_800e3) => {
            Some(Looks::Time(ValueForm::Since1970(Unit::Millis)))
        }
        () if within(631_152_000e6, 4_102_444_800e6) => {
            Some(Looks::Time(ValueForm::Since1970(Unit::Micros)))
        }
        // The same years in days since 1900, and with a fraction: whole numbers of that size may be
        // anything.
        () if within(32_874.0, 73_051.0) && texts.iter().any(|text| text.contains(['.', ','])) => {
            Some(Looks::Time(ValueForm::Excel {
                comma: texts.iter().any(|text| text.contains(',')),
            }))
        }
        () if words.iter().any(|word| word.ends_with("time"))
            && within(0.0, 240_000.0)
            && texts.iter().all(|text| is_hhmmss(text)) =>
        {
            Some(Looks::ClockNumber)
        }
        () => None,
    }
}

/// `91503` is 09:15:03.
fn is_hhmmss(text: &str) -> bool {
    text.parse::<u32>()
        .is_ok_and(|number| number / 10_000 < 24 && number / 100 % 100 < 60 && number % 100 < 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, texts: &[&str]) -> ColumnProfile {
        let texts: Vec<_> = texts
            .iter()
            .map(|text| (!text.is_empty()).then(|| (*text).to_owned()))
            .collect();
        ColumnProfile::of(
            &SampleColumn {
                name: name.to_owned(),
                texts: texts.clone(),
            },
            texts.len(),
        )
    }

    fn form(form: &'static str, or: Option<&'static str>) -> ValueForm {
        ValueForm::Strftime { form, or }
    }

    #[test]
    fn day_or_month_first_is_decided_by_the_texts_or_said_to_be_undecidable() {
        let looks = |texts: &[&str]| column("Start", texts).looks;
        assert_eq!(
            looks(&["03/04/2026 08:00:00", "13/04/2026 08:00:00"]),
            Looks::Time(form("%d/%m/%Y %H:%M:%S", None))
        );
        assert_eq!(
            looks(&["03/04/2026 08:00:00", "03/14/2026 08:00:00"]),
            Looks::Time(form("%m/%d/%Y %H:%M:%S", None))
        );
        assert_eq!(
            looks(&["03/04/2026 08:00:00", "05/06/2026 08:00:00"]),
            Looks::Time(form("%d/%m/%Y %H:%M:%S", Some("%m/%d/%Y %H:%M:%S")))
        );
        assert_eq!(
            looks(&["2.3.2026 8:00", "3.3.2026 17:30"]),
            Looks::Time(form("%d.%m.%Y %H:%M", None))
        );
    }

    #[test]
    fn numbers_are_times_where_their_column_is_called_so() {
        assert_eq!(
            column("started_at", &["1772438400", "1772438460"]).looks,
            Looks::Time(ValueForm::Since1970(Unit::Seconds))
        );
        assert_eq!(
            column("timestamp", &["1772438400000"]).looks,
            Looks::Time(ValueForm::Since1970(Unit::Millis))
        );
        assert_eq!(
            column("Start", &["46083,5", "46084,25"]).looks,
            Looks::Time(ValueForm::Excel { comma: true })
        );
        assert_eq!(
            column("run_date", &["20260302"]).looks,
            Looks::Day(form("%Y%m%d", None))
        );
        assert_eq!(
            column("run_time", &["91503", "0", "235959"]).looks,
            Looks::ClockNumber
        );
        assert_eq!(
            column("order_no", &["20260302", "20260303"]).looks,
            Looks::Number
        );
    }

    #[test]
    fn a_name_says_what_a_number_counts() {
        assert_eq!(
            column("duration_ms", &["12", "7"]).looks,
            Looks::Duration(Unit::Millis)
        );
        assert_eq!(
            column("Elapsed Seconds", &["12.5"]).looks,
            Looks::Duration(Unit::Seconds)
        );
        assert_eq!(
            column("duration", &["0:05:12", "26:00:00"]).looks,
            Looks::Duration(Unit::Clock)
        );
        assert_eq!(column("Cost", &["12.50"]).looks, Looks::Money);
        assert_eq!(column("Betrag", &["12,50 €"]).looks, Looks::Money);
    }

    #[test]
    fn what_is_filled_and_different_is_counted() {
        let ids = column("Id", &["1", "2", "3"]);
        assert!(ids.is_unique());
        let words = column("State", &["ok", "ok", "", "bad"]);
        assert_eq!(
            (words.filled, words.rows, words.distinct, words.is_unique()),
            (3, 4, 2, false)
        );
        assert_eq!(
            words.words,
            BTreeMap::from([("ok".to_owned(), 2), ("bad".to_owned(), 1)])
        );
    }

    #[test]
    fn names_are_the_same_words_however_they_are_joined() {
        assert_eq!(words_of("startTime"), ["start", "time"]);
        assert_eq!(words_of("JOB_ID"), ["job", "id"]);
        assert_eq!(words_of("dagRunID"), ["dag", "run", "id"]);
        assert_eq!(words_of("Started On (UTC)"), ["started", "on", "utc"]);
    }
}
