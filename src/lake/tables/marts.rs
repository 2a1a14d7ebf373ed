//! The marts of one window.

use super::shared::{AUTOMATION, COUNTS, METHOD, NONE, SATELLITE, WORTH, of_figures};
use super::table::Kind::{Day, Exact, Instant, Ratio, Text, Truth, Whole};
use super::table::{Column, Table, col, opt};
use crate::model::columns::{
    COUNT_COLUMNS, CountColumn, DEPARTMENT_FIGURES, ESTATE_FIGURES, PROJECT_FIGURES,
};

/// What is no sum of a project's days.
const OF_PROJECT: &[Column] = &of_figures::<_, { PROJECT_FIGURES.len() }>(PROJECT_FIGURES);

/// What is no sum of a department's days.
const OF_DEPARTMENT: &[Column] = &of_figures::<_, { DEPARTMENT_FIGURES.len() }>(DEPARTMENT_FIGURES);

/// What is no sum of the estate's days.
const OF_ESTATE: &[Column] = &of_figures::<_, { ESTATE_FIGURES.len() }>(ESTATE_FIGURES);

pub static PROJECT_SCORES: Table = Table {
    name: "project_scores",
    about: "What each project returned in the window",
    partition: &[],
    key: &["method", "project_id"],
    columns: &[
        &[
            METHOD,
            col(
                "project_id",
                Text,
                "The project; `*`: shared cost that no project could carry",
            ),
            col("window_from", Day, "The window's first day"),
            col("window_to", Day, "The window's last day"),
            col("project", Text, "Its name"),
            opt(
                "department_id",
                Text,
                "Its department on the window's last day",
            ),
            opt("status", Text, "Its status on that day"),
        ],
        COUNTS,
        WORTH,
        OF_PROJECT,
        &[
            opt(
                "evidence",
                Text,
                "What the baselines of the window's days rest on, best first, separated by blanks",
            ),
            col(
                "flags",
                Text,
                "What to know before quoting it, separated by blanks",
            ),
        ],
    ],
};

pub static ESTATE_SCORES: Table = Table {
    name: "estate_scores",
    about: "The estate in the window; a session that works for two projects is counted once",
    partition: &[],
    key: &["method"],
    columns: &[
        &[
            METHOD,
            col("window_from", Day, "The window's first day"),
            col("window_to", Day, "The window's last day"),
        ],
        COUNTS,
        WORTH,
        OF_ESTATE,
    ],
};

pub static DEPARTMENT_SCORES: Table = Table {
    name: "department_scores",
    about: "What each department returned in the window, by the department that a project had on each day; values of the headline method",
    partition: &[],
    key: &["department_id"],
    columns: &[
        &[
            col(
                "department_id",
                Text,
                "The department; empty: of none, such as shared cost that no project could carry",
            ),
            col("window_from", Day, "The window's first day"),
            col("window_to", Day, "The window's last day"),
            col("department", Text, "Its name"),
            col(
                "projects",
                Whole("projects"),
                "Those that were its own on any day",
            ),
        ],
        COUNTS,
        WORTH,
        OF_DEPARTMENT,
    ],
};

