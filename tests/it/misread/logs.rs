//! Event logs: activities that are told by their start and by their end, and cases that lie in
//! several exports.

use crate::workspace::{Estate, satellite};

const HEAD: &str = "case:concept:name,concept:name,lifecycle:transition,time:timestamp\n";

fn at(day: u8, time: &str) -> String {
    format!("2026-03-{day:02}T{time}:00Z")
}

/// A case of two activities, each told when it started and when it was complete.
fn case(id: &str, day: u8) -> String {
    [
        ("Check", "start", "08:00"),
        ("Check", "complete", "08:10"),
        ("Pay", "start", "08:05"),
        ("Pay", "complete", "08:25"),
    ]
    .map(|(activity, transition, time)| format!("{id},{activity},{transition},{}\n", at(day, time)))
    .concat()
}

fn items(estate: &Estate) -> (String, String) {
    let row = &estate.mart("item_scores")[0];
    (row["items"].clone(), row["work_ms"].clone())
}

#[test]
fn the_start_and_the_end_of_an_activity_are_one_event() {
    let estate = Estate::of(&satellite("event-log", ""));
    // In any order, in any case of letters; what was scheduled did not happen yet.
    let rows = case("1", 2)
        + &case("2", 3).replace("complete", "COMPLETE")
        + &format!("2,Pay,schedule,{}\n", at(3, "07:00"));
    let mut lines: Vec<&str> = rows.lines().collect();
    lines.reverse();
    estate.write("in/log.csv", &(HEAD.to_owned() + &lines.join("\n")));
    let said = estate.run();
    // 10 + 20 minutes in each of two cases: 2 × 30 × 60,000 ms.
    assert_eq!(items(&estate), ("2".into(), "3600000".into()));
    assert!(
        said.contains("9 events, of which cases were made"),
        "{said}"
    );
    let (code, suggested) = estate.reckon(&["suggest-baseline", &estate.file("in/log.csv")]);
    assert_eq!(code, 0, "{suggested}");
    // Nobody is named, so what overlaps counts once: 08:00 to 08:25 are 25 minutes.
    assert!(
        suggested.contains("mean 25") && suggested.contains("rework: 0 of 2 cases"),
        "{suggested}"
    );
}

#[test]
fn an_activity_that_was_suspended_took_less_and_one_that_started_again_is_rework() {
    let estate = Estate::of(&satellite("event-log", ""));
    let row = |activity: &str, transition: &str, time: &str| {
        format!("1,{activity},{transition},{}\n", at(2, time))
    };
    let log = [
        row("Check", "start", "08:00"),
        row("Check", "suspend", "08:10"),
        row("Check", "resume", "09:00"),
        row("Check", "complete", "09:05"),
        row("Check", "start", "10:00"),
        row("Check", "complete", "10:01"),
    ];
    estate.write("in/log.csv", &(HEAD.to_owned() + &log.concat()));
    estate.run();
    // 10 + 5 + 1 minutes.
    assert_eq!(items(&estate), ("1".into(), "960000".into()));
    assert_eq!(estate.attempts(), [2]);
    // Without a word of its life cycle a row is an event as it stands; and one that only began is
    // not over.
    let estate = Estate::of(&satellite("event-log", ""));
    estate.write(
        "in/log.csv",
        &format!(
            "{HEAD}1,Check,,{}\n1,Pay,start,{}\n",
            at(2, "08:00"),
            at(2, "09:00")
        ),
    );
    estate.run();
    assert_eq!(
        (
            estate.mart("item_scores")[0]["open"].as_str(),
            estate.attempts()
        ),
        ("1", vec![1])
    );
}

#[test]
fn cases_that_lie_in_several_exports_are_told() {
    let estate = Estate::of(&satellite("event-log", ""));
    estate.write(
        "in/2026-02.csv",
        &(HEAD.to_owned() + &case("1", 2) + &case("2", 2)),
    );
    estate.run();
    assert!(!estate.page().contains("more than one export"));
    // A month later the second case goes on, and the third is whole.
    estate.write(
        "in/2026-03.csv",
        &(HEAD.to_owned() + &case("2", 5) + &case("3", 5)),
    );
    let said = estate.run();
    assert!(
        said.contains("1 case lies in more than one export"),
        "{said}"
    );
    assert!(
        estate
            .page()
            .contains("s: 1 case of its event logs lies in more than one export"),
        "{}",
        estate.page()
    );
    // An export that has all cases whole tells of none otherwise.
    estate.write(
        "in/2026-04.csv",
        &(HEAD.to_owned() + &case("3", 5) + &case("4", 6)),
    );
    let said = estate.run();
    assert!(!said.contains("more than one export"), "{said}");
    // Read again, all at once, it is the same one.
    let (code, said) = estate.reckon(&["run", "all", "--full"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        estate
            .page()
            .contains("s: 1 case of its event logs lies in more than one export"),
        "{}",
        estate.page()
    );
}
