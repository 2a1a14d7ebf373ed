//! The files that are no sheets: the settings, and what somebody should look at.

use std::fmt::Write;
use std::path::Path;

use super::carrier::KitRemarks;
use super::tables::Tables;
use crate::model::many::many;

/// The id of the satellite that reads the folder.
pub const SATELLITE: &str = "kit";

pub fn reckoner_toml(name: Option<&str>, currency: &str, folder: &Path) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "# The estate: what the vendor's kit held, read from its tables. What could not be carried over stands in from_kit/to_look_at.md.\n\
         [estate]\n\
         name = {name}\n\
         currency = {currency}                # the kit's tables do not tell it: see that it is right, and in baselines.csv and goals.csv too\n\
         timezone = \"UTC\"                # of the jobs' windows; a session's day is its satellite's\n\
         method = [\"reckoner-1\", \"kit-2023\"]   # the first is the headline; beside it, what the kit would have said\n\
         \n\
         # All that the kit traced, whichever environment it ran in. Put the next export of its tables into the same folder.\n\
         [[satellite]]\n\
         id = \"{SATELLITE}\"\n\
         name = \"Automation Kit\"\n\
         class = \"prod\"                  # only prod counts as value\n\
         timezone = \"UTC\"\n\
         source = {{ format = \"kit\", url = {url} }}\n",
        name = quoted(name.unwrap_or("My automation CoE")),
        currency = quoted(currency),
        url = quoted(&folder.display().to_string()),
    )
}

/// Tables of which nothing is carried over, and what that means.
const STAYING: &[(&str, &str)] = &[
    (
        "machine",
        "machines are named by the sessions that ran on them",
    ),
    (
        "machinegroup",
        "groups of machines are named by the sessions that ran on them",
    ),
    (
        "flowsessionexceptionruleconfiguration",
        "rules of alerts have no counterpart: promises in objectives.csv watch failures",
    ),
    ("auditlog", "the risk register has no counterpart yet"),
];

pub fn remark_on_what_stays(tables: &Tables, carrier: &mut KitRemarks) {
    for (table, why) in STAYING {
        let count = tables.rows(table).len();
        if count > 0 {
            let stay = if count == 1 {
                "stays where it is"
            } else {
                "stay where they are"
            };
            carrier.remark(table, &format!("{} {stay}: {why}", many(count, "row")));
        }
    }
    for row in tables.rows("environment") {
        let is_other = row.choice(
            "environmenttype",
            &[
                ("411140000", "DEV", ()),
                ("411140001", "UAT", ()),
                ("411140003", "Other", ()),
            ],
        );
        if is_other.is_some() {
            let place = format!(
                "environment {}",
                row.get("environmentname").unwrap_or("without a name")
            );
            carrier.remark(&place, "it is no production, and the kit counts its sessions too: so does the satellite that reads its trace");
        }
    }
}

pub fn to_look_at(carrier: &KitRemarks) -> String {
    let mut text = "# What could not be carried over as it was\n\n\
        Read from the kit's tables. Each line is something for a person to decide; none of it stops a run. Suggested meterings stand \
        beside this file: copy the lines that are right into baselines/meterings.csv, without the last two columns.\n\n"
        .to_owned();
    let mut remarks = carrier.remarks.clone();
    remarks.sort();
    if remarks.is_empty() {
        text.push_str("Everything was.\n");
    }
    for remark in &remarks {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            text,
            "- **{}**: {}",
            line(&remark.place),
            line(&remark.said)
        );
    }
    text
}
