//! What is a test is told, and counts where its owner says so.

use crate::workspace::{Estate, satellite};

fn jobs(estate: &Estate) {
    let job = |key: u8, runtime: &str| {
        format!(
            "{{\"Key\":\"{key}\",\"ReleaseName\":\"A\",\"RuntimeType\":\"{runtime}\",\"Type\":\"Attended\",\"State\":\"Successful\",\
             \"StartTime\":\"2026-03-02T08:00:00Z\",\"EndTime\":\"2026-03-02T08:05:00Z\"}}"
        )
    };
    let rows = [
        job(1, "Unattended"),
        job(2, "Development"),
        job(3, "StudioX"),
    ]
    .join(",");
    estate.write("in/jobs.json", &format!("{{\"value\":[{rows}]}}"));
}

#[test]
fn tests_are_in_coverage_and_among_the_gaps() {
    let estate = Estate::of(&satellite("uipath", "stale_after = \"60d\""));
    jobs(&estate);
    estate.run();
    assert_eq!(estate.ran(), ["A 1 1"]);
    let row = &estate.mart("coverage")[0];
    assert_eq!(
        (
            row["sessions"].as_str(),
            row["tests"].as_str(),
            row["item_tests"].as_str()
        ),
        ("1", "2", "0")
    );
    assert!(
        estate
            .page()
            .contains("s: 2 sessions were tests or debug runs"),
        "{}",
        estate.page()
    );
    assert!(
        estate.page().contains("coverage,s,s,tests,2,sessions"),
        "{}",
        estate.page()
    );
}

#[test]
fn where_citizen_developers_runs_count_a_test_is_told_by_how_it_went() {
    let estate = Estate::of(&satellite("uipath", "count_tests = true"));
    jobs(&estate);
    estate.run();
    assert_eq!(estate.ran(), ["A 3 3"]);
    assert_eq!(estate.mart("coverage")[0]["tests"], "0");

    let estate = Estate::of(&satellite("n8n", "count_tests = true"));
    let row = |id: u8, mode: &str| {
        let times = "\"startedAt\":\"2026-03-02T08:00:00Z\",\"stoppedAt\":\"2026-03-02T08:05:00Z\"";
        format!(
            "{{\"id\":{id},\"workflowId\":\"A\",\"status\":\"success\",\"mode\":\"{mode}\",{times}}}"
        )
    };
    // What another execution started is part of that one's work, tests or not.
    estate.write(
        "in/executions.json",
        &format!(
            "{{\"data\":[{},{},{}]}}",
            row(1, "trigger"),
            row(2, "manual"),
            row(3, "integrated")
        ),
    );
    estate.run();
    assert_eq!(estate.ran(), ["A 3 2"]);

    let estate = Estate::of(&satellite("workato", "count_tests = true"));
    let job = "{\"id\":1,\"recipe_id\":\"A\",\"started_at\":\"2026-03-02T08:00:00Z\",\"completed_at\":\"2026-03-02T08:05:00Z\",\"status\":\"succeeded\",\"is_test\":true}";
    estate.write("in/jobs.json", &format!("{{\"items\":[{job}]}}"));
    estate.run();
    assert_eq!(estate.ran(), ["A 1 1"]);
}

#[test]
fn only_a_format_that_says_how_a_test_went_can_count_tests() {
    for format in ["blue-prism", "synapse-link", "csv"] {
        let mistakes = Estate::of(&satellite(format, "count_tests = true")).mistakes();
        assert!(
            mistakes.contains("only uipath, n8n and workato tell how a test went"),
            "{format}: {mistakes}"
        );
    }
}
