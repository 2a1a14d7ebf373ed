//! Products whose tables are known: which of them an export holds, what their columns are called,
//! and what is still to be read.

pub mod dataverse;
pub mod delta;
pub mod event_log;
mod holding;
pub mod vendors;
