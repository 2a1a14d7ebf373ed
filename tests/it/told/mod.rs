//! One month of sessions as plain values, and how each format tells it ([`formats`], [`jobs`],
//! [`linked`], [`answered`], [`tables`], [`vendors`]). Nothing here uses the program's own code.

pub mod answered;
pub mod books;
pub mod formats;
pub mod items;
pub mod jobs;
pub mod linked;
pub mod tables;
pub mod vendors;

use chrono::{DateTime, Days, NaiveDate, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

/// What a source says of a session at one time.
#[derive(Debug, Clone)]
pub struct Telling {
    pub session: String,
    pub folder: &'static str,
    pub process: &'static str,
    pub package: Option<&'static str>,
    /// Of a session that waits for a machine: since when.
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub outcome: Outcome,
    pub mode: &'static str,
    pub trigger: &'static str,
    pub machine: Option<(&'static str, &'static str)>,
    pub group: &'static str,
    pub owner: &'static str,
    pub parent_automation: Option<&'static str>,
    pub parent_session: Option<String>,
    /// Of what failed.
    pub error: Option<(&'static str, String)>,
    pub version: i64,
    pub modified: DateTime<Utc>,
}

/// Those that every format can tell; where a format has no word for one, its number is a text that
/// no map names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Succeeded,
    Failed,
    Cancelled,
    Running,
    Queued,
    Suspended,
    Unknown(u8),
}

impl Month {
    /// As somebody tells it who has no words for some outcomes, and takes others for them.
    pub fn in_other_words(&self, lacks: &[(Outcome, Outcome)]) -> Self {
        let mut month = self.clone();
        for row in month.files.iter_mut().flatten() {
            row.outcome = lacks
                .iter()
                .find(|(lacked, _)| *lacked == row.outcome)
                .map_or(row.outcome, |(_, taken)| *taken);
        }
        month
    }
}

impl Telling {
    pub fn automation(&self) -> String {
        format!("{}/{}", self.folder, self.process)
    }
}

/// A month, each session told once or twice, in any order, dealt out over files.
#[derive(Debug, Clone)]
pub struct Month {
    pub files: Vec<Vec<Telling>>,
}

/// The hour of the year that the wall clocks of Berlin show twice can be told by no wall clock.
fn tellable(at: DateTime<Utc>) -> DateTime<Utc> {
    let wall = at.with_timezone(&Berlin).naive_local();
    if Berlin.from_local_datetime(&wall).single().is_some() {
        at
    } else {
        at + TimeDelta::hours(2)
    }
}

pub fn month() -> impl Strategy<Value = Month> {
    (0u32..24, 1usize..4, any::<u64>()).prop_flat_map(|(months, files, seed)| {
        let first =
            NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day") + chrono::Months::new(months);
        prop::collection::vec(session(first), 1..24).prop_map(move |sessions| {
            let mut rows: Vec<Telling> = sessions
                .into_iter()
                .enumerate()
                .flat_map(|(n, tellings)| named(n, tellings))
                .collect();
            // Any order that is the same for the same month.
            let mut state = seed;
            for at in (1..rows.len()).rev() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                rows.swap(at, (state >> 33) as usize % (at + 1));
            }
            let mut dealt = vec![Vec::new(); files];
            rows.into_iter()
                .enumerate()
                .for_each(|(n, row)| dealt[n % files].push(row));
            Month { files: dealt }
        })
    })
}

/// Session ids that differ in their last letters only, as those of one day do.
fn named(n: usize, tellings: Vec<Telling>) -> Vec<Telling> {
    let session = format!("7c9e6679-7425-40de-944b-e07fc1f9{n:04x}");
    tellings
        .into_iter()
        .map(|telling| Telling {
            session: session.clone(),
            ..telling
        })
        .collect()
}

fn session(first: NaiveDate) -> impl Strategy<Value = Vec<Telling>> {
    let place = (
        prop::sample::select(vec!["Shared", "Finance/Prod", "Büro, \"Süd\""]),
        prop::sample::select(vec!["Invoices", "Größen; Maße", "a'b|c"]),
    );
    let package = prop::option::of(prop::sample::select(vec!["1.0.3", "2"]));
    let start = (0u64..31 * 86_400_000).prop_map(move |millis| {
        let midnight = first.and_hms_opt(0, 0, 0).expect("midnight").and_utc();
        midnight + TimeDelta::milliseconds(millis as i64)
    });
    let took =
        prop_oneof![8 => 0i64..7_200_000, 1 => -5_000i64..0, 1 => 80_000_000i64..200_000_000];
    let final_outcome = prop_oneof![
        6 => Just(Outcome::Succeeded), 3 => Just(Outcome::Failed), 1 => Just(Outcome::Cancelled), 1 => (91u8..99).prop_map(Outcome::Unknown),
        1 => Just(Outcome::Running), 1 => Just(Outcome::Queued), 1 => Just(Outcome::Suspended),
    ];
    let how = (
        prop::sample::select(vec!["attended", "unattended"]),
        prop::sample::select(vec!["Manual", "Schedule", "Queue"]),
        prop::option::of(prop::sample::select(vec![
            ("9007199254740993", "ROBOT-1"),
            ("12", "Rechner, \"alt\""),
        ])),
    );
    let who = (
        prop::option::of(Just("Shared/Dispatcher")),
        prop::option::of("[0-9a-f]{8}"),
        prop::sample::select(vec!["owner-1", "owner-2"]),
    );
    let error = (
        prop::sample::select(vec!["E1", "Robot.Timeout"]),
        "[a-zäß ,;\"'\\\\{}\n\u{1F4A9}]{1,40}".prop_map(|text| format!("[{text}]")),
    );
    let knows = (any::<bool>(), prop::bool::weighted(0.4), 1i64..1_000);
    (
        place,
        package,
        (start, took),
        final_outcome,
        how,
        who,
        error,
        knows,
    )
        .prop_map(
            |(
                (folder, process),
                package,
                (start, took),
                outcome,
                (mode, trigger, machine),
                (parent_automation, parent_session, owner),
                error,
                (has_start, twice, version),
            )| {
                let start = tellable(start).trunc_subsecs(3);
                let end = tellable(start + TimeDelta::milliseconds(took));
                let is_open = matches!(
                    outcome,
                    Outcome::Running | Outcome::Queued | Outcome::Suspended
                );
                let last = Telling {
                    session: String::new(),
                    folder,
                    process,
                    package,
                    started: (is_open || has_start).then_some(start),
                    ended: (!is_open).then_some(end),
                    outcome,
                    mode,
                    trigger,
                    machine,
                    group: "Group 1",
                    owner,
                    parent_automation,
                    parent_session,
                    error: (outcome == Outcome::Failed).then_some(error),
                    version: version + 1,
                    modified: tellable(start + TimeDelta::days(3)),
                };
                let earlier = Telling {
                    started: Some(start),
                    ended: None,
                    outcome: Outcome::Running,
                    error: None,
                    version,
                    modified: tellable(start + TimeDelta::days(1)),
                    ..last.clone()
                };
                if twice {
                    vec![earlier, last]
                } else {
                    vec![last]
                }
            },
        )
}

/// When all of this has happened.
pub fn now(month: &Month) -> DateTime<Utc> {
    let last = month
        .files
        .iter()
        .flatten()
        .filter_map(|row| row.ended.max(row.started))
        .max()
        .expect("a month has a session");
    last + Days::new(30)
}
