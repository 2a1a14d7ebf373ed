//! What one reader gets: nothing that lies outside their scope moves a byte of it, or is named in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn reckon(workspace: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("reckon").expect("the binary");
    command.arg("-q").arg("-C").arg(workspace).args(args);
    command.args(["--now", "2026-04-02T08:00:00Z"]);
    command
}

/// Projects, departments, goals and automations of the sample that are not Finance's.
const OTHERS: [&str; 6] = [
    "payroll-checks",
    "onboarding",
    "claims-intake",
    "order-status",
    "vendor-master-data",
    "fax-sorting",
];
const FINANCE: [&str; 2] = ["flow-inv-01", "flow-vat-04"];

/// The sample estate, in which everything that is not Finance's has a canary's name. Shared cost
/// is taken out: what a project carries of it depends on what else ran, and is the project's own.
fn estate(turned: bool) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    reckon(
        folder.path(),
        &["demo", folder.path().to_str().expect("UTF-8")],
    )
    .assert()
    .success();
    fs::remove_dir_all(folder.path().join("lake")).expect("a lake");
    fs::remove_dir_all(folder.path().join("out")).expect("pages");
    let edit = |file: &str, line: &dyn Fn(&str) -> Option<String>| {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).expect(file);
        let lines: Vec<String> = text.lines().filter_map(line).collect();
        fs::write(&path, lines.join("\n") + "\n").expect(file);
    };
    let is_others = |text: &str| OTHERS.iter().any(|id| text.contains(id));
    edit("baselines/projects.csv", &|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        let name = format!("Canary {} {}", cells[1], u8::from(turned));
        if is_others(line) {
            cells[1] = &name;
            cells[9 - 1] = "Canary owner";
        }
        Some(cells.join(","))
    });
    edit("baselines/departments.csv", &|line| {
        let own = line.starts_with("finance") || line.starts_with("department_id");
        let canary = if turned { ",Canary A " } else { ",Canary B " };
        Some(if own {
            line.to_owned()
        } else {
            line.replacen(',', canary, 1)
        })
    });
    edit("baselines/costs.csv", &|line| match line.starts_with('*') {
        true => None,
        false if turned && is_others(line) => Some(line.replace(",500,", ",9500,")),
        false => Some(line.to_owned()),
    });
    for (file, from, to) in [
        ("benefits.csv", ",600,", ",1234,"),
        ("baselines.csv", ",2024-06-15,", ",2026-01-15,"),
        ("objectives.csv", ",0.95,", ",0.5,"),
        ("goals.csv", ",474.5,", ",9,"),
    ] {
        edit(&format!("baselines/{file}"), &|line| {
            let turns = turned && (is_others(line) || file == "goals.csv");
            Some(if turns {
                line.replace(from, to)
            } else {
                line.to_owned()
            })
        });
    }
    edit("reckoner.toml", &|line| {
        let is_named = line.contains("DACH legacy scheduler") || line.contains("Acceptance tests");
        Some(if is_named {
            "name = \"Canary environment\"".to_owned()
        } else {
            line.to_owned()
        })
    });
    for month in ["2026-01", "2026-02", "2026-03"] {
        let file = format!("satellites/emea-prod/flowsession-{month}.csv");
        edit(&file, &|line| {
            let own = FINANCE.iter().any(|id| line.contains(id));
            let line = match own {
                true => line.to_owned(),
                false => line.replace("CLM-17", "Canary error"),
            };
            Some(match turned && !own {
                true => line.replace(",succeeded,", ",failed,"),
                false => line,
            })
        });
    }
    reckon(folder.path(), &["run", "demo"]).assert().success();
    folder
}

/// Every file of the reader's folder by its path below it.
fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(place) = left.pop() {
        for entry in fs::read_dir(&place).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let below = path
                .strip_prefix(folder)
                .expect("it is below")
                .display()
                .to_string();
            found.insert(below, fs::read(&path).expect("a file"));
        }
    }
    found
}

fn of_reader(workspace: &Path, email: &str) -> BTreeMap<String, Vec<u8>> {
    reckon(workspace, &["report", "demo", "--as", email])
        .assert()
        .success();
    let place = workspace.join("out/readers/demo/2026-03-01..2026-03-31");
    let mut sets = fs::read_dir(&place).expect("sets");
    let set = sets.next().expect("one set").expect("an entry").path();
    let mut files = read(&set);
    // It says which publication it was made from, to whoever keeps the folder.
    files.remove("reports.json").expect("an index");
    files
}

