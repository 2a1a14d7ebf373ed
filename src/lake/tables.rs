//! Every table that exists, once: columns, types, units, keys, partitions. The lake writes by it, the marts are
//! published by it, and `marts.json` and the data dictionary are generated from it.
//!
//! A change here is a change of the contract: add columns freely, rename nothing, and say it in CHANGELOG.md.

/// A table: of the lake, or a mart.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub about: &'static str,
    /// Also in the files, so that each file can be read alone.
    pub partition: &'static [&'static str],
    /// What a row is unique by, and the order in which marts are sorted.
    pub key: &'static [&'static str],
    pub columns: &'static [&'static [Column]],
}

impl Table {
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + Clone {
        self.columns.iter().flat_map(|group| group.iter())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    pub about: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A local date.
    Day,
    /// UTC, in microseconds.
    Instant,
    /// A whole number, of what the unit says.
    Whole(&'static str),
    /// An exact decimal: two columns, `<name>` as Decimal(18,2) and `<name>_micros` as the exact integer.
    Exact(&'static str),
    /// A quotient of two integers, as a double.
    Ratio,
    Truth,
}

const fn col(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, nullable: false, about }
}

const fn opt(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, nullable: true, about }
}

use Kind::{Day, Exact, Instant, Ratio, Text, Truth, Whole};

const SATELLITE: Column = col("satellite_id", Text, "The satellite that told it");
const MONTH: Column = col("month", Text, "Calendar month of earned_day, as 2026-03");
const EARNED_DAY: Column = col("earned_day", Day, "The satellite's local date of ended, else of started");
const AUTOMATION: Column = col("automation_id", Text, "The vendor's id of the automation, as it is");

pub static OBJECTS: Table = Table {
    name: "objects",
    about: "What was read, and the cursor: an object whose etag, size and reading are known is not read again. Committed last of its batch",
    partition: &[],
    key: &["satellite_id", "object"],
    columns: &[&[
        SATELLITE,
        col("object", Text, "Its path below the export's root, a page or a delta link"),
        opt("etag", Text, "The store's tag of its content; on disk, its modification time and size"),
        col("size", Whole("bytes"), "Its size"),
        col("reading", Text, "Hash of how the satellite is read: format, columns, maps, timezone"),
        col("table", Text, "The table its rows go to"),
        col("read", Whole("rows"), "Rows read from it: kept and rejected"),
        col("rejected", Whole("rows"), "Rows refused"),
        col("read_at", Instant, "When it was read"),
    ]],
};

pub static REJECTS: Table = Table {
    name: "rejects",
    about: "Rows refused, with all that is needed to mend them; replaced per object when it is read again",
    partition: &["satellite_id"],
    key: &["satellite_id", "object", "row", "column", "code"],
    columns: &[&[
        SATELLITE,
        col("object", Text, "The object it stood in"),
        col("row", Whole("line"), "The line on which the row begins; 0: the object as a whole"),
        col("column", Text, "The column at fault, as the export names it; empty: the row as a whole"),
        col("code", Text, "What is wrong, in one word"),
        col("message", Text, "What is wrong and what the right form is"),
        col("raw", Text, "The first 4,000 characters of the row"),
    ]],
};

pub static SESSIONS: Table = Table {
    name: "sessions",
    about: "One row per execution of an automation: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "session_id"],
    columns: &[&[
        SATELLITE,
        col("month", Text, "Calendar month of earned_day, as 2026-03; `none`: a tombstone"),
        col("session_id", Text, "The vendor's id of the session, as it is"),
        opt("earned_day", Day, "The satellite's local date of ended, else of started; empty: a tombstone"),
        opt("automation_id", Text, "The vendor's id of the automation, as it is; empty: a tombstone"),
        opt("automation_name", Text, "Its name at the time"),
        opt("solution_id", Text, "The solution, package or folder it belongs to"),
        opt("solution_version", Text, "That solution's version"),
        opt("started", Instant, "When it began"),
        opt("ended", Instant, "When it ended; empty: still open"),
        opt("outcome", Text, "How it went, in canonical words; empty: a tombstone"),
        opt("outcome_text", Text, "The vendor's text, where the outcome is unknown"),
        opt("duration_ms", Whole("ms"), "From start to end, floored; empty where it cannot be known or is negative"),
        opt("duration_bucket", Whole("bucket"), "The top 7 significant bits of duration_ms and its exponent"),
        opt("mode", Text, "attended, unattended, local or unknown"),
        opt("trigger", Text, "What started it"),
        opt("machine_id", Text, "Where it ran"),
        opt("machine_name", Text, "That machine's name"),
        opt("machine_group", Text, "That machine's group"),
        opt("owner", Text, "Who owns it"),
        opt("parent_automation_id", Text, "The automation that called it"),
        opt("parent_session_id", Text, "The session that called it"),
        opt("error_code", Text, "The vendor's code of what went wrong"),
        opt("error_message", Text, "The first 1,000 characters of what the vendor says of it"),
        opt("source_version", Whole("version"), "The vendor's version number of the row; the higher one wins"),
        col("deleted", Truth, "A tombstone: the vendor deleted it"),
        col("reading", Text, "How it was read; what the current reading says outranks what an earlier one said"),
        col("object", Text, "The object it came from"),
        col("row", Whole("line"), "The line of that object on which it begins"),
    ]],
};

const SESSIONS_COUNTED: Column = col("sessions", Whole("sessions"), "How many");

pub static TALLIES: Table = Table {
    name: "tallies",
    about: "Sessions counted by what can be valued: integers only, recomputed whole per (satellite, month)",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "solution_id", "automation_id", "parent_automation_id", "mode", "outcome"],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        opt("solution_id", Text, "The solution it belongs to"),
        AUTOMATION,
        opt("parent_automation_id", Text, "The automation that called it"),
        opt("mode", Text, "attended, unattended, local or unknown"),
        col("outcome", Text, "How they went"),
        SESSIONS_COUNTED,
        col("duration_ms", Whole("ms"), "The sum of their durations"),
    ]],
};

