//! rates.csv: what one unit of another currency is worth in the reporting currency, from a day on.

use std::collections::BTreeMap;

use super::sheet::{Sheet, SheetLayout};
use crate::model::Micros;
use crate::model::master::{Rate, RateKind, Rates};
use crate::workspace::forms::{self, DecimalRange};
use crate::workspace::mistake::Notebook;

pub const RATES: SheetLayout = SheetLayout {
    file: "rates.csv",
    required: &["currency", "from", "rate"],
    optional: &["kind"],
};

/// A row without a kind stands under all three.
pub fn rates(sheet: &Sheet, reporting: &str, notes: &Notebook) -> Rates {
    let mut rows = BTreeMap::<(String, RateKind), Vec<Rate>>::new();
    for row in sheet.rows(notes) {
        let currency = row.needed("currency", forms::currency);
        let from = row.needed_day("from");
        let value = row.needed_decimal("rate", DecimalRange::above_zero(1_000_000));
        let kind = row.word::<RateKind>("kind");
        let (Some(currency), Some(from), Some(value)) = (currency, from, value) else {
            continue;
        };
        if currency == reporting && value != Micros::ONE {
            let message =
                format!("{currency} is the reporting currency: its rate is 1, not {value}");
            row.note(
                "rate",
                message,
                "leave the row out, or say in reckoner.toml that estate.currency is another",
            );
        }
        let kinds = kind.as_ref().map_or(RateKind::ALL, std::slice::from_ref);
        let rate = Rate {
            line: row.line(),
            from,
            rate: value,
        };
        let twice = kinds.iter().find_map(|kind| {
            rows.get(&(currency.clone(), *kind))?
                .iter()
                .find(|earlier| earlier.from == from)
        });
        if let Some(first) = twice {
            let kind = kind.map_or("any kind".to_owned(), |kind| kind.to_string());
            let message = format!("{currency} has two rates of {kind} from {from}");
            row.note_both(
                "from",
                &first.line,
                message,
                "keep one; a row without a kind stands for flow, spot and budget together",
            );
            continue;
        }
        for kind in kinds {
            rows.entry((currency.clone(), *kind))
                .or_default()
                .push(rate.clone());
        }
    }
    for versions in rows.values_mut() {
        versions.sort_by_key(|rate| rate.from);
    }
    Rates {
        reporting: reporting.to_owned(),
        rows,
    }
}
