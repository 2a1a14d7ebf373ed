//! The automations of a satellite, each with habits of its own; a few do most of the work.

use super::chance::{Chance, guid, mix};
use super::forms::bytes;
use super::names::{TRIGGERS, WORK};
use super::scale::Shape;
use crate::model::Mode;

pub struct Workload {
    /// Its number in the whole estate: its project is chosen by it.
    pub number: u64,
    id: String,
    guid: [u64; 2],
    pub name: String,
    pub solution: String,
    pub mode: Mode,
    pub trigger: &'static str,
    pub machine_group: u64,
    /// Whether other automations start it.
    pub is_child: bool,
    pub usual_ms: u64,
    pub failing_per_million: u64,
}

impl Workload {
    fn new(key: u64, number: u64, rank: u64) -> Self {
        let mut chance = Chance::of(key ^ mix(0xa070), number);
        let work = *chance.one_of(WORK);
        let mode = [
            Mode::Unattended,
            Mode::Unattended,
            Mode::Unattended,
            Mode::Attended,
            Mode::Local,
        ][chance.below(5) as usize];
        Self {
            number,
            id: format!("f-{:08x}", chance.draw() as u32),
            guid: guid(chance.draw()),
            name: format!("{work} {}", number + 1),
            solution: format!("sol-{}", rank / 5 + 1),
            mode,
            trigger: if mode == Mode::Unattended {
                *chance.one_of::<&str>(TRIGGERS)
            } else {
                "manual"
            },
            machine_group: rank % 7 + 1,
            is_child: chance.per_million(90_000),
            usual_ms: (4_000 << chance.below(9)) + chance.below(3_000),
            failing_per_million: 2_000 << chance.below(5),
        }
    }
}

impl Workload {
    /// What an export calls it.
    pub fn id(&self, shape: Shape) -> String {
        match shape {
            Shape::Csv => self.id.clone(),
            Shape::SynapseLink => bytes::guid_text(self.guid),
            Shape::UiPath => format!("{}/{}", self.solution, self.name),
        }
    }
}

/// Automations, and how often each is drawn.
pub struct Fleet {
    pub automations: Vec<Workload>,
    /// As many slots as a power of two; an automation has slots by its rank, as Zipf saw words.
    slots: Vec<u32>,
}

impl Fleet {
    /// `first` is the estate's number of the satellite's first automation.
    pub fn new(key: u64, first: u64, count: u64) -> Self {
        let automations: Vec<_> = (0..count)
            .map(|rank| Workload::new(key, first + rank, rank))
            .collect();
        let room = (count * 8).next_power_of_two().max(4_096);
        let weight = |rank: u64| (1 << 32) / (rank + 2);
        let total: u64 = (0..count).map(weight).sum();
        let mut slots = Vec::with_capacity(room as usize);
        for rank in 0..count {
            let many = (u128::from(weight(rank)) * u128::from(room - count) / u128::from(total))
                as usize
                + 1;
            slots.extend(std::iter::repeat_n(rank as u32, many));
        }
        slots.resize(room as usize, 0); // what rounding left over goes to the first
        Self { automations, slots }
    }

    /// The rank of the automation that a draw stands for.
    pub fn drawn(&self, draw: u64) -> u32 {
        self.slots[draw as usize & (self.slots.len() - 1)]
    }
}
