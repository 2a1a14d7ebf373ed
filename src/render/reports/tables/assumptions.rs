//! The workbook of a project as a sum that can be done again: its assumptions, a row for each
//! stretch of days, and what follows from them. Both are formulas, whose stored results are what
//! was published.

use super::super::super::bundle::Subject;
use super::super::super::sheet::{LiveCell, ReportSheet, SheetCell, SheetUnit};
use super::super::super::texts::text;
use super::super::super::{ReportFacts, format};
use super::super::wide::WideTable;
use crate::model::board::assumed::{AssumedStretch, ValuedStretch};
use crate::model::scoreboard::ProjectScore;
use crate::model::{Micros, Value};

/// The columns in their order: formulas name them by their letters.
const COLUMNS: [&str; 29] = [
    "from",
    "to",
    "baseline",
    "units",
    "beyond_demand",
    "units_valued",
    "minutes_per_unit",
    "people",
    "automated_share",
    "labour_minutes",
    "taken_minutes",
    "net_minutes",
    "hourly_rate",
    "currency",
    "exchange_rate",
    "capacity",
    "lost",
    "replaced",
    "conversion",
    "recaptured",
    "errors_avoided",
    "rework_minutes",
    "rework_people",
    "error_avoidance",
    "soft",
    "labour_rest",
    "capacity_rest",
    "recaptured_rest",
    "errors_rest",
];

/// A stretch, and the line of the sheet that it stands in.
type StretchLine<'b> = (usize, AssumedStretch<'b>);

/// A formula of one line, with columns by their names in braces.
fn formula(template: &str, line: usize) -> String {
    COLUMNS
        .iter()
        .enumerate()
        .fold(template.to_owned(), |text, (at, name)| {
            text.replace(&format!("{{{name}}}"), &format!("{}{line}", letters(at)))
        })
}

/// How sheets call a column.
fn letters(at: usize) -> String {
    let letter = |n: usize| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26]);
    match at / 26 {
        0 => letter(at).to_string(),
        n => [letter(n.saturating_sub(1)), letter(at)].iter().collect(),
    }
}

fn assumed(cell: SheetCell) -> SheetCell {
    SheetCell::Live(Box::new(LiveCell {
        value: cell,
        formula: None,
    }))
}

fn computed(cell: SheetCell, formula: String) -> SheetCell {
    SheetCell::Live(Box::new(LiveCell {
        value: cell,
        formula: Some(formula),
    }))
}

/// The project that a page is about, and only then.
fn project<'b>(page: &ReportFacts<'b>) -> Option<&'b ProjectScore> {
    match page.subject {
        Subject::Project(id) => page.board.headline_project(id),
        _ => None,
    }
}

fn lines<'b>(page: &ReportFacts<'b>) -> Vec<StretchLine<'b>> {
    let workings = project(page).map_or(&[][..], |project| &project.workings);
    // Below the head.
    (2..)
        .zip(workings.iter().filter_map(AssumedStretch::of))
        .collect()
}

type AssumptionTable<'t> = WideTable<'t, StretchLine<'t>>;

pub fn assumptions(page: &ReportFacts) -> ReportSheet {
    let lines = lines(page);
    let table =
        WideTable::<StretchLine>::new(text!("sheet-assumptions"), text!("sheet-assumptions-is"));
    let table = rests(errors(use_of_it(money(minutes(days(table))))));
    let value = project(page).map(|project| project.value);
    adding_up(table, value).rows(&lines)
}

fn days<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    table
        .key(
            "from",
            text!("column-first-day-of-the-stretch"),
            |(_, s): &StretchLine| s.working.days.from(),
        )
        .key("to", text!("column-last-day-of-the-stretch"), |(_, s)| {
            s.working.days.to()
        })
        .text(
            "baseline",
            text!("column-where-its-baseline-stands"),
            |(_, s)| s.working.baseline.to_string(),
        )
}

