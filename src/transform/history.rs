//! Values of any days: of the window's months as their tallies say, of earlier months as the lake
//! keeps them, of later months (goals and amounts reach beyond sessions) laid here. A few months at
//! a time, so that years fit in memory.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use polars::prelude::LazyFrame;

use super::daily::Valued;
use super::metered::{Ambiguous, Metered, Ran, prepared};
use super::metering::{Projects, Spans};
use super::rows::{self, gather};
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
    spans: Spans,
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
            spans: Spans::of(facts)?,
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
            let tallies = prepared(self.shelf.frame(&TALLIES, Some(month.window()))?, None)?;
            Ok::<_, TransformError>(Metered::of(self.facts, &self.spans, &tallies)?.once(days))
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
            daily::value(self.facts, &[], before, (days, self.window.to())).values
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
        daily::weights_of(
            self.facts,
            &self.spans,
            self.shelf.frame(&TALLIES, Some(before))?,
        )
    }

    fn of_window(&self, month: Window) -> Result<Chapter, TransformError> {
        let (facts, window) = (self.facts, self.window);
        let items = self.shelf.frame(&ITEM_TALLIES, Some(month))?;
        let tallies = prepared(self.shelf.frame(&TALLIES, Some(month))?, Some(items))?;
        let metered = Metered::of(facts, &self.spans, &tallies)?;
        let valued = daily::value(
            facts,
            &metered.rows(),
            self.weights_before(month)?,
            (month, window.to()),
        );
        let projects = Projects::of(facts.master);
        let unbased = metered.unbased(window, |project, day| {
            facts
                .master
                .baseline_on(projects.id(project), day)
                .is_some()
        });
        let (once, ran, ambiguous) = (
            metered.once(window),
            metered.ran(window),
            metered.ambiguous(window),
        );
        let of_window = OfWindow {
            once,
            ran,
            unbased,
            ambiguous,
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
