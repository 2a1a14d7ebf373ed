//! In which order a satellite tells what happened. Every place in the stream tells one new session;
//! some places besides tell again of one that came before. Which places, and of which sessions, is
//! arithmetic on their numbers, so that the stream can be entered anywhere.

use super::chance::mix;
use super::satellite::SynthSatellite;

/// One session in so many is told while it runs, and once more this many places later.
const OPEN_IN: u64 = 96;
pub const FINISH_AFTER: u64 = 40;
/// A retry tells what was told a few places before, byte for byte.
const AGAIN: Pattern = Pattern {
    every: 128,
    at: 3,
    of: 126,
};
const CORRECTED: Pattern = Pattern {
    every: 256,
    at: 17,
    of: 33,
};
const DELETED: Pattern = Pattern {
    every: 512,
    at: 300,
    of: 137,
};
/// How late corrections and deletions come.
const LATE_DAYS: u64 = 20;

/// Places p with p ≡ at (mod every) tell of sessions ≡ of: residues apart, so that no session is
/// both corrected and deleted.
struct Pattern {
    every: u64,
    at: u64,
    of: u64,
}

impl Pattern {
    const fn hits(&self, place: u64) -> bool {
        place % self.every == self.at
    }

    /// The session told of at a place: of the block of sessions before, in another order, each
    /// once.
    const fn target(&self, place: u64, blocks: u64) -> Option<u64> {
        let n = place / self.every;
        let (block, within) = (n / blocks, n % blocks);
        if block == 0 {
            return None;
        }
        Some(((block - 1) * blocks + (within * 5 + 3) % blocks) * self.every + self.of)
    }
}

/// What is told of a session, and with which version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    First,
    /// It had been told while it ran.
    Finish,
    /// The same once more.
    Again,
    Corrected,
    Deleted,
}

/// Whether a session is told while it runs.
pub const fn is_open_first(satellite: &SynthSatellite, session: u64) -> bool {
    mix(satellite.key ^ session.rotate_left(32)).is_multiple_of(OPEN_IN)
}

/// Versions only rise, as a vendor's counter does.
pub const fn version(place: u64, edition: Edition) -> u64 {
    10_000_000 + place * 5 + edition as u64
}

pub struct SessionStream<'w> {
    satellite: &'w SynthSatellite,
    corrected_blocks: u64,
    deleted_blocks: u64,
}

impl<'w> SessionStream<'w> {
    /// `daily` is how many sessions an ordinary day has.
    pub fn new(satellite: &'w SynthSatellite, daily: u64) -> Self {
        // A power of two: every step of 5 within it comes by each place once.
        let blocks = |every: u64| (daily * LATE_DAYS / every).max(1).next_power_of_two();
        Self {
            satellite,
            corrected_blocks: blocks(CORRECTED.every),
            deleted_blocks: blocks(DELETED.every),
        }
    }

    /// All that is told at a place: the edition, the session, and its version.
    pub fn at(&self, place: u64, mut tell: impl FnMut(Edition, u64, u64)) {
        tell(Edition::First, place, version(place, Edition::First));
        if place >= FINISH_AFTER && is_open_first(self.satellite, place - FINISH_AFTER) {
            tell(
                Edition::Finish,
                place - FINISH_AFTER,
                version(place, Edition::Finish),
            );
        }
        if AGAIN.hits(place) && place >= AGAIN.every {
            let session = place - AGAIN.every + AGAIN.of - AGAIN.at;
            tell(Edition::Again, session, version(session, Edition::First));
        }
        if CORRECTED.hits(place)
            && let Some(session) = CORRECTED.target(place, self.corrected_blocks)
        {
            tell(
                Edition::Corrected,
                session,
                version(place, Edition::Corrected),
            );
        }
        if DELETED.hits(place)
            && let Some(session) = DELETED.target(place, self.deleted_blocks)
        {
            tell(Edition::Deleted, session, version(place, Edition::Deleted));
        }
    }
}
