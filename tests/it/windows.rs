//! Windows as an operator meets them: what is known of their days, to which day amounts count, what
//! `latest` shows, and what is refused. Held from outside, through the program that cargo built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;

/// A workspace of one satellite and one project, in a folder of its own.
struct Estate {
    folder: tempfile::TempDir,
}

/// Unless a test says otherwise: a Thursday on which March is over.
const NOW: &str = "2026-04-02T06:00:00Z";

impl Estate {
    /// One session at 17:00 UTC on each of these days; it works for project p: 6 minutes at 60.00
    /// an hour, 6.00 a session.
    fn new(days: &[&str]) -> Self {
        let estate = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        estate.write(
            "reckoner.toml",
            "[estate]\nname = \"N\"\ncurrency = \"USD\"\n\n[[satellite]]\nid = \"s\"\nname = \"Sales\"\nsource = { format = \"csv\", url = \"in\" }\n",
        );
        estate.job("all", "2026-03");
        estate.write(
            "baselines/projects.csv",
            "project_id,name,department_id,status\np,P,d,live\n",
        );
        estate.write(
            "baselines/baselines.csv",
            "project_id,valid_from,minutes_per_unit,hourly_rate,currency\np,2000-01-01,6,60,USD\n",
        );
        estate.write(
            "baselines/meterings.csv",
            "satellite_id,automation_id,project_id,valid_from\ns,A,p,2000-01-01\n",
        );
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
            "window = \"{window}\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"*\"\n"
        );
        self.write(&format!("jobs/{name}.toml"), &text);
    }

    /// An export with a session on each of these days.
    fn tell(&self, name: &str, days: &[&str]) {
        let row =
            |day: &&str| format!("{name}-{day},A,{day}T17:00:00Z,{day}T17:00:00Z,succeeded\n");
        let rows: String = days.iter().map(row).collect();
        self.write(
            &format!("in/{name}.csv"),
            &format!("session_id,automation_id,started,ended,outcome\n{rows}"),
        );
    }

    fn reckon(&self, now: &str, args: &[&str]) -> Output {
        let mut command = std::process::Command::new(program());
        command
            .args(["--no-progress", "--now", now, "-C"])
            .arg(self.root())
            .args(args);
        command
            .output()
            .expect("the program that cargo built can be started")
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
        let place = lines
            .next()
            .unwrap()
            .split(',')
            .position(|name| name == column)
            .unwrap_or_else(|| panic!("{mart}: no {column}"));
        lines
            .next()
            .unwrap_or_else(|| panic!("{mart} has no row"))
            .split(',')
            .nth(place)
            .unwrap()
            .to_owned()
    }

    /// The text of the executive page, of the projects and of what is missing, as a reader sees it:
    /// no tags, one blank between words.
    fn page(&self, job_and_window: &str) -> String {
        let pages = ["executive", "projects", "coverage"];
        let text = |page| self.page_text(&format!("reports/{job_and_window}/{page}.html"));
        pages.map(text).join(" ")
    }

    fn page_text(&self, path: &str) -> String {
        let html = self.read(path);
        let body = html
            .split_once("</style>")
            .map_or(html.as_str(), |(_, body)| body);
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
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("&#x27;", "'")
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
    estate.write(
        "baselines/costs.csv",
        "project_id,kind,amount,currency,per,from\np,licence,31,USD,month,2025-01-01\n",
    );
}

// What is known of a window's days.

#[test]
fn before_the_first_day_told_nothing_is_known_and_no_loss_is_claimed() {
    let estate = Estate::new(&WEEKDAYS);
    cost(&estate);
    ended(
        &estate.reckon(NOW, &["run", "all", "--window", "2025", "--strict"]),
        1,
    );
    let page = estate.page("all/2025-01-01..2025-12-31");
    assert!(page.contains("Nothing is known of 2025"), "{page}");
    assert!(
        page.contains("Sales: nothing known of 2025, since it first told of 2 March 2026"),
        "{page}"
    );
    // 12 months of 31.00 are told as what they are.
    assert!(
        page.contains("costs of 372.00 are recorded")
            && page.contains("P d · live −372.00 – 0.00 372.00 – – – –"),
        "{page}"
    );
    for wrong in [
        "more than it returned",
        "Nothing is missing",
        "shows no work",
        "complete to the period's end",
    ] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
}

