//! A sheet of master data as Excel saves it anywhere: UTF-8 with or without BOM, commas or
//! semicolons (then decimals take a comma), quoted cells, CRLF, empty rows and columns at the end,
//! a header in any case. Every cell knows its place.

use std::ops::Range;

use super::book::Origin;
use crate::workspace::grid::CellGrid;
use crate::workspace::mistake::{Mistake, Notebook, SourceText};
use crate::workspace::spelling::{DecimalMark, Spelling};
use crate::workspace::suggest;

/// Which columns a file of `baselines/` has: what the contract says, as data.
#[derive(Debug)]
pub struct SheetLayout {
    pub file: &'static str,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

impl SheetLayout {
    fn columns(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.required.iter().chain(self.optional).copied()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCell {
    /// Without quotes and surrounding blanks.
    pub text: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

#[derive(Debug, Clone)]
pub struct Sheet {
    pub layout: &'static SheetLayout,
    pub source: SourceText,
    pub mark: DecimalMark,
    /// For each column of the header, the name we know it under.
    pub header: Vec<Option<&'static str>>,
    /// What the cells of each column say together of how they are written.
    spellings: Vec<Spelling>,
    pub rows: Vec<SheetCells>,
    /// A quote was never closed: what follows it is not known.
    pub is_torn: bool,
    /// The lines of the text, or the rows of a workbook's sheet.
    pub lines: u32,
    /// What others say in the same columns, behind the rows of this sheet.
    pub behind: Vec<Sheet>,
}

/// The cells of a row.
#[derive(Debug, Clone, Default)]
pub struct SheetCells {
    /// On which it begins, from 1.
    pub line: u32,
    pub cells: Vec<WrittenCell>,
}

impl Sheet {
    /// Reads all rows; what does not fit is noted, and the rest goes on. `filled` are columns that
    /// others fill behind these rows, so that they are not missed here.
    pub fn read(
        layout: &'static SheetLayout,
        name: &str,
        text: &str,
        origin: Option<&Origin>,
        filled: &[String],
        notes: &Notebook,
    ) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut source = SourceText::new(name, text);
        let separator = if origin.is_some() {
            ','
        } else {
            separator(text)
        };
        let (mut rows, is_torn) = read_rows(&source, separator, notes);
        let mut lines = text.lines().count() as u32;
        if let Some(origin) = origin {
            lines = rows.len() as u32;
            (1..)
                .zip(&mut rows)
                .for_each(|(number, row)| row.line = number);
            let starts = rows
                .iter()
                .map(|row| row.cells.iter().map(|cell| cell.span.start));
            source = source.of_cells(CellGrid::of(&origin.sheet, starts));
        }
        let mut rows = rows.into_iter().filter(says_something);
        let head = rows.next().unwrap_or_default().cells;
        let header = read_header(layout, &source, &head, filled, notes);
        let rows: Vec<SheetCells> = rows.collect();
        note_headless(&source, &head, &rows, notes);
        let mark = if separator == ';' {
            DecimalMark::Comma
        } else {
            DecimalMark::Point
        };
        Self {
            layout,
            source,
            mark,
            spellings: spellings(header.len(), &rows),
            header,
            rows,
            is_torn,
            lines,
            behind: Vec::new(),
        }
    }

    /// Rows that stand in no file of people. What is wrong with one is told at its line of a text
    /// called `name`, a line a row; the row itself counts from `lines` on, behind those of a file.
    pub fn of_rows(
        layout: &'static SheetLayout,
        name: &str,
        header: &[String],
        rows: &[Vec<String>],
        lines: u32,
    ) -> Self {
        let mut text = String::new();
        let mut placed = Vec::new();
        for (row, number) in rows.iter().zip(lines + 1..) {
            let mut cells = Vec::new();
            for cell in row {
                let begin = text.len();
                text.push_str(&cell.replace(['\r', '\n'], " "));
                cells.push(WrittenCell {
                    text: text[begin..].to_owned(),
                    span: begin..text.len(),
                });
                text.push(',');
            }
            text.push('\n');
            let line = number;
            placed.push(SheetCells { line, cells });
        }
        placed.retain(says_something);
        let named = |name: &String| layout.columns().find(|column| column == name);
        let header: Vec<Option<&'static str>> = header.iter().map(named).collect();
        Self {
            layout,
            source: SourceText::new(name, &text),
            mark: DecimalMark::Point,
            spellings: spellings(header.len(), &placed),
            header,
            rows: placed,
            is_torn: false,
            lines: lines + rows.len() as u32,
            behind: Vec::new(),
        }
    }

    /// Puts rows behind this sheet. It has their columns from then on, though its own rows are
    /// empty there.
    pub fn put_behind(&mut self, rows: Self) {
        for column in &rows.header {
            if !self.header.contains(column) {
                self.header.push(*column);
            }
        }
        self.behind.push(rows);
    }

    /// This sheet, and what stands behind it.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.behind)
    }

    /// Of a column by its name.
    pub fn spelling(&self, column: &str) -> Spelling {
        let at = self.header.iter().position(|name| *name == Some(column));
        at.and_then(|at| self.spellings.get(at).copied())
            .unwrap_or_default()
    }
}

/// A cell that stands under no name would be lost without a word.
fn note_headless(source: &SourceText, head: &[WrittenCell], rows: &[SheetCells], notes: &Notebook) {
    for cell in rows
        .iter()
        .flat_map(|row| row.cells.iter().enumerate())
        .filter(|(n, cell)| names_nothing(head, *n) && !cell.text.is_empty())
    {
        let mistake = Mistake::at(
            source,
            cell.1.span.clone(),
            "a cell without a column: the header has no name above it",
        );
        notes.note(mistake.help("give the column a name, or empty the cell; a text that contains the separator needs \"quotes\""));
    }
}

/// What the cells of each column say together.
fn spellings(columns: usize, rows: &[SheetCells]) -> Vec<Spelling> {
    let spelling = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| Some((row.line, row.cells.get(column)?.text.as_str())));
        Spelling::of(cells)
    };
    (0..columns).map(spelling).collect()
}

