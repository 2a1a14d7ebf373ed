//! JSON whose rows stand under another name than `value`.

use super::World;

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"id\"\nautomation_id = \"name\"\nstarted = \"begun\"\noutcome = \"state\"\n";
const A: &str =
    r#"{"id":1,"name":"a","begun":"2026-03-02T08:00:00Z","state":"succeeded","steps":[{"n":1}]}"#;
const B: &str = r#"{"id":2,"name":"b","begun":"2026-03-02T09:00:00Z","state":"failed"}"#;

fn world(format: &str, rows: &str, text: &str) -> World {
    let rows = if rows.is_empty() {
        String::new()
    } else {
        format!(", rows = \"{rows}\"")
    };
    let world = World::new(&format!(
        "source = {{ format = \"{format}\", url = \"in\"{rows} }}\n{COLUMNS}"
    ));
    world.put(&format!("in/x.{format}"), text);
    world
}

fn ids(world: &World) -> String {
    world.sessions(&["session_id"]).join(" ")
}

#[test]
fn rows_are_found_under_the_name_that_is_given() {
    for (format, rows, text) in [
        (
            "json",
            "workflow_runs",
            format!(r#"{{"total_count":2,"workflow_runs":[{A},{B}],"more":null}}"#),
        ),
        (
            "json",
            "Data.Items",
            format!(
                r#"{{"data":{{"cursor":{{"items":3}},"items":[{A},{B}],"next":[1,2]}},"ok":true}}"#
            ),
        ),
        (
            "json",
            "data.items",
            format!(r#"{{"data.items":[{A},{B}]}}"#),
        ),
        // Page behind page, as a tool that asks for all of them prints them, and all of them in one
        // array.
        (
            "json",
            "runs",
            format!("{{\"runs\":[{A}]}}\n{{\"runs\":[{B}]}}{{\"runs\":[]}}"),
        ),
        (
            "json",
            "runs",
            format!(r#"[{{"n":1,"runs":[{A}]}},{{"runs":[{B}],"n":2}}]"#),
        ),
        ("json", "runs", format!("[{A},{B}]")),
        (
            "ndjson",
            "runs",
            format!("{{\"runs\":[{A}]}}\n\n{{\"page\":2,\"runs\":[{B}]}}\n"),
        ),
        ("json", "value", format!(r#"{{"value":[{A},{B}]}}"#)),
    ] {
        let world = world(format, rows, &text);
        let receipt = world.extract();
        assert_eq!(
            (ids(&world).as_str(), world.rejects()),
            ("1 2", vec![]),
            "{text}"
        );
        assert!(
            !receipt
                .notes
                .iter()
                .any(|note| note.contains("rows were found under")),
            "nobody asked: {:?}",
            receipt.notes
        );
    }
}

#[test]
fn a_first_line_that_is_broken_decides_nothing_for_those_behind_it() {
    // It breaks off within an array of objects that look like rows, and in another place.
    for torn in [
        r#"{"id":9,"runs":[{"id":8,"name":"x","begun":"2026-03-01T08:00:00Z""#,
        r#"{"id":9,"na"#,
    ] {
        for lines in [format!("{A}\n{B}\n"), format!("{{\"runs\":[{A},{B}]}}\n")] {
            let world = world("ndjson", "", &format!("{torn}\n{lines}"));
            world.extract();
            assert_eq!(ids(&world), "1 2", "{torn} {lines}");
            let rejects = world.rejects();
            assert!(
                rejects.len() == 1 && rejects[0].starts_with("x.ndjson:1 "),
                "{rejects:?}"
            );
        }
    }
}

#[test]
fn the_only_array_of_rows_is_found_and_named() {
    for (name, before, after) in [
        ("workflow_runs", r#""total_count":2,"#, ""),
        ("dag_runs", "", r#","total_entries":2"#),
        // Jenkins: a job has a name too, and arrays of other things.
        (
            "builds",
            r#""_class":"Job","name":"a","actions":[{},{"x":1}],"#,
            r#","healthReport":[{"score":1}]"#,
        ),
        ("data", "", r#","nextCursor":null"#),
        ("result", "", ""),
        ("items", "", r#","links":["a","b"]"#),
        ("records", r#""done":true,"#, ""),
    ] {
        for format in ["json", "ndjson"] {
            let text = format!(r#"{{{before}"{name}":[{A},{B}]{after}}}"#);
            let world = world(format, "", &format!("{text}\n{text}"));
            let receipt = world.extract();
            assert_eq!(
                (ids(&world).as_str(), world.rejects(), receipt.rows.read),
                ("1 2", vec![], 4),
                "{text}"
            );
            let said = format!("rows were found under `{name}`");
            assert!(
                receipt
                    .notes
                    .iter()
                    .any(|note| note.contains(&said) && note.contains("x.")),
                "{:?}",
                receipt.notes
            );
        }
    }
    // A page without rows names them all the same.
    let world = world("json", "", r#"{"total_count":0,"workflow_runs":[]}"#);
    let receipt = world.extract();
    assert!(
        receipt.rows.read == 0
            && receipt
                .notes
                .iter()
                .any(|note| note.contains("`workflow_runs`")),
        "{:?}",
        receipt.notes
    );
}

#[test]
fn a_row_stays_a_row_whatever_arrays_it_holds() {
    // Also one that lacks its outcome, and holds what has an id of its own.
    let open = r#"{"id":1,"name":"a","begun":"2026-03-02T08:00:00Z","steps":[{"id":7,"name":"s","begun":"2026-03-02T08:00:00Z"}]}"#;
    for (format, text) in [
        ("json", A.to_owned()),
        ("ndjson", format!("{A}\n{B}\n")),
        ("json", format!("{A}{B}")),
        ("ndjson", format!("{open}\n{B}")),
    ] {
        let world = world(format, "", &text);
        let receipt = world.extract();
        assert!(
            ids(&world).starts_with('1') && world.rejects().is_empty(),
            "{text}"
        );
        assert!(
            !receipt
                .notes
                .iter()
                .any(|note| note.contains("rows were found")),
            "{:?}",
            receipt.notes
        );
    }
}

#[test]
fn where_it_is_not_certain_which_rows_are_meant_it_is_said() {
    let many = world("json", "", r#"{"jobs":[{"a":1}],"runs":[{"b":1}]}"#);
    many.extract();
    assert_eq!(many.rejects(), ["x.json:1 which_rows "]);
    let said = many.reason();
    assert!(
        said.contains("jobs, runs") && said.contains("rows = \"jobs\""),
        "{said}"
    );
    let empty = world("json", "", r#"{"runs":[],"errors":[{"message":"busy"}]}"#);
    empty.extract();
    assert!(
        empty.rejects() == ["x.json:1 which_rows "] && empty.reason().contains("runs, errors"),
        "{}",
        empty.reason()
    );
    let none = world(
        "json",
        "workflow_runs",
        r#"{"message":"Not Found","status":"404"}"#,
    );
    none.extract();
    assert_eq!(none.rejects(), ["x.json:1 no_rows "]);
    let said = none.reason();
    assert!(
        said.contains("`workflow_runs`") && said.contains("message, status"),
        "{said}"
    );
    // One page that is none costs no other.
    let some = world(
        "ndjson",
        "runs",
        &format!("{{\"runs\":[{A}]}}\n{{\"error\":1}}\n{{\"runs\":[{B}]}}\n"),
    );
    some.extract();
    assert_eq!(
        (ids(&some).as_str(), some.rejects()),
        ("1 2", vec!["x.ndjson:2 no_rows ".into()])
    );
    let twice = world(
        "json",
        "a.b",
        &format!(r#"{{"a":{{"b":[{A}]}},"a":{{"b":[{B}]}}}}"#),
    );
    twice.extract();
    assert_eq!(
        (ids(&twice).as_str(), twice.rejects()),
        ("1", vec!["x.json:2 bad_json ".into()])
    );
    // Two files of one satellite that call their rows differently are told of.
    let both = world("json", "", &format!(r#"{{"runs":[{A}]}}"#));
    both.put("in/y.json", format!(r#"{{"errors":[{B}]}}"#));
    let receipt = both.extract();
    let is_told =
        |note: &String| note.contains("`errors` (y.json)") && note.contains("`runs` (x.json)");
    assert!(receipt.notes.iter().any(is_told), "{:?}", receipt.notes);
}

#[test]
fn what_breaks_off_within_such_a_page_is_told_and_what_stands_before_is_kept() {
    for (rows, text) in [
        ("a.b", format!(r#"{{"a":{{"b":[{A},{{"id":2,"#)),
        ("", format!(r#"{{"n":1,"runs":[{A},{{"id":2,"#)),
    ] {
        let world = world("json", rows, &text);
        world.extract();
        assert_eq!(
            (ids(&world).as_str(), world.rejects()),
            ("1", vec!["x.json:2 torn ".into()]),
            "{text}"
        );
    }
}

#[test]
fn items_are_found_as_sessions_are() {
    let columns = "[satellite.items]\nitem_id = \"key\"\nqueue_id = \"queue\"\ncreated = \"at\"\noutcome = \"state\"\n";
    let text = r#"{"issues":[{"key":"K-1","queue":"q","at":"2026-03-02T08:00:00Z","state":"failed"}],"names":[{"x":1}]}"#;
    for rows in ["", ", rows = \"issues\""] {
        let world = World::new(&format!(
            "source = {{ format = \"json\", url = \"in\"{rows} }}\n{columns}"
        ));
        world.put("in/x.json", text);
        let receipt = world.extract();
        assert_eq!(
            (
                world.items(&["item_id"]).join(" ").as_str(),
                world.rejects()
            ),
            ("K-1", vec![])
        );
        assert_eq!(
            receipt
                .notes
                .iter()
                .any(|note| note.contains("rows were found under `issues`")),
            rows.is_empty()
        );
    }
}

/// 18 MB of rows, more than is ever held of a page: the rows go through as they come.
#[test]
fn a_page_longer_than_what_is_held_is_read_to_its_end() {
    let rows: Vec<String> = (0..1_200)
        .map(|n| format!(r#"{{"id":{n},"name":"a","begun":"2026-03-02T08:00:00Z","state":"succeeded","x":"{}"}}"#, "x".repeat(15_000)))
        .collect();
    for rows_are in ["", "runs"] {
        let world = world(
            "json",
            rows_are,
            &format!(r#"{{"total":1200,"runs":[{}],"more":[1]}}"#, rows.join(",")),
        );
        let receipt = world.extract();
        assert_eq!((receipt.rows.new, world.rejects()), (1_200, vec![]));
    }
    let one = world(
        "json",
        "",
        &format!(r#"{{"runs":[{}],"links":[{{"href":7}}]}}"#, rows.join(",")),
    );
    assert_eq!((one.extract().rows.new, one.rejects()), (1_200, vec![]));
    let two = world(
        "json",
        "",
        &format!(r#"{{"runs":[{}],"others":[{{"id":7}}]}}"#, rows.join(",")),
    );
    two.extract();
    assert_eq!(two.rejects(), ["x.json:1201 which_rows "]);
}
