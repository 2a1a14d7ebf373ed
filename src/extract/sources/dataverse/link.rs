//! Exports of a link from Dataverse to a data lake
//! ([`synapse-link`](crate::extract::Format::SynapseLink)): CSVs without header lines, below a root
//! or in folders named by the hour, and models that say what their fields are.
//!
//! Reading order: `layout` (what lies where), `models` (what the fields are), `location` (where a
//! model says that a part lies), `announced` (what is to be read), `rows` and `items` (what a row
//! means).

pub mod announced;
pub mod besides;
pub mod columns;
pub mod context;
mod events;
mod items;
mod labels;
mod layout;
mod location;
mod models;
pub mod part;
pub mod rows;
pub mod runs;
pub mod table;
mod told;
