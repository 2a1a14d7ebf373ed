//! Items of queues: drawn as attempts, told as UiPath Orchestrator tells them, and worked out a
//! second time: which attempt counts, on which day, until when it had to be done, and whom it works
//! for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::cells::{COUNTS, count_column, is_open};
use super::ledger::Ledger;
use super::marts::mart;
use super::oracle::Oracle;
use super::sessions::Shares;
use super::{Objective, Satellite, World};

/// The satellite that tells of items, behind those that tell of sessions.
pub const SATELLITE: usize = 3;
pub const QUEUES: [(&str, &str); 3] = [
    ("17", "Claims to book"),
    ("18", "Claims, old"),
    ("19", "Mail"),
];
/// Those of the meterings of queues. The second queue is called as two of them say.
pub const MATCHERS: [&str; 5] = ["17", "18", "19", "name~^Claims", "name~old$"];

/// What a row of an export says.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    pub id: i64,
    /// Which item it is an attempt at.
    pub item: usize,
    pub ancestor: Option<i64>,
    /// From 1.
    pub number: i64,
    pub queue: usize,
    pub status: usize,
    pub created: DateTime<Utc>,
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub due: Option<DateTime<Utc>>,
    pub version: u8,
}

/// Status and exception as they are told, and what they mean.
const STATUSES: [(&str, Option<&str>, &str); 11] = [
    ("Successful", None, "succeeded"),
    ("Successful", Some("ApplicationException"), "succeeded"),
    ("Failed", Some("ApplicationException"), "failed"),
    ("Failed", Some("BusinessException"), "business_exception"),
    ("Failed", None, "failed"),
    ("Abandoned", None, "timed_out"),
    ("Deleted", None, "cancelled"),
    ("New", None, "queued"),
    ("InProgress", None, "running"),
    ("Parked", None, "Parked"),
    ("Retried", Some("ApplicationException"), "queued"),
];
const RETRIED: usize = 10;

type Genes = (
    (usize, usize, usize),
    (u64, i64, usize),
    (Option<i64>, bool, bool),
);

pub fn items() -> impl Strategy<Value = Vec<Genes>> {
    let status = prop_oneof![4 => Just(0usize), 3 => 0..RETRIED];
    let due = prop::option::weighted(
        0.5,
        prop_oneof![2 => select(vec![0i64, 60_000_000, 3_600_000_000]), 3 => -100_000..4_000_000i64],
    );
    vec(
        (
            (0..QUEUES.len(), status, 1..4usize),
            (0..90u64, 0..86_400i64, 0..9usize),
            (due, any::<bool>(), any::<bool>()),
        ),
        0..40,
    )
}

pub fn deadlines() -> impl Strategy<Value = [Option<i64>; 3]> {
    let one = || prop::option::weighted(0.4, select(vec![1i64, 60, 61, 1_440]));
    [one(), one(), one()]
}

/// Attempts at items, one after the other; what is told twice is told first as it was before.
pub fn build(genes: Vec<Genes>, first: NaiveDate) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for (item, ((queue, status, tries), (day, second, length), (due, is_chain, is_twice))) in
        genes.into_iter().enumerate()
    {
        let mut created = first.and_hms_opt(0, 0, 0).expect("midnight").and_utc()
            + TimeDelta::days(day as i64)
            + TimeDelta::seconds(second);
        let lengths = [
            60_000_000i64,
            0,
            999,
            3_660_000_000,
            3_600_000_000,
            90_000_000_000,
            -1_000_000,
            1_500_500,
            300_000_000,
        ];
        let root = item as i64 * 10;
        let took = TimeDelta::microseconds(lengths[length]);
        let due_at =
            due.map(|micros| created + TimeDelta::seconds(3_600) + TimeDelta::microseconds(micros));
        for number in 1..=tries as i64 {
            let is_last = number == tries as i64;
            let status = if is_last { status } else { RETRIED };
            let open = is_open(STATUSES[status].2) && status != RETRIED;
            let started = (!open || STATUSES[status].0 == "InProgress")
                .then(|| created + TimeDelta::seconds(3_600) - took);
            // Who ends at the deadline of a queue of 60 minutes ends in time; a microsecond later
            // does not.
            let ended = (!open).then(|| {
                created
                    + TimeDelta::seconds(3_600)
                    + TimeDelta::microseconds(i64::from(length == 2))
            });
            let ancestor = (number > 1).then(|| if is_chain { root + number - 2 } else { root });
            // A deadline is the first attempt's: what later ones say of it is not asked, unless the
            // first says nothing.
            let due = if number == 1 || is_twice {
                due_at.map(|due| due + TimeDelta::seconds(number - 1))
            } else {
                None
            };
            let attempt = Attempt {
                id: root + number - 1,
                item,
                ancestor,
                number,
                queue,
                status,
                created,
                started,
                ended,
                due,
                version: 2,
            };
            if is_twice && is_last {
                attempts.push(Attempt {
                    status: 8,
                    started: None,
                    ended: None,
                    version: 1,
                    ..attempt.clone()
                });
            }
            attempts.push(attempt);
            // An attempt is created when the one before failed; some are told as of the same
            // instant.
            created += if is_chain {
                TimeDelta::hours(25)
            } else {
                TimeDelta::zero()
            };
        }
    }
    attempts
}

