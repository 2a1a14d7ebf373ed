//! Values of any days, as the lake keeps them. Only what it does not keep is scored here: later
//! months, into which goals and amounts reach, and all months where the window ends before or
//! after somebody signed. A few months at a time, so that years fit in memory.

use std::collections::HashMap;

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use super::daily::{Scored, Tallies};
use super::findings::Findings;
use super::rows::{self, gather};
use super::stage::{Ambiguous, Dimensions, Metered, Ran};
use super::{Shelf, TransformError, daily, weights};
use crate::lake::LakeError;
use crate::lake::findings::findings;
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{DAILY_FINDINGS, DAILY_VALUES, ITEM_TALLIES, TALLIES, Table};
use crate::lake::values::daily_values;
use crate::model::finding::DailyFinding;
use crate::model::master::Benefit;
use crate::model::value::{Counts, DailyValue, Method};
use crate::model::window::Month;
use crate::model::{ProjectId, Window};

/// So many months are worked on before they are told.
const MONTHS_AT_ONCE: usize = 4;

pub struct History<'a> {
    dimensions: &'a Dimensions<'a>,
    shelf: &'a dyn Shelf,
    /// What the lake keeps.
    kept: Option<Window>,
    window: Window,
    /// Of the months that this window touches findings are asked too.
    compared: Option<Window>,
    /// What the lake keeps was signed by the window's end, and the other way round; else all months
    /// are computed.
    is_as_of_window: bool,
}

/// A month of the history.
pub struct Chapter {
    pub values: Vec<DailyValue>,
    /// None of a month that neither the window touches nor the one that it is compared with.
    pub findings: Vec<DailyFinding>,
    /// None of a month that the window does not touch.
    pub of_window: Option<OfWindow>,
}

/// What ran in a month.
pub struct OfWindow {
    /// Of the days that lie in the window.
    pub ran: Vec<Ran>,
    pub ambiguous: Ambiguous,
}

impl Chapter {
    /// Its values apart by project (and method), each by day: what is looked up for a project is
    /// looked up once a month.
    pub fn each_project(&self, mut tell: impl FnMut(&ProjectId, &[&DailyValue])) {
        let mut apart: HashMap<(Method, &ProjectId), Vec<&DailyValue>> = HashMap::new();
        for value in &self.values {
            apart
                .entry((value.method, &value.project_id))
                .or_default()
                .push(value);
        }
        let mut apart: Vec<_> = apart.into_iter().collect();
        apart.sort_unstable_by_key(|(key, _)| *key);
        apart
            .into_iter()
            .for_each(|((_, project), values)| tell(project, &values));
    }
}

impl<'a> History<'a> {
    pub fn new(
        dimensions: &'a Dimensions<'a>,
        shelf: &'a dyn Shelf,
        window: Window,
        compared: Option<Window>,
    ) -> Result<Self, TransformError> {
        let facts = dimensions.facts;
        let kept = daily::history(facts)?;
        let speaks = |benefit: &&Benefit| benefit.amount.from <= window.to();
        let is_as_of_window = kept.is_none_or(|kept| {
            let mut lines = facts.master.benefits.iter().filter(speaks);
            lines.all(|benefit| benefit.is_signed(kept.to()) == benefit.is_signed(window.to()))
        });
        Ok(Self {
            dimensions,
            shelf,
            kept,
            window,
            compared,
            is_as_of_window,
        })
    }

    /// The first day with a session or an amount.
    pub fn first_day(&self) -> Option<NaiveDate> {
        let laid = daily::laid(self.dimensions.facts)
            .map(|amount| amount.from)
            .min();
        self.kept.map(Window::from).into_iter().chain(laid).min()
    }

    /// Tells the months from that of a day to that of the window's end, one after the other.
    pub fn each(
        &self,
        from: NaiveDate,
        mut tell: impl FnMut(Chapter),
    ) -> Result<(), TransformError> {
        let first = self
            .first_day()
            .map_or(self.window.from(), |first| first.max(from))
            .min(self.window.from());
        let days =
            Window::new(first, self.window.to()).expect("it begins with the window at the latest");
        let months: Vec<Month> = days.months().collect();
        for months in months.chunks(MONTHS_AT_ONCE) {
            let chapters =
                side_by_side(months.to_vec(), Threads::Cores, |month| self.chapter(month))?;
            chapters.into_iter().for_each(&mut tell);
        }
        Ok(())
    }

    /// The sessions of days that count in at least one project, each once.
    pub fn sessions_once(&self, days: Window) -> Result<Counts, TransformError> {
        let mut found = Findings::default();
        found.add(days, read(self.shelf, &DAILY_FINDINGS, days, findings)?);
        Ok(found.counted)
    }

    fn chapter(&self, month: Month) -> Result<Chapter, TransformError> {
        let days = month.window();
        let is_kept = self.kept.is_some_and(|kept| days.from() <= kept.to());
        let Scored { values, findings } = if is_kept && self.is_as_of_window {
            let asked = self.compared.iter().chain([&self.window]);
            let is_asked = asked
                .copied()
                .any(|window| window.intersect(days).is_some());
            Scored {
                values: read(self.shelf, &DAILY_VALUES, days, daily_values)?,
                findings: match is_asked {
                    true => read(self.shelf, &DAILY_FINDINGS, days, findings)?,
                    false => Vec::new(),
                },
            }
        } else {
            self.scored(days)?
        };
        let of_window = self.window.intersect(days).map(|asked| {
            let metered = self.metered(days)?;
            Ok::<_, TransformError>(OfWindow {
                ran: metered.ran(asked)?,
                ambiguous: metered.ambiguous(asked)?,
            })
        });
        Ok(Chapter {
            values,
            findings,
            of_window: of_window.transpose()?,
        })
    }

    /// A month as it was signed by the window's end, or one that the lake does not keep yet.
    fn scored(&self, month: Window) -> Result<Scored, TransformError> {
        let frame = |table, days| self.shelf.frame(table, Some(days));
        let before = Month::of(month.from()).previous().window();
        let before =
            weights::are_needed(self.dimensions.facts, month).then(|| frame(&TALLIES, before));
        let tallies = Tallies {
            sessions: frame(&TALLIES, month)?,
            items: frame(&ITEM_TALLIES, month)?,
            before: before.transpose()?,
        };
        daily::score(self.dimensions, tallies, (month, self.window.to()))
    }

    fn metered(&self, month: Window) -> Result<Metered, TransformError> {
        let items = self.shelf.frame(&ITEM_TALLIES, Some(month))?;
        let tallies = self.shelf.frame(&TALLIES, Some(month))?;
        Metered::of(self.dimensions, tallies, Some(items))
    }
}

/// The rows of a table of the lake that lie in the months of these days, in the order of its key.
fn read<T>(
    shelf: &dyn Shelf,
    table: &'static Table,
    days: Window,
    rows_of: impl Fn(&DataFrame) -> Result<Vec<T>, LakeError>,
) -> Result<Vec<T>, TransformError> {
    let frame = gather(rows::sorted(shelf.frame(table, Some(days))?, table.key))?;
    rows_of(&frame).map_err(|error| TransformError::Shelf(Box::new(error)))
}