#[test]
fn days_before_the_first_are_a_gap_of_the_window_that_they_are_a_part_of() {
    let estate = Estate::new(&WEEKDAYS);
    ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-01-01..2026-03-20",
                "--strict",
            ],
        ),
        1,
    );
    let page = estate.page("all/2026-01-01..2026-03-20");
    assert!(
        page.contains(
            "Sales: nothing known of 1 January – 1 March 2026, since it first told of 2 March 2026"
        ),
        "{page}"
    );
    // Only its quiet weekend lies before the first day, as before any newcomer's first Monday: that
    // is no gap.
    ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-02-28..2026-03-20",
                "--strict",
            ],
        ),
        0,
    );
    // Whoever says since when it runs is not asked for what was before.
    let config = fs::read_to_string(estate.root().join("reckoner.toml")).unwrap();
    estate.write(
        "reckoner.toml",
        &config.replace(
            "name = \"Sales\"",
            "name = \"Sales\"\nactive_from = \"2026-03-02\"",
        ),
    );
    ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-01-01..2026-03-20",
                "--strict",
            ],
        ),
        0,
    );
}

#[test]
fn after_what_was_told_nothing_is_known() {
    let estate = Estate::new(&WEEKDAYS);
    cost(&estate);
    let told = ended(
        &estate.reckon(
            "2026-06-02T06:00:00Z",
            &["run", "all", "--window", "2026-05", "--strict"],
        ),
        1,
    );
    assert!(told.contains("strict"), "{told}");
    let page = estate.page("all/2026-05-01..2026-05-31");
    assert!(
        page.contains("Nothing is known of May 2026: Sales is silent since 20 March 2026"),
        "{page}"
    );
    assert!(!page.contains("more than it returned"), "{page}");
    assert!(page.contains("nothing known of May 2026"), "{page}");
    // In April it would be a fall by all that March returned.
    estate.run("2026-06-02T06:00:00Z", "2026-04");
    assert!(
        !estate.page("all/2026-04-01..2026-04-30").contains("−100.0"),
        "nothing known is compared with March"
    );
}

#[test]
fn an_estate_that_never_told_anything_says_so_first() {
    let estate = Estate::new(&[]);
    cost(&estate);
    estate.run(NOW, "2026-03");
    let page = estate.page("all/2026-03-01..2026-03-31");
    assert!(
        page.contains("Nothing is known of March 2026: Sales has told nothing yet"),
        "{page}"
    );
    assert!(!page.contains("more than it returned"), "{page}");
}

#[test]
fn sessions_that_ran_for_nobody_are_not_called_no_work() {
    let estate = Estate::new(&WEEKDAYS);
    estate.write(
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from\ns,B,p,2000-01-01\n",
    );
    estate.run(NOW, "2026-03-02..2026-03-20");
    let page = estate.page("all/2026-03-02..2026-03-20");
    assert!(
        page.contains("15 sessions ran") && page.contains("none of them works for a project"),
        "{page}"
    );
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
    // Its newest event is of Friday the 20th, 17:00. With its 26 hours that reaches to Saturday,
    // 19:00: Friday is complete.
    estate.run(NOW, "2026-03");
    let of =
        |window: &str, column: &str| estate.cell(&format!("all/{window}/estate_scores"), column);
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "20.00"); // 20 days of 1.00
    assert_eq!(of("2026-03-01..2026-03-31", "cashable"), "40.00"); // 20 days of 2.00
    assert!(
        estate
            .page("all/2026-03-01..2026-03-31")
            .contains("count to 20 March 2026"),
        "{}",
        estate.page("all/2026-03-01..2026-03-31")
    );
    assert!(
        estate
            .read("reports/all/2026-03-01..2026-03-31/executive.csv")
            .contains("amounts_count_to,2026-03-20,")
    );
    let days = estate.read("marts/history/daily_values/2026-03.csv");
    assert!(
        days.contains("2026-03-20") && !days.contains("2026-03-21"),
        "{days}"
    );
    estate.run(NOW, "2026-03-01..2026-03-15");
    estate.run(NOW, "2026-03-16..2026-03-31");
    assert_eq!(of("2026-03-01..2026-03-15", "cost"), "15.00");
    assert_eq!(of("2026-03-16..2026-03-31", "cost"), "5.00");
    assert!(
        !estate
            .page("all/2026-03-01..2026-03-15")
            .contains("count to")
    );
    // Another day is told: five more days count, in the history too.
    estate.tell("b", &["2026-03-25"]);
    estate.run(NOW, "2026-03");
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "25.00");
    let days = estate.read("marts/history/daily_values/2026-03.csv");
    assert!(
        days.contains("2026-03-25") && !days.contains("2026-03-26"),
        "{days}"
    );
    // Of a satellite that is switched off nothing more is awaited: all of March's cost was spent.
    let config = fs::read_to_string(estate.root().join("reckoner.toml")).unwrap();
    estate.write(
        "reckoner.toml",
        &config.replace(
            "name = \"Sales\"",
            "name = \"Sales\"\nactive_to = \"2026-03-25\"",
        ),
    );
    estate.run(NOW, "2026-03");
    assert_eq!(of("2026-03-01..2026-03-31", "cost"), "31.00");
}