/// What it takes by hand, and what it takes of people all the same.
fn minutes<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    let units = SheetUnit::Of("units");
    let minutes = SheetUnit::Of("min");
    table
        .column("units", units, text!("assumed-units-done"), |(_, s)| {
            assumed(SheetCell::Amount(s.ladder.units))
        })
        .column(
            "beyond_demand",
            units,
            text!("assumed-of-these-more-than-the-months-demand-and"),
            |(_, s)| assumed(SheetCell::Amount(s.beyond_demand)),
        )
        .column(
            "units_valued",
            units,
            text!("assumed-units-valued"),
            |(n, s)| {
                let amount = SheetCell::Amount(s.ladder.units_valued);
                computed(amount, formula("{units}-{beyond_demand}", *n))
            },
        )
        .column(
            "minutes_per_unit",
            minutes,
            text!("assumed-how-long-a-unit-takes-by-hand"),
            |(_, s)| assumed(SheetCell::Minutes(s.working.minutes_per_unit)),
        )
        .column(
            "people",
            SheetUnit::Of("people"),
            text!("assumed-how-many-work-on-a-unit"),
            |(_, s)| assumed(SheetCell::Amount(s.working.people)),
        )
        .column(
            "automated_share",
            SheetUnit::Percent,
            text!("assumed-the-part-of-that-work-that-is-automated"),
            |(_, s)| assumed(SheetCell::Share(s.working.automated_share)),
        )
        .column(
            "labour_minutes",
            minutes,
            text!("column-what-it-would-have-taken-by-hand"),
            |(n, s)| {
                let product = "{units_valued}*{minutes_per_unit}*{people}*{automated_share}";
                computed(
                    SheetCell::Minutes(s.ladder.labour_minutes),
                    formula(&format!("{product}+{{labour_rest}}"), *n),
                )
            },
        )
        .column(
            "taken_minutes",
            minutes,
            text!("assumed-of-people-for-review-failures-and-attending"),
            |(_, s)| assumed(SheetCell::Minutes(s.taken_minutes)),
        )
        .column(
            "net_minutes",
            minutes,
            text!("assumed-net-minutes"),
            |(n, s)| {
                let minutes = SheetCell::Minutes(s.ladder.net_minutes);
                computed(minutes, formula("{labour_minutes}-{taken_minutes}", *n))
            },
        )
}

/// A cell of what has a rate; empty where it has none.
fn valued(line: &StretchLine, cell: impl FnOnce(&ValuedStretch) -> SheetCell) -> SheetCell {
    line.1.valued.as_ref().map_or(SheetCell::Absent, cell)
}

/// What these minutes are worth.
fn money<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    table
        .column(
            "hourly_rate",
            SheetUnit::None,
            text!("assumed-what-an-hour-of-that-work-costs-in"),
            |(_, s)| assumed(SheetCell::Amount(s.working.hourly_rate)),
        )
        .text(
            "currency",
            text!("column-the-currency-of-the-hourly-rate"),
            |(_, s)| s.working.currency.clone(),
        )
        .column(
            "exchange_rate",
            SheetUnit::None,
            text!("assumed-what-one-of-that-currency-is-in-the"),
            |line| valued(line, |v| assumed(SheetCell::Amount(v.rate))),
        )
        .column(
            "capacity",
            SheetUnit::Money,
            text!("assumed-capacity"),
            |line| {
                valued(line, |v| {
                    let product = "{net_minutes}/60*{hourly_rate}*{exchange_rate}+{capacity_rest}";
                    computed(SheetCell::Money(v.soft.capacity), formula(product, line.0))
                })
            },
        )
}