pub static ERROR_TALLIES: Table = Table {
    name: "error_tallies",
    about: "Failed and timed out sessions by error",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "automation_id", "error_code"],
    columns: &[&[SATELLITE, MONTH, EARNED_DAY, AUTOMATION, opt("error_code", Text, "The vendor's code"), SESSIONS_COUNTED]],
};

pub static DURATION_TALLIES: Table = Table {
    name: "duration_tallies",
    about: "Succeeded sessions by duration bucket, for percentiles",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "automation_id", "duration_bucket"],
    columns: &[&[SATELLITE, MONTH, AUTOMATION, col("duration_bucket", Whole("bucket"), "The bucket"), SESSIONS_COUNTED]],
};

pub static UNKNOWN_TALLIES: Table = Table {
    name: "unknown_tallies",
    about: "Sessions whose outcome no map names, by the vendor's text",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "outcome_text"],
    columns: &[&[SATELLITE, MONTH, EARNED_DAY, opt("outcome_text", Text, "The vendor's text"), SESSIONS_COUNTED]],
};

pub static AUTOMATION_TALLIES: Table = Table {
    name: "automation_tallies",
    about: "What a month says of its automations; the automations are the newest of these",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "automation_id"],
    columns: &[&[
        SATELLITE,
        MONTH,
        AUTOMATION,
        opt("automation_name", Text, "Its name at the greatest (earned_day, session_id) of the month"),
        opt("solution_id", Text, "Its solution there"),
        col("first_day", Day, "Its first day in the month"),
        col("last_day", Day, "Its last day in the month"),
        col("last_session_id", Text, "The greatest session id of that last day"),
    ]],
};

pub static OBJECTIVE_TALLIES: Table = Table {
    name: "objective_tallies",
    about: "What promises count, where the sessions themselves must be asked: thresholds and agreed exclusions",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "objective_id", "earned_day"],
    columns: &[&[
        SATELLITE,
        MONTH,
        col("objective_id", Text, "The promise"),
        EARNED_DAY,
        col("valid", Whole("sessions"), "Sessions that say something of it"),
        col("good", Whole("sessions"), "Those that kept it"),
        col("excluded", Whole("sessions"), "Those that were agreed not to count"),
    ]],
};

pub static AUTOMATIONS: Table = Table {
    name: "automations",
    about: "Every automation ever seen",
    partition: &[],
    key: &["satellite_id", "automation_id"],
    columns: &[&[
        SATELLITE,
        AUTOMATION,
        opt("name", Text, "Its latest name"),
        opt("solution_id", Text, "Its latest solution"),
        col("first_day", Day, "The first day it ran"),
        col("last_day", Day, "The last day it ran"),
    ]],
};