// What is refused.

#[test]
fn a_window_that_has_not_begun_is_refused_unless_it_is_asked_for() {
    let estate = Estate::new(&WEEKDAYS);
    let now = "2026-03-21T06:00:00Z";
    for job in [&["run", "all"][..], &["report", "all"]] {
        let told = ended(
            &estate.reckon(now, &[job, &["--window", "2026-04"]].concat()),
            2,
        );
        assert!(
            told.contains("2026-04-01..2026-04-30 begins after today, 2026-03-21")
                && told.contains("--future"),
            "{told}"
        );
    }
    assert!(
        !estate.root().join("out").exists(),
        "a refused run leaves nothing"
    );
    ended(
        &estate.reckon(now, &["run", "all", "--window", "2026-04", "--future"]),
        0,
    );
    // It has begun, so it may be looked at.
    ended(
        &estate.reckon(now, &["run", "all", "--window", "2026-Q1"]),
        0,
    );
}

#[test]
fn a_window_that_is_reversed_or_far_away_is_refused_at_once_and_says_why() {
    let estate = Estate::new(&WEEKDAYS);
    let began = Instant::now();
    for (args, said) in [
        (
            &["--window", "2026-03-31..2026-03-01"][..],
            "write 2026-03-01..2026-03-31",
        ),
        (
            &["--from", "2026-03-31", "--to", "2026-03-01"],
            "write --from 2026-03-01 --to 2026-03-31",
        ),
        (
            &["--from", "0001-01-01", "--to", "9999-12-31"],
            "1990-01-01 to 2199-12-31",
        ),
        (
            &["--window", "0001-01-01..9999-12-31"],
            "1990-01-01 to 2199-12-31",
        ),
        (&["--window", "9999"], "1990-01-01 to 2199-12-31"),
        (
            &["--window", "1989-12-31", "--future"],
            "1990-01-01 to 2199-12-31",
        ),
    ] {
        let told = ended(&estate.reckon(NOW, &[&["run", "all"], args].concat()), 2);
        assert!(told.contains(said), "{args:?}: {told}");
    }
    estate.job("all", "2026-03-31..2026-03-01");
    let told = ended(&estate.reckon(NOW, &["check"]), 2);
    assert!(told.contains("write 2026-03-01..2026-03-31"), "{told}");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

// What latest shows.

/// The window that `latest` shows, by its marts and by its page.
fn latest(estate: &Estate, job: &str) -> [String; 2] {
    let marts = format!(
        "{}..{}",
        estate.cell(&format!("{job}/latest/estate_scores"), "window_from"),
        estate.cell(&format!("{job}/latest/estate_scores"), "window_to")
    );
    let page = estate.read(&format!("reports/{job}/latest/executive.html"));
    let own = estate.read(&format!("reports/{job}/{marts}/executive.html"));
    [
        marts.clone(),
        if page == own {
            marts
        } else {
            "another page".to_owned()
        },
    ]
}

fn both(window: &str) -> [String; 2] {
    [window.to_owned(), window.to_owned()]
}

#[test]
fn latest_is_the_newest_window_that_is_not_in_the_future_in_whatever_order_they_are_run() {
    let march = both("2026-03-01..2026-03-31");
    let orders = [
        ["2026-03", "2027-03", "2026-02", "2026-Q2"],
        ["2026-Q2", "2026-02", "2026-03", "2027-03"],
        ["2027-03", "2026-03", "2026-Q2", "2026-02"],
    ];
    for order in orders {
        let estate = Estate::new(&WEEKDAYS);
        for window in order {
            ended(
                &estate.reckon(NOW, &["run", "all", "--window", window, "--future"]),
                0,
            );
            if window == "2027-03" && order[0] == window {
                assert!(
                    !estate.root().join("out/marts/all/latest").exists(),
                    "a window in the future is nobody's latest"
                );
            }
        }
        assert_eq!(latest(&estate, "all"), march, "{order:?}");
        // What is gone comes back as it was, whichever window is run next.
        fs::remove_dir_all(estate.root().join("out")).unwrap();
        estate.run(NOW, "2026-02");
        assert_eq!(latest(&estate, "all"), march, "{order:?}, without out/");
        // When the quarter is over it is the newest.
        estate.run("2026-07-01T06:00:00Z", "2026-02");
        assert_eq!(
            latest(&estate, "all"),
            both("2026-04-01..2026-06-30"),
            "{order:?}"
        );
    }
}

#[test]
fn the_latest_of_a_job_is_of_its_own_kind() {
    for order in [["", "2026-03"], ["2026-03", ""]] {
        let estate = Estate::new(&WEEKDAYS);
        estate.job("weekly", "last-week");
        for window in order {
            let asked = if window.is_empty() {
                vec!["run", "weekly"]
            } else {
                vec!["run", "weekly", "--window", window]
            };
            // On Tuesday, 24 March the last week is that of the 16th.
            ended(&estate.reckon("2026-03-24T06:00:00Z", &asked), 0);
        }
        assert_eq!(
            latest(&estate, "weekly"),
            both("2026-03-16..2026-03-22"),
            "{order:?}"
        );
    }
}

// What a run says.

#[test]
fn strict_says_what_for() {
    let estate = Estate::new(&WEEKDAYS);
    estate.write(
        "in/bad.csv",
        "session_id,automation_id,started,ended,outcome\nx,A,yesterday,,succeeded\n",
    );
    let told = ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-03-02..2026-03-20",
                "--strict",
                "--quiet",
            ],
        ),
        1,
    );
    assert!(
        told.contains("WARN strict: 1 reject, 1 gap: rejected (s, bad_time)"),
        "{told}"
    );
    // Nothing has changed, and it still says so.
    let told = ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-03-02..2026-03-20",
                "--strict",
                "--quiet",
            ],
        ),
        1,
    );
    assert!(
        told.contains("WARN strict: 1 gap: rejected (s, bad_time)"),
        "{told}"
    );
    let told = ended(
        &estate.reckon(
            NOW,
            &[
                "run",
                "all",
                "--window",
                "2026-03-02..2026-03-20",
                "--quiet",
            ],
        ),
        0,
    );
    assert!(!told.contains("strict"), "{told}");
}

