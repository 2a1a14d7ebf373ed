//! Somebody wants to be rid of what a satellite told, or one of its objects: an export that came by
//! accident, and vanished. The cursor forgets first: killed in between, what is still there is read
//! again, and nothing is half forgotten for good.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::intake::Intake;
use super::ranking::Ranking;
use super::retold::{Again, Retold};
use crate::lake::delta::Change;
use crate::lake::small::keyed::Replacement;
use crate::lake::small::names::NameRow;
use crate::lake::tables::{LAKE, NAMES, OBJECTS, REJECTS, TOLD, Table};
use crate::lake::{DataFile, Lake, LakeError};
use crate::model::SatelliteId;

/// How much was forgotten, by table.
pub type Forgotten = BTreeMap<&'static str, i64>;

impl Lake {
    /// Forgets all that a satellite ever told, and what was made of it.
    pub fn forget_satellite(&self, satellite: &SatelliteId) -> Result<Forgotten, LakeError> {
        let mut forgotten = Forgotten::new();
        let theirs = |file: &DataFile| {
            file.partition
                .get("satellite_id")
                .is_some_and(|id| id == satellite.as_str())
        };
        let tables = LAKE
            .iter()
            .copied()
            .filter(|table| table.partition.first() == Some(&"satellite_id"));
        let (cursor, others): (Vec<&'static Table>, Vec<_>) =
            tables.partition(|table| *table == &OBJECTS);
        for table in cursor.into_iter().chain(others) {
            let (_, rows) = self.transact(table, theirs, |loaded| {
                let removes: Vec<DataFile> = loaded
                    .snapshot
                    .files
                    .iter()
                    .filter(|file| theirs(file))
                    .cloned()
                    .collect();
                let rows = removes.iter().map(|file| file.rows as i64).sum::<i64>();
                Ok((
                    Change {
                        adds: Vec::new(),
                        removes,
                    },
                    rows,
                ))
            })?;
            if rows > 0 {
                forgotten.insert(table.name, rows);
            }
        }
        // What a service answered and was laid down here.
        let landing = self.store.at(&format!("landing/{satellite}"));
        let pages = landing.list("")?;
        for page in &pages {
            landing.delete(&page.path)?;
        }
        if !pages.is_empty() {
            forgotten.insert("landing", pages.len() as i64);
        }
        Ok(forgotten)
    }

    /// Forgets what one object told: rows that other objects told too are what those said.
    /// `ranking` is that of its satellite.
    pub fn forget_object(
        &self,
        satellite: &SatelliteId,
        object: &str,
        ranking: &Ranking,
    ) -> Result<Forgotten, LakeError> {
        let mut forgotten = Forgotten::new();
        let known = self
            .objects()?
            .into_iter()
            .filter(|row| row.satellite_id == *satellite && row.object == object)
            .count();
        let refused = self
            .rejects()?
            .into_iter()
            .filter(|row| row.satellite_id == *satellite && row.object == object)
            .count();
        let mut cursor = Replacement::new(&OBJECTS, OBJECTS.key);
        cursor.clear(&[satellite.as_str(), object]);
        self.put(&cursor)?;
        for (table, rows) in [(&OBJECTS, known), (&REJECTS, refused)] {
            if rows > 0 {
                forgotten.insert(table.name, rows as i64);
            }
        }
        self.replace_rejects(&[(satellite.clone(), object.to_owned())], &[])?;
        let again = [(
            object.to_owned(),
            Again {
                forgotten: true,
                ..Again::default()
            },
        )]
        .into();
        let retold = Arc::new(Retold {
            again,
            ..Retold::default()
        });
        for (table, _) in TOLD {
            let intake = Intake::new(self, table, satellite.clone(), ranking.clone(), usize::MAX);
            let (delivery, _) = intake.finish(Arc::clone(&retold))?;
            let became = self.upsert(table, vec![delivery])?;
            let rows: i64 = became.values().map(|became| became.rows.withdrawn).sum();
            if rows > 0 {
                forgotten.insert(table.name, rows);
            }
        }
        let is_theirs = |row: &NameRow| row.object == object;
        let names = self.forget_names(satellite, is_theirs)?;
        if names > 0 {
            forgotten.insert(NAMES.name, names);
        }
        Ok(forgotten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::Store;
    use crate::lake::tables::SESSIONS;
    use crate::lake::tests::{Telling, ranking, upsert};

    fn lake() -> Lake {
        let lake = Lake::open(Store::memory()).unwrap();
        upsert(&lake, &[Telling::plain(1, 5), Telling::plain(2, 5)]);
        upsert(
            &lake,
            &[Telling {
                object: 1,
                ..Telling::plain(2, 3)
            }],
        );
        lake
    }

    fn names(lake: &Lake) -> Vec<String> {
        lake.rows(&SESSIONS)
            .unwrap()
            .iter()
            .map(|row| format!("{:?} {:?}", row[2], row[5]))
            .collect()
    }

    #[test]
    fn what_an_object_told_is_forgotten_and_what_others_told_of_the_same_is_left() {
        let lake = lake();
        let forgotten = lake
            .forget_object(&"s".parse().unwrap(), "object-0", &ranking("now"))
            .unwrap();
        assert_eq!(
            forgotten,
            [("sessions", 1)].into(),
            "one is gone, the other is what the second object said"
        );
        assert_eq!(names(&lake), ["Text(\"session-2\") Text(\"name 3\")"]);
        let forgotten = lake
            .forget_object(&"s".parse().unwrap(), "object-1", &ranking("now"))
            .unwrap();
        assert_eq!(
            (forgotten, names(&lake)),
            ([("sessions", 1)].into(), vec![])
        );
    }

    #[test]
    fn what_a_satellite_told_is_forgotten_and_no_other_one() {
        let lake = lake();
        assert_eq!(
            lake.forget_satellite(&"t".parse().unwrap()).unwrap(),
            Forgotten::new()
        );
        let forgotten = lake.forget_satellite(&"s".parse().unwrap()).unwrap();
        assert_eq!(
            forgotten,
            [("outranked_sessions", 1), ("sessions", 2)].into()
        );
        assert!(names(&lake).is_empty());
    }
}
