//! What the benefit rests on.

use crate::model::Micros;
use crate::model::board::comparisons::RestsOn;
use crate::model::master::Evidence;
use crate::model::scoreboard::Total;

/// Part by part: baselines by their evidence, and amounts that somebody signed. The total's sum
/// without evidence holds the signed amounts too.
pub fn rests_on(total: &Total) -> Vec<(RestsOn, Micros)> {
    let by = |wanted: Option<Evidence>| {
        let sums = total.evidence.iter().filter(|(on, _)| *on == wanted);
        sums.map(|(_, amount)| *amount).sum::<Micros>()
    };
    let signed = total.value.signed();
    let baselines = Evidence::ALL
        .iter()
        .map(|on| (RestsOn::Baseline(*on), by(Some(*on))));
    let others = [
        (RestsOn::Unstated, by(None) - signed),
        (RestsOn::Signed, signed),
    ];
    baselines
        .chain(others)
        .filter(|(_, amount)| !amount.is_zero())
        .collect()
}
