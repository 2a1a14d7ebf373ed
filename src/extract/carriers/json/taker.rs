//! Who takes the rows of a JSON export.

use arrow::array::RecordBatch;

use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::taker::Reached;

/// What became of a row.
pub enum Came {
    Kept,
    /// It tells of nothing that is kept, and was dealt with.
    Passed,
    /// Nothing can be read of what it is among, which is said once.
    Unread(Fault),
}

/// Takes rows as they stand in the text, one after the other.
pub trait Taker {
    /// A page or an array begins; `delta_link` is where a page says before its rows that what
    /// follows them can be asked for.
    fn page(&mut self, _delta_link: Option<&str>) {}
    /// Keeps a row, or says why it cannot be kept. What it is unsure of it notes. `context` is what
    /// the row's page says that it holds.
    fn push(
        &mut self,
        row: i64,
        context: Option<&str>,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<Came, Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;
    /// All was read.
    fn finish(self, reached: &mut Reached);
}
