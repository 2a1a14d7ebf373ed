//! How a run can fail as a whole; a single satellite's trouble is in its receipt instead.

use chrono::NaiveDate;

use crate::deliver::DeliverError;
use crate::extract::ExtractError;
use crate::lake::{Lake, LakeError};
use crate::model::many::many;
use crate::model::master::Line;
use crate::model::receipt::Exit;
use crate::model::{JobName, SatelliteId, Window};
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
    Lost {
        satellite: SatelliteId,
        table: &'static str,
        kept: i64,
    },
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error("the report could not be rendered")]
    Render(#[from] RenderError),
    #[error(
        "{damage}: restore it from a backup, or remove the folder of its table and run with --full, which reads all exports again"
    )]
    Damaged {
        damage: LakeError,
        source: Box<Fault>,
    },
    #[error(transparent)]
    Deliver(#[from] DeliverError),
    #[error("the job {job} sends nothing to {address}: it sends to {known}")]
    NoReader {
        job: JobName,
        address: String,
        known: String,
    },
    #[error("reckoner.toml has no [mail]: no way by which mail leaves is known")]
    NoMail,
    #[error("--satellite {satellite}: there is no such satellite, reckoner.toml names {known}")]
    UnknownSatellite {
        satellite: SatelliteId,
        known: String,
    },
    #[error(
        "the window {window} begins after today, {today}: nothing can be known of it; correct it, or ask for it with --future"
    )]
    Future { window: Window, today: NaiveDate },
    #[error(
        "there is nobody `{reader}` in people.csv: write a row for them, with what they may see"
    )]
    UnknownReader { reader: String },
    #[error(
        "{line}: the scope {scope} holds no project on {day}, so there is nothing to show; correct the row, or take it out"
    )]
    EmptyScope {
        line: Line,
        scope: String,
        day: NaiveDate,
    },
    #[error("{satellite} never told anything in `{object}`: it told something in {known}")]
    UnknownObject {
        satellite: SatelliteId,
        object: String,
        known: String,
    },
}

impl Fault {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Lake(error)
            | Self::Publish(PublishError::Lake(error))
            | Self::Transform(TransformError::Lake(error)) => error.exit(),
            Self::Extract(error) => error.exit(),
            Self::Deliver(error) => error.exit(),
            Self::Damaged { source, .. } => source.exit(),
            Self::Render(_)
            | Self::NoReader { .. }
            | Self::NoMail
            | Self::UnknownSatellite { .. }
            | Self::UnknownObject { .. }
            | Self::UnknownReader { .. }
            | Self::EmptyScope { .. }
            | Self::Future { .. } => Exit::Usage,
            Self::Lost { .. } | Self::Transform(_) | Self::Publish(_) => Exit::Io,
        }
    }
}

/// A fault of reading, with the file that it comes from: not all who decode files are told their
/// names.
pub(super) fn located(lake: &Lake, fault: Fault) -> Fault {
    let damage = match &fault {
        _ if fault.exit() != Exit::Io => None,
        Fault::Lake(error)
        | Fault::Publish(PublishError::Lake(error))
        | Fault::Transform(TransformError::Lake(error)) => of_a_file(error),
        Fault::Extract(ExtractError::Lake(error)) => of_a_file(error),
        Fault::Transform(TransformError::Shelf(error)) => error.downcast_ref().and_then(of_a_file),
        _ => None,
    };
    match damage.or_else(|| {
        if fault.exit() == Exit::Io {
            lake.damage()
        } else {
            None
        }
    }) {
        Some(damage) => Fault::Damaged {
            damage,
            source: Box::new(fault),
        },
        None => fault,
    }
}

fn of_a_file(error: &LakeError) -> Option<LakeError> {
    let LakeError::Damaged { path, what } = error else {
        return None;
    };
    Some(LakeError::Damaged {
        path: path.clone(),
        what: what.clone(),
    })
}
