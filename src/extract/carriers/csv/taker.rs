//! Who takes the rows of a table of texts.

use arrow::array::RecordBatch;

use super::fields::Fields;
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::taker::Reached;

/// Takes the fields of rows, one row after the other.
pub trait Taker: Send {
    /// Keeps a row that begins on `line`, or says why it cannot be kept. What it is unsure of it
    /// notes, and also whether it dropped the row.
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;

    /// All was read: what it holds beside batches goes with what came of the object.
    fn finish(self, _reached: &mut Reached)
    where
        Self: Sized,
    {
    }

    /// Another one for another thread; None: this one must be handed all rows, in their order. A
    /// twin may be handed rows that turn out to be none: what it took of them is thrown away, so it
    /// must not keep anything for itself.
    fn twin(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}
