//! Parts of the scoreboard that say what follows from the scores: [`assumed`] (a project's sums
//! with their factors), [`causes`] (why the net moved), [`band`] (between which amounts it probably
//! lies), [`comparisons`] and [`lines`], [`promised`], [`life`] (what was earned and paid since the
//! beginning), [`plan`] (what was planned), and [`decision`] (what somebody is asked to decide).

pub mod assumed;
pub mod band;
pub mod causes;
pub mod comparisons;
pub mod decision;
pub mod life;
pub mod lines;
pub mod plan;
pub mod promised;
pub mod sums;
