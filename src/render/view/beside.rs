//! Beside the ladder, what the vendor's kit would have said of the same sessions: for those who
//! know its figure, and ask why ours is another. Every step between the two is a difference of
//! sums, so that the steps add up to the micro-unit.

use serde::Serialize;

use super::super::Page;
use super::super::format::{money, of_them, short_money};
use super::workings::Step;
use super::{NOT_VALUED, Title, Variance};
use crate::model::scoreboard::ProjectScore;
use crate::model::value::{Method, Soft};
use crate::model::{Micros, Value};

/// So many projects have a row of their own; the others are added up.
const SHOWN: usize = 12;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    pub title: Title,
    pub rows: Vec<Row>,
    pub total: Row,
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub name: String,
    pub kit: String,
    pub benefit: String,
    pub cost: String,
    pub net: String,
    pub difference: Option<Variance>,
    /// From the kit's figure to the net, one after the other.
    pub steps: Vec<Step>,
}

/// The same days by both methods.
#[derive(Debug, Clone, Copy)]
struct Both {
    kit: Value,
    ladder: Value,
}

impl Beside {
    /// None where the estate names one method alone.
    pub fn of(page: &Page) -> Option<Self> {
        let total = |method| {
            page.board
                .totals
                .iter()
                .find(|t| t.method == method)
                .map(|t| t.value)
        };
        let total = Both {
            kit: total(Method::Kit2023)?,
            ladder: total(Method::Reckoner1)?,
        };
        let by_kit = |p: &ProjectScore| {
            let same = page
                .board
                .projects
                .iter()
                .find(|k| k.method == Method::Kit2023 && k.project_id == p.project_id);
            same.map(|k| k.value).unwrap_or_default()
        };
        let of_ladder = page
            .board
            .projects
            .iter()
            .filter(|p| p.method == Method::Reckoner1);
        let mut projects: Vec<(&ProjectScore, Both)> = of_ladder
            .map(|p| {
                (
                    p,
                    Both {
                        kit: by_kit(p),
                        ladder: p.value,
                    },
                )
            })
            .collect();
        projects.sort_by(|(a, x), (b, y)| {
            let last = a.project_id.is_shared().cmp(&b.project_id.is_shared());
            last.then(y.kit.benefit().cmp(&x.kit.benefit()))
                .then(a.project_id.cmp(&b.project_id))
        });
        let mut rows: Vec<Row> = projects
            .iter()
            .take(SHOWN)
            .map(|(p, both)| row(p.name.clone(), *both))
            .collect();
        if let Some(rest) = projects.get(SHOWN..).filter(|rest| !rest.is_empty()) {
            let mut sum = Both {
                kit: Value::default(),
                ladder: Value::default(),
            };
            for (_, both) in rest {
                sum.kit += both.kit;
                sum.ladder += both.ladder;
            }
            rows.push(row(of_them(rest.len() as i64, "more project"), sum));
        }
        Some(Self {
            title: Title::new(
                page,
                finding(page, total),
                &format!(
                    "total savings by kit-2023 beside reckoner-1 · {}",
                    page.estate.currency
                ),
            ),
            rows,
            total: row("All projects".to_owned(), total),
            note: "The kit's formula on the sessions that are counted here: each once, of environments that count, the calling one alone. \
                   A kit that counted some of them twice, or test environments too, said more. It knows no units, no demand and no \
                   costs, and its savings are compared with the net value here.",
        })
    }
}

fn row(name: String, both: Both) -> Row {
    let Both { kit, ladder } = both;
    Row {
        name,
        kit: kit
            .soft
            .map_or(NOT_VALUED.to_owned(), |soft| money(soft.benefit())),
        benefit: if ladder.is_unvalued() {
            NOT_VALUED.to_owned()
        } else {
            money(ladder.benefit())
        },
        cost: money(ladder.cost()),
        net: money(ladder.net()),
        difference: kit.soft.map(|soft| {
            let difference = ladder.net() - soft.benefit();
            Variance {
                tone: "same",
                ..Variance::new(difference.0, super::Better::More, money(difference))
            }
        }),
        steps: kit.soft.map_or(Vec::new(), |soft| steps(&soft, &ladder)),
    }
}

