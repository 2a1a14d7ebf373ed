//! Windows as people ask for them: words that mean something on a given day, or days in short
//! forms.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{Month, Window, YEARS, day};

/// A window as a job or a person says it: fixed days, or words that mean something on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowSpec {
    Fixed(Window),
    Yesterday,
    LastWeek,
    LastMonth,
    LastQuarter,
    LastFiscalYear,
    LastDays(u32),
    WeekToDate,
    MonthToDate,
    QuarterToDate,
    FiscalYearToDate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadWindow {
    /// Neither words nor days.
    Unknown(String),
    /// Its first day lies after its last.
    Reversed {
        from: NaiveDate,
        to: NaiveDate,
    },
    TooFar(String),
}

impl fmt::Display for BadWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(text) => write!(
                f,
                "`{text}` is not a window: write yesterday, last-week, last-month, last-quarter, last-30-days, last-fiscal-year, week-to-date, \
                 month-to-date, quarter-to-date, fiscal-year-to-date, or days such as 2026, 2026-Q1, 2026-03, 2026-W12, 2026-03-01, \
                 2026-03-01..2026-03-16"
            ),
            Self::Reversed { from, to } => write!(
                f,
                "`{from}..{to}` is reversed, its first day lies after its last: write {to}..{from}"
            ),
            Self::TooFar(text) => {
                let (first, last) = (YEARS.start(), YEARS.end());
                write!(
                    f,
                    "`{text}` is too far away: write days from {first}-01-01 to {last}-12-31"
                )
            }
        }
    }
}

impl std::error::Error for BadWindow {}

/// The month and day on which a fiscal year starts, at most the 28th.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalStart {
    pub month: u32,
    pub day: u32,
}

impl Default for FiscalStart {
    fn default() -> Self {
        Self { month: 1, day: 1 }
    }
}

impl FromStr for FiscalStart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |s: &str| (s.len() == 2).then(|| s.parse::<u32>().ok()).flatten();
        match text.split_once('-').map(|(m, d)| (parse(m), parse(d))) {
            Some((Some(month @ 1..=12), Some(day @ 1..=28))) => Ok(Self { month, day }),
            _ => Err(format!(
                "`{text}` is not a start of a fiscal year: write MM-DD, such as 07-01, at most the 28th"
            )),
        }
    }
}

impl FiscalStart {
    /// The first day of the fiscal year that `day` lies in.
    pub fn year_of(self, day: NaiveDate) -> NaiveDate {
        let start =
            |year| NaiveDate::from_ymd_opt(year, self.month, self.day).expect("at most the 28th");
        if start(day.year()) <= day {
            start(day.year())
        } else {
            start(day.year() - 1)
        }
    }
}

/// The first day of the calendar quarter that `day` lies in.
pub fn quarter_of(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).expect("months 1, 4, 7, 10")
}

impl WindowSpec {
    /// What the words mean on `today`, a local day of the job's timezone.
    pub fn resolve(self, today: NaiveDate, fiscal: FiscalStart) -> Window {
        let yesterday = today - Days::new(1);
        let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
        let before = |first: NaiveDate| first - Days::new(1);
        let (from, to) = match self {
            Self::Fixed(window) => return window,
            Self::Yesterday => (yesterday, yesterday),
            Self::LastWeek => (monday - Days::new(7), before(monday)),
            Self::LastMonth => return Month::of(before(Month::of(today).0)).window(),
            Self::LastQuarter => (
                quarter_of(before(quarter_of(today))),
                before(quarter_of(today)),
            ),
            Self::LastFiscalYear => {
                let to = before(fiscal.year_of(today));
                (fiscal.year_of(to), to)
            }
            Self::LastDays(n) => (today - Days::new(u64::from(n)), yesterday),
            Self::WeekToDate => (monday, today),
            Self::MonthToDate => (Month::of(today).0, today),
            Self::QuarterToDate => (quarter_of(today), today),
            Self::FiscalYearToDate => (fiscal.year_of(today), today),
        };
        Window { from, to }
    }

