//! How a project's figures came about: each stretch of days under one baseline and one exchange
//! rate, multiplied out with its own numbers, so that anybody can do the sum again.

use serde::Serialize;

use super::super::format::{self, NBSP, count, fixed, hours, money, share, shortest, window};
use super::super::{Page, words};
use super::{NONE, NOT_VALUED};
use crate::model::ratio::Defined;
use crate::model::scoreboard::{ProjectScore, Working};
use crate::model::{Micros, Value};

/// One line of a working: `labour · 412 × 15 min × 1 · 6,180.00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub name: &'static str,
    pub formula: String,
    pub result: String,
}

impl Step {
    pub fn new(name: &'static str, formula: String, result: String) -> Self {
        Self {
            name,
            formula,
            result,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Its days and the line its baseline stands in.
    pub heading: String,
    pub steps: Vec<Step>,
}

/// Of very many stretches so many at either end are multiplied out: a rate for each day makes a
/// stretch of it.
const STRETCHES: usize = 12;

pub fn of(page: &Page, project: &ProjectScore) -> Vec<Stretch> {
    let currency = &page.estate.currency;
    let all = &project.workings;
    let (first, rest) = all.split_at(all.len().min(STRETCHES));
    let (between, last) = rest.split_at(rest.len().saturating_sub(STRETCHES));
    let mut stretches: Vec<Stretch> = first.iter().map(|w| stretch(w, currency)).collect();
    if let [one, .., other] = between {
        let days = format!("{} to {}", one.days.from(), other.days.to());
        let heading = format!(
            "{} stretches of days between, from {days}: they are in the sum below",
            count(between.len() as i64)
        );
        stretches.push(Stretch {
            heading,
            steps: Vec::new(),
        });
    } else {
        stretches.extend(between.iter().map(|w| stretch(w, currency)));
    }
    stretches.extend(last.iter().map(|w| stretch(w, currency)));
    stretches.push(sum(&project.value, currency));
    stretches
}

fn stretch(w: &Working, currency: &str) -> Stretch {
    let heading = format!("{}, by {}{}", window(w.days), w.baseline, rests_on(w));
    let c = w.value.counts;
    let Some(l) = w.value.ladder else {
        let step = Step::new(
            "not valued",
            "nothing on these days could be valued".to_owned(),
            String::new(),
        );
        return Stretch {
            heading,
            steps: vec![step],
        };
    };
    let mut steps = vec![
        Step::new(
            "units",
            match w.units_per_session {
                Some(units_per_session) => format!(
                    "{} successful of {} sessions × {} per session × {}",
                    count(c.successes()),
                    count(c.sessions),
                    shortest(units_per_session),
                    metered(w, l.units)
                ),
                None => "successful items of its queues × metered share".to_owned(),
            },
            shortest(l.units),
        ),
        Step::new(
            "units valued",
            if l.units_valued == l.units {
                "all within demand"
            } else {
                "capped at the month's demand"
            }
            .to_owned(),
            shortest(l.units_valued),
        ),
        Step::new(
            "labour, min",
            format!(
                "{} units × {} min × {} × {}{NBSP}% automated",
                shortest(l.units_valued),
                shortest(w.minutes_per_unit),
                people(w.people),
                share(w.automated_share)
            ),
            money(l.labour_minutes),
        ),
        Step::new(
            "net, min",
            format!(
                "{} labour − {} review − {} failures − {} attended",
                money(l.labour_minutes),
                money(l.review_minutes),
                money(l.failure_minutes),
                money(l.attended_minutes)
            ),
            format!(
                "{} ({}{NBSP}h)",
                money(l.net_minutes),
                hours(l.net_minutes, 1)
            ),
        ),
    ];
    let exchange = match w.rate {
        None => format!(" × no rate from {} into {currency}", w.currency),
        Some(Micros::ONE) if w.currency == currency => String::new(),
        Some(rate) => format!(" × {} {currency} per {}", shortest(rate), w.currency),
    };
    steps.push(Step::new(
        "capacity",
        format!(
            "{} min ÷ 60 × {} {} an hour{exchange}",
            money(l.net_minutes),
            fixed(w.hourly_rate, 2),
            w.currency
        ),
        w.value
            .soft
            .map_or(NOT_VALUED.to_owned(), |soft| money(soft.capacity)),
    ));
    let Some(soft) = w.value.soft else {
        return Stretch { heading, steps };
    };
    steps.push(Step::new(
        "recaptured",
        recaptured(w),
        money(soft.recaptured),
    ));
    if !soft.error_avoidance.is_zero() {
        steps.push(Step::new(
            "error avoidance",
            format!(
                "{} units × {}{NBSP}% fewer errors × {} min of rework × {} ÷ 60 × {} {} an hour{exchange} × {}{NBSP}% put to use",
                shortest(l.units_valued),
                share(w.errors_avoided),
                shortest(w.rework_minutes),
                people(w.rework_people),
                fixed(w.hourly_rate, 2),
                w.currency,
                share(if w.errors_avoided.is_negative() { Micros::ONE } else { w.conversion })
            ),
            money(soft.error_avoidance),
        ));
    }
    Stretch { heading, steps }
}

/// What the baseline rests on: its evidence, of how many cases, from when.
fn rests_on(w: &Working) -> String {
    let Some(evidence) = w.evidence else {
        return String::new();
    };
    let cases = w
        .sample_size
        .map(|n| format!(", {} cases", shortest(n)))
        .unwrap_or_default();
    let on = w
        .measured_on
        .map(|on| format!(", {}", format::day(on)))
        .unwrap_or_default();
    format!(" ({}{cases}{on})", words::evidence(Some(evidence)))
}

/// The share of the claimed minutes at which nothing is left of the net.
pub fn break_even(v: &Value) -> Step {
    let claimed = v.soft.unwrap_or_default().labour_claimed;
    let result = match v.break_even_parts() {
        Ok((needed, claimed)) => {
            format::percent(needed, claimed, 1).map_or(NONE.to_owned(), |p| format!("{p}{NBSP}%"))
        }
        Err(why) => words::why(why).to_owned(),
    };
    Step::new(
        "break-even",
        format!(
            "1 − {} net ÷ {} of claimed minutes: at this share of them net is 0",
            money(v.net()),
            money(claimed)
        ),
        result,
    )
}

/// Signed cash that replaces capacity is taken off before the conversion; what was lost is lost
/// whole.
fn recaptured(w: &Working) -> String {
    let conversion = share(w.conversion);
    let freed = w.freed.map_or(NOT_VALUED.to_owned(), money);
    let put_to_use = if w.replaced.is_zero() {
        format!("{freed} capacity × {conversion}{NBSP}% put to use")
    } else {
        let replaced = money(w.replaced);
        format!(
            "({freed} capacity − {replaced} of signed cash that replaces it) × {conversion}{NBSP}% put to use"
        )
    };
    if w.lost.is_zero() {
        put_to_use
    } else {
        format!(
            "{put_to_use} − {} lost on days that took more time than they freed",
            money(format::size(w.lost))
        )
    }
}

fn people(n: Micros) -> String {
    format!(
        "{}{NBSP}{}",
        shortest(n),
        if n == Micros::ONE { "person" } else { "people" }
    )
}

/// The share is told by the units themselves: what of the sessions' units this project was metered.
fn metered(w: &Working, units: Micros) -> String {
    match w
        .full_units
        .and_then(|full| format::percent(units, full, 1))
    {
        Some(_) if w.full_units == Some(units) => format!("100{NBSP}% share"),
        Some(percent) => format!("{percent}{NBSP}% share (on average)"),
        None => "metered share".to_owned(),
    }
}

fn unit(v: &Value) -> String {
    let said = |figure: Defined<Micros>| {
        figure.map_or_else(|why| words::why(why).to_owned(), |m| fixed(m, 2))
    };
    format!(
        "{}, by hand {}",
        said(v.cost_per_unit()),
        said(v.manual_per_unit())
    )
}

fn sum(v: &Value, currency: &str) -> Stretch {
    let soft = v
        .soft
        .map(|s| (money(s.recaptured), money(s.error_avoidance)));
    let (recaptured, errors) = soft.unwrap_or((NOT_VALUED.to_owned(), NOT_VALUED.to_owned()));
    let roi = match format::percent(v.net(), v.cost(), 1) {
        _ if v.is_unvalued() => format!("{NONE}: {NOT_VALUED}"),
        Some(percent) => format!("{percent}{NBSP}%"),
        None => format!("{NONE}: no cost recorded"),
    };
    Stretch {
        heading: format!("All days together, {currency}"),
        steps: vec![
            Step::new(
                "benefit",
                format!(
                    "{recaptured} recaptured + {errors} error avoidance + {} cashable + {} avoidance",
                    money(v.cashable),
                    money(v.avoidance)
                ),
                money(v.benefit()),
            ),
            Step::new(
                "cost",
                format!(
                    "{} to build and change + {} to run",
                    money(v.cost_build),
                    money(v.cost_run)
                ),
                money(v.cost()),
            ),
            Step::new(
                "net",
                format!("{} − {}", money(v.benefit()), money(v.cost())),
                money(v.net()),
            ),
            Step::new(
                "cash result",
                format!("{} cashable − {} cost", money(v.cashable), money(v.cost())),
                money(v.cash_result()),
            ),
            Step::new(
                "ROI",
                format!("{} ÷ {}", money(v.net()), money(v.cost())),
                roi,
            ),
            Step::new(
                "a unit",
                "cost ÷ units, beside what a unit costs by hand".to_owned(),
                unit(v),
            ),
            break_even(v),
        ],
    }
}
