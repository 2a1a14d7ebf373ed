//! What a workbook says of itself: of what, of when, made from what, and what is missing.

use super::super::xlsx::WorkbookFacts;
use super::super::{ReportFacts, format, gaps, message};
use super::Report;

/// So many gaps are named on the first sheet; all of them have a row on theirs.
const NAMED: usize = 12;

pub fn about(report: &Report, page: &ReportFacts) -> WorkbookFacts {
    let (estate, board, publication) = (page.estate, page.board, page.publication);
    let window = format::window(board.window);
    let scope = match page.subject_name() {
        whole if whole.is_empty() => "the whole estate".to_owned(),
        part => part,
    };
    let lines = vec![
        ("Estate", estate.name.clone()),
        ("Scope", scope),
        ("Window", format!("{window} ({})", board.window)),
        ("Amounts", format!("in {}", estate.currency)),
        ("Message", format::plain(&message::sentence(page))),
        ("Method", board.headline().as_str().to_owned()),
        ("Job", publication.job.to_string()),
        ("Publication", publication.id.clone()),
        ("Made by", page.program.to_owned()),
        (
            "How to read it",
            "An empty cell is not defined, which is not 0. Columns bear the names of the marts. Cells \
             keep all digits; how many are shown is their format's choice."
                .to_owned(),
        ),
    ];
    WorkbookFacts {
        title: format!("{}: {}", report.title, estate.name),
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
        0 => missing.push("Nothing: all rows were read, all work is metered and valued.".into()),
        n if n > NAMED => {
            let more = format::of_them((n as i64).saturating_sub(NAMED as i64), "more gap");
            missing.push(format!("{}: see Gaps.", format::plain(&more)));
        }
        _ => {}
    }
    missing
}
