//! What promises and figures are called: how one stands, what a flag means, why a figure is empty.
//! The compiler names what is missing here when a list grows. What gaps are called stands in
//! [`super::gaps`].

use serde::Serialize;

use super::format::{self, isolated};
use super::texts::text;
use crate::model::board::comparisons::RestsOn;
use crate::model::drift::Drift;
use crate::model::master::{Evidence, Metric, Sli, Status};
use crate::model::ratio::Why;
use crate::model::satellite::Class;
use crate::model::scope::Scope;
use crate::model::scoreboard::{Flag, GoalStatus, ProjectScore, Promise};
use crate::model::{Estate, Micros, SatelliteId, Scoreboard};

/// A state in word and shape first; the tone only adds a hue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub shape: &'static str,
    pub word: &'static str,
    pub tone: &'static str,
}

fn standing(shape: &'static str, word: &'static str, tone: &'static str) -> Standing {
    Standing { shape, word, tone }
}

pub fn promise(status: Promise, sli: Sli) -> Standing {
    match status {
        Promise::Insufficient if matches!(sli, Sli::ItemDeadline) => {
            standing("○", text!("promise-too-few-items"), "none")
        }
        Promise::Met => standing("●", text!("promise-kept"), "good"),
        Promise::OnTrack => standing("●", text!("standing-on-track"), "good"),
        Promise::AtRisk => standing("◆", text!("standing-at-risk"), "warn"),
        Promise::Breached => standing("■", text!("promise-broken"), "bad"),
        Promise::Insufficient => standing("○", text!("promise-too-few-sessions"), "none"),
        Promise::Unmeasured => standing("○", text!("standing-not-measured"), "none"),
    }
}

pub fn goal(status: GoalStatus) -> Standing {
    match status {
        GoalStatus::Attained => standing("●", text!("goal-attained"), "good"),
        GoalStatus::OnTrack => standing("●", text!("standing-on-track"), "good"),
        GoalStatus::AtRisk => standing("◆", text!("standing-at-risk"), "warn"),
        GoalStatus::OffTrack => standing("■", text!("goal-off-track"), "bad"),
        GoalStatus::NotStarted => standing("○", text!("goal-not-started"), "none"),
        GoalStatus::Unmeasured => standing("○", text!("standing-not-measured"), "none"),
    }
}

pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::OverCredit => text!("flag-over-credit"),
        Flag::ZeroValue => text!("flag-zero-value"),
        Flag::NoBaseline => text!("flag-no-baseline"),
        Flag::NoCost => text!("flag-no-cost"),
        Flag::Stale => text!("flag-stale"),
        Flag::ConversionAssumed => text!("flag-conversion-assumed"),
        Flag::Dispatcher => text!("flag-dispatcher"),
    }
}

pub fn evidence(evidence: Option<Evidence>) -> &'static str {
    match evidence {
        Some(Evidence::Measured) => text!("evidence-measured"),
        Some(Evidence::Sampled) => text!("evidence-sampled"),
        Some(Evidence::Estimated) => text!("evidence-estimated"),
        Some(Evidence::Vendor) => text!("evidence-vendor"),
        None => text!("evidence-unstated"),
    }
}

/// What a part of the benefit rests on.
pub fn rests_on(on: RestsOn) -> &'static str {
    match on {
        RestsOn::Baseline(on) => evidence(Some(on)),
        RestsOn::Unstated => evidence(None),
        RestsOn::Signed => text!("evidence-signed"),
    }
}

/// What a project's baselines rest on: of several, how much of the soft benefit each bears.
pub fn basis(project: &ProjectScore) -> String {
    let soft = project.value.soft.unwrap_or_default().benefit();
    let mut parts = project.evidence.iter();
    let shares = soft.is_positive() && parts.all(|(_, amount)| !amount.is_negative());
    let part = |(on, amount): &(Option<Evidence>, Micros)| match format::percent(*amount, soft, 0)
        .filter(|_| shares)
    {
        Some(part) => text!(
            "basis-part",
            percent = format::percent_sign(part),
            kind = evidence(*on)
        ),
        None => evidence(*on).to_owned(),
    };
    match &project.evidence[..] {
        [(on, _)] => evidence(*on).to_owned(),
        several => several.iter().map(part).collect::<Vec<_>>().join(", "),
    }
}

