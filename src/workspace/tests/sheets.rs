//! What the sheets mean, however they were saved.

use super::*;
use crate::model::master::{Matcher, Per, RateKind, Unit};
use crate::model::scope::Scope;
use crate::model::{Micros, ProjectId};

/// All master data in the plain form.
const PLAIN: &[(&str, &str)] = &[
    (
        "baselines/departments.csv",
        "department_id,name,parent_id\nfinance,\"Finance, \"\"EMEA\"\"\",\nap,Payables,finance\n",
    ),
    (
        "baselines/projects.csv",
        "project_id,name,department_id,status,description,valid_from\nInvoices,Invoices,finance,live,\"two\nlines\",\ninvoices,Invoices,ap,live,,2026-03-01\n",
    ),
    (
        "baselines/baselines.csv",
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,attended_deducts\ninvoices,2026-01-01,12.5,40.25,eur,true\n",
    ),
    (
        "baselines/costs.csv",
        "project_id,kind,amount,currency,per,from,spread_months\n*,build,3650.5,USD,once,2026-01-01,12\n",
    ),
    (
        "baselines/rates.csv",
        "currency,from,rate,kind\nEUR,2026-01-01,1.1,\n",
    ),
];

#[test]
fn what_excel_saves_anywhere_gives_the_same_master() {
    let plain = right(PLAIN).master;
    // Swap the separators outside of quotes and the decimal mark of numbers, as a European Excel
    // does.
    let european = |text: &str| {
        let mut out = String::new();
        let mut quoted = false;
        for c in text.chars() {
            quoted ^= c == '"';
            out.push(match c {
                ',' if !quoted => ';',
                '.' if !quoted => ',',
                c => c,
            });
        }
        out.replace("true", "WAHR")
    };
    type Variant<'a> = (&'a str, &'a dyn Fn(&str) -> String);
    let variants: [Variant; 5] = [
        ("with a byte order mark", &|text| format!("\u{feff}{text}")),
        ("with CRLF", &|text| text.replace('\n', "\r\n")),
        ("with semicolons, decimal commas and WAHR", &european),
        ("with empty rows and columns at the end", &|text| {
            let lines: Vec<&str> = text.trim_end().split('\n').collect();
            // The quoted line break of projects.csv keeps its line as it is.
            let wide: Vec<String> = lines
                .iter()
                .map(|line| {
                    if line.ends_with("\"two") {
                        (*line).to_owned()
                    } else {
                        format!("{line},,")
                    }
                })
                .collect();
            format!("{}\n,,,\n\n,,,\n", wide.join("\n"))
        }),
        ("with a header in capitals", &|text| {
            let (head, rest) = text.split_once('\n').expect("a header");
            format!("{}\n{rest}", head.to_uppercase())
        }),
    ];
    for (name, variant) in variants {
        let files: Vec<(&str, String)> = PLAIN
            .iter()
            .map(|(file, text)| (*file, variant(text)))
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(file, text)| (*file, text.as_str()))
            .collect();
        assert_eq!(right(&files).master, plain, "{name}");
    }
}

#[test]
fn what_is_written_becomes_what_is_meant() {
    let master = right(PLAIN).master;
    let invoices: ProjectId = "invoices".parse().expect("an id");
    let versions = &master.projects[&invoices];
    assert_eq!(
        versions
            .iter()
            .map(|p| (p.department_id.as_str(), p.line.line))
            .collect::<Vec<_>>(),
        [("finance", 2), ("ap", 4)]
    );
    assert_eq!(versions[0].description, "two\nlines");
    let baseline = &master.baselines[&invoices][0];
    assert_eq!(baseline.unit, Unit::Session, "where nothing is said");
    assert_eq!(
        (
            baseline.minutes_per_unit,
            baseline.currency.as_str(),
            baseline.people
        ),
        (Micros(12_500_000), "EUR", Micros::ONE)
    );
    assert_eq!(
        (
            baseline.conversion,
            baseline.demand_per_month,
            baseline.error_rate
        ),
        (None, None, Micros::ZERO)
    );
    assert!(master.costs[0].project_id.is_shared());
    assert_eq!(
        (
            master.costs[0].amount.per,
            master.costs[0].amount.spread_months
        ),
        (Per::Once, Some(12))
    );
    for kind in RateKind::ALL {
        let rate = master
            .rates
            .on("EUR", *kind, "2026-01-01".parse().expect("a day"));
        assert_eq!(rate, Some(Micros(1_100_000)), "{kind}");
    }
}

