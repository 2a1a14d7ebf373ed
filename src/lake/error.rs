//! What can go wrong with a lake: where, what, and how the process should end.

use deltalake_core::DeltaTableError;
use thiserror::Error;

use crate::model::receipt::Exit;

#[derive(Debug, Error)]
pub enum LakeError {
    #[error(
        "`{url}` is no place to read or write: {why}; write a path, or a URL such as s3://bucket/path, az://container/path, abfss://container@account.dfs.core.windows.net/path or gs://bucket/path"
    )]
    Address { url: String, why: String },

    #[error("the lake at {url} has schema {found}, and this program knows schemas up to {known}: use the newer reckon that wrote it")]
    Newer { url: String, found: u64, known: u64 },

    #[error("{path}: {what}")]
    Garbled { path: String, what: String },

    #[error("{doing} {path}: {source}")]
    Store { doing: String, path: String, source: object_store::Error },

    #[error("{doing} {path}: {source}")]
    Io { doing: String, path: String, source: std::io::Error },

    #[error("table {table}: {source}")]
    Delta { table: &'static str, source: Box<DeltaTableError> },

    #[error("table {table}: others committed first {tries} times in a row: try again when they are done")]
    Busy { table: &'static str, tries: usize },

    /// A batch that does not fit its table: a mistake in this program, told instead of written.
    #[error("table {table}: {what}")]
    Shape { table: &'static str, what: String },

    #[error("columns: {0}")]
    Arrow(#[from] arrow::error::ArrowError),

    #[error("parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),

    #[error("frame: {0}")]
    Frame(#[from] polars::error::PolarsError),
}

impl LakeError {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Address { .. } | Self::Newer { .. } => Exit::Usage,
            Self::Busy { .. } => Exit::TryAgain,
            Self::Store { source, .. } if refused(source) => Exit::Credentials,
            Self::Delta { source, .. } => match source.as_ref() {
                DeltaTableError::ObjectStore { source } if refused(source) => Exit::Credentials,
                _ => Exit::Io,
            },
            _ => Exit::Io,
        }
    }
}

/// 401 and 403.
fn refused(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::Unauthenticated { .. } | object_store::Error::PermissionDenied { .. })
}
