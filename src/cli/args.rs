//! What may be written after `reckon`. Every global flag has a `RECKON_*` twin for schedulers.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use crate::model::language::Language;
use crate::model::window::{self, BadWindow};
use crate::model::{JobName, Micros, ProjectId, SatelliteId, Window, WindowSpec, Zone};
use crate::synth::Shape;

const EXIT_CODES: &str = "\
Exit codes (the highest of what happened):
   0  it did what it could; gaps are on the report
   1  with --strict: rejected rows or gaps
   2  usage or configuration
   3  a gate refused a satellite's delivery
  74  input or output failed
  75  another run was faster, or a mail may have arrived or not: try again
  77  credentials";

/// Over the options that are no command's own.
const EVERY: &str = "Options of every command";

#[derive(Debug, Parser)]
#[command(name = "reckon", version, about = "ROI, SLA and goal attainment of automations, from the exports of many environments", after_help = EXIT_CODES)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Group)]
pub struct Global {
    /// The folder of reckoner.toml
    #[arg(short = 'C', long, global = true, help_heading = EVERY, env = "RECKON_WORKSPACE", default_value = ".", value_name = "DIR")]
    pub workspace: PathBuf,
    /// How log lines on stderr look
    #[arg(long, global = true, help_heading = EVERY, env = "RECKON_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// Only warnings and errors on stderr
    #[arg(short, long, global = true, help_heading = EVERY, env = "RECKON_QUIET")]
    pub quiet: bool,
    /// Colours
    #[arg(long, global = true, help_heading = EVERY, env = "RECKON_COLOR", value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// No progress bars, also on a terminal
    #[arg(long, global = true, help_heading = EVERY, env = "RECKON_NO_PROGRESS")]
    pub no_progress: bool,
    /// How rows are answered
    #[arg(long, global = true, help_heading = EVERY, env = "RECKON_OUTPUT", value_enum, default_value = "table")]
    pub output: Output,
    /// Take this instant for now (for tests and for repeating a run as it was)
    #[arg(long, global = true, help_heading = EVERY, env = "RECKON_NOW", value_name = "RFC3339", hide = true)]
    pub now: Option<DateTime<Utc>>,
}

impl Global {
    /// The only place where the clock is read.
    pub fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the sample estate, run everything on it, and say where the report lies
    #[command(after_help = "Example:\n  reckon demo")]
    Demo(Demo),
    /// Begin a workspace
    #[command(after_help = "Example:\n  reckon init my-estate")]
    Init(Init),
    /// CopyCheck at exports before there is a workspace, and propose how they are read
    #[command(after_help = "Example:\n  reckon peek exports/")]
    Peek(Peek),
    /// Read the workspace and name all mistakes in it
    #[command(after_help = "Example:\n  reckon check --exports")]
    Check(Check),
    /// Run a job: extract, tally, publish, report
    #[command(after_help = "Example:\n  reckon run weekly_executive --window 2026-03")]
    Run(RunArgs),
    /// Only read the exports into the lake
    #[command(after_help = "Example:\n  reckon extract --satellite main --dry-run")]
    Extract(Extract),
    /// Publish and render a job again from what the lake holds
    #[command(after_help = "Example:\n  reckon report monthly_close --window last-month")]
    Report(ReportArgs),
    /// Render reports for a look, and again whenever a template of the workspace changes
    #[command(after_help = "Example:\n  reckon preview executive")]
    Preview(PreviewArgs),
    /// Send a job's reports to whom it names under `deliver`, each person once
    #[command(
        after_help = "Example:\n  reckon deliver weekly_executive --window 2026-03 --dry-run"
    )]
    Deliver(DeliverArgs),
    /// What the lake knows of each satellite, and how fresh it is
    #[command(after_help = "Example:\n  reckon -C my-estate status --output json")]
    Status(Status),
    /// Say what an event log tells of work by hand, as a row for baselines.csv
    #[command(
        after_help = "Example:\n  reckon suggest-baseline log.csv --project invoice-capture --valid-from 2026-04-01"
    )]
    SuggestBaseline(SuggestBaseline),
    /// The rows that were refused: where, why, and what the right form is
    #[command(after_help = "Example:\n  reckon rejects --satellite main --code bad_time")]
    Rejects(RejectsArgs),
    /// What ran, who each works for, and meterings that match nothing
    #[command(after_help = "Example:\n  reckon meterings --rows --output csv")]
    Meterings(MeteringsArgs),
    /// Forget what a satellite told, or one of its exports that is gone; on record in a receipt
    #[command(after_help = "Example:\n  reckon forget --satellite main --object tests.csv")]
    Forget(Forget),
    /// Write an estate that never was, of any size, to measure with
    #[command(after_help = "Example:\n  reckon synth scale --sessions 1_000_000 --satellites 6")]
    Synth(Synth),
    /// Write the man pages, and completions for bash, zsh, fish and PowerShell
    #[command(hide = true, after_help = "Example:\n  reckon manual pages")]
    Manual(Manual),
}

