//! Objects at the head of a document or a line: rows that stand alone, and pages, which hold rows
//! under a name and may say what they like before and after.

use std::io::Read;

use memchr::memchr;

use super::finding::{Finding, MemberSpan, MemberStep};
use super::{Item, JsonFlaw, JsonStop, Position, SHOWN_BYTES, Shape, Values};
use crate::extract::carriers::json::paths::unquoted;
use crate::extract::carriers::json::text::nest_end;
use crate::extract::values::alike;

/// Where an OData page says what its rows are.
const CONTEXT: &[u8] = b"\"@odata.context\"";
const DELTA_LINK: &[u8] = b"\"@odata.deltaLink\"";
/// Within so many bytes a line's end is looked for before anything else is.
const SHORT_BYTES: usize = 64 << 10;

impl<R: Read> Values<R> {
    /// An object that stands alone, or a page: told apart by whether it has an array of such a
    /// name. Behind it the walk goes on at `behind`.
    pub(super) fn object(&mut self, behind: Position) -> Result<Option<Item>, JsonStop> {
        (self.behind, self.doubt) = (behind, None);
        if let Some(end) = self.lone()? {
            return Ok(Some(self.alone(end)));
        }
        if self.pages.path.is_some() {
            self.by_path()
        } else {
            self.by_name()
        }
    }

    /// Pages as vendors have them; and the first object of an export, where nobody said what its
    /// rows are called. A line that is broken says nothing of that: the next one is asked.
    fn by_name(&mut self) -> Result<Option<Item>, JsonStop> {
        let sought = self
            .pages
            .sought
            .clone()
            .filter(|_| self.shape == Shape::Lines);
        let found = self.page_or_row();
        if found.is_err() {
            self.pages.sought = self.pages.sought.take().or(sought);
        }
        found
    }

    fn page_or_row(&mut self) -> Result<Option<Item>, JsonStop> {
        let (mut context, mut delta_link) = (None, None);
        let mut finding = self.pages.sought.take().map(Finding::new);
        let mut step = self.first(0)?;
        let end = loop {
            let MemberStep::Next(at) = step else {
                let MemberStep::Over(end) = step else {
                    unreachable!("there is no third")
                };
                break end;
            };
            let member = self.member(at)?;
            let opens = self.text.some(member.value)? == b'[';
            if opens && self.is_rows(member.name) {
                (self.context, self.delta_link) = (context, delta_link);
                self.trail = vec![self.text.slice(member.name.0, member.name.1).to_vec()];
                return self.begin(member.value);
            }
            if let Some(finding) = &mut finding {
                let name = self.name(member.name);
                let array = if opens {
                    self.array(member.value, finding)?
                } else {
                    None
                };
                finding.see(name, member, array);
            }
            let over = match self.text.value_end(member.value) {
                // Too long to be held, or torn: what is known by now decides, and the rest is read
                // as it comes.
                Err(JsonStop::Flaw(flaw))
                    if opens
                        && self.shape == Shape::Document
                        && finding
                            .as_ref()
                            .is_some_and(|finding| finding.is_within(member)) =>
                {
                    let Some(finding) = finding else {
                        return Err(flaw.into());
                    };
                    return self.decide_early(finding, flaw);
                }
                other => other?,
            };
            let told = match self.text.slice(member.name.0 - 1, member.name.1 + 1) {
                CONTEXT => Some(&mut context),
                DELTA_LINK => Some(&mut delta_link),
                _ => None,
            };
            if let Some(told) = told {
                *told = serde_json::from_slice(self.text.slice(member.value, over)).ok();
            }
            step = self.next_member(over)?;
        };
        match finding {
            Some(finding) => self.decide(finding, end),
            None => self.lone_at(end),
        }
    }

