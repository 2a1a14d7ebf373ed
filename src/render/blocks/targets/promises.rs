//! PromiseTable kept and broken: the worst first, each with its counts, its budget and, where there
//! is little to judge by, its interval.

use serde::Serialize;

use crate::model::scoreboard::{Beside, ObjectiveScore, Promise};
use crate::render::ReportFacts;
use crate::render::format::{self, NBSP, count, fixed, percent_down, share, window};
use crate::render::parts::{NONE, Title};
use crate::render::words::{self, Standing};

/// So many are shown, the worst; the others are added up.
const SHOWN: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromiseTable {
    pub title: Title,
    pub rows: Vec<PromiseRow>,
    /// What is not shown.
    pub rest: String,
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromiseRow {
    pub project: String,
    pub promise: String,
    pub period: String,
    /// What the share of good ones does not say by itself.
    pub beside: String,
    pub standing: Standing,
    pub target: String,
    pub attained: String,
    /// Whether the attained share decides anything.
    pub judged: bool,
    /// The 95 % interval, where that is all that can be said.
    pub interval: String,
    pub good: String,
    pub valid: String,
    pub budget: String,
    pub budget_left: String,
    pub burn_rate: String,
    pub excluded: String,
}

impl PromiseTable {
    pub fn of(page: &ReportFacts) -> Self {
        let mut sorted: Vec<&ObjectiveScore> = page.board.objectives.iter().collect();
        let rank = |s: Promise| match s {
            Promise::Breached => 0,
            Promise::AtRisk => 1,
            Promise::Unmeasured => 2,
            Promise::Insufficient => 3,
            Promise::OnTrack => 4,
            Promise::Met => 5,
        };
        sorted.sort_by(|a, b| {
            rank(a.status)
                .cmp(&rank(b.status))
                .then_with(|| a.objective_id.cmp(&b.objective_id))
                .then_with(|| a.period.cmp(&b.period))
        });
        Self {
            title: Title::new(
                finding(page, &sorted),
                "promises, the worst first · % of valid sessions, sessions",
            ),
            rows: sorted.iter().take(SHOWN).map(|o| row(o)).collect(),
            rest: rest(sorted.get(SHOWN..).unwrap_or_default()),
            note: "Each promise counts once above, and is kept where it was in all its periods. A period that still runs is on track \
                   or at risk, and broken only where so many failures cannot be bad luck. Attained is rounded down, so that what missed its target never reads as met. The error budget is how many \
                   sessions may fail; burn is how fast it is used: at 1 it lasts exactly the period.",
        }
    }
}

fn row(o: &ObjectiveScore) -> PromiseRow {
    let measured = o.valid > 0;
    let unsure = matches!(o.status, Promise::Insufficient | Promise::Unmeasured);
    let interval = o.interval.filter(|_| unsure);
    PromiseRow {
        project: o.project.clone(),
        promise: words::sli(o.sli, o.threshold_ms),
        period: window(o.period),
        beside: o.beside.map_or(String::new(), |b| beside(b, o.good)),
        standing: words::promise(o.status, o.sli),
        target: share(o.target),
        attained: percent_down(o.good, o.valid, 2).unwrap_or(NONE.to_owned()),
        judged: measured && !unsure,
        interval: interval.map_or(String::new(), |(low, high)| {
            format!(
                "between {} and {}{NBSP}%",
                format::double_percent(low, 1),
                format::double_percent(high, 1)
            )
        }),
        good: count(o.good),
        valid: count(o.valid),
        budget: if measured {
            fixed(o.budget, 1)
        } else {
            NONE.to_owned()
        },
        budget_left: if measured {
            fixed(o.budget_left, 1)
        } else {
            NONE.to_owned()
        },
        burn_rate: o
            .burn_rate
            .map_or(NONE.to_owned(), |b| format::grouped(&format!("{b:.2}"))),
        excluded: count(o.excluded),
    }
}

fn rest(rest: &[&ObjectiveScore]) -> String {
    let mut standings: Vec<(&str, i64)> = Vec::new();
    for word in rest.iter().map(|o| words::promise(o.status, o.sli).word) {
        match standings.last_mut() {
            Some(last) if last.0 == word => last.1 += 1,
            _ => standings.push((word, 1)),
        }
    }
    let said = standings
        .iter()
        .map(|(word, n)| format!("{} {word}", count(*n)))
        .collect::<Vec<_>>()
        .join(", ");
    let sum = |of: fn(&ObjectiveScore) -> i64| count(rest.iter().map(|o| of(o)).sum());
    let (good, valid) = (sum(|o| o.good), sum(|o| o.valid));
    match rest.len() {
        0 => String::new(),
        n => format!(
            "{} ({said}; {good} good of {valid} valid) are in executive.csv.",
            format::of_them(n as i64, "more promise")
        ),
    }
}

/// Sessions that hang, that say nothing, and how many of the good ones were refusals.
fn beside(b: Beside, good: i64) -> String {
    let counts = [
        (b.stuck, "stuck"),
        (b.cancelled, "cancelled"),
        (b.unknown, "unknown"),
    ];
    let mut said: Vec<String> = counts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", count(*n)))
        .collect();
    let share = |part: i64| format::percent_of_count(part, good, 1);
    said.extend(
        share(b.refused)
            .filter(|_| b.refused > 0)
            .map(|p| format!("{p}{NBSP}% of the good ones refused")),
    );
    said.join(", ")
}

fn finding(page: &ReportFacts, sorted: &[&ObjectiveScore]) -> String {
    let promises = page.board.promises();
    if promises.all() == 0 {
        return "No promise was made".to_owned();
    }
    if promises.all() == promises.unknown {
        return "No promise could be measured".to_owned();
    }
    let mut broken: Vec<&ObjectiveScore> = sorted
        .iter()
        .filter(|o| o.status == Promise::Breached)
        .copied()
        .collect();
    broken.dedup_by(|a, b| a.objective_id == b.objective_id);
    let names: Vec<String> = broken
        .iter()
        .take(2)
        .map(|o| format::short_name(&o.project))
        .collect();
    let more = if broken.len() > 2 {
        format!(" and {} more", format::in_words(broken.len() - 2))
    } else {
        String::new()
    };
    let of_broken = if broken.is_empty() {
        String::new()
    } else {
        format!(" ({}{more})", names.join(", "))
    };
    let parts = [
        (promises.kept, "kept"),
        (promises.broken, "broken"),
        (promises.at_risk, "at risk"),
        (promises.unknown, "not measurable"),
    ];
    let mut said = Vec::new();
    for (n, word) in parts.into_iter().filter(|(n, _)| *n > 0) {
        let names = if word == "broken" {
            of_broken.as_str()
        } else {
            ""
        };
        said.push(format!("{} {word}{names}", format::in_words(n)));
    }
    format::capital(&format!(
        "{} of {}",
        said.join(", "),
        format::of_them(promises.all() as i64, "promise")
    ))
}
