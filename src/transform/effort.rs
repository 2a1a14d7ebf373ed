//! What a piece of work takes by hand, from an event log: minutes a case, cases a month, who works
//! on them, and what is done again. It proposes a baseline and never becomes one by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::model::event::Event;
use crate::model::exact::{ONE, div_half_even};
use crate::model::{Micros, Zone};

/// A log in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    pub events: usize,
    pub cases: usize,
    /// Of the first and the last event.
    pub days: (NaiveDate, NaiveDate),
    /// None: no case can be timed.
    pub minutes: Option<Minutes>,
    /// By the month in which the last event of a case was; year and month.
    pub months: BTreeMap<(i32, u32), usize>,
    /// How many months lie wholly within the log, and the cases that ended in one, on average;
    /// None: no month does.
    pub per_month: Option<(usize, Micros)>,
    /// Who is named anywhere.
    pub people: usize,
    /// Who is named in a case: the median of the cases in which somebody is.
    pub people_per_case: Option<Micros>,
    /// Cases in which something was done more than once.
    pub reworked: usize,
    pub rework_share: Micros,
    /// What was done more than once, in how many cases, most often first.
    pub repeated: Vec<(String, usize)>,
}

/// Minutes a case, of those in which every event has a start and an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes {
    pub sample: usize,
    /// What so many cases take is so many times this.
    pub mean: Micros,
    /// In four of five samples like this one the mean lies between; None: a single case says
    /// nothing of that.
    pub band: Option<(Micros, Micros)>,
}

/// None: there is no event.
///
/// One case, in which Ann worked from 9:00 to 9:10 and beside it from 9:05 to 9:12, and Bob from
/// 9:00 to 9:03, took 12 + 3 minutes: nobody works two minutes in one.
///
/// ```
/// # use reckoner::model::{Micros, event::Event};
/// # use reckoner::transform::effort::effort;
/// let event = |who: &str, from: &str, to: &str| {
///     let at = |time: &str| Some(format!("2026-03-02T{time}:00Z").parse().unwrap());
///     Event { case: "c".into(), activity: "check".into(), resource: Some(who.into()), started: at(from), ended: at(to), pauses: vec![] }
/// };
/// let log = [event("ann", "09:00", "09:10"), event("ann", "09:05", "09:12"), event("bob", "09:00", "09:03")];
/// assert_eq!(effort(&log, "UTC".parse().unwrap()).unwrap().minutes.unwrap().mean, Micros::whole(15));
/// ```
pub fn effort(events: &[Event], zone: Zone) -> Option<Effort> {
    let mut cases = BTreeMap::<&str, Vec<&Event>>::new();
    for event in events {
        cases.entry(&event.case).or_default().push(event);
    }
    let instants = || {
        events
            .iter()
            .flat_map(|event| [event.started, event.ended])
            .flatten()
    };
    let days = (
        zone.local_day(instants().min()?),
        zone.local_day(instants().max()?),
    );
    let worked: Vec<i64> = cases.values().filter_map(|case| worked_us(case)).collect();
    let mut months = BTreeMap::<(i32, u32), usize>::new();
    for last in cases.values().filter_map(|case| {
        case.iter()
            .flat_map(|event| [event.started, event.ended])
            .flatten()
            .max()
    }) {
        let day = zone.local_day(last);
        *months.entry((day.year(), day.month())).or_default() += 1;
    }
    let named = |case: &[&Event]| {
        case.iter()
            .filter_map(|event| event.resource.as_deref())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let mut people: Vec<i64> = cases
        .values()
        .map(|case| named(case) as i64)
        .filter(|people| *people > 0)
        .collect();
    people.sort_unstable();
    let mut repeated = BTreeMap::<&str, usize>::new();
    let mut reworked = 0;
    for again in cases.values().map(|case| done_again(case)) {
        reworked += usize::from(!again.is_empty());
        again
            .into_iter()
            .for_each(|activity| *repeated.entry(activity).or_default() += 1);
    }
    let mut repeated: Vec<_> = repeated
        .into_iter()
        .map(|(activity, cases)| (activity.to_owned(), cases))
        .collect();
    repeated.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Some(Effort {
        events: events.len(),
        cases: cases.len(),
        days,
        minutes: minutes(&worked),
        per_month: per_month(&months, days),
        months,
        people: events
            .iter()
            .filter_map(|event| event.resource.as_deref())
            .collect::<BTreeSet<_>>()
            .len(),
        people_per_case: median(&people),
        reworked,
        rework_share: Micros(div_half_even(reworked as i128 * ONE, cases.len() as i128)),
        repeated,
    })
}

/// What a case took of all people together, in microseconds; None: not every event tells how long
/// it took. What one person did at once counts once, and so does what nobody is named for.
fn worked_us(case: &[&Event]) -> Option<i64> {
    let mut spans = BTreeMap::<Option<&str>, Vec<(DateTime<Utc>, DateTime<Utc>)>>::new();
    for event in case {
        let (started, ended) = event
            .started
            .zip(event.ended)
            .filter(|(started, ended)| started <= ended)?;
        let spans = spans.entry(event.resource.as_deref()).or_default();
        let mut from = started;
        for &(paused, resumed) in &event.pauses {
            spans.push((from, paused));
            from = resumed;
        }
        spans.push((from, ended));
    }
    let mut worked_us = 0;
    for spans in spans.values_mut() {
        spans.sort_unstable();
        let mut until = DateTime::<Utc>::MIN_UTC;
        for &(started, ended) in spans.iter() {
            let from = started.max(until);
            worked_us += (ended.max(from) - from).num_microseconds()?;
            until = until.max(ended);
        }
    }
    Some(worked_us)
}

/// The activities that a case saw more than once.
fn done_again<'e>(case: &[&'e Event]) -> BTreeSet<&'e str> {
    let (mut once, mut again) = (BTreeSet::new(), BTreeSet::new());
    for event in case {
        if !once.insert(event.activity.as_str()) {
            again.insert(event.activity.as_str());
        }
    }
    again
}

