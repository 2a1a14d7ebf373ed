//! What became of mails, for whoever started the run: in the log, in the receipt, and as an exit
//! code. Readers are told nothing of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tracing::{error, info, warn};

use crate::deliver::Errand;
use crate::lake::{DeliveryState, DeliveryStep};
use crate::model::many::many;
use crate::model::receipt::Exit;

pub struct Mailed {
    /// The last state of each delivery that was asked for.
    pub steps: Vec<DeliveryStep>,
    pub exit: Exit,
}

impl Mailed {
    /// `exit` is what became of the sending as a whole.
    pub fn of(steps: Vec<DeliveryStep>, exit: Exit) -> Self {
        let exit = steps
            .iter()
            .map(of_state)
            .max()
            .unwrap_or_default()
            .max(exit);
        Self { steps, exit }
    }

    pub fn log(&self) {
        let mut counts: BTreeMap<DeliveryState, usize> = BTreeMap::new();
        for step in &self.steps {
            *counts.entry(step.state).or_default() += 1;
            let told = step.told.as_deref().unwrap_or_default();
            let (to, report) = (&step.email, &step.report);
            match step.state {
                DeliveryState::Accepted | DeliveryState::Withheld => {}
                DeliveryState::Refused => error!("{to}: {report} was refused: {told}"),
                DeliveryState::Deferred => warn!("{to}: {report} was put off: {told}"),
                DeliveryState::Unknown => error!(
                    "{to}: nobody knows whether the server has {report} ({told}); ask {to}, and send it again with --retry --unknown"
                ),
                DeliveryState::Begun => warn!(
                    "{to}: another run is sending {report}, or was killed while it did; an hour later it may be sent again with --retry --unknown"
                ),
                DeliveryState::Rendered => warn!("{to}: {report} was not sent"),
                // It waits, or could not be made: both are told where that is known.
                DeliveryState::Planned => {}
            }
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(state, n)| format!("{n} {state}"))
            .collect();
        if !counts.is_empty() {
            let mails = many(self.steps.len(), "mail");
            info!("{mails}: {}", counts.join(", "));
        }
    }

    pub fn told(&self) -> Value {
        let steps = self.steps.iter().map(|step| {
            json!({
                "email": step.email,
                "report": step.report,
                "scope": step.scope,
                "publication": step.publication,
                "state": step.state.as_str(),
                "told": step.told,
                "message": step.message,
            })
        });
        Value::Array(steps.collect())
    }
}

/// Says that a mail could not be made, and why; returns the reason.
pub fn not_made(errand: &Errand, fault: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(fault), |error| error.source());
    let mut told: Vec<String> = causes.map(ToString::to_string).collect();
    told.dedup();
    let (to, report) = (&errand.person.address, &errand.report);
    let why = told.join(": ");
    error!("{to}: {report} could not be made: {why}");
    why
}

fn of_state(step: &DeliveryStep) -> Exit {
    match step.state {
        DeliveryState::Accepted | DeliveryState::Withheld => Exit::Done,
        DeliveryState::Refused => Exit::Io,
        // What was not made or not sent has its reason elsewhere.
        DeliveryState::Planned | DeliveryState::Rendered => Exit::Done,
        DeliveryState::Deferred | DeliveryState::Begun | DeliveryState::Unknown => Exit::TryAgain,
    }
}
