//! The tables of the lake.

use super::Kind::{Day, Instant, Text, Truth, Whole};
use super::{
    AUTOMATION, COUNTS, Column, EARNED_DAY, METHOD, MONTH, SATELLITE, Table, WORTH, col, opt,
};

pub static OBJECTS: Table = Table {
    name: "objects",
    about: "What was read, and the cursor: an object whose etag, size and reading are known is not read again. Committed last of its batch",
    partition: &["satellite_id"],
    key: &["satellite_id", "object"],
    columns: &[&[
        SATELLITE,
        col(
            "object",
            Text,
            "Its path below the export's root, a page or a delta link",
        ),
        opt(
            "etag",
            Text,
            "The store's tag of its content; on disk, its modification time and size",
        ),
        col("size", Whole("bytes"), "Its size"),
        col(
            "reading",
            Text,
            "Hash of how the satellite is read: format, columns, maps, timezone",
        ),
        col(
            "table",
            Text,
            "The table its rows go to; `none`: it only says how other objects are read",
        ),
        col(
            "read",
            Whole("rows"),
            "Rows read from it: kept and rejected",
        ),
        col("rejected", Whole("rows"), "Rows refused"),
        col("read_at", Instant, "When it was read"),
        opt(
            "oldest",
            Instant,
            "The oldest that it tells of what its source forgets, or the hour of its folder; empty: it tells no such",
        ),
        opt(
            "newest",
            Instant,
            "The newest that it tells of what its source forgets, or the hour of its folder; empty: it tells no such",
        ),
        opt(
            "forgotten_after_days",
            Whole("days"),
            "After so many days its source forgets what it tells; empty: it tells no such",
        ),
        opt(
            "first_day",
            Day,
            "The first day that it tells of, as it was last read; empty: none",
        ),
        opt(
            "last_day",
            Day,
            "The last day that it tells of, as it was last read; empty: none",
        ),
        opt(
            "shared_ids",
            Whole("rows"),
            "Its rows that have the id of another one of them and tell of something else; empty: none",
        ),
        opt(
            "split_cases",
            Whole("cases"),
            "Its cases, of an event log, that lie in other exports too; empty: none",
        ),
        opt(
            "retry_after",
            Instant,
            "When it is read again, because rows of it were refused whose day had not come; empty: it is settled",
        ),
    ]],
};

pub static DRIFT: Table = Table {
    name: "drift",
    about: "Which columns exports had that are called alike, from which export to which. Committed before `objects`",
    partition: &["satellite_id"],
    key: &["satellite_id", "exports", "column"],
    columns: &[&[
        SATELLITE,
        col(
            "exports",
            Text,
            "What they are called, `#` in place of numbers and dates; a Delta table by its folder",
        ),
        col(
            "column",
            Text,
            "The column, in lower case; empty: the exports themselves",
        ),
        col(
            "first_object",
            Text,
            "The first export that had it, by name, numbers by their size",
        ),
        opt(
            "last_object",
            Text,
            "The last one; empty: an export may leave it out as it pleases",
        ),
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
        col(
            "row",
            Whole("line"),
            "The line on which the row begins, or its ordinal where rows do not go by lines; 0: the object as a whole",
        ),
        col(
            "column",
            Text,
            "The column at fault, as the export names it; empty: the row as a whole",
        ),
        col("code", Text, "What is wrong, in one word"),
        col("message", Text, "What is wrong and what the right form is"),
        col("raw", Text, "The first 4,000 characters of the row"),
    ]],
};

/// What ranks the versions of a row, and where the one that won was read.
pub(super) const TOLD_BY: &[Column] = &[
    opt(
        "source_version",
        Whole("version"),
        "The vendor's version number of the row; the higher one wins",
    ),
    opt(
        "source_modified",
        Instant,
        "When the vendor last wrote the row; among equal versions the later one wins",
    ),
    col("deleted", Truth, "A tombstone: the vendor deleted it"),
    col(
        "reading",
        Text,
        "How it was read; what the current reading says outranks what an earlier one said",
    ),
    col("object", Text, "The object it came from"),
    col(
        "row",
        Whole("line"),
        "The line of that object on which it begins, or its ordinal where rows do not go by lines",
    ),
];

/// What a session is.
pub(super) const SESSION: &[Column] = &[
    SATELLITE,
    col(
        "month",
        Text,
        "Calendar month of earned_day, as 2026-03; `none`: a tombstone",
    ),
    col(
        "session_id",
        Text,
        "The vendor's id of the session, as it is",
    ),
    opt(
        "earned_day",
        Day,
        "The satellite's local date of ended, else of started; empty: a tombstone",
    ),
    opt(
        "automation_id",
        Text,
        "The vendor's id of the automation, as it is; empty: a tombstone",
    ),
    opt("automation_name", Text, "Its name at the time"),
    opt(
        "solution_id",
        Text,
        "The solution, package or folder it belongs to",
    ),
    opt("solution_version", Text, "That solution's version"),
    opt("started", Instant, "When it began"),
    opt("ended", Instant, "When it ended; empty: still open"),
    opt(
        "outcome",
        Text,
        "How it went, in canonical words; empty: a tombstone",
    ),
    opt(
        "outcome_text",
        Text,
        "The vendor's text, where the outcome is unknown",
    ),
    opt(
        "duration_ms",
        Whole("ms"),
        "From start to end, floored; empty where it cannot be known or is negative",
    ),
    opt(
        "duration_bucket",
        Whole("bucket"),
        "The top 7 significant bits of duration_ms and its exponent",
    ),
    opt("mode", Text, "attended, unattended, local or unknown"),
    opt("trigger", Text, "What started it"),
    opt("machine_id", Text, "Where it ran"),
    opt("machine_name", Text, "That machine's name"),
    opt("machine_group", Text, "That machine's group"),
    opt("owner", Text, "Who owns it"),
    opt(
        "parent_automation_id",
        Text,
        "The automation that called it",
    ),
    opt("parent_session_id", Text, "The session that called it"),
    opt("error_code", Text, "The vendor's code of what went wrong"),
    opt(
        "error_message",
        Text,
        "The first 1,000 characters of what the vendor says of it",
    ),
];

