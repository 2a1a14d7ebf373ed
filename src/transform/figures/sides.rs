//! The days of a window and of the window before it, condensed by project: what the bridge by cause
//! stands on. Values and findings are told month by month; lines of benefits.csv are asked of the
//! master data.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::bridge::{self, BetweenSides};
use super::condensed::Condensed;
use crate::model::board::causes::Causes;
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::master::{Benefit, BenefitKind, Per, RateKind};
use crate::model::ratio::{Defined, Why};
use crate::model::scoreboard::ProjectScore;
use crate::model::value::DailyValue;
use crate::model::{Micros, ProjectId, Window};
use crate::transform::Facts;
use crate::transform::amounts::{self, OnDay};

/// Both sides by project: the window before, and the window.
pub struct Sides<'a> {
    facts: &'a Facts<'a>,
    windows: Defined<[Window; 2]>,
    sides: BTreeMap<ProjectId, [Condensed; 2]>,
}

impl<'a> Sides<'a> {
    /// `previous`: the window before, where what is known begins on its first day or before.
    pub fn of(facts: &'a Facts<'a>, previous: Option<Window>, window: Window) -> Self {
        let windows = if facts.estate.methods[0].has_ladder() {
            previous
                .map(|previous| [previous, window])
                .ok_or(Why::NotComparable)
        } else {
            Err(Why::NoLadder)
        };
        Self {
            facts,
            windows,
            sides: BTreeMap::new(),
        }
    }

    /// The window before, where it is compared with.
    pub fn compared(&self) -> Option<Window> {
        self.windows.ok().map(|[previous, _]| previous)
    }

    /// Values of a project and a method, by day.
    pub fn add(&mut self, values: &[&DailyValue]) {
        let (Ok(windows), Some(first)) = (self.windows, values.first()) else {
            return;
        };
        let master = self.facts.master;
        if first.method != self.facts.estate.methods[0] {
            return;
        }
        let project = &first.project_id;
        for value in values {
            let Some(place) = windows.iter().position(|w| w.contains(value.day)) else {
                continue;
            };
            let sides = self.sides.entry(project.clone()).or_default();
            let baseline = master.baseline_on(project, value.day);
            let rate = |currency: &str| master.rates.on(currency, RateKind::Flow, value.day);
            let baseline = baseline.map(|b| (b, rate(&b.currency)));
            sides[place].add(&value.value, baseline);
        }
    }

    /// What was found beside values.
    pub fn found(&mut self, findings: &[DailyFinding]) {
        let Ok(windows) = self.windows else { return };
        for finding in findings {
            let place = windows.iter().position(|w| w.contains(finding.day));
            if let (Some(place), Some(project)) = (place, &finding.project_id) {
                self.found_one(place, project, finding);
            }
        }
    }

    fn found_one(&mut self, place: usize, project: &ProjectId, finding: &DailyFinding) {
        let (master, day, amount) = (self.facts.master, finding.day, finding.amount);
        if !matches!(
            finding.kind,
            FindingKind::FailedUnits
                | FindingKind::PaidOnce
                | FindingKind::ByTheDay
                | FindingKind::Replaced
                | FindingKind::Converted
        ) {
            return;
        }
        let side = &mut self.sides.entry(project.clone()).or_default()[place];
        match finding.kind {
            FindingKind::FailedUnits => side.failed_units += amount,
            FindingKind::PaidOnce => side.paid_once(amount),
            FindingKind::ByTheDay => side.by_the_day += amount,
            FindingKind::Replaced => {
                if let Some(baseline) = master.baseline_on(project, day) {
                    side.replace(amount, baseline.put_to_use());
                }
            }
            FindingKind::Converted => {
                let currency = finding.currency.clone().unwrap_or_default();
                if let Some(rate) = master.rates.on(&currency, RateKind::Flow, day) {
                    *side.converted.entry((currency, rate)).or_default() += amount;
                }
            }
            _ => {}
        }
    }

    /// Why the net moved, project by project. `beyond`: projects of whose window nothing is told,
    /// since it is beyond the range of the tables; `scores`: those of the headline.
    pub fn causes(
        mut self,
        beyond: &BTreeSet<ProjectId>,
        scores: &[&ProjectScore],
    ) -> Defined<Causes> {
        let windows = self.windows?;
        let signed = self.facts.master.benefits.iter();
        for benefit in signed.filter(|benefit| benefit.is_signed(windows[1].to())) {
            self.signed(benefit, windows);
        }
        for project in beyond {
            if let Some([_, window]) = self.sides.get_mut(project) {
                *window = Condensed::default();
            }
        }
        let mut projects = Vec::new();
        for (project, [a, b]) in &self.sides {
            let between = self.between(b, windows);
            let bridge = bridge::bridge(a, b, &between).ok_or(Why::BeyondRange)?;
            projects.push((project.clone(), bridge));
        }
        let unvalued = scores
            .iter()
            .filter(|score| score.value.ladder.is_none() && score.value.counts.sessions > 0)
            .map(|score| score.project_id.clone());
        let estate = bridge::added_up(projects.iter().map(|(_, bridge)| bridge));
        Ok(Causes {
            previous: windows[0],
            estate,
            unvalued: unvalued.collect(),
            projects,
        })
    }

    /// What a signed line brings once, and what signed cash replaces capacity.
    fn signed(&mut self, benefit: &Benefit, windows: [Window; 2]) {
        let (master, amount, project) = (self.facts.master, &benefit.amount, &benefit.project_id);
        let is_once = amount.per == Per::Once && amount.spread_months.is_none();
        let replaces = benefit.replaces_capacity && benefit.kind == BenefitKind::Cashable;
        for (place, window) in windows.into_iter().enumerate() {
            let days = match is_once {
                true => Window::new(amount.from, amount.from).and_then(|day| day.intersect(window)),
                false => replaces.then_some(window),
            };
            let counted = |day: &NaiveDate| *day <= self.facts.counted_to;
            for day in days.iter().flat_map(|w| w.days()).take_while(counted) {
                let OnDay::Money(money) = amounts::on_day(amount, &master.rates, day) else {
                    continue;
                };
                if money > amounts::MOST {
                    continue;
                }
                let side = &mut self.sides.entry(project.clone()).or_default()[place];
                if is_once {
                    side.signed_once(money);
                }
                // Only where there is capacity that it could replace.
                if replaces && master.baseline_rate_on(project, day).is_some() {
                    side.replacing += money;
                    side.replacing_once += if is_once { money } else { Micros::ZERO };
                }
            }
        }
    }

    fn between(&self, b: &Condensed, [previous, window]: [Window; 2]) -> BetweenSides {
        let rates = &self.facts.master.rates;
        let of = |currency: &String| {
            let on = |day| rates.on(currency, RateKind::Flow, day);
            Some((currency.clone(), (on(previous.to())?, on(window.to()))))
        };
        BetweenSides {
            rates: b.converted.keys().filter_map(|(c, _)| of(c)).collect(),
            days: Some((previous.day_count(), window.day_count())),
        }
    }
}
