//! The life cycle of an activity, as XES tells it: a row when it starts, a row when it is complete,
//! rows in between. They are one event; taken each for itself, everything would have been done
//! twice and nothing would have taken any time.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

/// What a row says of its activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It is an event as it stands.
    Whole,
    Start,
    Resume,
    Suspend,
    End,
    /// It was planned, handed to somebody or left out: nothing was done.
    Planned,
}

impl Step {
    /// A row without a word, or with one that XES does not know, is an event as it stands.
    pub fn of(word: Option<&str>) -> Self {
        match word.map(str::to_lowercase).as_deref() {
            Some("start") => Self::Start,
            Some("complete" | "ate_abort" | "pi_abort") => Self::End,
            Some("suspend") => Self::Suspend,
            Some("resume") => Self::Resume,
            Some("schedule" | "assign" | "reassign" | "withdraw" | "manualskip" | "autoskip") => {
                Self::Planned
            }
            _ => Self::Whole,
        }
    }

    /// What a row tells that may have columns for both ends: with both of them it is complete by
    /// itself.
    pub fn at(
        self,
        started: Option<DateTime<Utc>>,
        ended: Option<DateTime<Utc>>,
    ) -> (Self, Option<DateTime<Utc>>) {
        match self {
            Self::End if started.is_some() && ended.is_some() => (Self::Whole, ended),
            Self::Start => (self, started.or(ended)),
            _ => (self, ended.or(started)),
        }
    }
}

/// A row of an activity of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepAt {
    pub at: DateTime<Utc>,
    pub step: Step,
    pub resource: Option<String>,
}

/// An activity that was done once, or is being done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityRun {
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub pauses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub resource: Option<String>,
    paused: Option<DateTime<Utc>>,
}

impl ActivityRun {
    /// From start to end, without the pauses. None: one of them is not told.
    pub fn worked_us(&self) -> Option<i64> {
        let whole = (self.ended? - self.started?).num_microseconds()?;
        let paused = self
            .pauses
            .iter()
            .filter_map(|(from, to)| (*to - *from).num_microseconds())
            .sum::<i64>();
        Some((whole - paused).max(0))
    }

    fn resume(&mut self, at: DateTime<Utc>) {
        self.pauses
            .extend(self.paused.take().map(|from| (from, at)));
    }
}

/// What the rows of one activity of a case come to, in whatever order they stand: what started
/// first ends first.
pub fn runs(mut told: Vec<StepAt>) -> Vec<ActivityRun> {
    // Of one instant: what begins stands before what is over.
    told.sort_by_key(|told| (told.at, told.step));
    let (mut open, mut done): (VecDeque<ActivityRun>, Vec<ActivityRun>) = Default::default();
    for StepAt { at, step, resource } in told {
        match step {
            Step::Start => open.push_back(ActivityRun {
                started: Some(at),
                resource,
                ..ActivityRun::default()
            }),
            Step::Suspend => {
                if let Some(run) = open.iter_mut().find(|run| run.paused.is_none()) {
                    run.paused = Some(at);
                }
            }
            Step::Resume => {
                if let Some(run) = open.iter_mut().find(|run| run.paused.is_some()) {
                    run.resume(at);
                }
            }
            Step::End => {
                // Whose start is not told is known by its end alone.
                let mut run = open.pop_front().unwrap_or_default();
                run.resume(at);
                (run.ended, run.resource) = (Some(at), resource.or(run.resource));
                done.push(run);
            }
            Step::Whole | Step::Planned => {}
        }
    }
    done.extend(open);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: &[(&str, &str)]) -> Vec<String> {
        let at = |time: &str| format!("2026-03-02T{time}:00Z").parse().unwrap();
        let told = rows.iter().map(|(word, time)| StepAt {
            at: at(time),
            step: Step::of(Some(word)),
            resource: None,
        });
        let time = |at: Option<DateTime<Utc>>| {
            at.map_or("-".to_owned(), |at| at.format("%H:%M").to_string())
        };
        let minutes = |run: &ActivityRun| {
            run.worked_us()
                .map_or("-".to_owned(), |us| (us / 60_000_000).to_string())
        };
        runs(told.collect())
            .iter()
            .map(|run| {
                format!(
                    "{}..{} {}",
                    time(run.started),
                    time(run.ended),
                    minutes(run)
                )
            })
            .collect()
    }

    #[test]
    fn what_started_first_ends_first_and_pauses_are_no_work() {
        assert_eq!(
            told(&[("complete", "08:10"), ("START", "08:00")]),
            ["08:00..08:10 10"]
        );
        assert_eq!(
            told(&[("start", "08:00"), ("complete", "08:00")]),
            ["08:00..08:00 0"]
        );
        let twice = [
            ("start", "08:00"),
            ("start", "08:05"),
            ("complete", "08:20"),
            ("complete", "08:10"),
        ];
        assert_eq!(told(&twice), ["08:00..08:10 10", "08:05..08:20 15"]);
        let paused = [
            ("start", "08:00"),
            ("suspend", "08:10"),
            ("resume", "09:00"),
            ("suspend", "09:05"),
            ("complete", "09:30"),
        ];
        assert_eq!(told(&paused), ["08:00..09:30 15"], "10 and 5 minutes");
        assert_eq!(
            told(&[("complete", "08:10"), ("start", "09:00")]),
            ["-..08:10 -", "09:00..- -"]
        );
        assert_eq!(
            told(&[("schedule", "08:00"), ("withdraw", "08:10")]),
            [""; 0]
        );
    }
}
