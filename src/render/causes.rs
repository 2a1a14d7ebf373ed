//! Why the net moved, in words: what each cause is called, with what it was and what it is, and the
//! sentence of the two that moved most. A changed baseline or rate outranks volume: a reader who is
//! told of more work must not learn later that the yardstick changed.

use super::ReportFacts;
use super::bundle::Subject;
use super::format::{self, NBSP};
use crate::model::board::causes::{CauseInput, CausePart, CauseStep, Causes};
use crate::model::board::lines::CauseLine;
use crate::model::{Micros, ProjectId};

/// The bridge of the page's board, where the window before can be compared.
pub fn known<'a>(page: &'a ReportFacts) -> Option<&'a Causes> {
    page.previous()?;
    page.board.comparisons.causes.as_ref().ok()
}

/// What a line of the bridge is called: `Invoice capture: 4 min a unit, was 5`, `EUR at 1.20, was
/// 1.10`, `more work done`.
pub fn line(page: &ReportFacts, causes: &Causes, line: &CauseLine) -> String {
    let way = |up: &str, down: &str| match line.amount.is_negative() {
        true => down.to_owned(),
        false => up.to_owned(),
    };
    match line.step {
        CauseStep::Volume => way("more work done", "less work done"),
        CauseStep::Minutes | CauseStep::Rate | CauseStep::PutToUse => {
            let what = way(better(line.step), worse(line.step));
            told(page, causes, line.step).unwrap_or(what)
        }
        CauseStep::Exchange => exchange(causes, line),
        CauseStep::Signed => way(
            "signed, net of the time it replaces",
            "less signed, net of the time it replaces",
        ),
        CauseStep::Once if line.is_paid => "once: paid".to_owned(),
        CauseStep::Once => "once: signed".to_owned(),
        CauseStep::Cost => way("less cost", "more cost"),
        CauseStep::Calendar => way("fewer days to pay for", "more days to pay for"),
    }
}

const fn better(step: CauseStep) -> &'static str {
    match step {
        CauseStep::Minutes => "more time freed by a unit",
        CauseStep::Rate => "an hour by hand costs more",
        _ => "more freed time put to use",
    }
}

const fn worse(step: CauseStep) -> &'static str {
    match step {
        CauseStep::Minutes => "less time freed by a unit",
        CauseStep::Rate => "an hour by hand costs less",
        _ => "less freed time put to use",
    }
}

/// What moved, with its numbers, where one project bears the step.
fn told(page: &ReportFacts, causes: &Causes, step: CauseStep) -> Option<String> {
    let (id, bridge) = causes.bearer(step)?;
    let part = bridge.largest_part(step)?;
    let project = page.board.headline_project(id)?;
    let name = format::short_name(&project.name);
    let (before, after) = part.before.zip(part.after)?;
    let unit = match part.input {
        CauseInput::LabourMinutes => format!("{NBSP}min a unit"),
        CauseInput::ReworkMinutes => format!("{NBSP}min of rework saved by a unit"),
        CauseInput::ReviewMinutes => format!("{NBSP}min of review a unit"),
        CauseInput::FailureMinutes => format!("{NBSP}min by hand for a failed unit"),
        CauseInput::AttendedMinutes => format!("{NBSP}min attended a unit"),
        CauseInput::HourlyRate => format!(" {} an hour", currency_of(page, part)),
        CauseInput::Conversion => {
            let percent = |share| format::rounded_share(share);
            let (now, then) = (percent(after), percent(before));
            return Some(format!("{name}: {now}{NBSP}% put to use, was {then}"));
        }
        _ => return None,
    };
    let (now, then) = (number(after), number(before));
    Some(format!("{name}: {now}{unit}, was {then}"))
}

