//! The first rows of a text export, whatever its text is.

use std::io::{self, Read};

use super::document::{is_lines, of_document, of_lines};
use super::sheet::of_csv;
use super::{RowCount, Sample};
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::unpack::unpacked;
use crate::extract::reading::file::Encoding;

/// Reads a text export: whatever is no workbook and no Parquet. `bytes` is how long it is as it
/// lies there.
pub fn of_text(input: impl Read, object: &str, bytes: u64) -> io::Result<Sample> {
    let mut head = Vec::new();
    let mut input = unpacked(input, object)?;
    input.by_ref().take(TEXT_BYTES).read_to_end(&mut head)?;
    let is_whole = (head.len() as u64) < TEXT_BYTES;
    let encoding = encoding_of(&head);
    let mut text = Vec::new();
    Decoded::new(&head[..], encoding).read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.trim_start().bytes().next();
    let mut sample = match first {
        Some(b'{' | b'[') if is_lines(text) => of_lines(text, is_whole),
        Some(b'{' | b'[') => {
            let rest = Decoded::new(io::Cursor::new(head).chain(input), encoding);
            return of_document(rest, encoding);
        }
        _ => of_csv(text, is_whole),
    };
    sample.encoding = encoding;
    if let (RowCount::About(rows), false) = (sample.all_rows, is_whole) {
        // What is packed is longer than it lies there; how much longer, nobody knows before it is
        // read.
        let share = bytes.max(TEXT_BYTES) as u128 * u128::from(rows) / u128::from(TEXT_BYTES);
        sample.all_rows = RowCount::About(u64::try_from(share).unwrap_or(u64::MAX));
    }
    Ok(sample)
}

/// Nothing is guessed where exports are read; here a guess is what is wanted.
fn encoding_of(head: &[u8]) -> Option<Encoding> {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let some = &head[..head.len().min(4_096)];
    let zeros = |from: usize| {
        some.iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd > some.len() / 4 && odd > 4 * even {
        return Some(Encoding::Utf16Le);
    }
    if even > some.len() / 4 && even > 4 * odd {
        return Some(Encoding::Utf16Be);
    }
    match std::str::from_utf8(head) {
        Ok(_) => None,
        // It breaks off inside of a letter.
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some(Encoding::Windows1252),
    }
}

const TEXT_BYTES: u64 = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::peek::sample::SampleCarrier;

    fn sample(text: &str) -> Sample {
        of_text(text.as_bytes(), "x", text.len() as u64).unwrap()
    }

    fn names(sample: &Sample) -> Vec<&str> {
        sample
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    #[test]
    fn the_header_of_a_report_is_found_below_what_stands_before_it() {
        let text = "Report: jobs of March\nprinted by X, 3 pages\n\nId;Job;Start\n1;A;2.3.2026 8:00\n2;B;3.3.2026 8:00\n";
        let sample = sample(text);
        assert_eq!(
            sample.carrier,
            SampleCarrier::Csv {
                delimiter: b';',
                skip_lines: 3
            }
        );
        assert_eq!(
            (names(&sample), sample.rows, sample.all_rows),
            (vec!["Id", "Job", "Start"], 2, RowCount::Exactly(2))
        );
        assert_eq!(sample.columns[2].texts[1].as_deref(), Some("3.3.2026 8:00"));
    }

    #[test]
    fn a_line_that_says_the_delimiter_is_believed() {
        assert_eq!(
            sample("sep=|\r\na,b|c\r\n1,2|3\r\n").carrier,
            SampleCarrier::Csv {
                delimiter: b'|',
                skip_lines: 0
            }
        );
    }

    #[test]
    fn rows_of_a_document_are_its_longest_array_of_objects() {
        let sample = sample(
            r#"{"total_count":2,"meta":{"pages":[{"n":1}]},"workflow_runs":[{"id":7,"actor":{"login":"x"},"tags":["a"]},{"id":8}]}"#,
        );
        assert_eq!(
            sample.carrier,
            SampleCarrier::Json {
                rows: "workflow_runs".into()
            }
        );
        assert_eq!(
            (names(&sample), sample.rows),
            (vec!["actor.login", "id"], 2)
        );
        assert_eq!(sample.columns[0].texts, [Some("x".to_owned()), None]);
        assert_eq!(sample.others, [("meta.pages".to_owned(), 1)]);
    }

    #[test]
    fn what_is_told_line_by_line_is_no_document() {
        let sample = sample("{\"a\":1}\n\n{\"a\":2,\"b\":\"\"}\n");
        assert_eq!(
            (sample.carrier.clone(), sample.rows, sample.all_rows),
            (SampleCarrier::Lines, 2, RowCount::Exactly(2))
        );
        assert_eq!(sample.columns[1].texts, [None, None]);
    }

    #[test]
    fn encodings_are_guessed_where_that_is_wanted() {
        let wide: Vec<u8> = "Id,Job\n1,A\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let read = of_text(&wide[..], "x", 0).unwrap();
        assert_eq!(
            (read.encoding, names(&read)),
            (Some(Encoding::Utf16Le), vec!["Id", "Job"])
        );
        let latin = of_text(&b"Gesch\xe4ft,Id\nA,1\n"[..], "x", 0).unwrap();
        assert_eq!(
            (latin.encoding, names(&latin)),
            (Some(Encoding::Windows1252), vec!["Geschäft", "Id"])
        );
    }
}
