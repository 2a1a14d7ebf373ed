//! Products whose tables are known: which of them an export holds, what their columns are called,
//! and what is still to be read.

pub mod dataverse;
pub mod delta;
mod errors;
pub mod event_log;
mod table_choice;
pub mod vendors;
