//! Exports read whole, in any pieces and by any number of threads.

use std::io::{self, Read, Write};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::datatypes::Int64Type;
use proptest::prelude::*;

use super::block_rows::Rest;
use super::*;
use crate::extract::facts::sessions::csv::{sessions, sessions_within};
use crate::extract::notes::Notes;
use crate::extract::reading::tests::satellite;
use crate::extract::reading::{CsvForm, SessionColumns};
use crate::extract::rejects::Fault;
use crate::extract::taker::{RawRow, Taken};

const HEAD: &str = "session_id,automation_id,outcome,started,ended\n";

/// The session ids and lines that were kept, and what was not.
fn read(bytes: &[u8], form: &CsvForm) -> (Vec<(String, i64)>, Reached) {
    let satellite = satellite("Europe/Berlin");
    let now = "2026-03-10T00:00:00Z".parse().unwrap();
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now,
    };
    let mut kept = Vec::new();
    let reached = sessions(
        bytes,
        form,
        &SessionColumns::default(),
        source,
        &mut |batch| {
            let ids = batch
                .column_by_name("session_id")
                .unwrap()
                .as_string::<i32>();
            let lines = batch
                .column_by_name("row")
                .unwrap()
                .as_primitive::<Int64Type>();
            kept.extend(
                (0..batch.num_rows()).map(|at| (ids.value(at).to_owned(), lines.value(at))),
            );
            Ok(())
        },
    );
    // What is damaged as a whole is one reject, as a delivery has it.
    let refused = |error: ExtractError| {
        Reached::refused(
            &satellite.id,
            source.object,
            error.damage().cloned().unwrap(),
        )
    };
    let reached = reached.unwrap_or_else(refused);
    assert_eq!(reached.read, kept.len() as i64 + reached.rejected);
    (kept, reached)
}

fn codes(reached: &Reached) -> Vec<(i64, &str)> {
    reached
        .rejects
        .iter()
        .map(|reject| (reject.row, reject.code))
        .collect()
}

#[test]
fn the_delimiter_is_the_one_that_makes_sense_of_the_header() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = format!("{HEAD}s1,a1,failed,2026-03-02T08:00:00Z,\n").replace(',', delimiter);
        let (kept, reached) = read(text.as_bytes(), &CsvForm::default());
        assert_eq!(
            (kept, reached.rejected),
            (vec![("s1".to_owned(), 2)], 0),
            "{delimiter:?}"
        );
    }
    let colon = CsvForm {
        delimiter: Some(b':'),
        ..CsvForm::default()
    };
    let (kept, reached) = read(
        b"session_id:automation_id:outcome:ended\ns1:a1:failed:2026-03-02T08\n",
        &colon,
    );
    assert_eq!((kept.len(), codes(&reached)), (0, vec![(2, "bad_time")]));
}

#[test]
fn a_row_of_the_wrong_width_is_refused_and_its_neighbours_are_not() {
    let text = format!(
        "{HEAD}s1,a,failed,,2026-03-02T08:00:00Z\ns2,a\ns3,a,failed,,2026-03-02T08:00:00Z,x\n\ns4,a,failed,,2026-03-02T08:00:00Z\n"
    );
    let (kept, reached) = read(text.as_bytes(), &CsvForm::default());
    assert_eq!(kept, [("s1".to_owned(), 2), ("s4".to_owned(), 6)]);
    assert_eq!(
        (codes(&reached), reached.notes.blank_lines),
        (vec![(3, "short_row"), (4, "long_row")], 1)
    );
}

#[test]
fn a_header_that_cannot_be_used_refuses_every_row() {
    for (head, code) in [
        ("session_id,automation_id,started\n", "missing_column"),
        (
            "session_id,session_id,automation_id,outcome,started\n",
            "duplicate_column",
        ),
        ("session_id,\"automation_id,outcome,started\n", "bad_header"),
        ("session_id,automation_id,outcome,started\r", "bad_header"),
        ("session_id,automation\0_id,outcome,started\n", "bad_header"),
    ] {
        let (kept, reached) = read(
            format!("{head}1,2,3\n\n4,5,6").as_bytes(),
            &CsvForm::default(),
        );
        let expected = if head.ends_with('\r') {
            vec![(3, code)]
        } else {
            vec![(2, code), (4, code)]
        };
        assert_eq!((kept.len(), codes(&reached)), (0, expected), "{head:?}");
    }
    let (_, reached) = read(b"s\0e\0\n\0x\0\n\0", &CsvForm::default());
    assert!(
        codes(&reached) == [(0, "not_utf8")] && reached.rejects[0].message.contains("utf-16le")
    );
}

