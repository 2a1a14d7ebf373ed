//! Why the net moved, in words: what each cause is called, with what it was and what it is, and the
//! sentence of the two that moved most. A changed baseline or rate outranks volume: a reader who is
//! told of more work must not learn later that the yardstick changed.

use super::ReportFacts;
use super::bundle::Subject;
use super::format;
use super::texts::text;
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
    let way = |up: &'static str, down: &'static str| match line.amount.is_negative() {
        true => down.to_owned(),
        false => up.to_owned(),
    };
    match line.step {
        CauseStep::Volume => way(text!("cause-more-work"), text!("cause-less-work")),
        CauseStep::Minutes | CauseStep::Rate | CauseStep::PutToUse => {
            let what = way(better(line.step), worse(line.step));
            match told(page, causes, line.step) {
                Some((name, change)) => text!("cause-of-project", name = name, change = change),
                None => what,
            }
        }
        CauseStep::Exchange => exchange(causes, line),
        CauseStep::Signed => way(text!("cause-signed"), text!("cause-less-signed")),
        CauseStep::Once if line.is_paid => text!("cause-once-paid").to_owned(),
        CauseStep::Once => text!("cause-once-signed").to_owned(),
        CauseStep::Cost => way(text!("cause-less-cost"), text!("cause-more-cost")),
        CauseStep::Calendar => way(text!("cause-fewer-days"), text!("cause-more-days")),
    }
}

fn better(step: CauseStep) -> &'static str {
    match step {
        CauseStep::Minutes => text!("cause-more-minutes"),
        CauseStep::Rate => text!("cause-higher-rate"),
        _ => text!("cause-more-used"),
    }
}

fn worse(step: CauseStep) -> &'static str {
    match step {
        CauseStep::Minutes => text!("cause-less-minutes"),
        CauseStep::Rate => text!("cause-lower-rate"),
        _ => text!("cause-less-used"),
    }
}

/// The project that alone bears a step, and what moved there, with its numbers.
fn told(page: &ReportFacts, causes: &Causes, step: CauseStep) -> Option<(String, String)> {
    let (id, bridge) = causes.bearer(step)?;
    let part = bridge.largest_part(step)?;
    let project = page.board.headline_project(id)?;
    let name = format::short_name(&project.name);
    let (before, after) = part.before.zip(part.after)?;
    let (now, then) = (number(after), was(causes, number(before)));
    let change = match part.input {
        CauseInput::LabourMinutes => text!("changed-labour", now = now, then = then),
        CauseInput::ReworkMinutes => text!("changed-rework", now = now, then = then),
        CauseInput::ReviewMinutes => text!("changed-review", now = now, then = then),
        CauseInput::FailureMinutes => text!("changed-failure", now = now, then = then),
        CauseInput::AttendedMinutes => text!("changed-attended", now = now, then = then),
        CauseInput::HourlyRate => text!(
            "changed-rate",
            now = now,
            then = then,
            currency = currency_of(page, part)
        ),
        CauseInput::Conversion => {
            let percent = |share| format::percent_sign(format::rounded_share(share));
            let then = was(causes, percent(before));
            text!("changed-used", now = percent(after), then = then)
        }
        _ => return None,
    };
    Some((name, change))
}

/// How a number is told that something moved from.
fn was(causes: &Causes, number: String) -> String {
    match causes.is_from_plan {
        true => text!("was-planned", then = number),
        false => text!("was-before", then = number),
    }
}

/// `measured anew: 4 min, was 5`, of a project whose minutes became others.
pub fn measured_anew(page: &ReportFacts, project: &ProjectId) -> Option<String> {
    let (_, bridge) = known(page)?.projects.iter().find(|(id, _)| id == project)?;
    let mut parts = bridge.parts.iter();
    let part = parts.find(|part| part.input == CauseInput::LabourMinutes)?;
    let (before, after) = part.before.zip(part.after)?;
    Some(text!(
        "measured-anew",
        now = number(after),
        then = number(before)
    ))
}

/// What brought or took, as the subject of a sentence.
fn subject(page: &ReportFacts, causes: &Causes, found: &CauseLine) -> String {
    let what = line(page, causes, found);
    let of_one = match found.step {
        CauseStep::Minutes | CauseStep::Rate => told(page, causes, found.step),
        _ => None,
    };
    let Some((name, change)) = of_one else {
        return match found.step {
            CauseStep::Exchange => text!("moved-exchange", change = what),
            _ => what,
        };
    };
    match page.subject {
        Subject::Project(_) => text!("moved-baseline", change = change),
        _ => text!("moved-baseline-of", name = name, change = change),
    }
}

fn currency_of(page: &ReportFacts, part: &CausePart) -> String {
    let own = part.currency.clone();
    own.unwrap_or_else(|| page.estate.currency.clone())
}

/// To three digits behind the point, as far as there are any.
fn number(amount: Micros) -> String {
    format::shortened(&format::fixed(amount, 3)).to_owned()
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
    let currency = line.currency.as_deref();
    let currency = currency.unwrap_or(text!("exchange-currencies"));
    match rates {
        Some((before, after)) => {
            let (now, then) = (format::fixed(after, 2), format::fixed(before, 2));
            let then = was(causes, then);
            let (now, then) = match now == format::fixed(before, 2) {
                true => (number(after), was(causes, number(before))),
                false => (now, then),
            };
            text!(
                "changed-exchange",
                currency = currency,
                now = now,
                then = then
            )
        }
        None => text!("changed-exchange-unknown", currency = currency),
    }
}

/// The title over the bridge.
pub fn finding(page: &ReportFacts, causes: &Causes) -> String {
    match largest(causes).first() {
        Some(first) => format::capital(&moved(page, causes, first)),
        None => text!("moved-nothing").to_owned(),
    }
}

/// `more work done brought 1,303`.
fn moved(page: &ReportFacts, causes: &Causes, found: &CauseLine) -> String {
    let what = subject(page, causes, found);
    let amount = page.say(format::size(found.amount));
    match found.amount.is_negative() {
        true => text!("moved-took", what = what, amount = amount),
        false => text!("moved-brought", what = what, amount = amount),
    }
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
