//! A mail as plain text, from the same value as its HTML: at most 78 columns wide, numbers at the
//! right, nothing that has to be seen to be read.

use serde::Serialize;

use super::super::format;
use super::page::{Align, MailBlock, MailCell, MailPage, MailTable};

const WIDTH: usize = 78;
/// Between two columns.
const GAP: usize = 2;
/// A column of words is not made narrower than that.
const NARROWEST: usize = 12;

/// What the template of a plain text sees: lines that are ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlainMail {
    pub top: String,
    pub rule: String,
    pub message: Vec<String>,
    pub blocks: Vec<Vec<String>>,
    pub foot: Vec<String>,
}

impl PlainMail {
    pub fn of(page: &MailPage) -> Self {
        let sides = [&page.whose, &page.when].map(|text| format::plain(text));
        let room = WIDTH.saturating_sub(columns(&sides[1]) + GAP);
        let whose = wrapped(&sides[0], room).into_iter().next();
        let top = spread(&whose.unwrap_or_default(), &sides[1], WIDTH);
        let mut message = wrapped(&page.headline, WIDTH);
        for sentence in &page.sentences {
            message.extend(wrapped(sentence, WIDTH));
        }
        Self {
            top,
            rule: "=".repeat(WIDTH),
            message,
            blocks: page.blocks.iter().map(block).collect(),
            foot: page.foot.iter().flat_map(|l| wrapped(l, WIDTH)).collect(),
        }
    }
}

/// What a picture shows is said by the block's title, and by the table below it.
fn block(block: &MailBlock) -> Vec<String> {
    let mut lines = Vec::new();
    if !block.title.is_empty() {
        lines.extend(wrapped(&block.title, WIDTH));
        let widest = lines.iter().map(|line| columns(line)).max();
        lines.push("-".repeat(widest.unwrap_or(0)));
    }
    lines.extend(wrapped(&block.about, WIDTH));
    for line in &block.lines {
        lines.extend(item(line));
    }
    if let Some(of_block) = &block.table {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(table(of_block));
    }
    for note in &block.notes {
        lines.extend(wrapped(note, WIDTH));
    }
    lines
}

fn item(text: &str) -> Vec<String> {
    let lines = wrapped(text, WIDTH.saturating_sub(2))
        .into_iter()
        .enumerate();
    let mark = |(i, line)| format!("{}{line}", if i == 0 { "- " } else { "  " });
    lines.map(mark).collect()
}

fn table(of_block: &MailTable) -> Vec<String> {
    let heads = of_block.heads.iter().map(|head| MailCell {
        text: head.text.clone(),
        align: head.align,
        ..MailCell::default()
    });
    let heads: Vec<MailCell> = heads.collect();
    let cells = || of_block.rows.iter().map(|row| &row.cells).chain([&heads]);
    let Some(widths) = widths(&cells().collect::<Vec<_>>()) else {
        return stacked(of_block);
    };
    let rule = |sign: &str| sign.repeat(sum(&widths));
    let mut lines = Vec::new();
    if !heads.is_empty() {
        lines.extend(row(&heads, &widths));
        lines.push(rule("-"));
    }
    for of_row in &of_block.rows {
        if of_row.is_total {
            lines.push(rule("-"));
        }
        lines.extend(row(&of_row.cells, &widths));
    }
    lines
}

/// How wide a table is.
fn sum(widths: &[usize]) -> usize {
    widths
        .iter()
        .map(|width| width + GAP)
        .sum::<usize>()
        .saturating_sub(GAP)
}

/// How wide each column is, so that all of them fit; none where numbers alone are wider than that.
fn widths(rows: &[&Vec<MailCell>]) -> Option<Vec<usize>> {
    let count = rows.iter().map(|cells| cells.len()).max()?;
    let of = |at: usize| rows.iter().filter_map(move |cells| cells.get(at));
    let widest = |at| {
        of(at)
            .flat_map(|c| [columns(&c.text), columns(&c.below)])
            .max()
    };
    let mut widths: Vec<usize> = (0..count).map(|at| widest(at).unwrap_or(0)).collect();
    let is_words = |at: &usize| of(*at).all(|cell| cell.align == Align::Left);
    while sum(&widths) > WIDTH {
        let words = (0..count).filter(is_words);
        let widest = words.max_by_key(|at| (widths[*at], std::cmp::Reverse(*at)))?;
        if widths[widest] <= NARROWEST {
            return None;
        }
        widths[widest] = widths[widest].saturating_sub(1);
    }
    Some(widths)
}

