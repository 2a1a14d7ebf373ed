//! How a project's figures came about: each stretch of days under one baseline and one exchange
//! rate, multiplied out with its own numbers, so that anybody can do the sum again.

use serde::Serialize;

use crate::model::board::band::Band;
use crate::model::ratio::Defined;
use crate::model::scoreboard::{ProjectScore, Working};
use crate::model::value::Ladder;
use crate::model::{Micros, Value};
use crate::render::blocks::things::projects::is_worth_saying;
use crate::render::bundle::Subject;
use crate::render::format::{self, NBSP, count, fixed, hours, money, share, shortest, window};
use crate::render::parts::{NONE, NOT_VALUED};
use crate::render::{ReportFacts, words};

/// One line of a working: `labour · 412 × 15 min × 1 · 6,180.00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkingStep {
    pub name: &'static str,
    pub formula: String,
    pub result: String,
}

impl WorkingStep {
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
    pub steps: Vec<WorkingStep>,
}

/// How the figures of a project came about: of a page about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Workings {
    pub stretches: Vec<Stretch>,
    /// What to know before quoting them.
    pub flags: Vec<&'static str>,
}

impl Workings {
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let Subject::Project(id) = page.subject else {
            return None;
        };
        let project = page.board.headline_project(id)?;
        let flags = project.flags.iter();
        let flags = flags.filter(|flag| is_worth_saying(**flag, &project.value));
        Some(Self {
            stretches: of(page, project),
            flags: flags.map(|flag| words::flag(*flag)).collect(),
        })
    }
}

/// Of very many stretches so many at either end are multiplied out: a rate for each day makes a
/// stretch of it.
const STRETCHES: usize = 12;

pub fn of(page: &ReportFacts, project: &ProjectScore) -> Vec<Stretch> {
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
    let mut sum = sum(&project.value, currency);
    sum.steps.push(band(project.figures.band));
    stretches.push(sum);
    stretches
}

