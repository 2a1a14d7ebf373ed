//! Between which amounts a net lies, worked out a second time: not by taking roots, but by asking
//! whether the cent that was published is the nearest to one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::arithmetic::{R, r, real, whole};
use super::cells::Cells;
use super::ledger::Ledger;
use super::oracle::Oracle;
use super::{Baseline, Dec};

/// What the estates of the laws say.
pub const CORRELATION: &str = "0.3";
const CORRELATION_MICROS: Dec = 300_000;

/// The minutes of a unit, the lower and the higher ones.
pub fn minutes(b: &Baseline) -> [R; 3] {
    let percent = match b.evidence {
        Some("measured") => 5,
        Some("sampled") => 15,
        Some("estimated") => 30,
        _ => 50,
    };
    let times = |part: i64| {
        let exact = r(b.minutes_per_unit) * whole(part) / whole(100);
        real(super::arithmetic::micros(&exact))
    };
    [
        r(b.minutes_per_unit),
        b.minutes_low.map_or_else(|| times(100 - percent), r),
        b.minutes_high.map_or_else(|| times(100 + percent), r),
    ]
}

pub fn of_project(ledger: &mut Ledger, place: &str, sum: &Cells, row: &BTreeMap<String, String>) {
    let ends = sum.of("band_down").zip(sum.of("band_up"));
    let ends = ends.ok_or("not_valued");
    let low = ends.map(|(down, _)| sum.net() - down);
    let high = ends.map(|(_, up)| sum.net() + up);
    ledger.defined(place, "net_p10_micros", low, row);
    ledger.defined(place, "net_p90_micros", high, row);
}

pub fn of_estate(
    ledger: &mut Ledger,
    oracle: &Oracle,
    (from, to): (NaiveDate, NaiveDate),
    row: &BTreeMap<String, String>,
) {
    let ids = oracle.world.project_ids();
    let sums: Vec<Cells> = ids.iter().map(|id| oracle.sum(id, from, to)).collect();
    of_sum(
        ledger,
        "estate_scores",
        (oracle.estate(from, to).net(), &sums),
        row,
    );
}

/// Of a net, and the sums that it is of.
pub fn of_sum(
    ledger: &mut Ledger,
    place: &str,
    (net, sums): (i128, &[Cells]),
    row: &BTreeMap<String, String>,
) {
    for (column, width, sign) in [
        ("net_p10_micros", "band_down", -1),
        ("net_p90_micros", "band_up", 1),
    ] {
        let widths: Vec<i128> = sums.iter().filter_map(|sum| sum.of(width)).collect();
        if widths.is_empty() {
            ledger.defined(place, column, Err("not_valued"), row);
            continue;
        }
        let got = row.get(column).and_then(|text| text.parse().ok());
        let is_right =
            |got: &i128| got % 10_000 == 0 && is_nearest_cent((got - net) * sign, &widths);
        let expected = got.filter(is_right);
        let expected = expected.map_or_else(|| "another cent".to_owned(), |n| n.to_string());
        ledger.say(place, column, expected, row.get(column));
    }
}

/// Whether √(ρ·(Σ w)² + (1 − ρ)·Σ w²) is no more than half a cent from `root`: its square lies
/// between the squares of both ends.
fn is_nearest_cent(root: i128, widths: &[i128]) -> bool {
    let of = |n: i128| R::from_integer(n.into());
    let rho = r(CORRELATION_MICROS);
    let sum = of(widths.iter().sum());
    let squares: R = widths.iter().map(|w| of(*w) * of(*w)).sum();
    let square = &rho * &sum * &sum + (whole(1) - &rho) * squares;
    let (low, high) = (of(root - 5_000), of(root + 5_000));
    let is_above = low < whole(0) || &low * &low <= square;
    is_above && high >= whole(0) && square <= &high * &high
}
