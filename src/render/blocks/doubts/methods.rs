//! How every figure is computed, with what it comes to here; what the words mean; and what the page
//! was made from.

use serde::Serialize;

use crate::model::cells::Cell;
use crate::model::columns::{ESTATE_FIGURES, Measure, VALUE_COLUMNS};
use crate::render::ReportFacts;
use crate::render::format;
use crate::render::parts::not_valued;
use crate::render::texts::text;
use crate::render::words;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Methods {
    pub formulas: Vec<Formula>,
    /// Name and the first characters of the hash of each input.
    pub inputs: Vec<Input>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Formula {
    pub name: String,
    pub about: &'static str,
    pub unit: String,
    pub here: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    pub name: &'static str,
    pub hash: String,
}

impl Methods {
    pub fn of(page: &ReportFacts) -> Self {
        let p = page.publication;
        let inputs = [
            (text!("input-baselines"), &p.baselines),
            (text!("input-configuration"), &p.configuration),
            (text!("input-outcome-maps"), &p.outcome_maps),
            (text!("input-templates"), &p.templates),
            (text!("input-definitions"), &p.definitions),
            (text!("input-manifest"), &p.manifest),
        ];
        let input = |name, hash: &str| Input {
            name,
            hash: hash.chars().take(12).collect(),
        };
        Self {
            formulas: formulas(page),
            inputs: inputs
                .into_iter()
                .filter(|(_, hash)| !hash.is_empty())
                .map(|(name, hash)| input(name, hash))
                .collect(),
        }
    }
}

fn formulas(page: &ReportFacts) -> Vec<Formula> {
    let total = &page.board.totals[0];
    let unit = |measure: Measure| match measure {
        Measure::Money => page.estate.currency.clone(),
        Measure::Units => text!("figure-unit-units").to_owned(),
        Measure::Minutes => text!("figure-unit-minutes").to_owned(),
        Measure::Hours => text!("figure-unit-hours").to_owned(),
        Measure::FullTimes => text!("figure-unit-fte").to_owned(),
    };
    let columns = VALUE_COLUMNS.iter().map(|column| Formula {
        name: words::figure(column.name).to_owned(),
        about: words::figure_about(column.name),
        unit: unit(column.measure),
        here: (column.get)(&total.value).map_or(not_valued().to_owned(), format::money),
    });
    let figures = ESTATE_FIGURES.iter().filter_map(|figure| {
        let here = match (figure.of)(total) {
            Cell::Exact(amount) => format::money(amount),
            Cell::Ratio(ratio) => format::grouped(&format!("{ratio:.4}")),
            _ => return None,
        };
        Some(Formula {
            name: words::figure(figure.column.name).to_owned(),
            about: words::figure_about(figure.column.name),
            unit: String::new(),
            here,
        })
    });
    columns.chain(figures).collect()
}
