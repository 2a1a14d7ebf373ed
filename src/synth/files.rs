//! The files in which a stretch of days is delivered, each a stretch of a satellite's stream.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::satellite::SynthSatellite;
use super::scale::{Cut, Shape};
use super::world::World;
use crate::model::window::Month;

pub struct ExportFile {
    /// Below the workspace.
    pub path: String,
    /// The satellite's number in the estate.
    pub satellite: usize,
    /// Of the satellite's stream.
    pub places: Range<u64>,
}

impl ExportFile {
    /// Whether the names of its automations lie beside it: with the first one, and in a form that
    /// has a table for them.
    pub fn tells_names(&self, shape: Shape) -> bool {
        shape == Shape::SynapseLink && self.places.start == 0
    }
}

impl World {
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

    fn stretch(&self, days: Range<u64>, suffix: &str) -> Vec<ExportFile> {
        let delivery = |(number, satellite): (usize, &SynthSatellite)| ExportFile {
            path: match self.scale.shape {
                Shape::Csv => format!("satellites/{}/flowsession{suffix}.csv", satellite.id),
                Shape::UiPath => format!("satellites/{}/jobs{suffix}.ndjson", satellite.id),
                Shape::SynapseLink => format!(
                    "satellites/{}/{}/flowsession/1.csv",
                    satellite.id,
                    link_folder(self.scale.day(days.end))
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

/// The folder of a link, of what was seen until a day began.
fn link_folder(day: NaiveDate) -> String {
    format!("{day}T00.10.00Z")
}