/// The last thing that is heard of the queues.
pub fn last_heard(first: NaiveDate) -> Attempt {
    let at = first.and_hms_opt(12, 0, 0).expect("noon").and_utc() + TimeDelta::days(94);
    Attempt {
        id: 9_000,
        item: 900,
        ancestor: None,
        number: 1,
        queue: 2,
        status: 7,
        created: at,
        started: None,
        ended: None,
        due: None,
        version: 1,
    }
}

fn told(a: &Attempt) -> Value {
    // Eight bytes, of which the last two count here: eleven digits of six bits, and two bits of
    // filling.
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = u32::from(a.version) << 2;
    let digit = |at: u32| digits[(bits >> (6 * at) & 63) as usize] as char;
    let at =
        |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    let (status, exception, _) = STATUSES[a.status];
    json!({
        "Id": a.id, "QueueDefinitionId": QUEUES[a.queue].0.parse::<i64>().expect("a number"), "Status": status,
        "ProcessingExceptionType": exception, "AncestorId": a.ancestor, "RetryNumber": a.number - 1, "CreationTime": at(Some(a.created)),
        "StartProcessing": at(a.started), "EndProcessing": at(a.ended), "DueDate": at(a.due),
        "RowVersion": format!("AAAAAAAAA{}{}=", digit(1), digit(0)),
    })
}

/// Pages that say themselves which table they are of; the queues come with the first of them.
pub fn write(attempts: Vec<&Attempt>, world: &World, root: &Path, file: usize) {
    let page = |set: &str, value: Vec<Value>| {
        json!({ "@odata.context": format!("https://x/odata/$metadata#{set}"), "value": value })
            .to_string()
    };
    let folder = root
        .join("satellites")
        .join(&world.satellites[SATELLITE].id);
    let put = |name: String, text: String| {
        std::fs::write(folder.join(name), text).expect("the workspace can be written")
    };
    if file == 0 && !world.items.is_empty() {
        let queue = |((id, name), sla): (&(&str, &str), &Option<i64>)| json!({ "Id": id.parse::<i64>().expect("a number"), "Name": name, "SlaInMinutes": sla.unwrap_or(0) });
        put(
            "definitions.json".into(),
            page(
                "QueueDefinitions",
                QUEUES.iter().zip(&world.deadlines).map(queue).collect(),
            ),
        );
    }
    if !attempts.is_empty() {
        put(
            format!("items-{file}.json"),
            page("QueueItems", attempts.into_iter().map(told).collect()),
        );
    }
}

/// How many rows are handed over, and how many of them are there in the end.
pub fn rows(world: &World) -> (i64, i64) {
    let queues = if world.items.is_empty() {
        0
    } else {
        QUEUES.len() as i64
    };
    let ids: BTreeSet<i64> = world.items.iter().map(|a| a.id).collect();
    (world.items.len() as i64 + queues, ids.len() as i64 + queues)
}

/// An item, by its last attempt.
#[derive(Debug, Clone)]
pub struct Item {
    pub queue: &'static str,
    pub outcome: &'static str,
    pub day: NaiveDate,
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    /// Of the first attempt.
    pub created: DateTime<Utc>,
    /// The first attempt's, else the last one's, else the queue's.
    pub due: Option<DateTime<Utc>>,
    pub work_ms: i64,
    pub metered: Shares,
}

fn winners(world: &World) -> Vec<&Attempt> {
    let mut winners: BTreeMap<i64, &Attempt> = BTreeMap::new();
    for attempt in &world.items {
        let winner = winners.entry(attempt.id).or_insert(attempt);
        if attempt.version > winner.version {
            *winner = attempt;
        }
    }
    winners.into_values().collect()
}

