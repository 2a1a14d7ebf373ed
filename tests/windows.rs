//! Windows as an operator meets them: what is known of their days, to which day amounts count, what `latest` shows, and what is
//! refused. Held from outside, through the program that cargo built.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

/// A workspace of one satellite and one project, in a folder of its own.
struct Estate {
    folder: tempfile::TempDir,
}

/// Unless a test says otherwise: a Thursday on which March is over.
const NOW: &str = "2026-04-02T06:00:00Z";

impl Estate {
    /// One session at 17:00 UTC on each of these days; it works for project p: 6 minutes at 60.00 an hour, 6.00 a session.
    fn new(days: &[&str]) -> Self {
        let estate = Self { folder: tempfile::tempdir().unwrap() };
        estate.write(
            "reckoner.toml",
            "[estate]\nname = \"N\"\ncurrency = \"USD\"\n\n[[satellite]]\nid = \"s\"\nname = \"Sales\"\nsource = { format = \"csv\", url = \"in\" }\n",
        );
        estate.job("all", "2026-03");
        estate.write("baselines/projects.csv", "project_id,name,department_id,status\np,P,d,live\n");
        estate.write("baselines/baselines.csv", "project_id,valid_from,minutes_per_unit,hourly_rate,currency\np,2000-01-01,6,60,USD\n");
        estate.write("baselines/meterings.csv", "satellite_id,automation_id,project_id,valid_from\ns,A,p,2000-01-01\n");
        estate.tell("a", days);
        estate
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn job(&self, name: &str, window: &str) {
        let text = format!(
            "window = \"{window}\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\n"
        );
        self.write(&format!("jobs/{name}.toml"), &text);
    }

    /// An export with a session on each of these days.
    fn tell(&self, name: &str, days: &[&str]) {
        let row = |day: &&str| format!("{name}-{day},A,{day}T17:00:00Z,{day}T17:00:00Z,succeeded\n");
        let rows: String = days.iter().map(row).collect();
        self.write(&format!("in/{name}.csv"), &format!("session_id,automation_id,started,ended,outcome\n{rows}"));
    }

    fn reckon(&self, now: &str, args: &[&str]) -> Output {
        let mut command = std::process::Command::new(program());
        command.args(["--no-progress", "--now", now, "-C"]).arg(self.root()).args(args);
        command.output().expect("the program that cargo built can be started")
    }

    /// A run of `all` over a window that must end well.
    fn run(&self, now: &str, window: &str) {
        ended(&self.reckon(now, &["run", "all", "--window", window]), 0);
    }

    fn read(&self, path: &str) -> String {
        let place = self.root().join("out").join(path);
        fs::read_to_string(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()))
    }

    /// A cell of the only row of a mart.
    fn cell(&self, mart: &str, column: &str) -> String {
        let text = self.read(&format!("marts/{mart}.csv"));
        let mut lines = text.lines();
        let place = lines.next().unwrap().split(',').position(|name| name == column).unwrap_or_else(|| panic!("{mart}: no {column}"));
        lines.next().unwrap_or_else(|| panic!("{mart} has no row")).split(',').nth(place).unwrap().to_owned()
    }

    /// The text of a page, as a reader sees it: no tags, one blank between words.
    fn page(&self, job_and_window: &str) -> String {
        let html = self.read(&format!("reports/{job_and_window}/executive.html"));
        let body = html.split_once("</style>").map_or(html.as_str(), |(_, body)| body);
        let mut text = String::new();
        let mut inside = false;
        for c in body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                '\u{2060}' | '\u{2066}'..='\u{2069}' => {}
                _ if inside => {}
                c => text.push(if c.is_whitespace() { ' ' } else { c }),
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&#x27;", "'")
    }
}

/// Another build of the program can be held to the same claims.
fn program() -> std::ffi::OsString {
    std::env::var_os("RECKON_UNDER_TEST").unwrap_or_else(|| env!("CARGO_BIN_EXE_reckon").into())
}

#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

/// Monday to Friday from 2 to 20 March 2026.
const WEEKDAYS: [&str; 15] = [
    "2026-03-02",
    "2026-03-03",
    "2026-03-04",
    "2026-03-05",
    "2026-03-06",
    "2026-03-09",
    "2026-03-10",
    "2026-03-11",
    "2026-03-12",
    "2026-03-13",
    "2026-03-16",
    "2026-03-17",
    "2026-03-18",
    "2026-03-19",
    "2026-03-20",
];

/// 1.00 a day in March, from long ago.
fn cost(estate: &Estate) {
    estate.write("baselines/costs.csv", "project_id,kind,amount,currency,per,from\np,licence,31,USD,month,2025-01-01\n");
}

// What is known of a window's days.

#[test]
fn before_the_first_day_told_nothing_is_known_and_no_loss_is_claimed() {
    let estate = Estate::new(&WEEKDAYS);
    cost(&estate);
    ended(&estate.reckon(NOW, &["run", "all", "--window", "2025", "--strict"]), 1);
    let page = estate.page("all/2025-01-01..2025-12-31");
    assert!(page.contains("Nothing is known of 2025"), "{page}");
    assert!(page.contains("Sales: nothing known of 2025, since it first told of 2 March 2026"), "{page}");
    for wrong in ["more than it returned", "Nothing is missing", "shows no work", "complete to the period's end"] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
}

