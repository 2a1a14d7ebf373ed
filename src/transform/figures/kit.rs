//! The bridge from the vendor's kit to our net: for those who know its figure, and ask why ours is
//! another. Every step is a difference of sums, so that the steps add up to the micro-unit.

use crate::model::board::comparisons::{Bridge, BridgeStep, KitComparison};
use crate::model::scoreboard::{ProjectScore, Total};
use crate::model::{Method, Value};

/// So many projects have a bridge of their own on a page; the others are added up there.
const SHOWN: usize = 12;

/// From the kit's savings to the net of the same days.
///
/// ```
/// # use reckoner::model::{Micros, Value, board::comparisons::BridgeStep, value::Soft};
/// # use reckoner::transform::figures::kit::bridge;
/// let m = |text: &str| text.parse::<Micros>().unwrap();
/// // Eight successes and two failures of the kit's own example: a success is worth 52.083333
/// // before upkeep and 44.270833 after it, a failure takes 7.8125 and 20.833333 for mending it.
/// let kit = Value {
///     soft: Some(Soft {
///         capacity: m("416.666667"),         // 8 × 52.083333
///         recaptured: m("338.541667"),       // 8 × 44.270833 − 2 × 7.8125
///         error_avoidance: m("-41.666667"),  // − 2 × 20.833333
///         ..Soft::default()
///     }),
///     ..Value::default()
/// };
/// // Here: 8 hours at 50.00, of which 90 % are put to use; 16.67 of errors avoided; 40.00 of cost.
/// let ours = Value {
///     soft: Some(Soft {
///         capacity: m("400"),
///         recaptured: m("360"),
///         error_avoidance: m("16.666667"),
///         ..Soft::default()
///     }),
///     cost_run: m("40"),
///     ..Value::default()
/// };
/// let bridge = bridge(&kit, &ours);
/// assert_eq!(bridge.kit, Some(m("296.875")));
/// let steps = [
///     (BridgeStep::Overhead, m("78.125")),      // the kit's 15 % for upkeep, of ten instances
///     (BridgeStep::FailedRuns, m("41.666667")), // its charge for mending two
///     (BridgeStep::PutToUse, m("-40")),         // 10 % of 400.00 are not put to use
///     (BridgeStep::Costs, m("-40")),            // as recorded
/// ];
/// assert_eq!(bridge.steps, steps);
/// // 296.875 + 78.125 + 41.666667 − 40 − 40 = 336.666667
/// assert_eq!((bridge.value.net(), bridge.difference), (m("336.666667"), Some(m("39.791667"))));
/// ```
pub fn bridge(kit: &Value, ours: &Value) -> Bridge {
    let Some(kit) = kit.soft else {
        return Bridge {
            kit: None,
            value: *ours,
            difference: None,
            steps: Vec::new(),
        };
    };
    let soft = ours.soft.unwrap_or_default();
    let step = |step: &BridgeStep| match step {
        // Its percentage for upkeep is not taken: recorded costs are.
        BridgeStep::Overhead => kit.capacity - kit.recaptured,
        // Nor its charge for mending each failed run: failed units cost minutes.
        BridgeStep::FailedRuns => -kit.error_avoidance,
        BridgeStep::VolumeAndMinutes => soft.capacity + soft.error_avoidance - kit.capacity,
        BridgeStep::PutToUse => soft.recaptured - soft.capacity,
        BridgeStep::SignedBenefits => ours.signed(),
        BridgeStep::Costs => -ours.cost(),
    };
    let steps = BridgeStep::ALL.iter().map(|which| (*which, step(which)));
    Bridge {
        kit: Some(kit.benefit()),
        value: *ours,
        difference: Some(ours.net() - kit.benefit()),
        steps: steps.filter(|(_, amount)| !amount.is_zero()).collect(),
    }
}

/// The same days by both methods.
#[derive(Debug, Clone, Copy, Default)]
struct Both {
    kit: Value,
    ours: Value,
}

/// None where the estate names one method alone.
pub fn comparison(totals: &[Total], projects: &[ProjectScore]) -> Option<KitComparison> {
    let total = |method| totals.iter().find(|t| t.method == method);
    let of_estate = Both {
        kit: total(Method::Kit2023)?.value,
        ours: total(Method::Reckoner1)?.value,
    };
    let of = |method| projects.iter().filter(move |p| p.method == method);
    let mut pairs: Vec<(&ProjectScore, Both)> = of(Method::Reckoner1)
        .map(|p| {
            let same = of(Method::Kit2023).find(|k| k.project_id == p.project_id);
            let kit = same.map(|k| k.value).unwrap_or_default();
            (p, Both { kit, ours: p.value })
        })
        .collect();
    pairs.sort_by(|(a, x), (b, y)| {
        let last = a.project_id.is_shared().cmp(&b.project_id.is_shared());
        last.then(y.kit.benefit().cmp(&x.kit.benefit()))
            .then(a.project_id.cmp(&b.project_id))
    });
    let shown = pairs.len().min(SHOWN);
    let others = &pairs[shown..];
    let mut rest = Both::default();
    for (_, both) in others {
        rest.kit += both.kit;
        rest.ours += both.ours;
    }
    let of_both = |both: &Both| bridge(&both.kit, &both.ours);
    Some(KitComparison {
        total: of_both(&of_estate),
        projects: pairs
            .iter()
            .map(|(p, both)| (p.project_id.clone(), of_both(both)))
            .collect(),
        shown,
        rest: (!others.is_empty()).then(|| (others.len() as i64, of_both(&rest))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Micros;
    use crate::model::value::Soft;
    use proptest::prelude::*;

    prop_compose! {
        fn a_value()(m in prop::array::uniform9(-1_000_000_000i64..1_000_000_000)) -> Value {
            let m = m.map(|n| Micros(n.into()));
            let [capacity, recaptured, error_avoidance, cashable, avoidance, ..] = m;
            let [.., unsigned, cost_build, cost_run, labour] = m;
            let soft = Soft {
                capacity,
                recaptured,
                error_avoidance,
                labour_value: labour,
                labour_claimed: labour,
                ..Soft::default()
            };
            Value {
                soft: Some(soft),
                cashable,
                avoidance,
                unsigned,
                cost_build,
                cost_run,
                ..Value::default()
            }
        }
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_the_kits_figure_to_the_net(kit in a_value(), ours in a_value()) {
            let kit = Value { soft: kit.soft, ..Value::default() };
            let bridge = bridge(&kit, &ours);
            let steps: Micros = bridge.steps.iter().map(|(_, amount)| *amount).sum();
            prop_assert_eq!(bridge.kit.map(|kit| kit + steps), Some(ours.net()));
            prop_assert_eq!(bridge.difference, Some(steps));
        }
    }

    #[test]
    fn what_the_kit_knows_nothing_of_has_no_bridge() {
        let ours = Value {
            cashable: Micros::whole(5),
            ..Value::default()
        };
        let bridge = bridge(&Value::default(), &ours);
        assert_eq!((bridge.kit, bridge.difference), (None, None));
        assert!(bridge.steps.is_empty());
        assert_eq!(bridge.value.net(), Micros::whole(5));
    }
}
