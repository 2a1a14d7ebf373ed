//! A scoreboard becomes marts: Parquet for tools and CSV beside it, each folder with a `marts.json`
//! that says what every column means. What was published is kept, content-addressed, in the lake's
//! `publications/`; `out/` is a copy of it that can always be made again.
//!
//! [`marts`], `follows`, `life` and `plan` turn scores into rows, [`formats`] rows into bytes,
//! [`catalog`] describes a folder, [`publication`] keeps, [`copies`] copies, [`latest`] says which
//! window readers find first, [`history`] follows the daily values, [`kept`] says what may not be
//! swept.

pub mod catalog;
pub mod copies;
mod follows;
pub mod formats;
pub mod history;
pub mod kept;
pub mod latest;
mod life;
pub mod marts;
mod plan;
pub mod publication;

use crate::lake::LakeError;

/// A file of a mart folder, complete in memory: marts are small beside what they were made from.
#[derive(Debug, Clone)]
pub struct MartFile {
    /// Below its mart folder: `project_scores.csv`.
    pub name: String,
    pub table: &'static crate::lake::tables::Table,
    pub rows: usize,
    pub bytes: bytes::Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error("the publication's {what} {path} cannot be understood")]
    Corrupt {
        what: &'static str,
        path: String,
        source: serde_json::Error,
    },
    #[error(
        "the publication's object {path} is missing from the lake: restore it, or run the job for its window again"
    )]
    Missing { path: String },
    #[error(
        "the publication's object {path} is not what its name says, so it is not copied: remove it, and run the job for its window again"
    )]
    Altered { path: String },
}
