//! The reports that come with the program, each a value: its name, its template, what the template
//! sees, and its sheets. What a job may name, which templates are built in, and what is written as
//! CSV all derive from this one list.
//!
//! A new report is a file here with its `REPORT`, a line in [`REPORTS`], and a template.

pub mod executive;
mod long;
mod readme;
mod tables;
mod wide;

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

use super::html::{self, Templates, Visible};
use super::sheet::{ReportSheet, SheetForm};
use super::{RenderError, ReportFacts, csv, xlsx};
use crate::model::session::{NotAWord, words};

/// A report, whatever it is written as.
#[derive(Debug)]
pub struct Report {
    /// As jobs name it, and its files.
    pub name: &'static str,
    /// The text of its template.
    pub template: &'static str,
    /// What the template sees as `page`.
    pub view: fn(&ReportFacts) -> Visible,
    pub sheets: fn(&ReportFacts, SheetForm) -> Vec<ReportSheet>,
}

pub static REPORTS: [Report; 1] = [executive::REPORT];

words! {
    /// What a report is written as.
    ReportFormat { Html = "html", Csv = "csv", Xlsx = "xlsx" }
}

/// The report of a template. One that a workspace brings along shows what the executive report
/// shows, arranged otherwise.
pub fn of_template(name: &str) -> &'static Report {
    let known = REPORTS.iter().find(|report| report.name == name);
    known.unwrap_or(&REPORTS[0])
}

/// A report as bytes. The same page gives the same bytes.
pub fn render(
    templates: &Templates,
    template: &str,
    format: ReportFormat,
    page: &ReportFacts,
) -> Result<Bytes, RenderError> {
    let sheets = |form| (of_template(template).sheets)(page, form);
    Ok(match format {
        ReportFormat::Html => Bytes::from(html::render(templates, template, page)?),
        ReportFormat::Csv => Bytes::from(csv::csv(&sheets(SheetForm::Long))),
        ReportFormat::Xlsx => {
            let about = readme::about(of_template(template), page);
            Bytes::from(xlsx::xlsx(&about, &sheets(SheetForm::Wide))?)
        }
    })
}
