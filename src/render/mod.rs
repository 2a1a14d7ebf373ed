//! Render says a scoreboard in words, figures and marks, and writes it as bytes. It computes no
//! figure: what a page shows is in the [`crate::model::Scoreboard`], and here it is only ordered,
//! named and formatted.
//!
//! ```text
//!  Scoreboard ─┬─▶ blocks (words and formatted figures) ──▶ html (templates, which do no sums)
//!              └─▶ sheets (typed cells) ──────────────────▶ csv, xlsx
//! ```
//!
//! Reading order: [`reports`] (which reports there are: a list of blocks each), [`bundle`] (the
//! pages of a set and the links between them), [`mod@format`] (figures), [`words`] and [`gaps`]
//! (closed lists), [`message`] (sentences made by rules), [`charts`] (marks, and pictures of them), [`blocks`] (what a page
//! is made of), [`html`], [`mail`], [`sheet`], [`csv`], [`xlsx`].

pub mod blocks;
mod bounds;
pub mod bundle;
pub mod causes;
pub mod charts;
pub mod csv;
pub mod format;
pub mod gaps;
pub mod html;
pub mod mail;
pub mod message;
pub mod reports;
#[cfg(test)]
mod sample;
pub mod sheet;
pub mod words;
pub mod xlsx;

pub use bundle::{Bundle, Subject};
pub use html::Templates;
pub use reports::ReportFormat;

use crate::model::{Estate, Master, Micros, Publication, Scoreboard};
use format::MoneyUnit;

/// What a report is made from. No clock: the same page gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct ReportFacts<'a> {
    pub estate: &'a Estate,
    pub master: &'a Master,
    /// Cut to what its reader may see: nothing else is at hand here.
    pub board: &'a Scoreboard,
    pub subject: &'a Subject,
    /// The pages that lie beside it, and where among them it lies.
    pub bundle: &'a Bundle,
    pub here: &'a str,
    pub publication: &'a Publication,
    /// Lake files that the figures were made from.
    pub files: usize,
    /// Name and version of the program.
    pub program: &'a str,
}

impl ReportFacts<'_> {
    /// The unit of its amounts, which stands once on top.
    pub fn unit(&self) -> MoneyUnit {
        let total = &self.board.totals[0];
        let values = [Some(&total.value), total.previous.as_ref()];
        let amounts = values.into_iter().flatten();
        MoneyUnit::of_page(amounts.flat_map(|v| [v.benefit(), v.cost(), v.net()]))
    }

    /// `4,801`, in that unit.
    pub fn say(&self, amount: Micros) -> String {
        self.unit().say(amount)
    }

    /// `USD`, `USD k`.
    pub fn money(&self) -> String {
        format!("{}{}", self.estate.currency, self.unit().letter)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("report template {template}, line {line}: {reason}")]
    Template {
        template: String,
        line: usize,
        reason: String,
    },
    #[error("a chart cannot be drawn as a picture: {reason}")]
    Picture { reason: String },
    #[error("the mail cannot be written: {reason}")]
    Mail { reason: String },
    #[error("the workbook cannot be written: {reason}")]
    Workbook { reason: String },
    #[error("there is no report template `{wanted}`; there are {known}")]
    NoSuchTemplate { wanted: String, known: String },
}