/// How much of it is put to use.
fn use_of_it<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    table
        .column(
            "lost",
            SheetUnit::Money,
            text!("assumed-capacity-of-days-that-took-people-more-time"),
            |line| valued(line, |_| assumed(SheetCell::Money(line.1.working.lost))),
        )
        .column(
            "replaced",
            SheetUnit::Money,
            text!("assumed-signed-cash-that-stands-in-the-place-of"),
            |line| valued(line, |_| assumed(SheetCell::Money(line.1.working.replaced))),
        )
        .column(
            "conversion",
            SheetUnit::Percent,
            text!("assumed-the-part-of-freed-time-that-is-put"),
            |line| {
                valued(line, |_| {
                    assumed(SheetCell::Share(line.1.working.conversion))
                })
            },
        )
        .column(
            "recaptured",
            SheetUnit::Money,
            text!("assumed-recaptured"),
            |line| {
                valued(line, |v| {
                    let product = "({capacity}-{lost}-{replaced})*{conversion}+{lost}";
                    computed(
                        SheetCell::Money(v.soft.recaptured),
                        formula(&format!("{product}+{{recaptured_rest}}"), line.0),
                    )
                })
            },
        )
}

/// What errors would have cost that did not happen.
fn errors<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    table
        .column(
            "errors_avoided",
            SheetUnit::Percent,
            text!("assumed-so-many-fewer-of-the-units-go-wrong"),
            |line| {
                valued(line, |_| {
                    assumed(SheetCell::Share(line.1.working.errors_avoided))
                })
            },
        )
        .column(
            "rework_minutes",
            SheetUnit::Of("min"),
            text!("assumed-how-long-it-takes-to-mend-one"),
            |line| {
                valued(line, |_| {
                    assumed(SheetCell::Minutes(line.1.working.rework_minutes))
                })
            },
        )
        .column(
            "rework_people",
            SheetUnit::Of("people"),
            text!("assumed-how-many-mend-it"),
            |line| {
                valued(line, |_| {
                    assumed(SheetCell::Amount(line.1.working.rework_people))
                })
            },
        )
        .column(
            "error_avoidance",
            SheetUnit::Money,
            text!("assumed-error-avoidance"),
            |line| {
                valued(line, |v| {
                    let rework = "{units_valued}*{errors_avoided}*{rework_minutes}*{rework_people}";
                    let worth = "/60*{hourly_rate}*{exchange_rate}";
                    let used = "*IF({errors_avoided}<0,1,{conversion})";
                    let product = format!("{rework}{worth}{used}+{{errors_rest}}");
                    let amount = SheetCell::Money(v.soft.error_avoidance);
                    computed(amount, formula(&product, line.0))
                })
            },
        )
        .column("soft", SheetUnit::Money, text!("assumed-soft"), |line| {
            valued(line, |v| {
                let sum = formula("{recaptured}+{error_avoidance}", line.0);
                computed(SheetCell::Money(v.soft.benefit()), sum)
            })
        })
}

/// What the rounding of single rows left over.
fn rests<'t>(table: AssumptionTable<'t>) -> AssumptionTable<'t> {
    let about = text!("assumed-rest");
    table
        .column("labour_rest", SheetUnit::Of("min"), about, |(_, s)| {
            SheetCell::Minutes(s.labour_rest)
        })
        .column("capacity_rest", SheetUnit::Money, about, |line| {
            valued(line, |v| SheetCell::Amount(v.capacity_rest))
        })
        .column("recaptured_rest", SheetUnit::Money, about, |line| {
            valued(line, |v| SheetCell::Amount(v.recaptured_rest))
        })
        .column("errors_rest", SheetUnit::Money, about, |line| {
            valued(line, |v| SheetCell::Amount(v.errors_rest))
        })
}

/// What was published of the project: the last sheet holds the columns against it.
fn adding_up<'t>(table: AssumptionTable<'t>, value: Option<Value>) -> AssumptionTable<'t> {
    let ladder = value.and_then(|value| value.ladder).unwrap_or_default();
    let soft = value.and_then(|value| value.soft).unwrap_or_default();
    table
        .column_adds_up_to("labour_minutes", ladder.labour_minutes)
        .column_adds_up_to("net_minutes", ladder.net_minutes)
        .column_adds_up_to("capacity", soft.capacity)
        .column_adds_up_to("recaptured", soft.recaptured)
        .column_adds_up_to("error_avoidance", soft.error_avoidance)
}

