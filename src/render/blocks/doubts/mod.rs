//! How far to believe the figures, and how they are computed.

pub mod gaps;
pub mod methods;
pub mod short;