    /// Whether these words mean that window on some day: on its last one, or on the day after.
    pub fn means(self, window: Window, fiscal: FiscalStart) -> bool {
        let days = [Some(window.to), window.to.succ_opt()];
        days.into_iter()
            .flatten()
            .any(|today| self.resolve(today, fiscal) == window)
    }
}

impl FromStr for WindowSpec {
    type Err = BadWindow;

    fn from_str(text: &str) -> Result<Self, BadWindow> {
        let text = text.trim();
        let spec = match text {
            "yesterday" => Some(Self::Yesterday),
            "last-week" => Some(Self::LastWeek),
            "last-month" => Some(Self::LastMonth),
            "last-quarter" => Some(Self::LastQuarter),
            "last-fiscal-year" => Some(Self::LastFiscalYear),
            "week-to-date" => Some(Self::WeekToDate),
            "month-to-date" => Some(Self::MonthToDate),
            "quarter-to-date" => Some(Self::QuarterToDate),
            "fiscal-year-to-date" => Some(Self::FiscalYearToDate),
            _ => match text
                .strip_prefix("last-")
                .and_then(|rest| rest.strip_suffix("-days"))
            {
                Some(n) => n
                    .parse()
                    .ok()
                    .filter(|n| (1..=3660).contains(n))
                    .map(Self::LastDays),
                None => return days(text).map(Self::Fixed),
            },
        };
        spec.ok_or_else(|| BadWindow::Unknown(text.to_owned()))
    }
}

/// Days that somebody asks for.
fn days(text: &str) -> Result<Window, BadWindow> {
    if let Some((from, to)) = text
        .split_once("..")
        .and_then(|(from, to)| day(from).zip(day(to)))
    {
        return Window::asked(from, to);
    }
    let window = fixed(text).ok_or_else(|| BadWindow::Unknown(text.to_owned()))?;
    Window::asked(window.from, window.to).map_err(|_| BadWindow::TooFar(text.to_owned()))
}

