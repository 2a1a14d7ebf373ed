//! What the formulas claim, on worlds that one can add up by head. The arithmetic stands in
//! comments.

mod costing;
mod following;
mod goals;
mod items;
mod kit;
mod life;
mod metering;
mod promises;
mod scope;
mod scoreboard;
mod signing;
mod tally;
mod valuing;
pub mod world;
