//! The estate as a whole: its satellites, and which files a stretch of days is delivered in.

use std::collections::BTreeMap;
use std::ops::Range;

use super::delivery::ExportFile;
use super::satellite::SynthSatellite;
use super::scale::{Cut, EstateScale, Shape};
use super::{estate, link, promises};
use crate::model::window::Month;

pub struct World {
    pub scale: EstateScale,
    pub satellites: Vec<SynthSatellite>,
}

impl World {
    /// Days that may follow the last, one by one.
    pub const DAYS_MORE: u64 = 400;

    pub fn new(scale: EstateScale) -> Self {
        let sessions = apportioned(scale.sessions, scale.satellites);
        let count = scale.automations.max(scale.satellites);
        let automations = |number: u64| {
            number * count / scale.satellites..(number + 1) * count / scale.satellites
        };
        let satellite = |number: u64| {
            SynthSatellite::new(
                &scale,
                number,
                sessions[number as usize],
                automations(number),
            )
        };
        let satellites = (0..scale.satellites).map(satellite).collect();
        Self { scale, satellites }
    }

    /// What people would have written, by path: the configuration, the master data and the jobs.
    pub fn texts(&self) -> BTreeMap<String, String> {
        estate::texts(self)
            .into_iter()
            .chain(promises::texts(self))
            .collect()
    }

    /// Sessions of an ordinary day of a satellite.
    pub(super) fn daily(&self, satellite: usize) -> u64 {
        self.satellites[satellite].begins[self.scale.days as usize] / self.scale.days
    }

    /// The files in which the whole estate is delivered.
    pub fn deliveries(&self) -> Vec<ExportFile> {
        let days = 0..self.scale.days;
        let stretches: Vec<(Range<u64>, String)> = match self.scale.cut {
            Cut::Whole => vec![(days, String::new())],
            Cut::Monthly => {
                let mut months = BTreeMap::<Month, Range<u64>>::new();
                for day in days {
                    months
                        .entry(Month::of(self.scale.day(day)))
                        .or_insert(day..day)
                        .end = day + 1;
                }
                months
                    .into_iter()
                    .map(|(month, days)| (days, format!("-{month}")))
                    .collect()
            }
        };
        stretches
            .into_iter()
            .flat_map(|(days, suffix)| self.stretch(days, &suffix))
            .collect()
    }

    /// What arrives on one more day: its sessions, and what is told late of older ones. 0 is the
    /// first day after the last.
    pub fn deliveries_of_day_after(&self, more: u64) -> Vec<ExportFile> {
        let day = self.scale.days + more;
        self.stretch(day..day + 1, &format!("-{}", self.scale.day(day)))
    }

    /// What lies beside the files, and is written after them.
    pub fn texts_beside(&self, deliveries: &[ExportFile]) -> BTreeMap<String, String> {
        match self.scale.shape {
            Shape::SynapseLink => link::texts_beside(self, deliveries),
            _ => BTreeMap::new(),
        }
    }

    fn stretch(&self, days: Range<u64>, suffix: &str) -> Vec<ExportFile> {
        let delivery = |(number, satellite): (usize, &SynthSatellite)| ExportFile {
            path: match self.scale.shape {
                Shape::Csv => format!("satellites/{}/flowsession{suffix}.csv", satellite.id),
                Shape::UiPath => format!("satellites/{}/jobs{suffix}.ndjson", satellite.id),
                Shape::SynapseLink => format!(
                    "satellites/{}/{}/flowsession/1.csv",
                    satellite.id,
                    link::folder(self.scale.day(days.end))
                ),
            },
            satellite: number,
            places: satellite.begins[days.start as usize]..satellite.begins[days.end as usize],
        };
        self.satellites
            .iter()
            .enumerate()
            .map(delivery)
            .filter(|delivery| !delivery.places.is_empty())
            .collect()
    }
}

/// Parts that are a little larger the earlier they stand, and add up.
fn apportioned(whole: u64, parts: u64) -> Vec<u64> {
    let weight = |part: u64| 1_000_000 / (part + 6);
    let total: u128 = (0..parts).map(|part| u128::from(weight(part))).sum();
    let mut before = 0u128;
    let mut at = |part: u64| {
        let from = u128::from(whole) * before / total;
        before += u128::from(weight(part));
        (u128::from(whole) * before / total - from) as u64
    };
    (0..parts).map(&mut at).collect()
}
