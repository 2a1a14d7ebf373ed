//! The executive report: the whole estate on one page, and the same for a spreadsheet, tidy and
//! long, exact and unrounded where the page rounds.

use std::collections::BTreeMap;

use super::super::blocks::things::errors::by_sessions;
use super::super::parts::not_available;
use super::super::sheet::{ReportSheet, SheetCell};
use super::super::texts::text;
use super::super::{ReportFacts, format, gaps, words};
use super::long::Section;
use crate::model::board::comparisons::{Bridge, KitComparison};
use crate::model::board::plan::{PlanScore, Plans};
use crate::model::columns::{ESTATE_FIGURES, PROJECT_FIGURES};
use crate::model::master::Metric;
use crate::model::scoreboard::{
    AutomationScore, Coverage, CoverageIntake, DepartmentScore, ErrorScore, GoalScore,
    ObjectiveScore, ProjectScore,
};

/// So many errors have rows of their own, and so many gaps of a kind: a spreadsheet opens no more
/// than a million rows. The others are added up.
const LISTED: usize = 10_000;

/// Figures that have no row of their own beside those of the value.
const UNLISTED: [&str; 3] = ["hours_returned", "roi", "savings_at_risk"];

/// A section of the page each, in its order.
pub fn sheets(page: &ReportFacts) -> Vec<ReportSheet> {
    type SectionRows = fn(&ReportFacts, &mut Section);
    let sections: [(&'static str, SectionRows); 9] = [
        ("totals", totals),
        ("departments", departments),
        ("projects", projects),
        ("methods", methods),
        ("promises", promises),
        ("errors", errors),
        ("goals", goals),
        ("coverage", coverage),
        ("gaps", gaps),
    ];
    let sheet = |(name, rows): (&'static str, SectionRows)| {
        let mut section = Section::new(name, &page.estate.currency);
        rows(page, &mut section);
        section.into_sheet()
    };
    sections.into_iter().map(sheet).collect()
}

fn totals(page: &ReportFacts, section: &mut Section) {
    let (board, total) = (page.board, &page.board.totals[0]);
    let currency = &page.estate.currency;
    for (when, window, value) in [
        ("window", board.window, Some(total.value)),
        ("previous", total.previous_window, total.previous),
    ] {
        section.about(when, format::window(window));
        section.day("from", Some(window.from()));
        section.day("to", Some(window.to()));
        match value {
            Some(value) => section.value(&value),
            None => section.money("net", None, text!("long-nothing-known")),
        }
    }
    section.about("window", format::window(board.window));
    let last = board.counted_to;
    if last < board.window.to() {
        let last = Some(last).filter(|last| *last >= board.window.from());
        let cell = SheetCell::of(last, SheetCell::Day);
        let note = text!("long-counted-to");
        section.row("amounts_count_to", cell, "", note);
    }
    section.money("savings_at_risk", Some(total.savings_at_risk), "");
    section.figures(ESTATE_FIGURES, total, &UNLISTED);
    planned(section, page, |plans| Some(&plans.estate));
    for (on, amount) in &board.comparisons.rests_on {
        let (cell, on) = (SheetCell::Money(*amount), words::rests_on(*on));
        section.row("benefit_by_evidence", cell, currency.clone(), on);
    }
}

/// What was planned, where anything was.
fn planned<'p>(
    section: &mut Section,
    page: &'p ReportFacts,
    of: impl Fn(&'p Plans) -> Option<&'p PlanScore>,
) {
    let Some(plan) = page.board.plans.as_ref().ok().and_then(of) else {
        return;
    };
    section.money("plan_net", Some(plan.value.net()), "");
    section.money("plan_variance", Some(plan.variance), "");
}

fn departments(page: &ReportFacts, section: &mut Section) {
    let mut sorted: Vec<&DepartmentScore> = page.board.departments.iter().collect();
    sorted.sort_by(|a, b| {
        b.value
            .net()
            .cmp(&a.value.net())
            .then(a.department_id.cmp(&b.department_id))
    });
    for d in sorted {
        let id = d.department_id.as_ref().map_or("*", |id| id.as_str());
        section.about(id.to_owned(), d.name.clone());
        section.count("projects", d.projects, "projects");
        section.value(&d.value);
        let id = d.department_id.as_ref();
        planned(section, page, |plans| plans.department(id?));
    }
}

fn projects(page: &ReportFacts, section: &mut Section) {
    let mut sorted: Vec<&ProjectScore> = page.board.headline_projects().collect();
    sorted.sort_by(|a, b| {
        b.value
            .net()
            .cmp(&a.value.net())
            .then(a.project_id.cmp(&b.project_id))
    });
    for p in sorted {
        section.about(p.project_id.to_string(), p.name.clone());
        section.text("department", p.department.clone());
        section.text("status", words::status(p.status));
        section.text("evidence", words::basis(p));
        section.value(&p.value);
        section.figures(PROJECT_FIGURES, p, &UNLISTED);
        if let Some(previous) = p.previous {
            section.money("net_previous", Some(previous.net()), "");
        }
        planned(section, page, |plans| plans.project(&p.project_id));
        for flag in &p.flags {
            let cell = SheetCell::text(flag.as_str());
            section.row("flag", cell, "", words::flag(*flag));
        }
    }
}

/// What the other methods say: their sums, by method.
fn methods(page: &ReportFacts, section: &mut Section) {
    let board = page.board;
    for total in &board.totals[1..] {
        let method = total.method.as_str();
        section.about(method, "");
        let benefit = total.value.soft.map(|_| total.value.benefit());
        let note = if benefit.is_none() {
            text!("not-valued")
        } else {
            ""
        };
        section.money("benefit", benefit, note);
        for p in board.projects.iter().filter(|p| p.method == total.method) {
            section.about(p.project_id.to_string(), p.name.clone());
            let benefit = p.value.soft.map(|_| p.value.benefit());
            let note = match benefit {
                None => text!("long-method-not-valued", method = method),
                Some(_) => method.to_owned(),
            };
            let cell = SheetCell::of(benefit, SheetCell::Money);
            section.row("benefit", cell, page.estate.currency.clone(), note);
        }
    }
    if let Some(kit) = &board.comparisons.kit {
        kit_bridge(page, kit, section);
    }
}

/// From the kit's figure to the net, step by step: a row of the estate, then of each project.
fn kit_bridge(page: &ReportFacts, kit: &KitComparison, section: &mut Section) {
    section.about("estate", "");
    from_kit(&kit.total, section);
    for (id, bridge) in &kit.projects {
        let project = page.board.projects.iter().find(|p| p.project_id == *id);
        let name = project.map(|p| p.name.clone()).unwrap_or_default();
        section.about(id.to_string(), name);
        from_kit(bridge, section);
    }
}

fn from_kit(bridge: &Bridge, section: &mut Section) {
    let note = match bridge.kit {
        Some(_) => "",
        None => text!("not-valued"),
    };
    section.money("kit", bridge.kit, note);
    for (step, amount) in &bridge.steps {
        section.money(step.as_str(), Some(*amount), "");
    }
    section.money("net", Some(bridge.value.net()), text!("kit-end-why"));
}

fn promises(page: &ReportFacts, section: &mut Section) {
    for o in &page.board.objectives {
        promise(o, section);
    }
}

fn promise(o: &ObjectiveScore, section: &mut Section) {
    section.about(o.objective_id.to_string(), o.project.clone());
    section.text("period", o.period.to_string());
    let promise = words::sli(o.sli, o.threshold_ms).replace(format::NBSP, " ");
    section.text("promise", promise);
    let word = words::promise(o.status, o.sli).word;
    section.row("status", SheetCell::text(o.status.as_str()), "", word);
    section.row("target", SheetCell::Share(o.target), "ratio", "");
    section.ratio("attained", o.attained, text!("long-no-valid-session"));
    section.count("good", o.good, "sessions");
    section.count("valid", o.valid, "sessions");
    section.count("excluded", o.excluded, "sessions");
    if let Some(beside) = o.beside {
        section.count("stuck", beside.stuck, "sessions");
        section.count("cancelled", beside.cancelled, "sessions");
        section.count("unknown", beside.unknown, "sessions");
        section.count("refused", beside.refused, "sessions");
        section.count("straight_through", beside.straight_through, "sessions");
    }
    section.row("budget", SheetCell::Amount(o.budget), "sessions", "");
    let left = SheetCell::Amount(o.budget_left);
    section.row("budget_left", left, "sessions", "");
    section.ratio("burn_rate", o.burn_rate, not_available());
    if let Some((low, high)) = o.interval {
        section.ratio("attained_low", Some(low), "");
        section.ratio("attained_high", Some(high), "");
    }
}

/// The most frequent first; those of satellites that are not valued too.
fn errors(page: &ReportFacts, section: &mut Section) {
    let mut automations: Vec<&AutomationScore> = page.board.automations.iter().collect();
    automations.sort_unstable_by_key(|a| (&a.satellite_id, &a.automation_id));
    let known = |e: &ErrorScore| {
        let found = automations.binary_search_by_key(&(&e.satellite_id, &e.automation_id), |a| {
            (&a.satellite_id, &a.automation_id)
        });
        found.map_or(String::new(), |at| automations[at].name.clone())
    };
    let sorted = by_sessions(&page.board.errors);
    let (listed, rest) = sorted.split_at(sorted.len().min(LISTED));
    for e in listed {
        section.about(e.automation_id.clone(), known(e));
        section.text("error_code", e.error_code.clone());
        section.text("satellite", e.satellite_id.to_string());
        section.count("sessions", e.sessions, "sessions");
        let note = text!("long-of-failures");
        section.row("share", SheetCell::Share(e.share), "ratio", note);
        section.day("first_day", Some(e.first_day));
        section.day("last_day", Some(e.last_day));
    }
    if !rest.is_empty() {
        section.about("*", text!("long-more-errors"));
        section.count("errors", rest.len() as i64, "errors");
        let sessions = rest.iter().map(|e| e.sessions).sum();
        section.count("sessions", sessions, "sessions");
    }
}

fn goals(page: &ReportFacts, section: &mut Section) {
    for g in &page.board.goals {
        goal(g, &page.estate.currency, section);
    }
}

fn goal(g: &GoalScore, currency: &str, section: &mut Section) {
    let unit = match g.metric {
        Metric::Net | Metric::Benefit | Metric::Hard => currency,
        Metric::Hours => "h",
        Metric::Roi | Metric::KeptObjectives => "ratio",
        Metric::Units => "units",
        Metric::LiveProjects => "projects",
    };
    section.about(g.goal_id.to_string(), g.name.clone());
    section.text("period", g.window.to_string());
    section.text("scope", g.scope.to_string());
    section.text("owner", g.owner.clone());
    section.text("metric", g.metric.as_str());
    let word = words::goal(g.status).word;
    section.row("status", SheetCell::text(g.status.as_str()), "", word);
    let cell = match g.metric.is_money() {
        true => SheetCell::Money,
        false => SheetCell::Amount,
    };
    for (measure, amount) in [
        ("target", Some(g.target)),
        ("actual", g.actual),
        ("expected_by_now", g.expected_by_now),
    ] {
        let note = if amount.is_none() {
            not_available()
        } else {
            ""
        };
        let cell = SheetCell::of(amount, cell);
        section.row(measure, cell, unit.to_owned(), note);
    }
    section.ratio("attainment", g.attainment, not_available());
}

fn coverage(page: &ReportFacts, section: &mut Section) {
    for c in &page.board.coverage {
        covered(c, section);
    }
}

fn covered(c: &Coverage, section: &mut Section) {
    let over_all_time = text!("long-rows-over-all-time");
    section.about(c.satellite_id.to_string(), c.name.clone());
    section.text("class", c.class.as_str());
    section.text("counts", if c.counts { "true" } else { "false" });
    let intake = |of: fn(&CoverageIntake) -> i64| c.intake.as_ref().map(of);
    for (measure, n, unit) in [
        ("days_expected", Some(c.days_expected), "days"),
        ("days_with_sessions", Some(c.days_with_sessions), "days"),
        ("sessions", Some(c.sessions), "sessions"),
        ("sessions_metered", Some(c.sessions_metered), "sessions"),
        (
            "sessions_unmetered",
            intake(|i| i.sessions_unmetered),
            "sessions",
        ),
        (
            "sessions_without_baseline",
            intake(|i| i.sessions_without_baseline),
            "sessions",
        ),
        ("unknown_outcomes", Some(c.unknown_outcomes), "sessions"),
        ("tests", intake(|i| i.tests), "sessions"),
        ("item_tests", intake(|i| i.item_tests), "items"),
        ("read", intake(|i| i.read), over_all_time),
        ("rejected", intake(|i| i.rejected), over_all_time),
    ] {
        if let Some(n) = n {
            section.count(measure, n, unit);
        }
    }
    if let Some(intake) = c.intake {
        let superseded = SheetCell::of(intake.superseded, SheetCell::Count);
        let note = if intake.superseded.is_none() {
            not_available()
        } else {
            ""
        };
        section.row("superseded", superseded, over_all_time, note);
        section.count("kept", intake.kept, over_all_time);
    }
    section.day("first_day", c.first_day);
    for (measure, at) in [
        ("newest_event", c.newest_event),
        ("complete_until", c.complete_until),
    ] {
        section.row(measure, SheetCell::of(at, SheetCell::Instant), "", "");
    }
    for drift in &c.drift {
        section.text("columns", words::drift(drift));
    }
}

fn gaps(page: &ReportFacts, section: &mut Section) {
    let (mut listed, mut rest) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for (i, gap) in page.board.gaps.iter().enumerate() {
        let (kind, ..) = gaps::kind(gap);
        let of_kind = listed.entry(kind).or_default();
        *of_kind += 1;
        if *of_kind > LISTED {
            rest.push(gap);
            continue;
        }
        let texts = gaps::gap(gap, page.estate, page.board);
        let satellite = gap.satellite().map(ToString::to_string);
        section.about((i + 1).to_string(), satellite.unwrap_or_default());
        let what = SheetCell::text(format::plain(&texts.what));
        section.row("gap", what, "", format::plain(&texts.means));
    }
    for (kind, gaps, amount, unit) in gaps::kinds(rest.into_iter()) {
        section.about("*", text!("gaps-more-kind", kind = kind));
        section.count("gaps", gaps, "gaps");
        if !unit.is_empty() {
            section.count("left_out", amount, unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{csv, sample};
    use super::*;
    use crate::model::Gap;

    fn executive(page: &ReportFacts) -> String {
        csv::csv(&sheets(page))
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]

        #[test]
        fn no_text_adds_a_cell_or_a_formula(text in "[=+@\\-\t\r\n,;\"' a-z<é]{1,12}") {
            let world = sample::renamed(&text);
            let mut rows = ::csv::Reader::from_reader(executive(&world.page()).into_bytes().leak() as &[u8]);
            for row in rows.records() {
                let row = row.expect("seven cells");
                for cell in [&row[1], &row[2], &row[6]] {
                    proptest::prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", cell);
                }
            }
        }
    }

    #[test]
    fn what_a_page_leaves_out_is_here_and_of_very_many_the_rest_is_added_up() {
        let mut world = sample::world();
        let (automation, error) = (
            world.board.automations[0].clone(),
            world.board.errors[0].clone(),
        );
        let ids = || (0..40_000).map(|n| format!("automation-{n}"));
        world.board.automations = ids()
            .map(|id| AutomationScore {
                name: format!("name of {id}"),
                automation_id: id,
                ..automation.clone()
            })
            .collect();
        world.board.errors = ids()
            .map(|id| ErrorScore {
                automation_id: id,
                sessions: 2,
                ..error.clone()
            })
            .collect();
        let gap = |id: String| Gap::Unmetered {
            satellite: automation.satellite_id.clone(),
            name: String::new(),
            automation_id: id,
            sessions: 3,
            duration_ms: 1,
            suggestion: None,
        };
        let no_baseline = Gap::NoBaseline {
            project: "p-mail".parse().expect("an id"),
            sessions: 5,
        };
        world.board.gaps = ids().map(gap).chain([no_baseline]).collect();
        let began = std::time::Instant::now();
        let text = executive(&world.page());
        // Each with each would be 1,600,000,000 comparisons: minutes.
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
        let named = text.lines().filter(|line| {
            line.starts_with("errors,automation-") && line.contains(",name of automation-")
        });
        // Six lines each: code, satellite, sessions, share, first and last day.
        assert_eq!(named.count(), 6 * LISTED);
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("errors,*,"))
            .collect();
        // 40,000 − 10,000 errors of 2 sessions each.
        let more = "errors,*,\"more errors, each in the mart `errors`\"";
        assert_eq!(
            errors,
            [
                format!("{more},errors,30000,errors,"),
                format!("{more},sessions,60000,sessions,")
            ]
        );
        let gaps = |of: &str| {
            text.lines()
                .filter(|line| line.starts_with("gaps,") && line.contains(of))
                .count()
        };
        assert_eq!(
            (gaps("emea-prod,gap"), gaps(",gap,")),
            (LISTED, LISTED + 1),
            "a kind that is many hides no other"
        );
        let rest: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("gaps,*,"))
            .collect();
        let more = "gaps,*,more automations that work for no project";
        assert_eq!(
            rest,
            [
                format!("{more},gaps,30000,gaps,"),
                format!("{more},left_out,90000,sessions,")
            ]
        );
    }

    #[test]
    fn every_line_has_seven_cells_and_amounts_stay_exact() {
        let world = sample::world();
        let text = executive(&world.page());
        let mut rows = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = rows
            .records()
            .map(|r| r.expect("every row has as many cells as the head"))
            .collect();
        let find = |section: &str, id: &str, measure: &str| {
            let row = rows
                .iter()
                .find(|r| (&r[0], &r[1], &r[3]) == (section, id, measure))
                .expect(measure);
            row[4].to_owned()
        };
        let total = &world.board.totals[0].value;
        assert_eq!(find("totals", "window", "net"), total.net().to_fixed(2));
        assert_eq!(find("projects", "p-mail", "roi"), ""); // no cost: never 0
        assert_eq!(find("projects", "p-legacy", "recaptured"), ""); // no baseline: never 0
        for section in [
            "totals",
            "departments",
            "projects",
            "promises",
            "errors",
            "goals",
            "coverage",
            "gaps",
        ] {
            assert!(rows.iter().any(|r| &r[0] == section), "{section}");
        }
        for row in &rows {
            for cell in [&row[1], &row[2], &row[6]] {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
        }
        assert_eq!(text, executive(&world.page()));
    }
}
