//! What the lake's cursor says that makes figures doubtful: exports that two satellites read, rows
//! of an export that were taken for one another, cases that lie in several exports.

use std::collections::BTreeMap;

use crate::extract::{are_apart, location};
use crate::lake::ObjectRow;
use crate::model::{Gap, SatelliteId};
use crate::workspace::Workspace;

/// The table of an object that only says how others are read.
const NO_TABLE: &str = "none";

pub fn doubts(workspace: &Workspace, objects: &[ObjectRow]) -> Vec<Gap> {
    let mut gaps = read_twice(workspace, objects);
    for satellite in workspace
        .estate
        .satellites
        .iter()
        .map(|satellite| &satellite.id)
    {
        let theirs = || objects.iter().filter(|row| row.satellite_id == *satellite);
        let shared = || theirs().filter_map(|row| Some((row.shared_ids?, &row.object)));
        if let Some((_, object)) = shared().max_by_key(|(rows, _)| *rows) {
            let rows = shared().map(|(rows, _)| rows).sum();
            gaps.push(Gap::SharedIds {
                satellite: satellite.clone(),
                rows,
                object: object.clone(),
            });
        }
        let cases: i64 = theirs().filter_map(|row| row.split_cases).sum();
        if cases > 0 {
            gaps.push(Gap::SplitCases {
                satellite: satellite.clone(),
                cases,
            });
        }
    }
    gaps
}

/// Objects that lie where another satellite's do, unless the two mean other rows of them. It is
/// told of the first of the two, by their ids.
fn read_twice(workspace: &Workspace, objects: &[ObjectRow]) -> Vec<Gap> {
    let exports = &workspace.exports;
    let base = std::path::absolute(&workspace.root).unwrap_or_else(|_| workspace.root.clone());
    let base = base.to_string_lossy();
    let mut readers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in objects
        .iter()
        .filter(|row| row.table != NO_TABLE && row.read > row.rejected)
    {
        let Some(at) = exports
            .iter()
            .position(|export| export.satellite.id == row.satellite_id)
        else {
            continue;
        };
        if let Some(place) = location(&exports[at].reading, &base, &row.object) {
            readers.entry(place).or_default().push(at);
        }
    }
    let mut found: BTreeMap<(usize, usize), (i64, &String)> = BTreeMap::new();
    for (place, readers) in readers.iter().filter(|(_, readers)| readers.len() > 1) {
        for (n, &a) in readers.iter().enumerate() {
            for &b in &readers[n + 1..] {
                if a != b && !are_apart(&exports[a].reading, &exports[b].reading) {
                    found.entry((a.min(b), a.max(b))).or_insert((0, place)).0 += 1;
                }
            }
        }
    }
    let id = |at: usize| -> SatelliteId { exports[at].satellite.id.clone() };
    // A page is no place for the paths of a machine: what lies elsewhere is told by its name.
    let shown = |place: &String| {
        let below = place
            .strip_prefix(base.trim_end_matches('/'))
            .and_then(|inner| inner.strip_prefix('/'));
        below
            .or(place.rsplit('/').next())
            .unwrap_or_default()
            .to_owned()
    };
    let gap = |((a, b), (count, place)): ((usize, usize), (i64, &String))| Gap::ReadTwice {
        satellite: id(a),
        other: id(b),
        exports: count,
        example: shown(place),
    };
    found.into_iter().map(gap).collect()
}
