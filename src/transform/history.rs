//! Values of any days: of the window's months as their tallies say, of earlier months as the lake
//! keeps them, of later months (goals and amounts reach beyond sessions) laid here. A few months at
//! a time, so that years fit in memory.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use polars::prelude::LazyFrame;

use super::daily::Valued;
use super::metering::Spans;
use super::rows::{self, gather};
use super::stage::{Ambiguous, Calendar, Dimensions, Ran};
use super::weights::Weights;
use super::{Facts, Shelf, TransformError, daily, weights};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{DAILY_VALUES, ITEM_TALLIES, TALLIES};
use crate::lake::values::daily_values;
use crate::model::master::Benefit;
use crate::model::value::{Counts, DailyValue, Method};
use crate::model::window::Month;
use crate::model::{ProjectId, Window};

/// So many months are worked on before they are told.
const MONTHS_AT_ONCE: usize = 4;

pub struct History<'a> {
    facts: &'a Facts<'a>,
    shelf: &'a dyn Shelf,
    /// What the lake keeps.
    kept: Option<Window>,
    /// Its months are computed from their tallies, each as a whole.
    window: Window,
    /// What the lake keeps was signed by the window's end, and the other way round; else all months
    /// are computed.
    is_as_of_window: bool,
    dimensions: Dimensions<'a>,
}

/// A month of the history.
#[derive(Default)]
pub struct Chapter {
    /// Of a month that the window does not touch its values are asked, and nothing else.
    pub valued: Valued,
    pub of_window: Option<OfWindow>,
}

/// What the tallies of a month say beside its values, of the days that lie in the window.
pub struct OfWindow {
    /// Sessions that count in a project, each once.
    pub once: Counts,
    pub ran: Vec<Ran>,
    /// Successes without a baseline, by satellite, each once.
    pub unbased: BTreeMap<String, i64>,
    pub ambiguous: Ambiguous,
}

impl Chapter {
    /// Its values apart by project (and method), each by day: what is looked up for a project is
    /// looked up once a month.
    pub fn each_project(&self, mut tell: impl FnMut(&ProjectId, &[&DailyValue])) {
        let mut apart: HashMap<(Method, &ProjectId), Vec<&DailyValue>> = HashMap::new();
        for value in &self.valued.values {
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
        facts: &'a Facts<'a>,
        shelf: &'a dyn Shelf,
        window: Window,
    ) -> Result<Self, TransformError> {
        let kept = daily::history(facts)?;
        let speaks = |benefit: &&Benefit| benefit.amount.from <= window.to();
        let is_as_of_window = kept.is_none_or(|kept| {
            let mut lines = facts.master.benefits.iter().filter(speaks);
            lines.all(|benefit| benefit.is_signed(kept.to()) == benefit.is_signed(window.to()))
        });
        Ok(Self {
            facts,
            shelf,
            kept,
            window,
            is_as_of_window,
            dimensions: Dimensions::new(facts, &Spans::of(facts)?)?,
        })
    }

    /// The first day with a session or an amount.
    pub fn first_day(&self) -> Option<NaiveDate> {
        let laid = daily::laid(self.facts).map(|amount| amount.from).min();
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
        let once = side_by_side(days.months().collect(), Threads::Cores, |month| {
            let tallies = self.shelf.frame(&TALLIES, Some(month.window()))?;
            self.dimensions.working(tallies, None)?.once(days)
        })?;
        Ok(once.into_iter().fold(Counts::default(), |mut sum, month| {
            sum += month;
            sum
        }))
    }

    fn chapter(&self, month: Month) -> Result<Chapter, TransformError> {
        let days = month.window();
        if self.window.intersect(days).is_some() {
            return self.of_window(days);
        }
        if !self.is_as_of_window {
            return Ok(Chapter {
                of_window: None,
                ..self.of_window(days)?
            });
        }
        let values = if self.kept.is_some_and(|kept| days.from() <= kept.to()) {
            read(self.shelf.frame(&DAILY_VALUES, Some(days))?)?
        } else {
            let before = self.weights_before(days)?;
            let calendar = Calendar::of(self.facts, days)?;
            daily::value(self.facts, &[], &calendar, before, (days, self.window.to()))?.values
        };
        Ok(Chapter {
            valued: Valued {
                values,
                ..Valued::default()
            },
            of_window: None,
        })
    }

    /// What of the month before carries the shared costs of this one.
    fn weights_before(&self, month: Window) -> Result<Weights, TransformError> {
        if !weights::are_needed(self.facts, month) {
            return Ok(Weights::default());
        }
        let before = Month::of(month.from()).previous().window();
        daily::weights_of(&self.dimensions, self.shelf.frame(&TALLIES, Some(before))?)
    }

    fn of_window(&self, month: Window) -> Result<Chapter, TransformError> {
        let (facts, window) = (self.facts, self.window);
        let items = self.shelf.frame(&ITEM_TALLIES, Some(month))?;
        let tallies = self.shelf.frame(&TALLIES, Some(month))?;
        let working = self.dimensions.working(tallies, Some(items))?;
        let calendar = Calendar::of(facts, month)?;
        let valued = daily::value(
            facts,
            &working.rows()?,
            &calendar,
            self.weights_before(month)?,
            (month, window.to()),
        )?;
        let of_window = OfWindow {
            once: working.once(window)?,
            ran: working.ran(window)?,
            unbased: working.unbased(window, &calendar)?,
            ambiguous: working.ambiguous(window)?,
        };
        Ok(Chapter {
            valued,
            of_window: Some(of_window),
        })
    }
}

/// A month of the lake's table, by (day, method, project).
fn read(frame: LazyFrame) -> Result<Vec<DailyValue>, TransformError> {
    let frame = gather(rows::sorted(frame, DAILY_VALUES.key))?;
    daily_values(&frame).map_err(|error| TransformError::Shelf(Box::new(error)))
}
