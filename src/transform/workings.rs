//! The workings of a project: by which baseline and which rate its value came about, stretch by
//! stretch.

use std::collections::BTreeSet;

use super::{Facts, projects};
use crate::model::master::{RateKind, Unit};
use crate::model::scoreboard::Working;
use crate::model::value::{Ladder, Soft};
use crate::model::{Micros, ProjectId, Value, Window};

/// Stretches of days under one baseline and one exchange rate, before anything is added up in them.
pub fn stretches(facts: &Facts, project: &ProjectId, window: Window) -> Vec<Working> {
    let master = facts.master;
    let currencies: BTreeSet<&str> = master
        .baselines
        .get(project)
        .into_iter()
        .flatten()
        .map(|b| b.currency.as_str())
        .collect();
    let rates = currencies
        .iter()
        .filter_map(|c| master.rates.rows.get(&((*c).to_owned(), RateKind::Flow)))
        .flatten();
    let mut turns = projects::turns(master, project, window);
    turns.extend(
        rates
            .map(|rate| rate.from)
            .filter(|day| window.contains(*day)),
    );
    let ends = turns
        .iter()
        .skip(1)
        .map(|next| *next - chrono::Days::new(1))
        .chain([window.to()]);
    let mut workings: Vec<Working> = Vec::new();
    for (from, to) in turns.iter().zip(ends) {
        let (Some(days), Some(b)) = (Window::new(*from, to), master.baseline_on(project, *from))
        else {
            continue;
        };
        let rate = master.rates.on(&b.currency, RateKind::Flow, *from);
        match workings
            .last_mut()
            .filter(|w| w.baseline == b.line && w.rate == rate)
        {
            // Another version of the project, or a rate that was written again, is not another
            // working.
            Some(last) => {
                last.days = Window::new(last.days.from(), to).expect("stretches follow each other")
            }
            None => workings.push(Working {
                days,
                baseline: b.line.clone(),
                evidence: b.evidence,
                sample_size: b.sample_size,
                measured_on: b.measured_on,
                minutes_per_unit: b.minutes_per_unit,
                people: b.people,
                automated_share: b.automated_share,
                units_per_session: (b.unit == Unit::Session).then_some(b.units_per_session),
                hourly_rate: b.hourly_rate,
                currency: b.currency.clone(),
                rate,
                conversion: b.put_to_use(),
                errors_avoided: b.error_rate - b.automated_error_rate,
                rework_minutes: b.rework_minutes,
                rework_people: b.rework_people,
                replaced: Micros::ZERO,
                lost: Micros::ZERO,
                freed: None,
                full_units: None,
                value: Value {
                    ladder: Some(Ladder::default()),
                    soft: rate.map(|_| Soft::default()),
                    ..Value::default()
                },
            }),
        }
    }
    workings
}
