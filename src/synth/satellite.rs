//! A satellite: whose days, which automations, and how many of its sessions have begun before each
//! day.

use chrono::NaiveDate;

use super::calendar::{Rhythm, is_quiet, weight};
use super::chance::mix;
use super::fleet::Fleet;
use super::names::PLACES;
use super::scale::EstateScale;

pub struct SynthSatellite {
    pub number: u64,
    pub id: String,
    pub name: String,
    /// Not production: it is seen and worth nothing.
    pub is_test: bool,
    pub region: &'static str,
    pub timezone: &'static str,
    pub ahead_hours: i64,
    /// What all of its draws begin with.
    pub key: u64,
    pub fleet: Fleet,
    /// Days since 1970 of its first day.
    pub first_day: i64,
    /// By day: how many sessions had begun before it.
    pub begins: Vec<u64>,
    quiet: Vec<bool>,
    office_rhythm: Rhythm,
    quiet_rhythm: Rhythm,
}

impl SynthSatellite {
    pub fn new(
        scale: &EstateScale,
        number: u64,
        sessions: u64,
        automations: std::ops::Range<u64>,
    ) -> Self {
        let key = mix(scale.seed ^ mix(number + 1));
        let (region, timezone, ahead_hours) = PLACES[(number % PLACES.len() as u64) as usize];
        let is_test = number % 20 == 19;
        let days = scale.days + EstateScale::DAYS_MORE;
        let mut weights = vec![0];
        for day in 0..days {
            weights.push(weights[day as usize] + weight(scale.day(day), day, key));
        }
        let whole = u128::from(weights[scale.days as usize]);
        let begins = weights
            .iter()
            .map(|&before| (u128::from(sessions) * u128::from(before) / whole) as u64)
            .collect();
        let kind = if is_test { "test" } else { "prod" };
        Self {
            number,
            id: format!("s{:03}-{}-{kind}", number + 1, region.to_lowercase()),
            name: format!("{region} {kind} {}", number + 1),
            is_test,
            region,
            timezone,
            ahead_hours,
            key,
            fleet: Fleet::new(key, automations.start, automations.end - automations.start),
            first_day: scale
                .first_day()
                .signed_duration_since(NaiveDate::default())
                .num_days(),
            begins,
            quiet: (0..days).map(|day| is_quiet(scale.day(day))).collect(),
            office_rhythm: Rhythm::office(),
            quiet_rhythm: Rhythm::quiet(),
        }
    }

    /// The day on which a session begins.
    pub fn day_of(&self, session: u64) -> u64 {
        self.begins.partition_point(|&begin| begin <= session) as u64 - 1
    }

    pub fn rhythm(&self, day: u64) -> &Rhythm {
        if self.quiet[day as usize] {
            &self.quiet_rhythm
        } else {
            &self.office_rhythm
        }
    }
}
