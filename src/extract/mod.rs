//! Exports become sessions, items and rejects. A satellite's objects are listed
//! ([`reading::globs`]); those that the cursor does not know are unpacked (`carriers::unpack`,
//! `carriers::encoding`) and read strictly (`carriers`, `sources`) in the way its owner
//! described ([`reading`]); each row becomes a session, an item ([`facts`]), a reject
//! ([`rejects`]), or is left out by condition ([`reading::sieve`]); the delivery is judged as a
//! whole and then committed, the cursor last. Rows read = new + replacing + superseded + rejected +
//! dropped: that is checked, not hoped.
//!
//! The rooms, in reading order; each imports those above it, and none below:
//!
//! - the files beside this one: what all rooms share, such as a reject, a note and an error
//! - [`reading`]: what an export is, as its owner described it
//! - `carriers`: how rows lie in files (CSV, JSON, Parquet, workbooks, archives)
//! - [`facts`]: what rows mean (sessions, items, events, names)
//! - `sources`: products whose tables are known, and what of them is to be read
//! - `delivery`: what one satellite hands over in one run, judged and committed
//! - [`peek`]: exports seen from outside, before anybody described them

mod cursor;
pub mod error;
pub mod notes;
pub mod options;
pub mod rejects;
pub mod taker;
pub mod values;

pub mod reading;

pub mod carriers;

pub mod facts;

pub(crate) mod sources;

mod delivery;

pub mod peek;

pub use delivery::round::extract;
pub use delivery::survey::{Surveyed, survey};
pub use delivery::unread::unread;
pub use error::ExtractError;
pub use options::{Options, Progress, Quiet};
pub use reading::amounts::{Digits, THOUSANDS, Unit};
pub use reading::event_log::EventLog;
pub use reading::file::{Encoding, Shape};
pub use reading::globs::path_pattern::PathPattern;
pub use reading::items::{ItemColumns, OfItem};
pub use reading::outcomes::{outcome_maps, outcome_maps_hash};
pub use reading::overlap::{Reach, are_apart, location};
pub use reading::sieve::{Condition, Sieve};
pub use reading::{
    Absence, Canonical, Carrier, Column, Columns, CsvForm, Dataverse, Export, Fact, Format,
    ItemExport, JsonForm, Live, Mapped, Newest, Nothing, Reading, SessionColumns, SynapseLink,
    Vendor, Vendored, Whereabouts,
};

#[cfg(test)]
mod tests;
