//! The lake.
pub mod tables;
