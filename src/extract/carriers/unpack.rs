//! Packed exports, unpacked as they are read: gzip, also of several members, and zstd. What an
//! export is packed with is told by its first bytes; a name that says something else is not
//! believed, and said to be wrong. What breaks off or does not fit its checksum is damaged as a
//! whole: nothing of it can be trusted, so nothing of it is kept.

use std::cell::Cell;
use std::io::{self, Cursor, ErrorKind, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder;

use crate::extract::rejects::{Damaged, Fault};

/// Enough to tell what an export is packed with.
const MAGIC_BYTES: u64 = 6;

/// The bytes of an export as they were before it was packed.
pub fn unpacked<'r>(input: impl Read + 'r, object: &str) -> io::Result<Box<dyn Read + 'r>> {
    let source_failed = Rc::new(Cell::new(false));
    let mut input = FaultTracker {
        input,
        failed: Rc::clone(&source_failed),
    };
    let mut head = Vec::new();
    input.by_ref().take(MAGIC_BYTES).read_to_end(&mut head)?;
    let packing = Packing::of(&head, object)?;
    let input = Cursor::new(head).chain(input);
    Ok(match packing {
        Packing::None => Box::new(input),
        Packing::Gzip => Box::new(Unpacking {
            decoder: MultiGzDecoder::new(input),
            packing,
            source_failed,
        }),
        Packing::Zstd => Box::new(Unpacking {
            decoder: Decoder::new(input)?,
            packing,
            source_failed,
        }),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8], object: &str) -> Result<Self, Damaged> {
        match head {
            [0x1f, 0x8b, ..] => return Ok(Self::Gzip),
            // A frame, or one to be skipped, as parallel packers write first.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                return Ok(Self::Zstd);
            }
            _ => {}
        }
        let foreign = match head {
            [b'P', b'K', 3, 4, ..] => Some(
                "a ZIP archive, or a workbook, which is one: name it .zip; of a workbook write format = \"xlsx\" and name it .xlsx",
            ),
            [0xfd, b'7', b'z', b'X', b'Z', ..] => {
                Some("packed with xz: pack it with gzip or zstd, or not at all")
            }
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => {
                Some("packed with bzip2: pack it with gzip or zstd, or not at all")
            }
            _ => None,
        };
        if let Some(told) = foreign {
            return Err(Damaged(Fault::new(
                "",
                "unknown_packing",
                format!("the export is {told}"),
            )));
        }
        let name = object.to_lowercase();
        for (suffix, code, packing) in [(".gz", "not_gzip", "gzip"), (".zst", "not_zstd", "zstd")] {
            if name.ends_with(suffix) {
                let what = if head.is_empty() {
                    "it is empty"
                } else {
                    "its bytes do not begin so"
                };
                let message = format!(
                    "the name says that the export is packed with {packing}, and {what}: pack it, or leave {suffix} off its name"
                );
                return Err(Damaged(Fault::new("", code, message)));
            }
        }
        Ok(Self::None)
    }
}

/// Remembers whose fault an error is.
struct FaultTracker<R> {
    input: R,
    failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for FaultTracker<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.input
            .read(buffer)
            .inspect_err(|error| self.failed.set(error.kind() != ErrorKind::Interrupted))
    }
}

struct Unpacking<D> {
    decoder: D,
    packing: Packing,
    source_failed: Rc<Cell<bool>>,
}

