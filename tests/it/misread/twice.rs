//! One object that two satellites read is counted twice.

use crate::workspace::Estate;

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"T\"\noutcome = { constant = \"succeeded\" }\n";

fn two(first: (&str, &str), second: (&str, &str)) -> String {
    let satellite = |id: &str, (url, more): (&str, &str)| {
        format!(
            "[[satellite]]\nid = \"{id}\"\nsource = {{ format = \"csv\", url = \"{url}\" }}\n{more}\n"
        )
    };
    satellite("s", first) + &satellite("t", second)
}

#[test]
fn two_satellites_whose_patterns_name_the_same_objects_are_refused() {
    for (first, second) in [
        ("in", "in"),
        ("in/", "./in"),
        ("in/*.csv", "in"),
        ("in/a.csv", "in/*.csv"),
        ("in/a.csv", "in"),
        ("in/**/*.csv", "in/deep/a.csv"),
    ] {
        let mistakes = Estate::of(&two((first, COLUMNS), (second, COLUMNS))).mistakes();
        assert!(
            mistakes.contains("s and t read the same exports"),
            "{first} {second}: {mistakes}"
        );
    }
}

#[test]
fn what_is_told_apart_by_name_by_kind_or_by_condition_is_meant() {
    let items = "[satellite.items]\nitem_id = \"Id\"\nqueue_id = \"Job\"\nended = \"T\"\noutcome = { constant = \"succeeded\" }\n";
    let only = |word: &str| format!("{COLUMNS}[satellite.only]\nEnv = [\"{word}\"]\n");
    let others = format!("{COLUMNS}[satellite.drop]\nEnv = [\"prod\", \"lab\"]\n");
    for (first, second) in [
        (("in/a.csv", COLUMNS), ("in/b.csv", COLUMNS)),
        (("in/a-*.csv", COLUMNS), ("in/b-*.csv", COLUMNS)),
        (("in", COLUMNS), ("in/deep", COLUMNS)),
        (("in", COLUMNS), ("in", items)),
        (("in", &only("PROD")), ("in", &only("test"))),
        (("in", &only("PROD")), ("in", &others)),
    ] {
        let (code, said) = Estate::of(&two(first, second)).reckon(&["check"]);
        assert_eq!(code, 0, "{first:?} {second:?}: {said}");
    }
}

#[test]
fn what_only_the_run_sees_is_a_gap() {
    let estate = Estate::of(&two(("in/*-a.csv", COLUMNS), ("in/x-*.csv", COLUMNS)));
    let row = "Id,Job,T\n1,A,2026-03-02T08:00:00Z\n";
    estate.write("in/x-a.csv", row).write("in/x-b.csv", row);
    estate.run();
    assert!(
        estate
            .page()
            .contains("1 export is also read by t: in/x-a.csv"),
        "{}",
        estate.page()
    );
    assert_eq!(estate.reckon(&["run", "all", "--strict"]).0, 1);
    // Another way of writing the same place is the same place, and the page tells no machine's
    // paths.
    let place = estate.file("in/x-*.csv");
    let text = std::fs::read_to_string(estate.file("reckoner.toml")).unwrap();
    estate.write("reckoner.toml", &text.replace("in/x-*.csv", &place));
    estate.run();
    assert!(
        estate
            .page()
            .contains("1 export is also read by t: in/x-a.csv"),
        "{}",
        estate.page()
    );
}