#[test]
fn paths_are_printed_as_the_caller_can_open_them() {
    let estate = Estate::new(&WEEKDAYS);
    let run = |from: &Path, workspace: &Path| {
        let mut command = std::process::Command::new(program());
        command
            .current_dir(from)
            .args(["--quiet", "--now", NOW, "-C"])
            .arg(workspace)
            .args(["run", "all"]);
        let output = command.output().unwrap();
        ended(&output, 0);
        let lines = String::from_utf8(output.stdout).unwrap();
        let paths: Vec<String> = lines.lines().map(str::to_owned).collect();
        assert_eq!(paths.len(), 2, "{lines}");
        assert!(
            // The page to begin with, and the folder of all, with how many they are.
            paths.iter().all(|path| {
                let path = path.split(" (").next().unwrap_or(path);
                from.join(path).exists()
            }) && from.join(&paths[0]).is_file(),
            "{paths:?} from {}",
            from.display()
        );
        paths[0].clone()
    };
    let (folder, root) = (estate.folder.path(), estate.root());
    let page = "out/reports/all/2026-03-01..2026-03-31/executive.html";
    assert_eq!(run(folder, Path::new("w")), format!("w/{page}"));
    assert_eq!(run(&root, Path::new(".")), page);
    assert_eq!(run(folder, &root), format!("w/{page}"));
    assert_eq!(run(&root.join("in"), Path::new("..")), format!("../{page}"));
    assert_eq!(
        run(Path::new("/"), &root),
        root.join(page).display().to_string()
    );
}

