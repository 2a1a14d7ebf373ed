//! The reports that come with the program and those of a workspace, each a value: what stands on
//! its pages, and its sheets. What a job may name, and what is written as HTML or CSV, derive from
//! it.
//!
//! A new report of blocks that are known is a file in `report_templates/` and no Rust.

pub mod definition;
pub mod executive;
mod long;
mod readme;
pub mod tables;
mod wide;

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

use super::html::{self, Templates};
use super::sheet::{ReportSheet, SheetForm};
use super::{RenderError, ReportFacts, csv, locale, xlsx};
use crate::model::session::{NotAWord, words};
use definition::Report;

/// What stands in a job for all of them.
pub const ALL: &str = "*";

words! {
    /// What a report is written as.
    ReportFormat { Html = "html", Csv = "csv", Xlsx = "xlsx" }
}

/// The sheets of a report: its sections of all that is known.
fn sheets(report: &Report, form: SheetForm, page: &ReportFacts) -> Vec<ReportSheet> {
    let has = |section: &str| {
        report.sheets.is_empty() || report.sheets.iter().any(|name| name == section)
    };
    match form {
        SheetForm::Long => {
            let mut sheets = executive::sheets(page);
            sheets.retain(|sheet| has(sheet.name));
            sheets
        }
        SheetForm::Wide => tables::of_sections(page, has),
    }
}

impl ReportFormat {
    /// As a mail says what is attached.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A report as bytes. The same page gives the same bytes.
pub fn render(
    templates: &Templates,
    report: &str,
    format: ReportFormat,
    page: &ReportFacts,
) -> Result<Bytes, RenderError> {
    let sheets = |form| sheets(templates.report(report), form, page);
    locale::speaking(page.speech, || {
        written(templates, report, format, page, &sheets)
    })
}

/// The same, once it is known how it speaks.
fn written(
    templates: &Templates,
    report: &str,
    format: ReportFormat,
    page: &ReportFacts,
    sheets: &dyn Fn(SheetForm) -> Vec<ReportSheet>,
) -> Result<Bytes, RenderError> {
    Ok(match format {
        ReportFormat::Html => Bytes::from(html::render(templates, report, page)?),
        ReportFormat::Csv => Bytes::from(csv::csv(&sheets(SheetForm::Long))),
        ReportFormat::Xlsx => {
            let about = readme::about(templates.report(report), page);
            Bytes::from(xlsx::xlsx(&about, &sheets(SheetForm::Wide))?)
        }
    })
}
