//! How a command fails, and how people are told.

use std::error::Error;
use std::io::Write;

use super::rim;
use crate::cli::args::{Global, LogFormat};
use crate::model::receipt::Exit;
use crate::run::Fault;
use crate::workspace::Mistakes;

/// Of a mistake as it is shown, in characters.
pub const WIDTH: usize = 120;

/// How a command fails: what to print, once, and what to exit with.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Mistakes(#[from] Mistakes),
    #[error(transparent)]
    Run(#[from] Fault),
    #[error("{what}")]
    Io {
        what: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Mistakes(mistakes) if mistakes.has_unread() => Exit::Io,
            Self::Mistakes(_) | Self::Usage(_) => Exit::Usage,
            Self::Run(fault) => fault.exit(),
            Self::Io { .. } => Exit::Io,
        }
    }
}

/// Prints what went wrong, and below it what that rests on, each cause once; for a program, as one
/// more log line.
pub fn complain(global: &Global, failure: &Failure) {
    if let (Failure::Mistakes(mistakes), LogFormat::Text) = (failure, global.log_format) {
        let _ = writeln!(
            anstream::stderr(),
            "{}",
            rim::shown(mistakes.render(true, WIDTH).trim_end(), true)
        );
        return;
    }
    let text = told(failure);
    match global.log_format {
        LogFormat::Json => tracing::error!("{text}"),
        LogFormat::Text => {
            let _ = writeln!(
                anstream::stderr(),
                "error: {}",
                rim::shown(text.trim_end(), false)
            );
        }
    }
}

/// What went wrong, and below it what that rests on.
pub fn told(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut cause = failure.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !text.contains(&line) {
            text.push_str("\n  because: ");
            text.push_str(&line);
        }
        cause = error.source();
    }
    text
}
