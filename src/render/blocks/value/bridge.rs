//! The bridge: why the net is another than in the window before, cause by cause. Its lines add up
//! from one net to the other. The same from what was planned.

use std::cmp::Ordering;

use serde::Serialize;

use crate::model::Micros;
use crate::model::board::causes::Causes;
use crate::model::board::lines::CauseLine;
use crate::model::board::plan::PlanScore;
use crate::render::charts::{Chart, ChartScale, span};
use crate::render::format;
use crate::render::parts::{Linked, Title, Variance};
use crate::render::texts::text;
use crate::render::{ReportFacts, causes};

/// So many causes have a line; the others are added up.
const MOST: usize = 7;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BridgeTable {
    pub title: Title,
    pub methods: Linked,
    pub rows: Vec<BridgeRow>,
    /// What is in no line but cost, by name.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BridgeRow {
    pub name: String,
    /// A net, and no cause.
    pub is_net: bool,
    pub bar: Chart,
    pub amount: String,
    pub tone: &'static str,
}

impl BridgeTable {
    /// None where the window before cannot be compared.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let causes = causes::known(page)?;
        let previous = format::capital(&page.previous_name());
        let now = format::window(page.board.window);
        let about = text!(
            "bridge-about",
            money = page.money(),
            before = &previous,
            now = now
        );
        Some(Self {
            title: Title::new(causes::finding(page, causes), about),
            methods: Linked::to(page, "methods.html", text!("bridge-methods")),
            rows: rows(page, causes, (previous, "before")),
            note: named(page, causes).map_or(String::new(), |names| {
                text!("bridge-without-baseline", names = names)
            }),
        })
    }

    /// From what was planned; none where nobody planned units.
    pub fn from_plan(page: &ReportFacts) -> Option<Self> {
        let plans = page.board.plans.as_ref().ok()?;
        let causes = plans.causes.as_ref().ok()?;
        let now = format::window(page.board.window);
        let about = text!("bridge-plan-about", money = page.money(), now = now);
        Some(Self {
            title: Title::new(against_plan(page, &plans.estate), about),
            methods: Linked::to(page, "methods.html", text!("bridge-methods")),
            rows: rows(page, causes, (text!("head-plan").to_owned(), "plan")),
            note: named(page, causes).map_or(String::new(), |names| {
                text!("bridge-without-plan", names = names)
            }),
        })
    }
}

/// `474 less than planned: 91 % of the plan`.
fn against_plan(page: &ReportFacts, plan: &PlanScore) -> String {
    let by = page.say(format::size(plan.variance));
    let share = format::percent(plan.net, plan.value.net(), 0);
    let share = share.filter(|_| plan.attainment.is_ok());
    let share = share.map(format::percent_sign);
    match (plan.variance.cmp(&Micros::ZERO), share) {
        (Ordering::Equal, _) => text!("plan-reached").to_owned(),
        (Ordering::Greater, Some(share)) => text!("plan-more-share", by = by, share = share),
        (Ordering::Greater, None) => text!("plan-more", by = by),
        (Ordering::Less, Some(share)) => text!("plan-less-share", by = by, share = share),
        (Ordering::Less, None) => text!("plan-less", by = by),
    }
}

/// From one net to the other, line by line.
fn rows(
    page: &ReportFacts,
    causes: &Causes,
    (begin, class): (String, &'static str),
) -> Vec<BridgeRow> {
    let bridge = &causes.estate;
    let (lines, rest) = bridge.shown(MOST);
    let ends = lines
        .iter()
        .chain(&rest)
        .flat_map(|line| [line.span.0, line.span.1]);
    let scale = ChartScale::over(ends.chain([bridge.before, bridge.after]));
    let net = |name: String, amount: Micros, class| BridgeRow {
        name,
        is_net: true,
        bar: span(scale, Micros::ZERO, amount, class),
        amount: page.say(amount),
        tone: "",
    };
    let mut rows = vec![net(begin, bridge.before, class)];
    rows.extend(lines.iter().map(|line| {
        let name = causes::line(page, causes, line);
        row(page, name, line, scale)
    }));
    rows.extend(
        rest.iter()
            .map(|line| row(page, text!("cause-others").to_owned(), line, scale)),
    );
    // What is less than the page's smallest digit is dust of rounding.
    rows.retain(|row| row.is_net || row.amount != page.say(Micros::ZERO));
    let now = format::window(page.board.window);
    rows.push(net(now, bridge.after, "actual"));
    rows
}

fn row(page: &ReportFacts, name: String, line: &CauseLine, scale: ChartScale) -> BridgeRow {
    let variance = Variance::of_page(page, line.amount);
    BridgeRow {
        name,
        is_net: false,
        bar: span(scale, line.span.0, line.span.1, variance.tone),
        amount: variance.text,
        tone: variance.tone,
    }
}

/// Projects of which not all is in the bridge, by name.
fn named(page: &ReportFacts, causes: &Causes) -> Option<String> {
    let named = causes
        .unvalued
        .iter()
        .filter_map(|id| page.board.headline_project(id));
    let mut names: Vec<String> = named.map(|p| format::short_name(&p.name)).collect();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    if more > 0 {
        names.push(text!("more-names", n = more));
    }
    (!names.is_empty()).then(|| names.join(", "))
}
