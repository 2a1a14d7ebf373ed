//! The laws of the house: our double entry. Each is a property over random estates, held from outside, through the program
//! that cargo built. (That what a table writes it reads is held where tables are written.)

mod estate;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reckoner::model::window::FiscalStart;
use reckoner::model::{Micros, Window, WindowSpec};

use estate::genes::{self, Taste};
use estate::oracle::Oracle;
use estate::writing::{self, Layout};
use estate::{World, marts, run_well, window_text};

type Law = Result<(), TestCaseError>;

fn broken(why: String) -> Law {
    Err(TestCaseError::fail(why))
}

fn all_of(world: &World) -> (NaiveDate, NaiveDate) {
    (world.month(0).0, world.month(2).1)
}

fn int(row: &BTreeMap<String, String>, column: &str) -> Option<i128> {
    let text = row.get(column).unwrap_or_else(|| panic!("no column {column}"));
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|e| panic!("{column} {text:?}: {e}")))
}

/// The sum of what is there; none where nothing is.
fn total<'a>(rows: impl IntoIterator<Item = &'a BTreeMap<String, String>>, column: &str) -> Option<i128> {
    rows.into_iter().filter_map(|row| int(row, column)).reduce(|a, b| a + b)
}

fn same_sum(law: &str, column: &str, whole: Option<i128>, parts: Option<i128>) -> Law {
    if whole.unwrap_or(0) == parts.unwrap_or(0) {
        Ok(())
    } else {
        broken(format!("{law}: {column}: the whole is {whole:?}, the parts {parts:?}"))
    }
}

// 1. Nothing vanishes.

#[test]
fn rows_read_are_kept_replaced_superseded_or_rejected() {
    estate::hold("law-1", 4, genes::world(Taste::TIED), writing::write, |world| {
        let folder = estate::folder();
        let root = folder.path();
        writing::write_settings(&world, root);
        let layout = Layout { shuffle: 7, files: 4, deliveries: 2 };
        let window = all_of(&world);
        let mut sums: BTreeMap<String, [i64; 5]> = BTreeMap::new();
        for delivery in 0..layout.deliveries {
            writing::deliver(&world, root, &layout, delivery);
            run_well(root, &window_text(window))?;
            for (satellite, counts) in marts::newest_receipt(root) {
                let [read, new, replacing, superseded, rejected] = counts;
                prop_assert_eq!(read, new + replacing + superseded + rejected, "{}: {:?}", satellite, counts);
                let sum = sums.entry(satellite).or_default();
                *sum = std::array::from_fn(|i| sum[i] + counts[i]);
            }
        }
        let coverage = marts::mart(root, window, "coverage");
        for (n, satellite) in world.satellites.iter().enumerate() {
            let (read, rejected) = marts::told(&world, n);
            let keys: BTreeSet<_> = world.rows.iter().filter(|r| r.satellite == n).map(|r| &r.session).collect();
            let [got_read, new, .., got_rejected] = sums[&satellite.id];
            prop_assert_eq!((got_read, got_rejected, new), (read, rejected, keys.len() as i64), "{}: read, rejected, new", &satellite.id);
            let row = coverage.iter().find(|r| r["satellite_id"] == satellite.id).expect("every satellite is covered");
            let of = |column| int(row, column).expect("counts are never empty");
            prop_assert_eq!(of("sessions"), of("sessions_metered") + of("sessions_unmetered"), "{}", &satellite.id);
            prop_assert_eq!((of("read"), of("rejected")), (i128::from(read), i128::from(rejected)), "{}", &satellite.id);
        }
        Ok(())
    });
}

// 2. The whole is the sum.

