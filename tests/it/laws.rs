//! The laws of the house: our double entry. Each is a property over random estates, held from
//! outside, through the program that cargo built. (Laws 3 and 4 are in `again`; that what a table
//! writes it reads is held where tables are written.)

use crate::estate;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reckoner::model::window::FiscalStart;
use reckoner::model::{Micros, Window, WindowSpec};

use estate::genes::{self, Taste};
use estate::oracle::Oracle;
use estate::writing::{self, Layout};
use estate::{ledger, marts, run_well, window_text};

type Law = Result<(), TestCaseError>;

fn broken(why: String) -> Law {
    Err(TestCaseError::fail(why))
}

fn int(row: &BTreeMap<String, String>, column: &str) -> Option<i128> {
    let text = row
        .get(column)
        .unwrap_or_else(|| panic!("no column {column}"));
    (!text.is_empty()).then(|| {
        text.parse()
            .unwrap_or_else(|e| panic!("{column} {text:?}: {e}"))
    })
}

/// The sum of what is there; none where nothing is.
fn total<'a>(
    rows: impl IntoIterator<Item = &'a BTreeMap<String, String>>,
    column: &str,
) -> Option<i128> {
    rows.into_iter()
        .filter_map(|row| int(row, column))
        .reduce(|a, b| a + b)
}

fn same_sum(law: &str, column: &str, whole: Option<i128>, parts: Option<i128>) -> Law {
    if whole.unwrap_or(0) == parts.unwrap_or(0) {
        Ok(())
    } else {
        broken(format!(
            "{law}: {column}: the whole is {whole:?}, the parts {parts:?}"
        ))
    }
}

// 1. Nothing vanishes.

#[test]
fn rows_read_are_kept_replaced_superseded_or_rejected() {
    estate::hold(
        "law-1",
        4,
        genes::world(Taste::TIED),
        writing::write,
        |world| {
            let folder = estate::folder();
            let root = folder.path();
            writing::write_settings(&world, root);
            let layout = Layout {
                shuffle: 7,
                files: 4,
                deliveries: 2,
            };
            let window = world.span();
            let mut sums: BTreeMap<String, [i64; 5]> = BTreeMap::new();
            for delivery in 0..layout.deliveries {
                writing::deliver(&world, root, &layout, delivery);
                run_well(root, &window_text(window))?;
                for (satellite, counts) in marts::newest_receipt(root) {
                    let [read, new, replacing, superseded, rejected] = counts;
                    prop_assert_eq!(
                        read,
                        new + replacing + superseded + rejected,
                        "{}: {:?}",
                        satellite,
                        counts
                    );
                    let sum = sums.entry(satellite).or_default();
                    *sum = std::array::from_fn(|i| sum[i] + counts[i]);
                }
            }
            let coverage = marts::mart(root, window, "coverage");
            for (n, satellite) in world.satellites.iter().enumerate() {
                let (read, rejected) = estate::usage::told(&world, n);
                let keys: BTreeSet<_> = world
                    .rows
                    .iter()
                    .filter(|r| r.satellite == n)
                    .map(|r| &r.session)
                    .collect();
                let of_queues = if n == estate::items::SATELLITE {
                    estate::items::rows(&world).1
                } else {
                    0
                };
                let [got_read, new, .., got_rejected] = sums[&satellite.id];
                prop_assert_eq!(
                    (got_read, got_rejected, new),
                    (read, rejected, keys.len() as i64 + of_queues),
                    "{}: read, rejected, new",
                    &satellite.id
                );
                let row = coverage
                    .iter()
                    .find(|r| r["satellite_id"] == satellite.id)
                    .expect("every satellite is covered");
                let of = |column| int(row, column).expect("counts are never empty");
                prop_assert_eq!(
                    of("sessions"),
                    of("sessions_metered") + of("sessions_unmetered"),
                    "{}",
                    &satellite.id
                );
                prop_assert_eq!(
                    (of("read"), of("rejected")),
                    (i128::from(read), i128::from(rejected)),
                    "{}",
                    &satellite.id
                );
            }
            Ok(())
        },
    );
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
            writing::value_twice(root);
            let (from, to) = world.span();
            let (first, second) = ((from, world.day(cut - 1)), (world.day(cut), to));
            for window in [first, second, (from, to)] {
                run_well(root, &window_text(window))?;
            }
            let [a, b, ab] =
                [first, second, (from, to)].map(|w| marts::mart(root, w, "project_scores"));
            let estate = marts::mart(root, (from, to), "estate_scores");
            let history: Vec<_> = marts::daily_values(root).into_values().flatten().collect();
            let counts = estate::cells::COUNTS.map(str::to_owned);
            for (method, column) in ["reckoner-1", "kit-2023"].into_iter().flat_map(|m| {
                marts::additive()
                    .into_iter()
                    .chain(counts.clone())
                    .map(move |c| (m, c))
            }) {
                let column = &column;
                let is_of = |r: &&BTreeMap<String, String>| r["method"] == method;
                if !counts.contains(column) {
                    let (estate, projects) = (estate.iter().filter(is_of), ab.iter().filter(is_of));
                    same_sum(
                        "projects and estate",
                        column,
                        total(estate, column),
                        total(projects, column),
                    )?;
                }
                let ids: BTreeSet<&String> = a
                    .iter()
                    .chain(&b)
                    .chain(&ab)
                    .filter(is_of)
                    .map(|r| &r["project_id"])
                    .collect();
                for id in ids {
                    let of = |rows: &'_ marts::Rows| {
                        total(
                            rows.iter().filter(is_of).filter(|r| r["project_id"] == *id),
                            column,
                        )
                    };
                    let parts = of(&a).map_or(of(&b), |x| Some(x + of(&b).unwrap_or(0)));
                    same_sum(
                        &format!("{id}, {cut} days and the rest, {method}"),
                        column,
                        of(&ab),
                        parts,
                    )?;
                    prop_assert_eq!(
                        of(&ab).is_some(),
                        parts.is_some(),
                        "{} {}: empty only where every part is",
                        id,
                        column
                    );
                    let days = history.iter().filter(is_of).filter(|r| {
                        let day: NaiveDate = r["day"].parse().expect("a day");
                        r["project_id"] == *id && from <= day && day <= to
                    });
                    same_sum(
                        &format!("{id}, days, {method}"),
                        column,
                        of(&ab),
                        total(days, column),
                    )?;
                }
            }
            prop_assert!(
                estate.iter().any(|r| r["method"] == "kit-2023"),
                "the estate is valued twice"
            );
            for row in ab.iter().chain(&estate).chain(&history) {
                let of = |column: &str| int(row, &format!("{column}_micros")).unwrap_or(0);
                prop_assert_eq!(
                    of("benefit"),
                    of("recaptured") + of("error_avoidance") + of("cashable") + of("avoidance")
                );
                prop_assert_eq!(of("cost"), of("cost_build") + of("cost_run"));
                prop_assert_eq!(of("net"), of("benefit") - of("cost"));
                let minutes = of("labour_minutes")
                    - of("review_minutes")
                    - of("failure_minutes")
                    - of("attended_minutes");
                prop_assert_eq!(of("net_minutes"), minutes);
            }
            Ok(())
        },
    );
}

