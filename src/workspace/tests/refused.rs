//! What is told of a workspace that must be refused, as a whole.

use super::*;

#[test]
fn what_is_missing_or_unreadable_is_told_with_the_way_out() {
    let empty = tempfile::tempdir().expect("a folder");
    let all = told(&load(empty.path()).expect_err("nothing there"));
    assert_eq!(all.len(), 1);
    assert!(
        all[0].contains("reckoner.toml not found, so this folder is not a workspace")
            && all[0].contains("reckon init DIR"),
        "{all:?}"
    );

    let folder = write(&[]);
    fs::remove_file(folder.path().join("baselines/projects.csv")).expect("it was there");
    let all = told(&load(folder.path()).expect_err("no projects"));
    assert!(
        all[0].starts_with("baselines/projects.csv not found")
            && all[0].contains("project_id,name,department_id,status"),
        "{all:?}"
    );

    for (file, bytes, expected) in [
        (
            "baselines/cost.csv",
            &b"a\n"[..],
            "baselines/cost.csv no file of master data has this name: nothing would read it | did you mean `costs.csv`?",
        ),
        (
            "baselines/costs.csv",
            b"\xff\xfea\0",
            "baselines/costs.csv it is written in UTF-16 | save it as UTF-8",
        ),
        (
            "baselines/people.csv",
            b"email,role,scope\na@b.example,owner,region:M\xfcnchen\n",
            "baselines/people.csv:2:27 this character is not UTF-8",
        ),
        (
            "jobs/my job.toml",
            JOB.as_bytes(),
            "jobs/my job.toml a job is called as its file: `my job` is not an id",
        ),
    ] {
        let all = told(&load(write(&[(file, bytes)]).path()).expect_err(file));
        assert_eq!(all.len(), 1, "{all:#?}");
        assert!(all[0].starts_with(expected), "{}", all[0]);
    }
}

#[test]
fn twelve_mistakes_in_five_files_are_told_at_once() {
    let toml = format!(
        "{}[paths]\nlaek = \"x\"\n",
        TOML.replace("timezone", "timezoen")
            .replace("\"USD\"", "\"$\"")
    );
    let Err(mistakes) = read(&[
        (FILE, &toml),
        (
            "jobs/weekly.toml",
            "window = \"last-wek\"\nsteps = [\"extrakt\"]\n",
        ),
        (
            "baselines/baselines.csv",
            &format!("{BASELINES}\ninvoice,2026-1-1,x,-1,USD\n"),
        ),
        (
            "baselines/costs.csv",
            &format!("{COSTS}\n*,build,10,USD,once,2026-01-01,2026-01-02,3\n"),
        ),
        (
            "baselines/meterings.csv",
            &format!("{METERINGS}\nemea,name~(,invoices,2026-01-01,2,\n"),
        ),
    ]) else {
        panic!("should be refused")
    };
    let places: Vec<String> = mistakes.0.iter().map(Mistake::place).collect();
    assert_eq!(
        places,
        [
            "reckoner.toml:3:12",
            "reckoner.toml:4:1",
            "reckoner.toml:10:1",
            "baselines/baselines.csv:2:1",
            "baselines/baselines.csv:2:9",
            "baselines/baselines.csv:2:18",
            "baselines/baselines.csv:2:20",
            "baselines/costs.csv:2:32",
            "baselines/meterings.csv:2:6",
            "baselines/meterings.csv:2:33",
            "jobs/weekly.toml:1:10",
            "jobs/weekly.toml:2:10",
        ]
    );
    assert!(
        mistakes
            .to_string()
            .ends_with("12 mistakes in 5 files. Nothing was read or written.\n")
    );
}

#[test]
fn a_mistake_is_shown_with_its_line_underlined_and_the_right_form() {
    let rows = "emea,f1,claims,2026-01-01,0.6,\r\nemea,f2,claims,31/02/2026,,\r\nemea,f1,invoices,2026-03-01,0.5,\r\n";
    let Err(mistakes) = read(&[
        (
            "baselines/meterings.csv",
            &format!("\u{feff}{METERINGS}\r\n{rows}"),
        ),
        ("baselines/people.csv", ""),
        ("baselines/cost.csv", ""),
    ]) else {
        panic!("should be refused")
    };
    let expected = "
  × baselines/cost.csv: no file of master data has this name: nothing would
  │ read it
  help: did you mean `costs.csv`?

  × valid_from: `31/02/2026` is not a date
   ╭─[baselines/meterings.csv:3:16]
 3 │ emea,f2,claims,31/02/2026,,
   ·                ──────────
   ╰────
  help: write it as YYYY-MM-DD, such as 2026-03-31

  × the shares of f1 in emea add up to 1.1 on 2026-03-01 (lines 2, 4)
   ╭─[baselines/meterings.csv:2:27]
 2 │ emea,f1,claims,2026-01-01,0.6,
   ·                           ─┬─
   ·                            ╰── 0.6 from 2026-01-01
   ╰────
   ╭─[baselines/meterings.csv:4:29]
 4 │ emea,f1,invoices,2026-03-01,0.5,
   ·                             ─┬─
   ·                              ╰── 0.5 from 2026-03-01
   ╰────
  help: an automation that moved: write valid_to 2026-02-28 on line 2; one
        that serves several projects: shares of at most 1 together

  × people.csv lacks the required columns email, role, scope
   ╭─[baselines/people.csv:1:1]
   ╰────
  help: the first row names the columns, and these are required:
        email,role,scope

4 mistakes in 3 files. Nothing was read or written.
";
    assert_eq!(format!("\n{}", mistakes.render(false, 80)), expected);
}

#[test]
fn one_mistake_does_not_become_ten() {
    // The project's status is wrong, but the project exists; the satellite's class is wrong, but
    // the satellite exists.
    let Err(mistakes) = read(&[
        (FILE, &format!("{TOML}class = \"x\"\n")),
        (
            "baselines/projects.csv",
            "project_id,name,department_id,status\nclaims,Claims,finance,lively\n",
        ),
        (
            "baselines/meterings.csv",
            &format!("{METERINGS}\nemea,f1,claims,2026-01-01,1,\nemae,f1,claims,2026-01-01,1,\n"),
        ),
        (
            "jobs/weekly.toml",
            &format!("{JOB}satellites = [\"emea\"]\n"),
        ),
    ]) else {
        panic!("should be refused")
    };
    let places: Vec<String> = mistakes.0.iter().map(Mistake::place).collect();
    assert_eq!(
        places,
        [
            "reckoner.toml:9:9",
            "baselines/meterings.csv:3:1",
            "baselines/projects.csv:2:23"
        ]
    );

    // What follows an open quote is not known, so nothing is said to be missing there.
    let torn = "project_id,name,department_id,status\nclaims,\"Claims,finance,live\n";
    let Err(mistakes) = read(&[
        ("baselines/projects.csv", torn),
        (
            "baselines/meterings.csv",
            &format!("{METERINGS}\nemea,f1,claims,2026-01-01,1,\n"),
        ),
    ]) else {
        panic!("should be refused")
    };
    assert_eq!(
        mistakes.0.iter().map(Mistake::place).collect::<Vec<_>>(),
        ["baselines/projects.csv:2:8"]
    );
}
