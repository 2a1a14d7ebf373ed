//! Exports that are no UTF-8, made so as they are read. A byte order mark is believed whatever was
//! configured; without one the encoding is the one that was given, and else UTF-8: nothing is
//! guessed, and what is UTF-16 by its looks is named. What is no character in an encoding becomes a
//! byte that is none in UTF-8 either, so the row it stands in is refused, and no other.

use std::io::{self, ErrorKind, Read};

use crate::extract::reading::file::Encoding;
use crate::extract::rejects::{Damaged, Fault};

/// What stands for what is no character: it begins and continues nothing in UTF-8.
const NOTHING: u8 = 0xff;

const PIECE_BYTES: usize = 64 << 10;

/// What Windows-1252 has where Latin-1 has control characters, from 0x80 on; 0: nothing.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/// The text of an export, in UTF-8.
pub struct Decoded<R> {
    input: R,
    given: Option<Encoding>,
    /// Known as soon as the first bytes were seen.
    decoder: Option<Decoder>,
    /// What was read and not handed on yet: `text[at..]`.
    text: Vec<u8>,
    at: usize,
    is_over: bool,
}

/// Why a text is not read that is UTF-16 to all appearances and does not say so.
fn unmarked(encoding: Encoding) -> io::Error {
    let message = format!(
        "it is written in UTF-16 and has no byte order mark to say so: write encoding = \"{encoding}\" in its source"
    );
    Damaged(Fault::new("", "not_utf8", message)).into()
}

#[derive(Debug, Clone, Copy)]
enum Decoder {
    Utf8,
    Windows1252,
    Utf16 {
        is_big: bool,
        half: Option<u8>,
        high: Option<u16>,
    },
}

impl<R: Read> Decoded<R> {
    pub fn new(input: R, given: Option<Encoding>) -> Self {
        Self {
            input,
            given,
            decoder: None,
            text: Vec::new(),
            at: 0,
            is_over: false,
        }
    }

    /// Looks at the first bytes.
    fn begin(&mut self) -> io::Result<Decoder> {
        let mut head = Vec::new();
        self.input.by_ref().take(4).read_to_end(&mut head)?;
        let wide = |is_big| Decoder::Utf16 {
            is_big,
            half: None,
            high: None,
        };
        let (mut decoder, mark) = match (&head[..], self.given) {
            ([0xef, 0xbb, 0xbf, ..], _) => (Decoder::Utf8, 0), // which is left to whoever reads the text
            ([0xff, 0xfe, ..], _) => (wide(false), 2),
            ([0xfe, 0xff, ..], _) => (wide(true), 2),
            // Of Latin letters every other byte is 0, which no text has in another encoding.
            (&[a, 0, b, 0], Some(Encoding::Utf8 | Encoding::Windows1252) | None)
                if a > 0 && b > 0 =>
            {
                return Err(unmarked(Encoding::Utf16Le));
            }
            (&[0, a, 0, b], Some(Encoding::Utf8 | Encoding::Windows1252) | None)
                if a > 0 && b > 0 =>
            {
                return Err(unmarked(Encoding::Utf16Be));
            }
            (_, Some(Encoding::Windows1252)) => (Decoder::Windows1252, 0),
            // Without a mark it is Windows that wrote it.
            (_, Some(Encoding::Utf16 | Encoding::Utf16Le)) => (wide(false), 0),
            (_, Some(Encoding::Utf16Be)) => (wide(true), 0),
            (_, Some(Encoding::Utf8) | None) => (Decoder::Utf8, 0),
        };
        decoder.decode(&head[mark..], &mut self.text);
        Ok(decoder)
    }

    /// Decodes a piece more.
    fn fill(&mut self) -> io::Result<()> {
        let mut decoder = match self.decoder {
            Some(decoder) => decoder,
            None => self.begin()?,
        };
        while self.text.is_empty() && !self.is_over {
            let mut piece = [0; PIECE_BYTES];
            let count = match self.input.read(&mut piece) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            };
            decoder.decode(&piece[..count], &mut self.text);
            if count == 0 {
                decoder.end(&mut self.text);
                self.is_over = true;
            }
        }
        self.decoder = Some(decoder);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.text.clear();
            self.at = 0;
            // What needs no decoding is not copied.
            if let Some(Decoder::Utf8) = self.decoder {
                return self.input.read(buffer);
            }
            self.fill()?;
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Decoder {
    fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        match self {
            Self::Utf8 => text.extend_from_slice(bytes),
            Self::Windows1252 => bytes.iter().for_each(|&byte| match byte {
                0..0x80 => text.push(byte),
                0x80..0xa0 if WINDOWS_1252[usize::from(byte - 0x80)] == 0 => text.push(NOTHING),
                0x80..0xa0 => put(text, u32::from(WINDOWS_1252[usize::from(byte - 0x80)])),
                0xa0.. => put(text, u32::from(byte)),
            }),
            Self::Utf16 { is_big, half, high } => {
                for &byte in bytes {
                    let Some(first) = half.take() else {
                        *half = Some(byte);
                        continue;
                    };
                    let unit = if *is_big {
                        u16::from_be_bytes([first, byte])
                    } else {
                        u16::from_le_bytes([first, byte])
                    };
                    match (high.take(), unit) {
                        (Some(high), 0xdc00..=0xdfff) => {
                            put(
                                text,
                                0x1_0000
                                    + ((u32::from(high) - 0xd800) << 10)
                                    + (u32::from(unit) - 0xdc00),
                            );
                            continue;
                        }
                        (Some(_), _) => text.push(NOTHING),
                        (None, _) => {}
                    }
                    match unit {
                        0xd800..=0xdbff => *high = Some(unit),
                        0xdc00..=0xdfff => text.push(NOTHING),
                        _ => put(text, u32::from(unit)),
                    }
                }
            }
        }
    }