fn stretch(w: &Working, currency: &str) -> Stretch {
    let heading = format!("{}, by {}{}", window(w.days), w.baseline, rests_on(w));
    let Some(ladder) = w.value.ladder else {
        let step = WorkingStep::new(
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
        units(w, &ladder),
        units_valued(&ladder),
        labour(w, &ladder),
        net_minutes(&ladder),
    ];
    let exchange = match w.rate {
        None => format!(" × no rate from {} into {currency}", w.currency),
        Some(Micros::ONE) if w.currency == currency => String::new(),
        Some(rate) => format!(" × {} {currency} per {}", shortest(rate), w.currency),
    };
    steps.push(WorkingStep::new(
        "capacity",
        format!(
            "{} min ÷ 60 × {} {} an hour{exchange}",
            money(ladder.net_minutes),
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
    steps.push(WorkingStep::new(
        "recaptured",
        recaptured(w),
        money(soft.recaptured),
    ));
    if !soft.error_avoidance.is_zero() {
        let formula = error_avoidance(w, &ladder, &exchange);
        let amount = money(soft.error_avoidance);
        steps.push(WorkingStep::new("error avoidance", formula, amount));
    }
    Stretch { heading, steps }
}

fn units(w: &Working, ladder: &Ladder) -> WorkingStep {
    let counts = w.value.counts;
    let formula = match w.units_per_session {
        Some(units_per_session) => format!(
            "{} successful of {} sessions × {} per session × {}",
            count(counts.successes()),
            count(counts.sessions),
            shortest(units_per_session),
            metered(w, ladder.units)
        ),
        None => "successful items of its queues × metered share".to_owned(),
    };
    WorkingStep::new("units", formula, shortest(ladder.units))
}

fn units_valued(ladder: &Ladder) -> WorkingStep {
    let formula = if ladder.units_valued == ladder.units {
        "all within demand"
    } else {
        "capped at the month's demand"
    };
    let result = shortest(ladder.units_valued);
    WorkingStep::new("units valued", formula.to_owned(), result)
}

fn labour(w: &Working, ladder: &Ladder) -> WorkingStep {
    WorkingStep::new(
        "labour, min",
        format!(
            "{} units × {} min × {} × {}{NBSP}% automated",
            shortest(ladder.units_valued),
            shortest(w.minutes_per_unit),
            people(w.people),
            share(w.automated_share)
        ),
        money(ladder.labour_minutes),
    )
}

fn net_minutes(ladder: &Ladder) -> WorkingStep {
    WorkingStep::new(
        "net, min",
        format!(
            "{} labour − {} review − {} failures − {} attended",
            money(ladder.labour_minutes),
            money(ladder.review_minutes),
            money(ladder.failure_minutes),
            money(ladder.attended_minutes)
        ),
        format!(
            "{} ({}{NBSP}h)",
            money(ladder.net_minutes),
            hours(ladder.net_minutes, 1)
        ),
    )
}

/// Errors that were added are added whole, whatever part of freed time is put to use.
fn error_avoidance(w: &Working, ladder: &Ladder, exchange: &str) -> String {
    let put_to_use = match w.errors_avoided.is_negative() {
        true => Micros::ONE,
        false => w.conversion,
    };
    format!(
        "{} units × {}{NBSP}% fewer errors × {} min of rework × {} ÷ 60 × {} {} an hour{exchange} × {}{NBSP}% put to use",
        shortest(ladder.units_valued),
        share(w.errors_avoided),
        shortest(w.rework_minutes),
        people(w.rework_people),
        fixed(w.hourly_rate, 2),
        w.currency,
        share(put_to_use)
    )
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
pub fn break_even(v: &Value) -> WorkingStep {
    let claimed = v.soft.unwrap_or_default().labour_claimed;
    let result = match v.break_even_parts() {
        Ok((needed, claimed)) => {
            format::percent(needed, claimed, 1).map_or(NONE.to_owned(), |p| format!("{p}{NBSP}%"))
        }
        Err(why) => words::why(why).to_owned(),
    };
    WorkingStep::new(
        "break-even",
        format!(
            "1 − {} net ÷ {} of claimed minutes: at this share of them net is 0",
            money(v.net()),
            money(claimed)
        ),
        result,
    )
}

/// Between which amounts the net lies.
pub fn band(band: Defined<Band>) -> WorkingStep {
    WorkingStep::new(
        "band",
        "the same with the lower and the higher minutes a unit, P10 to P90; all else as it is"
            .to_owned(),
        band.map_or_else(
            |why| words::why(why).to_owned(),
            |band| format!("{} to {}", money(band.p10), money(band.p90)),
        ),
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
            WorkingStep::new(
                "benefit",
                format!(
                    "{recaptured} recaptured + {errors} error avoidance + {} cashable + {} avoidance",
                    money(v.cashable),
                    money(v.avoidance)
                ),
                money(v.benefit()),
            ),
            WorkingStep::new(
                "cost",
                format!(
                    "{} to build and change + {} to run",
                    money(v.cost_build),
                    money(v.cost_run)
                ),
                money(v.cost()),
            ),
            WorkingStep::new(
                "net",
                format!("{} − {}", money(v.benefit()), money(v.cost())),
                money(v.net()),
            ),
            WorkingStep::new(
                "cash result",
                format!("{} cashable − {} cost", money(v.cashable), money(v.cost())),
                money(v.cash_result()),
            ),
            WorkingStep::new(
                "ROI",
                format!("{} ÷ {}", money(v.net()), money(v.cost())),
                roi,
            ),
            WorkingStep::new(
                "a unit",
                "cost ÷ units, beside what a unit costs by hand".to_owned(),
                unit(v),
            ),
            break_even(v),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{self, World};

    fn stretches_of(world: &World, name: &str) -> Vec<Stretch> {
        let mut projects = world.board.projects.iter();
        let project = projects
            .find(|p| p.name == name)
            .expect("it is in the sample");
        of(&world.page(), project)
    }

    #[test]
    fn signed_cash_that_replaces_capacity_stands_in_the_working() {
        let mut world = sample::world();
        let project = world
            .board
            .projects
            .iter_mut()
            .find(|p| !p.workings.is_empty())
            .expect("the sample has workings");
        let (name, working) = (project.name.clone(), &mut project.workings[0]);
        working.freed = Some(Micros::whole(1_572));
        let soft = working.value.soft.as_mut().expect("it is valued");
        (soft.capacity, soft.recaptured) = (Micros::whole(1_572), Micros::whole(600));
        (working.replaced, working.conversion) =
            (Micros::whole(372), "0.5".parse().expect("a half"));
        let stretches = stretches_of(&world, &name);
        let step = stretches[0]
            .steps
            .iter()
            .find(|s| s.name == "recaptured")
            .expect("it is recaptured");
        // (1,572 − 372) × 0.5 = 600
        let formula = step.formula.replace(NBSP, " ");
        assert_eq!(
            formula,
            "(1,572.00 capacity − 372.00 of signed cash that replaces it) × 50 % put to use"
        );
        assert_eq!(step.result, "600.00");
    }

    #[test]
    fn a_working_multiplies_out_to_the_figure_of_its_row() {
        let world = sample::world();
        let said: Vec<String> = stretches_of(&world, "تسوية الفواتير")[0]
            .steps
            .iter()
            .map(|s| format!("{} = {}", s.formula, s.result).replace(NBSP, " "))
            .collect();
        // 905 × 12 = 10,860; − 45 review − 108 failures = 10,707; ÷ 60 × 96 AED × 0.272294 =
        // 4,664.72; × 80 % = 3,731.78
        assert_eq!(
            said[2],
            "905 units × 12 min × 1 person × 100 % automated = 10,860.00"
        );
        assert_eq!(
            said[4],
            "10,707.00 min ÷ 60 × 96.00 AED an hour × 0.272294 USD per AED = 4,664.72"
        );
        assert_eq!(said[5], "4,664.72 capacity × 80 % put to use = 3,731.78");
    }
}