#[derive(Debug, Group)]
pub struct Demo {
    /// Where to write it
    #[arg(default_value = "reckoner-demo")]
    pub dir: PathBuf,
}

#[derive(Debug, Group)]
pub struct Init {
    /// A new or empty folder
    pub dir: PathBuf,
    /// With the sample estate instead of an empty one
    #[arg(long)]
    pub demo: bool,
    /// From a file, a folder or a pattern of exports: how they are read, and drafts of projects and
    /// meterings
    #[arg(long, value_name = "PATH|URL", conflicts_with_all = ["demo", "from_kit"])]
    pub from: Option<String>,
    /// From a folder of the tables of the vendor's Automation Kit (autocoe_*.csv, *.json)
    #[arg(long, value_name = "FOLDER", conflicts_with = "demo")]
    pub from_kit: Option<PathBuf>,
    /// The currency of the kit's amounts, which its tables do not tell
    #[arg(
        long,
        value_name = "CODE",
        default_value = "USD",
        requires = "from_kit"
    )]
    pub currency: String,
}

#[derive(Debug, Group)]
pub struct Peek {
    /// A file, a folder, or a pattern such as 'in/*.csv'; here, or at a store
    #[arg(value_name = "PATH|URL")]
    pub url: String,
    /// Take it for an export of this format, such as uipath
    #[arg(long = "as", value_name = "FORMAT")]
    pub format: Option<String>,
}

#[derive(Debug, Group)]
pub struct Check {
    /// CopyCheck into the exports too: what is missing, what does not fit, and what no satellite
    /// reads
    #[arg(long)]
    pub exports: bool,
}

#[derive(Debug, Group)]
pub struct RunArgs {
    /// The job: the stem of a file in jobs/
    pub job: JobName,
    #[command(flatten)]
    pub days: DaysArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Exit with 1 where rows were rejected or figures have gaps
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Group)]
pub struct Extract {
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Group)]
pub struct ReportArgs {
    /// The job: the stem of a file in jobs/
    pub job: JobName,
    /// What this person of people.csv may see, in a folder of its own
    #[arg(long = "as", value_name = "EMAIL")]
    pub reader: Option<String>,
    /// In this language, whatever the job and the reader say: en, de
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<Language>,
    #[command(flatten)]
    pub days: DaysArgs,
}

#[derive(Debug, Group)]
pub struct PreviewArgs {
    /// The report: `executive`, or one of the workspace's own [default: all of them]
    pub report: Option<String>,
    /// What this person of people.csv would see
    #[arg(long = "as", value_name = "EMAIL")]
    pub reader: Option<String>,
    /// The mail that brings it, as a page and as text
    #[arg(long)]
    pub mail: bool,
    /// Render once and end, instead of waiting for changes
    #[arg(long)]
    pub once: bool,
    /// Where to write it
    #[arg(long, value_name = "DIR", default_value = "preview")]
    pub out: PathBuf,
}