#[test]
fn days_before_the_first_are_a_gap_of_the_window_that_they_are_a_part_of() {
    let estate = Estate::new(&WEEKDAYS);
    ended(&estate.reckon(NOW, &["run", "all", "--window", "2026-01-01..2026-03-20", "--strict"]), 1);
    let page = estate.page("all/2026-01-01..2026-03-20");
    assert!(page.contains("Sales: nothing known of 1 January – 1 March 2026, since it first told of 2 March 2026"), "{page}");
    // Only its quiet weekend lies before the first day, as before any newcomer's first Monday: that is no gap.
    ended(&estate.reckon(NOW, &["run", "all", "--window", "2026-02-28..2026-03-20", "--strict"]), 0);
    // Whoever says since when it runs is not asked for what was before.
    let config = fs::read_to_string(estate.root().join("reckoner.toml")).unwrap();
    estate.write("reckoner.toml", &config.replace("name = \"Sales\"", "name = \"Sales\"\nactive_from = \"2026-03-02\""));
    ended(&estate.reckon(NOW, &["run", "all", "--window", "2026-01-01..2026-03-20", "--strict"]), 0);
}

#[test]
fn after_what_was_told_nothing_is_known() {
    let estate = Estate::new(&WEEKDAYS);
    cost(&estate);
    ended(&estate.reckon("2026-06-02T06:00:00Z", &["run", "all", "--window", "2026-05", "--strict"]), 1);
    let page = estate.page("all/2026-05-01..2026-05-31");
    assert!(page.contains("Nothing is known of May 2026: Sales is silent since 20 March 2026"), "{page}");
    assert!(!page.contains("more than it returned"), "{page}");
    assert!(page.contains("nothing known of May 2026"), "{page}");
}

#[test]
fn an_estate_that_never_told_anything_says_so_first() {
    let estate = Estate::new(&[]);
    cost(&estate);
    estate.run(NOW, "2026-03");
    let page = estate.page("all/2026-03-01..2026-03-31");
    assert!(page.contains("Nothing is known of March 2026: Sales has told nothing yet"), "{page}");
    assert!(!page.contains("more than it returned"), "{page}");
}

#[test]
fn sessions_that_ran_for_nobody_are_not_called_no_work() {
    let estate = Estate::new(&WEEKDAYS);
    estate.write("baselines/meterings.csv", "satellite_id,automation_id,project_id,valid_from\ns,B,p,2000-01-01\n");
    estate.run(NOW, "2026-03-02..2026-03-20");
    let page = estate.page("all/2026-03-02..2026-03-20");
    assert!(page.contains("15 sessions ran") && page.contains("none of them works for a project"), "{page}");
    assert!(!page.contains("shows no work"), "{page}");
}

// To which day amounts count.

#[test]
fn amounts_count_to_the_newest_complete_day_however_the_month_is_cut() {
    let estate = Estate::new(&WEEKDAYS);
    cost(&estate);
    estate.write(
        "baselines/benefits.csv",
        "project_id,kind,amount,currency,per,from,signed_by,signed_on\np,cashable,62,USD,month,2026-01-01,A. Person,2026-01-01\n",
    );
    // Its newest event is of Friday the 20th, 17:00. With its 26 hours that reaches to Saturday, 19:00: Friday is complete.
    estate.run(NOW, "2026-03");
    let of = |window: &str, column: &str| estate.cell(&format!("all/{window}/estate_scores"), column);
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "20.00"); // 20 days of 1.00
    assert_eq!(of("2026-03-01..2026-03-31", "cashable"), "40.00"); // 20 days of 2.00
    assert!(estate.page("all/2026-03-01..2026-03-31").contains("count to 20 March 2026"), "{}", estate.page("all/2026-03-01..2026-03-31"));
    assert!(estate.read("reports/all/2026-03-01..2026-03-31/executive.csv").contains("amounts_count_to,2026-03-20,"));
    let days = estate.read("marts/history/daily_values/2026-03.csv");
    assert!(days.contains("2026-03-20") && !days.contains("2026-03-21"), "{days}");
    estate.run(NOW, "2026-03-01..2026-03-15");
    estate.run(NOW, "2026-03-16..2026-03-31");
    assert_eq!(of("2026-03-01..2026-03-15", "cost"), "15.00");
    assert_eq!(of("2026-03-16..2026-03-31", "cost"), "5.00");
    assert!(!estate.page("all/2026-03-01..2026-03-15").contains("count to"));
    // Another day is told: five more days count, in the history too.
    estate.tell("b", &["2026-03-25"]);
    estate.run(NOW, "2026-03");
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "25.00");
    let days = estate.read("marts/history/daily_values/2026-03.csv");
    assert!(days.contains("2026-03-25") && !days.contains("2026-03-26"), "{days}");
    // Of a satellite that is switched off nothing more is awaited: all of March's cost was spent.
    let config = fs::read_to_string(estate.root().join("reckoner.toml")).unwrap();
    estate.write("reckoner.toml", &config.replace("name = \"Sales\"", "name = \"Sales\"\nactive_to = \"2026-03-25\""));
    estate.run(NOW, "2026-03");
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "31.00");
}