/// The value columns that daily values and project scores share.
const VALUE: &[Column] = &[
    col("sessions", Whole("sessions"), "All outcomes but test; open ones included"),
    col("succeeded", Whole("sessions"), "Done"),
    col("succeeded_with_exceptions", Whole("sessions"), "Done, with items that were refused"),
    col("business_exceptions", Whole("sessions"), "Correctly refused: good for reliability, worth nothing"),
    col("failed", Whole("sessions"), "Tried and not done"),
    col("timed_out", Whole("sessions"), "Tried for too long"),
    col("cancelled", Whole("sessions"), "Stopped by somebody"),
    col("skipped", Whole("sessions"), "Not tried"),
    col("open", Whole("sessions"), "Running, queued or suspended when last told of"),
    col("unknown", Whole("sessions"), "Told in words that no map names"),
    opt("units", Exact("units"), "(succeeded + succeeded_with_exceptions) × share × units_per_session"),
    opt("units_valued", Exact("units"), "min(units, what is left of demand_per_month)"),
    opt("labour_minutes", Exact("min"), "units_valued × minutes_per_unit × people × automated_share"),
    opt("review_minutes", Exact("min"), "units × review_minutes_per_unit"),
    opt("failure_minutes", Exact("min"), "(failed + timed_out) × share × units_per_session × failure_minutes_per_unit"),
    opt("attended_minutes", Exact("min"), "duration of valid attended and local sessions × share, where attended_deducts"),
    opt("net_minutes", Exact("min"), "labour_minutes − review_minutes − failure_minutes − attended_minutes"),
    opt("capacity", Exact("money"), "net_minutes / 60 × hourly_rate × exchange rate"),
    opt("recaptured", Exact("money"), "(capacity − cashable that replaces it) × conversion"),
    opt(
        "error_avoidance",
        Exact("money"),
        "units_valued × (error_rate − automated_error_rate) × rework_minutes × rework_people / 60 × hourly_rate × exchange rate",
    ),
    col("cashable", Exact("money"), "Signed benefits that reach the ledger"),
    col("avoidance", Exact("money"), "Signed costs that did not arise"),
    col("benefit", Exact("money"), "recaptured + error_avoidance + cashable + avoidance"),
    col("cost_build", Exact("money"), "Costs of the kinds build and change"),
    col("cost_run", Exact("money"), "All other costs"),
    col("cost", Exact("money"), "cost_build + cost_run"),
    col("net", Exact("money"), "benefit − cost"),
];

const METHOD: Column = col("method", Text, "The method of valuing, with its version");

pub static DAILY_VALUES: Table = Table {
    name: "daily_values",
    about: "The scored history: what each day of each project was worth; no row where everything is 0",
    partition: &["month"],
    key: &["day", "method", "project_id"],
    columns: &[
        &[
            col("month", Text, "Calendar month of the day"),
            col("day", Day, "The earned day"),
            METHOD,
            col("project_id", Text, "The project; `*`: shared cost that no project could carry"),
            opt("department_id", Text, "That day's department"),
        ],
        VALUE,
    ],
};

pub static PUBLICATIONS: Table = Table {
    name: "publications",
    about: "What was published, made from what: each hash names an object below publications/",
    partition: &[],
    key: &["published_at", "id"],
    columns: &[&[
        col("id", Text, "Hash of all that follows but the time"),
        col("job", Text, "The job"),
        col("window_from", Day, "The window's first day"),
        col("window_to", Day, "The window's last day"),
        col("published_at", Instant, "When"),
        col("baselines", Text, "Hash of the master data"),
        col("configuration", Text, "Hash of reckoner.toml and the job"),
        col("outcome_maps", Text, "Hash of the outcome maps"),
        col("templates", Text, "Hash of the report templates"),
        col("definitions", Text, "Hash of the formulas: their version"),
        col("manifest", Text, "Hash of the list of lake files it was made from and of the marts it published"),
    ]],
};

pub static PROJECT_SCORES: Table = Table {
    name: "project_scores",
    about: "What each project returned in the window",
    partition: &[],
    key: &["method", "project_id"],
    columns: &[
        &[
            METHOD,
            col("project_id", Text, "The project; `*`: shared cost that no project could carry"),
            col("window_from", Day, "The window's first day"),
            col("window_to", Day, "The window's last day"),
            col("project", Text, "Its name"),
            opt("department_id", Text, "Its department on the window's last day"),
            opt("status", Text, "Its status on that day"),
        ],
        VALUE,
        &[
            opt("hours_returned", Exact("h"), "net_minutes / 60"),
            opt("roi", Ratio, "net / cost; empty where nothing was spent"),
            opt("evidence", Text, "What the baseline in force on the window's last day rests on"),
            col("flags", Text, "What to know before quoting it, separated by blanks"),
        ],
    ],
};

