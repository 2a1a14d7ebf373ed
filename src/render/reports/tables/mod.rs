//! The tables of a scoreboard, one for each kind of its scores, in the order in which they are
//! read. A table without rows is left out.

mod assumptions;
mod causes;
mod money;
mod promised;
mod work;

use super::super::ReportFacts;
use super::super::sheet::ReportSheet;

type TableOf = fn(&ReportFacts) -> ReportSheet;

/// Each with the section of the long sheet that says the same.
const TABLES: [(&str, TableOf); 20] = [
    ("totals", money::summary),
    ("totals", money::ladder),
    ("totals", money::evidence),
    ("totals", causes::estate),
    ("totals", causes::plan),
    ("totals", promised::decisions),
    ("projects", money::projects),
    ("projects", causes::projects),
    ("projects", assumptions::assumptions),
    ("projects", assumptions::outcome),
    ("departments", money::departments),
    ("totals", money::trend),
    ("methods", money::methods),
    ("promises", promised::promises),
    ("goals", promised::goals),
    ("errors", work::automations),
    ("errors", work::items),
    ("errors", work::errors),
    ("coverage", work::coverage),
    ("gaps", work::gaps),
];

/// The tables of some sections.
pub fn of_sections(page: &ReportFacts, has: impl Fn(&str) -> bool) -> Vec<ReportSheet> {
    let tables = TABLES.iter().filter(|(section, _)| has(section));
    let tables = tables.map(|(_, table)| table(page));
    tables.filter(|sheet| !sheet.rows.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::sample;
    use super::super::super::sheet::SheetCell;
    use super::super::executive;
    use super::*;

    fn find<'s>(sheets: &'s [ReportSheet], name: &str) -> &'s ReportSheet {
        let sheet = sheets.iter().find(|sheet| sheet.name == name);
        sheet.unwrap_or_else(|| panic!("no sheet {name}"))
    }

    #[test]
    fn each_row_has_a_cell_for_each_column_and_no_two_columns_bear_a_name() {
        for world in [sample::world(), sample::troubled()] {
            let sheets = of_sections(&world.page(), |_| true);
            assert!(sheets.len() > 10);
            for sheet in &sheets {
                assert!(sheet.keys > 0, "{}", sheet.name);
                let columns: BTreeMap<_, _> = sheet.columns.iter().map(|c| (c.name, c)).collect();
                assert_eq!(columns.len(), sheet.columns.len(), "{}", sheet.name);
                for row in &sheet.rows {
                    assert_eq!(row.len(), sheet.columns.len(), "{}", sheet.name);
                }
            }
        }
    }

    #[test]
    fn a_wide_cell_is_the_long_row_of_the_same_measure() {
        let world = sample::world();
        let page = world.page();
        let long = executive::sheets(&page);
        let mut compared = 0;
        for (section, table) in [
            ("projects", "Projects"),
            ("departments", "Departments"),
            ("promises", "Promises"),
            ("goals", "Goals"),
            ("coverage", "Coverage"),
        ] {
            let wide = of_sections(&page, |_| true);
            let wide = find(&wide, table);
            for row in &find(&long, section).rows {
                let SheetCell::Text(measure) = &row[3] else {
                    panic!("{row:?}")
                };
                // What is a quotient there may be in percent here; the exact amounts are the same.
                let column = wide.columns.iter().position(|c| c.name == measure.as_ref());
                let thing = wide.rows.iter().find(|of| of[0] == row[1]);
                if let (Some(column), Some(thing)) = (column, thing) {
                    let amounts = [&row[4], &thing[column]].map(SheetCell::amount);
                    assert_eq!(amounts[0], amounts[1], "{table} {row:?}");
                    if amounts[0].is_none() && !matches!(row[4], SheetCell::Text(_)) {
                        assert_eq!(row[4], thing[column], "{table} {row:?}");
                    }
                    compared += 1;
                }
            }
        }
        assert!(compared > 300, "{compared}");
    }

    #[test]
    fn what_is_published_of_a_column_stands_in_the_table_of_the_estate() {
        let world = sample::world();
        let sheets = of_sections(&world.page(), |_| true);
        let summary = find(&sheets, "Summary");
        let column = |name| summary.columns.iter().position(|c| c.name == name);
        let mut compared = 0;
        for name in ["Projects", "Departments"] {
            for (figure, published) in &find(&sheets, name).published {
                let cell = &summary.rows[0][column(*figure).expect(figure)];
                assert_eq!(cell.amount(), Some(*published), "{name}.{figure}");
                compared += 1;
            }
        }
        assert!(compared > 40, "{compared}");
    }
}
