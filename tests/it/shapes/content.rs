//! Exports without an id: a row is known by what it tells.

use super::World;

const READING: &str = "source = { format = \"csv\", url = \"in\" }\n[satellite.columns]\nsession_id = \"content\"\nautomation_id = \"Job\"\n\
                       started = \"Start\"\nended = \"End\"\noutcome = \"State\"\n";
const HEAD: &str = "Job,Start,End,State\n";

fn row(job: &str, minute: u32, state: &str) -> String {
    format!("{job},2026-03-02T08:{minute:02}:00Z,2026-03-02T09:00:00Z,{state}\n")
}

fn told(world: &World) -> Vec<String> {
    let mut told = world.sessions(&["automation_id", "started", "outcome"]);
    told.sort();
    told
}

#[test]
fn rows_that_tell_the_same_are_as_many_sessions_and_told_again_they_are_no_more() {
    let world = World::new(READING);
    let rows = [
        row("a", 0, "succeeded"),
        row("a", 0, "succeeded"),
        row("b", 0, "succeeded"),
        row("a", 0, "succeeded"),
    ]
    .concat();
    world.put("in/x.csv", format!("{HEAD}{rows}"));
    let receipt = world.extract();
    assert_eq!((receipt.rows.read, receipt.rows.new), (4, 4));
    let ids: std::collections::BTreeSet<String> =
        world.sessions(&["session_id"]).into_iter().collect();
    assert_eq!(ids.len(), 4);
    // Another export of the same rows, in another order, adds nothing but what it has more of.
    let rows = [
        row("b", 0, "succeeded"),
        row("a", 0, "succeeded"),
        row("a", 0, "succeeded"),
        row("c", 5, "failed"),
    ]
    .concat();
    world.put("in/y.csv", format!("{HEAD}{rows}"));
    let receipt = world.extract();
    assert_eq!((receipt.rows.new, receipt.rows.superseded), (1, 3));
    assert_eq!(world.sessions(&["session_id"]).len(), 5);
    // And the first one, written once more with a row behind it.
    world.put(
        "in/x.csv",
        format!("{HEAD}{rows}{}", row("a", 0, "succeeded")),
    );
    assert_eq!(world.extract().rows.new, 0);
    assert_eq!(world.sessions(&["session_id"]).len(), 5);
    // Under another name it is the same rows.
    std::fs::rename(world.path("in/x.csv"), world.path("in/z.csv")).unwrap();
    assert_eq!(
        (
            world.extract().rows.new,
            world.sessions(&["session_id"]).len()
        ),
        (0, 5)
    );
}

#[test]
fn an_id_is_of_what_is_meant_whatever_the_format_is_and_whatever_else_an_export_says() {
    let world = World::new(READING);
    world.put("in/x.csv", format!("{HEAD}{}", row("a", 0, "succeeded")));
    world.extract();
    let id = world.sessions(&["session_id"]);
    let json = World::new(&READING.replace("csv", "ndjson"));
    json.put(
        "in/x.ndjson",
        "{\"Note\":\"x\",\"State\":\"succeeded\",\"Job\":\"a\",\"Start\":\"2026-03-02 09:00:00+01:00\",\"End\":\"2026-03-02T09:00:00Z\"}\n",
    );
    json.extract();
    assert_eq!(json.sessions(&["session_id"]), id);
    assert_eq!(id[0].len(), 32);
}

#[test]
fn a_corrected_row_is_another_session_unless_exports_are_complete() {
    for (absence, sessions) in [
        (
            "",
            vec!["a | 02 08:00:00 | failed", "a | 02 08:00:00 | succeeded"],
        ),
        (
            "absence = \"withdraw\"\n",
            vec!["a | 02 08:00:00 | succeeded"],
        ),
    ] {
        let world = World::new(&format!("{absence}{READING}"));
        world.put("in/x.csv", format!("{HEAD}{}", row("a", 0, "failed")));
        world.extract();
        world.put("in/x.csv", format!("{HEAD}{}", row("a", 0, "succeeded")));
        let receipt = world.extract();
        assert_eq!(told(&world), sessions, "{absence}");
        let says = |text: &str| receipt.notes.iter().any(|note| note.contains(text));
        assert!(
            if absence.is_empty() {
                says("no longer in it; kept")
            } else {
                receipt.rows.withdrawn == 1
            },
            "{:?}",
            receipt.notes
        );
    }
}

#[test]
fn what_is_mended_in_the_columns_takes_back_what_was_read_before() {
    let world = World::new(READING);
    world.put(
        "in/x.csv",
        format!(
            "{}{}",
            HEAD.replace("State", "State,Robot"),
            row("a", 0, "failed").replace("failed", "failed,r1")
        ),
    );
    world.extract();
    let before = world.sessions(&["session_id"]);
    world.read_as(&format!("{READING}machine_name = \"Robot\"\n"));
    let receipt = world.extract();
    assert_eq!(
        world.sessions(&["automation_id", "machine_name"]),
        ["a | r1"]
    );
    assert_ne!(world.sessions(&["session_id"]), before);
    assert_eq!(receipt.rows.withdrawn, 1);
}

#[test]
fn a_row_that_is_not_over_is_told_of() {
    let world = World::new(READING);
    world.put(
        "in/x.csv",
        format!(
            "{HEAD}a,2026-03-02T08:00:00Z,,running\n{}",
            row("b", 0, "failed")
        ),
    );
    let receipt = world.extract();
    assert!(
        receipt
            .notes
            .iter()
            .any(|note| note.starts_with("1 session that is not over has an id of its content")),
        "{:?}",
        receipt.notes
    );
}

#[test]
fn where_content_is_no_id_check_says_so() {
    let check = |reading: &str| World::new(reading).mistakes();
    assert_eq!(check(READING), "");
    assert!(check(&format!("{READING}deleted = \"Gone\"\n")).contains("deleted"));
    assert!(check(&READING.replace("\"csv\"", "\"delta\"")).contains("content"));
    assert!(check(&READING.replace("\"csv\"", "\"uipath\"")).contains("content"));
    // A column that is called so is named as columns are.
    let named = World::new(&READING.replace("\"content\"", "{ column = \"content\" }"));
    named.put(
        "in/x.csv",
        "content,Job,Start,End,State\nc1,a,2026-03-02T08:00:00Z,,running\n",
    );
    named.extract();
    assert_eq!(named.sessions(&["session_id"]), ["c1"]);
}