    /// Half a character is none.
    fn end(self, text: &mut Vec<u8>) {
        if let Self::Utf16 { half, high, .. } = self
            && (half.is_some() || high.is_some())
        {
            text.push(NOTHING);
        }
    }
}

fn put(text: &mut Vec<u8>, number: u32) {
    match char::from_u32(number) {
        Some(character) => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        None => text.push(NOTHING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands bytes over one, then two, then three at a time, as a slow line might.
    struct Drops<'b>(&'b [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 3 + 1;
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8], given: Option<Encoding>) -> Vec<u8> {
        let (mut whole, mut drops) = (Vec::new(), Vec::new());
        Decoded::new(bytes, given).read_to_end(&mut whole).unwrap();
        Decoded::new(Drops(bytes, 0), given)
            .read_to_end(&mut drops)
            .unwrap();
        assert_eq!(whole, drops, "it does not matter in which pieces it comes");
        whole
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_is_believed_and_what_is_given_is_asked_without_one() {
        let text = "Büro €,\u{1F4A9}\n";
        let (little, big) = (wide(text, u16::to_le_bytes), wide(text, u16::to_be_bytes));
        for (bytes, given) in [
            (text.as_bytes().to_vec(), None),
            (text.as_bytes().to_vec(), Some(Encoding::Utf8)),
            ([b"\xff\xfe".to_vec(), little.clone()].concat(), None),
            ([b"\xfe\xff".to_vec(), big.clone()].concat(), None),
            (
                [b"\xfe\xff".to_vec(), big.clone()].concat(),
                Some(Encoding::Utf16Le),
            ),
            (
                [b"\xff\xfe".to_vec(), little.clone()].concat(),
                Some(Encoding::Windows1252),
            ),
            (little.clone(), Some(Encoding::Utf16)),
            (little, Some(Encoding::Utf16Le)),
            (big, Some(Encoding::Utf16Be)),
        ] {
            assert_eq!(
                String::from_utf8(read(&bytes, given)).unwrap(),
                text,
                "{given:?}"
            );
        }
        let marked = "\u{feff}Büro".as_bytes();
        assert_eq!(read(marked, Some(Encoding::Windows1252)), marked);
        assert_eq!(
            (read(b"", Some(Encoding::Utf16)), read(b"a", None)),
            (vec![], b"a".to_vec())
        );
    }

    #[test]
    fn every_byte_of_windows_1252_is_its_character_or_none() {
        let all: Vec<u8> = (0..=255).collect();
        let text = read(&all, Some(Encoding::Windows1252));
        // As the code page prints its rows 8 and 9; `?` stands for the five that it leaves out.
        let rows = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ";
        let latin: String = (0xa0..=0xff_u32).filter_map(char::from_u32).collect();
        let ascii: Vec<u8> = (0..0x80).collect();
        let middle: Vec<u8> = rows
            .chars()
            .flat_map(|c| {
                if c == '?' {
                    vec![NOTHING]
                } else {
                    c.to_string().into_bytes()
                }
            })
            .collect();
        assert_eq!(rows.chars().count(), 32);
        assert_eq!(text, [ascii, middle, latin.into_bytes()].concat());
    }

    #[test]
    fn half_a_character_is_none_and_costs_nothing_beside_it() {
        let units = |units: &[u16]| {
            units
                .iter()
                .flat_map(|unit| unit.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let (high, low) = (0xd83d, 0xdca9);
        for (bytes, text) in [
            (units(&[0x61, high, 0x62]), &b"a\xffb"[..]),
            (units(&[0x61, low, 0x62]), b"a\xffb"),
            (units(&[high, high, low]), "\u{fffd}\u{1F4A9}".as_bytes()),
            (units(&[0x61, high]), b"a\xff"),
            ([units(&[0x61]), vec![0x62]].concat(), b"a\xff"),
        ] {
            let text = String::from_utf8_lossy(text).into_owned();
            assert_eq!(
                String::from_utf8_lossy(&read(&bytes, Some(Encoding::Utf16Le))),
                text
            );
        }
    }
}
