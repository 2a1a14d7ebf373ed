//! `reckon meterings`: who works for whom, what works for nobody, and which meterings match
//! nothing.

use crate::workspace::{Estate, satellite};

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"Start\"\nended = \"End\"\noutcome = { constant = \"succeeded\" }\n";

const HEAD: &str = "satellite_id,automation_id,project_id,valid_from\n";

/// Invoices ran three times for 10 minutes each, Payroll once for 45, and A, which is metered, once
/// for 1.
fn of(columns: &str) -> Estate {
    let estate = Estate::of(&satellite("csv", columns));
    let row = |id: u32, job: &str, name: &str, day: u32, minutes: u32| {
        format!("{id},{job},2026-03-0{day}T08:00:00Z,2026-03-0{day}T08:{minutes:02}:00Z,{name}\n")
    };
    let rows = [
        row(1, "inv", "Invoice capture", 2, 10),
        row(2, "inv", "Invoice capture", 3, 10),
        row(3, "inv", "Invoice capture", 5, 10),
        row(4, "pay", "Payroll", 4, 45),
        row(5, "A", "Letters", 4, 1),
    ];
    estate.write(
        "in/a.csv",
        &("Id,Job,Start,End,Name\n".to_owned() + &rows.concat()),
    );
    let projects = "project_id,name,department_id,status\np,P,d,live\ninvoice-capture,Capture of invoices,d,live\n";
    estate.write("baselines/projects.csv", projects);
    estate
}

fn named() -> String {
    format!("{COLUMNS}automation_name = \"Name\"\n")
}

#[test]
fn what_works_for_nobody_comes_first_with_a_suggestion_and_a_row_to_paste() {
    let estate = of(&named());
    assert_eq!(estate.reckon(&["extract"]).0, 0);
    let (code, said) = estate.reckon(&["meterings", "--output", "csv"]);
    assert_eq!(code, 0, "{said}");
    let rows = "satellite,automation_id,name,sessions,items,minutes,first_day,last_day,project,suggestion\n\
                s,inv,Invoice capture,3,0,30,2026-03-02,2026-03-05,unmetered,invoice-capture\n\
                s,pay,Payroll,1,0,45,2026-03-04,2026-03-04,unmetered,\n\
                s,A,Letters,1,0,1,2026-03-04,2026-03-04,p,\n";
    assert_eq!(said, rows);
    let (_, said) = estate.reckon(&["meterings"]);
    let paste = format!(
        "2 rows for baselines/meterings.csv, to be looked at; one needs a project_id, which only people know:\n{HEAD}s,inv,invoice-capture,2026-03-02\ns,pay,,2026-03-04\n"
    );
    assert!(said.contains(&paste), "{said}");
    // Pasted as they are, with the project that only people know, they make an end of it.
    let (_, rows) = estate.reckon(&["meterings", "--rows"]);
    estate.write("baselines/meterings.csv", &rows.replace("pay,,", "pay,p,"));
    let (_, said) = estate.reckon(&["meterings", "--output", "csv"]);
    assert!(
        said.contains("2026-03-05,invoice-capture,\n")
            && said.contains("s,A,Letters,1,0,1,2026-03-04,2026-03-04,unmetered,\n"),
        "{said}"
    );
}