impl<D: Read> Read for Unpacking<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let error = match self.decoder.read(buffer) {
            Err(error) if error.kind() != ErrorKind::Interrupted && !self.source_failed.get() => {
                error
            }
            other => return other,
        };
        let packing = if self.packing == Packing::Gzip {
            "gzip"
        } else {
            "zstd"
        };
        Err(match error.kind() {
            ErrorKind::UnexpectedEof => {
                let message = format!(
                    "the {packing} stream breaks off: nothing of it was kept; fetch the export again"
                );
                Damaged(Fault::new("", "torn", message)).into()
            }
            _ => {
                let message = format!(
                    "the {packing} stream is damaged ({error}): nothing of it was kept; fetch the export again"
                );
                Damaged(Fault::new("", "damaged", message)).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ::zstd::stream::encode_all(text, 1).unwrap()
    }

    /// The text, or the code of what is wrong.
    fn read(object: &str, bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        let mut text = Vec::new();
        let read = unpacked(bytes, object).and_then(|mut input| input.read_to_end(&mut text));
        read.map(|_| text).map_err(|error| {
            error
                .get_ref()
                .unwrap()
                .downcast_ref::<Damaged>()
                .unwrap()
                .0
                .code
        })
    }

    #[test]
    fn what_is_packed_is_unpacked_whatever_its_name_and_what_is_not_stays_as_it_is() {
        let text = b"session_id,outcome\ns1,failed\n".repeat(1_000);
        let (once, again) = text.split_at(7_777);
        for (name, bytes) in [
            ("a.csv.gz", gzip(&text)),
            ("a.csv", gzip(&text)),
            ("a.csv.gz", [gzip(once), gzip(b""), gzip(again)].concat()),
            ("a.csv.zst", zstd(&text)),
            ("a.csv.gz", zstd(&text)),
            (
                "a.csv.zst",
                [
                    zstd(once),
                    b"\x5a\x2a\x4d\x18\x02\0\0\0xy".to_vec(),
                    zstd(again),
                ]
                .concat(),
            ),
            ("a.csv", text.clone()),
        ] {
            assert!(read(name, &bytes) == Ok(text.clone()), "{name}");
        }
        for short in [&b""[..], b"a", b"\x1f"] {
            assert_eq!(read("a.csv", short), Ok(short.to_vec()));
        }
    }

    #[test]
    fn what_is_damaged_says_how() {
        let text = b"session_id,outcome\n".repeat(50);
        let mut wrong_sum = gzip(&text);
        let at = wrong_sum.len() - 8;
        wrong_sum[at] ^= 1;
        for (name, bytes, code) in [
            ("a.csv.gz", text.clone(), "not_gzip"),
            ("a.CSV.GZ", Vec::new(), "not_gzip"),
            ("a.csv.zst", text.clone(), "not_zstd"),
            ("a.csv.gz", wrong_sum, "damaged"),
            (
                "a.csv.gz",
                [gzip(&text), b"and more than a head".to_vec()].concat(),
                "damaged",
            ),
            (
                "a.csv",
                b"PK\x03\x04\x14\0\x06\0".to_vec(),
                "unknown_packing",
            ),
            ("a.csv", b"\xfd7zXZ\0".to_vec(), "unknown_packing"),
            ("a.csv", b"BZh91AY&SY".to_vec(), "unknown_packing"),
        ] {
            assert_eq!(read(name, &bytes), Err(code), "{name}");
        }
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_is_torn_and_never_taken_for_a_shorter_one() {
        let text: Vec<u8> = (0..3_000u32)
            .flat_map(|n| format!("s{n},{}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect();
        for packed in [gzip(&text), zstd(&text)] {
            for length in (6..packed.len())
                .step_by(37)
                .chain(packed.len() - 9..packed.len())
            {
                let got = read("a.csv", &packed[..length]);
                assert!(
                    matches!(got, Err("torn")),
                    "{length} of {}: {:?}",
                    packed.len(),
                    got.map(|text| text.len())
                );
            }
        }
    }

    #[test]
    fn an_error_of_the_store_stays_the_stores() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::new(ErrorKind::UnexpectedEof, "the line is down"))
            }
        }
        let packed = gzip(b"abc");
        let mut input = unpacked(packed[..8].chain(Broken), "a.csv.gz").unwrap();
        assert_eq!(
            input.read_to_end(&mut Vec::new()).unwrap_err().to_string(),
            "the line is down"
        );
    }
}
