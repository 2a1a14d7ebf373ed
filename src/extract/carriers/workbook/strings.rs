//! The texts that cells share: they are held in one piece, each once.

use std::io::{self, Read, Seek};

use quick_xml::events::Event;

use super::parts::{WorkbookParts, text_of};

/// More are refused: cells name them in any order, so all must be held.
const MOST_BYTES: usize = 256 << 20;
const MOST: usize = 16 << 20;

#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub fn of<R: Read + Seek>(parts: &mut WorkbookParts<R>, path: &str) -> io::Result<Self> {
        let mut strings = Self::default();
        let Some(mut xml) = parts.xml(path)? else {
            return Ok(strings);
        };
        let (mut one, mut is_told, mut sounds) = (String::new(), false, 0);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"t" => is_told = sounds == 0,
                    // How it is read aloud is no part of it.
                    b"rPh" => sounds += 1,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"t" => is_told = false,
                    b"rPh" => sounds -= 1,
                    b"si" => {
                        unescaped(&one, &mut strings.text);
                        one.clear();
                        strings
                            .ends
                            .push(u32::try_from(strings.text.len()).unwrap_or(u32::MAX));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(strings),
                other if is_told => text_of(other, &mut one)?,
                _ => {}
            }
            if strings.text.len() + one.len() > MOST_BYTES || strings.ends.len() > MOST {
                let why = format!(
                    "its texts take more than {} MB: export fewer rows, or save the sheet as CSV",
                    MOST_BYTES >> 20
                );
                return Err(xml.damaged(&why));
            }
        }
    }

    pub fn get(&self, number: &str) -> Option<&str> {
        let number: usize = number.trim().parse().ok()?;
        let end = *self.ends.get(number)? as usize;
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// Characters that XML cannot hold are written as `_x000D_`, and so is an underscore that would
/// look like one of these. What no text can hold stays as it is written.
pub fn unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 7)
            .and_then(|code| code.strip_suffix('_'));
        let letter = code
            .and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?))
            .filter(|letter| *letter != '\0');
        let taken = if letter.is_some() { at + 7 } else { at + 2 };
        out.push_str(if letter.is_some() {
            &rest[..at]
        } else {
            &rest[..taken]
        });
        out.extend(letter);
        rest = &rest[taken..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_unescaped_and_nothing_else() {
        for (written, meant) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x0000_", "_x0000_"),
            ("max_xy_x00", "max_xy_x00"),
            ("ä_xüüüü_", "ä_xüüüü_"),
            ("_x_x0041_", "_xA"),
            ("_xD800_", "_xD800_"),
        ] {
            let mut text = String::new();
            unescaped(written, &mut text);
            assert_eq!(text, meant, "{written}");
        }
    }
}
