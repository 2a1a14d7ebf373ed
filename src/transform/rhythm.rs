//! A satellite's rhythm: the days on which it was bound to tell something, and told nothing. An
//! office estate is silent on Sundays, and a reader who is warned of every Sunday no longer reads
//! warnings.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::coverage::expected;
use crate::model::{Satellite, Window};

/// So many weeks back a weekday is remembered.
const WEEKS: u64 = 8;
/// With fewer of them known, a satellite is taken to keep office days.
const ENOUGH: u64 = 2;

/// The window and the weeks before it that tell its rhythm.
pub fn remembered(window: Window) -> Window {
    let from = window
        .from()
        .checked_sub_days(Days::new(7 * WEEKS))
        .unwrap_or(window.from());
    Window::new(from, window.to()).expect("it only begins earlier")
}

/// What is known of a satellite when its silence is judged.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The first day it ever told anything.
    pub first_day: NaiveDate,
    /// The last day it can be blamed for: what a silent satellite did not tell later is told once,
    /// as stale.
    pub last_day: Option<NaiveDate>,
    /// Days on which it told anything, from eight weeks before the window.
    pub told_on: &'a BTreeSet<NaiveDate>,
}

/// The days of the window before the first one that it told of, unless it was not active then. Its
/// rhythm is not known yet, so it is taken to keep office days: a weekend before a first Monday is
/// nothing that anybody misses.
pub fn before_the_first(
    satellite: &Satellite,
    window: Window,
    first_day: NaiveDate,
) -> Option<Window> {
    let active = expected(satellite, window)?;
    let days = Window::new(active.from(), active.to().min(first_day.pred_opt()?))?;
    days.days().any(|day| !is_weekend(day)).then_some(days)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The days of the window on which it told nothing, though it was active and its rhythm had it that
/// it would.
pub fn missing_days(satellite: &Satellite, window: Window, voice: Voice) -> Vec<NaiveDate> {
    let days = expected(satellite, window)
        .into_iter()
        .flat_map(Window::days);
    let judged = days
        .filter(|day| *day >= voice.first_day && voice.last_day.is_none_or(|last| *day <= last));
    judged
        .filter(|day| !voice.told_on.contains(day) && is_due(*day, voice))
        .collect()
}

/// On that weekday it told something in at least half of the weeks before, of which up to eight are
/// remembered; where fewer than two are known, Monday to Friday.
fn is_due(day: NaiveDate, voice: Voice) -> bool {
    let earlier = (1..=WEEKS)
        .filter_map(|week| day.checked_sub_days(Days::new(7 * week)))
        .filter(|day| *day >= voice.first_day);
    let (mut known, mut told) = (0, 0);
    for day in earlier {
        known += 1;
        told += u64::from(voice.told_on.contains(&day));
    }
    if known < ENOUGH {
        !is_weekend(day)
    } else {
        told * 2 >= known
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::world::{d, satellite, w};
    use super::*;

    /// It told something on these days of March 2026 (the 2nd is a Monday) and of the months
    /// before.
    fn missing(first: &str, told: &[&str], window: &str) -> Vec<String> {
        let told_on: BTreeSet<NaiveDate> = told.iter().flat_map(|days| w(days).days()).collect();
        let voice = Voice {
            first_day: d(first),
            last_day: None,
            told_on: &told_on,
        };
        missing_days(&satellite("prod", true), w(window), voice)
            .iter()
            .map(|day| day.format("%m-%d").to_string())
            .collect()
    }

    /// Monday to Friday of so many weeks from a Monday.
    fn office(monday: &str, weeks: u64) -> Vec<String> {
        let monday = d(monday);
        (0..weeks)
            .map(|n| monday + Days::new(7 * n))
            .map(|m| format!("{m}..{}", m + Days::new(4)))
            .collect()
    }

    #[test]
    fn a_quiet_weekend_is_nothing_missing_and_a_quiet_tuesday_is() {
        let weeks = office("2026-01-05", 8); // 5 January to 27 February
        let told: Vec<&str> = weeks
            .iter()
            .map(String::as_str)
            .chain(["2026-03-02", "2026-03-04..2026-03-06"])
            .collect();
        assert_eq!(
            missing("2026-01-05", &told, "2026-03-02..2026-03-08"),
            ["03-03"]
        );
    }

    #[test]
    fn who_always_speaks_on_sundays_is_missed_on_a_sunday() {
        let sundays = ["2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22"];
        // Of the Sundays before 8 March five are known (the 1st of March was silent), four told: 4
        // × 2 ≥ 5. Its weekdays never were.
        assert_eq!(
            missing("2026-02-01", &sundays, "2026-03-01..2026-03-08"),
            ["03-01", "03-08"]
        );
    }

    #[test]
    fn half_of_the_weeks_is_enough_and_less_is_not() {
        // The Mondays before 2 March are 5 January to 23 February, eight; four of them told: 4 × 2
        // ≥ 8.
        let four = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"];
        assert_eq!(missing("2026-01-05", &four, "2026-03-02"), ["03-02"]);
        assert!(missing("2026-01-05", &four[1..], "2026-03-02").is_empty());
        // What lies longer back is forgotten: before 9 March the eight are 12 January to 2 March,
        // and three of them told.
        assert!(missing("2026-01-05", &four, "2026-03-09").is_empty());
    }

    #[test]
    fn nothing_is_missing_before_the_first_day_ever_and_a_newcomer_keeps_office_days() {
        // It began on Wednesday the 4th: the 2nd and 3rd are nobody's loss, Thursday and Friday are
        // missed, the weekend is not. The 9th and 10th have no earlier week, the 11th has one,
        // which is not enough either: all are taken as office days.
        let expected = ["03-05", "03-06", "03-09", "03-10", "03-11", "03-12"];
        assert_eq!(
            missing(
                "2026-03-04",
                &["2026-03-04", "2026-03-13"],
                "2026-03-01..2026-03-13"
            ),
            expected
        );
    }

    #[test]
    fn before_the_first_day_nothing_is_known_but_of_whom_somebody_says_since_when_it_is() {
        let mut newcomer = satellite("prod", true);
        let before = |satellite: &Satellite, window: &str| {
            before_the_first(satellite, w(window), d("2026-03-04")).map(|days| days.to_string())
        };
        assert_eq!(
            before(&newcomer, "2026-Q1").as_deref(),
            Some("2026-01-01..2026-03-03")
        );
        assert_eq!(
            before(&newcomer, "2025").as_deref(),
            Some("2025-01-01..2025-12-31")
        );
        assert_eq!(before(&newcomer, "2026-03-04..2026-03-31"), None);
        // The 28th and the 1st are a weekend.
        assert_eq!(before(&newcomer, "2026-02-28..2026-03-01"), None);
        newcomer.active_from = Some(d("2026-03-02"));
        assert_eq!(
            before(&newcomer, "2026-Q1").as_deref(),
            Some("2026-03-02..2026-03-03")
        );
        newcomer.active_from = Some(d("2026-03-04"));
        assert_eq!(
            (before(&newcomer, "2026-Q1"), before(&newcomer, "2025")),
            (None, None)
        );
    }

    #[test]
    fn a_retired_satellite_owes_nothing_and_a_silent_one_is_told_once() {
        let mut old = satellite("prod", true);
        old.active_to = Some(d("2026-03-04"));
        let told_on = w("2026-03-02").days().collect();
        let voice = Voice {
            first_day: d("2026-03-02"),
            last_day: None,
            told_on: &told_on,
        };
        assert_eq!(
            missing_days(&old, w("2026-03"), voice),
            [d("2026-03-03"), d("2026-03-04")]
        );
        let silent = Voice {
            last_day: Some(d("2026-03-02")),
            ..voice
        };
        assert!(missing_days(&satellite("prod", true), w("2026-03"), silent).is_empty());
    }
}
