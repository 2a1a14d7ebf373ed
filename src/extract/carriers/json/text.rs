//! Where strings and values end: found in the window over an export's bytes, which grows with the
//! value in hand.

use std::io::{self, Read};

use memchr::{memchr, memchr3};

use super::flaw::{JsonFlaw, JsonStop};
use super::stream::Stream;

pub struct Text<R> {
    pub stream: Stream<R>,
    /// A value does not go beyond its line.
    pub by_line: bool,
}

impl<R: Read> Text<R> {
    pub fn new(input: R, by_line: bool) -> io::Result<Self> {
        Ok(Self {
            stream: Stream::new(input)?,
            by_line,
        })
    }

    pub fn slice(&self, from: usize, to: usize) -> &[u8] {
        &self.stream.held()[from..to]
    }

    pub fn byte(&mut self, at: usize) -> Result<Option<u8>, JsonStop> {
        self.stream.byte(at)
    }

    /// The first place at or after `at` that is not blank. A line's end is blank only where values
    /// may span lines.
    pub fn past_blanks(&mut self, mut at: usize) -> Result<usize, JsonStop> {
        loop {
            match self.byte(at)? {
                Some(b' ' | b'\t' | b'\r') => at += 1,
                Some(b'\n') if !self.by_line => at += 1,
                _ => return Ok(at),
            }
        }
    }

    /// That byte must stand at the first place that is not blank; returns what lies behind it.
    pub fn sign(&mut self, at: usize, sign: u8) -> Result<usize, JsonStop> {
        let at = self.past_blanks(at)?;
        if self.some(at)? == sign {
            Ok(at + 1)
        } else {
            Err(JsonFlaw::Broken.into())
        }
    }

    /// The byte at `at`; where the text is over it is torn, and where the line is over, broken.
    pub fn some(&mut self, at: usize) -> Result<u8, JsonStop> {
        match self.byte(at)? {
            None => Err(JsonFlaw::Torn.into()),
            Some(b'\n') if self.by_line => Err(JsonFlaw::Broken.into()),
            Some(byte) => Ok(byte),
        }
    }

    /// Where the string that begins at `at` is over.
    pub fn string_end(&mut self, at: usize) -> Result<usize, JsonStop> {
        let mut from = at + 1;
        loop {
            let found = self
                .stream
                .find(from, |hay| memchr3(b'"', b'\\', b'\n', hay))?
                .ok_or(JsonFlaw::Torn)?;
            let sign = self.stream.held()[found];
            match sign {
                b'"' => return Ok(found + 1),
                // What is escaped is not looked at; but no string goes beyond its line.
                b'\\' if self.byte(found + 1)?.ok_or(JsonFlaw::Torn)? != b'\n' => from = found + 2,
                _ => return Err(JsonFlaw::Broken.into()),
            }
        }
    }

    /// Where the value that begins at `at` is over. Only brackets and quotes are looked at; whether
    /// what lies between them is JSON is asked of the value as a whole.
    pub fn value_end(&mut self, at: usize) -> Result<usize, JsonStop> {
        match self.some(at)? {
            b'"' => self.string_end(at),
            b'{' | b'[' => self.nest_end(at),
            b',' | b':' | b'}' | b']' => Err(JsonFlaw::Broken.into()),
            _ => {
                let ends = |byte: &u8| {
                    matches!(
                        byte,
                        b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'
                    )
                };
                let found = self.stream.find(at, |hay| hay.iter().position(ends))?;
                Ok(found.unwrap_or(self.stream.held().len()))
            }
        }
    }

    fn nest_end(&mut self, at: usize) -> Result<usize, JsonStop> {
        let by_line = self.by_line;
        let mut nest = Nest::default();
        let end = self
            .stream
            .find(at, |hay| nest.end(hay, by_line))?
            .ok_or(JsonFlaw::Torn)?;
        if nest.is_broken {
            Err(JsonFlaw::Broken.into())
        } else {
            Ok(end + 1)
        }
    }

