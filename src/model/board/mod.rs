//! Parts of the scoreboard that say what follows from the scores: why the net moved.

pub mod causes;
pub mod comparisons;
pub mod lines;
pub mod promised;
pub mod sums;
