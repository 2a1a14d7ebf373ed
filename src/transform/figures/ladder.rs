//! The ladder from freed time down to net and cash, rung by rung.

use crate::model::board::comparisons::{Rung, RungScore};
use crate::model::scoreboard::{ProjectScore, Total};
use crate::model::{Micros, ProjectId, Value};

/// So many projects are named below a rung.
const NAMED: usize = 3;

/// Every rung: its amount, what it was, where its bar hangs, and whose work it is.
pub fn rungs(total: &Total, projects: &[&ProjectScore]) -> Vec<RungScore> {
    let spans = spans(&total.value);
    let score = |(rung, span): (Rung, _)| {
        let amount = rung.of(&total.value);
        let previous = total.previous.as_ref().and_then(|before| rung.of(before));
        let (largest, others, rest) = contributors(rung, projects);
        RungScore {
            rung,
            amount,
            previous,
            change: amount.zip(previous).map(|(now, before)| now - before),
            span,
            largest,
            others,
            rest,
        }
    };
    Rung::ALL.iter().copied().zip(spans).map(score).collect()
}

/// Where each rung begins and ends: a part where the one above it ended, a total at zero.
///
/// ```
/// # use reckoner::model::{Micros, Value, value::Soft};
/// # use reckoner::transform::figures::ladder::spans;
/// let whole = Micros::whole;
/// let soft = Soft { recaptured: whole(60), error_avoidance: whole(20), ..Soft::default() };
/// let value = Value {
///     soft: Some(soft),
///     cashable: whole(15),
///     avoidance: whole(5),
///     cost_build: whole(30),
///     cost_run: whole(10),
///     ..Value::default()
/// };
/// let spans = spans(&value).map(|(from, to)| (from.to_fixed(0), to.to_fixed(0)));
/// let said: Vec<String> = spans.iter().map(|(from, to)| format!("{from}-{to}")).collect();
/// // 60 + 20 + 15 + 5 = 100 of benefit; − 30 − 10 = 60 of net; 15 − 40 = −25 of cash
/// assert_eq!(said.join(" "), "0-60 60-80 80-95 95-100 0-100 100-70 70-60 0-60 0--25");
/// ```
pub fn spans(v: &Value) -> [(Micros, Micros); 9] {
    let soft = v.soft.unwrap_or_default();
    let (zero, benefit) = (Micros::ZERO, v.benefit());
    let hard = soft.benefit() + v.cashable;
    let built = benefit - v.cost_build;
    [
        (zero, soft.recaptured),
        (soft.recaptured, soft.benefit()),
        (soft.benefit(), hard),
        (hard, benefit),
        (zero, benefit),
        (benefit, built),
        (built, v.net()),
        (zero, v.net()),
        (zero, v.cash_result()),
    ]
}

/// The projects that a rung came from: the largest, how many others there are, and their sum.
fn contributors(rung: Rung, projects: &[&ProjectScore]) -> (Vec<(ProjectId, Micros)>, i64, Micros) {
    let amount = |p: &&&ProjectScore| rung.of(&p.value).filter(|amount| !amount.is_zero());
    let mut parts: Vec<_> = projects
        .iter()
        .filter_map(|p| Some((p.project_id.clone(), amount(&p)?)))
        .collect();
    parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let rest = parts.split_off(parts.len().min(NAMED));
    let sum = rest.iter().map(|(_, amount)| *amount).sum();
    (parts, rest.len() as i64, sum)
}
