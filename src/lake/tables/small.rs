//! Small tables: what was read, what was refused, what sources call things, what was published.

use super::facts::TOLD_BY;
use super::shared::SATELLITE;
use super::table::Kind::{Day, Instant, Text, Whole};
use super::table::{Table, col, opt};

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

pub static DELIVERIES: Table = Table {
    name: "deliveries",
    about: "What became of each mail: the states of each delivery, one after the other. The mails themselves lie beside them, by the hash of their bytes",
    partition: &[],
    key: &["delivery", "number"],
    columns: &[&[
        col(
            "delivery",
            Text,
            "Hash of job, window, report, person and scope: what is sent once",
        ),
        col(
            "number",
            Whole("states"),
            "How many states of the delivery came before it",
        ),
        col("at", Instant, "When"),
        col("job", Text, "The job"),
        col("window_from", Day, "The window's first day"),
        col("window_to", Day, "The window's last day"),
        col("report", Text, "The report"),
        col("email", Text, "The person's address"),
        col(
            "scope",
            Text,
            "What the person may see, as people.csv has it",
        ),
        col(
            "publication",
            Text,
            "The publication that the mail tells of",
        ),
        col(
            "state",
            Text,
            "planned, rendered, begun, accepted, refused, deferred, unknown or withheld",
        ),
        opt(
            "message",
            Text,
            "Hash of the mail's bytes; empty: there is none yet",
        ),
        opt(
            "told",
            Text,
            "What the server said, or why nothing was sent; empty: nothing was said",
        ),
        opt(
            "retry_after",
            Instant,
            "Of deferred: not before then; empty: it is not tried again by itself",
        ),
    ]],
};