pub static OBJECTIVE_SCORES: Table = Table {
    name: "objective_scores",
    about: "How each promise stands in each of its periods that the window touches",
    partition: &[],
    key: &["objective_id", "period_from"],
    columns: &[&[
        col("objective_id", Text, "The promise"),
        col("period_from", Day, "The period's first day"),
        col(
            "period_to",
            Day,
            "The earlier of the period's and the window's last day",
        ),
        col("project_id", Text, "The project that promised"),
        col("sli", Text, "What is measured"),
        col(
            "target",
            Exact("share"),
            "The share of good ones that was promised",
        ),
        opt(
            "threshold",
            Whole("ms"),
            "The duration that was promised; of items: where they tell no deadline",
        ),
        col(
            "valid",
            Whole("sessions"),
            "Sessions that say something of it",
        ),
        col("good", Whole("sessions"), "Those that kept it"),
        opt(
            "stuck",
            Whole("sessions"),
            "Of `success`: open for longer than stuck_after; valid, and not good",
        ),
        opt(
            "cancelled",
            Whole("sessions"),
            "Of `success`: stopped by somebody; neither valid nor good",
        ),
        opt(
            "unknown",
            Whole("sessions"),
            "Of `success`: told in words that no map names; neither valid nor good",
        ),
        opt(
            "refused",
            Whole("sessions"),
            "Of `success`: good ones that were correctly refused",
        ),
        opt(
            "straight_through",
            Whole("sessions"),
            "Of `success`: good ones without any exception",
        ),
        col("excluded", Whole("sessions"), "Those agreed not to count"),
        opt("attained", Ratio, "good / valid"),
        opt(
            "attained_low",
            Ratio,
            "Wilson’s 95 % interval of attained: its lower end",
        ),
        opt("attained_high", Ratio, "The same: its upper end"),
        col(
            "budget",
            Exact("sessions"),
            "(1 − target) × valid: how many may go wrong",
        ),
        col("budget_left", Exact("sessions"), "budget − (valid − good)"),
        opt(
            "burn_rate",
            Ratio,
            "((valid − good) / valid) / (1 − target)",
        ),
        col(
            "status",
            Text,
            "unmeasured, breached, insufficient, at_risk, on_track (it runs) or met (it is over): the first that holds",
        ),
    ]],
};

pub static GOAL_SCORES: Table = Table {
    name: "goal_scores",
    about: "How each goal stands at the window's end, over its own dates",
    partition: &[],
    key: &["goal_id"],
    columns: &[&[
        col("goal_id", Text, "The goal"),
        col("name", Text, "Its name"),
        col("scope", Text, "Whose figures count"),
        col("metric", Text, "What is counted"),
        col("from", Day, "Its first day"),
        col("to", Day, "Its last day"),
        col(
            "target",
            Exact("metric"),
            "What was asked for, in the estate's currency where it is money",
        ),
        opt(
            "actual",
            Exact("metric"),
            "What was reached from its first day to the window's end",
        ),
        opt("attainment", Ratio, "actual / target"),
        opt(
            "expected_by_now",
            Exact("metric"),
            "target × elapsed days / all days",
        ),
        opt("ahead", Exact("metric"), "actual − expected_by_now"),
        col(
            "status",
            Text,
            "not_started, unmeasured, attained, on_track, at_risk or off_track: the first that holds",
        ),
    ]],
};

pub static AUTOMATION_SCORES: Table = Table {
    name: "automation_scores",
    about: "How each automation ran in the window; percentiles are of the calendar months it touches",
    partition: &[],
    key: &["satellite_id", "automation_id"],
    columns: &[
        &[
            SATELLITE,
            AUTOMATION,
            opt("name", Text, "Its latest name"),
            col(
                "projects",
                Text,
                "Those it worked for in the window, separated by blanks",
            ),
        ],
        COUNTS,
        &[
            opt(
                "success_rate",
                Ratio,
                "(succeeded + succeeded_with_exceptions + business_exceptions) / valid",
            ),
            opt(
                "p50_ms",
                Whole("ms"),
                "Median duration of succeeded sessions, within 1 %",
            ),
            opt("p95_ms", Whole("ms"), "95th percentile of the same"),
            col(
                "metered",
                Truth,
                "Whether any of its sessions worked for a project",
            ),
        ],
    ],
};

/// Items by how they went.
const ITEM_COUNTS: &[Column] = &{
    let mut columns = [NONE; COUNT_COLUMNS.len()];
    let mut at = 0;
    while at < columns.len() {
        let CountColumn { name, of_items, .. } = &COUNT_COLUMNS[at];
        // Of items `sessions` counts items.
        let name = if at == 0 { "items" } else { name };
        columns[at] = col(name, Whole("items"), of_items);
        at += 1;
    }
    columns
};

