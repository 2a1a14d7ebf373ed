//! Reading JSON exports.

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use proptest::prelude::*;

use super::members::WantedPaths;
use super::pages::ODATA_ROWS;
use super::*;
use crate::extract::facts::sessions::json::sessions;
use crate::extract::reading::columns::{Column, Columns};
use crate::extract::reading::tests::satellite;
use crate::extract::reading::{Canonical, JsonForm, SessionColumns};

/// Hands out a few bytes at a time, so that every seam is crossed.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// `value@row` of one column of what was kept, and what was not.
fn column(
    input: impl Read,
    (form, own): &(JsonForm, SessionColumns),
    column: &str,
) -> (Vec<String>, Reached) {
    let satellite = satellite("UTC");
    let source = Source {
        satellite: &satellite,
        object: "a.json",
        reading: "r",
        now: "2026-03-10T00:00:00Z".parse().unwrap(),
    };
    let mut kept = Vec::new();
    let reached = sessions(input, form, own, source, &mut |batch| {
        let texts = batch
            .column_by_name(column)
            .unwrap()
            .as_string::<i32>()
            .clone();
        let rows = batch
            .column_by_name("row")
            .unwrap()
            .as_primitive::<Int64Type>()
            .clone();
        kept.extend((0..batch.num_rows()).map(|at| {
            let text = if texts.is_null(at) {
                "null"
            } else {
                texts.value(at)
            };
            format!("{text}@{}", rows.value(at))
        }));
        Ok(())
    });
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

fn plain(shape: Shape) -> (JsonForm, SessionColumns) {
    (shape.into(), SessionColumns::default())
}

/// What was kept and what was refused, on one line.
fn read(text: impl AsRef<[u8]>, shape: Shape) -> String {
    read_as(text, &shape.into())
}

fn read_as(text: impl AsRef<[u8]>, form: &JsonForm) -> String {
    let json = (form.clone(), SessionColumns::default());
    let told = |drip: usize| {
        let (kept, reached) = column(Drip(text.as_ref(), drip), &json, "session_id");
        let refused = reached
            .rejects
            .iter()
            .map(|reject| format!("{} {}", reject.row, reject.code))
            .collect::<Vec<_>>();
        format!("{} | {}", kept.join(" "), refused.join(", "))
    };
    let whole = told(usize::MAX);
    for drip in [1, 2, 3, 7] {
        assert_eq!(told(drip), whole, "{drip} bytes at a time");
    }
    whole
}

fn row(id: &str) -> String {
    format!(
        r#"{{"session_id":"{id}","automation_id":"a","outcome":"failed","ended":"2026-03-02T08:00:00Z"}}"#
    )
}

#[test]
fn a_document_is_an_array_a_page_or_an_object_and_another_may_follow() {
    let (a, b) = (row("a"), row("b"));
    for (text, expected) in [
        (format!("[{a},{b}]"), "a@1 b@2 | "),
        (format!("\u{feff} [\r\n {a} ,\n{b}\n]\n"), "a@1 b@2 | "),
        (
            format!(
                r#"{{"@odata.context":"x#Jobs","@odata.count":2,"value":[{a},{b}],"@odata.nextLink":"…"}}"#
            ),
            "a@1 b@2 | ",
        ),
        (format!(r#"{{ "value" : [ {a} ] }}"#), "a@1 | "),
        (a.clone(), "a@1 | "),
        (format!("{a}\n{b}"), "a@1 b@2 | "),
        (format!(r#"{{"value":[{a}]}}[{b}]"#), "a@1 b@2 | "),
        ("[]".to_owned(), " | "),
        (r#"{"value":[]}"#.to_owned(), " | "),
    ] {
        assert_eq!(read(&text, Shape::Document), expected, "{text}");
    }
}

#[test]
fn lines_hold_rows_or_pages_and_a_broken_one_costs_no_other() {
    let (a, b, c) = (row("a"), row("b"), row("c"));
    for (text, expected) in [
        (format!("{a}\n{b}\n"), "a@1 b@2 | "),
        (format!("\u{feff}{a}\r\n\r\n \n{b}"), "a@1 b@4 | "),
        (
            format!("{a}\n{{\"session_id\":\n{b}"),
            "a@1 b@3 | 2 bad_json",
        ),
        (
            format!("{a}\n{{\"session_id\":\"x\n{b}"),
            "a@1 b@3 | 2 bad_json",
        ),
        (format!("{a}\nnull\n{b}"), "a@1 b@3 | 2 bad_json"),
        (format!("{a}\n{b},\n{c}"), "a@1 c@3 | 2 bad_json"),
        (format!("{a}\n{b}{c}\n{c}"), "a@1 c@3 | 2 bad_json"),
        (format!("{a}\n{{\"a\":[1}}\n{c}"), "a@1 c@3 | 2 bad_json"),
        (format!("{a}\n{{\"a\":tru}}\n{c}"), "a@1 c@3 | 2 bad_json"),
        (format!("{a}\n{}", &b[..b.len() - 1]), "a@1 | 2 torn"),
        // Behind a line of many rows the count goes on, so no two rows have one number.
        (
            format!("{{\"value\":[{a},{b}]}}\n{{\"value\":[{c}]}}\n"),
            "a@1 b@2 c@3 | ",
        ),
        (
            format!("{{\"value\":[{a},{{\n{b}\n[{c}]"),
            "a@1 b@3 c@4 | 2 bad_json",
        ),
        (format!("[{{]\n{b}"), "b@3 | 1 bad_json, 2 bad_json"),
    ] {
        assert_eq!(read(&text, Shape::Lines), expected, "{text}");
    }
}

#[test]
fn what_follows_a_break_in_a_document_is_one_reject() {
    let (a, b) = (row("a"), row("b"));
    for (text, expected) in [
        (format!("[{a},{}", &b[..20]), "a@1 | 2 torn"),
        (format!("[{a},{b}"), "a@1 b@2 | 3 torn"),
        (format!(r#"{{"value":[{a}],"@odata.next"#), "a@1 | 2 torn"),
        (format!("[{a} {b}]"), "a@1 | 2 bad_json"),
        (format!("[{a},]"), "a@1 | 2 bad_json"),
        (format!("[{a}]]"), "a@1 | 2 bad_json"),
        (
            format!(r#"{{"value":[{a}],"value":[{b}]}}"#),
            "a@1 | 2 bad_json",
        ),
        (
            format!("[{a},{{\"a\":tru}},7,{b}]"),
            "a@1 b@4 | 2 bad_json, 3 not_a_row",
        ),
        (format!("[{a},{{\"a\":\"\n\"}},{b}]"), "a@1 | 2 bad_json"),
        ("{".to_owned(), " | 1 torn"),
    ] {
        assert_eq!(read(&text, Shape::Document), expected, "{text}");
    }
}

#[test]
fn what_is_no_json_at_all_is_said_once() {
    for shape in [Shape::Document, Shape::Lines] {
        assert_eq!(
            read("<!DOCTYPE html>\n<html>\n{}</html>\n", shape),
            " | 0 not_json"
        );
        assert_eq!(read("session_id", shape), " | 1 not_json");
        assert_eq!(
            read(b"\xff\xfe{\0}\0\n\0", shape),
            " | 1 missing_value",
            "an empty row, in UTF-16"
        );
    }
    for empty in ["", "\u{feff}", " \n\r\n"] {
        assert_eq!(read(empty, Shape::Document), " | 0 empty_file", "{empty:?}");
        assert_eq!(read(empty, Shape::Lines), " | ", "{empty:?}");
        assert!(
            column(empty.as_bytes(), &plain(Shape::Lines), "session_id")
                .1
                .notes
                .empty
                .contains("a.json")
        );
    }
}

#[test]
fn values_become_texts_as_they_are_written() {
    let owner = |written: &str| {
        let text = row("a").replace(
            "\"a\",\"outcome\"",
            &format!("\"a\",\"owner\":{written},\"outcome\""),
        );
        let (kept, reached) = column(text.as_bytes(), &plain(Shape::Document), "owner");
        kept.first()
            .cloned()
            .unwrap_or_else(|| reached.rejects[0].code.to_owned())
    };
    for (written, told) in [
        ("\"a\\u00e4\\n\\\"\"", "aä\n\"@1"),
        ("9007199254740993123456789", "9007199254740993123456789@1"), // beyond any float
        ("1.50", "1.50@1"),
        ("-1e3", "-1e3@1"),
        ("true", "true@1"),
        ("null", "null@1"),
        ("\"\"", "null@1"),
        ("\"\u{1F4A9}\"", "\u{1F4A9}@1"),
        ("{}", "not_a_value"),
        ("[1]", "not_a_value"),
        ("\"\\u0000\"", "nul"),
        ("\"\u{0}\"", "bad_json"),
        ("\"\\ud800\"", "bad_json"),
        ("01", "bad_json"),
        ("NaN", "bad_json"),
        ("1,\"Owner\":2", "duplicate_column"),
        ("1,\"x\":1,\"x\":2", "1@1"),
    ] {
        assert_eq!(owner(written), told, "{written}");
    }
    let latin1 = [
        row("a").replace("\"}", "\",\"owner\":\"M").as_bytes(),
        b"\xfcller\"}\n",
        row("b").as_bytes(),
    ]
    .concat();
    assert_eq!(read(latin1, Shape::Lines), "b@2 | 1 not_utf8");
}

#[test]
fn columns_are_paths_in_any_case_through_objects_or_names_with_dots() {
    let named = |pairs: &[(Canonical, &str)]| {
        Columns(
            pairs
                .iter()
                .map(|&(told, path)| (told, Column::named(path)))
                .collect(),
        )
    };
    use Canonical::*;
    let columns = named(&[
        (SessionId, "body.Job.Key"),
        (AutomationId, "Body.Job.Process"),
        (Outcome, "body.job.STATE"),
        (Ended, "at"),
        (Owner, "who.name"),
    ]);
    let own = SessionColumns {
        columns: Some(columns),
        ..SessionColumns::default()
    };
    let json = (Shape::Document.into(), own);
    let told = |text: &str| {
        let (kept, reached) = column(text.as_bytes(), &json, "session_id");
        let codes = reached
            .rejects
            .iter()
            .map(|reject| format!("{} {}", reject.column, reject.code))
            .collect::<Vec<_>>();
        (
            format!("{} | {}", kept.join(" "), codes.join(", ")),
            reached.notes,
        )
    };
    let tail = r#""At":"2026-03-02T08:00:00Z","owner":"x""#;
    let (kept, notes) = told(&format!(
        r#"{{"BODY":{{"job":{{"key":7,"process":"p","state":"failed","more":{{}}}}}},{tail},"who":null}}"#
    ));
    assert_eq!(kept, "7@1 | ");
    assert_eq!(
        notes.ignored.into_iter().collect::<Vec<_>>(),
        ["BODY.job.more", "owner"]
    );
    assert_eq!(notes.absent.into_iter().collect::<Vec<_>>(), ["who.name"]);
    assert_eq!(
        told(&format!(
            r#"{{"body.job":{{"key":"7","process":"p","state":"failed"}},{tail}}}"#
        ))
        .0,
        "7@1 | "
    );
    assert_eq!(
        told(&format!(r#"{{"body":"x",{tail}}}"#)).0,
        " | body not_a_value"
    );
    assert_eq!(
        told(&format!(
            r#"{{"body":{{"job":{{"key":7}},"job.key":8}},{tail}}}"#
        ))
        .0,
        " | body.job.key duplicate_column"
    );
    assert_eq!(
        told(&format!("{{{tail}}}")).0,
        " | body.Job.Key missing_value"
    );
}

#[test]
fn a_row_too_long_to_hold_is_skipped_in_bounded_memory_and_the_next_is_kept() {
    let long = |n: u64| {
        b"{\"session_id\":[\"}\\\""
            .chain(io::repeat(b'x').take(n))
            .chain(&b"\"],\"a\":{}}"[..])
    };
    let (a, b) = (row("a"), row("b"));
    let head = format!("[{a},");
    let tail = format!(",{b}]");
    let text = head
        .as_bytes()
        .chain(long(50_000_000))
        .chain(tail.as_bytes());
    let (kept, reached) = column(text, &plain(Shape::Document), "session_id");
    assert_eq!(
        (
            kept.join(" "),
            reached.rejects[0].code,
            reached.rejects[0].row
        ),
        ("a@1 b@3".to_owned(), "too_long", 2)
    );
    assert!(
        reached.rejects[0].raw.starts_with("{\"session_id\":[\"}")
            && reached.rejects[0].raw.len() == 4_000
    );
    let head = format!("{a}\n");
    let tail = format!("\n{b}");
    let text = head
        .as_bytes()
        .chain(long(50_000_000))
        .chain(tail.as_bytes());
    let (kept, reached) = column(text, &plain(Shape::Lines), "session_id");
    assert_eq!(
        (
            kept.join(" "),
            reached.rejects[0].code,
            reached.rejects[0].row
        ),
        ("a@1 b@3".to_owned(), "too_long", 2)
    );
}

#[test]
fn a_page_longer_than_any_row_may_be_is_read_row_by_row() {
    let filler = format!("\"filler\":\"{}\",\"session_id\"", "x".repeat(20_000));
    let rows = (0..900)
        .map(|n| row(&format!("s{n}")).replace("\"session_id\"", &filler))
        .collect::<Vec<_>>()
        .join(",");
    let text = format!("{{\"value\":[{rows}]}}");
    assert!(text.len() > super::stream::ROW_LIMIT_BYTES);
    let (kept, reached) = column(text.as_bytes(), &plain(Shape::Document), "session_id");
    assert_eq!((kept.len(), reached.rejected), (900, 0));
    let (kept, _) = column(text.as_bytes(), &plain(Shape::Lines), "session_id");
    assert_eq!(kept.len(), 900);
}

#[test]
fn deep_nesting_needs_no_stack() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let text = format!(
        "{}\n{{\"deep\":{deep}}}\n{{\"deep\":{}",
        row("a"),
        "{\"deep\":".repeat(1_000_000)
    );
    let (kept, reached) = column(text.as_bytes(), &plain(Shape::Lines), "session_id");
    let codes: Vec<_> = reached
        .rejects
        .iter()
        .map(|reject| (reject.row, reject.code))
        .collect();
    assert_eq!(
        (kept.join(" "), codes),
        ("a@1".to_owned(), vec![(2, "missing_value"), (3, "torn")])
    );
}

/// Any JSON value, in any spelling of blanks and escapes.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        "[ a-c\"\\\\{}\\[\\],:\n\u{e4}]{0,8}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec(("[a-d\"{]{0,3}", inner), 0..4).prop_map(|members| members
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn every_element_of_a_document_is_found_as_serde_finds_it(
        elements in prop::collection::vec(value(), 0..8), pretty in any::<bool>(), page in any::<bool>(), drip in 1usize..64,
    ) {
        let document = serde_json::Value::from(elements.clone());
        let document = if page { serde_json::json!({ "@odata.context": "x", "value": document, "z": { "value": [1] } }) } else { document };
        let text = if pretty { serde_json::to_string_pretty(&document).unwrap() } else { document.to_string() };
        let mut values = Values::new(Drip(text.as_bytes(), drip), Shape::Document, ODATA_ROWS.into()).unwrap();
        let mut found = Vec::new();
        loop {
            match values.next().unwrap() {
                Item::End => break,
                Item::Row => found.push(serde_json::from_slice::<serde_json::Value>(values.raw()).unwrap()),
                Item::Flaw(flaw) => prop_assert!(false, "{:?}", flaw),
            }
        }
        prop_assert_eq!(found, elements);
    }

    #[test]
    fn the_texts_of_a_row_are_those_that_serde_reads(row in prop::collection::vec(("[a-d\"{\u{c4}]{0,3}", value()), 0..6), pretty in any::<bool>()) {
        let row: serde_json::Map<String, serde_json::Value> = row.into_iter().collect();
        let text = if pretty { serde_json::to_string_pretty(&row).unwrap() } else { serde_json::to_string(&row).unwrap() };
        for (name, value) in &row {
            let alone = row.keys().filter(|other| other.to_lowercase() == name.to_lowercase()).count() == 1;
            let told = WantedPaths::new([name]).of(text.as_bytes(), &mut |_| {}).map_err(|fault| fault.code);
            let told = told.map(|told| told[0].as_ref().map(|text| text.to_string()));
            prop_assert_eq!(told, match value {
                serde_json::Value::Array(_) | serde_json::Value::Object(_) if alone => Err("not_a_value"),
                _ if !alone => { prop_assume!(row.values().all(|value| !value.is_array() && !value.is_object())); Err("duplicate_column") }
                serde_json::Value::Null => Ok(None),
                serde_json::Value::String(string) => Ok(Some(string.clone())),
                other => Ok(Some(other.to_string())),
            });
        }
    }

    #[test]
    fn garbage_never_panics_and_always_balances(
        bytes in prop::collection::vec(prop::sample::select(b"{}[]\",:\\ \n\r0a\xc3\xa4\xff\0".to_vec()), 0..120),
        head in prop::sample::select(vec!["", "[", "{\"value\":[", "{\"value\"", "{\"session_id\":", "{\"a\":{\"b\":[", "{\"a\":[{", "[{\"a\":{\"b\":[{}"]),
    ) {
        let text = [head.as_bytes(), &bytes[..]].concat();
        for shape in [Shape::Document, Shape::Lines] {
            // Checks that read = kept + rejected, that every byte is accounted for, and that the
            // pieces do not matter.
            read(&text, shape);
            read_as(&text, &JsonForm { rows: Some("a.b".into()), ..shape.into() });
        }
    }

    #[test]
    fn rows_under_a_path_are_those_of_an_array_whatever_lies_around_them(
        elements in prop::collection::vec(value(), 0..6), beside in value(), drip in 1usize..64, lines in any::<bool>(),
    ) {
        let rows: Vec<_> = elements.iter().filter(|element| element.is_object()).cloned().collect();
        let page = serde_json::json!({ "z": beside, "a": { "a": [beside], "b": rows, "c": beside }, "b": [beside] });
        let shape = if lines { Shape::Lines } else { Shape::Document };
        let pages = JsonPages { names: &[], path: Some("a.b".into()), sought: None };
        let text = page.to_string();
        let mut values = Values::new(Drip(text.as_bytes(), drip), shape, pages).unwrap();
        let mut found = Vec::new();
        loop {
            match values.next().unwrap() {
                Item::End => break,
                Item::Row => found.push(serde_json::from_slice::<serde_json::Value>(values.raw()).unwrap()),
                Item::Flaw(flaw) => panic!("{flaw:?}"),
            }
        }
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn a_broken_line_among_good_ones_costs_no_good_one(good in 1usize..20, at in 0usize..20, broken in "[{}\\[\\]\",:a]{1,12}") {
        let at = at.min(good);
        let line = |n: usize| row(&format!("s{n}")) + "\n";
        let text = (0..at).map(line).collect::<String>() + &broken + "\n" + &(at..good).map(line).collect::<String>();
        let (kept, reached) = column(text.as_bytes(), &plain(Shape::Lines), "session_id");
        let ids: Vec<_> = kept.iter().filter_map(|id| id.split('@').next()).map(str::to_owned).collect();
        prop_assert_eq!(ids, (0..good).map(|n| format!("s{n}")).collect::<Vec<_>>());
        prop_assert!(reached.rejected <= broken.len() as i64);
    }
}
