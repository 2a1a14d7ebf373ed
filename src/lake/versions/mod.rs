//! Which row wins. Objects tell a row in versions, again and in any order, and the lake keeps the
//! one that wins: `ranking` says which of two that is, `winner` decides among all that tell of one
//! thing, `retold` says what becomes of what an object tells no more.
//!
//! A delivery goes through `intake` and `spool`; `upsert` brings it into the lake, with the rows of
//! one id that `conflicts` found, and `merge` keeps the files few.

mod conflicts;
pub mod export_rows;
pub mod forget;
pub mod intake;
mod merge;
pub mod outranked;
pub mod ranking;
pub mod retold;
pub mod rows;
mod spool;
pub mod upsert;
mod winner;
