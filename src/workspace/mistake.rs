//! A mistake in what people write: where, what is wrong, and the right form. They are collected in
//! a [`Notebook`] while everything is read, so that one look at the answer is enough to correct all
//! of them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use super::grid::CellGrid;
use super::secrets::Struck;

/// The file that makes a folder a workspace.
pub const FILE: &str = "reckoner.toml";

/// A file as people wrote it, by the name they know it under; what is shown of it holds no secret.
#[derive(Clone)]
pub struct SourceText {
    pub name: Arc<str>,
    pub text: Arc<str>,
    /// Where its lines begin.
    lines: Arc<[usize]>,
    /// What it was before its secrets were struck out of it, by its places; None: as it is.
    struck: Option<Arc<Struck>>,
    /// Of a sheet of a workbook, whose cells have names.
    cells: Option<Arc<CellGrid>>,
}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.name)
    }
}

impl SourceText {
    pub fn new(name: &str, text: &str) -> Self {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            name: name.into(),
            text: text.into(),
            lines,
            struck: None,
            cells: None,
        }
    }

    /// Of a text whose places are told as they were written, and which is shown without its
    /// secrets.
    pub fn struck(name: &str, struck: Struck) -> Self {
        let shown = Self::new(name, &struck.text);
        Self {
            struck: Some(Arc::new(struck)),
            ..shown
        }
    }

    /// Where something that was written stands in what is shown, and no further than to the end of
    /// its line: a cell may span lines, and its first line is enough to find it.
    fn shown(&self, span: Range<usize>) -> Range<usize> {
        let place = |offset| {
            self.struck
                .as_ref()
                .map_or(offset, |struck| struck.place(offset))
        };
        on_one_line(&self.text, place(span.start)..place(span.end))
    }

    pub fn of_cells(self, cells: CellGrid) -> Self {
        Self {
            cells: Some(Arc::new(cells)),
            ..self
        }
    }

    /// Line and column of a byte, counted from 1; columns in characters.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1]; // the first line begins at 0, so there is always one
        (line, self.text[start..offset].chars().count() + 1)
    }
}

/// Miette is given whole lines, the ones that are spoken of and no others; asked for the bare span,
/// its place.
impl SourceCode for SourceText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = &*self.text;
        let (mut start, mut end) = (span.offset(), span.offset() + span.len());
        if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return Err(MietteError::OutOfBounds);
        }
        let (line, mut column) = self.place(start);
        if before + after > 0 {
            start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            end = text[end..].find('\n').map_or(text.len(), |at| end + at);
            column = 1;
        }
        let data = text[start..end].trim_end_matches('\r');
        let place = (start, data.len()).into();
        let lines = data.matches('\n').count() + 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.to_string(),
            data.as_bytes(),
            place,
            line - 1,
            column - 1,
            lines,
        )))
    }
}

/// Of a text that is shown, in bytes.
const LONGEST_LINE: usize = 4_000;

#[derive(Debug, Clone)]
pub struct Mistake {
    pub file: String,
    /// 1-based; 0 where the mistake is of a whole file.
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
    /// It is nobody's who wrote the file: the file, or a folder, could not be read.
    pub is_unread: bool,
    source: Option<SourceText>,
    labels: Vec<(Range<usize>, Option<String>)>,
}

impl Mistake {
    pub fn at(source: &SourceText, span: Range<usize>, message: impl Into<String>) -> Self {
        let span = source.shown(span);
        let (line, column) = source.place(span.start);
        let place = source.cells.as_ref().map(|cells| cells.place(&span));
        let message = message.into();
        let message = place.map_or(message.clone(), |place| format!("{place}: {message}"));
        Self {
            file: source.name.to_string(),
            line,
            column,
            message,
            help: None,
            is_unread: false,
            source: Some(source.clone()),
            labels: vec![(span, None)],
        }
    }

    /// A mistake that has no place in a text: a file that is missing, or cannot be read.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            message: message.into(),
            help: None,
            is_unread: false,
            source: None,
            labels: Vec::new(),
        }
    }

    /// Of a file or a folder that is there and cannot be read: what stands in it is not known, and
    /// it is not taken for absent.
    pub fn unread(file: impl Into<String>, error: &io::Error) -> Self {
        Self {
            is_unread: true,
            ..Self::of_file(file, format!("cannot be read: {error}"))
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// What is said under the underlined text itself.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.1 = Some(label.into());
        }
        self
    }

    /// Another place of the same file that has its part in it.
    pub fn also(
        mut self,
        source: &SourceText,
        span: Range<usize>,
        label: impl Into<String>,
    ) -> Self {
        self.labels.push((source.shown(span), Some(label.into())));
        self
    }

    /// The text to show the mistake in. A line that no screen shows is not shown, and the printer
    /// counts columns in 16 bits.
    fn shown_in(&self) -> Option<&SourceText> {
        self.source
            .as_ref()
            .filter(|source| source.text.lines().all(|line| line.len() <= LONGEST_LINE))
    }

    /// `baselines/baselines.csv:7:12`, as editors understand it.
    pub fn place(&self) -> String {
        if self.line == 0 {
            self.file.clone()
        } else {
            format!("{}:{}:{}", self.file, self.line, self.column)
        }
    }
}

