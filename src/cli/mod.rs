//! The command line: one file a command. The only room that reads the clock, the terminal and the
//! arguments.

mod args;
mod check;
mod demo;
mod forget;
mod init;
mod jobs;
mod logs;
mod manual;
mod meterings;
mod peek;
mod preview;
mod progress;
mod rejects;
mod rim;
mod status;
mod suggest;
mod synth;
mod tables;

use std::error::Error;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::model::receipt::Exit;
use crate::run::Fault;
use crate::workspace::Mistakes;
use args::{Args, Command, Global, LogFormat};

/// Of a mistake as it is shown, in characters.
const WIDTH: usize = 120;

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
    fn exit(&self) -> Exit {
        match self {
            Self::Mistakes(mistakes) if mistakes.has_unread() => Exit::Io,
            Self::Mistakes(_) | Self::Usage(_) => Exit::Usage,
            Self::Run(fault) => fault.exit(),
            Self::Io { .. } => Exit::Io,
        }
    }
}

pub fn main() -> ExitCode {
    let args = Args::parse();
    logs::start(&args.global);
    let ended = match &args.command {
        Command::Demo(demo) => demo::demo(&args.global, demo),
        Command::Init(init) => init::init(&args.global, init),
        Command::Peek(asked) => peek::peek(&args.global, asked),
        Command::Check(check) => check::check(&args.global, check),
        Command::Run(run) => jobs::run(&args.global, run),
        Command::Extract(extract) => jobs::extract(&args.global, extract),
        Command::Report(report) => jobs::report(&args.global, report),
        Command::Preview(asked) => preview::preview(&args.global, asked),
        Command::Deliver(deliver) => jobs::deliver(&args.global, deliver),
        Command::Status(asked) => status::status(&args.global, asked),
        Command::SuggestBaseline(asked) => suggest::suggest(&args.global, asked),
        Command::Rejects(rejects) => rejects::rejects(&args.global, rejects),
        Command::Meterings(asked) => meterings::meterings(&args.global, asked),
        Command::Forget(asked) => forget::forget(&args.global, asked),
        Command::Synth(synth) => synth::synth(&args.global, synth),
        Command::Manual(asked) => manual::manual(asked),
    };
    let exit = ended.unwrap_or_else(|failure| {
        complain(&args.global, &failure);
        failure.exit()
    });
    ExitCode::from(exit as u8)
}

/// Prints what went wrong, and below it what that rests on, each cause once; for a program, as one
/// more log line.
fn complain(global: &Global, failure: &Failure) {
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
fn told(failure: &Failure) -> String {
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

/// Prints data, to stdout; a reader that has gone away is no fault of ours, and whatever else
/// cannot be written is.
fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(source) => Err(Failure::Io {
            what: "cannot write the answer to stdout".to_owned(),
            source,
        }),
        Ok(()) => Ok(()),
    }
}
