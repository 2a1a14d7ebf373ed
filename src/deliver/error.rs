//! Why mail cannot leave, or a letter is no mail.

use crate::lake::LakeError;
use crate::model::receipt::Exit;

#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    #[error(transparent)]
    Lake(#[from] LakeError),

    /// Nobody may be written to in this way, whoever it is.
    #[error("no mail can be sent by {place}: {why}")]
    NoWay {
        place: String,
        why: String,
        exit: Exit,
    },

    #[error(
        "{what} holds a line end or another control character: `{shown}`; a mail cannot carry it"
    )]
    Control { what: &'static str, shown: String },

    #[error(
        "{what} is no address that a mail can carry: `{shown}`; write it in ASCII, as name@example.com"
    )]
    Address { what: &'static str, shown: String },

    #[error("{what} is not what it is called: `{shown}`")]
    Shape { what: &'static str, shown: String },

    #[error(
        "the mail has {bytes} bytes without any attachment, and max_size in [mail] allows {allowed}"
    )]
    TooLarge { bytes: usize, allowed: usize },

    #[error(
        "the mail that was made ({path}) is gone from the lake: it cannot be sent again as it was; restore it from a backup"
    )]
    Lost { path: String },
}

impl DeliverError {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Lake(error) => error.exit(),
            Self::NoWay { exit, .. } => *exit,
            Self::Control { .. }
            | Self::Address { .. }
            | Self::Shape { .. }
            | Self::TooLarge { .. } => Exit::Usage,
            Self::Lost { .. } => Exit::Io,
        }
    }
}