#[test]
fn projects_add_up_to_the_estate_days_to_windows_and_windows_to_their_union() {
    let estates = (genes::world(Taste::SMALL), 1..85u64);
    estate::hold(
        "law-2",
        6,
        estates,
        |(world, _), kept| writing::write(world, kept),
        |(world, cut)| {
            let folder = estate::folder();
            let root = folder.path();
            writing::write(&world, root);
            let (from, to) = all_of(&world);
            let (first, second) = ((from, world.day(cut - 1)), (world.day(cut), to));
            for window in [first, second, (from, to)] {
                run_well(root, &window_text(window))?;
            }
            let [a, b, ab] = [first, second, (from, to)].map(|w| marts::mart(root, w, "project_scores"));
            let estate = marts::mart(root, (from, to), "estate_scores");
            let history: Vec<_> = marts::daily_values(root).into_values().flatten().collect();
            let counts = estate::oracle::COUNTS.map(str::to_owned);
            for column in marts::additive().iter().chain(&counts) {
                if !counts.contains(column) {
                    same_sum("projects and estate", column, total(&estate, column), total(&ab, column))?;
                }
                let ids: BTreeSet<&String> = a.iter().chain(&b).chain(&ab).map(|r| &r["project_id"]).collect();
                for id in ids {
                    let of = |rows: &'_ marts::Rows| total(rows.iter().filter(|r| r["project_id"] == *id), column);
                    let parts = of(&a).map_or(of(&b), |x| Some(x + of(&b).unwrap_or(0)));
                    same_sum(&format!("{id}, {cut} days and the rest"), column, of(&ab), parts)?;
                    prop_assert_eq!(of(&ab).is_some(), parts.is_some(), "{} {}: empty only where every part is", id, column);
                    let days = history.iter().filter(|r| {
                        let day: NaiveDate = r["day"].parse().expect("a day");
                        r["project_id"] == *id && from <= day && day <= to
                    });
                    same_sum(&format!("{id}, days"), column, of(&ab), total(days, column))?;
                }
            }
            for row in ab.iter().chain(&estate).chain(&history) {
                let of = |column: &str| int(row, &format!("{column}_micros")).unwrap_or(0);
                prop_assert_eq!(of("benefit"), of("recaptured") + of("error_avoidance") + of("cashable") + of("avoidance"));
                prop_assert_eq!(of("cost"), of("cost_build") + of("cost_run"));
                prop_assert_eq!(of("net"), of("benefit") - of("cost"));
                let minutes = of("labour_minutes") - of("review_minutes") - of("failure_minutes") - of("attended_minutes");
                prop_assert_eq!(of("net_minutes"), minutes);
            }
            Ok(())
        },
    );
}

// 3. Again is the same.

/// What people and tools get; receipts say when, and are not among it.
fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = marts::files(&root.join("out")).into_iter();
    files.filter(|(name, _)| name.starts_with("marts/") || name.starts_with("reports/")).collect()
}

fn same_files(law: &str, a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Law {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    prop_assert_eq!(names(a), names(b), "{}", law);
    prop_assert!(!a.is_empty(), "{}: nothing was published", law);
    for (name, bytes) in a {
        if *bytes != b[name] {
            let (ours, theirs) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&b[name]));
            let line = ours.lines().zip(theirs.lines()).find(|(x, y)| x != y);
            return broken(format!("{law}: {name} differs, first at {line:#?}"));
        }
    }
    Ok(())
}

#[test]
fn the_same_job_twice_changes_nothing_and_commits_nothing() {
    estate::hold("law-3", 3, genes::world(Taste::TIED), writing::write, |world| {
        let folder = estate::folder();
        let root = folder.path();
        writing::write(&world, root);
        let window = window_text(all_of(&world));
        run_well(root, &window)?;
        let (lake, out) = (marts::files(&root.join("lake")), published(root));
        run_well(root, &window)?;
        same_files("marts and reports of the second run", &out, &published(root))?;
        same_files("the lake after the second run", &lake, &marts::files(&root.join("lake")))
    });
}

#[test]
fn the_same_export_under_another_name_counts_nothing_twice() {
    estate::hold("law-3-copy", 3, genes::world(Taste::TIED), writing::write, |world| {
        let folder = estate::folder();
        let root = folder.path();
        writing::write(&world, root);
        let window = all_of(&world);
        run_well(root, &window_text(window))?;
        let figures = |root: &Path| {
            // Coverage rightly says that more was read; the index of the marts carries their hashes.
            let told = |name: &String| name.ends_with(".csv") && !name.contains("coverage");
            marts::files(&root.join("out/marts")).into_iter().filter(|(name, _)| told(name)).collect::<BTreeMap<_, _>>()
        };
        let before = figures(root);
        for satellite in &world.satellites {
            let exports = root.join("satellites").join(&satellite.id);
            for file in fs::read_dir(&exports).expect("it was written").map(|f| f.expect("a listed file").path()).collect::<Vec<_>>() {
                let name = file.file_name().expect("files have names").to_string_lossy().into_owned();
                fs::copy(&file, exports.join(format!("again-{name}"))).expect("the workspace can be written");
            }
        }
        run_well(root, &window_text(window))?;
        for (satellite, [read, new, replacing, superseded, rejected]) in marts::newest_receipt(root) {
            // An equal row whose provenance is less takes the place of the other: it may count as replacing.
            prop_assert_eq!(new, 0, "{}: a copy brings nothing new", &satellite);
            prop_assert_eq!(read, replacing + superseded + rejected, "{}", &satellite);
        }
        same_files("figures after a copy", &before, &figures(root))
    });
}

