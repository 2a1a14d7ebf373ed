//! The walk over an export: which of its values are rows. A row is an object that stands alone, in
//! an array, or in a page: an object that holds an array of them under a name that is known, or is
//! found in the first one. Only the row in hand is held, so a page may be as long as it likes.
//! Where the text breaks a rule, a line costs itself only; a document that does not go by lines
//! cannot be read beyond.

mod finding;
mod pages;
mod seeking;

use std::io::{self, Read};

use memchr::memmem::Finder;

use self::finding::{ArrayKind, Finding};
use super::flaw::{JsonFlaw, JsonStop};
use super::pages::JsonPages;
use super::text::Text;
use crate::extract::reading::file::Shape;
use crate::extract::rejects::{Fault, shown};

/// As much of what is refused as a reject may show.
const SHOWN_BYTES: usize = 16_000;

/// What stands at the current place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    End,
    Row,
    Flaw(JsonFlaw),
}

/// Where the walk goes on.
#[derive(Clone, Copy)]
enum Position {
    /// Before a value.
    Before,
    /// Before a row of an array or page; whether the first, before which no comma stands.
    Row { first: bool, page: bool },
    /// Behind a row of an array or page.
    Comma { page: bool },
    /// Behind the rows of a page, where it may say more.
    Tail,
    /// Behind a value.
    Behind,
}

pub struct Values<R> {
    text: Text<R>,
    shape: Shape,
    /// What a page calls its rows.
    pages: JsonPages,
    /// What vendors call them, between quotes, to be looked for.
    finders: Vec<Finder<'static>>,
    place: Position,
    /// Where the walk goes on behind the page in hand.
    behind: Position,
    /// The names, as they are written, under which the rows of the page in hand stand; and how many
    /// of the objects around them are not over.
    trail: Vec<Vec<u8>>,
    open: usize,
    /// Of a page that was too long to be looked at as a whole: what was taken for its rows, and
    /// what was known. Another array may follow.
    doubt: Option<(ArrayKind, Finding)>,
    /// What nobody said, and the first object showed: what its rows are called.
    pub found: Option<String>,
    /// What the flaw in hand is about.
    about: String,
    line: i64,
    row: i64,
    /// Of the current row, which is left behind when the walk goes on.
    held: usize,
    /// Of the current item: rows and what is refused.
    bytes: u64,
    /// Between the rows: blanks, brackets, commas, and what a page says besides.
    passed: u64,
    /// Of what was refused: it is behind the window already.
    shown: Vec<u8>,
    context: Option<String>,
    delta_link: Option<String>,
    pub blank_lines: i64,
    /// Pages and arrays.
    pub lists: i64,
}

impl<R: Read> Values<R> {
    pub fn new(input: R, shape: Shape, pages: JsonPages) -> io::Result<Self> {
        let text = Text::new(input, shape == Shape::Lines)?;
        let place = Position::Before;
        let (shown, context, delta_link) = (Vec::new(), None, None);
        let (held, bytes, passed) = (0, 0, 0);
        let finders = pages
            .names
            .iter()
            .map(|rows| Finder::new(&format!("\"{rows}\"")).into_owned())
            .collect();
        Ok(Self {
            text,
            shape,
            pages,
            finders,
            place,
            behind: Position::Behind,
            trail: Vec::new(),
            open: 0,
            doubt: None,
            found: None,
            about: String::new(),
            line: 1,
            row: 0,
            held,
            bytes,
            passed,
            shown,
            context,
            delta_link,
            blank_lines: 0,
            lists: 0,
        })
    }

    /// The number of the current row: its line where rows go by lines, else its ordinal; in any
    /// case more than the row's before, so behind a line of many rows it counts on.
    pub fn row(&self) -> i64 {
        self.row
    }

    /// What stands in the text: the row, or what is refused, as much as may be shown.
    pub fn raw(&self) -> &[u8] {
        if self.held > 0 {
            self.text.slice(0, self.held)
        } else {
            &self.shown
        }
    }

    /// How many bytes the current item covers, if it is a row or refused.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes lay between the rows.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// How many bytes came in that were not looked at.
    pub fn held_bytes(&self) -> u64 {
        self.text.stream.held().len() as u64
    }

