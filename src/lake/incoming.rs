//! What one satellite told, held in memory: of each session or item the row that wins.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::LakeError;
use super::intake::Delivery;
use super::versions::Versions;

/// A row: which batch, and which of its rows.
pub(super) type Spot = (usize, usize);

/// What a satellite told, reduced to one row per id.
pub(super) struct Incoming {
    pub reading: String,
    pub versions: Vec<Versions>,
    /// In the order of their ids.
    pub winners: Vec<Spot>,
    pub read: i64,
}

impl Incoming {
    pub fn of(delivery: Delivery) -> Result<Self, LakeError> {
        let mut told = Self { reading: delivery.reading, versions: Vec::new(), winners: Vec::new(), read: 0 };
        for batch in &delivery.batches {
            let versions = Versions::of(delivery.table, batch)?;
            versions.belong_to(delivery.satellite.as_str())?;
            told.versions.push(versions);
        }
        told.reduce();
        Ok(told)
    }

    pub fn id(&self, (batch, row): Spot) -> &str {
        self.versions[batch].ids.value(row)
    }

    fn reduce(&mut self) {
        let mut best: HashMap<&str, Spot> = HashMap::new();
        for (batch, versions) in self.versions.iter().enumerate() {
            for row in 0..versions.len() {
                match best.entry(versions.ids.value(row)) {
                    Entry::Vacant(free) => {
                        free.insert((batch, row));
                    }
                    Entry::Occupied(mut held) => {
                        let (other, other_row) = *held.get();
                        if versions.compare(row, &self.versions[other], other_row, &self.reading) == Ordering::Greater {
                            held.insert((batch, row));
                        }
                    }
                }
            }
        }
        let mut winners: Vec<_> = best.into_values().collect();
        winners.sort_unstable_by_key(|&spot| self.id(spot));
        self.read = self.versions.iter().map(|versions| versions.len() as i64).sum();
        self.winners = winners;
    }
}
