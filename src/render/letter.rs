//! What a reader gets by mail: the message, the headline figures, and what is missing, as a page
//! for mail programs and as plain text. Both are made from the same values, so they say the same.

use super::ReportFacts;
use super::blocks::doubts::short::DoubtLines;
use super::blocks::top::tiles::{Tile, Tiles};
use super::format;
use super::message;
use crate::model::letter::{Attachment, LEFT_OUT, Letter};

/// Of a line of plain text, in characters: what a terminal and a narrow window show.
const COLUMNS: usize = 78;

/// Of a subject: what a list of mails shows of it, and a bit.
const SUBJECT_CHARACTERS: usize = 120;

pub fn letter(page: &ReportFacts, attachments: Vec<Attachment>) -> Letter {
    let figures: Vec<Headline> = Tiles::of(page).tiles.iter().map(Headline::of).collect();
    let doubts = DoubtLines::of(page).lines;
    Letter {
        subject: subject(page, &figures),
        html: html(page, &figures, &doubts),
        text: text(page, &figures, &doubts),
        pictures: Vec::new(),
        attachments,
    }
}

/// A figure that a reader will quote.
struct Headline {
    name: String,
    value: String,
    against: String,
}

impl Headline {
    fn of(tile: &Tile) -> Self {
        let change = tile.variance.iter().map(|variance| variance.text.clone());
        let against: Vec<String> = change.chain(tile.against.iter().cloned()).collect();
        Self {
            name: tile.name.text.clone(),
            value: tile.value.clone(),
            against: against.join(" "),
        }
    }
}

/// What it is about: the estate, or a part of it.
fn about(page: &ReportFacts) -> String {
    match page.subject_name() {
        name if name.is_empty() => page.estate.name.clone(),
        name => format!("{}, {name}", page.estate.name),
    }
}

/// The estate, its headline figure, the window, and who has not told all of it.
fn subject(page: &ReportFacts, figures: &[Headline]) -> String {
    let headline = figures.first().map_or(String::new(), |figure| {
        format!(": {} {}", figure.name.to_lowercase(), figure.value)
    });
    let window = format::window(page.board.window);
    let late: Vec<&str> = page
        .board
        .coverage
        .iter()
        .filter(|coverage| {
            let id = coverage.satellite_id.as_str();
            let counts = page
                .estate
                .satellite(id)
                .is_none_or(|satellite| satellite.counts);
            counts && !page.is_complete(coverage)
        })
        .map(|coverage| coverage.satellite_id.as_str())
        .collect();
    let incomplete = match late[..] {
        [] => String::new(),
        [only] => format!(" [incomplete: {only}]"),
        [..] => format!(" [incomplete: {} environments]", late.len()),
    };
    let whole = plain(&format!("{}{headline}, {window}{incomplete}", about(page)));
    match whole.char_indices().nth(SUBJECT_CHARACTERS) {
        Some((cut, _)) => {
            let words = whole[..cut].rsplit_once(' ');
            format!("{}…", words.map_or(&whole[..cut], |(words, _)| words))
        }
        None => whole,
    }
}

fn html(page: &ReportFacts, figures: &[Headline], doubts: &[String]) -> String {
    let title = escaped(&format!(
        "{} · {}",
        about(page),
        format::window(page.board.window)
    ));
    let cell = "style=\"padding:6px 12px 6px 0;border-bottom:1px solid #d0d0d0;text-align:left\"";
    let rows = figures.iter().map(|figure| {
        format!(
            "<tr><th scope=\"row\" {cell}>{}</th><td {cell}>{}</td><td {cell}>{}</td></tr>\n",
            escaped(&figure.name),
            escaped(&figure.value),
            escaped(&figure.against)
        )
    });
    let doubts = doubts
        .iter()
        .map(|doubt| format!("<li>{}</li>\n", escaped(doubt)));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>{title}</title></head>\n\
         <body style=\"font-family:Arial,sans-serif;font-size:15px;color:#1a1a1a\">\n\
         <h1 style=\"font-size:20px\">{title}</h1>\n<p>{}</p>\n{LEFT_OUT}\n\
         <table cellspacing=\"0\" cellpadding=\"0\" width=\"640\">\n\
         <caption style=\"text-align:left\">Headline figures</caption>\n{}</table>\n\
         <h2 style=\"font-size:16px\">How far to trust it</h2>\n<ul>\n{}</ul>\n\
         <p style=\"color:#555555\">Publication {} of the job {}.</p>\n</body></html>\n",
        escaped(&message::sentence(page)),
        rows.collect::<String>(),
        doubts.collect::<String>(),
        escaped(&short_id(page)),
        escaped(page.publication.job.as_str()),
    )
}