    /// What the current row's page says that it holds.
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }

    /// Where the current row's page says, before its rows, that later changes can be asked for.
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// What is wrong with the current item, and what the right form is.
    pub fn fault(&self, flaw: JsonFlaw) -> Fault {
        let (about, path) = (
            shown(&self.about),
            self.pages.path.as_deref().unwrap_or_default(),
        );
        let message = match flaw {
            JsonFlaw::NoRows if self.found.is_some() => {
                format!(
                    "the page has no array `{path}`, under which the export's first one has its rows; it has: {about}"
                )
            }
            JsonFlaw::NoRows => {
                format!(
                    "the page has no array `{path}`; it has: {about}. Write in its source what its rows are called, rows = \"…\""
                )
            }
            JsonFlaw::WhichRows => {
                let first = self.about.split(", ").next().unwrap_or_default();
                format!(
                    "it is no row, and several of its members are arrays of objects: {about}. Write which of them are the rows in its source, such as rows = \"{first}\""
                )
            }
            flaw => return flaw.fault(),
        };
        Fault {
            message,
            ..flaw.fault()
        }
    }

    /// Leaves the current item behind and looks at the next.
    pub fn next(&mut self) -> io::Result<Item> {
        self.text.stream.leave(std::mem::take(&mut self.held));
        self.bytes = 0;
        self.shown.clear();
        loop {
            match self.step() {
                Ok(None) => {}
                Ok(Some(item)) => return Ok(item),
                Err(JsonStop::Io(error)) => return Err(error),
                Err(JsonStop::Flaw(flaw)) => return self.give_up(flaw).map(Item::Flaw),
            }
        }
    }

    /// One step on; None: nothing that a reader wants to know of.
    fn step(&mut self) -> Result<Option<Item>, JsonStop> {
        let blanks = self.text.past_blanks(0)?;
        self.pass(blanks);
        let next = self.text.byte(0)?;
        match (self.place, next) {
            (Position::Before | Position::Behind, None) => return Ok(Some(Item::End)),
            (_, None) => return Err(JsonFlaw::Torn.into()),
            (Position::Before | Position::Behind, Some(b'\n')) => {
                self.blank_lines += i64::from(matches!(self.place, Position::Before));
                self.pass(1);
                self.line += 1;
                self.place = Position::Before;
            }
            (Position::Behind, _) if self.shape == Shape::Lines => {
                return Err(JsonFlaw::Trailing.into());
            }
            (Position::Before | Position::Behind, Some(b'{')) => {
                return self.object(Position::Behind);
            }
            (Position::Before | Position::Behind, Some(b'[')) => {
                self.pass(1);
                (self.place, self.context, self.delta_link) = (
                    Position::Row {
                        first: true,
                        page: false,
                    },
                    None,
                    None,
                );
                self.lists += 1;
            }
            (Position::Before, Some(byte)) if self.row == 0 => {
                return Err(JsonFlaw::NotJson {
                    is_web_page: byte == b'<',
                }
                .into());
            }
            (Position::Before | Position::Behind, _) => return Err(JsonFlaw::Broken.into()),
            (Position::Row { first: true, page } | Position::Comma { page }, Some(b']')) => {
                self.pass(1);
                self.place = if page {
                    Position::Tail
                } else {
                    Position::Behind
                };
            }
            // Pages may stand in an array, where somebody put them all into one.
            (Position::Row { page: false, .. }, Some(b'{')) if self.pages.path.is_some() => {
                return self.object(Position::Comma { page: false });
            }
            (Position::Row { page, .. }, _) => return self.element(page).map(Some),
            (Position::Comma { page }, Some(b',')) => {
                self.pass(1);
                self.place = Position::Row { first: false, page };
            }
            (Position::Comma { .. }, _) => return Err(JsonFlaw::Broken.into()),
            (Position::Tail, Some(b'}')) => {
                self.pass(1);
                self.open -= 1;
                if self.open == 0 {
                    self.place = self.behind;
                }
            }
            (Position::Tail, _) => self.tail()?,
        }
        Ok(None)
    }

    /// A row of an array or page.
    fn element(&mut self, page: bool) -> Result<Item, JsonStop> {
        let end = match self.text.value_end(0) {
            Err(JsonStop::Flaw(JsonFlaw::TooLong))
                if self.shape == Shape::Document
                    && matches!(self.text.some(0)?, b'{' | b'[' | b'"') =>
            {
                self.shown = self.text.hold(SHOWN_BYTES)?.to_vec();
                self.bytes = self.text.leave_nest()?;
                self.place = Position::Comma { page };
                self.count();
                return Ok(Item::Flaw(JsonFlaw::TooLong));
            }
            end => end?,
        };
        self.place = Position::Comma { page };
        Ok(self.found(end))
    }

    fn found(&mut self, bytes: usize) -> Item {
        (self.held, self.bytes) = (bytes, bytes as u64);
        self.count();
        Item::Row
    }

    fn count(&mut self) {
        let line = if self.shape == Shape::Lines {
            self.line
        } else {
            1
        };
        self.row = line.max(self.row + 1);
    }

    fn pass(&mut self, bytes: usize) {
        self.text.stream.leave(bytes);
        self.passed += bytes as u64;
    }

    /// Refuses what stands here: the rest of its line, or of the whole text.
    fn give_up(&mut self, flaw: JsonFlaw) -> io::Result<JsonFlaw> {
        let rest = |stop| match stop {
            JsonStop::Io(error) => error,
            JsonStop::Flaw(_) => io::Error::other("a flaw where nothing is asked of the text"),
        };
        let shown = self.text.hold(SHOWN_BYTES).map_err(rest)?;
        let line = shown
            .iter()
            .position(|&byte| byte == b'\n')
            .filter(|_| self.shape == Shape::Lines);
        self.shown = shown[..line.unwrap_or(shown.len())]
            .trim_ascii_end()
            .to_vec();
        if matches!(flaw, JsonFlaw::NotJson { is_web_page: true }) {
            // The lines of a web page are no rows.
            self.text.by_line = false;
        }
        self.bytes = self.text.leave_rest().map_err(rest)?;
        self.count();
        self.line += 1;
        self.place = Position::Before;
        Ok(flaw)
    }
}
