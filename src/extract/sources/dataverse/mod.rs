//! Dataverse, in each of its guises: as a link exports it, and as its service answers. What is
//! known of its tables stands in `tables`, once.

mod context;
mod fallback;
pub mod link;
pub mod live;
mod runs;
mod sessions;
pub mod tables;
