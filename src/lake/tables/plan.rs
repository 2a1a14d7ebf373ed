//! The marts of one window that say what was planned, and why what was done is another.

use super::follows::BRIDGED;
use super::table::Kind::{Day, Exact, Ratio, Text};
use super::table::{Column, Table, col, opt};

pub static PLAN: Table = Table {
    name: "plan",
    about: "What was planned, of the window and of each step of time that pages show, against what was done; no rows where nobody planned units",
    partition: &[],
    key: &["level", "id", "span", "from"],
    columns: &[&[
        col("level", Text, "`estate`, `department` or `project`"),
        opt(
            "id",
            Text,
            "The department or project; `*`: shared cost that no project could carry; empty for the estate",
        ),
        col(
            "span",
            Text,
            "`window`, or `step`: of the estate and of projects",
        ),
        col("from", Day, "Its first day"),
        col("to", Day, "Its last day"),
        opt(
            "plan_units",
            Exact("units"),
            "planned_units_per_month, laid on days and times the ramp; empty where none are planned",
        ),
        opt(
            "plan_net_minutes",
            Exact("min"),
            "What they free, by the row that was planned with",
        ),
        PLANNED[0],
        PLANNED[1],
        PLANNED[2],
        opt("net", Exact("money"), "What was done, of the window"),
        opt("plan_variance", Exact("money"), "net − plan_net"),
        opt(
            "plan_attainment",
            Ratio,
            "net / plan_net, where that is above 0",
        ),
        opt(
            "plan_attainment_why",
            Text,
            "Why there is none: no_plan (nothing but lines is planned) or no_planned_gain",
        ),
    ]],
};

const PLANNED: [Column; 3] = [
    col(
        "plan_benefit",
        Exact("money"),
        "Of planned units, and of the lines of benefits.csv that are in_plan",
    ),
    col(
        "plan_cost",
        Exact("money"),
        "Of the lines of costs.csv that are in_plan, at budget rates; shared lines and machine hours as they were charged",
    ),
    col("plan_net", Exact("money"), "plan_benefit − plan_cost"),
];

pub static PLAN_BRIDGE: Table = Table {
    name: "plan_bridge",
    about: "Why the net is another than was planned, cause by cause; the rows of a project, and those of the estate, add up to the net of the window",
    partition: &[],
    key: &["level", "project_id", "order"],
    columns: &[BRIDGED],
};
