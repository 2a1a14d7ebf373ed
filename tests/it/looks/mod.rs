//! What the program says before, during and after a run of exports that are not as they should be:
//! what would become of rows, what no satellite reads, who works for nobody; and that nothing it
//! says is false.

mod dry;
mod exports;
mod messages;
mod meterings;
