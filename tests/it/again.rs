//! The laws of the house that compare a job with itself: again is the same, and order is nothing.
//! Held from outside, through the program that cargo built, over random estates; the other laws are
//! in `laws`.

use crate::estate;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use estate::genes::{self, Taste};
use estate::writing::{self, Layout};
use estate::{World, marts, run_well, window_text};

type Law = Result<(), TestCaseError>;

// 3. Again is the same.

/// What people and tools get; receipts say when, and are not among it.
fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = marts::files(&root.join("out")).into_iter();
    files
        .filter(|(name, _)| name.starts_with("marts/") || name.starts_with("reports/"))
        .collect()
}

fn same_files(law: &str, a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Law {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    prop_assert_eq!(names(a), names(b), "{}", law);
    prop_assert!(!a.is_empty(), "{}: nothing was published", law);
    for (name, bytes) in a {
        if *bytes != b[name] {
            let (ours, theirs) = (
                String::from_utf8_lossy(bytes),
                String::from_utf8_lossy(&b[name]),
            );
            let line = ours.lines().zip(theirs.lines()).find(|(x, y)| x != y);
            return Err(TestCaseError::fail(format!(
                "{law}: {name} differs, first at {line:#?}"
            )));
        }
    }
    Ok(())
}

#[test]
fn the_same_job_twice_changes_nothing_and_commits_nothing() {
    estate::hold(
        "law-3",
        3,
        genes::world(Taste::TIED),
        writing::write,
        |world| {
            let folder = estate::folder();
            let root = folder.path();
            writing::write(&world, root);
            let window = window_text(world.span());
            run_well(root, &window)?;
            let (lake, out) = (marts::files(&root.join("lake")), published(root));
            run_well(root, &window)?;
            same_files(
                "marts and reports of the second run",
                &out,
                &published(root),
            )?;
            same_files(
                "the lake after the second run",
                &lake,
                &marts::files(&root.join("lake")),
            )
        },
    );
}

#[test]
fn the_same_export_under_another_name_counts_nothing_twice() {
    estate::hold(
        "law-3-copy",
        3,
        genes::world(Taste::TIED),
        writing::write,
        |world| {
            let folder = estate::folder();
            let root = folder.path();
            writing::write(&world, root);
            let window = world.span();
            run_well(root, &window_text(window))?;
            let figures = |root: &Path| {
                // Coverage rightly says that more was read; the index of the marts carries their
                // hashes.
                let told = |name: &String| name.ends_with(".csv") && !name.contains("coverage");
                marts::files(&root.join("out/marts"))
                    .into_iter()
                    .filter(|(name, _)| told(name))
                    .collect::<BTreeMap<_, _>>()
            };
            let before = figures(root);
            for satellite in &world.satellites {
                let exports = root.join("satellites").join(&satellite.id);
                for file in fs::read_dir(&exports)
                    .expect("it was written")
                    .map(|f| f.expect("a listed file").path())
                    .collect::<Vec<_>>()
                {
                    let name = file
                        .file_name()
                        .expect("files have names")
                        .to_string_lossy()
                        .into_owned();
                    fs::copy(&file, exports.join(format!("again-{name}")))
                        .expect("the workspace can be written");
                }
            }
            run_well(root, &window_text(window))?;
            for (satellite, [read, new, replacing, superseded, rejected]) in
                marts::newest_receipt(root)
            {
                // An equal row whose provenance is less takes the place of the other: it may count
                // as replacing.
                prop_assert_eq!(new, 0, "{}: a copy brings nothing new", &satellite);
                prop_assert_eq!(read, replacing + superseded + rejected, "{}", &satellite);
            }
            same_files("figures after a copy", &before, &figures(root))
        },
    );
}

// 4. Order is nothing.

/// A report without what it says of its own making: that differs with the files a lake happens to
/// consist of.
fn provenance_free(html: &[u8]) -> String {
    let text = String::from_utf8_lossy(html).into_owned();
    let foot = regex::Regex::new(r"(?s)<footer.*?</footer>").expect("a pattern");
    let hashes = regex::Regex::new(r"\b[0-9a-f]{12,64}\b").expect("a pattern");
    hashes
        .replace_all(&foot.replace_all(&text, ""), "…")
        .into_owned()
}

/// Marts as CSV, and reports without provenance.
fn readable(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        published(root)
            .into_iter()
            .filter_map(|(name, bytes)| match name.rsplit_once('.')?.1 {
                "csv" => Some((name, bytes)),
                "html" => Some((name, provenance_free(&bytes).into_bytes())),
                _ => None,
            });
    files.collect()
}

/// Rows of one session tell of one automation and of one start, and where several say how it ended
/// each has a version. Those that do not are told, and how many they are depends on which of them
/// lie in one export: here they may lie in any.
fn of_one_thing(mut world: World) -> World {
    let (mut things, mut ends) = (BTreeMap::new(), BTreeMap::<_, i64>::new());
    for row in world.rows.iter_mut().filter(|row| !row.deleted) {
        let told = (row.automation.clone(), row.started);
        (row.automation, row.started) = things
            .entry((row.satellite, row.session.clone()))
            .or_insert(told)
            .clone();
        let is_over = !["running", "queued", "suspended"].contains(&row.outcome);
        if is_over && row.version.is_none() {
            let before = ends
                .entry((row.satellite, row.session.clone()))
                .or_default();
            row.version = (*before > 0).then_some(*before);
            *before += 1;
        }
    }
    world
}

#[test]
fn rows_columns_files_and_deliveries_in_any_order_give_the_same_bytes() {
    let layouts =
        (1..u64::MAX, 1..6usize, 1..4usize).prop_map(|(shuffle, files, deliveries)| Layout {
            shuffle,
            files,
            deliveries,
        });
    let estates = (genes::world(Taste::TIED).prop_map(of_one_thing), layouts);
    estate::hold(
        "law-4",
        6,
        estates,
        |(world, _), kept| writing::write(world, kept),
        |(world, layout)| {
            let window = window_text(world.span());
            let (plain, other) = (estate::folder(), estate::folder());
            writing::write(&world, plain.path());
            run_well(plain.path(), &window)?;
            writing::write_settings(&world, other.path());
            for delivery in 0..layout.deliveries {
                writing::deliver(&world, other.path(), &layout, delivery);
                run_well(other.path(), &window)?;
            }
            same_files(
                &format!("{layout:?}"),
                &readable(plain.path()),
                &readable(other.path()),
            )
        },
    );
}

#[test]
fn lines_of_master_data_in_any_order_give_the_same_marts() {
    estate::hold(
        "law-4-master",
        2,
        genes::world(Taste::SMALL),
        writing::write,
        |world| {
            let window = window_text(world.span());
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
            // Reports rightly differ: a gap says in which line of which file it arose.
            let told = |name: &String| name.starts_with("marts/") && name.ends_with(".csv");
            let marts = |root: &Path| {
                published(root)
                    .into_iter()
                    .filter(|(name, _)| told(name))
                    .collect::<BTreeMap<_, _>>()
            };
            same_files(
                "reversed master data",
                &marts(plain.path()),
                &marts(other.path()),
            )
        },
    );
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    estate::hold(
        "law-4-threads",
        3,
        genes::world(Taste::TIED),
        writing::write,
        |world| {
            let window = window_text(world.span());
            let folders = ["1", "2"].map(|threads| {
                let folder = estate::folder();
                writing::write(&world, folder.path());
                let answer =
                    estate::run_with(folder.path(), &window, &[("POLARS_MAX_THREADS", threads)]);
                assert_eq!(answer.code, 0, "{}", answer.stderr);
                folder
            });
            same_files(
                "threads",
                &readable(folders[0].path()),
                &readable(folders[1].path()),
            )
        },
    );
}
