//! Texts that mean nothing, rows without a text, and messages that say what is so.

use crate::workspace::{Estate, satellite};

const COLUMNS: &str = "[satellite.columns]
session_id = \"Id\"
automation_id = \"Job\"
started = \"Start\"
ended = \"End\"
outcome = { constant = \"succeeded\" }
";

/// A satellite whose source says what means nothing.
fn source(format: &str, nothing: &str) -> String {
    format!(
        "[[satellite]]\nid = \"s\"\nsource = {{ format = \"{format}\", url = \"in\", nothing = {nothing} }}\n"
    )
}

#[test]
fn what_an_export_writes_for_nothing_is_nothing() {
    let estate = Estate::of(&(source("csv", "[\"NULL\", \"-\", \"N/A\"]") + COLUMNS));
    // Without an end it is dated by its start; without an id it is refused.
    estate
        .write("in/a.csv", "Id,Job,Start,End\n1,A,2026-03-02T08:00:00Z,null\n2,A, - ,2026-03-02T08:00:00Z\nn/a,A,2026-03-02T08:00:00Z,\n");
    let said = estate.run();
    assert!(
        said.contains("3 rows read = 2 new + 0 replacing + 0 superseded + 1 rejected"),
        "{said}"
    );
    let estate = Estate::of(&(source("ndjson", "[\"NULL\"]") + COLUMNS));
    estate.write(
        "in/a.ndjson",
        "{\"Id\":1,\"Job\":\"A\",\"Start\":\"2026-03-02T08:00:00Z\",\"End\":\"NULL\"}\n",
    );
    assert!(estate.run().contains("1 row read = 1 new"));
    let items = "[satellite.items]\nitem_id = \"Id\"\nqueue_id = \"Job\"\nqueue_name = \"Start\"\nended = \"End\"\noutcome = { constant = \"succeeded\" }\n";
    let estate = Estate::of(&(source("csv", "[\"NULL\"]") + items));
    estate.write(
        "in/a.csv",
        "Id,Job,Start,End\n1,A,NULL,2026-03-02T08:00:00Z\nNULL,A,x,2026-03-02T08:00:00Z\n",
    );
    let said = estate.run();
    assert!(
        said.contains("2 rows read = 1 new + 0 replacing + 0 superseded + 1 rejected"),
        "{said}"
    );
    assert_eq!(estate.mart("item_scores")[0]["name"], "");
}

#[test]
fn only_texts_can_mean_nothing_and_a_vendors_are_known() {
    let mistakes = Estate::of(&(source("csv", "[\"NULL\", 7]") + COLUMNS)).mistakes();
    assert!(mistakes.contains("nothing"), "{mistakes}");
    let mistakes = Estate::of(&source("n8n", "[\"NULL\"]")).mistakes();
    assert!(
        mistakes.contains("the format knows how its vendor writes nothing"),
        "{mistakes}"
    );
}

#[test]
fn empty_rows_of_a_spreadsheet_are_nothing() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    let good = "1;A;2026-03-02T08:00:00Z;\n";
    // Twenty rejects and more would shut the gate; a row of blanks and one of quotes are as empty.
    estate.write(
        "in/a.csv",
        &format!(
            "Id;Job;Start;End\n{good}{} ; ;;\n\"\";;;\n;;\n",
            ";;;\r\n".repeat(25)
        ),
    );
    let said = estate.run();
    assert!(
        said.contains("1 row read = 1 new + 0 replacing + 0 superseded + 0 rejected"),
        "{said}"
    );
    assert!(said.contains("28 blank lines"), "{said}");
}

#[test]
fn a_column_that_every_row_needs_is_not_said_to_be_read_as_empty() {
    let columns = "[satellite.columns]\nsession_id = \"JobNo\"\nautomation_id = \"JobName\"\nautomation_name = \"JobName\"\nstarted = \"Start date\"\n\
                   outcome = \"Status\"\nowner = \"Who\"\n";
    let estate = Estate::of(&satellite("csv", columns));
    estate.write("in/a.csv", "Id,Start date\n1,2026-03-02T08:00:00Z\n");
    let said = estate.run();
    assert!(
        said.contains("configured columns that are not there, read as empty: Who\n"),
        "{said}"
    );
    let (_, rejects) = estate.reckon(&["rejects", "--output", "csv"]);
    assert!(
        rejects
            .contains("the header has no column JobNo, JobName or Status; it has: Id, Start date"),
        "{rejects}"
    );
    // Nobody wrote a column for the end, so it is not asked for.
    estate.write("in/a.csv", "JobNo,JobName,Status\n1,A,succeeded\n");
    estate.run();
    let (_, rejects) = estate.reckon(&["rejects", "--output", "csv"]);
    assert!(
        rejects.contains("the header has no column Start date; it has: JobNo, JobName, Status"),
        "{rejects}"
    );
}

#[test]
fn a_row_that_is_too_short_is_not_told_to_quote_a_delimiter() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    estate.write(
        "in/a.csv",
        "Id,Job,Start,End\n1,A\n1,A,2026-03-02T08:00:00Z,,x\n",
    );
    estate.run();
    let (_, rejects) = estate.reckon(&["rejects", "--output", "csv"]);
    let of = |code: &str| {
        rejects
            .lines()
            .find(|line| line.contains(code))
            .unwrap()
            .to_owned()
    };
    assert!(
        !of("short_row").contains("hold the delimiter")
            && of("short_row").contains("2 fields where the header has 4"),
        "{rejects}"
    );
    assert!(
        of("long_row").contains("quote fields that hold the delimiter"),
        "{rejects}"
    );
}
