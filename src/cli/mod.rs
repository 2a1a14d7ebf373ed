//! The command line: one file a command. The only room that reads the clock, the terminal and the
//! arguments.

mod args;
mod check;
mod demo;
mod forget;
mod init;
mod jobs;
mod manual;
mod meterings;
mod peek;
mod preview;
mod rejects;
mod status;
mod suggest;
mod synth;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use terminal::failure::complain;
use terminal::logs;

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
