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
        self.hang(&mut lines);
        lines
    }

    /// So many lines, those that moved most, in their order; the others are added up behind them.
    /// Nothing is added up where that would save one line only.
    ///
    /// ```
    /// # use reckoner::model::{Micros, board::causes::{CauseBridge, CauseInput, CausePart}};
    /// let part = |input, amount: i64| CausePart {
    ///     input, currency: None, before: None, after: None, amount: Micros::whole(amount),
    /// };
    /// let parts = vec![
    ///     part(CauseInput::Attempts, 80), part(CauseInput::LabourMinutes, 3),
    ///     part(CauseInput::HourlyRate, 60), part(CauseInput::OtherCost, -5),
    /// ];
    /// let (lines, rest) = CauseBridge::of(Micros::whole(100), parts).shown(2);
    /// let amounts: Vec<_> = lines.iter().map(|line| line.amount).collect();
    /// assert_eq!(amounts, [Micros::whole(80), Micros::whole(60)]);
    /// assert_eq!(rest.unwrap().span, (Micros::whole(240), Micros::whole(238)));
    /// ```
    pub fn shown(&self, most: usize) -> (Vec<CauseLine>, Option<CauseLine>) {
        let mut lines = self.lines();
        if lines.len() <= most + 1 {
            return (lines, None);
        }
        let mut sizes: Vec<i128> = lines.iter().map(|line| line.amount.0.abs()).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let least = sizes[most - 1];
        let (mut shown, mut others) = (Vec::new(), Vec::new());
        for line in lines.drain(..) {
            match line.amount.0.abs() >= least && shown.len() < most {
                true => shown.push(line),
                false => others.push(line),
            }
        }
        let mut rest = others[0].clone();
        rest.amount = others.iter().map(|line| line.amount).sum();
        shown.push(rest);
        self.hang(&mut shown);
        let rest = shown.pop();
        (shown, rest)
    }

    /// Lets each line go on where the one above it ended.
    fn hang(&self, lines: &mut [CauseLine]) {
        let mut at = self.before;
        for line in lines {
            line.span = (at, at + line.amount);
            at += line.amount;
        }
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
