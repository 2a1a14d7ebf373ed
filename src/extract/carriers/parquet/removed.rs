//! Rows of a file that are no more, as they are passed.

use crate::lake::delta::foreign::LogSaid;

/// Must be asked of every row, in their order.
pub struct Removed<'s> {
    left: &'s [u64],
}

impl<'s> Removed<'s> {
    pub fn of(said: &'s LogSaid) -> Self {
        Self {
            left: &said.removed,
        }
    }

    /// Whether a row is no more, by its number, counted from 0.
    pub fn has(&mut self, row: i64) -> bool {
        let is_next = self
            .left
            .first()
            .is_some_and(|&next| i64::try_from(next) == Ok(row));
        self.left = &self.left[usize::from(is_next)..];
        is_next
    }
}