/// `measured anew: 4 min, was 5`, of a project whose minutes became others.
pub fn measured_anew(page: &ReportFacts, project: &ProjectId) -> Option<String> {
    let (_, bridge) = known(page)?.projects.iter().find(|(id, _)| id == project)?;
    let mut parts = bridge.parts.iter();
    let part = parts.find(|part| part.input == CauseInput::LabourMinutes)?;
    let (before, after) = part.before.zip(part.after)?;
    let (now, then) = (number(after), number(before));
    Some(format!("measured anew: {now}{NBSP}min, was {then}"))
}

/// What brought or took, as the subject of a sentence.
fn subject(page: &ReportFacts, causes: &Causes, found: &CauseLine) -> String {
    let what = line(page, causes, found);
    let of_one = match found.step {
        CauseStep::Minutes | CauseStep::Rate => told(page, causes, found.step),
        _ => None,
    };
    let Some((name, change)) = of_one.as_deref().and_then(|told| told.rsplit_once(": ")) else {
        return match found.step {
            CauseStep::Exchange => format!("{what},"),
            _ => what,
        };
    };
    match page.subject {
        Subject::Project(_) => format!("a new baseline ({change})"),
        _ => format!("a new baseline of {name} ({change})"),
    }
}

fn currency_of(page: &ReportFacts, part: &CausePart) -> String {
    let own = part.currency.clone();
    own.unwrap_or_else(|| page.estate.currency.clone())
}

/// To three digits behind the point, as far as there are any.
fn number(amount: Micros) -> String {
    let text = format::fixed(amount, 3);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn exchange(causes: &Causes, line: &CauseLine) -> String {
    let is_rate = |part: &&CausePart| {
        let of_rate = matches!(
            part.input,
            CauseInput::ExchangeRate | CauseInput::CostExchange
        );
        of_rate && part.currency == line.currency
    };
    let mut parts = causes.estate.parts.iter().filter(is_rate);
    let rates = parts.find_map(|part| part.before.zip(part.after));
    let currency = line.currency.as_deref().unwrap_or("currencies");
    match rates {
        Some((before, after)) => {
            let (now, then) = (format::fixed(after, 2), format::fixed(before, 2));
            match now == then {
                true => format!("{currency} at {}, was {}", number(after), number(before)),
                false => format!("{currency} at {now}, was {then}"),
            }
        }
        None => format!("{currency} at other rates"),
    }
}

/// The title over the bridge.
pub fn finding(page: &ReportFacts, causes: &Causes) -> String {
    match largest(causes).first() {
        Some(first) => format::capital(&moved(page, causes, first)),
        None => "Nothing moved the net".to_owned(),
    }
}

/// `more work done brought 1,303`.
fn moved(page: &ReportFacts, causes: &Causes, found: &CauseLine) -> String {
    let way = match found.amount.is_negative() {
        true => "took",
        false => "brought",
    };
    let what = subject(page, causes, found);
    format!("{what} {way} {}", page.say(format::size(found.amount)))
}

/// The two lines that moved most; a changed yardstick that moved at least a tenth of the largest is
/// one of them, whatever else moved.
fn largest(causes: &Causes) -> Vec<CauseLine> {
    let mut lines = causes.estate.lines();
    lines.sort_by_key(|line| std::cmp::Reverse(line.amount.0.abs()));
    let most = lines.first().map_or(0, |line| line.amount.0.abs());
    let is_yardstick = |line: &CauseLine| {
        let changed = matches!(line.step, CauseStep::Minutes | CauseStep::Rate);
        changed && line.amount.0.abs() * 10 >= most
    };
    if let Some(at) = lines.iter().position(is_yardstick).filter(|at| *at > 1) {
        let line = lines.remove(at);
        lines.insert(1, line);
    }
    lines.truncate(2);
    lines
}

/// `More work done brought 1,303; a new baseline of Invoice capture (4 min a unit, was 5) took
/// 615`.
pub fn sentence(page: &ReportFacts) -> Option<String> {
    let causes = known(page)?;
    let found = largest(causes);
    let said: Vec<String> = found.iter().map(|one| moved(page, causes, one)).collect();
    (!said.is_empty()).then(|| format::capital(&said.join("; ")))
}
