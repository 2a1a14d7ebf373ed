//! Where pages lie until they are read, and how far each table's round came. A page is laid down
//! before the link behind it is kept, and the link is kept before it is followed: killed in
//! between, the same page is asked for again, and has the same name if it says the same. Nothing is
//! ever written over, so of two runs at once neither loses a page.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::extract::error::ExtractError;
use crate::extract::sources::dataverse::tables::TableEntry;
use crate::lake::{Hash, Object, Store};
use crate::model::SatelliteId;

/// A page stays this long after it was read, so that columns that were mapped wrongly can be mapped
/// again although the service has forgotten its rows by then: it keeps runs for as long.
const KEPT: TimeDelta = TimeDelta::days(28);

/// The pages of one satellite.
pub struct Landing {
    pub store: Store,
}

/// How far a table came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingState {
    /// Whom was asked, and for what: of anything else these links say nothing.
    pub asked: String,
    /// How pages are read: if it changes, all is asked for again.
    pub reading: String,
    /// Columns that the service says it has not.
    #[serde(default)]
    pub absent: Vec<String>,
    /// It does not tell changes of this table.
    #[serde(default)]
    pub untracked: bool,
    /// Counts on, also when all is asked for anew.
    pub round: u64,
    /// How many pages of the round were laid down.
    pub page: u64,
    pub rows: u64,
    /// The largest version of any row before this round, and until now: who is deleted in a round
    /// had at most the former.
    pub floor: i64,
    pub largest: i64,
    /// Where the round goes on; None: it is over, or has not begun.
    pub next: Option<String>,
    /// Where changes since the round can be asked for.
    pub delta: Option<String>,
}

impl Landing {
    pub fn of(lake: &Store, satellite: &SatelliteId) -> Self {
        Self {
            store: lake.at(&format!("landing/{satellite}")),
        }
    }

    /// None: it was never asked for. A state that cannot be read costs a reading of all, as one
    /// that is not there.
    pub fn state(&self, table: &TableEntry) -> Result<Option<LandingState>, ExtractError> {
        let text = self.store.get(&state_path(table))?;
        Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    pub fn keep(&self, table: &TableEntry, state: &LandingState) -> Result<(), ExtractError> {
        let text =
            serde_json::to_string_pretty(state).expect("texts and numbers can be written") + "\n";
        Ok(self.store.put(&state_path(table), text)?)
    }

    /// Lays a page down as it came.
    pub fn lay(
        &self,
        table: &TableEntry,
        state: &LandingState,
        bytes: Vec<u8>,
    ) -> Result<(), ExtractError> {
        let LandingState {
            round, floor, page, ..
        } = state;
        let path = format!(
            "{}/{round}-{floor}/{:06}-{}.json",
            table.name(),
            page + 1,
            &Hash::new().add(&bytes).name()[..12]
        );
        Ok(self.store.put(&path, bytes)?)
    }

    /// All that lie there, in the order of their paths.
    pub fn pages(&self) -> Result<Vec<Object>, ExtractError> {
        let mut objects = self.store.list("")?;
        objects.retain(|object| object.path.contains('/') && object.path.ends_with(".json"));
        Ok(objects)
    }

    /// Removes what was read long ago.
    pub fn sweep(
        &self,
        read_at: impl Fn(&Object) -> Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), ExtractError> {
        for page in self
            .pages()?
            .iter()
            .filter(|page| read_at(page).is_some_and(|at| at + KEPT <= now))
        {
            self.store.delete(&page.path)?;
        }
        Ok(())
    }
}

fn state_path(table: &TableEntry) -> String {
    format!("{}.json", table.name())
}

/// The version up to which whoever is deleted in a landed page is gone:
/// `flowsession/3-919041/000001-….json`.
pub fn floor(path: &str) -> Option<i64> {
    path.split('/').nth(1)?.split_once('-')?.1.parse().ok()
}

impl LandingState {
    /// All of a table is to be asked for again; of what was learned only how far it came before
    /// stays.
    pub fn anew(&self, asked: String, reading: String) -> Self {
        let Self {
            round,
            page,
            largest,
            ..
        } = *self;
        Self {
            asked,
            reading,
            round,
            page,
            largest,
            ..Self::default()
        }
        .begun()
    }

    /// The next round.
    pub fn begun(mut self) -> Self {
        // Of an empty round nothing lies anywhere, so its number is free.
        self.round += u64::from(self.page > 0 || self.round == 0);
        (self.page, self.rows, self.floor) = (0, 0, self.largest);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::sources::dataverse::tables::TABLES;

    #[test]
    fn a_page_lies_under_its_round_and_what_preceded_it_until_it_was_read_long_ago() {
        let lake = Store::memory();
        let landing = Landing::of(&lake, &"emea".parse().unwrap());
        let state = LandingState {
            round: 3,
            page: 4,
            floor: 919_041,
            ..LandingState::default()
        };
        landing.lay(&TABLES[0], &state, b"{}".to_vec()).unwrap();
        landing.lay(&TABLES[0], &state, b"{}".to_vec()).unwrap();
        landing.lay(&TABLES[0], &state, b"{ }".to_vec()).unwrap();
        landing.keep(&TABLES[0], &state).unwrap();
        let pages = landing.pages().unwrap();
        assert_eq!(
            pages.len(),
            2,
            "the same page is one, another one under the same number is another"
        );
        assert!(
            pages[0].path.starts_with("flowsession/3-919041/000005-"),
            "{}",
            pages[0].path
        );
        assert_eq!(
            (
                floor(&pages[0].path),
                floor("flowsession.json"),
                floor("a/b/c")
            ),
            (Some(919_041), None, None)
        );
        assert_eq!(lake.list("landing/emea").unwrap().len(), 3);
        assert_eq!(landing.state(&TABLES[0]).unwrap(), Some(state));
        assert_eq!(landing.state(&TABLES[1]).unwrap(), None);

        let now: DateTime<Utc> = "2026-03-29T00:00:00Z".parse().unwrap();
        let days_ago = |days| now - TimeDelta::days(days);
        let read = |page: &Object| (page.path == pages[0].path).then(|| days_ago(27));
        landing.sweep(read, now).unwrap();
        assert_eq!(landing.pages().unwrap().len(), 2);
        let read = |page: &Object| (page.path == pages[0].path).then(|| days_ago(28));
        landing.sweep(read, now).unwrap();
        assert_eq!(
            landing.pages().unwrap(),
            pages[1..],
            "what was never read stays"
        );
    }

    #[test]
    fn an_empty_round_does_not_count_and_versions_count_on() {
        let first = LandingState::default().anew("o".into(), "r".into());
        assert_eq!((first.round, first.floor), (1, 0));
        let told = LandingState {
            page: 2,
            rows: 7,
            largest: 40,
            absent: vec!["x".into()],
            delta: Some("d".into()),
            ..first
        };
        let second = told.clone().begun();
        assert_eq!(
            (
                second.round,
                second.page,
                second.rows,
                second.floor,
                second.delta.as_deref()
            ),
            (2, 0, 0, 40, Some("d"))
        );
        assert_eq!(second.clone().begun(), second);
        let anew = told.anew("o".into(), "r2".into());
        assert_eq!(
            (anew.round, anew.floor, anew.delta, anew.absent.len()),
            (2, 40, None, 0)
        );
    }
}
