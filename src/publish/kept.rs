//! Which publications are kept, and what they name: everything else that lies under
//! `publications/`, and every file that the lake's logs have removed, may be swept. A row of the
//! table stays, kept or not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::PublishError;
use super::publication::{manifest, path, unless_lost};
use crate::lake::{Lake, PublicationRow};

/// How long one publication a day of each job and window is kept; the newest is kept for good.
const KEPT_FOR: TimeDelta = TimeDelta::days(400);

/// Paths in the lake that kept publications name: inputs, manifests, marts, and the files they were
/// made from.
pub fn named(lake: &Lake, now: DateTime<Utc>) -> Result<BTreeSet<String>, PublishError> {
    let mut named = BTreeSet::new();
    for row in kept(lake.publications()?, now) {
        let p = &row.publication;
        let inputs = [
            &p.baselines,
            &p.configuration,
            &p.outcome_maps,
            &p.templates,
            &p.definitions,
            &p.manifest,
        ];
        named.extend(inputs.into_iter().map(|hash| path(hash)));
        if let Some(manifest) = unless_lost(manifest(lake, p))? {
            named.extend(
                manifest
                    .marts
                    .values()
                    .chain([&manifest.marts_json])
                    .map(|hash| path(hash)),
            );
            named.extend(manifest.files);
        }
    }
    Ok(named)
}

/// The newest of each job and window, and the last of each day.
fn kept(rows: Vec<PublicationRow>, now: DateTime<Utc>) -> Vec<PublicationRow> {
    let (mut newest, mut of_days) = (BTreeMap::new(), BTreeMap::new());
    // They come from the first to the newest, so a later one takes an earlier one's place.
    for row in rows {
        let key = (row.publication.job.clone(), row.publication.window);
        of_days.insert((key.clone(), row.published_at.date_naive()), row.clone());
        newest.insert(key, row);
    }
    of_days.retain(|_, row| now.signed_duration_since(row.published_at) <= KEPT_FOR);
    newest.into_values().chain(of_days.into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Publication, Window};

    #[test]
    fn the_newest_and_one_a_day_are_kept_and_one_a_day_for_400_days() {
        let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse().unwrap();
        let row = |id: &str, job: &str, published_at: &str| PublicationRow {
            publication: Publication {
                id: id.into(),
                job: job.parse().unwrap(),
                window: Window::new("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap())
                    .unwrap(),
                baselines: "b".into(),
                configuration: "c".into(),
                outcome_maps: "o".into(),
                templates: "t".into(),
                definitions: "d".into(),
                manifest: "m".into(),
            },
            published_at: published_at.parse().unwrap(),
        };
        // 2025-10-16 is 400 days before 2026-11-20.
        let rows = vec![
            row(
                "of another job, old and its newest",
                "b",
                "2024-01-01T00:00:00Z",
            ),
            row("too old", "a", "2025-10-15T23:00:00Z"),
            row("just young enough", "a", "2025-10-16T12:00:00Z"),
            row("not the day's last", "a", "2026-11-19T08:00:00Z"),
            row("the day's last", "a", "2026-11-19T23:59:59Z"),
            row("newest", "a", "2026-11-20T08:00:00Z"),
        ];
        let ids: BTreeSet<_> = kept(rows, now)
            .into_iter()
            .map(|row| row.publication.id)
            .collect();
        let expected = [
            "just young enough",
            "newest",
            "of another job, old and its newest",
            "the day's last",
        ];
        assert_eq!(ids, expected.map(str::to_owned).into());
    }
}