/// The months between that of the first day and that of the last: of these two nobody knows whether
/// they are whole.
fn per_month(
    months: &BTreeMap<(i32, u32), usize>,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<(usize, Micros)> {
    let number = |year: i32, month: u32| i64::from(year) * 12 + i64::from(month);
    let within = number(first.year(), first.month()) + 1..number(last.year(), last.month());
    let count = within.end - within.start;
    let cases: usize = months
        .iter()
        .filter(|((year, month), _)| within.contains(&number(*year, *month)))
        .map(|(_, cases)| cases)
        .sum();
    (count > 0).then(|| {
        (
            count as usize,
            Micros(div_half_even(cases as i128 * ONE, count.into())),
        )
    })
}

/// The mean, and P10 and P90 of the mean: mean ∓ 1.281552 × s/√n, s with n − 1, not below 0. How
/// widely single cases differ is another question; n cases are n × the mean. None: there is no
/// case.
fn minutes(worked_us: &[i64]) -> Option<Minutes> {
    const MINUTE_MS: i128 = 60_000;
    let n = worked_us.len() as i128;
    let sum: i128 = worked_us.iter().map(|us| i128::from(*us)).sum();
    let mean = (n > 0).then(|| Micros(div_half_even(sum * ONE, n * MINUTE_MS * 1_000)))?;
    let band = (n > 1).then(|| {
        // n²·(n − 1) times the variance of the mean, exact in whole milliseconds; then one root.
        let (sum, squares) = worked_us
            .iter()
            .map(|us| i128::from(us / 1_000))
            .fold((0, 0), |(sum, squares), ms| (sum + ms, squares + ms * ms));
        let spread =
            ((n * squares - sum * sum) as f64 / (n * n * (n - 1)) as f64).sqrt() * 1.281_552;
        let middle = sum as f64 / n as f64;
        let thousandths =
            |ms: f64| Micros((ms / MINUTE_MS as f64 * 1_000.0).round_ties_even() as i128 * 1_000);
        // Rounded to a thousandth of a minute, and never beyond the mean.
        (
            thousandths((middle - spread).max(0.0)).min(mean),
            thousandths(middle + spread).max(mean),
        )
    });
    Some(Minutes {
        sample: worked_us.len(),
        mean,
        band,
    })
}

/// Half of the values are not above it; between two it lies in the middle. None: there is no value.
fn median(sorted: &[i64]) -> Option<Micros> {
    let (low, high) = (
        sorted.get(sorted.len().checked_sub(1)? / 2)?,
        sorted.get(sorted.len() / 2)?,
    );
    Some(Micros((i128::from(*low) + i128::from(*high)) * (ONE / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(case: &str, activity: &str, who: &str, from: &str, to: &str) -> Event {
        let at =
            |time: &str| (!time.is_empty()).then(|| format!("2026-{time}:00Z").parse().unwrap());
        Event {
            case: case.into(),
            activity: activity.into(),
            resource: (!who.is_empty()).then(|| who.into()),
            started: at(from),
            ended: at(to),
            pauses: Vec::new(),
        }
    }

    /// One event of so many minutes, on a day.
    fn took(case: &str, day: &str, minutes: u32) -> Event {
        event(
            case,
            "check",
            "ann",
            &format!("{day}T08:00"),
            &format!("{day}T08:{minutes:02}"),
        )
    }

    fn of(events: &[Event]) -> Effort {
        effort(events, "Europe/Berlin".parse().unwrap()).unwrap()
    }

    fn m(text: &str) -> Micros {
        text.parse().unwrap()
    }

    #[test]
    fn minutes_a_case_are_the_mean_and_its_band_is_of_the_mean() {
        for (minutes, mean, band) in [
            (&[7][..], "7", None),
            // deviations 5 and 5: s² = 50, s/√2 = 5; 1.281552 × 5 = 6.40776
            (&[10, 20], "15", Some(("8.592", "21.408"))),
            // deviations 15.5, 1.5, 3.5, 13.5: s² = 437 / 3, s = 12.0692, s/√4 = 6.0346; 1.281552 ×
            // 6.0346 = 7.7337
            (&[1, 15, 20, 30], "16.5", Some(("8.766", "24.234"))),
            (&[9, 9, 9], "9", Some(("9", "9"))),
            // mean 10, deviations 10 × 5 and 50: s² = 3,000 / 5 = 600, s/√6 = 10; 12.81552: not
            // below 0
            (&[0, 0, 0, 0, 0, 60], "10", Some(("0", "22.816"))),
        ] {
            let log: Vec<_> = minutes
                .iter()
                .enumerate()
                .map(|(n, minutes)| {
                    event(
                        &format!("c{n}"),
                        "check",
                        "ann",
                        "03-02T08:00",
                        &format!("03-02T{:02}:{:02}", 8 + minutes / 60, minutes % 60),
                    )
                })
                .collect();
            let band = band.map(|(low, high)| (m(low), m(high)));
            assert_eq!(
                of(&log).minutes,
                Some(Minutes {
                    sample: minutes.len(),
                    mean: m(mean),
                    band
                }),
                "{minutes:?}"
            );
        }
        // 20 seconds are a third of a minute: rounded once, to the nearest millionth; and the band
        // holds its mean.
        let thirds = minutes(&[40_000_000, 40_000_000]).unwrap();
        assert_eq!(
            (thirds.mean, thirds.band),
            (Micros(666_667), Some((Micros(666_667), Micros(667_000))))
        );
        assert_eq!(
            (
                minutes(&[]),
                median(&[]),
                median(&[1, 2]),
                median(&[1, 2, 9])
            ),
            (None, None, Some(m("1.5")), Some(m("2")))
        );
    }

    #[test]
    fn a_case_takes_what_its_people_took_each_minute_of_one_once() {
        let log = [
            event("c", "a", "ann", "03-02T08:00", "03-02T08:10"),
            event("c", "b", "ann", "03-02T08:05", "03-02T08:08"), // within the first
            event("c", "d", "ann", "03-02T08:10", "03-02T08:12"), // right behind it
            event("c", "e", "bob", "03-02T08:00", "03-02T08:04"),
            event("c", "f", "", "03-02T09:00", "03-02T09:02"),
            event("c", "g", "", "03-02T09:01", "03-02T09:03"),
        ];
        // Ann 12, Bob 4, somebody 3.
        assert_eq!(of(&log).minutes.unwrap().mean, m("19"));
    }

    #[test]
    fn a_case_that_does_not_tell_all_of_its_time_is_not_in_the_sample() {
        let log = [
            took("c1", "03-02", 10),
            took("c2", "03-02", 30),
            event("c2", "pay", "ann", "", "03-02T09:00"),
            took("c3", "03-02", 50),
            event("c3", "pay", "ann", "03-02T09:00", "03-02T08:59"),
        ];
        let found = of(&log);
        assert_eq!(
            (
                found.cases,
                found.minutes.unwrap().sample,
                found.minutes.unwrap().mean
            ),
            (3, 1, m("10"))
        );
        assert_eq!(of(&log[2..3]).minutes, None);
        assert_eq!(effort(&[], "UTC".parse().unwrap()), None);
    }

    #[test]
    fn only_months_that_lie_wholly_within_the_log_say_how_many_cases_a_month_has() {
        let log = [
            took("c1", "01-31", 1),
            took("c2", "02-01", 1),
            took("c3", "02-28", 1),
            // Half past eleven in the evening of the 28th in UTC is March in Berlin.
            event("c4", "check", "ann", "02-28T22:30", "02-28T23:30"),
            took("c5", "04-30", 1),
            took("c6", "05-01", 1),
            event("c2", "pay", "ann", "03-05T08:00", "03-05T08:01"),
        ];
        let found = of(&log);
        // c2 ended in March. February 1 (c3), March 2 (c2, c4), April 1 (c5); January and May are
        // not whole.
        assert_eq!(
            found.months,
            [
                ((2026, 1), 1),
                ((2026, 2), 1),
                ((2026, 3), 2),
                ((2026, 4), 1),
                ((2026, 5), 1)
            ]
            .into()
        );
        assert_eq!(found.per_month, Some((3, m("1.333333"))));
        assert_eq!(of(&log[..2]).per_month, None);
    }

    #[test]
    fn what_is_done_again_in_a_case_is_rework_and_in_another_case_is_not() {
        let log = [
            event("c1", "check", "ann", "03-02T08:00", "03-02T08:01"),
            event("c1", "ask", "bob", "03-02T08:02", "03-02T08:03"),
            event("c1", "check", "ann", "03-02T08:04", "03-02T08:05"),
            event("c1", "check", "cid", "03-02T08:06", "03-02T08:07"),
            event("c2", "check", "ann", "03-02T08:00", "03-02T08:01"),
            event("c3", "check", "", "03-02T08:00", ""),
            event("c3", "ask", "", "03-02T08:00", ""),
            event("c3", "ask", "", "03-02T08:00", ""),
        ];
        let found = of(&log);
        assert_eq!((found.reworked, found.rework_share), (2, m("0.666667")));
        assert_eq!(
            found.repeated,
            [("ask".to_owned(), 1), ("check".to_owned(), 1)]
        );
        // ann, bob and cid; three in c1 and one in c2, nobody in c3.
        assert_eq!((found.people, found.people_per_case), (3, Some(m("2"))));
    }

    #[test]
    fn the_order_of_events_says_nothing() {
        let mut log = vec![
            took("c1", "03-02", 10),
            took("c2", "04-02", 20),
            took("c1", "05-02", 30),
            took("c3", "03-03", 5),
        ];
        let forwards = of(&log);
        log.reverse();
        assert_eq!(of(&log), forwards);
    }
}
