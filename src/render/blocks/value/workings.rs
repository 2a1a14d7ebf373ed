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
use crate::render::format::{self, fixed, hours, money, share, shortest, window};
use crate::render::parts::{not_available, not_valued};
use crate::render::texts::text;
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
        let heading = text!(
            "workings-between",
            n = between.len(),
            from = one.days.from().to_string(),
            to = other.days.to().to_string()
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
    let (days, line) = (window(w.days), w.baseline.to_string());
    let heading = match rests_on(w) {
        Some(evidence) => text!(
            "workings-stretch-evidence",
            days = days,
            line = line,
            evidence = evidence
        ),
        None => text!("workings-stretch", days = days, line = line),
    };
    let Some(ladder) = w.value.ladder else {
        let step = WorkingStep::new(
            text!("working-not-valued"),
            text!("working-nothing-valued").to_owned(),
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
        None => text!("working-no-rate", from = &w.currency, into = currency),
        Some(Micros::ONE) if w.currency == currency => String::new(),
        Some(rate) => text!(
            "working-rate",
            rate = shortest(rate),
            into = currency,
            from = &w.currency
        ),
    };
    steps.push(WorkingStep::new(
        text!("working-capacity"),
        text!(
            "working-capacity-how",
            minutes = money(ladder.net_minutes),
            rate = fixed(w.hourly_rate, 2),
            currency = &w.currency,
            exchange = &exchange
        ),
        w.value
            .soft
            .map_or(not_valued().to_owned(), |soft| money(soft.capacity)),
    ));
    let Some(soft) = w.value.soft else {
        return Stretch { heading, steps };
    };
    steps.push(WorkingStep::new(
        text!("working-recaptured"),
        recaptured(w),
        money(soft.recaptured),
    ));
    if !soft.error_avoidance.is_zero() {
        let formula = error_avoidance(w, &ladder, &exchange);
        let amount = money(soft.error_avoidance);
        steps.push(WorkingStep::new(text!("working-errors"), formula, amount));
    }
    Stretch { heading, steps }
}

fn units(w: &Working, ladder: &Ladder) -> WorkingStep {
    let counts = w.value.counts;
    let formula = match w.units_per_session {
        Some(units_per_session) => text!(
            "working-units-how",
            successes = counts.successes(),
            sessions = counts.sessions,
            each = shortest(units_per_session),
            share = metered(w, ladder.units)
        ),
        None => text!("working-units-items").to_owned(),
    };
    WorkingStep::new(text!("working-units"), formula, shortest(ladder.units))
}

fn units_valued(ladder: &Ladder) -> WorkingStep {
    let formula = if ladder.units_valued == ladder.units {
        text!("working-within-demand")
    } else {
        text!("working-capped")
    };
    let result = shortest(ladder.units_valued);
    WorkingStep::new(text!("working-units-valued"), formula.to_owned(), result)
}

fn labour(w: &Working, ladder: &Ladder) -> WorkingStep {
    WorkingStep::new(
        text!("working-labour"),
        text!(
            "working-labour-how",
            units = shortest(ladder.units_valued),
            minutes = shortest(w.minutes_per_unit),
            people = people(w.people),
            percent = format::percent_sign(share(w.automated_share))
        ),
        money(ladder.labour_minutes),
    )
}

fn net_minutes(ladder: &Ladder) -> WorkingStep {
    WorkingStep::new(
        text!("working-net-min"),
        text!(
            "working-net-min-how",
            labour = money(ladder.labour_minutes),
            review = money(ladder.review_minutes),
            failures = money(ladder.failure_minutes),
            attended = money(ladder.attended_minutes)
        ),
        text!(
            "working-net-min-is",
            minutes = money(ladder.net_minutes),
            hours = hours(ladder.net_minutes, 1)
        ),
    )
}

/// Errors that were added are added whole, whatever part of freed time is put to use.
fn error_avoidance(w: &Working, ladder: &Ladder, exchange: &str) -> String {
    let put_to_use = match w.errors_avoided.is_negative() {
        true => Micros::ONE,
        false => w.conversion,
    };
    text!(
        "working-errors-how",
        units = shortest(ladder.units_valued),
        percent = format::percent_sign(share(w.errors_avoided)),
        minutes = shortest(w.rework_minutes),
        people = people(w.rework_people),
        rate = fixed(w.hourly_rate, 2),
        currency = &w.currency,
        exchange = exchange,
        used = format::percent_sign(share(put_to_use))
    )
}

/// What the baseline rests on: its evidence, of how many cases, from when.
fn rests_on(w: &Working) -> Option<String> {
    let evidence = words::evidence(Some(w.evidence?)).to_owned();
    let cases = w
        .sample_size
        .map(|n| text!("workings-cases", n = shortest(n)));
    let parts = [Some(evidence), cases, w.measured_on.map(format::day)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(parts.join(", "))
}

/// The share of the claimed minutes at which nothing is left of the net.
pub fn break_even(v: &Value) -> WorkingStep {
    let claimed = v.soft.unwrap_or_default().labour_claimed;
    let result = match v.break_even_parts() {
        Ok((needed, claimed)) => format::percent(needed, claimed, 1)
            .map_or(not_available().to_owned(), format::percent_sign),
        Err(why) => words::why(why).to_owned(),
    };
    WorkingStep::new(
        text!("working-break-even"),
        text!(
            "working-break-even-how",
            net = money(v.net()),
            claimed = money(claimed)
        ),
        result,
    )
}

/// Between which amounts the net lies.
pub fn band(band: Defined<Band>) -> WorkingStep {
    WorkingStep::new(
        text!("working-band"),
        text!("working-band-how").to_owned(),
        band.map_or_else(
            |why| words::why(why).to_owned(),
            |band| {
                text!(
                    "working-band-is",
                    low = money(band.p10),
                    high = money(band.p90)
                )
            },
        ),
    )
}

/// Signed cash that replaces capacity is taken off before the conversion; what was lost is lost
/// whole.
fn recaptured(w: &Working) -> String {
    let percent = format::percent_sign(share(w.conversion));
    let freed = w.freed.map_or(not_valued().to_owned(), money);
    let put_to_use = if w.replaced.is_zero() {
        text!(
            "working-recaptured-how",
            capacity = freed,
            percent = percent
        )
    } else {
        text!(
            "working-recaptured-replaced",
            capacity = freed,
            replaced = money(w.replaced),
            percent = percent
        )
    };
    if w.lost.is_zero() {
        put_to_use
    } else {
        text!(
            "working-recaptured-lost",
            used = put_to_use,
            lost = money(format::size(w.lost))
        )
    }
}

fn people(n: Micros) -> String {
    match n == Micros::ONE {
        true => text!("working-person", n = shortest(n)),
        false => text!("working-people", n = shortest(n)),
    }
}

/// The share is told by the units themselves: what of the sessions' units this project was metered.
fn metered(w: &Working, units: Micros) -> String {
    match w
        .full_units
        .and_then(|full| format::percent(units, full, 1))
    {
        Some(_) if w.full_units == Some(units) => {
            let percent = format::percent_sign("100".to_owned());
            text!("working-full-share", percent = percent)
        }
        Some(percent) => {
            let percent = format::percent_sign(percent);
            text!("working-average-share", percent = percent)
        }
        None => text!("working-metered-share").to_owned(),
    }
}

fn unit(v: &Value) -> String {
    let said = |figure: Defined<Micros>| {
        figure.map_or_else(|why| words::why(why).to_owned(), |m| fixed(m, 2))
    };
    text!(
        "working-a-unit-is",
        cost = said(v.cost_per_unit()),
        manual = said(v.manual_per_unit())
    )
}

fn sum(v: &Value, currency: &str) -> Stretch {
    let soft = v
        .soft
        .map(|s| (money(s.recaptured), money(s.error_avoidance)));
    let (recaptured, errors) = soft.unwrap_or((not_valued().to_owned(), not_valued().to_owned()));
    let roi = match format::percent(v.net(), v.cost(), 1) {
        _ if v.is_unvalued() => text!("why-not-valued").to_owned(),
        Some(percent) => format::percent_sign(percent),
        None => text!("why-no-cost").to_owned(),
    };
    Stretch {
        heading: text!("workings-sum", currency = currency),
        steps: vec![
            WorkingStep::new(
                text!("working-benefit"),
                text!(
                    "working-benefit-how",
                    recaptured = recaptured,
                    errors = errors,
                    cashable = money(v.cashable),
                    avoidance = money(v.avoidance)
                ),
                money(v.benefit()),
            ),
            WorkingStep::new(
                text!("working-cost"),
                text!(
                    "working-cost-how",
                    build = money(v.cost_build),
                    run = money(v.cost_run)
                ),
                money(v.cost()),
            ),
            WorkingStep::new(
                text!("working-net"),
                format!("{} − {}", money(v.benefit()), money(v.cost())),
                money(v.net()),
            ),
            WorkingStep::new(
                text!("working-cash-result"),
                text!(
                    "working-cash-result-how",
                    cashable = money(v.cashable),
                    cost = money(v.cost())
                ),
                money(v.cash_result()),
            ),
            WorkingStep::new(
                text!("working-roi"),
                format!("{} ÷ {}", money(v.net()), money(v.cost())),
                roi,
            ),
            WorkingStep::new(
                text!("working-a-unit"),
                text!("working-a-unit-how").to_owned(),
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
        let formula = step.formula.replace(format::NBSP, " ");
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
            .map(|s| format!("{} = {}", s.formula, s.result).replace(format::NBSP, " "))
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
