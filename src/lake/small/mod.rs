//! Small tables: what was read, what was refused, what sources call things, which columns exports
//! had, what was published and to whom it was sent. Their rows are plain values, and are replaced a
//! scope at a time (`keyed`).

mod cell_reader;
pub mod deliveries;
pub mod drift;
pub mod findings;
pub(in crate::lake) mod keyed;
pub mod names;
pub mod objects;
pub mod publications;
pub mod rejects;
pub mod source_events;