// 5. There and back.

fn any_date() -> impl Strategy<Value = NaiveDate> {
    // In the years that a window may lie in.
    (0..40_000u64).prop_map(|n| NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") + Days::new(n))
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
    estate::hold(
        "law-7",
        4,
        genes::world(Taste::SMALL),
        writing::write,
        |mut world| {
            // p1 has no baseline, p2 costs nothing, and nobody works for p3.
            world.baselines.retain(|b| b.project != "p1");
            world
                .costs
                .retain(|c| c.project != "p2" && c.project != "*");
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
                stuck_days: None,
            };
            world
                .objectives
                .extend([promise("success", None), promise("duration", Some(60))]);
            let folder = estate::folder();
            let root = folder.path();
            writing::write(&world, root);
            let window = world.span();
            run_well(root, &window_text(window))?;
            let scores = marts::mart(root, window, "project_scores");
            let row = |id: &str| {
                scores
                    .iter()
                    .find(|r| r["project_id"] == id)
                    .expect("every project has a row")
            };
            for column in estate::cells::LADDER {
                prop_assert_eq!(&row("p1")[&format!("{column}_micros")], "", "p1 {}", column);
                prop_assert_eq!(&row("p1")[column], "", "p1 {}", column);
            }
            prop_assert_eq!(&row("p1")["hours_returned"], "");
            prop_assert_eq!(int(row("p2"), "cost_micros"), Some(0));
            prop_assert_eq!(&row("p2")["roi"], "");
            prop_assert!(
                row("p2")["flags"]
                    .split_whitespace()
                    .any(|f| f == "no_cost"),
                "p2 flags {:?}",
                &row("p2")["flags"]
            );
            prop_assert_eq!(&row("p2")["net_micros"], &row("p2")["benefit_micros"]);
            for promise in marts::mart(root, window, "objective_scores")
                .iter()
                .filter(|r| r["project_id"] == "p3")
            {
                for (column, said) in [
                    ("valid", "0"),
                    ("good", "0"),
                    ("excluded", "0"),
                    ("attained", ""),
                    ("burn_rate", ""),
                ] {
                    prop_assert_eq!(&promise[column], said, "{}", column);
                }
                prop_assert_eq!(&promise["status"], "insufficient");
            }
            let never = regex::Regex::new(r"(?i)\b(nan|-?inf|infinity)\b").expect("a pattern");
            for (name, bytes) in marts::files(&root.join("out")) {
                if [".csv", ".html", ".json", ".jsonl"]
                    .iter()
                    .any(|kind| name.ends_with(kind))
                {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let found = never.find(&text).map(|m| {
                        text[m.start().saturating_sub(60)..]
                            .chars()
                            .take(120)
                            .collect::<String>()
                    });
                    prop_assert!(found.is_none(), "{} says {:?}", name, found);
                }
            }
            Ok(())
        },
    );
}

#[test]
fn an_estate_without_sessions_is_empty_not_zero_percent() {
    estate::hold(
        "law-7-silent",
        2,
        genes::world(Taste::SMALL),
        writing::write,
        |mut world| {
            world.rows.clear();
            world.items.clear();
            world.bad.clear();
            let folder = estate::folder();
            let root = folder.path();
            writing::write(&world, root);
            let window = world.span();
            run_well(root, &window_text(window))?;
            let oracle = Oracle::new(
                &world,
                world.first - Days::new(130),
                world.first + Days::new(330),
                world.month(2).1,
            );
            let differences = ledger::compare(&oracle, root, window);
            prop_assert!(differences.is_empty(), "{:#?}", differences);
            for promise in marts::mart(root, window, "objective_scores") {
                prop_assert_eq!((&*promise["valid"], &*promise["attained"]), ("0", ""));
            }
            Ok(())
        },
    );
}