#[test]
fn an_empty_export_is_told_and_one_without_rows_is_noted() {
    for empty in ["", "\u{feff}", "\n\r\n"] {
        let (_, reached) = read(empty.as_bytes(), &CsvForm::default());
        assert_eq!(
            (reached.read, codes(&reached)),
            (1, vec![(0, "empty_file")]),
            "{empty:?}"
        );
    }
    let (_, reached) = read(HEAD.as_bytes(), &CsvForm::default());
    assert_eq!((reached.read, reached.notes.empty.len()), (0, 1));
    let (_, reached) = read(b"session_id,result\n", &CsvForm::default());
    assert_eq!(
        (reached.read, codes(&reached)),
        (1, vec![(0, "missing_column")])
    );
}

fn fields(row: RawRow<'_>) -> Vec<&str> {
    (0..).map_while(|at| row.text(at)).collect()
}

/// The rows that were taken, joined by a bar.
struct Heard<'a>(&'a mut Vec<String>);

impl Taker for Heard<'_> {
    fn push(&mut self, row: RawRow<'_>, _: &mut Notes) -> Result<Taken, Fault> {
        self.0
            .push(format!("{}: {}", row.number, fields(row).join("|")));
        Ok(Taken::Kept)
    }

    fn is_full(&self) -> bool {
        false
    }

    fn take(&mut self) -> Option<RecordBatch> {
        None
    }
}

#[test]
fn without_a_header_a_narrow_row_is_taken_and_a_wider_one_refused() {
    let satellite = satellite("UTC");
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now: "2026-03-10T00:00:00Z".parse().unwrap(),
    };
    let read = |bytes: &[u8], delimiter| {
        let mut heard = Vec::new();
        let reached = headless(bytes, delimiter, 3, source, Heard(&mut heard), &mut |_| {
            Ok(())
        })
        .unwrap();
        assert_eq!(reached.read, heard.len() as i64 + reached.rejected);
        (heard, reached)
    };
    let (heard, reached) = read(
        b"\xef\xbb\xbfa,\"b\nb\",c\n\nd\ne,f,g,h\ni,\"j\nk,l,m\n",
        b',',
    );
    assert_eq!(heard, ["1: a|b\nb|c", "4: d", "7: k|l|m"]);
    assert_eq!(
        (codes(&reached), reached.notes.blank_lines),
        (vec![(5, "long_row"), (6, "unclosed_quote")], 1)
    );
    let (heard, _) = read(b"a;b,c", b';');
    assert_eq!(heard, ["1: a|b,c"]);
    let (_, reached) = read(b"", b',');
    assert_eq!(
        (reached.read, reached.notes.empty.len()),
        (0, 1),
        "nothing happened to the table in that time"
    );
}

/// Tells each row as its line and its fields.
struct Lines(Vec<String>);

