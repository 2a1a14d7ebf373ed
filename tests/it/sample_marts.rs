//! Marts of the sample whose figures were worked out by hand: of the exports where its README does
//! not speak of them, and in its last sections what follows from the scores.

use std::path::Path;
use std::sync::OnceLock;

use assert_cmd::Command;

/// A mart of the demo's March; the demo runs once.
fn mart(name: &str) -> String {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Command::new(env!("CARGO_BIN_EXE_reckon"))
            .arg("demo")
            .arg(folder.path().join("estate"))
            .assert()
            .success();
        folder
    });
    let marts = Path::new("estate/out/marts/demo/2026-03-01..2026-03-31");
    let path = folder.path().join(marts).join(format!("{name}.csv"));
    std::fs::read_to_string(path).expect("the demo publishes March")
}

/// The rows of a mart of the demo's March, each cell named by its column; only rows that say so of
/// one column.
fn rows<'m>(mart: &'m str, (column, value): (&str, &str), wanted: &[&str]) -> Vec<Vec<&'m str>> {
    let mut lines = mart.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let place = |name: &str| {
        head.iter()
            .position(|column| *column == name)
            .unwrap_or_else(|| panic!("no column {name}: {head:?}"))
    };
    let found = lines.filter(|cells| cells[place(column)] == value);
    found
        .map(|cells| wanted.iter().map(|name| cells[place(name)]).collect())
        .collect()
}

#[test]
fn errors_automations_and_coverage_say_what_the_exports_say() {
    // Of the 8 failures in EMEA (3 invoices, 4 claims, 1 mailbox) two are CLM-17, on the 5th and on
    // the 10th.
    let errors = mart("errors");
    assert_eq!(
        rows(
            &errors,
            ("error_code", "CLM-17"),
            &["sessions", "share", "first_day", "last_day"]
        ),
        [["2", "0.25", "2026-03-05", "2026-03-10"]]
    );
    // Nobody metered the news digest; two projects share the reconciliation.
    let automations = mart("automation_scores");
    let metered = |id| {
        rows(
            &automations,
            ("automation_id", id),
            &["projects", "metered"],
        )
    };
    assert_eq!(metered("flow-nws-09"), [["", "false"]]);
    assert_eq!(
        metered("ABG-200"),
        [["payroll-checks vendor-master-data", "true"]]
    );
    // EMEA's last session of March ended at 15:25; with a tolerance of 26 h it is complete to the
    // end of the month.
    let coverage = mart("coverage");
    let told = rows(
        &coverage,
        ("satellite_id", "emea-prod"),
        &["newest_event", "complete_until"],
    );
    assert_eq!(told, [["2026-03-31T15:25:00Z", "2026-04-01T00:00:00Z"]]);
}

/// README, section 8: "By hand: from February's net to March's".
#[test]
fn the_bridge_leads_from_february_to_march_cause_by_cause() {
    let bridge = mart("bridge");
    let estate = rows(
        &bridge,
        ("level", "estate"),
        &["step", "input", "amount_micros"],
    );
    let expected = [
        ["previous", "", "3599416660"],
        ["volume", "attempts", "1925233329"],
        ["volume", "success_share", "-391066666"],
        ["volume", "valued_share", "-252999997"],
        ["minutes", "minutes_per_unit", "-615000000"],
        ["exchange", "exchange_rate", "159166674"],
        ["exchange", "cost_exchange_rate", "-17110000"],
        ["put_to_use", "lost_capacity", "-31000000"],
        ["signed", "signed_amount", "372000000"],
        ["signed", "replaced_capacity", "-186000000"],
        ["once", "once_signed", "600000000"],
        ["once", "once_paid", "-500000000"],
        ["cost", "other_cost", "-3960000"],
        ["calendar", "days", "-33000000"],
    ];
    assert_eq!(estate, expected);
    let micros = |rows: Vec<Vec<&str>>| -> i64 {
        let amounts = rows.iter().map(|row| row[0].parse::<i64>());
        amounts.map(|amount| amount.expect("micros")).sum()
    };
    let of = |key| micros(rows(&bridge, key, &["amount_micros"]));
    // The rows of the estate add up to March, and so do those of its projects.
    assert_eq!(of(("level", "estate")), 4_625_680_000);
    assert_eq!(of(("level", "project")), 4_625_680_000);
    assert_eq!(of(("project_id", "payroll-checks")), 273_146_994);
}

