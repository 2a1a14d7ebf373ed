//! Sums of rows, held against what was published.

use crate::model::exact::Micros;

/// Rows that were added up, held against what was published of the whole.
///
/// ```
/// # use reckoner::model::{Micros, board::sums::SumCheck};
/// let check = SumCheck::of([Micros::whole(2), Micros::whole(3)], Micros::whole(5));
/// assert_eq!((check.sum, check.difference), (Micros::whole(5), Micros::ZERO));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SumCheck {
    pub sum: Micros,
    pub published: Micros,
    /// sum − published
    pub difference: Micros,
}

impl SumCheck {
    pub fn of(rows: impl IntoIterator<Item = Micros>, published: Micros) -> Self {
        let sum: Micros = rows.into_iter().sum();
        Self {
            sum,
            published,
            difference: sum - published,
        }
    }
}