// 4. Order is nothing.

/// A report without what it says of its own making: that differs with the files a lake happens to consist of.
fn provenance_free(html: &[u8]) -> String {
    let text = String::from_utf8_lossy(html).into_owned();
    let foot = regex::Regex::new(r"(?s)<footer.*?</footer>").expect("a pattern");
    let hashes = regex::Regex::new(r"\b[0-9a-f]{12,64}\b").expect("a pattern");
    hashes.replace_all(&foot.replace_all(&text, ""), "…").into_owned()
}

/// Marts as CSV, and reports without provenance.
fn readable(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = published(root).into_iter().filter_map(|(name, bytes)| match name.rsplit_once('.')?.1 {
        "csv" => Some((name, bytes)),
        "html" => Some((name, provenance_free(&bytes).into_bytes())),
        _ => None,
    });
    files.collect()
}

#[test]
fn rows_columns_files_and_deliveries_in_any_order_give_the_same_bytes() {
    let layouts = (1..u64::MAX, 1..6usize, 1..4usize).prop_map(|(shuffle, files, deliveries)| Layout { shuffle, files, deliveries });
    let estates = (genes::world(Taste::TIED), layouts);
    estate::hold(
        "law-4",
        6,
        estates,
        |(world, _), kept| writing::write(world, kept),
        |(world, layout)| {
            let window = window_text(all_of(&world));
            let (plain, other) = (estate::folder(), estate::folder());
            writing::write(&world, plain.path());
            run_well(plain.path(), &window)?;
            writing::write_settings(&world, other.path());
            for delivery in 0..layout.deliveries {
                writing::deliver(&world, other.path(), &layout, delivery);
                run_well(other.path(), &window)?;
            }
            same_files(&format!("{layout:?}"), &readable(plain.path()), &readable(other.path()))
        },
    );
}

#[test]
fn lines_of_master_data_in_any_order_give_the_same_bytes() {
    estate::hold("law-4-master", 2, genes::world(Taste::SMALL), writing::write, |world| {
        let window = window_text(all_of(&world));
        let (plain, other) = (estate::folder(), estate::folder());
        writing::write(&world, plain.path());
        run_well(plain.path(), &window)?;
        let mut turned = world.clone();
        turned.projects.reverse();
        turned.baselines.reverse();
        turned.costs.reverse();
        turned.benefits.reverse();
        turned.meterings.reverse();
        turned.objectives.reverse();
        turned.goals.reverse();
        turned.rates.reverse();
        turned.exclusions.reverse();
        writing::write(&turned, other.path());
        run_well(other.path(), &window)?;
        let marts = |root: &Path| readable(root).into_iter().filter(|(name, _)| name.ends_with(".csv")).collect::<BTreeMap<_, _>>();
        same_files("reversed master data", &marts(plain.path()), &marts(other.path()))
    });
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    estate::hold("law-4-threads", 3, genes::world(Taste::TIED), writing::write, |world| {
        let window = window_text(all_of(&world));
        let folders = ["1", "2"].map(|threads| {
            let folder = estate::folder();
            writing::write(&world, folder.path());
            let answer = estate::run_with(folder.path(), &window, &[("POLARS_MAX_THREADS", threads)]);
            assert_eq!(answer.code, 0, "{}", answer.stderr);
            folder
        });
        same_files("threads", &readable(folders[0].path()), &readable(folders[1].path()))
    });
}

// 5. There and back.

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0..40_000u64).prop_map(|n| NaiveDate::from_ymd_opt(1970, 1, 1).expect("the epoch") + Days::new(n))
}

