//! What was published, made from what: a row per publication, committed before anything outside the
//! lake is touched.

use chrono::{DateTime, Utc};

use super::cell_reader::CellReader;
use super::keyed::Replacement;
use crate::lake::cells::Cell;
use crate::lake::tables::PUBLICATIONS;
use crate::lake::{Lake, LakeError};
use crate::model::Publication;
use crate::model::window::Window;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationRow {
    pub publication: Publication,
    pub published_at: DateTime<Utc>,
}

impl Lake {
    /// From the first to the newest.
    pub fn publications(&self) -> Result<Vec<PublicationRow>, LakeError> {
        self.rows(&PUBLICATIONS)?
            .into_iter()
            .map(publication)
            .collect()
    }

    pub fn append_publication(&self, row: PublicationRow) -> Result<(), LakeError> {
        let mut replacement = Replacement::new(&PUBLICATIONS, PUBLICATIONS.key);
        replacement.put(cells(&row));
        self.put(&replacement)
    }
}

fn cells(row: &PublicationRow) -> Vec<Cell> {
    let p = &row.publication;
    vec![
        p.id.as_str().into(),
        p.job.as_str().into(),
        p.window.from().into(),
        p.window.to().into(),
        row.published_at.into(),
        p.baselines.as_str().into(),
        p.configuration.as_str().into(),
        p.outcome_maps.as_str().into(),
        p.templates.as_str().into(),
        p.definitions.as_str().into(),
        p.manifest.as_str().into(),
    ]
}

fn publication(cells: Vec<Cell>) -> Result<PublicationRow, LakeError> {
    let mut row = CellReader {
        table: &PUBLICATIONS,
        cells: cells.into_iter(),
    };
    let (id, job, from, to, published_at) = (
        row.text()?,
        row.parsed()?,
        row.day()?,
        row.day()?,
        row.instant()?,
    );
    let window = Window::new(from, to).ok_or_else(|| LakeError::Garbled {
        path: "publications".into(),
        what: format!("{id}: its window {from}..{to} is empty"),
    })?;
    Ok(PublicationRow {
        publication: Publication {
            id,
            job,
            window,
            baselines: row.text()?,
            configuration: row.text()?,
            outcome_maps: row.text()?,
            templates: row.text()?,
            definitions: row.text()?,
            manifest: row.text()?,
        },
        published_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;
    use chrono::NaiveDate;

    #[test]
    fn publications_come_back_in_the_order_of_their_time() {
        let lake = Lake::open(Store::memory()).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let row = |id: &str, micros: i64| PublicationRow {
            publication: Publication {
                id: id.into(),
                job: "weekly".parse().unwrap(),
                window: Window::new(day, day).unwrap(),
                baselines: "b".into(),
                configuration: "c".into(),
                outcome_maps: "o".into(),
                templates: "t".into(),
                definitions: "d".into(),
                manifest: "m".into(),
            },
            published_at: DateTime::from_timestamp_micros(micros).unwrap(),
        };
        lake.append_publication(row("z", 2)).unwrap();
        lake.append_publication(row("y", 3)).unwrap();
        lake.append_publication(row("x", 1)).unwrap();
        assert_eq!(
            lake.publications().unwrap(),
            [row("x", 1), row("z", 2), row("y", 3)]
        );
    }
}