pub static ESTATE_SCORES: Table = Table {
    name: "estate_scores",
    about: "The estate in the window; a session that works for two projects is counted once",
    partition: &[],
    key: &["method"],
    columns: &[
        &[METHOD, col("window_from", Day, "The window's first day"), col("window_to", Day, "The window's last day")],
        VALUE,
        &[
            opt("hours_returned", Exact("h"), "net_minutes / 60"),
            opt("roi", Ratio, "net / cost; empty where nothing was spent"),
            col("savings_at_risk", Exact("money"), "Benefit of projects whose promise is broken or at risk"),
        ],
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
        col("period_to", Day, "The earlier of the period's and the window's last day"),
        col("project_id", Text, "The project that promised"),
        col("sli", Text, "What is measured"),
        col("target", Exact("share"), "The share of good ones that was promised"),
        opt("threshold", Whole("ms"), "The duration that was promised"),
        col("valid", Whole("sessions"), "Sessions that say something of it"),
        col("good", Whole("sessions"), "Those that kept it"),
        col("excluded", Whole("sessions"), "Those agreed not to count"),
        opt("attained", Ratio, "good / valid"),
        col("budget", Exact("sessions"), "(1 − target) × valid: how many may go wrong"),
        col("budget_left", Exact("sessions"), "budget − (valid − good)"),
        opt("burn_rate", Ratio, "((valid − good) / valid) / (1 − target)"),
        col("status", Text, "unmeasured, insufficient, breached, at_risk or met: the first that holds"),
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
        col("target", Exact("metric"), "What was asked for, in the estate's currency where it is money"),
        opt("actual", Exact("metric"), "What was reached from its first day to the window's end"),
        opt("attainment", Ratio, "actual / target"),
        opt("expected_by_now", Exact("metric"), "target × elapsed days / all days"),
        col("status", Text, "not_started, unmeasured, attained, on_track, at_risk or off_track: the first that holds"),
    ]],
};

pub static AUTOMATION_SCORES: Table = Table {
    name: "automation_scores",
    about: "How each automation ran in the window; percentiles are of the calendar months it touches",
    partition: &[],
    key: &["satellite_id", "automation_id"],
    columns: &[&[
        SATELLITE,
        AUTOMATION,
        opt("name", Text, "Its latest name"),
        col("projects", Text, "Those it worked for in the window, separated by blanks"),
        col("sessions", Whole("sessions"), "All outcomes but test"),
        col("succeeded", Whole("sessions"), "Done"),
        col("succeeded_with_exceptions", Whole("sessions"), "Done, with exceptions"),
        col("business_exceptions", Whole("sessions"), "Correctly refused"),
        col("failed", Whole("sessions"), "Tried and not done"),
        col("timed_out", Whole("sessions"), "Tried for too long"),
        col("cancelled", Whole("sessions"), "Stopped by somebody"),
        col("skipped", Whole("sessions"), "Not tried"),
        col("open", Whole("sessions"), "Not over when last told of"),
        col("unknown", Whole("sessions"), "Told in words that no map names"),
        opt("success_rate", Ratio, "(succeeded + succeeded_with_exceptions + business_exceptions) / valid"),
        opt("p50_ms", Whole("ms"), "Median duration of succeeded sessions, within 1 %"),
        opt("p95_ms", Whole("ms"), "95th percentile of the same"),
        col("metered", Truth, "Whether any of its sessions worked for a project"),
    ]],
};

pub static ERRORS: Table = Table {
    name: "errors",
    about: "Failures of the window by error",
    partition: &[],
    key: &["satellite_id", "automation_id", "error_code"],
    columns: &[&[
        SATELLITE,
        AUTOMATION,
        col("error_code", Text, "The vendor's code; empty where none was told"),
        col("sessions", Whole("sessions"), "Failed and timed out sessions"),
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
        col("days_expected", Whole("days"), "Days of the window on which it was active"),
        col("days_with_sessions", Whole("days"), "Those on which it told anything"),
        col("sessions", Whole("sessions"), "Of the window, all outcomes but test"),
        col("unknown_outcomes", Whole("sessions"), "Told in words that no map names"),
        col("sessions_metered", Whole("sessions"), "Working for a project"),
        col("sessions_unmetered", Whole("sessions"), "Working for none"),
        col("sessions_without_baseline", Whole("sessions"), "Successes of projects that had no baseline that day"),
        col("read", Whole("rows"), "Rows read, over all time"),
        col("rejected", Whole("rows"), "Rows refused, over all time"),
        opt("superseded", Whole("rows"), "Rows outranked by another version, over all time; empty where history outlives its objects"),
        opt("first_day", Day, "The first day it ever told of"),
        opt("newest_event", Instant, "The newest event of its kept sessions"),
        opt("complete_until", Instant, "The earlier of newest_event + stale_after and the window's end"),
    ]],
};