#[derive(Debug, Group)]
pub struct DeliverArgs {
    /// The job: the stem of a file in jobs/
    pub job: JobName,
    /// Another window than the job's: last-month, 2026-Q1, 2026-03-01..2026-03-16, …
    #[arg(long, value_name = "W")]
    pub window: Option<WindowSpec>,
    /// Only to this address, which must be one that the job names
    #[arg(long, value_name = "ADDRESS")]
    pub to: Option<String>,
    /// Write the mails as files, and send none: no server is asked
    #[arg(long)]
    pub dry_run: bool,
    /// Where --dry-run writes them
    #[arg(
        long,
        value_name = "DIR",
        default_value = "mail-preview",
        requires = "dry_run"
    )]
    pub out: PathBuf,
    /// Send again what no server took, as it was made; of the newest window, or of --window
    #[arg(long, conflicts_with = "dry_run")]
    pub retry: bool,
    /// With --retry: also what a server may have already
    #[arg(long, requires = "retry")]
    pub unknown: bool,
}

#[derive(Debug, Group)]
pub struct Status {
    /// What became of mails instead: one row each, of each job's newest window
    #[arg(long)]
    pub deliveries: bool,
}

#[derive(Debug, Group)]
pub struct SuggestBaseline {
    /// Event logs of one process: .csv, .json, .ndjson or .jsonl, a row an event
    #[arg(required = true, value_name = "LOG")]
    pub logs: Vec<PathBuf>,
    /// The column that says which case an event is of [default: case, case_id, or as XES has it; so
    /// all five]
    #[arg(long, value_name = "COLUMN")]
    pub case: Option<String>,
    /// The column of what was done
    #[arg(long, value_name = "COLUMN")]
    pub activity: Option<String>,
    /// The column of when it began
    #[arg(long, value_name = "COLUMN")]
    pub start: Option<String>,
    /// The column of when it was over
    #[arg(long, value_name = "COLUMN")]
    pub end: Option<String>,
    /// The column of who did it
    #[arg(long, value_name = "COLUMN")]
    pub resource: Option<String>,
    /// How times are written, as strftime has it [default: ISO 8601]
    #[arg(long, value_name = "FORM")]
    pub time_format: Option<String>,
    /// Whose clocks times without an offset are on, and whose months are counted
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub timezone: Zone,
    /// For the row: project_id
    #[arg(long, value_name = "ID")]
    pub project: Option<ProjectId>,
    /// For the row: from when the baseline holds
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub valid_from: Option<NaiveDate>,
    /// For the row: what an hour of this work costs
    #[arg(long, value_name = "RATE")]
    pub hourly_rate: Option<Micros>,
    /// For the row: in which currency
    #[arg(long, value_name = "CODE", requires = "hourly_rate")]
    pub currency: Option<String>,
    /// Exit with 1 where rows of the log were refused
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Group)]
pub struct RejectsArgs {
    /// Only of this satellite; may be given several times
    #[arg(long = "satellite", value_name = "ID")]
    pub satellites: Vec<SatelliteId>,
    /// Only of the satellites that this job reads
    #[arg(long, value_name = "JOB", conflicts_with = "satellites")]
    pub job: Option<JobName>,
    /// Only for this reason, such as bad_time
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// How many rows of each reason are shown; JSON and CSV have all of them
    #[arg(long, value_name = "N", default_value = "3")]
    pub examples: usize,
}

#[derive(Debug, Group)]
pub struct MeteringsArgs {
    /// Only of this satellite; may be given several times
    #[arg(long = "satellite", value_name = "ID")]
    pub satellites: Vec<SatelliteId>,
    /// Only rows for meterings.csv, of all that works for no project
    #[arg(long)]
    pub rows: bool,
}

#[derive(Debug, Group)]
pub struct Forget {
    /// Whose: also one that reckoner.toml does not name any more
    #[arg(long, value_name = "ID")]
    pub satellite: SatelliteId,
    /// Only what this export told, by the path that `reckon rejects` and the lake's table `objects`
    /// show
    #[arg(long, value_name = "PATH")]
    pub object: Option<String>,
}

