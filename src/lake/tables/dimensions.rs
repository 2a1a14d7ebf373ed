//! Small dimensions that a BI model hangs on the facts.

use super::shared::{AUTOMATION, SATELLITE};
use super::table::Kind::{Day, Text, Truth, Whole};
use super::table::{Table, col, opt};

pub static PROJECTS: Table = Table {
    name: "projects",
    about: "The projects, a row per version",
    partition: &[],
    key: &["project_id", "valid_from"],
    columns: &[&[
        col("project_id", Text, "The project"),
        opt(
            "valid_from",
            Day,
            "From this day; empty: from the beginning",
        ),
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
        opt("active_from", Day, "Its first day, where somebody says so"),
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
        col(
            "fiscal_year",
            Text,
            "The fiscal year it lies in, by the year it begins in",
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
