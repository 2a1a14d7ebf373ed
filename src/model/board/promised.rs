//! Promises counted, each once however many of its periods a window touches.

use std::collections::BTreeMap;

use crate::model::ids::ObjectiveId;
use crate::model::scoreboard::{Promise, Scoreboard};

impl Promise {
    /// Kept in a period that is over, or so far.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Met | Self::OnTrack)
    }

    /// Enough is known to say how it stands.
    pub const fn is_measured(self) -> bool {
        !matches!(self, Self::Insufficient | Self::Unmeasured)
    }

    /// How much it says where periods differ: what is broken is broken.
    const fn rank(self) -> u8 {
        match self {
            Self::Breached => 3,
            Self::AtRisk => 2,
            Self::Insufficient | Self::Unmeasured => 1,
            Self::Met | Self::OnTrack => 0,
        }
    }
}

/// How many promises stand how. A promise is kept where it was in all its periods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promises {
    pub kept: usize,
    pub broken: usize,
    pub at_risk: usize,
    /// Too little is known of them.
    pub unknown: usize,
}

impl Promises {
    /// Those of which enough is known.
    pub fn measured(self) -> usize {
        self.kept + self.broken + self.at_risk
    }

    pub fn all(self) -> usize {
        self.measured() + self.unknown
    }
}

impl Scoreboard {
    pub fn promises(&self) -> Promises {
        let mut worst: BTreeMap<&ObjectiveId, u8> = BTreeMap::new();
        for row in &self.objectives {
            let rank = worst.entry(&row.objective_id).or_default();
            *rank = row.status.rank().max(*rank);
        }
        let of = |wanted: u8| worst.values().filter(|rank| **rank == wanted).count();
        Promises {
            kept: of(0),
            unknown: of(1),
            at_risk: of(2),
            broken: of(3),
        }
    }
}
