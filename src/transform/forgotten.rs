//! Days that a source had forgotten before it was asked again. What it tells says when it was
//! heard, so no clock is asked: who tells of an hour was heard at that hour or later, and what had
//! happened too long before it was gone by then.

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::model::{Window, Zone};

/// What one export tells of what its source forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub oldest: DateTime<Utc>,
    pub newest: DateTime<Utc>,
}

impl Heard {
    /// The earliest that its source can have been asked. Who tells of a longer time than the source
    /// remembers was put together of several askings.
    fn asked(self, memory: TimeDelta) -> DateTime<Utc> {
        if self.newest - self.oldest <= memory {
            self.newest
        } else {
            self.oldest
        }
    }
}

/// Whole days of which nothing is known, and of which nothing could be known when the source was
/// asked again: those after the last one that was told of before, and before the first one that it
/// can have remembered.
///
/// ```
/// use reckoner::transform::forgotten::{Heard, forgotten};
///
/// let heard = |oldest: &str, newest: &str| Heard { oldest: oldest.parse().unwrap(), newest: newest.parse().unwrap() };
/// let told = [
///     heard("2026-01-05T08:00:00Z", "2026-01-30T17:00:00Z"),
///     // Asked on 12 March or later: it remembers 28 days, so nothing before 12 February.
///     heard("2026-02-20T08:00:00Z", "2026-03-12T09:00:00Z"),
/// ];
/// let lost = forgotten(&told, 28, "UTC".parse().unwrap());
/// assert_eq!(lost.iter().map(|days| days.to_string()).collect::<Vec<_>>(), ["2026-01-31..2026-02-11"]);
/// ```
pub fn forgotten(heard: &[Heard], after_days: i64, zone: Zone) -> Vec<Window> {
    let memory = TimeDelta::days(after_days);
    let mut heard = heard.to_vec();
    heard.sort_by_key(|heard| (heard.oldest, heard.newest));
    let mut lost = Vec::new();
    let mut known: Option<DateTime<Utc>> = None;
    for next in heard {
        let remembered = (next.asked(memory) - memory).min(next.oldest);
        if let Some(known) = known.filter(|known| *known < remembered) {
            // On its first and last day it told something, or may remember something.
            let days = zone
                .local_day(known)
                .checked_add_days(Days::new(1))
                .zip(zone.local_day(remembered).pred_opt());
            lost.extend(days.and_then(|(from, to)| Window::new(from, to)));
        }
        known = known.max(Some(next.newest));
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(heard: &[(&str, &str)]) -> String {
        let at = |text: &str| format!("2026-{text}:00Z").parse().unwrap();
        let heard: Vec<_> = heard
            .iter()
            .map(|(oldest, newest)| Heard {
                oldest: at(oldest),
                newest: at(newest),
            })
            .collect();
        let lost = |heard: &[Heard]| {
            let days = forgotten(heard, 28, "Europe/Berlin".parse().unwrap());
            days.iter()
                .map(|days| days.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (told, mut turned) = (lost(&heard), heard);
        turned.reverse();
        assert_eq!(lost(&turned), told, "in any order");
        told
    }

    #[test]
    fn what_was_heard_in_time_is_not_lost() {
        let january = ("01-05T08:00", "01-30T22:00");
        // 30 January to 27 February are 28 days: all of it could be remembered.
        assert_eq!(lost(&[january, ("02-27T22:00", "02-27T22:00")]), "");
        // 30 days: of 31 January and 1 February only hours are lost, and no whole day: until 23 h
        // on the 1st in Berlin.
        assert_eq!(
            lost(&[january, ("03-01T22:00", "03-01T22:00")]),
            "2026-01-31..2026-01-31"
        );
        assert_eq!(
            lost(&[january, ("03-02T22:00", "03-02T22:00")]),
            "2026-01-31..2026-02-01"
        );
        // Half past eleven in the evening in London is the next day in Berlin.
        assert_eq!(
            lost(&[
                ("01-05T08:00", "01-30T23:30"),
                ("03-02T22:00", "03-02T22:00")
            ]),
            "2026-02-01..2026-02-01"
        );
        assert_eq!(
            lost(&[january]) + &lost(&[]),
            "",
            "nobody knows what was before the first"
        );
    }

    #[test]
    fn a_hearing_in_between_shortens_what_is_lost_and_one_that_told_more_than_is_remembered_is_many()
     {
        let (january, april) = (
            ("01-05T08:00", "01-30T12:00"),
            ("04-10T08:00", "04-10T12:00"),
        );
        assert_eq!(lost(&[january, april]), "2026-01-31..2026-03-12");
        assert_eq!(
            lost(&[january, ("03-01T12:00", "03-01T12:00"), april]),
            "2026-01-31..2026-01-31 2026-03-02..2026-03-12"
        );
        // Told on 10 April or later, but also of 1 March: less than 28 days before that is known to
        // be remembered.
        assert_eq!(
            lost(&[january, ("03-01T12:00", "04-10T12:00")]),
            "2026-01-31..2026-01-31"
        );
        // Told of the very days that would be lost.
        assert_eq!(
            lost(&[
                january,
                ("01-28T08:00", "02-20T12:00"),
                ("03-15T08:00", "03-20T12:00")
            ]),
            ""
        );
    }
}