/// The rows of any table of texts, its header first: what is no sheet of ours.
pub fn cells(name: &str, text: &str, notes: &Notebook) -> Vec<Vec<String>> {
    let source = SourceText::new(name, text);
    let (rows, _) = read_rows(&source, separator(text), notes);
    rows.into_iter()
        .map(|row| row.cells.into_iter().map(|cell| cell.text).collect())
        .collect()
}

/// Neither an empty row nor a comment: no id begins with `#`, so a row that does is a remark to
/// whoever reads the sheet.
fn says_something(row: &SheetCells) -> bool {
    let is_comment = row
        .cells
        .first()
        .is_some_and(|cell| cell.text.starts_with('#'));
    !is_comment && row.cells.iter().any(|cell| !cell.text.is_empty())
}

fn names_nothing(head: &[WrittenCell], column: usize) -> bool {
    head.get(column).is_none_or(|cell| cell.text.is_empty())
}

/// What stands more often in the header, outside of quotes.
fn separator(text: &str) -> char {
    let (mut quoted, mut commas, mut semicolons) = (false, 0, 0);
    let is_row = |line: &&str| {
        !line.trim_start().starts_with('#') && !line.trim_matches([',', ';', ' ']).is_empty()
    };
    for c in text.lines().find(is_row).unwrap_or_default().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            _ => {}
        }
    }
    if semicolons > commas { ';' } else { ',' }
}

fn read_header(
    layout: &'static SheetLayout,
    source: &SourceText,
    head: &[WrittenCell],
    filled: &[String],
    notes: &Notebook,
) -> Vec<Option<&'static str>> {
    let mut header: Vec<Option<&'static str>> = Vec::new();
    for cell in head {
        let known = layout
            .columns()
            .find(|column| column.eq_ignore_ascii_case(&cell.text));
        if known.is_none() && !cell.text.is_empty() {
            let mistake = Mistake::at(
                source,
                cell.span.clone(),
                format!("{} has no column `{}`", layout.file, cell.text),
            );
            notes.note(
                mistake.help(match suggest::nearest(&cell.text, layout.columns()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "its columns are {}",
                        layout.columns().collect::<Vec<_>>().join(", ")
                    ),
                }),
            );
        }
        if let Some(first) = header
            .iter()
            .position(|earlier| known.is_some() && *earlier == known)
        {
            let mistake = Mistake::at(
                source,
                cell.span.clone(),
                format!("the column `{}` stands here twice", cell.text),
            );
            notes.note(
                mistake
                    .label("again")
                    .also(source, head[first].span.clone(), "first")
                    .help("keep one of the two"),
            );
        }
        header.push(known);
    }
    note_missing(layout, source, head, &header, filled, notes);
    header
}

