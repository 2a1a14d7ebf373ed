//! The sheets of `baselines/` become master data: `sheet` and `row` (CSV whose mistakes are told at
//! their cells) and `book` (the same from a workbook), then a file for each sheet, put together in
//! `master`.

mod amounts;
mod baselines;
mod book;
pub mod master;
mod meterings;
mod people;
mod projects;
mod promises;
mod rates;
mod row;
pub mod sheet;
mod spans;
