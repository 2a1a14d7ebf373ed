//! How a run can fail as a whole; a single satellite's trouble is in its receipt instead.

use crate::extract::ExtractError;
use crate::lake::{Lake, LakeError};
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::model::{JobName, SatelliteId};
use crate::publish::PublishError;
use crate::render::RenderError;
use crate::transform::TransformError;

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error("the figures could not be computed")]
    Transform(#[from] TransformError),
    #[error(
        "the lake has lost the {table} of {satellite}: of {} that its exports told none is there; restore the lake's folder {table}/, or run with --full, which reads all exports again",
        many(*kept, "row")
    )]
    Lost { satellite: SatelliteId, table: &'static str, kept: i64 },
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error("the report could not be rendered")]
    Render(#[from] RenderError),
    #[error("{damage}: restore it from a backup, or remove the folder of its table and run with --full, which reads all exports again")]
    Damaged { damage: LakeError, source: Box<Fault> },
    #[error("job `{job}` reads satellite `{satellite}`, which reckoner.toml does not name: it names {known}")]
    UnknownSatellite { job: JobName, satellite: SatelliteId, known: String },
    #[error("{satellite} never told anything in `{object}`: it told something in {known}")]
    UnknownObject { satellite: SatelliteId, object: String, known: String },
}

impl Fault {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Lake(error) | Self::Publish(PublishError::Lake(error)) | Self::Transform(TransformError::Lake(error)) => error.exit(),
            Self::Extract(error) => error.exit(),
            Self::Damaged { source, .. } => source.exit(),
            Self::Render(_) | Self::UnknownSatellite { .. } | Self::UnknownObject { .. } => Exit::Usage,
            Self::Lost { .. } | Self::Transform(_) | Self::Publish(_) => Exit::Io,
        }
    }
}

/// A fault of reading, with the file that it comes from: those who decode files are not told their names.
pub(super) fn located(lake: &Lake, fault: Fault) -> Fault {
    let damage = if fault.exit() == Exit::Io { lake.damage() } else { None };
    match damage {
        Some(damage) => Fault::Damaged { damage, source: Box::new(fault) },
        None => fault,
    }
}
