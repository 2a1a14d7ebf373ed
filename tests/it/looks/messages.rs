//! What is said is true, says what to do, and is not said again and again.

use crate::workspace::{Estate, satellite};

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"Start\"\noutcome = { constant = \"succeeded\" }";

fn of(rows: &str) -> Estate {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    estate.write("in/a.csv", &format!("Id,Job,Start\n{rows}"));
    estate
}

#[test]
fn a_small_delivery_of_which_nothing_is_left_says_why_and_where_to_look() {
    let estate = of("1,A,x\n2,A,y\n");
    let (code, said) = estate.reckon(&["run", "all"]);
    assert_eq!(code, 0, "two rows never shut the gate: {said}");
    let why = "WARN s: all 2 rows were refused, the first in a.csv:2 (bad_time in Start): `x` is not a time";
    assert!(
        said.contains(why) && said.contains("`reckon rejects --satellite s` shows them"),
        "{said}"
    );
    // One good row, and the receipt's count is enough.
    estate.write(
        "in/a.csv",
        "Id,Job,Start\n1,A,x\n2,A,2026-03-02T08:00:00Z\n",
    );
    assert!(!estate.run().contains("refused, the first"));
}

#[test]
fn columns_that_nobody_asked_for_are_told_of_once() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    let day = |day: u32, extra: &str, cell: &str| {
        estate.write(
            &format!("in/a-2026-03-0{day}.csv"),
            &format!("Id,Job,Start{extra}\n{day},A,2026-03-0{day}T08:00:00Z{cell}\n"),
        );
        estate.run()
    };
    assert!(day(1, ",Cost Centre", ",7").contains("WARN s: ignored columns: Cost Centre"));
    assert!(
        !day(2, ",Cost Centre", ",7").contains("ignored columns"),
        "the same as yesterday"
    );
    let said = day(3, ",Cost Centre,Owner", ",7,me");
    assert!(
        said.contains("ignored columns: Owner\n"),
        "only what is new: {said}"
    );
    // Read in another way, who asks for what is another question.
    let other = estate.reckon(&["check"]).1;
    assert!(other.contains("no mistakes"), "{other}");
    let toml = std::fs::read_to_string(estate.file("reckoner.toml")).unwrap();
    estate.write("reckoner.toml", &format!("{toml}owner = \"Owner\"\n"));
    let said = estate.run();
    assert!(said.contains("ignored columns: Cost Centre\n"), "{said}");
}

#[test]
fn what_a_format_is_made_for_is_no_warning() {
    let estate = Estate::of(&satellite("event-log", ""));
    estate.write(
        "in/log.csv",
        "case,activity,start,end\n1,Book,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z\n",
    );
    let said = estate.run();
    assert!(
        said.contains("INFO s: 1 event, of which cases were made"),
        "{said}"
    );
    assert!(!said.contains("WARN s: 1 event"), "{said}");
}

#[test]
fn a_folder_that_never_told_anything_is_not_only_nothing_new() {
    let estate = Estate::of(&satellite("uipath", ""));
    estate.write(
        "in/q.json",
        "{\"@odata.context\":\"https://x/odata/$metadata#Queues/$entity\",\"Id\":1,\"Name\":\"q\"}",
    );
    let said = estate.run();
    assert!(
        said.contains("tables that this version does not read: Queues"),
        "it names its table: {said}"
    );
    assert!(!said.contains("keep the page's"), "{said}");
    let said = estate.run();
    assert!(
        said.contains("s: nothing new")
            && said.contains("none of its exports ever told a row that is read"),
        "{said}"
    );
}

#[test]
fn after_a_refused_delivery_the_status_tells_of_it() {
    let bad: String = (0..30).map(|id| format!("b{id},A,soon\n")).collect();
    let estate = of("1,A,2026-03-31T08:00:00Z\n");
    estate.run();
    estate.write("in/b.csv", &format!("Id,Job,Start\n{bad}"));
    assert_eq!(estate.reckon(&["run", "all"]).0, 3);
    let (_, status) = estate.reckon(&["status", "--output", "csv"]);
    assert!(
        status.contains("s,prod,refused,2026-03-31 08:00 UTC,1,1,1,30,"),
        "{status}"
    );
    // Mended, it is forgotten.
    estate.write("in/b.csv", "Id,Job,Start\n2,A,2026-04-01T08:00:00Z\n");
    estate.run();
    let (_, status) = estate.reckon(&["status", "--output", "csv"]);
    assert!(
        status.contains("s,prod,fresh,2026-04-01 08:00 UTC,2,2,2,0,"),
        "{status}"
    );
}