#[test]
fn what_lies_outside_a_scope_moves_no_byte_and_is_named_nowhere() {
    let (one, other) = (estate(false), estate(true));
    let everybody = |folder: &TempDir| read(&folder.path().join("out/reports/demo/latest"));
    assert_ne!(
        everybody(&one)["executive.html"],
        everybody(&other)["executive.html"]
    );
    let (a, b) = (
        of_reader(one.path(), "finance@northlight.example"),
        of_reader(other.path(), "finance@northlight.example"),
    );
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&a), names(&b));
    assert!(a.contains_key("projects/invoice-capture.html"));
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{name} is another");
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let foreign = [
            "canary",
            "payroll",
            "onboarding",
            "claims",
            "vendor-master",
            "fax",
        ];
        for word in foreign {
            assert!(!text.contains(word), "{name} names {word}");
        }
    }
    let page = String::from_utf8_lossy(&a["executive.html"]).into_owned();
    assert!(page.contains("Invoice capture") && page.contains("Finance"));
}

#[test]
fn who_is_not_there_or_may_see_nothing_gets_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    reckon(
        folder.path(),
        &["demo", folder.path().to_str().expect("UTF-8")],
    )
    .assert()
    .success();
    let refused = |email: &str, said: &str| {
        let output = reckon(folder.path(), &["report", "demo", "--as", email])
            .assert()
            .code(2);
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(told.contains(said), "{told}");
    };
    refused(
        "nobody@northlight.example",
        "there is nobody `nobody@northlight.example`",
    );
    let people = folder.path().join("baselines/people.csv");
    let mut text = fs::read_to_string(&people).expect("people");
    text += "apac@northlight.example,owner,region:APAC,Head of APAC,\n";
    fs::write(&people, text).expect("people");
    refused(
        "apac@northlight.example",
        "people.csv:7: the scope region:APAC holds no project on 2026-03-31",
    );
    assert!(!folder.path().join("out/readers").exists());
}

#[test]
fn two_scopes_of_one_person_are_shown_together() {
    let folder = tempfile::tempdir().expect("a folder");
    reckon(
        folder.path(),
        &["demo", folder.path().to_str().expect("UTF-8")],
    )
    .assert()
    .success();
    let files = of_reader(folder.path(), "people@northlight.example");
    let projects: Vec<&str> = files
        .keys()
        .filter_map(|name| name.strip_prefix("projects/"))
        .collect();
    let expected = [
        "onboarding.html",
        "order-status.html",
        "payroll-checks.html",
    ];
    assert_eq!(projects, expected);
}

#[test]
fn a_reader_with_a_language_is_written_to_in_it_and_one_can_be_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    reckon(
        folder.path(),
        &["demo", folder.path().to_str().expect("UTF-8")],
    )
    .assert()
    .success();
    // claims-intake in March: 1,438.997671, as the sample's README works it out.
    let german = of_reader(folder.path(), "claims@northlight.example");
    let page = String::from_utf8_lossy(&german["executive.html"]).into_owned();
    assert!(page.contains("<html lang=\"de\">"), "{page}");
    assert!(page.contains("Nettonutzen") && page.contains("1.439"));
    let marts = folder.path().join("out/marts/demo");
    let marts = || fs::read_dir(&marts).expect("marts").count();
    let before = marts();
    reckon(folder.path(), &["report", "demo", "--language", "de"])
        .assert()
        .success();
    let pages = folder
        .path()
        .join("out/reports/demo/2026-03-01..2026-03-31");
    let read = |name: &str| fs::read_to_string(pages.join(name)).expect(name);
    assert!(read("executive.html").contains("<html lang=\"de\">"));
    // What programs read stays as it is: names of columns, and the point.
    assert!(read("executive.csv").contains("totals,window,März 2026,net,"));
    assert_eq!(marts(), before);
    reckon(folder.path(), &["report", "demo"])
        .assert()
        .success();
    assert!(read("executive.html").contains("<html lang=\"en\">"));
}
