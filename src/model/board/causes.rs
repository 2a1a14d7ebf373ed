//! Why the net of a window is another than that of the window before: a bridge from one to the
//! other, one cause after the other. A part of the scoreboard; computed in
//! `transform::figures::bridge`, and only told by those who print it.

use std::fmt;
use std::str::FromStr;

use crate::model::exact::Micros;
use crate::model::ids::ProjectId;
use crate::model::session::{NotAWord, words};
use crate::model::window::Window;

words! {
    /// What made the net another, in the order in which the causes are told apart.
    CauseStep {
        /// How much was done, how much of it succeeded, and how much of that was wanted.
        Volume = "volume",
        /// What a unit frees and takes: the baseline's minutes, reviews, failures, attended time.
        Minutes = "minutes",
        /// What an hour costs by hand.
        Rate = "rate",
        /// What a currency is worth, in benefit and cost.
        Exchange = "exchange",
        /// The part of freed time that is put to use.
        PutToUse = "put_to_use",
        /// Amounts that were signed for, less the freed time that they replace.
        Signed = "signed",
        /// What is paid or signed once and not spread.
        Once = "once",
        /// All other cost.
        Cost = "cost",
        /// One window has more days than the other: what is paid by the day or year.
        Calendar = "calendar",
    }
}

words! {
    /// One thing that moved; each belongs to one step, and they move in this order.
    CauseInput {
        /// Units and failed units.
        Attempts = "attempts",
        /// The share of them that succeeded.
        Success = "success_share",
        /// The share of the units that somebody wanted.
        Demand = "valued_share",
        /// Minutes of labour that a unit saves.
        LabourMinutes = "minutes_per_unit",
        ReworkMinutes = "rework_minutes_per_unit",
        ReviewMinutes = "review_minutes_per_unit",
        /// Of a failed unit.
        FailureMinutes = "failure_minutes_per_unit",
        AttendedMinutes = "attended_minutes_per_unit",
        HourlyRate = "hourly_rate",
        /// Of what is freed.
        ExchangeRate = "exchange_rate",
        /// Of what is paid.
        CostExchange = "cost_exchange_rate",
        Conversion = "conversion",
        /// Capacity of days on which more time was taken than freed: it is lost whole.
        LostCapacity = "lost_capacity",
        /// Cashable and avoidance.
        SignedAmount = "signed_amount",
        /// Freed time that signed cash replaces.
        ReplacedCapacity = "replaced_capacity",
        OnceSigned = "once_signed",
        OncePaid = "once_paid",
        OtherCost = "other_cost",
        Days = "days",
    }
}

impl CauseInput {
    pub const fn step(self) -> CauseStep {
        match self {
            Self::Attempts | Self::Success | Self::Demand => CauseStep::Volume,
            Self::LabourMinutes
            | Self::ReworkMinutes
            | Self::ReviewMinutes
            | Self::FailureMinutes
            | Self::AttendedMinutes => CauseStep::Minutes,
            Self::HourlyRate => CauseStep::Rate,
            Self::ExchangeRate | Self::CostExchange => CauseStep::Exchange,
            Self::Conversion | Self::LostCapacity => CauseStep::PutToUse,
            Self::SignedAmount | Self::ReplacedCapacity => CauseStep::Signed,
            Self::OnceSigned | Self::OncePaid => CauseStep::Once,
            Self::OtherCost => CauseStep::Cost,
            Self::Days => CauseStep::Calendar,
        }
    }

    /// It is an amount of money itself, so that those of several projects add up.
    pub const fn is_money(self) -> bool {
        matches!(
            self,
            Self::LostCapacity
                | Self::SignedAmount
                | Self::ReplacedCapacity
                | Self::OnceSigned
                | Self::OncePaid
                | Self::OtherCost
        )
    }
}

/// What one thing that moved did to the net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausePart {
    pub input: CauseInput,
    /// Of exchange rates.
    pub currency: Option<String>,
    /// What it was and what it is, where that is one number.
    pub before: Option<Micros>,
    pub after: Option<Micros>,
    pub amount: Micros,
}

/// The way from one net to the other; parts and steps add up to the micro-unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseBridge {
    /// The net of the window before.
    pub before: Micros,
    /// The net of the window.
    pub after: Micros,
    /// All nine, in their order.
    pub steps: Vec<(CauseStep, Micros)>,
    /// What the steps consist of, in their order; what did not move is left out.
    pub parts: Vec<CausePart>,
}

impl CauseBridge {
    /// Of parts in their order.
    pub fn of(before: Micros, parts: Vec<CausePart>) -> Self {
        let step = |step: &CauseStep| {
            let parts = parts.iter().filter(|part| part.input.step() == *step);
            (*step, parts.map(|part| part.amount).sum())
        };
        let steps: Vec<(CauseStep, Micros)> = CauseStep::ALL.iter().map(step).collect();
        let moved: Micros = steps.iter().map(|(_, amount)| *amount).sum();
        Self {
            before,
            after: before + moved,
            steps,
            parts,
        }
    }

    pub fn amount(&self, wanted: CauseStep) -> Micros {
        let of_step = self.steps.iter().filter(|(step, _)| *step == wanted);
        of_step.map(|(_, amount)| *amount).sum()
    }
}

/// Why the net moved, of the headline method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Causes {
    /// It begins at what was planned for the window, and not at the window before.
    pub is_from_plan: bool,
    pub previous: Window,
    /// All projects and the shared `*`, added up.
    pub estate: CauseBridge,
    /// By project; the shared `*` where it carries anything.
    pub projects: Vec<(ProjectId, CauseBridge)>,
    /// Projects that ran and have no baseline in the window: of them only costs and signed amounts
    /// are in the bridge.
    pub unvalued: Vec<ProjectId>,
}