proptest! {
    #[test]
    fn what_a_window_prints_it_parses((from, length) in (any_date(), 0..4000u64), today in any_date()) {
        let window = Window::new(from, from + Days::new(length)).expect("it is not empty");
        let spec: WindowSpec = window.to_string().parse().expect("it printed this");
        prop_assert_eq!(spec, WindowSpec::Fixed(window));
        prop_assert_eq!(spec.resolve(today, FiscalStart::default()), window);
        prop_assert_eq!(window.days().count() as i64, window.day_count());
        let months: i64 = window.months().map(|m| m.window().intersect(window).expect("it touches them").day_count()).sum();
        prop_assert_eq!(months, window.day_count());
        prop_assert_eq!(window.previous().to() + Days::new(1), window.from());
    }

    #[test]
    fn words_for_windows_mean_days_that_surround_or_precede_today(today in any_date(), n in 1..3000u32) {
        for word in ["yesterday", "last-week", "last-month", "last-quarter", "last-fiscal-year", &format!("last-{n}-days")] {
            let window = word.parse::<WindowSpec>().expect(word).resolve(today, FiscalStart { month: 7, day: 1 });
            prop_assert!(window.to() < today, "{word} on {today}: {window}");
        }
        for word in ["week-to-date", "month-to-date", "quarter-to-date", "fiscal-year-to-date"] {
            let window = word.parse::<WindowSpec>().expect(word).resolve(today, FiscalStart { month: 7, day: 1 });
            prop_assert_eq!(window.to(), today);
        }
    }

    #[test]
    fn what_a_decimal_prints_it_parses(micros in -1_000_000_000_000_000_000i128..1_000_000_000_000_000_000) {
        prop_assert_eq!(Micros(micros).to_string().parse(), Ok(Micros(micros)));
        prop_assert_eq!(Micros(micros).to_fixed(6).parse(), Ok(Micros(micros)));
        prop_assert_eq!(Micros(micros).to_string(), writing::dec(i64::try_from(micros).expect("it fits")));
    }
}

// 7. Absent is not zero.

#[test]
fn what_is_not_defined_is_empty_and_says_so() {
    estate::hold("law-7", 4, genes::world(Taste::SMALL), writing::write, |mut world| {
        // p1 has no baseline, p2 costs nothing, and nobody works for p3.
        world.baselines.retain(|b| b.project != "p1");
        world.costs.retain(|c| c.project != "p2" && c.project != "*");
        world.meterings.retain(|m| m.project != "p3");
        let promise = |sli, threshold_seconds| estate::Objective {
            id: format!("p3-{sli}"),
            project: "p3".into(),
            sli,
            target: 900_000,
            threshold_seconds,
            period: "month",
            min_valid: 0,
            at_risk: 250_000,
        };
        world.objectives.extend([promise("success", None), promise("duration", Some(60))]);
        let folder = estate::folder();
        let root = folder.path();
        writing::write(&world, root);
        let window = all_of(&world);
        run_well(root, &window_text(window))?;
        let scores = marts::mart(root, window, "project_scores");
        let row = |id: &str| scores.iter().find(|r| r["project_id"] == id).expect("every project has a row");
        for column in estate::oracle::LADDER {
            prop_assert_eq!(&row("p1")[&format!("{column}_micros")], "", "p1 {}", column);
            prop_assert_eq!(&row("p1")[column], "", "p1 {}", column);
        }
        prop_assert_eq!(&row("p1")["hours_returned"], "");
        prop_assert_eq!(int(row("p2"), "cost_micros"), Some(0));
        prop_assert_eq!(&row("p2")["roi"], "");
        prop_assert!(row("p2")["flags"].split_whitespace().any(|f| f == "no_cost"), "p2 flags {:?}", &row("p2")["flags"]);
        prop_assert_eq!(&row("p2")["net_micros"], &row("p2")["benefit_micros"]);
        for promise in marts::mart(root, window, "objective_scores").iter().filter(|r| r["project_id"] == "p3") {
            for (column, said) in [("valid", "0"), ("good", "0"), ("excluded", "0"), ("attained", ""), ("burn_rate", "")] {
                prop_assert_eq!(&promise[column], said, "{}", column);
            }
            prop_assert_eq!(&promise["status"], "insufficient");
        }
        let never = regex::Regex::new(r"(?i)\b(nan|-?inf|infinity)\b").expect("a pattern");
        for (name, bytes) in marts::files(&root.join("out")) {
            if [".csv", ".html", ".json", ".jsonl"].iter().any(|kind| name.ends_with(kind)) {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let found = never.find(&text).map(|m| text[m.start().saturating_sub(60)..].chars().take(120).collect::<String>());
                prop_assert!(found.is_none(), "{} says {:?}", name, found);
            }
        }
        Ok(())
    });
}

#[test]
fn an_estate_without_sessions_is_empty_not_zero_percent() {
    estate::hold("law-7-silent", 2, genes::world(Taste::SMALL), writing::write, |mut world| {
        world.rows.clear();
        world.bad.clear();
        let folder = estate::folder();
        let root = folder.path();
        writing::write(&world, root);
        let window = all_of(&world);
        run_well(root, &window_text(window))?;
        let oracle = Oracle::new(&world, world.first - Days::new(60), world.first + Days::new(330));
        let differences = marts::compare(&oracle, root, window);
        prop_assert!(differences.is_empty(), "{:#?}", differences);
        for promise in marts::mart(root, window, "objective_scores") {
            prop_assert_eq!((&*promise["valid"], &*promise["attained"]), ("0", ""));
        }
        Ok(())
    });
}