pub static SESSIONS: Table = Table {
    name: "sessions",
    about: "One row per execution of an automation: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "session_id"],
    columns: &[SESSION, TOLD_BY],
};

pub static NAMES: Table = Table {
    name: "names",
    about: "What a source calls its automations, machines and queues, apart from its sessions and items: the version that wins",
    partition: &["satellite_id"],
    key: &["satellite_id", "kind", "id"],
    columns: &[
        &[
            SATELLITE,
            col(
                "kind",
                Text,
                "automation, machine, machine_group, queue, solution, person or outcome",
            ),
            col("id", Text, "The vendor's id, as it is"),
            opt(
                "name",
                Text,
                "Its name; empty: a tombstone, or one without a name",
            ),
            opt(
                "solution_id",
                Text,
                "Of an automation: the solution it belongs to",
            ),
            opt("parent_id", Text, "Of a machine: its group"),
            opt(
                "due_ms",
                Whole("ms"),
                "Of a queue: how long after its creation an item is due that tells no deadline",
            ),
            opt(
                "at_risk_ms",
                Whole("ms"),
                "Of a queue: how long after its creation such an item is at risk",
            ),
        ],
        TOLD_BY,
    ],
};

const SESSIONS_COUNTED: Column = col("sessions", Whole("sessions"), "How many");

pub static TALLIES: Table = Table {
    name: "tallies",
    about: "Sessions counted by what can be valued: integers only, recomputed whole per (satellite, month)",
    partition: &["satellite_id", "month"],
    key: &[
        "satellite_id",
        "earned_day",
        "solution_id",
        "automation_id",
        "parent_automation_id",
        "mode",
        "outcome",
    ],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        opt("solution_id", Text, "The solution it belongs to"),
        AUTOMATION,
        opt(
            "parent_automation_id",
            Text,
            "The automation that called it",
        ),
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
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        AUTOMATION,
        opt("error_code", Text, "The vendor's code"),
        SESSIONS_COUNTED,
    ]],
};

pub static DURATION_TALLIES: Table = Table {
    name: "duration_tallies",
    about: "Succeeded sessions by duration bucket, for percentiles",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "automation_id", "duration_bucket"],
    columns: &[&[
        SATELLITE,
        MONTH,
        AUTOMATION,
        col("duration_bucket", Whole("bucket"), "The bucket"),
        SESSIONS_COUNTED,
    ]],
};

pub static UNKNOWN_TALLIES: Table = Table {
    name: "unknown_tallies",
    about: "Sessions whose outcome no map names, by the vendor's text",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "outcome_text"],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        opt("outcome_text", Text, "The vendor's text"),
        SESSIONS_COUNTED,
    ]],
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
        opt(
            "automation_name",
            Text,
            "Its name at the greatest (earned_day, session_id) of the month",
        ),
        opt("solution_id", Text, "Its solution there"),
        col("first_day", Day, "Its first day in the month"),
        col("last_day", Day, "Its last day in the month"),
        col(
            "last_session_id",
            Text,
            "The greatest session id of that last day",
        ),
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
        col(
            "valid",
            Whole("sessions"),
            "Sessions that say something of it",
        ),
        col("good", Whole("sessions"), "Those that kept it"),
        col(
            "excluded",
            Whole("sessions"),
            "Those that were agreed not to count",
        ),
        opt("open", Whole("sessions"), "Those that are not over"),
        opt(
            "open_excluded",
            Whole("sessions"),
            "Those of them that were agreed not to count",
        ),
        opt(
            "cancelled",
            Whole("sessions"),
            "Those that somebody stopped",
        ),
        opt(
            "unknown",
            Whole("sessions"),
            "Those told in words that no map names",
        ),
        opt(
            "refused",
            Whole("sessions"),
            "Of the good ones: business exceptions",
        ),
        opt(
            "straight",
            Whole("sessions"),
            "Of the good ones: succeeded without exceptions",
        ),
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
        opt(
            "name",
            Text,
            "The name its source gives it; where it gives none, the latest it ran under",
        ),
        opt(
            "solution_id",
            Text,
            "The solution its source puts it in; else the latest it ran in",
        ),
        opt(
            "source_solution_id",
            Text,
            "The solution its source puts it in, whatever its sessions say; empty: its source does not say",
        ),
        opt(
            "solution_name",
            Text,
            "The name its source gives that solution",
        ),
        col("first_day", Day, "The first day it ran"),
        col("last_day", Day, "The last day it ran"),
    ]],
};

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
            col(
                "project_id",
                Text,
                "The project; `*`: shared cost that no project could carry",
            ),
            opt("department_id", Text, "That day's department"),
        ],
        COUNTS,
        WORTH,
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
        col(
            "manifest",
            Text,
            "Hash of the list of lake files it was made from and of the marts it published",
        ),
    ]],
};