    /// Holds so many bytes, or as many as there are.
    pub fn hold(&mut self, bytes: usize) -> Result<&[u8], JsonStop> {
        self.byte(bytes - 1)?;
        let held = self.stream.held();
        Ok(&held[..held.len().min(bytes)])
    }

    /// Leaves behind the rest of the line with its end, or of the whole text; returns how many
    /// bytes that were.
    pub fn leave_rest(&mut self) -> Result<u64, JsonStop> {
        let mut left = 0;
        while self.byte(0)?.is_some() {
            let held = self.stream.held();
            let line = memchr(b'\n', held).filter(|_| self.by_line);
            let bytes = line.map_or(held.len(), |at| at + 1);
            self.stream.leave(bytes);
            left += bytes as u64;
            if line.is_some() {
                break;
            }
        }
        Ok(left)
    }

    /// Leaves behind a nested value that is too long to be held, piece by piece; returns how many
    /// bytes that were.
    pub fn leave_nest(&mut self) -> Result<u64, JsonStop> {
        let (mut left, mut depth, mut quoted, mut escaped) = (0, 0usize, false, false);
        while self.byte(0)?.is_some() {
            let held = self.stream.held();
            let mut bytes = held.len();
            for (at, &byte) in held.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = quoted,
                    b'"' => quoted = !quoted,
                    b'{' | b'[' if !quoted => depth += 1,
                    b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                    _ => continue,
                }
                if depth == 0 && !quoted {
                    bytes = at + 1;
                    break;
                }
            }
            let is_over = depth == 0 && !quoted;
            self.stream.leave(bytes);
            left += bytes as u64;
            if is_over {
                break;
            }
        }
        Ok(left)
    }
}

/// Behind the object or array that these bytes begin with, if it ends within them and their line.
pub fn nest_end(bytes: &[u8]) -> Option<usize> {
    let mut nest = Nest::default();
    nest.end(bytes, true)
        .filter(|_| !nest.is_broken)
        .map(|end| end + 1)
}

/// How far into a nested value the walk is, from piece to piece.
#[derive(Default)]
struct Nest {
    depth: usize,
    is_quoted: bool,
    /// The next byte is escaped.
    is_escaped: bool,
    /// A line's end where none can be.
    is_broken: bool,
}

impl Nest {
    /// Where the value ends, or breaks, if it does within these bytes, which follow those before.
    fn end(&mut self, hay: &[u8], by_line: bool) -> Option<usize> {
        let mut at = 0;
        while at < hay.len() {
            if self.is_quoted {
                if std::mem::take(&mut self.is_escaped) {
                    if hay[at] == b'\n' {
                        return self.broken(at);
                    }
                    at += 1;
                    continue;
                }
                at += memchr3(b'"', b'\\', b'\n', &hay[at..])?;
                match hay[at] {
                    b'"' => self.is_quoted = false,
                    b'\\' => self.is_escaped = true,
                    _ => return self.broken(at),
                }
            } else {
                at += hay[at..].iter().position(|byte| TELLS[*byte as usize])?;
                match hay[at] {
                    b'"' => self.is_quoted = true,
                    b'{' | b'[' => self.depth += 1,
                    b'\n' if by_line => return self.broken(at),
                    b'\n' => {}
                    _ if self.depth == 1 => return Some(at),
                    _ => self.depth -= 1,
                }
            }
            at += 1;
        }
        None
    }

    fn broken(&mut self, at: usize) -> Option<usize> {
        self.is_broken = true;
        Some(at)
    }
}

/// What is looked at outside strings.
const TELLS: [bool; 256] = {
    let mut tells = [false; 256];
    let (signs, mut at) = (b"\"{}[]\n", 0);
    while at < signs.len() {
        tells[signs[at] as usize] = true;
        at += 1;
    }
    tells
};
