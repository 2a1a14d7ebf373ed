//! `reckon`: parse arguments, run, print the error chain once, choose the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    reckoner::cli::main()
}