fn text(page: &ReportFacts, figures: &[Headline], doubts: &[String]) -> String {
    let window = format::window(page.board.window);
    let mut lines = wrapped(&format!("{}, {window}", about(page)), "", "");
    lines.push(String::new());
    lines.extend(wrapped(&message::sentence(page), "", ""));
    lines.push(String::new());
    let width = |of: fn(&Headline) -> &str| {
        let widths = figures
            .iter()
            .map(|figure| plain(of(figure)).chars().count());
        widths.max().unwrap_or(0)
    };
    let (names, values) = (width(|figure| &figure.name), width(|figure| &figure.value));
    for figure in figures {
        let (name, value) = (plain(&figure.name), plain(&figure.value));
        let begin = format!("{name:names$}  {value:>values$}  ");
        let below = " ".repeat(begin.chars().count());
        lines.extend(wrapped(&figure.against, &begin, &below));
    }
    lines.push(String::new());
    lines.push("How far to trust it".to_owned());
    lines.extend(doubts.iter().flat_map(|doubt| wrapped(doubt, "- ", "  ")));
    lines.push(String::new());
    let (id, job) = (short_id(page), &page.publication.job);
    lines.push(format!("Publication {id} of the job {job}."));
    lines.join("\n") + "\n"
}

fn short_id(page: &ReportFacts) -> String {
    page.publication.id.chars().take(16).collect()
}

/// The text in lines of so many columns; the first begins with one text, the others with another.
fn wrapped(text: &str, first: &str, others: &str) -> Vec<String> {
    let mut lines = vec![first.to_owned()];
    let mut is_begun = false;
    for word in plain(text).split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        if is_begun && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(format!("{others}{word}"));
        } else {
            if is_begun {
                line.push(' ');
            }
            line.push_str(word);
        }
        is_begun = true;
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Without what only browsers need: spaces that keep words together, and marks that keep the
/// direction of a name its own.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| {
        let marks = matches!(c, '\u{2060}' | '\u{200e}' | '\u{200f}');
        !marks && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    kept.map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{renamed, world};

    #[test]
    fn text_and_html_say_the_same_figures_and_no_line_of_text_is_long() {
        let world = world();
        let letter = letter(&world.page(), vec![]);
        let html = plain(&letter.html);
        let tiles = Tiles::of(&world.page()).tiles;
        for figure in tiles.iter().map(Headline::of) {
            assert!(
                html.contains(&escaped(&plain(&figure.value))),
                "{}: {html}",
                figure.name
            );
            assert!(
                letter.text.contains(&plain(&figure.value)),
                "{}",
                letter.text
            );
        }
        let long = |line: &&str| line.chars().count() > COLUMNS;
        assert_eq!(letter.text.lines().find(long), None);
        assert!(letter.subject.chars().count() <= SUBJECT_CHARACTERS + 1);
    }

    #[test]
    fn what_people_call_things_stays_text() {
        let hostile = renamed("<script>\u{202e}&amp; \"x\"\n");
        let letter = letter(&hostile.page(), vec![]);
        assert!(!letter.html.contains("<script>"), "{}", letter.html);
        assert!(letter.html.contains("&lt;script&gt;"), "{}", letter.html);
        assert!(
            !letter.subject.contains(['\n', '\u{202e}']),
            "{}",
            letter.subject
        );
    }
}
