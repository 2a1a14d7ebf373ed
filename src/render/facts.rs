//! What a page is made from, and what is asked of it again and again: its unit, what it is about,
//! what it is compared with, and whether anything is known of it.

use chrono::{Datelike, NaiveDate};

use super::bundle::{Bundle, Subject};
use super::format::{self, MoneyUnit};
use super::texts::text;
use crate::model::language::Speech;
use crate::model::scoreboard::Coverage;
use crate::model::{Estate, Gap, Master, Micros, Publication, Satellite, Scoreboard, Value};

/// What a report is made from. No clock: the same page gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct ReportFacts<'a> {
    pub estate: &'a Estate,
    pub master: &'a Master,
    /// Cut to what its reader may see: nothing else is at hand here.
    pub board: &'a Scoreboard,
    pub subject: &'a Subject,
    /// The pages that lie beside it, and where among them it lies.
    pub bundle: &'a Bundle,
    pub here: &'a str,
    pub publication: &'a Publication,
    /// Lake files that the figures were made from; none of a scope, which are not its own alone.
    pub files: Option<usize>,
    /// Name and version of the program.
    pub program: &'a str,
    /// The language of its reader, and how they write numbers.
    pub speech: Speech,
}

impl ReportFacts<'_> {
    /// The unit of its amounts, which stands once on top.
    pub fn unit(&self) -> MoneyUnit {
        let total = &self.board.totals[0];
        let values = [Some(&total.value), total.previous.as_ref()];
        let amounts = values.into_iter().flatten();
        MoneyUnit::of_page(amounts.flat_map(|v| [v.benefit(), v.cost(), v.net()]))
    }

    /// `4,801`, in that unit.
    pub fn say(&self, amount: Micros) -> String {
        self.unit().say(amount)
    }

    /// `USD`, `USD k`.
    pub fn money(&self) -> String {
        self.unit().of_currency(&self.estate.currency)
    }

    /// What the page is about, in words; empty for the estate.
    pub fn subject_name(&self) -> String {
        match self.subject {
            Subject::Estate => String::new(),
            Subject::Part(words) => words.clone(),
            Subject::Department(id) => {
                let known = self.board.departments.iter();
                let mut known = known.filter(|d| d.department_id.as_ref() == Some(id));
                known.next().map_or(id.to_string(), |d| d.name.clone())
            }
            Subject::Project(id) => {
                let known = self.board.headline_project(id);
                known.map_or(id.to_string(), |p| p.name.clone())
            }
        }
    }

    /// Whether anything is known of the window: a satellite that counts has told of some of its
    /// days. Where none was active then, all is known: nothing ran.
    pub fn is_known(&self) -> bool {
        let window = self.board.window;
        let counting = self.board.coverage.iter().filter(|c| c.counts);
        let mut awaited = counting
            .filter_map(|c| Some((self.estate.satellite(c.satellite_id.as_str())?, c)))
            .filter(|(s, _)| {
                s.active_to.is_none_or(|last| last >= window.from())
                    && s.active_from.is_none_or(|first| first <= window.to())
            })
            .peekable();
        let has_told = |(s, c): (&Satellite, &Coverage)| {
            c.first_day
                .zip(c.newest_event)
                .is_some_and(|(first, newest)| {
                    first <= window.to() && s.told_to(newest) >= window.from()
                })
        };
        awaited.peek().is_none() || awaited.any(has_told)
    }

    /// What the window is compared with: nothing where no satellite that counts had told anything
    /// by its first day, whatever was spent, since a part of a window is no measure of a whole one
    /// (the bridge has the same rule); and a window of which nothing is known is compared with
    /// nothing.
    pub fn previous(&self) -> Option<&Value> {
        let total = &self.board.totals[0];
        let is_told = match self.told_from() {
            Some(first) => first <= total.previous_window.from(),
            None => !self.board.coverage.iter().any(|c| c.counts),
        };
        total
            .previous
            .as_ref()
            .filter(|p| !p.is_zero() && is_told && self.is_known())
    }

    /// Of a window before that is told from a later day than its first: which.
    pub fn part_told(&self) -> Option<String> {
        let previous = self.board.totals[0].previous_window;
        let first = self.told_from().filter(|first| previous.contains(*first))?;
        (first > previous.from()).then(|| {
            text!(
                "part-told",
                window = self.previous_name(),
                day = format::day(first)
            )
        })
    }

    /// The first day that any satellite that counts ever told of.
    fn told_from(&self) -> Option<NaiveDate> {
        let counting = self.board.coverage.iter().filter(|c| c.counts);
        counting.filter_map(|c| c.first_day).min()
    }

    /// The window before, without its year where that is this one's.
    pub fn previous_name(&self) -> String {
        let (days, before) = (self.board.window, self.board.totals[0].previous_window);
        match days.from().year() == before.from().year() {
            true => format::window_without_year(before),
            false => format::window(before),
        }
    }

    /// Whether all of the window can be taken to have arrived.
    pub fn is_complete(&self, coverage: &Coverage) -> bool {
        let satellite = self.estate.satellite(coverage.satellite_id.as_str());
        let begins_late = self.board.gaps.iter().any(|gap| match gap {
            Gap::Untold { satellite, .. } => *satellite == coverage.satellite_id,
            _ => false,
        });
        satellite.is_none_or(|s| s.complete_to(self.board.window.to(), coverage.newest_event))
            && !begins_late
    }
}
