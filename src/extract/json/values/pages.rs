//! Objects at the head of a document or a line: rows that stand alone, and pages, which hold rows under a name that the vendor gives them
//! and may say what they like before and after.

use std::io::Read;

use memchr::memchr;

use super::super::text::nest_end;
use super::{Flaw, Item, Place, Shape, Stop, Values};

/// Where an OData page says what its rows are.
const CONTEXT: &[u8] = b"\"@odata.context\"";
const DELTA_LINK: &[u8] = b"\"@odata.deltaLink\"";
/// Within so many bytes a line's end is looked for before anything else is.
const SHORT_BYTES: usize = 64 << 10;

impl<R: Read> Values<R> {
    /// An object that stands alone, or a page: told apart by whether it has an array of such a name.
    pub(super) fn object(&mut self) -> Result<Option<Item>, Stop> {
        if let Some(end) = self.lone()? {
            (self.place, self.context, self.delta_link) = (Place::Behind, None, None);
            return Ok(Some(self.found(end)));
        }
        let mut at = self.text.past_blanks(1)?;
        let (mut context, mut delta_link) = (None, None);
        if self.text.some(at)? != b'}' {
            loop {
                let (name, value) = self.member(at)?;
                let opens = self.text.some(value)? == b'[';
                if opens && self.is_rows(at, name) {
                    self.pass(value + 1);
                    (self.place, self.context, self.delta_link) = (Place::Row { first: true, page: true }, context, delta_link);
                    self.lists += 1;
                    return Ok(None);
                }
                let end = self.text.value_end(value)?;
                let told = match self.text.slice(at, name) {
                    CONTEXT => Some(&mut context),
                    DELTA_LINK => Some(&mut delta_link),
                    _ => None,
                };
                if let Some(told) = told {
                    *told = serde_json::from_slice(self.text.slice(value, end)).ok();
                }
                at = self.text.past_blanks(end)?;
                match self.text.some(at)? {
                    b',' => at = self.text.past_blanks(at + 1)?,
                    b'}' => break,
                    _ => return Err(Flaw::Broken.into()),
                }
            }
        }
        if self.shape == Shape::Lines {
            let over = self.text.past_blanks(at + 1)?;
            if !matches!(self.text.byte(over)?, None | Some(b'\n')) {
                return Err(Flaw::Trailing.into());
            }
        }
        (self.place, self.context, self.delta_link) = (Place::Behind, None, None);
        Ok(Some(self.found(at + 1)))
    }

    /// Where the object ends that is all of a short line and names no rows: then it is no page, and needs no second look.
    fn lone(&mut self) -> Result<Option<usize>, Stop> {
        if self.shape != Shape::Lines {
            return Ok(None);
        }
        let held = self.text.hold(SHORT_BYTES)?;
        let Some(line) = memchr(b'\n', held) else { return Ok(None) };
        let object = held[..line].trim_ascii_end();
        let is_lone = nest_end(object) == Some(object.len()) && self.finders.iter().all(|rows| rows.find(object).is_none());
        Ok(is_lone.then_some(object.len()))
    }

    /// Where the name of the member that begins at `at` is over, and where its value begins.
    fn member(&mut self, at: usize) -> Result<(usize, usize), Stop> {
        if self.text.some(at)? != b'"' {
            return Err(Flaw::Broken.into());
        }
        let end = self.text.string_end(at)?;
        let value = self.text.sign(end, b':')?;
        Ok((end, self.text.past_blanks(value)?))
    }

    /// Whether that is what a page calls its rows.
    fn is_rows(&self, from: usize, to: usize) -> bool {
        let name = self.text.slice(from + 1, to - 1);
        self.rows.iter().any(|rows| rows.as_bytes() == name)
    }

    /// What a page says behind its rows.
    pub(super) fn tail(&mut self) -> Result<(), Stop> {
        let comma = self.text.sign(0, b',')?;
        let at = self.text.past_blanks(comma)?;
        let (name, value) = self.member(at)?;
        if self.is_rows(at, name) {
            return Err(Flaw::TwoValues.into());
        }
        let end = self.text.value_end(value)?;
        self.pass(end);
        Ok(())
    }
}
