//! What can go wrong with a lake: where, what, and how the process should end.

use std::error::Error;

use deltalake_core::DeltaTableError;

use crate::model::receipt::Exit;

#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    #[error(
        "`{url}` is no place to read or write: {why}; write a path, or a URL such as s3://bucket/path, az://container/path, abfss://container@account.dfs.core.windows.net/path or gs://bucket/path"
    )]
    Address { url: String, why: String },

    #[error("{reference}: {why}")]
    Secret { reference: String, why: String },

    #[error(
        "the lake at {url} has schema {found}, and this program knows schemas up to {known}: use the newer reckon that wrote it"
    )]
    Newer { url: String, found: u64, known: u64 },

    #[error("{path}: {what}")]
    Garbled { path: String, what: String },

    /// A file that a log names and that is not what was written.
    #[error("{path}: {what}")]
    Damaged { path: String, what: String },

    /// It had commits, and there is no log of it any more.
    #[error(
        "table {table}: its log is gone from {url}, and it had commits: restore the lake's folder {table}/ from a backup, or run with --full, which begins it anew and reads all exports again"
    )]
    Lost { table: &'static str, url: String },

    #[error("{doing} {path}: {source}")]
    Store {
        doing: String,
        path: String,
        source: Box<object_store::Error>,
    },

    #[error(
        "writing {sent} bytes to {path}: {held} arrived, and the store said nothing; run again"
    )]
    Torn { path: String, sent: u64, held: u64 },

    #[error(
        "{path}: it changed while this run was at work on it, and nothing of it was kept: run again when whoever writes it is done"
    )]
    Changed { path: String },

    #[error("{doing} {path}: {source}")]
    Io {
        doing: String,
        path: String,
        source: std::io::Error,
    },

    #[error("table {table}: {source}")]
    Delta {
        table: &'static str,
        source: Box<DeltaTableError>,
    },

    /// A table that others write.
    #[error("the Delta table {url}: {source}")]
    ForeignDelta {
        url: String,
        source: Box<DeltaTableError>,
    },

    #[error(
        "table {table}: others committed first, again and again for {seconds} seconds: try again when they are done"
    )]
    Busy { table: &'static str, seconds: u64 },

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
            Self::Busy { .. } | Self::Changed { .. } => Exit::TryAgain,
            Self::Secret { .. } => Exit::Credentials,
            _ if refused(self) => Exit::Credentials,
            _ => Exit::Io,
        }
    }
}

/// 401 or 403, wherever in the chain of causes.
fn refused(error: &(dyn Error + 'static)) -> bool {
    use object_store::Error::{PermissionDenied, Unauthenticated};
    // A boxed cause is told as its box.
    let boxed = error
        .downcast_ref::<Box<object_store::Error>>()
        .map(AsRef::as_ref);
    matches!(
        boxed.or(error.downcast_ref()),
        Some(Unauthenticated { .. } | PermissionDenied { .. })
    ) || error.source().is_some_and(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_credential_is_told_apart_from_a_broken_disk() {
        let refused = || object_store::Error::Unauthenticated {
            path: "x".into(),
            source: "401".into(),
        };
        let broken = || object_store::Error::Generic {
            store: "disk",
            source: "no space left".into(),
        };
        let direct = |source| LakeError::Store {
            doing: "reading".into(),
            path: "x".into(),
            source: Box::new(source),
        };
        let through = |source| LakeError::Delta {
            table: "t",
            source: Box::new(DeltaTableError::ObjectStore { source }),
        };
        assert_eq!(
            (direct(refused()).exit(), through(refused()).exit()),
            (Exit::Credentials, Exit::Credentials)
        );
        assert_eq!(
            (direct(broken()).exit(), through(broken()).exit()),
            (Exit::Io, Exit::Io)
        );
        assert_eq!(
            LakeError::Busy {
                table: "t",
                seconds: 300
            }
            .exit(),
            Exit::TryAgain
        );
    }
}
