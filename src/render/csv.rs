//! The executive report for a spreadsheet: tidy and long, one value a line, exact and unrounded
//! where the page rounds. What somebody else wrote is guarded, so that no name becomes a formula.

use std::collections::BTreeMap;

use super::{Page, format};
use super::{view, words};
use crate::lake::csv::{self, harmless};
use crate::model::columns::{COUNT_COLUMNS, Measure, VALUE_COLUMNS};
use crate::model::master::Metric;
use crate::model::ratio::Defined;
use crate::model::scoreboard::{AutomationScore, DepartmentScore, ErrorScore, ProjectScore};
use crate::model::{Micros, Value};

/// So many errors have rows of their own, and so many gaps of a kind: a spreadsheet opens no more
/// than a million rows. The others are added up.
const LISTED: usize = 10_000;

/// Value columns that have no line where they stand: they are in the marts, and `soft` comes last.
const UNLISTED: [&str; 5] = [
    "rework_minutes_saved",
    "labour_value",
    "labour_claimed",
    "soft",
    "unsigned",
];

const HEAD: [&str; 7] = ["section", "id", "name", "measure", "value", "unit", "note"];

/// `executive.csv`: UTF-8, LF, RFC 4180, in the order of the page's sections.
pub fn executive(page: &Page) -> String {
    let mut table = Lines::new(&page.estate.currency);
    totals(page, &mut table);
    departments(page, &mut table);
    projects(page, &mut table);
    beside(page, &mut table);
    promises(page, &mut table);
    errors(page, &mut table);
    goals(page, &mut table);
    coverage(page, &mut table);
    gaps(page, &mut table);
    table.text
}

struct Lines<'a> {
    text: String,
    currency: &'a str,
    /// Section, id and name of the rows being written.
    subject: [String; 3],
}

impl<'a> Lines<'a> {
    fn new(currency: &'a str) -> Self {
        Self {
            text: HEAD.join(",") + "\n",
            currency,
            subject: Default::default(),
        }
    }

    fn about(&mut self, section: &str, id: &str, name: &str) {
        self.subject = [
            section.to_owned(),
            harmless(id).into_owned(),
            harmless(name).into_owned(),
        ];
    }

    fn line(&mut self, measure: &str, value: &str, unit: &str, note: &str) {
        let [section, id, name] = &self.subject;
        csv::line(
            &mut self.text,
            [
                section.as_str(),
                id,
                name,
                measure,
                value,
                unit,
                &harmless(note),
            ]
            .into_iter(),
        );
    }

    fn words(&mut self, measure: &str, text: &str) {
        self.line(measure, &harmless(text), "", "");
    }

    fn money(&mut self, measure: &str, amount: Option<Micros>) {
        let currency = self.currency;
        self.line(
            measure,
            &amount.map(|m| m.to_fixed(2)).unwrap_or_default(),
            currency,
            if amount.is_none() { "not valued" } else { "" },
        );
    }

    fn exact(&mut self, measure: &str, amount: Option<Micros>, unit: &str) {
        self.line(
            measure,
            &amount.map(|m| m.to_string()).unwrap_or_default(),
            unit,
            if amount.is_none() { "not valued" } else { "" },
        );
    }

    fn defined(&mut self, measure: &str, figure: Defined<Micros>, unit: &str) {
        self.line(
            measure,
            &figure.map(|m| m.to_string()).unwrap_or_default(),
            unit,
            figure.err().map_or("", words::why),
        );
    }

    fn count(&mut self, measure: &str, n: i64, unit: &str) {
        self.line(measure, &n.to_string(), unit, "");
    }

    fn ratio(&mut self, measure: &str, ratio: Option<f64>, why_not: &str) {
        self.line(
            measure,
            &ratio.map(|r| format!("{r:.6}")).unwrap_or_default(),
            "ratio",
            if ratio.is_none() { why_not } else { "" },
        );
    }

