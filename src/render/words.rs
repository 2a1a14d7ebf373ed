//! What promises and figures are called: how one stands, what a flag means, why a figure is empty.
//! The compiler names what is missing here when a list grows. What gaps are called stands in
//! [`super::gaps`].

use serde::Serialize;

use super::format::{self, isolated, of_them};
use crate::model::board::comparisons::RestsOn;
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

const fn standing(shape: &'static str, word: &'static str, tone: &'static str) -> Standing {
    Standing { shape, word, tone }
}

pub const fn promise(status: Promise, sli: Sli) -> Standing {
    match status {
        Promise::Insufficient if matches!(sli, Sli::ItemDeadline) => {
            standing("○", "too few items", "none")
        }
        Promise::Met => standing("●", "kept", "good"),
        Promise::OnTrack => standing("●", "on track", "good"),
        Promise::AtRisk => standing("◆", "at risk", "warn"),
        Promise::Breached => standing("■", "broken", "bad"),
        Promise::Insufficient => standing("○", "too few sessions", "none"),
        Promise::Unmeasured => standing("○", "not measured", "none"),
    }
}

pub const fn goal(status: GoalStatus) -> Standing {
    match status {
        GoalStatus::Attained => standing("●", "attained", "good"),
        GoalStatus::OnTrack => standing("●", "on track", "good"),
        GoalStatus::AtRisk => standing("◆", "at risk", "warn"),
        GoalStatus::OffTrack => standing("■", "off track", "bad"),
        GoalStatus::NotStarted => standing("○", "not started", "none"),
        GoalStatus::Unmeasured => standing("○", "not measured", "none"),
    }
}

pub const fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::OverCredit => "more units than its stated demand or plan",
        Flag::ZeroValue => "worth nothing in this period",
        Flag::NoBaseline => "no baseline: its sessions are not valued",
        Flag::NoCost => "no cost recorded: ROI n/a",
        Flag::Stale => "baseline measured more than 18 months ago",
        Flag::ConversionAssumed => {
            "nobody stated what part of freed time is put to use: all of it is assumed"
        }
        Flag::Dispatcher => "many short sessions, no units of its own",
    }
}

pub const fn evidence(evidence: Option<Evidence>) -> &'static str {
    match evidence {
        Some(Evidence::Measured) => "measured",
        Some(Evidence::Sampled) => "sampled",
        Some(Evidence::Estimated) => "estimated",
        Some(Evidence::Vendor) => "vendor-stated",
        None => "unstated",
    }
}

/// What a part of the benefit rests on.
pub const fn rests_on(on: RestsOn) -> &'static str {
    match on {
        RestsOn::Baseline(on) => evidence(Some(on)),
        RestsOn::Unstated => evidence(None),
        RestsOn::Signed => "signed",
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
        Some(percent) => format!("{percent}{}% {}", format::NBSP, evidence(*on)),
        None => evidence(*on).to_owned(),
    };
    match &project.evidence[..] {
        [(on, _)] => evidence(*on).to_owned(),
        several => several.iter().map(part).collect::<Vec<_>>().join(", "),
    }
}

/// Why a figure is empty.
pub const fn why(why: Why) -> &'static str {
    match why {
        Why::NotValued => "n/a: not valued",
        Why::NoUnits => "n/a: no units",
        Why::NoCost => "n/a: no cost recorded",
        Why::NothingClaimed => "n/a: no minutes are claimed",
        Why::BeyondRange => "n/a: beyond nine trillion",
        Why::OfTheEstate => "n/a: a figure of the estate only",
        Why::NotComparable => "n/a: the period before begins before anything was told",
        Why::NoLadder => "n/a: the method counts no units and minutes",
        Why::NoPlan => "n/a: nothing is planned",
        Why::NoPlannedGain => "n/a: no gain is planned",
        Why::NoOutlay => "n/a: nothing was spent that was not covered already",
        Why::NotReached => "not yet",
        Why::Several => "n/a: it turned from loss to gain more than once",
        Why::UnderAYear => "n/a: less than a year is known",
        Why::NoRate => "n/a: no discount_rate",
        Why::TooEarly => "n/a: less than three complete months are known",
    }
}

pub const fn status(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Idea) => "idea",
        Some(Status::Submitted) => "submitted",
        Some(Status::Approved) => "approved",
        Some(Status::Declined) => "declined",
        Some(Status::InBuild) => "in build",
        Some(Status::Live) => "live",
        Some(Status::Retired) => "retired",
        None => "",
    }
}

pub const fn class(class: Class) -> &'static str {
    match class {
        Class::Prod => "production",
        Class::Uat => "acceptance test",
        Class::Dev => "development",
        Class::Other => "other",
    }
}

pub const fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Net => "net value",
        Metric::Benefit => "benefit",
        Metric::Hard => "cashable benefit",
        Metric::Hours => "hours returned",
        Metric::Roi => "ROI (net ÷ cost)",
        Metric::Units => "units of work",
        Metric::LiveProjects => "live projects",
        Metric::KeptObjectives => "share of promises kept",
    }
}

/// What a promise is about: "sessions succeed", "done within 15 min".
pub fn sli(sli: Sli, threshold_ms: Option<i64>) -> String {
    match (sli, threshold_ms) {
        (Sli::Success, _) => "sessions succeed".to_owned(),
        (Sli::Duration, Some(ms)) => format!("done within {}", format::duration(ms)),
        (Sli::Duration, None) => "done in time".to_owned(),
        (Sli::ItemDeadline, Some(ms)) => format!(
            "items done by their deadline, or within {}",
            format::duration(ms)
        ),
        (Sli::ItemDeadline, None) => "items done by their deadline".to_owned(),
    }
}

pub fn scope(scope: &Scope, board: &Scoreboard) -> String {
    match scope {
        Scope::Estate => "the whole estate".to_owned(),
        Scope::Department(id) => {
            let known = board
                .departments
                .iter()
                .find(|d| d.department_id.as_ref() == Some(id));
            known.map_or_else(|| id.to_string(), |d| d.name.clone())
        }
        Scope::Region(region) => format!("region {region}"),
        Scope::Category(category) => format!("category {category}"),
        Scope::Projects(ids) if ids.len() == 1 => {
            let known = board.headline_projects().find(|p| p.project_id == ids[0]);
            known.map_or_else(|| ids[0].to_string(), |p| p.name.clone())
        }
        Scope::Projects(ids) => of_them(ids.len() as i64, "project"),
    }
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
