//! A zone's offsets, remembered by the day: clocks change twice a year, so almost every day has
//! only one.

use std::cell::Cell;

use chrono::{DateTime, Utc};

use crate::model::Zone;

pub const DAY_US: i64 = 24 * HOUR_US;
const HOUR_US: i64 = 3_600_000_000;

/// Days that are remembered at once: two that are so far apart share a place.
const PLACES: usize = 1_024;

/// A day and the offset it has all day long, in microseconds; None: it has several.
type KnownOffset = (i32, Option<i64>);

pub struct Offsets {
    zone: Zone,
    days: Vec<Cell<KnownOffset>>,
}

impl Offsets {
    pub fn new(zone: Zone) -> Self {
        let places = if zone == Zone::UTC { 0 } else { PLACES };
        // Before all that anybody tells, and so known by nobody.
        Self {
            zone,
            days: vec![Cell::new((i32::MIN, None)); places],
        }
    }

    /// The local day of an instant, counted from 1970.
    pub fn local_day(&self, at_us: i64) -> i32 {
        let day = at_us.div_euclid(DAY_US) as i32;
        let offset_us = self.on(day).unwrap_or_else(|| self.ask(at_us));
        (at_us + offset_us).div_euclid(DAY_US) as i32
    }

    /// The offset that a wall clock which shows this surely has; None: near a change of clocks.
    pub fn around(&self, wall_us: i64) -> Option<i64> {
        // No zone is a day ahead of or behind UTC.
        let day = wall_us.div_euclid(DAY_US) as i32;
        let offset_us = self.on(day)?;
        (self.on(day - 1) == Some(offset_us) && self.on(day + 1) == Some(offset_us))
            .then_some(offset_us)
    }

    /// The one offset of a day in UTC.
    fn on(&self, day: i32) -> Option<i64> {
        if self.days.is_empty() {
            return Some(0);
        }
        let place = &self.days[day.rem_euclid(PLACES as i32) as usize];
        if place.get().0 != day {
            let first = self.ask(i64::from(day) * DAY_US);
            let is_one =
                (1..=24).all(|hour| self.ask(i64::from(day) * DAY_US + hour * HOUR_US) == first);
            place.set((day, is_one.then_some(first)));
        }
        place.get().1
    }

    fn ask(&self, at_us: i64) -> i64 {
        let at = DateTime::<Utc>::from_timestamp_micros(at_us)
            .expect("no time has more than four digits of years");
        self.zone.offset(at).num_seconds() * 1_000_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::zone::Told;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_remembered_is_what_the_zone_says(
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu"]),
            // The last of them from the beginnings of the clocks' years to their ends.
            near in prop::sample::select(vec!["1990-01-01T00:00:00Z", "2011-12-30T10:00:00Z", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "9999-12-31T00:00:00Z"]),
            steps in prop::collection::vec(-200_000_000_000i64..80_000_000_000, 1..20),
        ) {
            let zone: Zone = zone.parse().unwrap();
            let offsets = Offsets::new(zone);
            let near: DateTime<Utc> = near.parse().unwrap();
            for at_us in steps.into_iter().map(|step| near.timestamp_micros() + step) {
                let at = DateTime::from_timestamp_micros(at_us).unwrap();
                prop_assert_eq!(offsets.local_day(at_us), zone.local_day(at).to_epoch_days());
                if let Some(offset_us) = offsets.around(at_us) {
                    prop_assert_eq!((at_us - offset_us, Told::Plainly), { let (at, told) = zone.instant(at.naive_utc()); (at.timestamp_micros(), told) });
                }
            }
        }
    }

    #[test]
    fn a_day_on_which_clocks_change_is_not_taken_for_one() {
        let offsets = Offsets::new("Europe/Berlin".parse().unwrap());
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().timestamp_micros();
        let around = [
            "2026-03-27T23:59:00Z",
            "2026-03-28T00:00:00Z",
            "2026-03-29T02:30:00Z",
            "2026-03-30T12:00:00Z",
            "2026-03-31T00:00:00Z",
        ]
        .map(|text| offsets.around(at(text)).map(|us| us / HOUR_US));
        assert_eq!(around, [Some(1), None, None, None, Some(2)]);
    }
}