/// Small dimensions that a BI model hangs on the facts.
pub static PROJECTS: Table = Table {
    name: "projects",
    about: "The projects, a row per version",
    partition: &[],
    key: &["project_id", "valid_from"],
    columns: &[&[
        col("project_id", Text, "The project"),
        opt("valid_from", Day, "From this day; empty: from the beginning"),
        col("name", Text, "Its name"),
        col("department_id", Text, "Its department"),
        col("status", Text, "Where it stands"),
        opt("stage", Text, "Its lifecycle stage"),
        opt("category", Text, "Its category"),
        opt("sub_category", Text, "Its sub-category"),
        opt("driver", Text, "What it is for"),
        opt("owner", Text, "Who owns it"),
        opt("live_from", Day, "The day it went live"),
        opt("retired_on", Day, "The day it was retired"),
    ]],
};

pub static DEPARTMENTS: Table = Table {
    name: "departments",
    about: "The departments",
    partition: &[],
    key: &["department_id"],
    columns: &[&[
        col("department_id", Text, "The department"),
        col("name", Text, "Its name"),
        opt("parent_id", Text, "The department above it"),
        opt("manager", Text, "Who runs it"),
        opt("region", Text, "Where it is"),
        opt("sponsor", Text, "Who pays for it"),
    ]],
};

pub static SATELLITES: Table = Table {
    name: "satellites",
    about: "The satellites",
    partition: &[],
    key: &["satellite_id"],
    columns: &[&[
        SATELLITE,
        col("name", Text, "Its name"),
        col("class", Text, "prod, uat, dev or other"),
        col("counts", Truth, "Whether its sessions are worth anything"),
        opt("region", Text, "Where it is"),
        opt("capability", Text, "What it is for"),
        col("timezone", Text, "Whose days its sessions are earned on"),
        opt("active_to", Day, "Its last day, if it was retired"),
    ]],
};

pub static DATES: Table = Table {
    name: "dates",
    about: "A calendar: every day of the history",
    partition: &[],
    key: &["day"],
    columns: &[&[
        col("day", Day, "The day"),
        col("year", Whole("year"), "Its calendar year"),
        col("quarter", Text, "Its calendar quarter, as 2026-Q1"),
        col("month", Text, "Its calendar month, as 2026-03"),
        col("week", Text, "Its ISO week, as 2026-W12"),
        col("weekday", Whole("day"), "1: Monday"),
        col("fiscal_year", Text, "The fiscal year it lies in, by the year it begins in"),
    ]],
};

/// The tables of the lake, in the order in which a batch commits them: `objects`, the cursor, last of what extraction writes.
pub static LAKE: &[&Table] = &[
    &REJECTS,
    &SESSIONS,
    &OBJECTS,
    &TALLIES,
    &ERROR_TALLIES,
    &DURATION_TALLIES,
    &UNKNOWN_TALLIES,
    &AUTOMATION_TALLIES,
    &AUTOMATIONS,
    &OBJECTIVE_TALLIES,
    &DAILY_VALUES,
    &PUBLICATIONS,
];

/// The marts of one window, in the order of the contract.
pub static WINDOW_MARTS: &[&Table] =
    &[&ESTATE_SCORES, &PROJECT_SCORES, &OBJECTIVE_SCORES, &GOAL_SCORES, &AUTOMATION_SCORES, &ERRORS, &COVERAGE];

/// The marts that know no window.
pub static HISTORY_MARTS: &[&Table] = &[&DAILY_VALUES, &PROJECTS, &DEPARTMENTS, &AUTOMATIONS, &SATELLITES, &DATES];

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Table> {
        LAKE.iter().chain(WINDOW_MARTS).chain(HISTORY_MARTS).copied()
    }

    #[test]
    fn every_key_and_partition_is_a_column_told_once() {
        for table in all() {
            let names: Vec<_> = table.columns().map(|c| c.name).collect();
            let mut distinct = names.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), names.len(), "{} tells a column twice", table.name);
            for name in table.key.iter().chain(table.partition) {
                assert!(names.contains(name), "{}: {name} is no column", table.name);
            }
        }
    }

    #[test]
    fn every_column_says_what_it_is() {
        for column in all().flat_map(Table::columns) {
            assert!(column.about.len() > 3 && !column.about.ends_with('.'), "{}", column.name);
        }
    }
}
