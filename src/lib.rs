//! Reckoner.
pub mod lake;
pub mod model;
