//! The extract room.
pub mod csv;
pub mod error;
mod notes;
pub mod outcomes;
pub mod reading;
pub mod rejects;
pub mod sessions;
pub mod times;

pub use error::ExtractError;
pub use notes::Notes;
pub use reading::{Canonical, Column, Columns, Csv, Export, Format, Reading};