#[test]
fn a_satellite_that_was_asked_for_in_vain_is_the_callers() {
    let estate = Estate::new(&WEEKDAYS);
    let told = ended(
        &estate.reckon(NOW, &["run", "all", "--satellite", "nope"]),
        2,
    );
    assert!(
        told.contains("--satellite nope") && told.contains("reckoner.toml names s"),
        "{told}"
    );
    // An export that cannot be read is named by the way to it.
    fs::create_dir(estate.root().join("in/c.csv")).unwrap();
    let config = fs::read_to_string(estate.root().join("reckoner.toml")).unwrap();
    estate.write(
        "reckoner.toml",
        &config.replace("\"in\"", "\"in/password-resets/nothing.csv\""),
    );
    let told = ended(&estate.reckon(NOW, &["run", "all"]), 74);
    assert!(
        told.contains("in/password-resets/nothing.csv") && !told.contains("/in/password"),
        "{told}"
    );
    estate.write("reckoner.toml", &config);
    fs::remove_dir_all(estate.root().join("in")).unwrap();
    fs::create_dir(estate.root().join("in")).unwrap();
    let told = ended(&estate.reckon(NOW, &["run", "all"]), 0);
    assert!(told.contains("s: no exports lie there"), "{told}");
}

#[test]
fn what_was_refused_is_told_in_full_where_a_program_reads() {
    let estate = Estate::new(&WEEKDAYS);
    let columns: String = (0..40).map(|n| format!(",column_{n}")).collect();
    estate.write(
        "in/bad.csv",
        &format!("session{columns}\nx{}\n", ",y".repeat(40)),
    );
    estate.run(NOW, "2026-03");
    let shown = String::from_utf8(estate.reckon(NOW, &["rejects"]).stdout).unwrap();
    let csv =
        String::from_utf8(estate.reckon(NOW, &["rejects", "--output", "csv"]).stdout).unwrap();
    let message = csv::Reader::from_reader(csv.as_bytes())
        .records()
        .next()
        .unwrap()
        .unwrap()[5]
        .to_owned();
    assert!(message.len() > 160 && shown.contains(&message), "{shown}");
    assert!(!shown.contains('…') || message.contains('…'), "{shown}");
}

#[test]
fn the_first_steps_of_the_readme_open_the_page_that_they_made() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, steps) = readme
        .split_once("reckon run weekly_executive --window 2026-03")
        .expect("the first steps run a job");
    let named = steps
        .lines()
        .find_map(|line| {
            line.split_whitespace()
                .find(|word| word.starts_with("out/"))
        })
        .expect("and name its page");
    let estate = Estate::new(&WEEKDAYS);
    fs::remove_dir_all(estate.root().join("jobs")).unwrap();
    // Long after March, and the job was run as it is first.
    ended(
        &estate.reckon("2026-11-30T06:00:00Z", &["run", "weekly_executive"]),
        0,
    );
    ended(
        &estate.reckon(
            "2026-11-30T06:00:00Z",
            &["run", "weekly_executive", "--window", "2026-03"],
        ),
        0,
    );
    let page = fs::read_to_string(estate.root().join(named))
        .unwrap_or_else(|error| panic!("{named}: {error}"));
    assert!(
        page.contains("<title>")
            && page
                .split("</title>")
                .next()
                .unwrap()
                .contains("March 2026"),
        "{named} is another window's"
    );
}
