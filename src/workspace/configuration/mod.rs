//! reckoner.toml becomes what is meant: `table` (TOML whose mistakes are told at their places),
//! then `estate`, which puts together what the other files read.

mod calendar;
mod columns;
pub mod estate;
mod export;
mod items;
pub mod references;
pub mod service;
pub mod table;
pub mod url;
