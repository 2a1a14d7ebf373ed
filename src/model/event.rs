//! An event: somebody did something to a case, as process mining tells it. What a piece of work
//! takes by hand is measured from these.

use chrono::{DateTime, Utc};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The piece of work: an invoice, a claim.
    pub case: String,
    pub activity: String,
    /// Who did it.
    pub resource: Option<String>,
    /// Without both ends nobody knows how long it took.
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    /// When nobody worked on it in between, one after the other.
    pub pauses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}
