//! What became of the items in a window, by whoever worked on them.

use std::collections::BTreeMap;

use polars::prelude::col;

use crate::lake::tables::ITEM_TALLIES;
use crate::model::scoreboard::ItemScore;
use crate::model::value::Counts;
use crate::model::{Outcome, SatelliteId, Window};
use crate::transform::metering::{Claim, Projects};
use crate::transform::stage::Dimensions;
use crate::transform::usage::Known;
use crate::transform::{Shelf, TransformError, rows};

/// One for each automation and queue, by satellite; `known` tells their names.
pub fn item_scores(
    dimensions: &Dimensions,
    window: Window,
    known: &BTreeMap<(SatelliteId, String), Known>,
    shelf: &dyn Shelf,
) -> Result<Vec<ItemScore>, TransformError> {
    let tallies = shelf.frame(&ITEM_TALLIES, Some(window))?.select([
        col("satellite_id"),
        col("automation_id"),
        col("queue_id"),
        rows::day_number("earned_day"),
        col("outcome"),
        col("items"),
        col("work_ms"),
        col("in_time"),
        col("late"),
    ]);
    let tallies = rows::gather(tallies.filter(rows::within(window)))?;
    let mut scores: BTreeMap<(SatelliteId, String, String), ItemScore> = BTreeMap::new();
    if tallies.height() == 0 {
        return Ok(Vec::new());
    }
    let (facts, spans) = (dimensions.facts, &dimensions.spans);
    let projects = Projects::of(facts.master);
    let text = |name| rows::text(&tallies, name);
    let [satellites, automations, queues, outcomes] = [
        text("satellite_id")?,
        text("automation_id")?,
        text("queue_id")?,
        text("outcome")?,
    ];
    let whole = |name| rows::whole(&tallies, name);
    let [items, work_ms, in_time, late] = [
        whole("items")?,
        whole("work_ms")?,
        whole("in_time")?,
        whole("late")?,
    ];
    let days = rows::days(&tallies, "day")?;
    for at in 0..tallies.height() {
        let (Some(automation), Some(queue), Some(day)) =
            (automations.get(at), queues.get(at), days.get(at))
        else {
            continue;
        };
        let Some(satellite) = satellites.get(at).and_then(|id| facts.estate.satellite(id)) else {
            continue;
        };
        let Some(outcome) = outcomes
            .get(at)
            .and_then(|text| text.parse::<Outcome>().ok())
        else {
            continue;
        };
        // A test is no item: it is in no count, and works for nobody.
        if outcome == Outcome::Test {
            continue;
        }
        let score = scores
            .entry((
                satellite.id.clone(),
                automation.to_owned(),
                queue.to_owned(),
            ))
            .or_insert_with(|| {
                let known = known.get(&(satellite.id.clone(), automation.to_owned()));
                ItemScore {
                    satellite_id: satellite.id.clone(),
                    automation_id: automation.to_owned(),
                    queue_id: queue.to_owned(),
                    name: known.map(|known| known.name.clone()).unwrap_or_default(),
                    projects: Vec::new(),
                    counts: Counts::default(),
                    in_time: 0,
                    late: 0,
                    work_ms: 0,
                    unmetered: 0,
                }
            });
        let of = |column: &polars::prelude::Int64Chunked| column.get(at).unwrap_or(0);
        score.counts.add(outcome, of(items));
        score.in_time += of(in_time);
        score.late += of(late);
        score.work_ms += of(work_ms);
        match spans
            .claims_of_absent(satellite.id.as_str(), automation)
            .on(day)
        {
            Claim::Works(works) if !works.is_empty() => {
                score.projects.extend(
                    works
                        .iter()
                        .map(|span| projects.id(span.project as usize).clone()),
                );
            }
            _ => score.unmetered += of(items),
        }
    }
    let sorted = |mut score: ItemScore| {
        score.projects.sort_unstable();
        score.projects.dedup();
        score
    };
    Ok(scores.into_values().map(sorted).collect())
}
