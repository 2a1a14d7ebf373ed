//! Windows: whole local days, both ends included, as people say it.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

mod spec;

use spec::fixed;
pub use spec::{BadWindow, FiscalStart, WindowSpec, quarter_of};

/// The years that a window may lie in: whatever is outside is a slip of the finger, and takes for
/// ever.
const YEARS: RangeInclusive<i32> = 1990..=2199;

/// From one day to another, both included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    from: NaiveDate,
    to: NaiveDate,
}

impl Window {
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// As somebody asks for it: in its order, and within the years that anybody counts.
    pub fn asked(from: NaiveDate, to: NaiveDate) -> Result<Self, BadWindow> {
        let window = Self::new(from, to).ok_or(BadWindow::Reversed { from, to })?;
        if YEARS.contains(&from.year()) && YEARS.contains(&to.year()) {
            Ok(window)
        } else {
            Err(BadWindow::TooFar(window.to_string()))
        }
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    pub fn to(self) -> NaiveDate {
        self.to
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The number of its days: at least 1.
    pub fn day_count(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    pub fn days(self) -> impl DoubleEndedIterator<Item = NaiveDate> + Clone {
        (0..self.day_count() as u64).map(move |n| self.from + Days::new(n))
    }

    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// The calendar months it touches, each whole.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let (first, last) = (Month::of(self.from), Month::of(self.to));
        std::iter::successors(Some(first), |m| Some(m.next())).take_while(move |m| *m <= last)
    }

    /// What this window is compared with: whole months before whole months, else as many days just
    /// before.
    pub fn previous(self) -> Self {
        let to = self.from - Days::new(1);
        let whole_months = self.from.day() == 1 && (self.to + Days::new(1)).day() == 1;
        let from = if whole_months {
            self.from - Months::new(self.months().count() as u32)
        } else {
            self.from - Days::new(self.day_count() as u64)
        };
        Self { from, to }
    }
}

/// `2026-03-01..2026-03-16`: the form of folder names, and what [`WindowSpec`] reads.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}..{}", self.from, self.to))
    }
}

/// A calendar month; its text `2026-03` is a partition value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).expect("every month has a first day"))
    }

    pub fn next(self) -> Self {
        Self(self.0 + Months::new(1))
    }

    pub fn previous(self) -> Self {
        Self(self.0 - Months::new(1))
    }

    pub fn window(self) -> Window {
        Window {
            from: self.0,
            to: self.next().0 - Days::new(1),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = BadWindow;

    fn from_str(text: &str) -> Result<Self, BadWindow> {
        match fixed(text) {
            Some(w) if Self::of(w.from).window() == w => Ok(Self(w.from)),
            _ => Err(BadWindow::Unknown(text.to_owned())),
        }
    }
}

/// A day, strictly `YYYY-MM-DD`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    shaped
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previous_window_is_whole_months_or_as_many_days() {
        for (w, previous) in [
            ("2026-03", "2026-02-01..2026-02-28"),
            ("2026-Q1", "2025-10-01..2025-12-31"),
            ("2026-03-09..2026-03-15", "2026-03-02..2026-03-08"),
            ("2026-03-01..2026-03-16", "2026-02-13..2026-02-28"),
        ] {
            let Ok(WindowSpec::Fixed(w)) = w.parse() else {
                panic!("{w}")
            };
            assert_eq!(w.previous().to_string(), previous);
        }
    }
}
