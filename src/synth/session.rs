//! A session, computed from its number alone.

use super::chance::{Chance, guid, lognormal, mix, scaled};
use super::errors::{FLAWS, REFUSALS, SampleError, TIMEOUT};
use super::fleet::Workload;
use super::satellite::SynthSatellite;
use crate::model::Outcome;

const DAY_MS: i64 = 86_400_000;
const LONGEST_MS: u64 = 4 * 3_600_000;
/// Of a day on which an automation is broken, and how often that is.
const BROKEN_PER_MILLION: u64 = 870_000;
const A_BAD_DAY_IN: u64 = 160;

#[derive(Clone)]
pub struct Session<'w> {
    pub id: [u64; 2],
    pub automation: &'w Workload,
    /// Milliseconds since 1970.
    pub started_ms: i64,
    /// None while it runs.
    pub duration_ms: Option<u64>,
    pub outcome: Outcome,
    /// And the number in its message.
    pub flaw: Option<(&'static SampleError, u64)>,
    pub machine: u64,
    /// The number of the session that started it.
    pub parent: Option<u64>,
}

pub const fn id(satellite: &SynthSatellite, number: u64) -> [u64; 2] {
    guid(mix(
        satellite.key ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93)
    ))
}

fn chance(satellite: &SynthSatellite, number: u64) -> Chance {
    Chance::of(satellite.key, number)
}

/// Which automation a session runs: its first draw.
pub fn automation(satellite: &SynthSatellite, number: u64) -> &Workload {
    let rank = satellite.fleet.drawn(chance(satellite, number).draw());
    &satellite.fleet.automations[rank as usize]
}

/// The session as it is once it has ended.
pub fn finished(satellite: &SynthSatellite, number: u64, day: u64) -> Session<'_> {
    let mut chance = chance(satellite, number);
    let automation = &satellite.fleet.automations[satellite.fleet.drawn(chance.draw()) as usize];
    let (first, after) = (
        satellite.begins[day as usize],
        satellite.begins[day as usize + 1],
    );
    // Sessions of a day begin one after the other, each somewhere in its own share of it.
    let slice = u64::MAX / (after - first).max(1);
    let share = (number - first) * slice + scaled(chance.draw(), slice);
    let started_ms = (satellite.first_day + day as i64) * DAY_MS
        + satellite.rhythm(day).ms(share) as i64
        - satellite.ahead_hours * 3_600_000;
    let mut duration_ms =
        ((automation.usual_ms * lognormal(chance.draw())) >> 16).clamp(200, LONGEST_MS);
    let (outcome, flaw) = ending(satellite, automation, day, &mut chance);
    match outcome {
        Outcome::TimedOut => duration_ms = LONGEST_MS,
        Outcome::Failed => duration_ms = duration_ms / 3 + 150,
        Outcome::Skipped => duration_ms = 0,
        _ => {}
    }
    let draw = chance.draw();
    let parent = (automation.is_child && number > 0).then(|| number - 1 - draw % number.min(8));
    let machine = draw >> 60;
    Session {
        id: id(satellite, number),
        automation,
        started_ms,
        duration_ms: Some(duration_ms),
        outcome,
        flaw,
        machine,
        parent,
    }
}

fn ending(
    satellite: &SynthSatellite,
    automation: &Workload,
    day: u64,
    chance: &mut Chance,
) -> (Outcome, Option<(&'static SampleError, u64)>) {
    let today = mix(satellite.key ^ mix(automation.number << 20 | day));
    let is_broken = today.is_multiple_of(A_BAD_DAY_IN);
    let failing = if is_broken {
        BROKEN_PER_MILLION
    } else {
        automation.failing_per_million
    };
    let draw = chance.below(1_000_000);
    if draw < failing {
        // A broken day has one cause; other failures have any.
        let cause = if is_broken {
            today >> 32
        } else {
            chance.draw() >> 32
        };
        return (
            Outcome::Failed,
            Some((
                &FLAWS[(cause % FLAWS.len() as u64) as usize],
                1 + chance.below(9_999),
            )),
        );
    }
    // What is not failing, from the other end.
    match 999_999 - draw {
        0..1_500 => (Outcome::TimedOut, Some((&TIMEOUT, LONGEST_MS / 60_000))),
        1_500..14_000 => (
            Outcome::BusinessException,
            Some((chance.one_of(REFUSALS), 100_000 + chance.below(900_000))),
        ),
        14_000..22_000 => (Outcome::SucceededWithExceptions, None),
        22_000..26_000 => (Outcome::Cancelled, None),
        26_000..27_000 => (Outcome::Skipped, None),
        _ => (Outcome::Succeeded, None),
    }
}

/// As it was told while it ran.
pub fn running<'w>(session: &Session<'w>) -> Session<'w> {
    Session {
        duration_ms: None,
        outcome: Outcome::Running,
        flaw: None,
        ..session.clone()
    }
}

/// As it was told again days later: every third had been on another day, the others had ended
/// otherwise.
pub fn corrected<'w>(
    satellite: &SynthSatellite,
    number: u64,
    day: u64,
    session: &Session<'w>,
) -> Session<'w> {
    let mut chance = Chance::of(satellite.key ^ mix(0xc0), number);
    if chance.below(3) == 0 && day > 0 {
        let earlier = 1 + chance.below(day.min(9)) as i64;
        return Session {
            started_ms: session.started_ms - earlier * DAY_MS,
            ..session.clone()
        };
    }
    let (outcome, flaw) = match session.outcome {
        Outcome::Succeeded => (
            Outcome::BusinessException,
            Some((&REFUSALS[0], 1 + chance.below(900_000))),
        ),
        _ => (Outcome::SucceededWithExceptions, None),
    };
    Session {
        outcome,
        flaw,
        ..session.clone()
    }
}
