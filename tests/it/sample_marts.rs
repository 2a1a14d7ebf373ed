//! Columns of the sample's marts that its README does not speak of, worked out by hand from the
//! exports.

use assert_cmd::Command;

/// The rows of a mart of the demo's March, each cell named by its column; only rows that say so of
/// one column.
fn rows<'m>(mart: &'m str, (column, value): (&str, &str), wanted: &[&str]) -> Vec<Vec<&'m str>> {
    let mut lines = mart.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let place = |name: &str| {
        head.iter()
            .position(|column| *column == name)
            .unwrap_or_else(|| panic!("no column {name}: {head:?}"))
    };
    let found = lines.filter(|cells| cells[place(column)] == value);
    found
        .map(|cells| wanted.iter().map(|name| cells[place(name)]).collect())
        .collect()
}

#[test]
fn errors_automations_and_coverage_say_what_the_exports_say() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estate = folder.path().join("estate");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .arg("demo")
        .arg(&estate)
        .assert()
        .success();
    let mart = |name: &str| {
        let path = estate
            .join("out/marts/demo/2026-03-01..2026-03-31")
            .join(format!("{name}.csv"));
        std::fs::read_to_string(path).expect("the demo publishes March")
    };
    // Of the 8 failures in EMEA (3 invoices, 4 claims, 1 mailbox) two are CLM-17, on the 5th and on
    // the 10th.
    let errors = mart("errors");
    assert_eq!(
        rows(
            &errors,
            ("error_code", "CLM-17"),
            &["sessions", "share", "first_day", "last_day"]
        ),
        [["2", "0.25", "2026-03-05", "2026-03-10"]]
    );
    // Nobody metered the news digest; two projects share the reconciliation.
    let automations = mart("automation_scores");
    let metered = |id| {
        rows(
            &automations,
            ("automation_id", id),
            &["projects", "metered"],
        )
    };
    assert_eq!(metered("flow-nws-09"), [["", "false"]]);
    assert_eq!(
        metered("ABG-200"),
        [["payroll-checks vendor-master-data", "true"]]
    );
    // EMEA's last session of March ended at 15:25; with a tolerance of 26 h it is complete to the
    // end of the month.
    let coverage = mart("coverage");
    let told = rows(
        &coverage,
        ("satellite_id", "emea-prod"),
        &["newest_event", "complete_until"],
    );
    assert_eq!(told, [["2026-03-31T15:25:00Z", "2026-04-01T00:00:00Z"]]);
}