#[test]
fn a_secret_is_struck_out_whatever_its_length_and_a_path_is_none() {
    let estate = Estate::of(
        "[[satellite]]\nid = \"s\"\nsource = { format = \"csv\", url = \"in/password-resets/*.csv\" }\nsecrets = { client_secret = \"hunter2 and more\", nope = \"env:A\" }\nbroken =\n",
    );
    let said = estate.mistakes();
    assert!(
        said.contains("not TOML") && !said.contains("hunter2"),
        "{said}"
    );
    let toml = std::fs::read_to_string(estate.file("reckoner.toml")).unwrap();
    estate.write(
        "reckoner.toml",
        &toml
            .replace("broken =\n", "")
            .replace("url =", "nope = 1, url ="),
    );
    let said = estate.mistakes();
    assert!(
        said.contains("client_secret = \"******\", nope")
            && said.contains("url = \"in/password-resets/*.csv\""),
        "{said}"
    );
}

#[test]
fn columns_that_are_not_there_are_named_once_with_all_that_are_and_nothing_is_read_as_empty() {
    let columns = "[satellite.columns]\nsession_id = \"JobName\"\nautomation_id = \"JobName\"\nstarted = \"Start date\"\noutcome = \"Status\"";
    let estate = Estate::of(&satellite("csv", columns));
    let headers: Vec<String> = (10..60).map(|n| format!("Column number {n}")).collect();
    estate.write(
        "in/a.csv",
        &format!("{}\n{}\n", headers.join(","), "x,".repeat(49) + "x"),
    );
    let said = estate.run();
    assert!(
        said.contains(
            "the header has no column JobName, Status or Start date; it has: Column number 10, "
        ),
        "{said}"
    );
    assert!(
        !said.contains("read as empty") && !said.contains("ended"),
        "{said}"
    );
    // Fifty names of 16 characters and what stands between them are 898 characters: all of them,
    // and the remedy behind.
    assert!(
        said.contains("Column number 59. Name theirs in [satellite.columns], or mend the export"),
        "{said}"
    );
}

#[test]
fn rows_of_items_are_called_rows_and_a_row_that_is_too_short_is_not_told_to_quote() {
    let items = "[satellite.items]\nitem_id = \"Id\"\nqueue_id = \"Q\"\ncreated = \"At\"\noutcome = { constant = \"queued\" }\n";
    let estate = Estate::of(&satellite("csv", items));
    estate.write(
        "in/a.csv",
        "Id,Q,At\n1,q,2026-03-02T08:00:00Z\n1,q,2026-03-02T08:00:00Z\n2\n",
    );
    let said = estate.run();
    assert!(
        said.contains("2 rows of items on which no work began, placed by when they were created"),
        "one item: {said}"
    );
    let (_, refused) = estate.reckon(&["rejects"]);
    assert!(
        refused.contains("1 field where the header has 3: a line may have been cut off")
            && !refused.contains("hold the delimiter"),
        "{refused}"
    );
}

#[test]
fn a_mistake_in_what_is_asked_is_the_askers() {
    let estate = of("1,A,2026-03-02T08:00:00Z\n");
    let (code, said) = estate.reckon(&["run", "all", "--satellite", "nope"]);
    assert!(
        code == 2
            && said.contains("--satellite nope: there is no such satellite, reckoner.toml names s"),
        "{said}"
    );
    assert!(!said.contains("job `all`"), "{said}");
    let (code, said) = estate.reckon(&["run", "all", "--window", "2026-03-31..2026-03-01"]);
    assert!(
        code == 2 && said.contains("is reversed") && said.contains("write 2026-03-01..2026-03-31"),
        "{said}"
    );
}
