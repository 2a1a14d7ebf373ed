//! Values of any days, as the lake keeps them. Only what it does not keep is scored here: later
//! months, into which goals and amounts reach, and all months where the window ends before or
//! after somebody signed. A few months at a time, so that years fit in memory.

use std::collections::HashMap;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, Expr, LazyFrame, col, lit};

use super::daily::{Scored, Tallies};
use super::findings::Findings;
use super::rows::{self, gather};
use super::stage::{Ambiguous, Dimensions, Metered, Ran};
use super::{Shelf, TransformError, daily, weights};
use crate::lake::LakeError;
use crate::lake::cells::micros_name;
use crate::lake::findings::findings;
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{DAILY_FINDINGS, DAILY_VALUES, ITEM_TALLIES, TALLIES, Table};
use crate::lake::values::daily_values;
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::master::Benefit;
use crate::model::value::{Counts, DailyValue, Method};
use crate::model::window::Month;
use crate::model::{ProjectId, Window};

/// So many months are worked on before they are told.
const MONTHS_AT_ONCE: usize = 4;

/// Cost that is not dated by its own day alone, or that is planned as it was charged.
const PAID: [FindingKind; 5] = [
    FindingKind::PaidOnce,
    FindingKind::PaidOnDay,
    FindingKind::Carried,
    FindingKind::ChargedBuild,
    FindingKind::ChargedRun,
];

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
    /// Of a month that neither the window touches nor the one that it is compared with: what was
    /// paid alone.
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

    /// Tells the months from that of a day to that of the window's end, one after the other; of
    /// those before the month of `asked`, what was earned and paid is enough.
    pub fn each(
        &self,
        from: NaiveDate,
        asked: NaiveDate,
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
            let chapters = side_by_side(months.to_vec(), Threads::Cores, |month| {
                self.chapter(month, month.window().to() < asked)
            })?;
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

    fn chapter(&self, month: Month, is_early: bool) -> Result<Chapter, TransformError> {
        let days = month.window();
        let is_kept = self.kept.is_some_and(|kept| days.from() <= kept.to());
        let Scored {
            values,
            mut findings,
        } = if is_kept && self.is_as_of_window {
            let asked = self.compared.iter().chain([&self.window]);
            let is_asked = asked
                .copied()
                .any(|window| window.intersect(days).is_some());
            Scored {
                values: match is_early {
                    true => self.earned(days)?,
                    false => read(self.shelf, &DAILY_VALUES, days, daily_values)?,
                },
                findings: match is_asked {
                    true => read(self.shelf, &DAILY_FINDINGS, days, findings)?,
                    false => self.paid(days)?,
                },
            }
        } else {
            self.scored(days, self.window.to())?
        };
        if self.is_cut(days) {
            // Later days of its month know more of who carries what than was known then.
            findings.retain(|found| found.kind != FindingKind::Carried);
            let known = Window::new(days.from(), self.window.to()).expect("it ends in this month");
            let mut scored = self.scored(known, self.window.to())?.findings;
            scored.retain(|found| found.kind == FindingKind::Carried);
            findings.append(&mut scored);
        }
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

    /// The values of a month that brought anything by themselves.
    fn earned(&self, month: Window) -> Result<Vec<DailyValue>, TransformError> {
        let frame = self.shelf.frame(&DAILY_VALUES, Some(month))?;
        let brought = |name| col(micros_name(name)).neq(lit(0i64));
        let is_earned = brought("recaptured").or(brought("error_avoidance"));
        told(frame.filter(is_earned), &DAILY_VALUES, daily_values)
    }

    /// What was paid in a month in which nothing else is asked.
    fn paid(&self, month: Window) -> Result<Vec<DailyFinding>, TransformError> {
        let frame = self.shelf.frame(&DAILY_FINDINGS, Some(month))?;
        let kinds = PAID.map(|kind| col("kind").eq(lit(kind.as_str())));
        let is_paid = kinds.into_iter().reduce(Expr::or).expect("there are some");
        told(frame.filter(is_paid), &DAILY_FINDINGS, findings)
    }

    /// The window ends within these days, and on later ones shared cost is carried that is paid
    /// together with that of earlier ones.
    fn is_cut(&self, month: Window) -> bool {
        let (facts, end) = (self.dimensions.facts, self.window.to());
        let mut costs = facts.master.costs.iter();
        end < month.to().min(facts.counted_to)
            && month.contains(end)
            && costs.any(|cost| cost.project_id.is_shared() && cost.is_paid_together())
    }

    /// Days of a month as they were signed by a day.
    fn scored(&self, days: Window, as_of: NaiveDate) -> Result<Scored, TransformError> {
        let month = Month::of(days.from()).window();
        let frame = |table, days| self.shelf.frame(table, Some(days));
        let before = Month::of(month.from()).previous().window();
        let before =
            weights::are_needed(self.dimensions.facts, month).then(|| frame(&TALLIES, before));
        let tallies = Tallies {
            sessions: frame(&TALLIES, month)?,
            items: frame(&ITEM_TALLIES, month)?,
            before: before.transpose()?,
        };
        daily::score(self.dimensions, tallies, (days, as_of))
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
    told(shelf.frame(table, Some(days))?, table, rows_of)
}

fn told<T>(
    frame: LazyFrame,
    table: &'static Table,
    rows_of: impl Fn(&DataFrame) -> Result<Vec<T>, LakeError>,
) -> Result<Vec<T>, TransformError> {
    let frame = gather(rows::sorted(frame, table.key))?;
    rows_of(&frame).map_err(|error| TransformError::Shelf(Box::new(error)))
}