pub fn kept(world: &World) -> Vec<Item> {
    let mut chains: BTreeMap<usize, Vec<&Attempt>> = BTreeMap::new();
    for attempt in winners(world) {
        chains.entry(attempt.item).or_default().push(attempt);
    }
    let item = |attempts: Vec<&Attempt>| {
        let order = |a: &&&Attempt| (a.created, a.number);
        let first = attempts
            .iter()
            .min_by_key(order)
            .expect("an item has an attempt");
        let last = attempts
            .iter()
            .max_by_key(order)
            .expect("an item has an attempt");
        let moment = last.ended.or(last.started).unwrap_or(last.created);
        let promised =
            world.deadlines[last.queue].map(|minutes| first.created + TimeDelta::minutes(minutes));
        let took = last
            .started
            .zip(last.ended)
            .map(|(started, ended)| (ended - started).num_microseconds().expect("short"));
        Item {
            queue: QUEUES[last.queue].0,
            outcome: STATUSES[last.status].2,
            day: moment
                .with_timezone(&world.satellites[SATELLITE].timezone)
                .date_naive(),
            started: last.started,
            ended: last.ended,
            created: first.created,
            due: first.due.or(last.due).or(promised),
            work_ms: took
                .filter(|micros| *micros >= 0)
                .map_or(0, |micros| micros / 1_000),
            metered: Vec::new(),
        }
    };
    chains.into_values().map(item).collect()
}

/// The newest that is told of queues: by every attempt.
pub fn newest_event(world: &World) -> Option<DateTime<Utc>> {
    winners(world)
        .into_iter()
        .map(|a| a.ended.or(a.started).unwrap_or(a.created))
        .max()
}

impl Item {
    /// Whether it was done with by its deadline; None: not done with, or without one.
    pub fn in_time(&self) -> Option<bool> {
        let ended = self.ended.filter(|_| !is_open(self.outcome))?;
        Some(ended <= self.due?)
    }

    /// What it says of a promise: on which day, and whether it was kept.
    pub fn says(
        &self,
        o: &Objective,
        satellite: &Satellite,
    ) -> Option<(NaiveDate, DateTime<Utc>, bool)> {
        let due = self.due.or(o
            .threshold_seconds
            .map(|seconds| self.created + TimeDelta::seconds(seconds)))?;
        let day = due.with_timezone(&satellite.timezone).date_naive();
        Some((
            day,
            due,
            !is_open(self.outcome) && self.ended.is_some_and(|ended| ended <= due),
        ))
    }
}

/// Holds the mart of items against what it should be.
pub fn compare(
    ledger: &mut Ledger,
    oracle: &Oracle,
    root: &Path,
    (from, to): (NaiveDate, NaiveDate),
) {
    let rows = mart(root, (from, to), "item_scores");
    let within = |item: &&Item| from <= item.day && item.day <= to;
    let queues: BTreeSet<&str> = oracle
        .items
        .iter()
        .filter(within)
        .map(|item| item.queue)
        .collect();
    if rows.len() != queues.len() {
        ledger.differences.push(format!(
            "item_scores: expected {} rows, got {}",
            queues.len(),
            rows.len()
        ));
    }
    for queue in queues {
        let place = format!("item_scores[{queue}]");
        let Some(row) = rows
            .iter()
            .find(|row| row["queue_id"] == queue && row["automation_id"] == queue)
        else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        let items: Vec<&Item> = oracle
            .items
            .iter()
            .filter(within)
            .filter(|item| item.queue == queue)
            .collect();
        let mut counts = [0i64; 10];
        for item in &items {
            counts[0] += 1;
            counts[count_column(item.outcome)] += 1;
        }
        for (name, n) in std::iter::once("items")
            .chain(COUNTS.into_iter().skip(1))
            .zip(counts)
        {
            ledger.say(&place, name, n, row.get(name));
        }
        let many = |is: &dyn Fn(&Item) -> bool| items.iter().filter(|item| is(item)).count();
        ledger.say(
            &place,
            "in_time",
            many(&|item| item.in_time() == Some(true)),
            row.get("in_time"),
        );
        ledger.say(
            &place,
            "late",
            many(&|item| item.in_time() == Some(false)),
            row.get("late"),
        );
        ledger.say(
            &place,
            "unmetered",
            many(&|item| item.metered.is_empty()),
            row.get("unmetered"),
        );
        ledger.say(
            &place,
            "work_ms",
            items.iter().map(|item| item.work_ms).sum::<i64>(),
            row.get("work_ms"),
        );
        let projects: BTreeSet<&str> = items
            .iter()
            .flat_map(|item| &item.metered)
            .map(|(project, _)| project.as_str())
            .collect();
        ledger.say(
            &place,
            "projects",
            projects.into_iter().collect::<Vec<_>>().join(" "),
            row.get("projects"),
        );
        let name = QUEUES
            .iter()
            .find(|(id, _)| *id == queue)
            .map_or("", |(_, name)| name);
        ledger.say(&place, "name", name, row.get("name"));
    }
}