    fn value(&mut self, v: &Value) {
        for column in COUNT_COLUMNS {
            match column.name {
                // Both kinds of success in one line.
                "succeeded" => self.count("successes", v.counts.successes(), "sessions"),
                "succeeded_with_exceptions" => {}
                name => self.count(name, (column.get)(&v.counts), "sessions"),
            }
        }
        let listed = VALUE_COLUMNS.iter().filter(|c| !UNLISTED.contains(&c.name));
        let soft = VALUE_COLUMNS.iter().filter(|c| c.name == "soft");
        for column in listed.chain(soft) {
            let amount = (column.get)(v);
            match column.measure {
                Measure::Money => self.money(column.name, amount),
                measure => self.exact(column.name, amount, measure.unit()),
            }
        }
        let unvalued = v.is_unvalued() && !v.cost().is_zero();
        self.ratio(
            "roi",
            v.roi(),
            if unvalued {
                "n/a: not valued"
            } else {
                "n/a: no cost recorded"
            },
        );
    }
}

fn totals(page: &Page, table: &mut Lines) {
    let total = &page.board.totals[0];
    for (when, window, value) in [
        ("window", page.board.window, Some(total.value)),
        ("previous", total.previous_window, total.previous),
    ] {
        table.about("totals", when, &format::window(window));
        table.words("from", &window.from().to_string());
        table.words("to", &window.to().to_string());
        match value {
            Some(value) => table.value(&value),
            None => table.line("net", "", table.currency, "nothing known of this period"),
        }
    }
    table.about("totals", "window", &format::window(page.board.window));
    let (board, last) = (page.board, page.board.counted_to);
    if last < board.window.to() {
        let last = if last < board.window.from() {
            String::new()
        } else {
            last.to_string()
        };
        table.line(
            "amounts_count_to",
            &last,
            "",
            "of later days nothing is told yet",
        );
    }
    table.money("savings_at_risk", Some(total.savings_at_risk));
    table.defined("fte", total.fte, "FTE");
    let currency = table.currency;
    table.defined("run_rate", total.run_rate, currency);
    table.ratio(
        "break_even",
        total.value.break_even().ok(),
        total.value.break_even().err().map_or("", words::why),
    );
    for (on, amount) in &board.comparisons.rests_on {
        table.line(
            "benefit_by_evidence",
            &amount.to_fixed(2),
            table.currency,
            words::rests_on(*on),
        );
    }
}

fn departments(page: &Page, table: &mut Lines) {
    let mut sorted: Vec<&DepartmentScore> = page.board.departments.iter().collect();
    sorted.sort_by(|a, b| {
        b.value
            .net()
            .cmp(&a.value.net())
            .then(a.department_id.cmp(&b.department_id))
    });
    for d in sorted {
        table.about(
            "departments",
            d.department_id.as_ref().map_or("*", |id| id.as_str()),
            &d.name,
        );
        table.count("projects", d.projects, "projects");
        table.value(&d.value);
    }
}

/// The most frequent first; those of satellites that are not valued too.
fn errors(page: &Page, table: &mut Lines) {
    let mut automations: Vec<&AutomationScore> = page.board.automations.iter().collect();
    automations.sort_unstable_by_key(|a| (&a.satellite_id, &a.automation_id));
    let known = |e: &ErrorScore| {
        let found = automations.binary_search_by_key(&(&e.satellite_id, &e.automation_id), |a| {
            (&a.satellite_id, &a.automation_id)
        });
        found.ok().map(|at| automations[at].name.as_str())
    };
    let sorted = view::by_sessions(&page.board.errors);
    let (listed, rest) = sorted.split_at(sorted.len().min(LISTED));
    for e in listed {
        table.about("errors", &e.automation_id, known(e).unwrap_or_default());
        table.words("error_code", &e.error_code);
        table.words("satellite", e.satellite_id.as_str());
        table.count("sessions", e.sessions, "sessions");
        table.line(
            "share",
            &e.share.to_string(),
            "ratio",
            "of the satellite's failures",
        );
        table.words("first_day", &e.first_day.to_string());
        table.words("last_day", &e.last_day.to_string());
    }
    if !rest.is_empty() {
        table.about("errors", "*", "more errors, each in the mart `errors`");
        table.count("errors", rest.len() as i64, "errors");
        table.count(
            "sessions",
            rest.iter().map(|e| e.sessions).sum(),
            "sessions",
        );
    }
}

