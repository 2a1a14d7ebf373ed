use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};

use super::super::csv;
use super::super::reports::{self, ReportFormat};
use super::super::sample::{self, World};
use super::super::sheet::{SheetCell, SheetColumn, SheetUnit};
use super::*;
use crate::model::Micros;
use crate::model::window::day;

fn facts() -> WorkbookFacts {
    WorkbookFacts {
        title: "Of the test".to_owned(),
        estate: "A & B".to_owned(),
        currency: "USD".to_owned(),
        window: "March 2026".to_owned(),
        last_day: day("2026-03-31").expect("a day"),
        publication: "0123".to_owned(),
        program: "reckon".to_owned(),
        lines: vec![("Estate", "=1+1".to_owned())],
        missing: Vec::new(),
    }
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
}

fn sheet(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    let range = workbook.worksheet_range(name);
    range.unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn rendered(world: &World) -> Vec<u8> {
    let templates = super::super::Templates::new(&BTreeMap::new()).expect("they compile");
    let page = world.page();
    let bytes = reports::render(&templates, "executive", ReportFormat::Xlsx, &page);
    bytes.expect("a workbook").to_vec()
}

fn wide(world: &World) -> Vec<ReportSheet> {
    reports::tables::of_sections(&world.page(), |_| true)
}

static COLUMNS: [SheetColumn; 2] = [
    SheetColumn {
        name: "id",
        unit: SheetUnit::None,
        about: "Whose it is",
    },
    SheetColumn {
        name: "amount",
        unit: SheetUnit::Money,
        about: "How much it is",
    },
];

/// Ids and amounts, of which 1,000 was published.
fn of_rows(rows: Vec<Vec<SheetCell>>) -> ReportSheet {
    ReportSheet {
        name: "Rows",
        about: "Rows of the test",
        columns: (&COLUMNS).into(),
        keys: 1,
        rows,
        published: vec![("amount", Micros::whole(1_000))],
    }
}

fn money(id: &str, amount: &str) -> Vec<SheetCell> {
    let amount = amount.parse().expect("a decimal");
    vec![id.to_owned().into(), SheetCell::Money(amount)]
}

/// What a program reads there, as the CSV of the same sheet has it.
fn as_csv(read: &Data, written: &SheetCell) -> String {
    let exact = |double: f64| format!("{double:.6}").parse::<Micros>().expect("micros");
    match (read, written) {
        (Data::Empty, _) => String::new(),
        (Data::String(text), SheetCell::Text(_)) => text.clone(),
        (Data::Bool(truth), SheetCell::Truth(_)) => truth.to_string(),
        (Data::Float(n), SheetCell::Money(_)) => exact(*n).to_fixed(2),
        (
            Data::Float(n),
            SheetCell::Amount(_)
            | SheetCell::Minutes(_)
            | SheetCell::Share(_)
            | SheetCell::Count(_),
        ) => exact(*n).to_string(),
        (Data::Float(n), SheetCell::Ratio(_)) => format!("{n:.6}"),
        (Data::DateTime(at), SheetCell::Day(_) | SheetCell::Instant(_)) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let date = format!("{year}-{month:02}-{day:02}");
            match written {
                SheetCell::Day(_) => date,
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}Z"),
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_cell_is_that_of_the_csv_of_the_same_sheet() {
    let mut compared = BTreeMap::<&str, usize>::new();
    for world in [sample::world(), sample::troubled()] {
        let mut workbook = opened(rendered(&world));
        for written in wide(&world) {
            let text = csv::csv(std::slice::from_ref(&written));
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            let read = sheet(&mut workbook, written.name);
            let mut rows = reader.records();
            let heads = rows.next().expect("heads").expect("of CSV");
            for (at, head) in (0..).zip(&heads) {
                assert_eq!(
                    read.get_value((0, at)),
                    Some(&Data::String(head.to_owned()))
                );
            }
            assert_eq!(read.height(), written.rows.len() + 1, "{}", written.name);
            for (line, (cells, row)) in (1..).zip(written.rows.iter().zip(rows)) {
                for (at, (cell, field)) in (0..).zip(cells.iter().zip(&row.expect("of CSV"))) {
                    let read = read.get_value((line, at)).unwrap_or(&Data::Empty);
                    // CSV guards its texts against spreadsheets; typed texts need no guard.
                    let expected = match cell {
                        SheetCell::Text(text) => text.as_ref(),
                        _ => field,
                    };
                    let place = format!("{} {line} {at}", written.name);
                    assert_eq!(as_csv(read, cell), expected, "{place}: {cell:?}");
                    *compared.entry(written.name).or_default() += 1;
                }
            }
        }
    }
    assert!(
        compared.len() > 10 && compared["Projects"] > 400,
        "{compared:?}"
    );
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (a, b) = (rendered(&sample::world()), rendered(&sample::world()));
    assert!(a == b);
}

#[test]
fn it_opens_with_what_it_is_and_closes_with_its_sums() {
    let world = sample::world();
    let mut workbook = opened(rendered(&world));
    let names = workbook.sheet_names();
    assert_eq!(
        (names[0].as_str(), names.last().map(String::as_str)),
        ("Read me", Some("Check"))
    );
    let front = sheet(&mut workbook, "Read me");
    let texts: Vec<String> = front.cells().map(|(.., cell)| cell.to_string()).collect();
    let has = |text: &str| texts.iter().any(|cell| cell == text);
    assert!(has(&world.estate.name) && has("the whole estate") && has(&world.publication.id));
    let gap = super::super::gaps::gap(&world.board.gaps[0], &world.estate, &world.board).what;
    assert!(has(&super::super::format::plain(&gap)), "{texts:?}");
    // Each column of each sheet has its meaning.
    for column in wide(&world).iter().flat_map(|sheet| sheet.columns.iter()) {
        assert!(has(column.name) && has(column.about), "{}", column.name);
    }
}

#[test]
fn stored_results_of_formulas_are_the_sums_of_the_cells_that_are_there() {
    let world = sample::world();
    let mut workbook = opened(rendered(&world));
    let checks = sheet(&mut workbook, "Check");
    let formulas = workbook.worksheet_formula("Check").expect("formulas");
    assert!(checks.height() > 40);
    for line in 1..checks.height() as u32 {
        let text = |at| checks.get_value((line, at)).map(ToString::to_string);
        let (name, column) = (text(0).expect("a sheet"), text(1).expect("a column"));
        let rows = sheet(&mut workbook, &name);
        let at = (0..).find(|at| rows.get_value((0, *at)) == Some(&Data::String(column.clone())));
        let at = at.expect("its column");
        let amounts = (1..rows.height() as u32).filter_map(|row| match rows.get_value((row, at)) {
            Some(Data::Float(n)) => format!("{n:.6}").parse::<Micros>().ok(),
            _ => None,
        });
        let sum: Micros = amounts.sum();
        assert_eq!(
            text(2).and_then(|sum| sum.parse().ok()),
            Some(sum),
            "{name}.{column}"
        );
        // Departments of this made-up world are parts of it that were rounded one by one.
        let agree = text(3).and_then(|published| published.parse().ok()) == Some(sum);
        assert!(agree || name == "Departments", "{name}.{column}");
        let verdict = if agree { "agrees" } else { "differs" };
        assert_eq!(text(5).as_deref(), Some(verdict), "{name}.{column}");
        let letter = rust_xlsxwriter::utility::column_number_to_name(at as u16);
        let range = format!("'{name}'!{letter}2:{letter}{}", rows.height());
        assert_eq!(
            formulas.get_value((line, 2)),
            Some(&format!("SUM({range})"))
        );
    }
}

#[test]
fn rows_that_do_not_add_up_are_said_to_differ() {
    let rows = of_rows(vec![money("a", "600"), money("b", "399.5")]);
    let mut workbook = opened(written(&facts(), &[rows], SheetRoom::EXCEL).expect("a workbook"));
    let checks = sheet(&mut workbook, "Check");
    let line: Vec<String> = (0..6).map(|at| checks[(1, at)].to_string()).collect();
    assert_eq!(line, ["Rows", "amount", "999.5", "1000", "-0.5", "differs"]);
    let front = sheet(&mut workbook, "Read me");
    let verdict = front
        .cells()
        .any(|(.., cell)| *cell == *"1 sums differ from what was published: see Check.");
    assert!(verdict);
}

#[test]
fn a_workbook_without_amounts_has_nothing_to_check() {
    let rows = ReportSheet {
        published: Vec::new(),
        ..of_rows(vec![money("a", "1")])
    };
    let mut workbook = opened(written(&facts(), &[rows], SheetRoom::EXCEL).expect("a workbook"));
    assert_eq!(workbook.sheet_names(), ["Read me", "Rows"]);
    let front = sheet(&mut workbook, "Read me");
    let said = "No sheet adds up to an amount that was published.";
    assert!(front.cells().any(|(.., cell)| *cell == *said));
}

#[test]
fn no_text_is_a_formula_and_none_is_changed() {
    let texts = [
        "=1+1",
        "'quoted",
        "@SUM(A1)",
        "0007",
        "1e5",
        "a\tb\nc",
        "_x0041_",
        "<b>&amp;",
        "\u{202e}evil",
        "http://example.com",
        "{=1}",
    ];
    let rows = of_rows(texts.iter().map(|text| money(text, "1")).collect());
    let mut workbook = opened(written(&facts(), &[rows], SheetRoom::EXCEL).expect("a workbook"));
    let read = sheet(&mut workbook, "Rows");
    for (row, text) in (1..).zip(texts) {
        assert_eq!(
            read.get_value((row, 0)),
            Some(&Data::String(text.to_owned()))
        );
    }
    let formulas = workbook.worksheet_formula("Rows").expect("formulas");
    assert!(formulas.cells().all(|(.., formula)| formula.is_empty()));
    let front = workbook.worksheet_formula("Read me").expect("formulas");
    assert_eq!(
        front
            .cells()
            .filter(|(.., formula)| !formula.is_empty())
            .count(),
        1
    );
}

#[test]
fn what_a_sheet_does_not_bear_goes_on_in_the_next_and_is_told() {
    let room = SheetRoom { rows: 2, text: 40 };
    let long = "é".repeat(41);
    let rows = of_rows(vec![money("a", "1"), money(&long, "2"), money("c", "997")]);
    let mut workbook = opened(written(&facts(), &[rows], room).expect("a workbook"));
    assert_eq!(
        workbook.sheet_names(),
        ["Read me", "Rows", "Rows (2)", "Check"]
    );
    let first = sheet(&mut workbook, "Rows");
    // The note takes 24 of the 40 characters.
    let cut = format!("{} … [cut: 41 characters]", "é".repeat(17));
    assert_eq!(cut.chars().count(), 40);
    assert_eq!(first[(2, 0)], Data::String(cut));
    assert_eq!(
        sheet(&mut workbook, "Rows (2)")[(1, 0)],
        Data::String("c".into())
    );
    let front = sheet(&mut workbook, "Read me");
    let has = |text: &str| front.cells().any(|(.., cell)| *cell == *text);
    assert!(has(
        "Rows has more rows than a sheet bears; it goes on in Rows (2)."
    ));
    assert!(has(
        "1 text longer than 40 characters, more than a cell bears: cut, and marked so."
    ));
    // Both parts are added up.
    assert_eq!(sheet(&mut workbook, "Check")[(1, 2)].to_string(), "1000");
    let formulas = workbook.worksheet_formula("Check").expect("formulas");
    let sum = "SUM('Rows'!B2:B3,'Rows (2)'!B2:B2)".to_owned();
    assert_eq!(formulas.get_value((1, 2)), Some(&sum));
}

#[test]
fn sheets_have_names_that_excel_takes_and_no_two_the_same() {
    let rows = of_rows(vec![money("a", "1")]);
    let named = |name| ReportSheet {
        name,
        ..rows.clone()
    };
    let sheets = [
        named("CHECK"),
        named("a/b:c*[d]?"),
        named("A-b-c--d--"),
        named("a name that has more letters than a tab bears"),
    ];
    let parts = fit::parts(&sheets, SheetRoom::EXCEL, &[front::name(), check::name()]);
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let expected = [
        "CHECK (2)",
        "a-b-c--d--",
        "A-b-c--d-- (2)",
        "a name that has more letters th",
    ];
    assert_eq!(names, expected);
    assert!(written(&facts(), &sheets, SheetRoom::EXCEL).is_ok());
}

#[test]
fn a_hundred_thousand_rows_are_all_there() {
    // As many columns as the sheet of errors has.
    let row = |n: usize| {
        let cells = money(&format!("{n:07}"), "0.01").into_iter();
        cells.cycle().take(8).collect()
    };
    let columns: Vec<SheetColumn> = COLUMNS.iter().cycle().take(8).cloned().collect();
    let rows = ReportSheet {
        columns: columns.into(),
        ..of_rows((0..100_000).map(row).collect())
    };
    let mut workbook = opened(written(&facts(), &[rows], SheetRoom::EXCEL).expect("a workbook"));
    let read = sheet(&mut workbook, "Rows");
    assert_eq!(read.height(), 100_001);
    assert_eq!(read[(100_000, 0)], Data::String("0099999".into()));
    let verdict = &sheet(&mut workbook, "Check")[(1, 5)];
    assert_eq!(verdict.to_string(), "agrees");
}
