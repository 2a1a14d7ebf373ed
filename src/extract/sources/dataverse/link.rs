//! Exports of a link from Dataverse to a data lake
//! ([`synapse-link`](crate::extract::Format::SynapseLink)): CSVs without header lines, below a root
//! or in folders named by the hour, and models that say what their fields are.
//!
//! Reading order: `layout` (what lies where), `models` (what the fields are), `location` (where a
//! model says that a part lies), `announced` (what is to be read), `sessions`, `items`,
//! `events` and `names` (what a row means).

pub mod announced;
mod events;
mod findings;
mod items;
mod labels;
mod layout;
mod location;
mod models;
mod names;
pub mod parquet;
pub mod part;
mod sessions;
