//! What can go wrong while exports are read. A satellite's own trouble ends its extraction and no
//! other's; the lake's ends all.

use thiserror::Error;

use super::rejects::{Damaged, Fault};
use crate::lake::error::LakeError;
use crate::model::SatelliteId;
use crate::model::receipt::{Exit, Rows};

#[derive(Debug, Error)]
pub enum ExtractError {
    /// The lake failed: nothing more can be kept.
    #[error(transparent)]
    Lake(Box<LakeError>),

    /// A satellite's store failed.
    #[error("its exports cannot be read: {0}")]
    Store(Box<LakeError>),

    #[error("`{url}`: {why}")]
    NoExport { url: String, why: String },

    /// What a service would not do, and how the process should end for it.
    #[error("{url}: {why}")]
    Service {
        url: String,
        why: String,
        exit: Exit,
    },

    #[error("{object}: cannot be read to its end: {source}")]
    Read {
        object: String,
        source: std::io::Error,
    },

    #[error(
        "{object}: {counted} lines came in, but header, blank lines, kept and rejected rows make {accounted}; \
         nothing of it was kept. This is a mistake in this program: please report it with the export"
    )]
    LinesLost {
        object: String,
        counted: i64,
        accounted: i64,
    },

    #[error(
        "{object}: {counted} bytes came in, but rows, what was refused and what lies between them make {accounted}; \
         nothing of it was kept. This is a mistake in this program: please report it with the export"
    )]
    BytesLost {
        object: String,
        counted: u64,
        accounted: u64,
    },

    #[error(
        "reading it ended in a mistake of this program, and nothing of the delivery was kept: {said}. \
         Please report it with the export"
    )]
    Panicked { said: String },

    #[error(
        "satellite {satellite}: {} rows read, but {} new + {} replacing + {} superseded + {} rejected + {} dropped were told. \
         This is a mistake in this program: please report it",
        rows.read, rows.new, rows.replacing, rows.superseded, rows.rejected, rows.dropped
    )]
    Unbalanced { satellite: SatelliteId, rows: Rows },
}

impl From<LakeError> for ExtractError {
    fn from(error: LakeError) -> Self {
        Self::Lake(Box::new(error))
    }
}

impl ExtractError {
    /// The trouble of a satellite's store, which looks like the lake's own.
    pub(super) fn store(error: LakeError) -> Self {
        Self::Store(Box::new(error))
    }

    pub fn exit(&self) -> Exit {
        match self {
            Self::Lake(error) | Self::Store(error) => error.exit(),
            Self::Service { exit, .. } => *exit,
            // What the store of an export says on the way is told as an error of reading.
            Self::Read { source, .. } => source
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<LakeError>())
                .map_or(Exit::Io, LakeError::exit),
            Self::Panicked { .. }
            | Self::NoExport { .. }
            | Self::LinesLost { .. }
            | Self::BytesLost { .. }
            | Self::Unbalanced { .. } => Exit::Io,
        }
    }

    /// Why an object cannot be read at all, where that is its own fault.
    pub(super) fn damage(&self) -> Option<&Fault> {
        let Self::Read { source, .. } = self else {
            return None;
        };
        source
            .get_ref()?
            .downcast_ref::<Damaged>()
            .map(|damaged| &damaged.0)
    }

    /// Whether the other satellites cannot go on either.
    pub(super) fn ends_all(&self) -> bool {
        matches!(self, Self::Lake(_) | Self::Unbalanced { .. })
    }
}