fn projects(page: &Page, table: &mut Lines) {
    let mut sorted: Vec<&ProjectScore> = page.board.headline_projects().collect();
    sorted.sort_by(|a, b| {
        b.value
            .net()
            .cmp(&a.value.net())
            .then(a.project_id.cmp(&b.project_id))
    });
    for p in sorted {
        table.about("projects", p.project_id.as_str(), &p.name);
        table.words("department", &p.department);
        table.words("status", words::status(p.status));
        table.words("evidence", &words::basis(p));
        table.value(&p.value);
        let currency = table.currency;
        table.defined("cost_per_unit", p.value.cost_per_unit(), currency);
        table.defined("manual_per_unit", p.value.manual_per_unit(), currency);
        table.defined("fte", p.fte, "FTE");
        table.ratio(
            "break_even",
            p.value.break_even().ok(),
            p.value.break_even().err().map_or("", words::why),
        );
        if let Some(previous) = p.previous {
            table.money("net_previous", Some(previous.net()));
        }
        for flag in &p.flags {
            table.line("flag", flag.as_str(), "", words::flag(*flag));
        }
    }
}

/// What the other methods say: their sums, by method.
fn beside(page: &Page, table: &mut Lines) {
    for total in &page.board.totals[1..] {
        let method = total.method.as_str();
        table.about("methods", method, "");
        table.money("benefit", total.value.soft.map(|_| total.value.benefit()));
        for p in page
            .board
            .projects
            .iter()
            .filter(|p| p.method == total.method)
        {
            table.about("methods", p.project_id.as_str(), &p.name);
            let amount = p.value.soft.map(|_| p.value.benefit().to_fixed(2));
            let note = if amount.is_none() {
                format!("{method}: not valued")
            } else {
                method.to_owned()
            };
            table.line(
                "benefit",
                &amount.unwrap_or_default(),
                table.currency,
                &note,
            );
        }
    }
}

fn promises(page: &Page, table: &mut Lines) {
    for o in &page.board.objectives {
        table.about("promises", o.objective_id.as_str(), &o.project);
        table.words("period", &o.period.to_string());
        table.words(
            "promise",
            &words::sli(o.sli, o.threshold_ms).replace(format::NBSP, " "),
        );
        table.line(
            "status",
            o.status.as_str(),
            "",
            words::promise(o.status, o.sli).word,
        );
        table.exact("target", Some(o.target), "ratio");
        table.ratio("attained", o.attained, "n/a: no valid session");
        table.count("good", o.good, "sessions");
        table.count("valid", o.valid, "sessions");
        table.count("excluded", o.excluded, "sessions");
        if let Some(beside) = o.beside {
            table.count("stuck", beside.stuck, "sessions");
            table.count("cancelled", beside.cancelled, "sessions");
            table.count("unknown", beside.unknown, "sessions");
            table.count("refused", beside.refused, "sessions");
            table.count("straight_through", beside.straight_through, "sessions");
        }
        table.exact("budget", Some(o.budget), "sessions");
        table.exact("budget_left", Some(o.budget_left), "sessions");
        table.ratio("burn_rate", o.burn_rate, "n/a");
        if let Some((low, high)) = o.interval {
            table.ratio("attained_low", Some(low), "");
            table.ratio("attained_high", Some(high), "");
        }
    }
}