    /// Pages whose rows stand under a path. What is none is a row where it stands in an array, and
    /// else refused.
    fn by_path(&mut self) -> Result<Option<Item>, JsonStop> {
        let path = self.pages.path.clone().unwrap_or_default();
        let (mut wanted, mut trail, mut names) = (vec![path.as_str()], Vec::new(), Vec::new());
        let mut step = self.first(0)?;
        let end = loop {
            let at = match step {
                MemberStep::Next(at) => at,
                MemberStep::Over(end) if trail.is_empty() => break end,
                MemberStep::Over(end) => {
                    wanted.pop();
                    trail.pop();
                    step = self.next_member(end + 1)?;
                    continue;
                }
            };
            let member = self.member(at)?;
            let (name, first) = (self.name(member.name), self.text.some(member.value)?);
            let written = || self.text.slice(member.name.0, member.name.1).to_vec();
            let rest = wanted
                .last()
                .and_then(|wanted| wanted.strip_prefix(name.as_str()));
            match (first, rest) {
                (b'[', Some("")) => {
                    trail.push(written());
                    (self.trail, self.context, self.delta_link) = (trail, None, None);
                    return self.begin(member.value);
                }
                (b'{', Some(rest)) if rest.starts_with('.') => {
                    trail.push(written());
                    wanted.push(&rest[1..]);
                    step = self.first(member.value)?;
                }
                _ => {
                    if trail.is_empty() && names.len() < 50 {
                        names.push(name);
                    }
                    let over = self.text.value_end(member.value)?;
                    step = self.next_member(over)?;
                }
            }
        };
        if matches!(self.behind, Position::Comma { .. }) {
            return self.lone_at(end);
        }
        self.about = if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        };
        self.refuse(end, JsonFlaw::NoRows).map(Some)
    }

    /// The rows of a page begin: the array stands there.
    pub(super) fn begin(&mut self, array: usize) -> Result<Option<Item>, JsonStop> {
        self.pass(array + 1);
        self.open = self.trail.len();
        self.place = Position::Row {
            first: true,
            page: true,
        };
        self.lists += 1;
        Ok(None)
    }

    /// An object that is a row and ends there.
    pub(super) fn lone_at(&mut self, end: usize) -> Result<Option<Item>, JsonStop> {
        self.no_more(end)?;
        Ok(Some(self.alone(end + 1)))
    }

    fn alone(&mut self, bytes: usize) -> Item {
        (self.place, self.context, self.delta_link) = (self.behind, None, None);
        self.found(bytes)
    }

    /// Refuses an object that ends there, and goes on behind it.
    pub(super) fn refuse(&mut self, end: usize, flaw: JsonFlaw) -> Result<Item, JsonStop> {
        self.no_more(end)?;
        self.shown = self.text.slice(0, (end + 1).min(SHOWN_BYTES)).to_vec();
        self.text.stream.leave(end + 1);
        self.bytes = end as u64 + 1;
        self.place = self.behind;
        self.count();
        Ok(Item::Flaw(flaw))
    }

    /// A line is over where its value is.
    fn no_more(&mut self, end: usize) -> Result<(), JsonStop> {
        if self.shape == Shape::Lines && matches!(self.behind, Position::Behind) {
            let over = self.text.past_blanks(end + 1)?;
            if !matches!(self.text.byte(over)?, None | Some(b'\n')) {
                return Err(JsonFlaw::Trailing.into());
            }
        }
        Ok(())
    }

    /// Where the object ends that is all of a short line and names no rows: then it is no page, and
    /// needs no second look.
    fn lone(&mut self) -> Result<Option<usize>, JsonStop> {
        if self.shape != Shape::Lines || self.pages.path.is_some() || self.pages.sought.is_some() {
            return Ok(None);
        }
        let held = self.text.hold(SHORT_BYTES)?;
        let Some(line) = memchr(b'\n', held) else {
            return Ok(None);
        };
        let object = held[..line].trim_ascii_end();
        let is_lone = nest_end(object) == Some(object.len())
            && self.finders.iter().all(|rows| rows.find(object).is_none());
        Ok(is_lone.then_some(object.len()))
    }

    /// The first member of the object that begins at `at`.
    pub(super) fn first(&mut self, at: usize) -> Result<MemberStep, JsonStop> {
        let at = self.text.past_blanks(at + 1)?;
        Ok(if self.text.some(at)? == b'}' {
            MemberStep::Over(at)
        } else {
            MemberStep::Next(at)
        })
    }

    /// The member behind a value that ends before `at`.
    pub(super) fn next_member(&mut self, at: usize) -> Result<MemberStep, JsonStop> {
        let at = self.text.past_blanks(at)?;
        match self.text.some(at)? {
            b',' => Ok(MemberStep::Next(self.text.past_blanks(at + 1)?)),
            b'}' => Ok(MemberStep::Over(at)),
            _ => Err(JsonFlaw::Broken.into()),
        }
    }

    /// The member that begins at `at`.
    pub(super) fn member(&mut self, at: usize) -> Result<MemberSpan, JsonStop> {
        if self.text.some(at)? != b'"' {
            return Err(JsonFlaw::Broken.into());
        }
        let end = self.text.string_end(at)?;
        let value = self.text.sign(end, b':')?;
        Ok(MemberSpan {
            name: (at + 1, end - 1),
            value: self.text.past_blanks(value)?,
        })
    }

    /// A name as it is compared; what is no text is none.
    pub(super) fn name(&self, (from, to): (usize, usize)) -> String {
        let written = std::str::from_utf8(self.text.slice(from, to)).ok();
        written
            .and_then(unquoted)
            .map_or(String::new(), |name| alike(&name))
    }

    /// Whether that is what a vendor's page calls its rows.
    fn is_rows(&self, (from, to): (usize, usize)) -> bool {
        let name = self.text.slice(from, to);
        self.pages.names.iter().any(|rows| rows.as_bytes() == name)
    }

    /// What a page says behind its rows.
    pub(super) fn tail(&mut self) -> Result<(), JsonStop> {
        let comma = self.text.sign(0, b',')?;
        let at = self.text.past_blanks(comma)?;
        let member = self.member(at)?;
        let is_again = self
            .trail
            .get(self.open - 1)
            .is_some_and(|name| name == self.text.slice(member.name.0, member.name.1));
        if is_again || (self.pages.path.is_none() && self.open == 1 && self.is_rows(member.name)) {
            return Err(JsonFlaw::TwoValues.into());
        }
        self.no_other(member)?;
        let end = self.text.value_end(member.value)?;
        self.pass(end);
        Ok(())
    }
}
