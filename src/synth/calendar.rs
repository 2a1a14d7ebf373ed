//! How busy a day is, and when in a day something begins.

use chrono::{Datelike, NaiveDate, Weekday};

use super::chance::{mix, scaled};

/// Of a week, Monday first.
const WEEK: [u64; 7] = [100, 104, 107, 103, 92, 21, 14];
/// Of the hours of a working day, and of one on which only schedules run.
const OFFICE: [u64; 24] = [
    9, 7, 12, 8, 9, 16, 34, 62, 98, 112, 108, 96, 74, 92, 101, 97, 84, 61, 40, 27, 22, 18, 30, 14,
];
const QUIET: [u64; 24] = [
    14, 10, 22, 12, 12, 18, 20, 14, 12, 10, 9, 9, 8, 8, 9, 10, 10, 9, 9, 10, 12, 14, 30, 16,
];

pub fn is_quiet(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The weight of a day among all days: the week, the end and the start of a month, slow growth, and
/// weather.
pub fn weight(day: NaiveDate, number: u64, key: u64) -> u64 {
    let closing = if day.day() <= 2 || day.day() >= 28 {
        128
    } else {
        100
    };
    let growth = 1_000 + number; // a tenth of a percent a day
    let weather = 90 + scaled(mix(key ^ number), 21);
    WEEK[day.weekday().num_days_from_monday() as usize] * closing * growth * weather
}

/// The millisecond of a day at which each share of its sessions has begun.
pub struct Rhythm(Vec<u64>);

impl Rhythm {
    const STEPS: u64 = 1_024;

    pub fn office() -> Self {
        Self::of(&OFFICE)
    }

    pub fn quiet() -> Self {
        Self::of(&QUIET)
    }

    fn of(hours: &[u64; 24]) -> Self {
        let total: u64 = hours.iter().sum();
        let at = |step: u64| {
            let (mut left, mut hour) = (step * total, 0); // in STEPS-ths of a weight
            while hour < 23 && left >= hours[hour] * Self::STEPS {
                left -= hours[hour] * Self::STEPS;
                hour += 1;
            }
            hour as u64 * 3_600_000 + left * 3_600_000 / (hours[hour] * Self::STEPS)
        };
        Self((0..=Self::STEPS).map(at).collect())
    }

    /// `share` is in 2⁻⁶⁴ths of a day's sessions.
    pub fn ms(&self, share: u64) -> u64 {
        let (step, part) = ((share >> 54) as usize, (share >> 22) as u32);
        let (from, to) = (self.0[step], self.0[step + 1]);
        from + (((to - from) as u128 * part as u128) >> 32) as u64
    }
}
