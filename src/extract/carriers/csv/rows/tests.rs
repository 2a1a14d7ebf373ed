//! Rows of texts, whole and cut short anywhere.

use super::*;
use crate::extract::carriers::csv::blocks::LIMITS;

fn block(bytes: &[u8], is_last: bool) -> Block {
    let from = if bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    Block {
        bytes: bytes.to_vec(),
        from,
        line: 1,
        is_last,
    }
}

/// Line and fields of each row; a flaw's code in brackets; blank lines as `-`.
fn scanned(bytes: &[u8], is_last: bool) -> Vec<(i64, String)> {
    let block = block(bytes, is_last);
    let mut rows = RowScanner::new(&block, b',', LIMITS);
    let mut found = Vec::new();
    loop {
        let told = match rows.next() {
            Scan::End | Scan::Torn => break,
            Scan::Blank => "-".to_owned(),
            Scan::Malformed(flaw) => format!(
                "[{}] {}",
                flaw.fault().code,
                String::from_utf8_lossy(rows.raw())
            ),
            Scan::Row => match rows.fields(|fields| fields.iter().collect::<Vec<_>>().join("|")) {
                Ok(fields) => fields,
                Err(flaw) => format!("[{}]", flaw.fault().code),
            },
        };
        found.push((rows.line(), told));
    }
    if is_last {
        let lines = bytes[block.from..]
            .split_inclusive(|&byte| byte == b'\n')
            .count() as i64;
        assert_eq!(
            rows.line() - 1,
            lines,
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(99)])
        );
    }
    found
}

/// What is said of a text, and of any beginning of it if more is to come, which must be a beginning
/// of it too.
fn scan(bytes: &[u8]) -> Vec<(i64, String)> {
    let whole = scanned(bytes, true);
    for end in 0..=bytes.len() {
        let part = scanned(&bytes[..end], false);
        assert_eq!(part[..], whole[..part.len()], "of {end} bytes");
    }
    whole
}

fn rows(expected: &[(i64, &str)]) -> Vec<(i64, String)> {
    expected
        .iter()
        .map(|&(line, told)| (line, told.to_owned()))
        .collect()
}

#[test]
fn every_line_end_ends_a_line() {
    for text in [
        "a,b\nc,d\n",
        "a,b\r\nc,d\r\n",
        "a,b\nc,d",
        "a,b\r\nc,d\r",
        "\u{feff}a,b\nc,d\r\n",
    ] {
        assert_eq!(
            scan(text.as_bytes()),
            rows(&[(1, "a|b"), (2, "c|d")]),
            "{text:?}"
        );
    }
    assert_eq!(
        scan(b"\n\r\na,\n\n,\"\"\n\r"),
        rows(&[(1, "-"), (2, "-"), (3, "a|"), (4, "-"), (5, "|"), (6, "-")])
    );
    assert_eq!((scan(b""), scan(b"\xef\xbb\xbf")), (vec![], vec![]));
}

#[test]
fn quotes_hold_delimiters_quotes_and_lines() {
    assert_eq!(
        scan(b"\"a,\"\"1\"\"\",\"b\r\nc\n\",d\r\ne,f,\"\"\n\"g\""),
        rows(&[(1, "a,\"1\"|b\r\nc\n|d"), (4, "e|f|"), (5, "g")])
    );
    // Two quotes are one, four are two, and where none are doubled none are lost.
    assert_eq!(
        scan(b"\"\"\"\",\"\"\"\"\"\",\"x\",\"\"\n"),
        rows(&[(1, "\"|\"\"|x|")])
    );
}

#[test]
fn a_malformed_row_costs_its_first_line_only() {
    for (text, expected) in [
        ("a,b\"c\nd,e\n", [(1, "[stray_quote] a,b\"c"), (2, "d|e")]),
        (
            "a,\"b\"c\nd,e\n",
            [(1, "[text_after_quote] a,\"b\"c"), (2, "d|e")],
        ),
        ("a,\"b\nd,e\n", [(1, "[unclosed_quote] a,\"b"), (2, "d|e")]),
        ("a,\"b\nd,e", [(1, "[unclosed_quote] a,\"b"), (2, "d|e")]),
        (
            "a\rb,c\r\nd,e\n",
            [(1, "[stray_return] a\rb,c"), (2, "d|e")],
        ),
        (
            "a\rb\"c\r\nd,e\n",
            [(1, "[stray_quote] a\rb\"c"), (2, "d|e")],
        ),
        ("a\r\r\nd,e\n", [(1, "[stray_return] a\r"), (2, "d|e")]),
        (
            "a,\"b\"\rc\nd,e\n",
            [(1, "[text_after_quote] a,\"b\"\rc"), (2, "d|e")],
        ),
    ] {
        assert_eq!(scan(text.as_bytes()), rows(&expected), "{text:?}");
    }
    // The quote opened on line 1 closes on line 3, in the middle of a good row.
    assert_eq!(
        scan(b"a,\"b\nc,d\ne,\"f\"\ng,h\n"),
        rows(&[
            (1, "[text_after_quote] a,\"b"),
            (2, "c|d"),
            (3, "e|f"),
            (4, "g|h")
        ])
    );
}

#[test]
fn what_is_no_text_is_told() {
    assert_eq!(
        scan(b"a\0,b\n\xff,b\nc,d\n"),
        rows(&[(1, "[nul]"), (2, "[not_utf8]"), (3, "c|d")])
    );
    // An a-umlaut torn by a delimiter or a quote is not an a-umlaut.
    assert_eq!(
        scan(b"\xc3,\xa4\n\"\xc3\"\"\xa4\"\n"),
        rows(&[(1, "[not_utf8]"), (2, "[not_utf8]")])
    );
    assert_eq!(
        scan("ä,\"ö\"\"\"\n\0\n".as_bytes()),
        rows(&[(1, "ä|ö\""), (2, "[nul]")])
    );
}

#[test]
fn a_row_of_the_limit_is_refused_however_much_is_held() {
    let limits = Limits {
        row_bytes: 100,
        ..LIMITS
    };
    for (length, expected) in [(99, Scan::Row), (100, Scan::Malformed(CsvFlaw::TooLong))] {
        for text in [
            [b"a,", &vec![b'x'; length - 2][..]].concat(),
            [b"a,\"", &vec![b'x'; length - 4][..], b"\""].concat(),
        ] {
            let text = [&text, b"\n\nrest\n".repeat(100).as_slice()].concat();
            for end in length + 2..text.len() {
                let (block, whole) = (block(&text[..end], false), block(&text, true));
                assert_eq!(
                    (RowScanner::new(&block, b',', limits).next(), end),
                    (expected, end),
                    "{length}"
                );
                assert_eq!(
                    RowScanner::new(&whole, b',', limits).next(),
                    expected,
                    "{length}"
                );
            }
        }
    }
    let text = [b"a,\"", &vec![b'x'; 200][..]].concat();
    for (end, expected) in [
        (98, Scan::Torn),
        (99, Scan::Torn),
        (100, Scan::Malformed(CsvFlaw::TooLong)),
    ] {
        let block = block(&text[..end], false);
        let mut rows = RowScanner::new(&block, b',', limits);
        assert_eq!(
            (rows.next(), rows.is_open()),
            (expected, end == 100),
            "{end}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn more_bytes_change_nothing_that_was_said(
        bytes in proptest::collection::vec(proptest::sample::select(b"ab,,\"\"\n\n\r\0\xef\xbb\xbf\xff".to_vec()), 0..80),
    ) {
        scan(&bytes);
    }
}