/// README, section 8, of single projects: what moved, and from what to what.
#[test]
fn a_cause_says_what_it_was_and_what_it_is() {
    let bridge = mart("bridge");
    let columns = ["input", "currency", "before", "after", "amount_micros"];
    let invoices = rows(&bridge, ("project_id", "invoice-capture"), &columns);
    assert_eq!(
        invoices[1..4],
        [
            ["attempts", "", "1000.00", "1100.00", "300000000"],
            ["success_share", "", "1.00", "0.93", "-225000000"],
            ["minutes_per_unit", "", "5.00", "4.00", "-615000000"],
        ]
    );
    let payroll = rows(&bridge, ("project_id", "payroll-checks"), &columns);
    assert_eq!(
        payroll[1..8],
        [
            ["attempts", "", "500.00", "770.00", "405899996"],
            ["success_share", "", "1.00", "0.97", "-52066666"],
            ["valued_share", "", "1.00", "0.80", "-252999997"],
            ["exchange_rate", "EUR", "1.10", "1.20", "77500007"],
            ["cost_exchange_rate", "EUR", "1.10", "1.20", "-15885000"],
            ["lost_capacity", "", "0.00", "-62.00", "-31000000"],
            ["signed_amount", "", "0.00", "372.00", "372000000"],
        ]
    );
    // Nobody has measured it: its costs are all that is known.
    let vat = rows(
        &bridge,
        ("project_id", "vat-filing"),
        &["step", "amount_micros", "why"],
    );
    assert_eq!(
        vat,
        [["previous", "0", "not_valued"], ["cost", "-92270481", ""]]
    );
}

/// README, section 9: "By hand: what March asks somebody to decide".
#[test]
fn decisions_say_what_is_at_stake_and_who_is_asked() {
    let decisions = mart("decisions");
    let columns = ["kind", "project_id", "goal_id", "amount_micros", "owner"];
    let found = rows(&decisions, ("due", "2026-04-30"), &columns);
    let expected = [
        [
            "promise_broken",
            "claims-intake",
            "",
            "2208000000",
            "Claims lead",
        ],
        [
            "goal_missed",
            "",
            "payroll-cash-2026",
            "295000000",
            "Finance controller",
        ],
        [
            "stale_baseline",
            "order-status",
            "",
            "264000000",
            "Service desk lead",
        ],
        [
            "beyond_demand",
            "payroll-checks",
            "",
            "162370601",
            "Payroll lead",
        ],
        ["unmeasured", "vat-filing", "", "92270481", "Tax lead"],
        ["goal_missed", "", "people-hours-2026", "", "Head of People"],
    ];
    assert_eq!(found, expected);
    assert_eq!(decisions.lines().count(), 1 + expected.len());
    let one = |kind, columns: &[&str]| {
        let mut rows = rows(&decisions, ("kind", kind), columns);
        rows.remove(0).join(" ")
    };
    let promise = ["objective_id", "good", "valid", "needed", "target"];
    assert_eq!(
        one("promise_broken", &promise),
        "claims-success 40 44 42 0.95"
    );
    let goal = ["target", "actual", "expected_by_now", "secured"];
    assert_eq!(one("goal_missed", &goal), "4015.00 372.00 990.00 3720.00");
    assert_eq!(one("stale_baseline", &["measured_on"]), "2024-06-15");
    assert_eq!(one("beyond_demand", &["units", "wanted"]), "750.00 600.00");
    assert_eq!(one("unmeasured", &["successes"]), "22");
}