#[test]
fn the_next_row_of_a_key_ends_the_earlier_one_the_day_before() {
    let rows = "emea,f1,claims,2026-03-01,0.5,\nemea,f1,claims,2026-01-01,1,\nemea,F1,claims,2026-01-01,1,2026-01-31\nemea,F1,claims,2026-06-01,1,\n\
                emea,solution:S,claims,2026-01-01,,2026-02-28\nemea,solution:S,invoices,2026-03-01,,\nemea,name~^Inv,claims,2026-01-01,0.4,\nemea,name~^Inv,invoices,2026-01-01,0.6,\n";
    let master = right(&[("baselines/meterings.csv", &format!("{METERINGS}\n{rows}"))]).master;
    let spans: Vec<String> = master
        .meterings
        .iter()
        .map(|m| {
            format!(
                "{} {} {}..{}",
                m.matcher,
                m.project_id,
                m.from,
                m.to.map_or(String::new(), |day| day.to_string())
            )
        })
        .collect();
    assert_eq!(
        spans,
        [
            "F1 claims 2026-01-01..2026-01-31",
            "F1 claims 2026-06-01..",
            "f1 claims 2026-01-01..2026-02-28",
            "f1 claims 2026-03-01..",
            "solution:S claims 2026-01-01..2026-02-28",
            "solution:S invoices 2026-03-01..",
            "name~^Inv claims 2026-01-01..",
            "name~^Inv invoices 2026-01-01..",
        ]
    );
    assert_eq!(master.meterings[4].matcher, Matcher::Solution("S".into()));
}

#[test]
fn goals_and_exclusions_take_the_estates_money_and_clocks() {
    let master = right(&[
        (
            "baselines/goals.csv",
            &format!(
                "{GOALS}\ng,G,net,10,2026-01-01,2026-12-31,projects:claims;INVOICES;claims,,,\n"
            ),
        ),
        (
            "baselines/exclusions.csv",
            &format!("{EXCLUSIONS}\n*,2026-03-07T22:00,2026-03-08T04:00:00+01:00,update,CoE,\n"),
        ),
    ])
    .master;
    let goal = &master.goals[0];
    assert_eq!(goal.currency, "USD");
    let Scope::Projects(ids) = &goal.scope else {
        panic!("projects")
    };
    assert_eq!(
        ids.iter().map(ProjectId::as_str).collect::<Vec<_>>(),
        ["claims", "invoices"]
    );
    let exclusion = &master.exclusions[0];
    assert_eq!(exclusion.satellite_id, None);
    assert_eq!(exclusion.from.to_rfc3339(), "2026-03-07T21:00:00+00:00"); // Berlin is an hour ahead
    assert_eq!(exclusion.to.to_rfc3339(), "2026-03-08T03:00:00+00:00");
    assert_eq!(master.departments.len(), 1); // named by projects.csv alone
}

#[test]
fn the_order_of_lines_and_files_is_nothing() {
    let reversed = |text: &str| {
        let (head, rows) = text.split_once('\n').expect("a header");
        let mut rows: Vec<&str> = rows.trim_end().split('\n').collect();
        rows.reverse();
        format!("{head}\n{}\n", rows.join("\n"))
    };
    let meterings = format!(
        "{METERINGS}\nemea,f1,claims,2026-03-01,0.5,\nemea,f1,claims,2026-01-01,1,\nemea,a,claims,2026-01-01,1,\n"
    );
    let spans = |text: &str| {
        let master = right(&[("baselines/meterings.csv", text)]).master;
        master
            .meterings
            .into_iter()
            .map(|m| (m.matcher, m.from, m.to))
            .collect::<Vec<_>>()
    };
    assert_eq!(spans(&meterings), spans(&reversed(&meterings)));
}
