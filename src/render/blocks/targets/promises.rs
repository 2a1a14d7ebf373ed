//! PromiseTable kept and broken: the worst first, each with its counts, its budget and, where there
//! is little to judge by, its interval.

use serde::Serialize;

use crate::model::scoreboard::{Beside, ObjectiveScore, Promise};
use crate::render::ReportFacts;
use crate::render::format::{self, count, fixed, percent_down, share, window};
use crate::render::parts::{Title, not_available};
use crate::render::texts::text;
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
            title: Title::new(finding(page, &sorted), text!("promises-about")),
            rows: sorted.iter().take(SHOWN).map(|o| row(o)).collect(),
            rest: rest(sorted.get(SHOWN..).unwrap_or_default()),
            note: text!("promises-note"),
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
        attained: percent_down(o.good, o.valid, 2).unwrap_or(not_available().to_owned()),
        judged: measured && !unsure,
        interval: interval.map_or(String::new(), |(low, high)| {
            text!(
                "promises-between",
                low = format::double_percent(low, 1),
                high = format::percent_sign(format::double_percent(high, 1))
            )
        }),
        good: count(o.good),
        valid: count(o.valid),
        budget: if measured {
            fixed(o.budget, 1)
        } else {
            not_available().to_owned()
        },
        budget_left: if measured {
            fixed(o.budget_left, 1)
        } else {
            not_available().to_owned()
        },
        burn_rate: o.burn_rate.map_or(not_available().to_owned(), |b| {
            format::grouped(&format!("{b:.2}"))
        }),
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
        .map(|(word, n)| text!("standing-counted", n = *n, standing = *word))
        .collect::<Vec<_>>()
        .join(", ");
    let sum = |of: fn(&ObjectiveScore) -> i64| count(rest.iter().map(|o| of(o)).sum());
    match rest.len() {
        0 => String::new(),
        n => text!(
            "promises-rest",
            n = n,
            standings = said,
            good = sum(|o| o.good),
            valid = sum(|o| o.valid)
        ),
    }
}

/// Sessions that hang, that say nothing, and how many of the good ones were refusals.
fn beside(b: Beside, good: i64) -> String {
    type Said = fn(i64) -> String;
    let counts: [(i64, Said); 3] = [
        (b.stuck, |n| text!("promises-stuck", n = n)),
        (b.cancelled, |n| text!("promises-cancelled", n = n)),
        (b.unknown, |n| text!("promises-unknown-end", n = n)),
    ];
    let counts = counts.iter().filter(|(n, _)| *n > 0);
    let mut said: Vec<String> = counts.map(|(n, say)| say(*n)).collect();
    let share = |part: i64| format::percent_of_count(part, good, 1);
    said.extend(
        share(b.refused)
            .filter(|_| b.refused > 0)
            .map(|p| text!("promises-refused", percent = format::percent_sign(p))),
    );
    said.join(", ")
}

fn finding(page: &ReportFacts, sorted: &[&ObjectiveScore]) -> String {
    let promises = page.board.promises();
    if promises.all() == 0 {
        return text!("promises-none").to_owned();
    }
    if promises.all() == promises.unknown {
        return text!("promises-unmeasured").to_owned();
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
    let names = names.join(", ");
    let names = match broken.len().saturating_sub(2) {
        0 => names,
        n => text!(
            "promises-names-more",
            names = names,
            n = n,
            words = format::in_words(n)
        ),
    };
    let mut said = Vec::new();
    let words = format::in_words;
    if let n @ 1.. = promises.kept {
        said.push(text!("promises-kept-some", n = n, words = words(n)));
    }
    if let n @ 1.. = promises.broken {
        said.push(match names.is_empty() {
            true => text!("promises-broken-unnamed", n = n, words = words(n)),
            false => text!(
                "promises-broken-some",
                n = n,
                words = words(n),
                names = names
            ),
        });
    }
    if let n @ 1.. = promises.at_risk {
        said.push(text!("promises-at-risk-some", n = n, words = words(n)));
    }
    if let n @ 1.. = promises.unknown {
        said.push(text!("promises-unmeasured-some", n = n, words = words(n)));
    }
    format::capital(&text!(
        "promises-finding",
        standings = said.join(", "),
        n = promises.all()
    ))
}
