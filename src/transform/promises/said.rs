//! What the sessions or items of some days say of a promise.

use std::ops::AddAssign;

/// Counts by what they say. Items say only the first three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    pub valid: i64,
    pub good: i64,
    /// Agreed not to count.
    pub excluded: i64,
    /// Not over yet: they become valid and bad when they have been so for too long.
    pub open: i64,
    pub open_excluded: i64,
    /// Those that say nothing although they ended.
    pub cancelled: i64,
    pub unknown: i64,
    /// Of the good ones: business exceptions, and those without any exception.
    pub refused: i64,
    pub straight: i64,
}

impl Said {
    pub const COLUMNS: [&str; 9] = [
        "valid",
        "good",
        "excluded",
        "open",
        "open_excluded",
        "cancelled",
        "unknown",
        "refused",
        "straight",
    ];

    /// In the order of the columns.
    pub fn columns(&self) -> [i64; 9] {
        [
            self.valid,
            self.good,
            self.excluded,
            self.open,
            self.open_excluded,
            self.cancelled,
            self.unknown,
            self.refused,
            self.straight,
        ]
    }

    pub fn from_columns(c: [i64; 9]) -> Self {
        let [
            valid,
            good,
            excluded,
            open,
            open_excluded,
            cancelled,
            unknown,
            refused,
            straight,
        ] = c;
        Self {
            valid,
            good,
            excluded,
            open,
            open_excluded,
            cancelled,
            unknown,
            refused,
            straight,
        }
    }
}

impl AddAssign for Said {
    fn add_assign(&mut self, other: Self) {
        let (a, b) = (self.columns(), other.columns());
        *self = Self::from_columns(std::array::from_fn(|i| a[i] + b[i]));
    }
}
