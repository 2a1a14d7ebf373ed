//! What a reader should know of a project, worked out a second time from the data dictionary's
//! table of flags.

use chrono::{Days, Months, NaiveDate};

use super::cells::{is_success, is_valid};
use super::oracle::Oracle;
use super::sessions::Session;

impl Oracle<'_> {
    /// The flags of a project over a window, in the order in which the program prints them.
    pub fn flags(&self, project: &str, from: NaiveDate, to: NaiveDate) -> Vec<&'static str> {
        let sum = self.sum(project, from, to);
        let now = self.baseline(project, to);
        let live = self.project_on(project, to).status == "live";
        let valued = sum.ladder[0].is_some();
        let mine: Vec<&Session> = self.sessions_of(project, from, to).collect();
        let unvalued = mine
            .iter()
            .any(|s| is_success(s.row.outcome) && self.baseline(project, s.day).is_none());
        let outdated = |on: NaiveDate| on + Months::new(18) < to;
        let valid: Vec<_> = mine.iter().filter(|s| is_valid(s.row.outcome)).collect();
        let milliseconds: i64 = valid.iter().filter_map(|s| s.duration_ms).sum();
        let mut days = from.iter_days().take_while(|day| *day <= to);
        let assumed = days.any(|day| {
            self.baseline(project, day)
                .is_some_and(|b| b.conversion.is_none())
        });
        let many_and_short = valid.len() >= 100 && milliseconds <= 10_000 * valid.len() as i64;
        let flags = [
            ("over_credit", self.over_credited(project, from, to)),
            // What was not valued is not zero.
            (
                "zero_value",
                live && sum.counts[0] > 0 && valued && sum.benefit() <= 0,
            ),
            ("no_baseline", unvalued || (live && !valued)),
            ("no_cost", sum.cost() == 0),
            (
                "stale",
                now.and_then(|b| b.measured_on).is_some_and(outdated),
            ),
            ("dispatcher", now.is_none() && many_and_short),
            ("conversion_assumed", sum.counts[0] > 0 && assumed),
        ];
        flags
            .into_iter()
            .filter(|(_, raised)| *raised)
            .map(|(flag, _)| flag)
            .collect()
    }

    /// The sessions that count in a project, of a window.
    pub fn sessions_of(
        &self,
        project: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> impl Iterator<Item = &Session> {
        let counts = move |s: &&Session| {
            self.counts(s) && s.row.outcome != "test" && from <= s.day && s.day <= to
        };
        self.sessions
            .iter()
            .filter(counts)
            .filter(move |s| s.counted.iter().any(|(p, _)| p == project))
    }

    /// In one of the window's months, the days up to its end or the window's.
    fn over_credited(&self, project: &str, from: NaiveDate, to: NaiveDate) -> bool {
        let first = from - Days::new(u64::from(chrono::Datelike::day0(&from)));
        let months = std::iter::successors(Some(first), |first| Some(*first + Months::new(1)))
            .take_while(|first| *first <= to);
        months.into_iter().any(|first| {
            let last = to.min(first + Months::new(1) - Days::new(1));
            let units = self.sum(project, first, last).ladder[0].unwrap_or(0);
            self.baseline(project, last).is_some_and(|b| {
                let wanted = b
                    .demand
                    .is_some_and(|demand| units * 10 > i128::from(demand) * 11);
                wanted
                    || b.planned
                        .is_some_and(|planned| units > i128::from(planned) * 3)
            })
        })
    }
}
