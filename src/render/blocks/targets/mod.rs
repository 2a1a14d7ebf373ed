//! What was promised, and what was asked for.

pub mod goals;
pub mod promises;
