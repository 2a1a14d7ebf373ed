//! What a workbook says of itself: of what, of when, made from what, and what is missing.

use super::super::bundle::Subject;
use super::super::texts::text;
use super::super::xlsx::WorkbookFacts;
use super::super::{ReportFacts, format, gaps, message};
use super::Report;

/// So many gaps are named on the first sheet; all of them have a row on theirs.
const NAMED: usize = 12;

pub fn about(report: &Report, page: &ReportFacts) -> WorkbookFacts {
    let (estate, board, publication) = (page.estate, page.board, page.publication);
    let window = format::window(board.window);
    let scope = match page.subject_name() {
        whole if whole.is_empty() => text!("book-whole-estate").to_owned(),
        part => part,
    };
    let mut lines = vec![
        (text!("book-estate"), estate.name.clone()),
        (text!("book-scope"), scope),
        (text!("book-window"), format!("{window} ({})", board.window)),
        (
            text!("book-amounts"),
            text!("book-amounts-in", currency = &estate.currency),
        ),
        (
            text!("book-message"),
            format::plain(&message::sentence(page)),
        ),
        (text!("book-method"), board.headline().as_str().to_owned()),
        (text!("book-job"), publication.job.to_string()),
        (text!("book-publication"), publication.id.clone()),
        (text!("book-made-by"), page.program.to_owned()),
        (
            text!("book-how-to-read"),
            text!("book-how-to-read-is").to_owned(),
        ),
    ];
    if matches!(page.subject, Subject::Project(_)) {
        lines.push((text!("book-what-if"), text!("book-what-if-is").to_owned()));
    }
    WorkbookFacts {
        title: text!("book-title", report = report.title(), estate = &estate.name),
        estate: estate.name.clone(),
        currency: estate.currency.clone(),
        window,
        last_day: board.window.to(),
        publication: publication.id.chars().take(16).collect(),
        program: page.program.to_owned(),
        lines,
        missing: missing(page),
    }
}

fn missing(page: &ReportFacts) -> Vec<String> {
    let all = &page.board.gaps;
    let named = all.iter().take(NAMED);
    let text = |gap| format::plain(&gaps::gap(gap, page.estate, page.board).what);
    let mut missing: Vec<String> = named.map(text).collect();
    match all.len() {
        0 => missing.push(text!("book-nothing-missing").to_owned()),
        n if n > NAMED => {
            missing.push(text!("book-gaps-more", n = n.saturating_sub(NAMED)));
        }
        _ => {}
    }
    missing
}
