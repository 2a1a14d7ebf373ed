//! From sessions to a scoreboard. Sessions are counted as numbered words, Polars reads and adds up
//! what was counted, and plain Rust functions on exact numbers say whose it is and what it is
//! worth. The room is handed what it reads and opens nothing.
//!
//! Reading order: [`tally`] and [`items`] (sessions and items to integers), [`metering`] and
//! [`stage`] (who they work for), [`roi`], [`kit`] and [`amounts`] (what that is worth, the
//! formulas), [`weights`], [`daily`] and `ledger` (rows to values of a day), [`history`] (values of
//! any days), [`promises`] and [`goals`], [`usage`], [`coverage`], [`rhythm`] and [`gaps`] (what
//! ran, what was told and when, what could not be counted), `worth`, `run_rate`, [`projects`] and
//! [`trend`] (what days add up to), [`figures`] (what follows where scores are held against one
//! another), and [`scoreboard`], which puts them together. Beside them [`effort`]: what work takes
//! by hand, and [`workers`]: who ever worked, and for whom.

pub mod amounts;
pub mod automations;
pub mod coverage;
pub mod daily;
pub mod effort;
pub mod figures;
pub mod findings;
pub mod forgotten;
pub mod gaps;
pub mod goals;
pub mod history;
pub mod items;
pub mod kit;
mod ledger;
pub mod metering;
mod numbered;
pub mod projects;
pub mod promises;
pub mod rhythm;
pub mod roi;
mod rows;
mod run_rate;
pub mod scoreboard;
pub mod stage;
pub mod tally;
pub mod trend;
pub mod usage;
pub mod weights;
pub mod workers;
mod workings;
mod worth;

#[cfg(test)]
mod claims;

use chrono::NaiveDate;
use polars::prelude::PolarsError;
/// What the room is handed and hands on; whoever passes frames along need not know whose they are.
pub use polars::prelude::{DataFrame, LazyFrame};

use crate::lake::LakeError;
use crate::lake::tables::Table;
use crate::model::{Estate, Master, Window};

/// What is known beside the tallies: the estate, the master data, and the AUTOMATIONS table (latest
/// names, solutions).
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub estate: &'a Estate,
    pub master: &'a Master,
    pub automations: &'a DataFrame,
    /// The last day whose amounts count: [`coverage::counted_to`].
    pub counted_to: NaiveDate,
}

pub use figures::DEFINITIONS;
pub use rows::gather as collect;

/// Hands out frames of the lake's tables. `months`: only files of the calendar months that this
/// window touches, whole months always; none: everything.
pub trait Shelf: Sync {
    fn frame(
        &self,
        table: &'static Table,
        months: Option<Window>,
    ) -> Result<LazyFrame, TransformError>;
}

#[derive(Debug, thiserror::Error)]
pub enum TransformError {
    #[error("the tables could not be counted: {0}")]
    Counting(#[from] PolarsError),
    #[error(
        "{line}: `{pattern}` is not a pattern: {reason}; write a regular expression such as name~^Invoice"
    )]
    Pattern {
        line: String,
        pattern: String,
        reason: String,
    },
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// What the one who hands out frames could not do.
    #[error("a table could not be opened")]
    Shelf(#[source] Box<dyn std::error::Error + Send + Sync>),
}
