//! What rows mean: each fact has one place where what an export tells becomes a row of the lake.

mod arrays;
mod builders;
mod days;
pub mod events;
pub mod items;
pub mod names;
pub mod sessions;
