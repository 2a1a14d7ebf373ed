//! Sheets with lines before their header, names that look alike, and files that say by their names
//! what they tell of.

use std::io::Write;

use super::{World, told};

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job Name\"\nstarted = \"Start\"\noutcome = \"State\"\n";
const ROW: &str = "1;a;2026-03-02T08:00:00Z;succeeded\n";

fn read(source: &str, text: &[u8]) -> World {
    let world = World::new(&format!(
        "source = {{ format = \"csv\", url = \"in\"{source} }}\n{COLUMNS}"
    ));
    world.put("in/x.csv", text);
    world.extract();
    world
}

fn kept(source: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let world = read(source, text.as_bytes());
    (world.sessions(&["session_id", "row"]), world.rejects())
}

#[test]
fn lines_before_the_header_are_skipped_and_a_line_that_names_the_delimiter_is_none() {
    let header = "Id;Job Name;Start;State\n";
    for (source, text, row) in [
        (
            ", skip_lines = 2",
            format!("Report: \"jobs\nof March, all\n{header}{ROW}"),
            4,
        ),
        (
            ", skip_lines = 2",
            format!("\u{feff}Report\n\n{header}{ROW}"),
            4,
        ),
        ("", format!("sep=;\n{header}{ROW}"), 3),
        ("", format!("\u{feff}\"sep=;\"\r\n{header}{ROW}"), 3),
        (
            ", skip_lines = 1",
            format!("Report\nSEP=;\n{header}{ROW}"),
            4,
        ),
        (
            "",
            format!("sep=|\n{}", format!("{header}{ROW}").replace(';', "|")),
            3,
        ),
    ] {
        assert_eq!(
            kept(source, &text),
            (vec![format!("1 | {row}")], vec![]),
            "{text}"
        );
    }
    let world = read(", skip_lines = 5", format!("{header}{ROW}").as_bytes());
    assert_eq!(world.rejects(), ["x.csv:0 empty_file "]);
    assert!(
        world.reason().contains("skip_lines = 5"),
        "{}",
        world.reason()
    );
    let world = read("", format!("sep=#\n{header}{ROW}").as_bytes());
    assert_eq!(world.rejects(), ["x.csv:3 bad_header "]);
}

#[test]
fn a_header_that_is_not_found_says_where_it_may_be() {
    let header = "Id;Job Name;Start;State\n";
    let says = |source: &str, text: String, said: &[&str]| {
        let world = read(source, text.as_bytes());
        let rejects = world.lake.rejects().unwrap();
        let message = &rejects[0].message;
        assert!(
            rejects[0].code == "missing_column" && said.iter().all(|said| message.contains(said)),
            "{text}: {message}"
        );
    };
    says(
        "",
        format!("Report of March\nby;somebody\n{header}{ROW}"),
        &["Line 3", "skip_lines = 2"],
    );
    says(
        ", delimiter = \",\"",
        format!("{header}{ROW}"),
        &["delimiter = \";\""],
    );
    says(
        "",
        "nothing;of;the;kind\n1;2;3;4\n".to_owned(),
        &["it has: nothing, of, the, kind"],
    );
}

#[test]
fn a_name_is_the_same_whatever_blanks_stand_in_it() {
    let header = "\u{feff}\u{feff}Id;Job\u{a0}Name;\u{200b}Start\u{a0};\u{a0}State\n";
    assert_eq!(
        kept("", &format!("{header}{ROW}")),
        (vec!["1 | 2".into()], vec![])
    );
    let reading = format!("source = {{ format = \"ndjson\", url = \"in\" }}\n{COLUMNS}");
    let line = "{\"Id\":1,\"Job\u{a0}Name\":\"a\",\"\u{feff}Start\":\"2026-03-02T08:00:00Z\",\"State\":\"failed\"}\n";
    assert_eq!(
        told(&reading, ("x.ndjson", line), &["session_id"]),
        (vec!["1".into()], vec![])
    );
}

#[test]
fn wide_characters_without_a_mark_are_called_what_they_are() {
    let text = format!("Id;Job Name;Start;State\r\n{ROW}");
    for (wide, name) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], "utf-16le"),
        (u16::to_be_bytes, "utf-16be"),
    ] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(wide).collect();
        let world = read("", &bytes);
        assert_eq!(world.rejects(), ["x.csv:0 not_utf8 "]);
        let said = format!("encoding = \"{name}\"");
        assert!(
            world.reason().contains("UTF-16") && world.reason().contains(&said),
            "{}",
            world.reason()
        );
        let world = read(&format!(", {said}"), &bytes);
        assert_eq!(
            (world.sessions(&["session_id"]), world.rejects()),
            (vec!["1".into()], vec![])
        );
    }
}