/// A figure that follows: how it is computed from the lines before it.
struct Figure {
    name: &'static str,
    about: &'static str,
    unit: String,
    published: SheetCell,
    /// None: it may be changed.
    formula: Option<String>,
    /// Digits behind the point to which it is held against what was published.
    digits: u32,
}

pub fn outcome(page: &ReportFacts) -> ReportSheet {
    let stretches = lines(page).len();
    let figures = match project(page) {
        Some(project) if stretches > 0 => figures(page, &project.value, stretches),
        _ => Vec::new(),
    };
    let figures: Vec<(usize, Figure)> = (2..).zip(figures).collect();
    WideTable::<(usize, Figure)>::new(text!("sheet-outcome"), text!("sheet-outcome-is"))
        .key(
            "figure",
            text!("column-the-column-of-the-marts-of-this-name"),
            |(_, f)| f.name,
        )
        .text("about", text!("column-what-it-is"), |(_, f)| f.about)
        .text("unit", text!("column-what-it-counts"), |(_, f)| {
            f.unit.clone()
        })
        .column(
            "now",
            SheetUnit::None,
            text!("column-as-the-assumptions-are-now-a-shaded-cell-is-one-of-them"),
            |(_, f)| {
                SheetCell::Live(Box::new(LiveCell {
                    value: f.published.clone(),
                    formula: f.formula.clone(),
                }))
            },
        )
        .column(
            "published",
            SheetUnit::None,
            text!("column-as-it-was-published"),
            |(_, f)| f.published.clone(),
        )
        .column(
            "difference",
            SheetUnit::None,
            text!("follows-difference"),
            |(n, f)| {
                let zero = SheetCell::Amount(Micros::ZERO);
                computed(zero, format!("ROUND(D{n}-E{n},{})", f.digits))
            },
        )
        .column(
            "verdict",
            SheetUnit::None,
            text!("column-whether-it-is-still-what-was-published"),
            |(n, _)| {
                let same = text!("follows-as-published");
                let verdict = format!("IF(F{n}=0,\"{same}\",\"{}\")", text!("follows-differs"));
                computed(SheetCell::text(same), verdict)
            },
        )
        .rows(&figures)
}

/// The sum of a column of the assumptions.
fn sum(column: &str, stretches: usize) -> String {
    let all = [2, stretches.saturating_add(1)].map(|n| formula(&format!("{{{column}}}"), n));
    let sheet = text!("sheet-assumptions");
    format!("SUM('{sheet}'!{})", all.join(":"))
}

fn figures(page: &ReportFacts, value: &Value, stretches: usize) -> Vec<Figure> {
    let mut figures = amounts(&page.estate.currency, value, stretches);
    if let Some(hours) = value.hours_returned() {
        figures.push(Figure {
            name: "hours_returned",
            about: text!("follows-hours-returned"),
            unit: "h".to_owned(),
            published: SheetCell::Amount(hours),
            formula: Some(format!("{}/60", sum("net_minutes", stretches))),
            digits: 2,
        });
    }
    if let Some(roi) = value.roi() {
        figures.push(Figure {
            name: "roi",
            about: text!("follows-roi"),
            unit: "%".to_owned(),
            published: SheetCell::Ratio(roi),
            formula: Some("IF(D9=0,0,D10/D9)".to_owned()),
            digits: 6,
        });
    }
    figures
}