#[derive(Debug, Group)]
pub struct Synth {
    /// A new or empty folder
    pub dir: PathBuf,
    /// Distinct sessions
    #[arg(long, value_name = "N", default_value = "100_000", value_parser = number)]
    pub sessions: u64,
    /// Environments, each with exports of its own
    #[arg(long, value_name = "N", default_value = "6", value_parser = number)]
    pub satellites: u64,
    /// Of all satellites together
    #[arg(long, value_name = "N", default_value = "200", value_parser = number)]
    pub automations: u64,
    /// How many days it covers
    #[arg(long, value_name = "N", default_value = "365", value_parser = number)]
    pub days: u64,
    /// The same arguments and the same seed give the same bytes
    #[arg(long, value_name = "N", default_value = "7", value_parser = number)]
    pub seed: u64,
    /// Its last day
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2026-03-31", value_parser = day)]
    pub end: NaiveDate,
    /// How the exports are written
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub format: Shape,
    /// One file a satellite, instead of one a month; an estate of one satellite always is
    #[arg(long)]
    pub one_file: bool,
    /// Deliver one day more to an estate that lies there, late corrections of older sessions
    /// included
    #[arg(long, conflicts_with_all = ["sessions", "satellites", "automations", "days", "seed", "end", "format", "one_file"])]
    pub one_more_day: bool,
}

#[derive(Debug, Group)]
pub struct Manual {
    /// Where to write man1/*.1 and completions/*
    pub dir: PathBuf,
}

/// A whole number; underscores may group its digits.
fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "")
        .parse()
        .map_err(|_| format!("`{text}` is not a whole number: write digits, such as 1_000_000"))
}

#[derive(Debug, Group)]
pub struct DaysArgs {
    /// Another window than the job's: last-month, 2026-Q1, 2026-03-01..2026-03-16, …
    #[arg(long, value_name = "W", conflicts_with_all = ["from", "to"])]
    window: Option<WindowSpec>,
    /// The window's first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "to")]
    from: Option<NaiveDate>,
    /// The window's last day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "from")]
    to: Option<NaiveDate>,
    /// Let the window begin after today
    #[arg(long)]
    pub future: bool,
}

impl DaysArgs {
    /// What was asked for, if anything.
    pub fn asked(&self) -> Result<Option<WindowSpec>, String> {
        match (self.from, self.to) {
            (Some(from), Some(to)) => {
                let window = Window::asked(from, to).map_err(|bad| match bad {
                    BadWindow::Reversed { .. } => {
                        format!("--from {from} lies after --to {to}: write --from {to} --to {from}")
                    }
                    other => other.to_string(),
                });
                window.map(|window| Some(WindowSpec::Fixed(window)))
            }
            _ => Ok(self.window),
        }
    }
}

fn day(text: &str) -> Result<NaiveDate, String> {
    window::day(text).ok_or_else(|| format!("`{text}` is not a day: write YYYY-MM-DD"))
}

#[derive(Debug, Group)]
pub struct ReadingArgs {
    /// Only this satellite; may be given several times
    #[arg(long = "satellite", value_name = "ID")]
    pub satellites: Vec<SatelliteId>,
    /// Read, say what would become of each row, and keep nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Read everything again, also what is known
    #[arg(long)]
    pub full: bool,
    /// Let a delivery pass that has more rejects than its satellite allows; kept on record
    #[arg(long)]
    pub accept_rejects: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_has_an_example_that_is_understood_and_its_own_options_apart() {
        let mut args = Args::command();
        args.build();
        for command in args
            .get_subcommands()
            .filter(|command| command.get_name() != "help")
        {
            let (name, shown) = (
                command.get_name(),
                command.clone().render_help().to_string(),
            );
            let (own, every) = shown
                .split_once("\nOptions of every command:\n")
                .unwrap_or_else(|| panic!("{name}: {shown}"));
            let (every, example) = every
                .split_once("\nExample:\n")
                .unwrap_or_else(|| panic!("{name}: {shown}"));
            assert!(
                ["--workspace", "--output", "--quiet"]
                    .iter()
                    .all(|of_all| every.contains(of_all) && !own.contains(of_all)),
                "{shown}"
            );
            assert!(!example.trim().is_empty());
            for line in example.lines().filter(|line| !line.trim().is_empty()) {
                let parsed = Args::try_parse_from(line.split_whitespace());
                assert!(
                    parsed.is_ok() && line.contains(name),
                    "{name}: {line}: {parsed:?}"
                );
            }
        }
    }
}