fn on_one_line(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    let first = text[start..end]
        .find(['\n', '\r'])
        .map_or(end, |at| start + at);
    start..first
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A snippet names its file itself.
        if self.shown_in().is_none() {
            write!(f, "{}: {}", self.place(), self.message)
        } else {
            f.write_str(&self.message)
        }
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.shown_in().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.iter().enumerate().map(|(n, (span, label))| {
            let span = span.start..span.end;
            if n == 0 {
                LabeledSpan::new_primary_with_span(label.clone(), span)
            } else {
                LabeledSpan::new_with_span(label.clone(), span)
            }
        });
        (!self.labels.is_empty() && self.shown_in().is_some())
            .then(|| Box::new(labels) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// All mistakes of a workspace, in the order of its files and lines; never empty.
#[derive(Debug, Clone)]
pub struct Mistakes(pub Vec<Mistake>);

/// So many are shown; whoever renamed a satellite need not scroll through ten thousand rows.
const SHOWN: usize = 200;

impl Mistakes {
    /// Whether something could not be read: then the disk or the rights to it are at fault,
    /// whatever else there is.
    pub fn has_unread(&self) -> bool {
        self.0.iter().any(|mistake| mistake.is_unread)
    }

    /// As text for people: each mistake with its line underlined, and the count at the end.
    pub fn render(&self, color: bool, width: usize) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_context_lines(1)
            .with_links(false)
            .with_primary_span_start();
        let mut out = String::new();
        for mistake in self.0.iter().take(SHOWN) {
            // Only `out` could fail here, and a String takes everything.
            handler
                .render_report(&mut out, mistake)
                .expect("writing to a String does not fail");
            out.push('\n');
        }
        let files: BTreeSet<&str> = self.0.iter().map(|m| m.file.as_str()).collect();
        let many = |n: usize, one: &str| {
            if n == 1 {
                format!("1 {one}")
            } else {
                format!("{n} {one}s")
            }
        };
        let shown = if self.0.len() > SHOWN {
            format!("; the first {SHOWN} are shown")
        } else {
            String::new()
        };
        let unread = self.0.iter().filter(|mistake| mistake.is_unread).count();
        let found = match (self.0.len() - unread, unread) {
            (0, unread) => format!(
                "{} cannot be read",
                if unread == 1 {
                    "1 place".to_owned()
                } else {
                    format!("{unread} places")
                }
            ),
            (mistakes, 0) => format!(
                "{} in {}",
                many(mistakes, "mistake"),
                many(files.len(), "file")
            ),
            (mistakes, unread) => {
                format!(
                    "{}, and {unread} that cannot be read, in {}",
                    many(mistakes, "mistake"),
                    many(files.len(), "file")
                )
            }
        };
        out.push_str(&format!("{found}{shown}. Nothing was read or written.\n"));
        out
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false, 120))
    }
}

impl std::error::Error for Mistakes {}

/// Where mistakes are noted while reading goes on.
#[derive(Debug, Default)]
pub struct Notebook(RefCell<Vec<Mistake>>);

impl Notebook {
    /// One in which something is noted already.
    pub fn of(mistakes: Vec<Mistake>) -> Self {
        Self(RefCell::new(mistakes))
    }

    pub fn note(&self, mistake: Mistake) {
        self.0.borrow_mut().push(mistake);
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Whether any mistake of that file was noted.
    pub fn speaks_of(&self, file: &str) -> bool {
        self.0.borrow().iter().any(|m| m.file == file)
    }

    /// Everything noted, if anything: reckoner.toml first, then by file, line and column.
    pub fn close(self) -> Result<(), Mistakes> {
        let mut all = self.0.into_inner();
        if all.is_empty() {
            return Ok(());
        }
        all.sort_by_key(|m| (m.file != FILE, m.file.clone(), m.line, m.column));
        all.dedup_by(|a, b| {
            (&a.file, a.line, a.column, &a.message) == (&b.file, b.line, b.column, &b.message)
        });
        Err(Mistakes(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_on_a_line_that_no_screen_shows_is_told_by_its_place() {
        let text = format!("name = \"{}\"\nnmae = 1\n", "x".repeat(140_000));
        let source = SourceText::new("reckoner.toml", &text);
        let at = text.find("nmae").expect("it was written");
        let mistake = Mistake::at(&source, at..at + 4, "unknown key `nmae`")
            .label("here")
            .help("did you mean `name`?");
        let told = Mistakes(vec![mistake]).render(false, 120);
        assert!(
            told.contains("reckoner.toml:2:1: unknown key `nmae`")
                && told.contains("did you mean `name`?"),
            "{told}"
        );
        assert!(told.len() < 1_000, "{}", told.len());
    }
}
