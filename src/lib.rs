//! Reckoner.
pub mod cli;
pub mod extract;
pub mod lake;
pub mod model;
pub mod publish;
pub mod render;
pub mod run;
pub mod transform;
pub mod workspace;