fn goals(page: &Page, table: &mut Lines) {
    for g in &page.board.goals {
        let unit = match g.metric {
            Metric::Net | Metric::Benefit | Metric::Hard => page.estate.currency.as_str(),
            Metric::Hours => "h",
            Metric::Roi | Metric::KeptObjectives => "ratio",
            Metric::Units => "units",
            Metric::LiveProjects => "projects",
        };
        table.about("goals", g.goal_id.as_str(), &g.name);
        table.words("period", &g.window.to_string());
        table.words("scope", &g.scope.to_string());
        table.words("owner", &g.owner);
        table.words("metric", g.metric.as_str());
        table.line("status", g.status.as_str(), "", words::goal(g.status).word);
        for (measure, amount) in [
            ("target", Some(g.target)),
            ("actual", g.actual),
            ("expected_by_now", g.expected_by_now),
        ] {
            let text = amount.map(|m| {
                if g.metric.is_money() {
                    m.to_fixed(2)
                } else {
                    m.to_string()
                }
            });
            table.line(
                measure,
                &text.unwrap_or_default(),
                unit,
                if amount.is_none() { "n/a" } else { "" },
            );
        }
        table.ratio("attainment", g.attainment, "n/a");
    }
}

fn coverage(page: &Page, table: &mut Lines) {
    for c in &page.board.coverage {
        table.about("coverage", c.satellite_id.as_str(), &c.name);
        table.words("class", c.class.as_str());
        table.words("counts", if c.counts { "true" } else { "false" });
        for (measure, n, unit) in [
            ("days_expected", Some(c.days_expected), "days"),
            ("days_with_sessions", Some(c.days_with_sessions), "days"),
            ("sessions", Some(c.sessions), "sessions"),
            ("sessions_metered", Some(c.sessions_metered), "sessions"),
            ("sessions_unmetered", Some(c.sessions_unmetered), "sessions"),
            (
                "sessions_without_baseline",
                Some(c.sessions_without_baseline),
                "sessions",
            ),
            ("unknown_outcomes", Some(c.unknown_outcomes), "sessions"),
            ("tests", Some(c.tests), "sessions"),
            ("item_tests", Some(c.item_tests), "items"),
            ("read", Some(c.read), "rows, over all time"),
            ("rejected", Some(c.rejected), "rows, over all time"),
            ("superseded", c.superseded, "rows, over all time"),
            ("kept", Some(c.kept), "rows, over all time"),
        ] {
            table.line(
                measure,
                &n.map(|n| n.to_string()).unwrap_or_default(),
                unit,
                if n.is_none() { "n/a" } else { "" },
            );
        }
        let instant = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
                .unwrap_or_default()
        };
        table.words(
            "first_day",
            &c.first_day.map(|d| d.to_string()).unwrap_or_default(),
        );
        table.words("newest_event", &instant(c.newest_event));
        table.words("complete_until", &instant(c.complete_until));
        for drift in &c.drift {
            table.words("columns", &drift.to_string());
        }
    }
}

fn gaps(page: &Page, table: &mut Lines) {
    let (mut listed, mut rest) = (BTreeMap::<&str, usize>::new(), Vec::new());
    for (i, gap) in page.board.gaps.iter().enumerate() {
        let (kind, ..) = words::kind(gap);
        let of_kind = listed.entry(kind).or_default();
        *of_kind += 1;
        if *of_kind > LISTED {
            rest.push(gap);
            continue;
        }
        let told = words::gap(gap, page.estate, page.board);
        let plain = |text: String| {
            text.replace(['\u{2060}', '\u{2068}', '\u{2069}'], "")
                .replace(format::NBSP, " ")
        };
        table.about(
            "gaps",
            &(i + 1).to_string(),
            gap.satellite().map_or("", |s| s.as_str()),
        );
        table.line("gap", &harmless(&plain(told.what)), "", &plain(told.means));
    }
    for (kind, gaps, amount, unit) in words::kinds(rest.into_iter()) {
        table.about("gaps", "*", &format!("more {kind}"));
        table.count("gaps", gaps, "gaps");
        if !unit.is_empty() {
            table.count("left_out", amount, &format::plural(amount, unit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::Gap;

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