impl Taker for Lines {
    fn push(&mut self, row: RawRow<'_>, _: &mut Notes) -> Result<Taken, Fault> {
        assert!(!fields(row).contains(&"panic"), "so it said");
        self.0
            .push(format!("{} {}", row.number, fields(row).join("|")));
        Ok(Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.0.len() >= 5
    }

    fn take(&mut self) -> Option<RecordBatch> {
        let lines: Arc<StringArray> = Arc::new(self.0.drain(..).map(Some).collect());
        (!lines.is_empty()).then(|| RecordBatch::try_from_iter([("line", lines as _)]).unwrap())
    }

    fn twin(&self) -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

const WHOLE: Limits = Limits {
    threads: Some(1),
    block_bytes: 1 << 30,
    row_bytes: 64,
};

/// All that is told of a text: rows, rejects, and counts of both and of blank lines.
type AllTold = (Vec<String>, Vec<String>, [i64; 3]);

fn told(text: impl Read, limits: Limits) -> Result<AllTold, ExtractError> {
    let satellite = satellite("UTC");
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now: "2026-03-10T00:00:00Z".parse().unwrap(),
    };
    let terms = Terms {
        source,
        binding: &Binding::Attributes { width: 4 },
        delimiter: b',',
        limits,
    };
    let mut kept = Vec::new();
    let reached = headless_within(text, &terms, Lines(Vec::new()), &mut |batch| {
        kept.extend(
            batch
                .column(0)
                .as_string::<i32>()
                .iter()
                .map(|line| line.unwrap().to_owned()),
        );
        Ok(())
    })?;
    let rejects = reached
        .rejects
        .iter()
        .map(|reject| format!("{} {} {:?}", reject.row, reject.code, reject.raw))
        .collect();
    Ok((
        kept,
        rejects,
        [reached.read, reached.rejected, reached.notes.blank_lines],
    ))
}

/// Hands out a few bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, mut buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.write(&self.0[..self.1.min(self.0.len())])?;
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn a_row_is_told_with_its_line_wherever_the_blocks_end() {
    let text = b"a,b\n\n\"c\nd\",\"e\"\"\"\r\nf,g\"h\ni,j,k,l,m\nn";
    let rows = ["1 a|b", "3 c\nd|e\"", "7 n"].map(str::to_owned).to_vec();
    let rejects = [r#"5 stray_quote "f,g\"h""#, r#"6 long_row "i,j,k,l,m""#]
        .map(str::to_owned)
        .to_vec();
    for threads in 1..=3 {
        for block_bytes in 1..=text.len() + 1 {
            let limits = Limits {
                threads: Some(threads),
                block_bytes,
                row_bytes: 64,
            };
            assert_eq!(
                told(&text[..], limits).unwrap(),
                (rows.clone(), rejects.clone(), [5, 2, 1]),
                "{limits:?}"
            );
        }
    }
}

#[test]
fn where_a_block_ends_with_a_row_the_next_begins_with_one() {
    let satellite = satellite("UTC");
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now: "2026-03-10T00:00:00Z".parse().unwrap(),
    };
    let terms = Terms {
        source,
        binding: &Binding::Attributes { width: 4 },
        delimiter: b',',
        limits: WHOLE,
    };
    let long = "x".repeat(64);
    for (text, rest, lines) in [
        ("", Rest::Nothing, 0),
        ("a,b\n", Rest::Nothing, 1),
        ("a,b\nc", Rest::Row { at: 4, line: 2 }, 1),
        ("a,b\n\"c\n", Rest::Row { at: 4, line: 2 }, 1),
        (&long, Rest::Line, 1),
    ] {
        let block = Block {
            bytes: text.into(),
            from: 0,
            line: 1,
            is_last: false,
        };
        let harvest = terms.rows_of(block, &mut Lines(Vec::new()));
        assert_eq!((harvest.rest, harvest.lines), (rest, lines), "{text:?}");
    }
}

#[test]
fn a_quote_that_swallows_the_file_costs_one_line() {
    let text = format!("a,\"b\n{}", "good,row\n".repeat(50_000));
    for threads in [1, 2] {
        let limits = Limits {
            threads: Some(threads),
            block_bytes: 4_000,
            row_bytes: 100_000,
        };
        let (kept, rejects, counts) = told(text.as_bytes(), limits).unwrap();
        assert_eq!(
            (kept.len(), rejects, counts),
            (
                50_000,
                vec![r#"1 too_long "a,\"b""#.to_owned()],
                [50_001, 1, 0]
            )
        );
        assert_eq!(
            (kept[0].as_str(), kept[49_999].as_str()),
            ("2 good|row", "50001 good|row")
        );
    }
}

#[test]
fn whoever_keeps_or_hands_over_can_stop_it() {
    struct Broken(u8);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 -= 1;
            if self.0 == 0 {
                Err(io::Error::other("unplugged"))
            } else {
                (&b"a,b\n"[..]).read(buffer)
            }
        }
    }
    let satellite = satellite("UTC");
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now: "2026-03-10T00:00:00Z".parse().unwrap(),
    };
    for threads in 1..=3 {
        let limits = Limits {
            threads: Some(threads),
            block_bytes: 8,
            row_bytes: 64,
        };
        let torn = told(Broken(200), limits).unwrap_err().to_string();
        assert_eq!(torn, "a.csv: cannot be read to its end: unplugged");
        let terms = Terms {
            source,
            binding: &Binding::Attributes { width: 4 },
            delimiter: b',',
            limits,
        };
        let mut asked = 0;
        // Without an end, so it ends only because it is stopped.
        let endless = io::repeat(b'\n');
        let endless = io::Read::chain(&b"a,b\n"[..], endless);
        let stopped = headless_within(endless, &terms, Lines(Vec::new()), &mut |_| {
            asked += 1;
            Err(ExtractError::NoExport {
                url: "u".into(),
                why: "full".into(),
            })
        });
        assert_eq!(
            (stopped.unwrap_err().to_string(), asked),
            ("`u`: full".to_owned(), 1)
        );
    }
}