/// What is required and stands neither in the header nor behind the sheet.
fn note_missing(
    layout: &'static SheetLayout,
    source: &SourceText,
    head: &[WrittenCell],
    header: &[Option<&'static str>],
    filled: &[String],
    notes: &Notebook,
) {
    let missing: Vec<&str> = layout
        .required
        .iter()
        .copied()
        .filter(|column| !header.contains(&Some(column)))
        .filter(|column| !filled.iter().any(|filled| filled == column))
        .collect();
    if !missing.is_empty() {
        let columns = if missing.len() == 1 {
            "the required column"
        } else {
            "the required columns"
        };
        let span = head.first().map_or(0, |c| c.span.start)..head.last().map_or(0, |c| c.span.end);
        let mistake = Mistake::at(
            source,
            span,
            format!("{} lacks {columns} {}", layout.file, missing.join(", ")),
        );
        notes.note(mistake.help(format!(
            "the first row names the columns, and these are required: {}",
            layout.required.join(",")
        )));
    }
}

/// RFC 4180 with spans. A blank line is a row of one empty cell. Reading stops at a quote that is
/// never closed.
fn read_rows(source: &SourceText, separator: char, notes: &Notebook) -> (Vec<SheetCells>, bool) {
    let text = &*source.text;
    // `,` or `;`: one byte, which never stands inside a longer UTF-8 character.
    let separator = separator as u8;
    let (mut rows, mut cells, mut at, mut line, mut begins) = (Vec::new(), Vec::new(), 0, 1, 0);
    while at < text.len() || !cells.is_empty() {
        let rest = &text[at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let (cell, end) = if rest[blanks..].starts_with('"') {
            let Some(cell) = quoted(source, at + blanks, separator, notes) else {
                return (rows, true);
            };
            cell
        } else {
            let end = at
                + rest
                    .bytes()
                    .position(|b| b == separator || b == b'\n')
                    .unwrap_or(rest.len());
            let (raw, start) = (text[at..end].trim(), end - text[at..end].trim_start().len());
            let span = if raw.is_empty() {
                at..at
            } else {
                start..start + raw.len()
            };
            (
                WrittenCell {
                    text: raw.to_owned(),
                    span,
                },
                end,
            )
        };
        cells.push(cell);
        at = (end + 1).min(text.len());
        let goes_on = text.as_bytes().get(end) == Some(&separator);
        if goes_on && at == text.len() {
            // The separator was the last byte of the file: an empty cell follows it.
            cells.push(WrittenCell {
                text: String::new(),
                span: at..at,
            });
        }
        if !goes_on || at == text.len() {
            rows.push(SheetCells {
                line,
                cells: std::mem::take(&mut cells),
            });
            line += text[begins..at].bytes().filter(|b| *b == b'\n').count() as u32;
            begins = at;
        }
    }
    (rows, false)
}

/// A cell in quotes that begins at `open`; gives the cell and where it ends (a separator, a line
/// feed or the end).
fn quoted(
    source: &SourceText,
    open: usize,
    separator: u8,
    notes: &Notebook,
) -> Option<(WrittenCell, usize)> {
    let text = &*source.text;
    let mut content = String::new();
    let mut at = open + 1;
    loop {
        let Some(quote) = text[at..].find('"').map(|n| at + n) else {
            let mistake = Mistake::at(source, open..text.len(), "this quote is never closed");
            notes.note(
                mistake
                    .help("close it with \"; a quote inside a quoted text is written twice: \"\""),
            );
            return None;
        };
        content.push_str(&text[at..quote]);
        if text.as_bytes().get(quote + 1) == Some(&b'"') {
            content.push('"');
            at = quote + 2;
            continue;
        }
        let rest = &text[quote + 1..];
        let end = quote
            + 1
            + rest
                .bytes()
                .position(|b| b == separator || b == b'\n')
                .unwrap_or(rest.len());
        if !text[quote + 1..end].trim().is_empty() {
            let mistake = Mistake::at(source, quote + 1..end, "text after the closing quote");
            notes.note(mistake.help("a quote inside a quoted text is written twice: \"\""));
        }
        return Some((
            WrittenCell {
                text: content.trim().replace("\r\n", "\n"),
                span: open + 1..quote,
            },
            end,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: SheetLayout = SheetLayout {
        file: "rates.csv",
        required: &["currency", "rate"],
        optional: &["kind"],
    };

    fn read(text: &str) -> (Sheet, Vec<String>) {
        let notes = Notebook::default();
        let sheet = Sheet::read(&LAYOUT, "rates.csv", text, None, &[], &notes);
        let mistakes = notes.close().map_or_else(|all| all.0, |()| Vec::new());
        (
            sheet,
            mistakes
                .iter()
                .map(|m| format!("{}:{} {}", m.line, m.column, m.message))
                .collect(),
        )
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn what_excel_saves_anywhere_reads_the_same() {
        for text in [
            "currency,rate,kind\nEUR,1,flow\n\"a, \"\"b\"\"\nc\",2,\n",
            "\u{feff}Currency;RATE;Kind\r\nEUR;1;flow\r\n\"a, \"\"b\"\"\r\nc\";2;\r\n",
            "currency,rate,kind,,\r\n EUR , 1 ,\"flow\",,\r\n \"a, \"\"b\"\"\nc\" ,2,,,\r\n,,,,\r\n,,,,",
            "\ncurrency;rate;kind\n\nEUR;1;flow\n\"a, \"\"b\"\"\nc\";2;",
        ] {
            let (sheet, mistakes) = read(text);
            assert_eq!(mistakes, Vec::<String>::new(), "{text:?}");
            let rows: Vec<Vec<&str>> = texts(&sheet)
                .into_iter()
                .map(|row| row.into_iter().take(3).collect())
                .collect();
            assert_eq!(
                rows,
                [vec!["EUR", "1", "flow"], vec!["a, \"b\"\nc", "2", ""]],
                "{text:?}"
            );
            let first = sheet.rows[0].line;
            assert_eq!(sheet.rows[1].line, first + 1, "{text:?}");
        }
    }

    #[test]
    fn a_cell_knows_its_place() {
        let (sheet, _) = read("currency;rate\n\"Ä\";  12,5 \n");
        let places: Vec<_> = sheet.rows[0]
            .cells
            .iter()
            .map(|cell| (sheet.source.place(cell.span.start), cell.text.as_str()))
            .collect();
        assert_eq!(places, [((2, 2), "Ä"), ((2, 7), "12,5")]);
        assert_eq!(sheet.mark, DecimalMark::Comma);
    }

    #[test]
    fn a_header_that_does_not_fit_says_so_once() {
        for (text, expected) in [
            (
                "currency,rate,knd\nEUR,1,x\n",
                vec!["1:15 rates.csv has no column `knd`"],
            ),
            (
                "currency,kind\n",
                vec!["1:1 rates.csv lacks the required column rate"],
            ),
            (
                "",
                vec!["1:1 rates.csv lacks the required columns currency, rate"],
            ),
            (
                "rate,currency,rate\n",
                vec!["1:15 the column `rate` stands here twice"],
            ),
            (
                "currency,rate\nEUR,1,5\n",
                vec!["2:7 a cell without a column: the header has no name above it"],
            ),
            (
                "currency,rate\n\"EUR,1\n",
                vec!["2:1 this quote is never closed"],
            ),
            (
                "currency,rate\n\"EUR\"x,1\n",
                vec!["2:6 text after the closing quote"],
            ),
        ] {
            assert_eq!(read(text).1, expected, "{text:?}");
        }
    }
}