fn row(cells: &[MailCell], widths: &[usize]) -> Vec<String> {
    let cells = cells.iter().zip(widths);
    let cells: Vec<(Vec<String>, Align, usize)> = cells
        .map(|(cell, width)| {
            let mut lines = wrapped(&cell.text, *width);
            lines.extend(wrapped(&cell.below, *width));
            (lines, cell.align, *width)
        })
        .collect();
    let height = cells.iter().map(|(lines, ..)| lines.len()).max();
    let line = |at: usize| {
        let mut line = String::new();
        for (lines, align, width) in &cells {
            let text = lines.get(at).map_or("", String::as_str);
            let blank = " ".repeat(width.saturating_sub(columns(text)));
            match align {
                Align::Left => line.extend([text, &blank]),
                Align::Right => line.extend([&blank, text]),
            }
            line.push_str(&" ".repeat(GAP));
        }
        line.trim_end().to_owned()
    };
    (0..height.unwrap_or(0)).map(line).collect()
}

/// A table that is too wide: each row's cells one below the other, each with its head.
fn stacked(of_block: &MailTable) -> Vec<String> {
    let mut lines = Vec::new();
    for of_row in &of_block.rows {
        for (at, cell) in of_row.cells.iter().enumerate() {
            let text = match cell.below.as_str() {
                "" => cell.text.clone(),
                below => format!("{} ({below})", cell.text),
            };
            let head = of_block.heads.get(at).map_or("", |head| head.text.as_str());
            match at {
                0 => lines.extend(item(&text)),
                _ => lines.extend(
                    item(&format!("{head}: {text}"))
                        .into_iter()
                        .map(|line| line.replacen("- ", "  ", 1)),
                ),
            }
        }
    }
    lines
}

/// A text at the left and one at the right of a line.
fn spread(left: &str, right: &str, width: usize) -> String {
    let used = columns(left) + columns(right);
    format!("{left}{}{right}", " ".repeat(width.saturating_sub(used)))
}

/// The lines of a text, none wider than that; a word that is wider is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let text = format::plain(text);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word;
        let blank = usize::from(!line.is_empty());
        if columns(&line) + blank + columns(word) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        while columns(word) > width {
            let (first, rest) = word.split_at(fits(word, width));
            lines.push(first.to_owned());
            word = rest;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// So many bytes of a word fit; at least one letter.
fn fits(word: &str, width: usize) -> usize {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let fitting = ends
        .clone()
        .take_while(|end| columns(&word[..*end]) <= width);
    fitting.last().or(ends.into_iter().next()).unwrap_or(0)
}

/// How many columns a text takes: letters of China, Japan and Korea and pictures take two.
fn columns(text: &str) -> usize {
    let width = |c: char| match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 2,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 => 2,
        0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::super::page::{MailHead, MailRow};
    use super::*;

    fn of_rows(rows: &[[&str; 3]]) -> MailTable {
        let row = |[name, amount, owner]: &[&str; 3]| MailRow {
            cells: vec![
                MailCell::words(*name),
                MailCell::number(*amount),
                MailCell::words(*owner),
            ],
            is_total: *name == "Total",
        };
        MailTable {
            heads: vec![
                MailHead::words("Project"),
                MailHead::numbers("Net"),
                MailHead::words("Owner"),
            ],
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn numbers_stand_at_the_right_and_a_total_below_a_line() {
        let rows = [
            ["Invoices", "1,973.27", "A. Person"],
            ["税金", "−5.00", ""],
            ["Total", "1,968.27", ""],
        ];
        let expected = [
            "Project        Net  Owner",
            "-----------------------------",
            "Invoices  1,973.27  A. Person",
            "税金         −5.00",
            "-----------------------------",
            "Total     1,968.27",
        ];
        assert_eq!(table(&of_rows(&rows)), expected);
    }

    #[test]
    fn words_are_wrapped_and_numbers_are_not() {
        let long = "a rather long name ".repeat(6);
        let lines = table(&of_rows(&[[&long, "1,973.27", "A. Person"]]));
        assert!(
            lines.iter().all(|line| columns(line) <= WIDTH),
            "{lines:#?}"
        );
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.contains("1,973.27"))
                .count(),
            1
        );
        let words: Vec<&str> = lines.iter().flat_map(|l| l.split_whitespace()).collect();
        assert_eq!(words.iter().filter(|word| **word == "rather").count(), 6);
    }

    #[test]
    fn a_table_of_too_many_numbers_is_a_list() {
        let cells = (0..12).map(|n| MailCell::number(format!("{n}00,000.00")));
        let cells = [MailCell::words("Invoices")].into_iter().chain(cells);
        let heads = (0..13).map(|n| MailHead::numbers(format!("Head {n}")));
        let lines = table(&MailTable {
            heads: heads.collect(),
            rows: vec![MailRow {
                cells: cells.collect(),
                is_total: false,
            }],
        });
        assert_eq!(lines[..2], ["- Invoices", "  Head 1: 000,000.00"]);
        assert_eq!(lines.len(), 13);
    }

    #[test]
    fn a_word_that_is_wider_than_the_line_is_cut() {
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrapped("税金税", 3), ["税", "金", "税"]);
        assert_eq!(wrapped("a\u{a0}b \u{2068}c\u{2069}", 9), ["a b c"]);
    }
}