#[test]
#[should_panic(expected = "so it said")]
fn a_panic_of_a_thread_is_not_swallowed() {
    let text = format!("{}panic\n{}", "a,b\n".repeat(1_000), "a,b\n".repeat(1_000));
    let _ = told(
        text.as_bytes(),
        Limits {
            threads: Some(2),
            block_bytes: 64,
            row_bytes: 64,
        },
    );
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    // Each case starts a dozen threads.
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn threads_and_blocks_change_nothing(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "bc", ",", ",", ",", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "\0", "\u{e4}", "a,b\n", "\"a,\nb\",c\n", "0123456789012345678901234567890123456789",
        ]), 0..120),
        torn in prop::option::of(0usize..400),
        (threads, block_bytes, drip) in (1usize..4, 1usize..60, 1usize..30),
    ) {
        let mut text = pieces.concat().into_bytes();
        // A byte that belongs to no character.
        if let Some(byte) = torn.and_then(|at| text.get_mut(at)) {
            *byte = 0xc3;
        }
        let limits = Limits { threads: Some(threads), block_bytes, row_bytes: 64 };
        prop_assert_eq!(told(Drip(&text, drip), limits).unwrap(), told(&text[..], WHOLE).unwrap());
        // The same below a header, which may itself be torn.
        let satellite = satellite("UTC");
        let source = Source { satellite: &satellite, object: "a.csv", reading: "r", now: "2026-03-10T00:00:00Z".parse().unwrap() };
        for text in [text.clone(), [HEAD.as_bytes(), &text].concat()] {
            let whole = Limits { row_bytes: 128, ..WHOLE };
            let [theirs, ours] = [whole, Limits { row_bytes: 128, ..limits }].map(|limits| {
                let mut rows = 0;
                let (form, own) = (CsvForm::default(), SessionColumns::default());
                let text = Drip(&text, drip);
                let reached = sessions_within(limits, text, (&form, &own), source, &mut |batch| {
                    rows += batch.num_rows();
                    Ok(())
                });
                // What looks like UTF-16 is refused whole, by all of them.
                let reached = reached.map_err(|error| error.to_string());
                reached.map(|r| (r.read, r.rejected, r.rejects, r.notes, rows))
            });
            prop_assert_eq!(ours, theirs);
        }
    }
}

proptest! {

    #[test]
    fn garbage_never_panics_and_always_balances(bytes in prop::collection::vec(prop::sample::select(b"ab,;\"\"\n\r\0\xc3\xa4 1".to_vec()), 0..400)) {
        for head in ["", HEAD] {
            let text = [head.as_bytes(), &bytes[..]].concat();
            let (kept, reached) = read(&text, &CsvForm::default());
            prop_assert_eq!(reached.read, kept.len() as i64 + reached.rejected);
        }
    }

    #[test]
    fn a_well_formed_export_is_read_as_the_csv_crate_reads_it(
        rows in prop::collection::vec((prop::collection::vec("[a-z\",;\n\r\tä ]{0,6}", 4), any::<bool>(), any::<bool>()), 0..30),
    ) {
        let mut text = "session_id,automation_id,outcome,started,owner,trigger\n".to_owned();
        for (at, (fields, always_quote, crlf)) in rows.iter().enumerate() {
            let field = |field: &String| {
                let must = field.contains([',', '"', '\n', '\r']);
                if must || *always_quote { quoted(field) } else { field.clone() }
            };
            let line = [format!("s{at}{}", fields[0].trim().replace(['"', ',', '\n', '\r'], "")), "a".into(), "failed".into(), "2026-03-02T08:00:00Z".into(), field(&fields[1]), field(&fields[2])];
            text += &(line.join(",") + if *crlf { "\r\n" } else { "\n" });
        }
        let theirs: Vec<Vec<String>> = ::csv::ReaderBuilder::new().from_reader(text.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let satellite = satellite("UTC");
        let source = Source { satellite: &satellite, object: "a.csv", reading: "r", now: "2026-03-10T00:00:00Z".parse().unwrap() };
        let mut ours = Vec::new();
        let (form, own) = (CsvForm::default(), SessionColumns::default());
        let reached = sessions(text.as_bytes(), &form, &own, source, &mut |batch| {
            let column = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
            let (ids, owners, triggers) = (column("session_id"), column("owner"), column("trigger"));
            let text = |column: &arrow::array::StringArray, at: usize| if column.is_null(at) { String::new() } else { column.value(at).to_owned() };
            ours.extend((0..batch.num_rows()).map(|at| [text(&ids, at), text(&owners, at), text(&triggers, at)]));
            Ok(())
        }).unwrap();
        prop_assert_eq!(reached.rejected, 0);
        let theirs: Vec<_> = theirs.into_iter().map(|row| [row[0].trim().to_owned(), row[4].clone(), row[5].clone()]).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn a_broken_row_among_good_ones_costs_no_good_one(good in 1usize..20, at in 0usize..20, broken in "[a,\"\r]{1,12}") {
        let good_row = |n: usize| format!("s{n},a,failed,,2026-03-02T08:00:00Z\n");
        let at = at.min(good);
        let mut text = HEAD.to_owned();
        (0..at).for_each(|n| text += &good_row(n));
        text += &format!("{broken}\n");
        (at..good).for_each(|n| text += &good_row(n));
        let (kept, _) = read(text.as_bytes(), &CsvForm::default());
        let ids: Vec<_> = kept.into_iter().map(|(id, _)| id).filter(|id| id.starts_with('s')).collect();
        prop_assert_eq!(ids, (0..good).map(|n| format!("s{n}")).collect::<Vec<_>>());
    }
}
