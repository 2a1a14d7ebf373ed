//! The bridge as it is read: one line for each cause that moved, where exchange rates and what
//! comes once are told apart, and the project that a cause came from, where one bears it.

use super::causes::{CauseBridge, CauseInput, CausePart, CauseStep, Causes};
use crate::model::exact::Micros;
use crate::model::ids::ProjectId;

/// One line between the two nets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    pub step: CauseStep,
    /// Of exchange.
    pub currency: Option<String>,
    /// Of what comes once: signed, or else paid.
    pub is_paid: bool,
    pub amount: Micros,
    /// Where it begins and ends when each line goes on where the one above it ended.
    pub span: (Micros, Micros),
}

impl CauseBridge {
    /// The lines from `before` to `after`; what moved nothing has none. They add up to the
    /// micro-unit.
    ///
    /// ```
    /// # use reckoner::model::{Micros, board::causes::{CauseBridge, CauseInput, CausePart}};
    /// let part = |input, amount: i64| CausePart {
    ///     input, currency: None, before: None, after: None, amount: Micros::whole(amount),
    /// };
    /// let parts = vec![part(CauseInput::Attempts, 80), part(CauseInput::OnceSigned, 60), part(CauseInput::OncePaid, -50)];
    /// let bridge = CauseBridge::of(Micros::whole(100), parts);
    /// let spans: Vec<_> = bridge.lines().iter().map(|line| line.span).collect();
    /// let whole = |from, to| (Micros::whole(from), Micros::whole(to));
    /// assert_eq!(spans, [whole(100, 180), whole(180, 240), whole(240, 190)]);
    /// ```
    pub fn lines(&self) -> Vec<CauseLine> {
        let mut lines: Vec<CauseLine> = Vec::new();
        for part in &self.parts {
            let step = part.input.step();
            let currency = match step {
                CauseStep::Exchange => part.currency.clone(),
                _ => None,
            };
            let is_paid = part.input == CauseInput::OncePaid;
            let known = lines.iter_mut().find(|line| {
                (line.step, &line.currency, line.is_paid) == (step, &currency, is_paid)
            });
            match known {
                Some(line) => line.amount += part.amount,
                None => lines.push(CauseLine {
                    step,
                    currency,
                    is_paid,
                    amount: part.amount,
                    span: (Micros::ZERO, Micros::ZERO),
                }),
            }
        }
        lines.retain(|line| !line.amount.is_zero());
        lines.sort_by_key(|line| (line.step, line.currency.clone(), line.is_paid));
        let mut at = self.before;
        for line in &mut lines {
            line.span = (at, at + line.amount);
            at += line.amount;
        }
        lines
    }

    /// The largest of the parts of a step.
    pub fn largest_part(&self, step: CauseStep) -> Option<&CausePart> {
        let parts = self.parts.iter().filter(|part| part.input.step() == step);
        parts.max_by_key(|part| part.amount.0.abs())
    }
}

impl Causes {
    /// The project that bears at least nine tenths of a step, with its bridge.
    pub fn bearer(&self, step: CauseStep) -> Option<(&ProjectId, &CauseBridge)> {
        let whole = self.estate.amount(step);
        let bears = |amount: Micros| {
            amount.is_negative() == whole.is_negative() && amount.0.abs() * 10 >= whole.0.abs() * 9
        };
        let mut projects = self.projects.iter();
        let (id, bridge) = projects.find(|(_, bridge)| bears(bridge.amount(step)))?;
        Some((id, bridge))
    }
}
