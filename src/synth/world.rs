//! The estate as a whole: its satellites.

use super::satellite::SynthSatellite;
use super::scale::EstateScale;

pub struct World {
    pub scale: EstateScale,
    pub satellites: Vec<SynthSatellite>,
}

impl World {
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

    /// Sessions of an ordinary day of a satellite.
    pub(super) fn daily(&self, satellite: usize) -> u64 {
        self.satellites[satellite].begins[self.scale.days as usize] / self.scale.days
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