/// Days in any of their forms, wherever they lie.
pub(super) fn fixed(text: &str) -> Option<Window> {
    if let Some((from, to)) = text.split_once("..") {
        return Window::new(day(from)?, day(to)?);
    }
    if let Some(day) = day(text) {
        return Window::new(day, day);
    }
    let (year, rest) = text.split_at_checked(4)?;
    let year: i32 = year
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| year.parse().ok())??;
    let month = |m| NaiveDate::from_ymd_opt(year, m, 1).map(Month);
    match rest.strip_prefix('-') {
        None if rest.is_empty() => Window::new(month(1)?.0, month(12)?.window().to),
        Some(rest) => match rest.split_at_checked(1)? {
            ("Q", q @ ("1" | "2" | "3" | "4")) => {
                let first = q.parse::<u32>().ok()? * 3 - 2;
                Window::new(month(first)?.0, month(first + 2)?.window().to)
            }
            ("W", week) if week.len() == 2 => {
                let monday = NaiveDate::from_isoywd_opt(year, week.parse().ok()?, Weekday::Mon)?;
                Window::new(monday, monday + Days::new(6))
            }
            _ if rest.len() == 2 => Some(month(rest.parse().ok()?)?.window()),
            _ => None,
        },
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &str, today: &str) -> String {
        text.parse::<WindowSpec>()
            .expect(text)
            .resolve(day(today).unwrap(), FiscalStart { month: 7, day: 1 })
            .to_string()
    }

    #[test]
    fn words_mean_whole_days_of_the_day_they_are_said() {
        for (text, today, meant) in [
            ("yesterday", "2026-03-01", "2026-02-28..2026-02-28"),
            ("last-week", "2026-03-16", "2026-03-09..2026-03-15"),
            ("last-week", "2026-03-15", "2026-03-02..2026-03-08"),
            ("last-month", "2024-03-31", "2024-02-01..2024-02-29"),
            ("last-quarter", "2026-01-01", "2025-10-01..2025-12-31"),
            ("last-30-days", "2026-03-16", "2026-02-14..2026-03-15"),
            ("week-to-date", "2026-03-16", "2026-03-16..2026-03-16"),
            ("month-to-date", "2026-03-16", "2026-03-01..2026-03-16"),
            ("quarter-to-date", "2026-06-30", "2026-04-01..2026-06-30"),
            (
                "fiscal-year-to-date",
                "2026-06-30",
                "2025-07-01..2026-06-30",
            ),
            ("last-fiscal-year", "2026-07-01", "2025-07-01..2026-06-30"),
            ("2026", "2020-01-01", "2026-01-01..2026-12-31"),
            ("2026-Q1", "2020-01-01", "2026-01-01..2026-03-31"),
            ("2026-03", "2020-01-01", "2026-03-01..2026-03-31"),
            ("2026-W12", "2020-01-01", "2026-03-16..2026-03-22"),
            ("2026-W53", "2020-01-01", "2026-12-28..2027-01-03"),
            ("2026-03-01", "2020-01-01", "2026-03-01..2026-03-01"),
            (
                "2026-03-01..2026-03-16",
                "2020-01-01",
                "2026-03-01..2026-03-16",
            ),
        ] {
            assert_eq!(window(text, today), meant, "{text} on {today}");
        }
    }

    #[test]
    fn what_is_not_a_window_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-3",
            "2026-13",
            "2026-Q5",
            "2026-W54",
            "2026-02-30",
            "2026-03-02..2026-03-01",
            "last-0-days",
            "20260301",
        ] {
            assert!(text.parse::<WindowSpec>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_window_that_is_refused_says_why() {
        let why = |text: &str| text.parse::<WindowSpec>().unwrap_err().to_string();
        let reversed = "`2026-03-31..2026-03-01` is reversed, its first day lies after its last: write 2026-03-01..2026-03-31";
        assert_eq!(why("2026-03-31..2026-03-01"), reversed);
        for text in [
            "1989",
            "2200-01",
            "1989-12-31..1990-01-01",
            "0001-01-01..9999-12-31",
        ] {
            assert_eq!(
                why(text),
                format!("`{text}` is too far away: write days from 1990-01-01 to 2199-12-31")
            );
        }
        assert!("1990-01-01..2199-12-31".parse::<WindowSpec>().is_ok());
        // A month of the lake is whatever its sessions say.
        assert_eq!(
            "1970-01".parse::<Month>().map(|month| month.to_string()),
            Ok("1970-01".to_owned())
        );
        assert!("2026-Q1".parse::<Month>().is_err());
    }

    #[test]
    fn words_know_their_windows() {
        let fiscal = FiscalStart { month: 7, day: 1 };
        for (words, window, is_theirs) in [
            ("yesterday", "2026-03-15", true),
            ("yesterday", "2026-03-15..2026-03-16", false),
            ("last-week", "2026-W12", true),
            ("last-week", "2026-03-17..2026-03-23", false),
            ("last-month", "2026-02", true),
            ("last-month", "2026-02-01..2026-02-27", false),
            ("last-quarter", "2026-Q1", true),
            ("last-30-days", "2026-02-14..2026-03-15", true),
            ("last-fiscal-year", "2025-07-01..2026-06-30", true),
            ("last-fiscal-year", "2025", false),
            ("week-to-date", "2026-03-16..2026-03-18", true),
            ("week-to-date", "2026-03-16..2026-03-23", false),
            ("month-to-date", "2026-03-01..2026-03-16", true),
            ("fiscal-year-to-date", "2025-07-01..2026-01-31", true),
            ("2026-03", "2026-03-01..2026-03-31", true),
        ] {
            let days = days(window).expect(window);
            assert_eq!(
                words
                    .parse::<WindowSpec>()
                    .expect(words)
                    .means(days, fiscal),
                is_theirs,
                "{words}: {window}"
            );
        }
    }
}
