//! Dataverse, in each of its guises: as a link exports it, and as its service answers.

pub mod link;
pub mod live;
