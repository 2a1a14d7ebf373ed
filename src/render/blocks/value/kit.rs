//! Beside the ladder, what the vendor's kit would have said of the same sessions: for those who
//! know its figure, and ask why ours is another.

use std::cmp::Ordering;

use serde::Serialize;

use crate::model::board::comparisons::{Bridge, BridgeStep};
use crate::model::{Micros, ProjectId};
use crate::render::ReportFacts;
use crate::render::blocks::value::workings::WorkingStep;
use crate::render::format::{self, money, signed};
use crate::render::parts::{Title, Variance, not_valued};
use crate::render::texts::text;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonTable {
    pub title: Title,
    pub rows: Vec<ComparedRow>,
    pub total: ComparedRow,
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRow {
    pub name: String,
    pub kit: String,
    pub benefit: String,
    pub cost: String,
    pub net: String,
    pub difference: Option<Variance>,
    /// From the kit's figure to the net, one after the other.
    pub steps: Vec<WorkingStep>,
}

impl ComparisonTable {
    /// None where the estate names one method alone.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let kit = page.board.comparisons.kit.as_ref()?;
        let name = |id: &ProjectId| {
            let project = page.board.projects.iter().find(|p| p.project_id == *id);
            project.map(|p| p.name.clone()).unwrap_or_default()
        };
        let projects = kit.projects.iter().take(kit.shown);
        let mut rows: Vec<ComparedRow> =
            projects.map(|(id, bridge)| row(name(id), bridge)).collect();
        if let Some((projects, bridge)) = &kit.rest {
            rows.push(row(text!("movers-more", n = *projects), bridge));
        }
        Some(Self {
            title: Title::new(
                finding(page, &kit.total),
                text!("kit-about", currency = &page.estate.currency),
            ),
            rows,
            total: row(text!("kit-all").to_owned(), &kit.total),
            note: text!("kit-note"),
        })
    }
}

fn row(name: String, bridge: &Bridge) -> ComparedRow {
    let ours = &bridge.value;
    ComparedRow {
        name,
        kit: bridge.kit.map_or(not_valued().to_owned(), money),
        benefit: if ours.is_unvalued() {
            not_valued().to_owned()
        } else {
            money(ours.benefit())
        },
        cost: money(ours.cost()),
        net: money(ours.net()),
        difference: bridge.difference.map(|by| Variance {
            tone: "same",
            ..Variance::amount(by)
        }),
        steps: bridge.kit.map_or(Vec::new(), |kit| steps(kit, bridge)),
    }
}

/// What a step is called, and why it is taken.
fn named(step: BridgeStep) -> (&'static str, &'static str) {
    match step {
        BridgeStep::Overhead => (text!("kit-overhead"), text!("kit-overhead-why")),
        BridgeStep::FailedRuns => (text!("kit-failed-runs"), text!("kit-failed-runs-why")),
        BridgeStep::VolumeAndMinutes => (text!("kit-volume"), text!("kit-volume-why")),
        BridgeStep::PutToUse => (text!("kit-put-to-use"), text!("kit-put-to-use-why")),
        BridgeStep::SignedBenefits => (text!("kit-signed"), text!("kit-signed-why")),
        BridgeStep::Costs => (text!("kit-costs"), text!("kit-costs-why")),
    }
}

fn steps(kit: Micros, bridge: &Bridge) -> Vec<WorkingStep> {
    let start = WorkingStep::new(
        text!("kit-start"),
        text!("kit-start-why").to_owned(),
        money(kit),
    );
    let end = WorkingStep::new(
        text!("kit-end"),
        text!("kit-end-why").to_owned(),
        money(bridge.value.net()),
    );
    let between = bridge.steps.iter().map(|(step, amount)| {
        let (name, why) = named(*step);
        WorkingStep::new(name, why.to_owned(), signed(money(*amount)))
    });
    std::iter::once(start).chain(between).chain([end]).collect()
}

fn finding(page: &ReportFacts, total: &Bridge) -> String {
    let Some((kit, difference)) = total.kit.zip(total.difference) else {
        return text!("kit-nothing").to_owned();
    };
    let said = page.say(kit);
    let apart = page.say(format::size(difference));
    let net = page.say(total.value.net());
    match difference.cmp(&Micros::ZERO) {
        Ordering::Equal => text!("kit-same", kit = said),
        Ordering::Greater => text!("kit-more", kit = said, net = net, apart = apart),
        Ordering::Less => text!("kit-less", kit = said, net = net, apart = apart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::board::comparisons::KitComparison;
    use crate::model::{Value, value::Soft};
    use crate::render::sample;

    fn micros(text: &str) -> Micros {
        text.parse().expect("a decimal")
    }

    /// 296.875 by the kit; 376.666667 of benefit less 40.00 of cost here.
    fn bridge() -> Bridge {
        let soft = Soft {
            recaptured: micros("376.666667"),
            ..Soft::default()
        };
        Bridge {
            kit: Some(micros("296.875")),
            value: Value {
                soft: Some(soft),
                cost_run: micros("40"),
                ..Value::default()
            },
            difference: Some(micros("39.791667")),
            steps: vec![
                (BridgeStep::Overhead, micros("78.125")),
                (BridgeStep::PutToUse, micros("-38.333333")),
            ],
        }
    }

    #[test]
    fn the_steps_stand_between_the_kits_figure_and_the_net() {
        let row = row("p".to_owned(), &bridge());
        let steps = row.steps.iter().map(|s| (s.name, s.result.as_str()));
        let expected = [
            ("by the kit", "296.88"),
            ("overhead", "+78.12"),
            ("put to use", "−38.33"),
            ("net value here", "336.67"),
        ];
        assert_eq!(steps.collect::<Vec<_>>(), expected);
        assert_eq!((row.kit.as_str(), row.net.as_str()), ("296.88", "336.67"));
        assert_eq!(row.difference.map(|by| by.text).as_deref(), Some("+39.79"));
    }

    #[test]
    fn one_method_alone_is_not_compared_and_two_are() {
        let mut world = sample::world();
        assert_eq!(ComparisonTable::of(&world.page()), None);
        let unknown = Bridge {
            kit: None,
            difference: None,
            steps: Vec::new(),
            ..bridge()
        };
        world.board.comparisons.kit = Some(KitComparison {
            total: bridge(),
            projects: vec![(sample::id("p-mail"), unknown)],
            shown: 1,
            rest: Some((3, bridge())),
        });
        let compared = ComparisonTable::of(&world.page()).expect("two methods");
        let finding =
            "The vendor's kit would have said 297 of savings; the net value here is 337, 40 more";
        assert_eq!(compared.title.finding, finding);
        assert_eq!(compared.total.kit, "296.88");
        // Of this project it says nothing, which is not nothing.
        let mail = &compared.rows[0];
        assert_eq!((mail.kit.as_str(), mail.steps.len()), ("not valued", 0));
        assert!(mail.name.ends_with("mail sorting"));
        assert_eq!(compared.rows[1].name, "3\u{a0}more projects");
    }
}
