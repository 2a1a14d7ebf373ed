//! The marts of one window that say what follows from its scores.

use super::shared::{COUNTS, WORTH};
use super::table::Kind::{Day, Exact, Text, Truth, Whole};
use super::table::{Column, Table, col, opt};

pub static BRIDGE: Table = Table {
    name: "bridge",
    about: "Why the net is another than in the window before, cause by cause; the rows of a project, and those of the estate, add up to the net of the window",
    partition: &[],
    key: &["level", "project_id", "order"],
    columns: &[
        BRIDGED,
        &[
            col("previous_from", Day, "The first day of the window before"),
            col("previous_to", Day, "The last day of the window before"),
        ],
    ],
};

/// The columns of a bridge by cause.
pub(super) const BRIDGED: &[Column] = &[
    col(
        "level",
        Text,
        "`estate` or `project`: rows of the estate are the sums of those of projects",
    ),
    opt(
        "project_id",
        Text,
        "The project; `*`: shared cost that no project could carry; empty for the estate",
    ),
    col(
        "order",
        Whole("place"),
        "The place of the row in its bridge, from 0",
    ),
    col(
        "step",
        Text,
        "previous (the net of the window before) or plan (the planned net), volume, minutes, rate, exchange, put_to_use, signed, once, cost or calendar, in this order",
    ),
    opt("input", Text, "What moved: a step is the sum of its inputs"),
    opt("currency", Text, "Of exchange rates"),
    opt(
        "before",
        Exact("input"),
        "The input before, or as it was planned: an average, a sum of money, a rate, or days; empty where it is not one number",
    ),
    opt("after", Exact("input"), "The same in the window"),
    opt(
        "amount",
        Exact("money"),
        "What the net moved by; of the first step, the net that the bridge begins at",
    ),
    opt(
        "why",
        Text,
        "Of the first step: why there is no bridge, or no more of it than costs and signed amounts",
    ),
];

pub static KIT_BRIDGE: Table = Table {
    name: "kit_bridge",
    about: "Why the net is another figure than the savings of the vendor's kit, where the estate names both methods; the rows of a project, and those of the estate, add up to its net by reckoner-1",
    partition: &[],
    key: &["level", "project_id", "order"],
    columns: &[&[
        col(
            "level",
            Text,
            "`estate` or `project`: rows of the estate are the sums of those of projects",
        ),
        opt(
            "project_id",
            Text,
            "The project; `*`: shared cost that no project could carry; empty for the estate",
        ),
        col(
            "order",
            Whole("place"),
            "The place of the row in its bridge, from 0",
        ),
        col(
            "step",
            Text,
            "kit (the savings by kit-2023), overhead, failed_runs, volume_and_minutes, put_to_use, signed_benefits or costs, in this order; what changes nothing is left out",
        ),
        opt(
            "amount",
            Exact("money"),
            "What the step adds; of the step kit, the kit's figure",
        ),
        opt(
            "why",
            Text,
            "Of the step kit: not_valued, where no baseline says what the kit would have to know",
        ),
    ]],
};

pub static DECISIONS: Table = Table {
    name: "decisions",
    about: "What the scores ask somebody to decide, by rule; the most money first",
    partition: &[],
    key: &["order"],
    columns: &[&[
        col("order", Whole("place"), "Its place, from 1"),
        col(
            "kind",
            Text,
            "promise_broken, goal_missed, unmeasured, beyond_demand, stale_baseline, idle_or_losing, benefit_ends or unallocated",
        ),
        opt(
            "project_id",
            Text,
            "The project; `*`: of the cost that no project carries; empty for a goal",
        ),
        opt("objective_id", Text, "The promise that is broken"),
        opt("goal_id", Text, "The goal that is missed"),
        opt(
            "amount",
            Exact("money"),
            "The money at stake; empty where it is none, or not known",
        ),
        opt(
            "owner",
            Text,
            "Whose decision it is; empty where nobody is named",
        ),
        col("due", Day, "By when"),
        opt(
            "good",
            Whole("sessions"),
            "Of a promise: those that kept it",
        ),
        opt(
            "valid",
            Whole("sessions"),
            "Of a promise: those that say something of it",
        ),
        opt(
            "needed",
            Whole("sessions"),
            "Of a promise: how many good ones would have kept it",
        ),
        opt(
            "target",
            Exact("metric"),
            "Of a goal: what was asked for; of a promise: the share",
        ),
        opt("actual", Exact("metric"), "Of a goal: what was reached"),
        opt(
            "expected_by_now",
            Exact("metric"),
            "Of a goal: what was to be reached by now",
        ),
        opt(
            "secured",
            Exact("metric"),
            "Of a goal of cash: what is signed for up to its last day",
        ),
        opt(
            "successes",
            Whole("sessions"),
            "Of what is unmeasured: sessions that succeeded",
        ),
        opt("units", Exact("units"), "Beyond demand: what was done"),
        opt("wanted", Exact("units"), "Beyond demand: what was wanted"),
        opt(
            "measured_on",
            Day,
            "Of an old baseline: when it was measured",
        ),
        opt("months", Whole("months"), "Idle or losing: for how long"),
        opt("idle", Truth, "Idle or losing: whether nothing ran at all"),
        opt(
            "net",
            Exact("money"),
            "Idle or losing: what these months came to",
        ),
        opt("ends_on", Day, "Of a signed benefit: its last day"),
        opt("signed_by", Text, "Of a signed benefit: by whom"),
        opt(
            "total",
            Exact("money"),
            "Of cost that no project carries: all cost",
        ),
    ]],
};

pub static PERIODS: Table = Table {
    name: "periods",
    about: "The steps of time that pages show: what each brought, of the estate and of each project; values of the headline method",
    partition: &[],
    key: &["level", "project_id", "from"],
    columns: &[
        &[
            col("level", Text, "`estate` or `project`"),
            opt(
                "project_id",
                Text,
                "The project; `*`: shared cost that no project could carry; empty for the estate",
            ),
            col("from", Day, "The first day of the step"),
            col("to", Day, "Its last day"),
            col(
                "in_window",
                Truth,
                "Whether it lies in the window, or is history before it",
            ),
        ],
        COUNTS,
        WORTH,
    ],
};

pub static EVIDENCE: Table = Table {
    name: "evidence",
    about: "What the benefit of the window rests on, of the estate and of each project; values of the headline method",
    partition: &[],
    key: &["level", "project_id", "rests_on"],
    columns: &[&[
        col("level", Text, "`estate` or `project`"),
        opt("project_id", Text, "The project; empty for the estate"),
        col(
            "rests_on",
            Text,
            "measured, sampled, estimated, vendor or unstated, of baselines; signed: somebody's signature, of the estate",
        ),
        col("amount", Exact("money"), "So much of the benefit"),
    ]],
};