pub static ITEM_SCORES: Table = Table {
    name: "item_scores",
    about: "What became of the items of each queue in the window, each counted once by its last attempt",
    partition: &[],
    key: &["satellite_id", "automation_id", "queue_id"],
    columns: &[
        &[
            SATELLITE,
            col(
                "automation_id",
                Text,
                "The automation that works on them, where the vendor says so; else the queue",
            ),
            col("queue_id", Text, "The vendor's id of the queue, as it is"),
            opt(
                "name",
                Text,
                "The latest name of that automation, or of that queue",
            ),
            col(
                "projects",
                Text,
                "Those they worked for in the window, separated by blanks",
            ),
        ],
        ITEM_COUNTS,
        &[
            col(
                "in_time",
                Whole("items"),
                "Ended by their deadline; equal is in time",
            ),
            col("late", Whole("items"), "Ended after it"),
            col(
                "work_ms",
                Whole("ms"),
                "What their last attempts took together",
            ),
            col("unmetered", Whole("items"), "Working for no project"),
        ],
    ],
};

pub static ERRORS: Table = Table {
    name: "errors",
    about: "Failures of the window by error",
    partition: &[],
    key: &["satellite_id", "automation_id", "error_code"],
    columns: &[&[
        SATELLITE,
        AUTOMATION,
        col(
            "error_code",
            Text,
            "The vendor's code; empty where none was told",
        ),
        col(
            "sessions",
            Whole("sessions"),
            "Failed and timed out sessions",
        ),
        col("share", Exact("share"), "Of the satellite's failures"),
        col("first_day", Day, "First day in the window"),
        col("last_day", Day, "Last day in the window"),
    ]],
};

pub static COVERAGE: Table = Table {
    name: "coverage",
    about: "What each satellite told, and what of it could not be counted",
    partition: &[],
    key: &["satellite_id"],
    columns: &[&[
        SATELLITE,
        col("class", Text, "prod, uat, dev or other"),
        col(
            "days_expected",
            Whole("days"),
            "Days of the window on which it was active",
        ),
        col(
            "days_with_sessions",
            Whole("days"),
            "Those on which it told anything",
        ),
        col(
            "sessions",
            Whole("sessions"),
            "Of the window, all outcomes but test",
        ),
        col(
            "unknown_outcomes",
            Whole("sessions"),
            "Told in words that no map names",
        ),
        col(
            "sessions_metered",
            Whole("sessions"),
            "Working for a project",
        ),
        col("sessions_unmetered", Whole("sessions"), "Working for none"),
        col(
            "sessions_without_baseline",
            Whole("sessions"),
            "Successes for a project that had no baseline that day, each once",
        ),
        col(
            "items",
            Whole("items"),
            "Of the window, all outcomes but test, each counted once",
        ),
        col("items_unmetered", Whole("items"), "Working for no project"),
        col(
            "tests",
            Whole("sessions"),
            "Of the window, of outcome test: in none of the others",
        ),
        col(
            "item_tests",
            Whole("items"),
            "Of the window, of outcome test: in none of the others",
        ),
        col("read", Whole("rows"), "Rows read, over all time"),
        col("rejected", Whole("rows"), "Rows refused, over all time"),
        opt(
            "superseded",
            Whole("rows"),
            "Rows outranked by another version, over all time; empty where history outlives its objects",
        ),
        col(
            "kept",
            Whole("rows"),
            "Rows that the lake keeps, over all time; more than were read and not refused where exports are rolling windows",
        ),
        opt("first_day", Day, "The first day it ever told of"),
        opt(
            "newest_event",
            Instant,
            "The newest event of its kept sessions and items",
        ),
        opt(
            "complete_until",
            Instant,
            "The earlier of newest_event + stale_after and the window's end",
        ),
    ]],
};
