//! The parts of a workbook: XML files in an archive. What stands in one is read as it comes, and
//! what stands between two brackets is never longer than any spreadsheet writes it: so no part
//! takes more memory than what is kept of it.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::sync::Arc;

use memchr::memrchr2;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::extract::carriers::zipped::{Archive, ArchiveMember};
use crate::extract::rejects::{Damaged, Fault};

/// Of a part that says how the others are read.
const SMALL_BYTES: u64 = 64 << 20;
/// Between two brackets: a cell holds 32,767 characters, each of which may be written as an entity.
const LONGEST_BYTES: usize = 1 << 20;

pub struct WorkbookParts<R> {
    archive: Archive<R>,
    /// By their paths in small letters: some writers name them in others.
    members: BTreeMap<String, ArchiveMember>,
}

impl<R: Read + Seek> WorkbookParts<R> {
    pub fn of(archive: Archive<R>) -> io::Result<Self> {
        let members = archive
            .members()?
            .into_iter()
            .map(|member| (member.name.to_lowercase(), member))
            .collect();
        Ok(Self { archive, members })
    }

    pub fn has(&self, path: &str) -> bool {
        self.members.contains_key(&path.to_lowercase())
    }

    /// A part that is read to its end; None: there is none.
    pub fn xml(&mut self, path: &str) -> io::Result<Option<Xml<impl BufRead + use<'_, R>>>> {
        let Some(member) = self.members.get(&path.to_lowercase()) else {
            return Ok(None);
        };
        let input = Tame {
            input: BufReader::with_capacity(64 << 10, self.archive.read(member)?),
            since: 0,
        };
        let mut reader = Reader::from_reader(input);
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Xml {
            reader,
            buffer: Vec::new(),
            part: path.to_owned(),
        }))
    }

    /// A part that says how others are read, and is never large.
    pub fn small(&mut self, path: &str) -> io::Result<Option<Xml<impl BufRead + use<'_, R>>>> {
        match self.members.get(&path.to_lowercase()) {
            Some(member) if member.size > SMALL_BYTES => Err(damaged(
                path,
                &format!(
                    "it is larger than {} MB, and no spreadsheet writes it so",
                    SMALL_BYTES >> 20
                ),
            )),
            _ => self.xml(path),
        }
    }
}

/// A part that is being read.
pub struct Xml<B> {
    reader: Reader<B>,
    buffer: Vec<u8>,
    part: String,
}

impl<B: BufRead> Xml<B> {
    pub fn next(&mut self) -> io::Result<Event<'_>> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            // A document that declares entities of its own is no workbook.
            Ok(Event::DocType(_)) => Err(damaged(&self.part, "it declares a document type")),
            Ok(event) => Ok(event),
            // What was wrong with the bytes says so itself, and so does a store.
            Err(quick_xml::Error::Io(error)) => Err(Arc::try_unwrap(error)
                .unwrap_or_else(|shared| io::Error::new(shared.kind(), shared.to_string()))),
            Err(error) => Err(damaged(&self.part, &error.to_string())),
        }
    }

    pub fn damaged(&self, why: &str) -> io::Error {
        damaged(&self.part, why)
    }
}

fn damaged(part: &str, why: &str) -> io::Error {
    Damaged(Fault::new(
        "",
        "bad_xlsx",
        format!("the workbook is damaged in {part} ({why}): nothing of it was kept; save it again"),
    ))
    .into()
}

/// What an event holds, if it is text.
pub fn text_of(event: &Event<'_>, out: &mut String) -> io::Result<()> {
    let broken = |error: &dyn std::fmt::Display| damaged("a text", &error.to_string());
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content().map_err(|error| broken(&error))?),
        Event::CData(text) => out.push_str(&text.xml10_content().map_err(|error| broken(&error))?),
        Event::GeneralRef(name) => out.push(entity(name)?),
        _ => {}
    }
    Ok(())
}

fn entity(name: &BytesRef<'_>) -> io::Result<char> {
    let unknown = || {
        damaged(
            "a text",
            &format!("&{}; means nothing", String::from_utf8_lossy(name)),
        )
    };
    if let Some(letter) = name.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(letter);
    }
    match &**name {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(unknown()),
    }
}

/// An attribute by its local name.
pub fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> io::Result<Option<String>> {
    for attribute in tag.attributes().with_checks(false) {
        let broken = |error: &dyn std::fmt::Display| damaged("an attribute", &error.to_string());
        let attribute = attribute.map_err(|error| broken(&error))?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(
                attribute
                    .unescape_value()
                    .map_err(|error| broken(&error))?
                    .into_owned(),
            ));
        }
    }
    Ok(None)
}

/// Refuses what goes on for too long without a bracket.
struct Tame<B> {
    input: B,
    since: usize,
}

impl<B: BufRead> Read for Tame<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(buffer.len());
        buffer[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<B: BufRead> BufRead for Tame<B> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > LONGEST_BYTES {
            return Err(damaged(
                "a text",
                &format!("it is longer than {LONGEST_BYTES} bytes"),
            ));
        }
        match self.input.fill_buf() {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(damaged("a part", "it breaks off"))
            }
            other => other,
        }
    }

    fn consume(&mut self, count: usize) {
        // What was handed out is held until it is consumed, so this reads nothing new.
        if let Ok(held) = self.input.fill_buf() {
            let used = &held[..count.min(held.len())];
            self.since =
                memrchr2(b'<', b'>', used).map_or(self.since + used.len(), |at| used.len() - at);
        }
        self.input.consume(count);
    }
}