/// Why a figure is empty.
pub fn why(why: Why) -> &'static str {
    match why {
        Why::NotValued => text!("why-not-valued"),
        Why::NoUnits => text!("why-no-units"),
        Why::NoCost => text!("why-no-cost"),
        Why::NothingClaimed => text!("why-nothing-claimed"),
        Why::BeyondRange => text!("why-beyond-range"),
        Why::OfTheEstate => text!("why-of-the-estate"),
        Why::NotComparable => text!("why-not-comparable"),
        Why::NoLadder => text!("why-no-ladder"),
        Why::NoPlan => text!("why-no-plan"),
        Why::NoPlannedGain => text!("why-no-planned-gain"),
        Why::NoOutlay => text!("why-no-outlay"),
        Why::NotReached => text!("why-not-reached"),
        Why::Several => text!("why-several"),
        Why::UnderAYear => text!("why-under-a-year"),
        Why::NoRate => text!("why-no-rate"),
        Why::TooEarly => text!("why-too-early"),
    }
}

pub fn status(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Idea) => text!("status-idea"),
        Some(Status::Submitted) => text!("status-submitted"),
        Some(Status::Approved) => text!("status-approved"),
        Some(Status::Declined) => text!("status-declined"),
        Some(Status::InBuild) => text!("status-in-build"),
        Some(Status::Live) => text!("status-live"),
        Some(Status::Retired) => text!("status-retired"),
        None => "",
    }
}

pub fn class(class: Class) -> &'static str {
    match class {
        Class::Prod => text!("class-production"),
        Class::Uat => text!("class-acceptance"),
        Class::Dev => text!("class-development"),
        Class::Other => text!("class-other"),
    }
}

pub fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Net => text!("metric-net"),
        Metric::Benefit => text!("metric-benefit"),
        Metric::Hard => text!("metric-cashable"),
        Metric::Hours => text!("metric-hours"),
        Metric::Roi => text!("metric-roi"),
        Metric::Units => text!("metric-units"),
        Metric::LiveProjects => text!("metric-live-projects"),
        Metric::KeptObjectives => text!("metric-kept"),
    }
}

/// What a promise is about: "sessions succeed", "done within 15 min".
pub fn sli(sli: Sli, threshold_ms: Option<i64>) -> String {
    match (sli, threshold_ms) {
        (Sli::Success, _) => text!("sli-success").to_owned(),
        (Sli::Duration, Some(ms)) => text!("sli-within", duration = format::duration(ms)),
        (Sli::Duration, None) => text!("sli-in-time").to_owned(),
        (Sli::ItemDeadline, Some(ms)) => {
            text!("sli-deadline-or-within", duration = format::duration(ms))
        }
        (Sli::ItemDeadline, None) => text!("sli-deadline").to_owned(),
    }
}

pub fn scope(scope: &Scope, board: &Scoreboard) -> String {
    match scope {
        Scope::Estate => text!("scope-estate").to_owned(),
        Scope::Department(id) => {
            let known = board
                .departments
                .iter()
                .find(|d| d.department_id.as_ref() == Some(id));
            known.map_or_else(|| id.to_string(), |d| d.name.clone())
        }
        Scope::Region(region) => text!("scope-region", region = region.to_string()),
        Scope::Category(category) => text!("scope-category", category = category.to_string()),
        Scope::Projects(ids) if ids.len() == 1 => {
            let known = board.headline_projects().find(|p| p.project_id == ids[0]);
            known.map_or_else(|| ids[0].to_string(), |p| p.name.clone())
        }
        Scope::Projects(ids) => text!("scope-projects", projects = ids.len()),
    }
}

/// So many columns of an export are named.
const NAMED: usize = 20;

/// Columns of an export that came or went.
pub fn drift(drift: &Drift) -> String {
    let shown = drift.columns.iter().take(NAMED).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join(", ");
    let columns = match drift.columns.len().saturating_sub(NAMED) {
        0 => shown,
        rest => text!("drift-more-columns", columns = shown, n = rest),
    };
    let (exports, object) = (&drift.exports, &drift.object);
    match drift.came {
        true => text!(
            "drift-came",
            exports = exports,
            object = object,
            columns = columns
        ),
        false => text!(
            "drift-gone",
            exports = exports,
            object = object,
            columns = columns
        ),
    }
}

/// What a figure is called that the marts call so.
pub fn figure(column: &str) -> &'static str {
    text!(&format!("figure-{column}"))
}

/// What that figure is.
pub fn figure_about(column: &str) -> &'static str {
    text!(&format!("figure-{column}-is"))
}

/// A satellite's name, as people know it.
pub fn satellite(estate: &Estate, id: &SatelliteId) -> String {
    let name = estate
        .satellite(id.as_str())
        .map(|s| s.name.trim())
        .filter(|n| !n.is_empty());
    isolated(name.unwrap_or(id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_about_items_lacks_items() {
        let word = |sli| promise(Promise::Insufficient, sli).word;
        assert_eq!(
            [Sli::Success, Sli::Duration, Sli::ItemDeadline].map(word),
            ["too few sessions", "too few sessions", "too few items"]
        );
    }
}