/// From time freed and used to the cash result, in the lines 2 to 11.
fn amounts(currency: &str, value: &Value, stretches: usize) -> Vec<Figure> {
    let soft = value.soft.unwrap_or_default();
    let [recaptured, errors] = ["recaptured", "error_avoidance"].map(|of| sum(of, stretches));
    let lines: [(&'static str, &'static str, Micros, Option<&str>); 10] = [
        (
            "recaptured",
            text!("follows-recaptured"),
            soft.recaptured,
            Some(&recaptured),
        ),
        (
            "error_avoidance",
            text!("follows-error-avoidance"),
            soft.error_avoidance,
            Some(&errors),
        ),
        ("cashable", text!("follows-cashable"), value.cashable, None),
        (
            "avoidance",
            text!("follows-avoidance"),
            value.avoidance,
            None,
        ),
        (
            "benefit",
            text!("follows-benefit"),
            value.benefit(),
            Some("D2+D3+D4+D5"),
        ),
        (
            "cost_build",
            text!("follows-cost-build"),
            value.cost_build,
            None,
        ),
        ("cost_run", text!("follows-cost-run"), value.cost_run, None),
        ("cost", text!("follows-cost"), value.cost(), Some("D7+D8")),
        ("net", text!("follows-net"), value.net(), Some("D6-D9")),
        (
            "cash_result",
            text!("follows-cash-result"),
            value.cash_result(),
            Some("D4-D9"),
        ),
    ];
    let figure = |(name, about, amount, formula): (_, _, _, Option<&str>)| Figure {
        name,
        about,
        unit: currency.to_owned(),
        published: SheetCell::Money(amount),
        formula: formula.map(str::to_owned),
        digits: format::minor_digits(currency) as u32,
    };
    lines.into_iter().map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::super::sample::{self, World};
    use super::*;

    /// The project whose working is done by hand in the tests of workings.
    fn world() -> World {
        let mut world = sample::world();
        let named = |p: &&ProjectScore| p.name == "تسوية الفواتير";
        let project = world.board.projects.iter().find(named).unwrap();
        world.subject = Subject::Project(project.project_id.clone());
        world
    }

    fn column(name: &str) -> usize {
        COLUMNS.iter().position(|column| *column == name).unwrap()
    }

    #[test]
    fn columns_stand_where_formulas_look_for_them() {
        let world = world();
        let sheet = assumptions(&world.page());
        let names: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
        assert_eq!(names, COLUMNS);
        let at = [0, 25, 26, 28].map(letters);
        assert_eq!(at, ["A", "Z", "AA", "AC"]);
        // Its units, minutes, people, share, and what rounding left over, in its own line.
        let SheetCell::Live(labour) = &sheet.rows[0][column("labour_minutes")] else {
            panic!("{:?}", sheet.rows[0])
        };
        assert_eq!(labour.formula.as_deref(), Some("F2*G2*H2*I2+Z2"));
        // 905 × 12 min
        assert_eq!(labour.value, SheetCell::Minutes(Micros::whole(10_860)));
    }

    #[test]
    fn what_follows_is_what_was_published_and_says_from_which_lines() {
        let world = world();
        let page = world.page();
        let value = project(&page).unwrap().value;
        let sheet = outcome(&page);
        let row = |name: &str| {
            let key = SheetCell::text(name.to_owned());
            let row = sheet.rows.iter().position(|row| row[0] == key).unwrap();
            (row + 2, &sheet.rows[row])
        };
        let (line, net) = row("net");
        assert_eq!((line, net[4].amount()), (10, Some(value.net())));
        assert_eq!(net[3].amount(), Some(value.net()));
        let lines = ["recaptured", "cashable", "benefit", "cost", "roi"].map(|name| row(name).0);
        assert_eq!(lines, [2, 4, 6, 9, 13]);
        let SheetCell::Live(recaptured) = &row("recaptured").1[3] else {
            panic!("{:?}", row("recaptured"))
        };
        let last = assumptions(&page).rows.len() + 1;
        let sum = format!("SUM('Assumptions'!T2:T{last})");
        assert_eq!(recaptured.formula.as_ref(), Some(&sum));
        // Cash is signed, and no formula gives it.
        assert!(matches!(&row("cashable").1[3], SheetCell::Live(live) if live.formula.is_none()));
    }

    #[test]
    fn only_the_workbook_of_a_project_argues() {
        let world = sample::world();
        assert!(assumptions(&world.page()).rows.is_empty());
        assert!(outcome(&world.page()).rows.is_empty());
    }
}