#[test]
fn a_column_may_be_told_by_the_name_of_the_file() {
    let columns = "[satellite.columns]\nsession_id = { columns = [\"Flow\", \"Id\"] }\nautomation_id = { path = \"flows/{automation}/*.csv\", map = { inv = \"invoices\" } }\n\
                   automation_name = { path = \"{flow}/runs-*.csv\" }\nstarted = \"Start\"\noutcome = \"State\"\n";
    let columns = columns.replace("{ columns = [\"Flow\", \"Id\"] }", "\"Id\"");
    let world = World::new(&format!(
        "source = {{ format = \"csv\", url = \"flows/*/*.csv*\" }}\n{columns}"
    ));
    let row = |id: u32| format!("Id,Start,State\n{id},2026-03-02T08:00:00Z,failed\n");
    world.put("flows/inv/runs-1.csv", row(1));
    world.put("flows/hr in/runs-2.csv", row(2));
    world.put("flows/x/other.csv", row(3));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(row(4).as_bytes()).unwrap();
    world.put("flows/pay/runs-4.csv.gz", packed.finish().unwrap());
    let receipt = world.extract();
    let kept = world.sessions(&["session_id", "automation_id", "automation_name", "object"]);
    let expected = [
        "1 | invoices | inv | inv/runs-1.csv",
        "2 | hr in | hr in | hr in/runs-2.csv",
        "4 | pay | pay | pay/runs-4.csv.gz",
    ];
    assert_eq!(kept, expected);
    assert_eq!(
        (world.rejects(), receipt.rows.balances()),
        (vec!["x/other.csv:0 odd_path automation_name".into()], true)
    );
    let said = world.reason();
    assert!(
        said.contains("flows/x/other.csv") && said.contains("{flow}/runs-*.csv"),
        "{said}"
    );
    // Of JSON, and of items.
    let items = "[satellite.items]\nitem_id = \"Id\"\nqueue_id = { path = \"q-{queue}.ndjson\", map = { \"*\" = \"other\", b = \"beta\" } }\ncreated = \"Start\"\noutcome = \"State\"\n";
    let world = World::new(&format!(
        "source = {{ format = \"ndjson\", url = \"in\" }}\n{items}"
    ));
    world.put(
        "in/q-b.ndjson",
        "{\"Id\":1,\"Start\":\"2026-03-02T08:00:00Z\",\"State\":\"failed\"}\n",
    );
    world.put(
        "in/q-c.ndjson",
        "{\"Id\":2,\"Start\":\"2026-03-02T08:00:00Z\",\"State\":\"failed\"}\n",
    );
    world.extract();
    assert_eq!(
        (world.items(&["item_id", "queue_id"]), world.rejects()),
        (vec!["1 | beta".into(), "2 | other".into()], vec![])
    );
}

#[test]
fn a_path_that_tells_nothing_is_told_by_check() {
    let check = |column: &str| {
        let columns = COLUMNS.replace("automation_id = \"Job Name\"", column);
        World::new(&format!(
            "source = {{ format = \"csv\", url = \"in\" }}\n{columns}"
        ))
        .mistakes()
    };
    for (path, says) in [
        ("flows/*.csv", "{automation}"),
        ("{a}/{b}.csv", "one"),
        ("{a", "{automation}"),
        ("**/{a}/*.csv", "**"),
        ("a//{b}.csv", "folder"),
    ] {
        let said = check(&format!("automation_id = {{ path = \"{path}\" }}"));
        assert!(
            said.contains(says) && said.contains("automation_id"),
            "{path}: {said}"
        );
    }
    assert!(
        check("automation_id = \"A\"\nduration = { path = \"{d}.csv\", unit = \"s\" }")
            .contains("no two rows")
    );
    assert!(check("automation_id = { path = \"{d}.csv\", column = \"x\" }").contains("column"));
    assert_eq!(check("automation_id = { path = \"{d}.csv\" }"), "");
    let delta = COLUMNS.replace("\"Job Name\"", "{ path = \"{d}/*.parquet\" }");
    assert!(
        World::new(&format!(
            "source = {{ format = \"delta\", url = \"in\" }}\n{delta}"
        ))
        .mistakes()
        .contains("tells nothing")
    );
}

#[test]
fn what_a_format_has_no_lines_or_pages_for_is_refused() {
    let check = |source: &str| {
        World::new(&format!("source = {{ url = \"in\", {source} }}\n{COLUMNS}")).mistakes()
    };
    assert!(check("format = \"json\", skip_lines = 1").contains("only csv"));
    assert!(check("format = \"csv\", rows = \"runs\"").contains("only json and ndjson"));
    assert!(check("format = \"json\", rows = \"a..b\"").contains("rows"));
    assert!(check("format = \"csv\", skip_lines = -1").contains("skip_lines"));
    assert_eq!(check("format = \"csv\", skip_lines = 3"), "");
    assert_eq!(check("format = \"json\", rows = \"data.items\""), "");
}
