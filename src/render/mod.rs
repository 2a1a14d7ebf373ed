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
//! pages of a set and the links between them), [`facts`] (what a page is made from), [`texts`] (in
//! which words it speaks, and how it writes numbers), [`mod@format`] (figures), [`words`] and
//! [`gaps`] (closed lists), [`message`] (sentences made by rules), [`charts`] (marks, and pictures
//! of them), [`blocks`] (what a page is made of), [`html`], [`mail`], [`sheet`], [`csv`], [`xlsx`].

mod asks;
pub mod blocks;
pub mod bundle;
pub mod causes;
pub mod charts;
pub mod csv;
pub mod facts;
pub mod format;
pub mod gaps;
pub mod html;
pub mod mail;
pub mod message;
mod parts;
pub mod reports;
#[cfg(test)]
mod sample;
pub mod sheet;
pub mod shelf;
pub mod texts;
mod visible;
pub mod words;
pub mod xlsx;

pub use bundle::{Bundle, Subject};
pub use facts::ReportFacts;
pub use html::Templates;
pub use reports::ReportFormat;
pub use texts::locale;

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
