//! Which objects of a log make a version: the newest checkpoint that is whole, and each commit
//! after it. What else lies in the log is an aid that a reader may do without, and whoever is not
//! sure of the writer does.

use std::collections::{BTreeMap, BTreeSet};

use crate::lake::store::Object;

/// The folder of a table's log.
pub const LOG: &str = "_delta_log";

/// Where the parts of a checkpoint lie that another file names.
const SIDECARS: &str = "_sidecars";

#[derive(Debug)]
pub(super) struct Replay<'o> {
    pub objects: Vec<&'o Object>,
}

/// What the name of an object of a log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LogObject {
    Commit,
    /// One of so many parts of a checkpoint.
    Checkpoint {
        part: u32,
        of: u32,
    },
}

impl<'o> Replay<'o> {
    /// Or why the version cannot be made of what lies there.
    pub fn of(log: &[&'o Object], version: u64) -> Result<Self, String> {
        if i64::try_from(version).is_err() {
            return Err(format!(
                "the log of the Delta table shows version {version}, and no table has so many: nothing of it was read"
            ));
        }
        let (mut commits, mut checkpoints) = (
            BTreeMap::new(),
            BTreeMap::<(u64, u32), BTreeMap<u32, Vec<&Object>>>::new(),
        );
        let mut objects = Vec::new();
        for &object in log {
            match named(&object.path) {
                Some((of, LogObject::Commit)) if of <= version => drop(commits.insert(of, object)),
                Some((at, LogObject::Checkpoint { part, of })) if at <= version => {
                    checkpoints
                        .entry((at, of))
                        .or_default()
                        .entry(part)
                        .or_default()
                        .push(object);
                }
                None if object.path.rsplit('/').nth(1) == Some(SIDECARS) => objects.push(object),
                _ => {}
            }
        }
        let is_whole = |&(key, parts): &(&(u64, u32), &BTreeMap<u32, Vec<&Object>>)| {
            parts.len() as u64 == u64::from(key.1)
        };
        let newest = checkpoints
            .iter()
            .filter(is_whole)
            .map(|(&(at, _), _)| at)
            .max();
        let whole = checkpoints
            .iter()
            .filter(is_whole)
            .filter(|((at, _), _)| Some(*at) == newest);
        objects.extend(whole.flat_map(|(_, parts)| parts.values().flatten().copied()));
        let first = newest.map_or(0, |at| at + 1);
        let present: BTreeSet<u64> = commits.range(first..).map(|(&of, _)| of).collect();
        // The first that is missing lies where those that are there cease to follow one another:
        // however far the rest is.
        let followed = present
            .iter()
            .zip(first..)
            .take_while(|(of, expected)| **of == *expected)
            .count() as u64;
        if first + followed <= version {
            let missing = first + followed;
            let from = newest.map_or("no checkpoint".to_owned(), |at| {
                format!("a checkpoint of version {at}")
            });
            return Err(format!(
                "the log of the Delta table shows {from} and version {version}, and the commit of version {missing} is not there: \
                 nothing of it was read; restore {missing:020}.json, or write a checkpoint"
            ));
        }
        objects.extend(
            commits
                .range(newest.unwrap_or(0)..)
                .map(|(_, &object)| object),
        );
        Ok(Self { objects })
    }
}

/// The version that an object is of, and what it is of it.
fn named(path: &str) -> Option<(u64, LogObject)> {
    let (folder, name) = path.rsplit_once('/')?;
    if folder.rsplit('/').next() != Some(LOG) {
        return None;
    }
    let (digits, rest) = name.split_at_checked(20)?;
    let version = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    if rest == ".json" {
        return Some((version, LogObject::Commit));
    }
    let alone = Some((version, LogObject::Checkpoint { part: 1, of: 1 }));
    let parts: Vec<&str> = rest.strip_prefix(".checkpoint.")?.split('.').collect();
    match parts[..] {
        ["parquet"] => alone,
        [part, of, "parquet"] => {
            let (part, of) = (part.parse().ok()?, of.parse().ok()?);
            (1..=of)
                .contains(&part)
                .then_some((version, LogObject::Checkpoint { part, of }))
        }
        // By an id of its own; what it names lies beside.
        [_, "parquet" | "json"] => alone,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of what a version is made of, shortened; or which commit is missing.
    fn made_of(names: &[&str], version: u64) -> Result<Vec<String>, String> {
        let object = |name: &&str| {
            let (number, rest) = name.split_once('.').unwrap();
            let path = number
                .parse::<u64>()
                .map_or(format!("t/{LOG}/{name}"), |number| {
                    format!("t/{LOG}/{number:020}.{rest}")
                });
            Object {
                path,
                size: 1,
                etag: None,
                modified: chrono::DateTime::UNIX_EPOCH,
            }
        };
        let objects: Vec<Object> = names.iter().map(object).collect();
        let short = |object: &&Object| {
            object
                .path
                .rsplit('/')
                .next()
                .unwrap()
                .trim_start_matches('0')
                .to_owned()
        };
        let made = Replay::of(&objects.iter().collect::<Vec<_>>(), version)
            .map(|replay| replay.objects.iter().map(short).collect());
        made.map_err(|why| {
            why.split("the commit of version ")
                .nth(1)
                .unwrap()
                .split(' ')
                .next()
                .unwrap()
                .to_owned()
        })
    }

    #[test]
    fn a_version_is_made_of_the_newest_whole_checkpoint_and_the_commits_since() {
        let ok = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(made_of(&["1.json", "2.json", "3.json"], 2), Err("0".into()));
        assert_eq!(
            made_of(&["1.checkpoint.parquet", "1.json", "2.json", "3.json"], 2),
            ok(&["1.checkpoint.parquet", "1.json", "2.json"])
        );
        let parts = [
            "3.checkpoint.0000000001.0000000002.parquet",
            "1.checkpoint.parquet",
            "2.json",
            "3.json",
        ];
        assert_eq!(
            made_of(&parts, 3),
            ok(&["1.checkpoint.parquet", "2.json", "3.json"]),
            "the other part is missing"
        );
        let uuid = [
            "3.checkpoint.ab-cd.json",
            "3.json",
            "2.json",
            "_sidecars/x.parquet",
            "_last_checkpoint.",
            "3.crc",
            "2.3.compacted.json",
        ];
        assert_eq!(
            made_of(&uuid, 3),
            ok(&["x.parquet", "3.checkpoint.ab-cd.json", "3.json"])
        );
    }

    #[test]
    fn a_far_version_is_missing_its_commits_and_nobody_counts_up_to_it() {
        assert_eq!(
            made_of(&["0.json", "1000000000000.json"], 1_000_000_000_000),
            Err("1".into())
        );
        assert_eq!(
            made_of(&["9223372036854775807.json"], i64::MAX as u64),
            Err("0".into())
        );
        let far = [
            "9223372036854775806.checkpoint.parquet",
            "9223372036854775807.json",
        ];
        assert_eq!(made_of(&far, i64::MAX as u64).map(|made| made.len()), Ok(2));
        assert!(
            Replay::of(&[], u64::MAX)
                .unwrap_err()
                .contains("no table has so many")
        );
    }
}