fn steps(kit: &Soft, ladder: &Value) -> Vec<Step> {
    let soft = ladder.soft.unwrap_or_default();
    let start = Step::new(
        "by the kit",
        "successes less upkeep, less what failed runs cost".to_owned(),
        money(kit.benefit()),
    );
    let end = Step::new("net value here", "the sum".to_owned(), money(ladder.net()));
    let between = [
        (
            "overhead",
            "the kit's percentage for upkeep is not taken: recorded costs are",
            kit.capacity - kit.recaptured,
        ),
        (
            "failed runs",
            "the kit's charge for mending each is not taken: failed units cost minutes",
            -kit.error_avoidance,
        ),
        (
            "volume and minutes",
            "units per session up to the demand, automated share, errors that remain, less review, failed units and attended time",
            soft.capacity + soft.error_avoidance - kit.capacity,
        ),
        (
            "put to use",
            "the part of freed capacity that is put to use, without what signed cash replaces",
            soft.recaptured - soft.capacity,
        ),
        (
            "signed benefits",
            "cashable and avoided spending",
            ladder.cashable + ladder.avoidance,
        ),
        (
            "costs",
            "to build, change and run, as recorded",
            -ladder.cost(),
        ),
    ];
    let between = between
        .into_iter()
        .filter(|(_, _, amount)| !amount.is_zero());
    let between = between.map(|(name, why, amount)| {
        Step::new(name, why.to_owned(), super::format::signed(money(amount)))
    });
    std::iter::once(start).chain(between).chain([end]).collect()
}

fn finding(page: &Page, both: Both) -> String {
    let currency = &page.estate.currency;
    let Some(kit) = both.kit.soft.map(|soft| soft.benefit()) else {
        return "The vendor's kit would have said nothing: no baseline says how often the work is done".to_owned();
    };
    let said = short_money(kit, currency);
    let net = both.ladder.net();
    let difference = net - kit;
    match difference.0.signum() {
        0 => format!(
            "The vendor's kit would have said {said} of savings, and so does the net value here"
        ),
        sign => {
            let more = if sign > 0 { "more" } else { "less" };
            let apart = short_money(Micros(difference.0.abs()), currency);
            format!(
                "The vendor's kit would have said {said} of savings; the net value here is {}, {apart} {more}",
                short_money(net, currency)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    fn micros(text: &str) -> Micros {
        text.parse().expect("a decimal")
    }

    /// Eight successes and two failures of the kit's own example (a success is worth 52.083333
    /// before upkeep), beside 8 hours at 50.00 of which 90 % are put to use, 10 % fewer errors of
    /// 25 minutes, and 40.00 of cost.
    fn both() -> Both {
        // kit: 8 × 44.270833 − 2 × 28.645833 = 296.875; charge for two failures 2 × 20.833333;
        // before upkeep 8 × 52.083333
        let kit = Soft {
            capacity: micros("416.666667"),
            recaptured: micros("338.541667"),
            error_avoidance: micros("-41.666667"),
            ..Soft::default()
        };
        let soft = Soft {
            capacity: micros("400"),
            recaptured: micros("360"),
            error_avoidance: micros("16.666667"),
            ..Soft::default()
        };
        let ladder = Value {
            soft: Some(soft),
            cost_run: micros("40"),
            ..Value::default()
        };
        Both {
            kit: Value {
                soft: Some(kit),
                ..Value::default()
            },
            ladder,
        }
    }

    #[test]
    fn the_steps_lead_from_the_kits_figure_to_the_net() {
        let row = row("p".to_owned(), both());
        let said: Vec<(&str, &str)> = row
            .steps
            .iter()
            .map(|s| (s.name, s.result.as_str()))
            .collect();
        // 296.88 + 78.13 (15 % of ten instances) + 41.67 = 416.67, which the volume leaves as it
        // is; − 40 − 40 = 336.67
        let expected = [
            ("by the kit", "296.88"),
            ("overhead", "+78.12"),
            ("failed runs", "+41.67"),
            ("put to use", "−40.00"),
            ("costs", "−40.00"),
            ("net value here", "336.67"),
        ];
        assert_eq!(said, expected);
        assert_eq!((row.kit.as_str(), row.net.as_str()), ("296.88", "336.67"));
    }

    #[test]
    fn one_method_alone_is_not_compared_and_two_are() {
        let mut world = sample::world();
        assert_eq!(Beside::of(&world.page()), None);
        let (kit, ladder) = (both().kit, world.board.totals[0].clone());
        world.board.totals.push(crate::model::scoreboard::Total {
            method: Method::Kit2023,
            value: kit,
            ..ladder
        });
        let beside = Beside::of(&world.page()).expect("two methods");
        assert!(
            beside
                .title
                .finding
                .starts_with("The vendor's kit would have said"),
            "{}",
            beside.title.finding
        );
        // no project has a row by the kit: it says nothing of them, which is not nothing
        assert!(
            beside
                .rows
                .iter()
                .all(|row| row.kit == "not valued" && row.steps.is_empty())
        );
        assert_eq!(beside.total.kit, "296.88");
    }
}