/// March's net of 4,625.68 lays 310.00 of a build and 31.00 of a licence on its days that were paid
/// whole on 1 January; February's of 3,599.416660 lays 280.00 and 28.00. Of cash: 372.00 are
/// received on 31 March, and 2,596.32 − 341.00 are paid.
#[test]
fn flows_are_dated_by_when_they_are_paid() {
    let flows = mart("cash_flows");
    let wanted = ["series", "date", "flow_micros"];
    let estate = rows(&flows, ("level", "estate"), &wanted);
    let of = |series, date| {
        let mut rows = estate.iter();
        let found = rows.find(|row| row[..2] == [series, date]);
        found.map(|row| row[2])
    };
    assert_eq!(of("economic", "2026-03-31"), Some("4966680000"));
    assert_eq!(of("economic", "2026-02-28"), Some("3907416660"));
    assert_eq!(of("cash", "2026-03-31"), Some("-1883320000"));
    // The desk's licence of the year, and January's part of the shared one, are of one day; the
    // estate says no discount_rate.
    let life = mart("whole_life");
    let whys = ["series", "npv", "npv_why", "irr_why"];
    let desk = rows(&life, ("id", "order-status"), &whys);
    assert_eq!(desk[0], ["cash", "", "no_rate", "not_reached"]);
}

/// README, section 11: "By hand: the plan of March, and why it was missed". The plan is laid on 31
/// days, and each is rounded.
fn is_near(micros: &str, by_hand: &str) -> bool {
    let of = |text: &str| text.parse::<f64>().expect("a number");
    (of(micros) / 1e6 - of(by_hand)).abs() < 0.000_1
}

#[test]
fn the_plan_of_march_is_the_one_that_was_worked_out() {
    let plan = mart("plan");
    let of = |key| {
        let wanted = [
            "span",
            "plan_net_micros",
            "plan_variance_micros",
            "plan_attainment_why",
        ];
        let rows = rows(&plan, key, &wanted);
        let found = rows.into_iter().find(|row| row[0] == "window");
        found.expect("a row of the window")
    };
    for (project, net, variance) in [
        ("invoice-capture", "2513.268153", "-540"),
        ("claims-intake", "1490.997671", "-52"),
        ("vendor-master-data", "569.731565", "210"),
        ("order-status", "194.498836", "-96"),
        ("onboarding", "154.307262", "0"),
        ("payroll-checks", "127.683661", "145.463333"),
        ("vat-filing", "-92.270481", "0"),
    ] {
        let row = of(("id", project));
        assert!(is_near(row[1], net), "{project}: {row:?}");
        assert!(is_near(row[2], variance), "{project}: {row:?}");
        let why = if project == "vat-filing" {
            "no_plan"
        } else {
            ""
        };
        assert_eq!(row[3], why, "{project}");
    }
    let estate = of(("level", "estate"));
    assert!(is_near(estate[1], "4958.216667"), "{estate:?}");
    let units = rows(
        &plan,
        ("id", "payroll-checks"),
        &["span", "from", "plan_units"],
    );
    // 500 in each of three months and in the window, which is the last of them; none in December,
    // when it was not live
    let units: Vec<_> = units.iter().map(|row| row[2]).collect();
    assert_eq!(units, ["", "500.00", "500.00", "500.00", "500.00"]);
    // Finance: 2,513.268153 − 92.270481
    let finance = of(("id", "finance"));
    assert!(is_near(finance[1], "2420.997672"), "{finance:?}");
}

#[test]
fn the_bridge_leads_from_the_plan_to_march_cause_by_cause() {
    let bridge = mart("plan_bridge");
    let estate = rows(
        &bridge,
        ("level", "estate"),
        &["step", "input", "amount_micros"],
    );
    let expected = [
        ("plan", "", "4958.216667"),
        ("volume", "attempts", "958.233333"),
        ("volume", "success_share", "-517.066667"),
        ("volume", "valued_share", "-253"),
        ("minutes", "minutes_per_unit", "-615"),
        ("minutes", "attended_minutes_per_unit", "-132"),
        ("exchange", "exchange_rate", "159.166667"),
        ("exchange", "cost_exchange_rate", "-15.885"),
        ("put_to_use", "lost_capacity", "-31"),
        ("signed", "signed_amount", "31"),
        ("signed", "replaced_capacity", "-15.5"),
        ("once", "once_signed", "600"),
        ("once", "once_paid", "-500"),
        ("cost", "other_cost", "-1.485"),
    ];
    let told = estate
        .iter()
        .filter(|row| row[2].parse::<i64>().expect("micros").abs() > 100);
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (row, (step, input, amount)) in told.iter().zip(expected) {
        assert_eq!(row[..2], [step, input]);
        assert!(is_near(row[2], amount), "{row:?}, {amount}");
    }
}