#[test]
fn a_lake_that_saw_nothing_says_so_and_is_not_made() {
    let estate = of(&named());
    let (code, said) = estate.reckon(&["meterings"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains(
            "the lake has seen nothing that ran: `reckon extract` reads the exports into it"
        ),
        "{said}"
    );
    assert!(!std::path::Path::new(&estate.file("lake")).exists());
    let (code, said) = estate.reckon(&["meterings", "--satellite", "nope"]);
    assert!(
        code == 2 && said.contains("there is no satellite `nope`: reckoner.toml names s"),
        "{said}"
    );
}

#[test]
fn a_metering_that_matches_nothing_is_told_with_what_may_be_meant() {
    let estate = of(&named());
    let rows = [
        (
            "a,p,2000-01-01",
            "s: a",
            "nothing that ran has this id: did you mean `A`?",
        ),
        (
            "Payroll,p,2000-01-01",
            "s: Payroll",
            "that is the name of `pay`: write its id",
        ),
        (
            "name~^Letter to,p,2000-01-01",
            "s: name~^Letter to",
            "no automation's name matches",
        ),
        (
            "inv,invoice-capture,2026-03-06",
            "s: inv",
            "valid_from, 2026-03-06, lies after the last day on which it ran, 2026-03-05",
        ),
        (
            "solution:x,p,2000-01-01",
            "s: solution:x",
            "nothing ran in this solution",
        ),
    ];
    let text: String = rows.iter().map(|(row, ..)| format!("s,{row}\n")).collect();
    estate.write("baselines/meterings.csv", &format!("{HEAD}{text}"));
    let said = estate.run();
    let one_line = "WARN 5 meterings match nothing: meterings.csv:2 (s: a): nothing that ran has this id: did you mean `A`?; meterings.csv:3";
    assert!(
        said.contains(one_line) && said.contains("; and 2 more; `reckon meterings` tells what ran"),
        "{said}"
    );
    let (_, told) = estate.reckon(&["meterings"]);
    for (line, (_, what, why)) in (2..).zip(rows) {
        assert!(
            told.contains(&format!("meterings.csv:{line} ({what}): {why}\n")),
            "{why}: {told}"
        );
    }
    // So does whoever checks, where there is a lake; and without one the check holds as ever.
    assert!(
        estate
            .reckon(&["check"])
            .1
            .contains("5 meterings match nothing: ")
    );
    std::fs::remove_dir_all(estate.file("lake")).unwrap();
    let (code, said) = estate.reckon(&["check"]);
    assert!(code == 0 && !said.contains("match nothing"), "{said}");
}

#[test]
fn a_pattern_of_names_needs_names() {
    let estate = of(COLUMNS);
    estate.write(
        "baselines/meterings.csv",
        &format!("{HEAD}s,name~^Invoice,p,2000-01-01\n"),
    );
    let said = estate.run();
    let why = "1 metering matches nothing: meterings.csv:2 (s: name~^Invoice): s tells no names: map automation_name in its columns, or write ids";
    assert!(said.contains(why), "{said}");
}

#[test]
fn what_is_planned_or_was_superseded_is_no_mistake() {
    let estate = of(&named());
    // Of A there are rows for the years before, for what ran, and for the year to come.
    let rows = "s,A,invoice-capture,2019-01-01,2019-12-31\ns,A,p,2020-01-01,2026-12-31\ns,A,invoice-capture,2027-01-01,\ns,name~^Pay,p,2000-01-01,\n";
    estate.write(
        "baselines/meterings.csv",
        &format!(
            "{}{rows}",
            HEAD.replace("valid_from", "valid_from,valid_to")
        ),
    );
    let said = estate.run();
    assert!(!said.contains("nothing: meterings.csv"), "{said}");
}

#[test]
fn who_only_calls_others_is_spoken_of_though_no_session_of_its_own_tells_of_it() {
    let estate = of(&format!(
        "{}parent_automation_id = \"Name\"\n",
        named().replace("automation_name = \"Name\"\n", "")
    ));
    // The export's last column, read as who called: `Letters` called A, and never ran itself.
    estate.write(
        "baselines/meterings.csv",
        &format!("{HEAD}s,Letters,p,2000-01-01\ns,letter,p,2000-01-01\n"),
    );
    let said = estate.run();
    assert!(
        said.contains("1 metering matches nothing: meterings.csv:3 (s: letter)"),
        "{said}"
    );
}

#[test]
fn what_does_not_count_is_listed_last_and_asks_for_no_row() {
    let estate = of(&named());
    let toml = std::fs::read_to_string(estate.file("reckoner.toml")).unwrap();
    estate.write(
        "reckoner.toml",
        &toml.replace("id = \"s\"", "id = \"s\"\nclass = \"uat\""),
    );
    estate.run();
    let (_, said) = estate.reckon(&["meterings", "--output", "csv"]);
    assert!(
        said.contains("s,inv,Invoice capture,3,0,30,2026-03-02,2026-03-05,not counted,\n"),
        "{said}"
    );
    assert_eq!(estate.reckon(&["meterings", "--rows"]).1, HEAD);
}
