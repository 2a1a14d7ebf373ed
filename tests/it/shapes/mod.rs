//! Exports in the shapes that people have them in: rows under any name, times of several columns,
//! numbers as a country writes them, files that say by their names what they tell of, and rows
//! without an id.

mod alike;
mod content;
mod rows;
mod sheets;
mod values;
mod world;

use world::{World, told};
