//! Which of a job's windows `latest/` shows. It hangs on the windows that were published, on the
//! job's own words and on the day, and not on the order in which they were run.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::window::FiscalStart;
use crate::model::{JobName, Window, WindowSpec};

/// What is asked of jobs beside their windows.
#[derive(Debug, Clone)]
pub struct Bookmarks {
    /// The window of each job's file, and the day on its clock.
    pub jobs: BTreeMap<JobName, (WindowSpec, NaiveDate)>,
    /// Of a job whose file is gone.
    pub today: NaiveDate,
    pub fiscal: FiscalStart,
}

impl Bookmarks {
    /// The newest window that is over, of the job's own kind where its file says words such as
    /// `last-week`; where there is none of that kind, of any. One that is not over yet comes before
    /// others only where the job's file names its days. None: all of them lie in the future.
    pub fn latest(&self, job: &JobName, windows: impl Iterator<Item = Window>) -> Option<Window> {
        let (spec, today) = self
            .jobs
            .get(job)
            .map_or((None, self.today), |(spec, today)| (Some(*spec), *today));
        let rank = |window: &Window| {
            let is_over = window.to() <= today;
            match spec {
                Some(WindowSpec::Fixed(own)) => u8::from(!is_over && own != *window),
                Some(words) if is_over => u8::from(!words.means(*window, self.fiscal)),
                Some(_) => 2,
                None => u8::from(!is_over),
            }
        };
        let begun = windows.filter(|window| window.from() <= today);
        begun.min_by_key(|window| {
            (
                rank(window),
                Reverse((window.to().min(today), window.from())),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(own: Option<&str>, windows: &[&str]) -> Option<String> {
        let days = |text: &str| match text.parse::<WindowSpec>() {
            Ok(WindowSpec::Fixed(days)) => days,
            other => panic!("{text}: {other:?}"),
        };
        // A Tuesday.
        let (job, today): (JobName, NaiveDate) =
            ("j".parse().unwrap(), "2026-03-24".parse().unwrap());
        let jobs = own
            .map(|own| (job.clone(), (own.parse().unwrap(), today)))
            .into_iter()
            .collect();
        let bookmarks = Bookmarks {
            jobs,
            today,
            fiscal: FiscalStart::default(),
        };
        let forth = bookmarks.latest(&job, windows.iter().map(|text| days(text)));
        let back = bookmarks.latest(&job, windows.iter().rev().map(|text| days(text)));
        assert_eq!(forth, back, "order is nothing");
        forth.map(|window| window.to_string())
    }

    #[test]
    fn the_newest_that_is_over_is_the_latest() {
        let (february, week) = ("2026-02-01..2026-02-28", "2026-03-16..2026-03-22");
        for own in [None, Some("2026-02")] {
            assert_eq!(
                latest(own, &["2026-W12", "2026-02", "2026-01", "2026-03", "2027"]).as_deref(),
                Some(week),
                "{own:?}"
            );
            assert_eq!(
                latest(own, &["2026-01", "2026-02", "2026-Q1"]).as_deref(),
                Some(february),
                "{own:?}"
            );
        }
        // Of two that end on one day, the one that begins later.
        assert_eq!(
            latest(None, &["2026-01-01..2026-02-28", "2026-02"]).as_deref(),
            Some(february)
        );
    }

    #[test]
    fn a_job_of_words_shows_its_own_kind_first() {
        let windows = [
            "2026-W10",
            "2026-W11",
            "2026-02",
            "2026-03-01..2026-03-23",
            "2026-W13",
            "2026-04",
        ];
        assert_eq!(
            latest(Some("last-week"), &windows).as_deref(),
            Some("2026-03-09..2026-03-15")
        );
        assert_eq!(
            latest(Some("month-to-date"), &windows).as_deref(),
            Some("2026-03-01..2026-03-23")
        );
        assert_eq!(
            latest(Some("last-quarter"), &windows).as_deref(),
            Some("2026-03-01..2026-03-23"),
            "none of its kind"
        );
    }

    #[test]
    fn days_that_a_job_names_are_shown_before_they_are_over_and_what_has_not_begun_never_is() {
        assert_eq!(
            latest(Some("2026-Q1"), &["2026-Q1", "2026-02"]).as_deref(),
            Some("2026-01-01..2026-03-31")
        );
        assert_eq!(
            latest(Some("last-week"), &["2026-Q1"]).as_deref(),
            Some("2026-01-01..2026-03-31"),
            "better than nothing"
        );
        assert_eq!(latest(Some("2026-Q2"), &["2026-Q2", "2027"]), None);
        assert_eq!(latest(None, &[]), None);
    }
}
