//! Render says a scoreboard in words, figures and marks, and writes it as bytes. It computes no
//! figure: what a page shows is in the [`crate::model::Scoreboard`], and here it is only ordered,
//! named and formatted.
//!
//! ```text
//!  Scoreboard ─┬─▶ view (words and formatted figures) ──▶ html (templates, which do no sums)
//!              └─▶ sheets (typed cells) ────────────────▶ csv, xlsx
//! ```
//!
//! Reading order: [`reports`] (which reports there are), [`mod@format`] (figures), [`words`] and
//! [`gaps`] (closed lists), [`message`] (sentences made by rules), [`charts`] (marks, and pictures of them), [`view`] (a
//! page's content), [`html`], [`sheet`], [`csv`], [`xlsx`].

mod bounds;
pub mod charts;
pub mod csv;
pub mod format;
pub mod gaps;
pub mod html;
pub mod message;
pub mod reports;
#[cfg(test)]
mod sample;
pub mod sheet;
pub mod view;
pub mod words;
pub mod xlsx;

pub use html::Templates;
pub use reports::ReportFormat;

use crate::model::{Estate, Publication, Scoreboard};

/// What a report is made from. No clock: the same page gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct ReportFacts<'a> {
    pub estate: &'a Estate,
    pub board: &'a Scoreboard,
    pub publication: &'a Publication,
    /// Lake files that the figures were made from.
    pub files: usize,
    /// Name and version of the program.
    pub program: &'a str,
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
    #[error("the workbook cannot be written: {reason}")]
    Workbook { reason: String },
    #[error("there is no report template `{wanted}`; there are {known}")]
    NoSuchTemplate { wanted: String, known: String },
}
