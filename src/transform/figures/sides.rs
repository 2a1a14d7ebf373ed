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
    previous: Defined<Window>,
    window: Window,
    sides: BTreeMap<ProjectId, [Condensed; 2]>,
}

impl<'a> Sides<'a> {
    /// `previous`: the window before, where what is known begins on its first day or before.
    pub fn of(facts: &'a Facts<'a>, previous: Option<Window>, window: Window) -> Self {
        Self {
            facts,
            previous: match facts.estate.methods[0].has_ladder() {
                true => previous.ok_or(Why::NotComparable),
                false => Err(Why::NoLadder),
            },
            window,
            sides: BTreeMap::new(),
        }
    }

    /// The window before, where it is compared with.
    pub fn compared(&self) -> Option<Window> {
        self.previous.ok()
    }

    /// On which side a day lies.
    fn place(&self, day: NaiveDate) -> Option<usize> {
        let is_before = self.previous.is_ok_and(|previous| previous.contains(day));
        let is_now = self.window.contains(day) && self.previous != Err(Why::NoLadder);
        is_before.then_some(0).or(is_now.then_some(1))
    }

    /// Values of a project and a method, by day.
    pub fn add(&mut self, values: &[&DailyValue]) {
        let Some(first) = values.first() else { return };
        let master = self.facts.master;
        if first.method != self.facts.estate.methods[0] {
            return;
        }
        let project = &first.project_id;
        for value in values {
            let Some(place) = self.place(value.day) else {
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
        for finding in findings {
            let place = self.place(finding.day);
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
                | FindingKind::ChargedConverted
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
            FindingKind::Converted | FindingKind::ChargedConverted => {
                let currency = finding.currency.clone().unwrap_or_default();
                let sums = match finding.kind {
                    FindingKind::Converted => &mut side.converted,
                    _ => &mut side.charged,
                };
                if let Some(rate) = master.rates.on(&currency, RateKind::Flow, day) {
                    *sums.entry((currency, rate)).or_default() += amount;
                }
            }
            _ => {}
        }
    }

    /// When all is told. `beyond`: projects of whose window nothing is told, since it is beyond the
    /// range of the tables.
    pub fn close(&mut self, beyond: &BTreeSet<ProjectId>) {
        if self.previous == Err(Why::NoLadder) {
            return;
        }
        let (signed, as_of) = (self.facts.master.benefits.iter(), self.window.to());
        for benefit in signed.filter(|benefit| benefit.is_signed(as_of)) {
            self.signed(benefit);
        }
        for project in beyond {
            if let Some([_, window]) = self.sides.get_mut(project) {
                *window = Condensed::default();
            }
        }
    }

    /// Why the net moved since the window before, project by project. `scores`: those of the
    /// headline.
    pub fn causes(&self, scores: &[&ProjectScore]) -> Defined<Causes> {
        let previous = self.previous?;
        let mut projects = Vec::new();
        for (project, [a, b]) in &self.sides {
            // What has a side in the window alone is new, and what has none is not there.
            let between = self.between(b, [previous, self.window]);
            let bridge = bridge::bridge(a, b, &between).ok_or(Why::BeyondRange)?;
            projects.push((project.clone(), bridge));
        }
        let unvalued = scores
            .iter()
            .filter(|score| score.value.ladder.is_none() && score.value.counts.sessions > 0)
            .map(|score| score.project_id.clone());
        Ok(Causes {
            is_from_plan: false,
            previous,
            estate: bridge::added_up(projects.iter().map(|(_, bridge)| bridge)),
            unvalued: unvalued.collect(),
            projects,
        })
    }

    /// Why the net is another than was planned, project by project. `planned`: those of which units
    /// were planned.
    pub fn from_plan(
        &self,
        plans: &BTreeMap<ProjectId, Condensed>,
        planned: &BTreeSet<ProjectId>,
    ) -> Defined<Causes> {
        let nothing = Condensed::default();
        let ids: BTreeSet<&ProjectId> = plans.keys().chain(self.sides.keys()).collect();
        let (mut projects, mut unplanned) = (Vec::new(), Vec::new());
        for id in ids {
            let a = plans.get(id).unwrap_or(&nothing);
            let mut b = self
                .sides
                .get(id)
                .map(|[_, b]| b.clone())
                .unwrap_or_default();
            if a.is_nothing() && b.is_nothing() {
                continue;
            }
            for (of, amount) in std::mem::take(&mut b.charged) {
                *b.converted.entry(of).or_default() -= amount;
            }
            let between = self.between_plan(&b);
            let bridge = bridge::bridge(a, &b, &between).ok_or(Why::BeyondRange)?;
            if !id.is_shared() && !planned.contains(id) {
                unplanned.push((*id).clone());
            }
            projects.push(((*id).clone(), bridge));
        }
        Ok(Causes {
            is_from_plan: true,
            previous: self.window,
            estate: bridge::added_up(projects.iter().map(|(_, bridge)| bridge)),
            unvalued: unplanned,
            projects,
        })
    }

    /// What a signed line brings once, and what signed cash replaces capacity.
    fn signed(&mut self, benefit: &Benefit) {
        let (master, amount, project) = (self.facts.master, &benefit.amount, &benefit.project_id);
        let is_once = amount.per == Per::Once && amount.spread_months.is_none();
        let replaces = benefit.replaces_capacity && benefit.kind == BenefitKind::Cashable;
        let windows = [self.previous.ok(), Some(self.window)];
        let windows = windows.into_iter().enumerate();
        for (place, window) in windows.filter_map(|(place, window)| Some((place, window?))) {
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

    /// From budget rates, over the same days.
    fn between_plan(&self, b: &Condensed) -> BetweenSides {
        let (rates, to) = (&self.facts.master.rates, self.window.to());
        let year = self.facts.estate.fiscal_year_start.year_of(to);
        let of = |currency: &String| {
            let budget = |on| rates.on(currency, RateKind::Budget, on);
            let before = budget(year).or_else(|| budget(to))?;
            let now = rates.on(currency, RateKind::Flow, to);
            Some((currency.clone(), (before, now)))
        };
        BetweenSides {
            rates: b.converted.keys().filter_map(|(c, _)| of(c)).collect(),
            days: None,
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
