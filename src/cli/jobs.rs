//! `run`, `extract`, `report`, `deliver`: a workspace is read, then a job of it is run.

use std::path::{Component, Path, PathBuf};

use tracing::{info, warn};

use super::args::{DaysArgs, DeliverArgs, Extract, Global, ReadingArgs, ReportArgs, RunArgs};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use super::terminal::progress::Bars;
use super::{rejects, status};
use crate::extract::Options;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::model::{Estate, JobName, WindowSpec};
use crate::run::{self, Done, Order};
use crate::workspace::{self, Job, Satellites, Step, Workspace};

pub fn run(global: &Global, args: &RunArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let order = order(&workspace, &args.job, Some(&args.days), &args.reading, None)?;
    let done = carry_out(global, &workspace, &order)?;
    Ok(done.exit.max(if args.strict {
        strict(&done)
    } else {
        Exit::Done
    }))
}

/// So many gaps are named in the log line; the receipt names more, and the page says what to do.
const NAMED: usize = 8;

/// Says what is not as it should be, if anything is not.
fn strict(done: &Done) -> Exit {
    let rejects: i64 = done.satellites.iter().map(|s| s.rows.rejected).sum();
    if rejects == 0 && done.open.gaps == 0 {
        return Exit::Done;
    }
    let counts = [(rejects, "reject"), (done.open.gaps as i64, "gap")]
        .into_iter()
        .filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, noun)| many(n, noun)).collect();
    let mut named: Vec<String> = done.open.some.iter().take(NAMED).cloned().collect();
    if done.open.gaps > named.len() {
        named.push(format!("{} more", done.open.gaps - named.len()));
    }
    let what_for = if named.is_empty() {
        String::new()
    } else {
        format!(": {}", named.join(", "))
    };
    warn!("strict: {}{what_for}", counts.join(", "));
    Exit::Gaps
}

/// As if nothing had been said of reading.
pub(super) const NOTHING_READ: ReadingArgs = ReadingArgs {
    satellites: Vec::new(),
    dry_run: false,
    full: false,
    accept_rejects: false,
};

/// The demo's way in: a job of a workspace, as its file says.
pub fn run_named(global: &Global, dir: &Path, job: &str) -> Result<Exit, Failure> {
    let workspace = workspace::load(dir)?;
    let job: JobName = job
        .parse()
        .map_err(|bad| Failure::Usage(format!("{bad}")))?;
    let order = order(&workspace, &job, None, &NOTHING_READ, None)?;
    Ok(carry_out(global, &workspace, &order)?.exit)
}

/// Only reads: under the name of a job of its own, since no job's file asks for it.
pub fn extract(global: &Global, args: &Extract) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let job = reading_only(&workspace.estate);
    let satellites = args.reading.satellites.clone();
    let order = Order {
        satellites,
        job,
        window: None,
        future: false,
        steps: None,
        reader: None,
        language: None,
        only_to: None,
        options: options(&args.reading),
    };
    Ok(carry_out(global, &workspace, &order)?.exit)
}

pub fn report(global: &Global, args: &ReportArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let steps = vec![Step::Tally, Step::Publish, Step::Report];
    let order = order(
        &workspace,
        &args.job,
        Some(&args.days),
        &NOTHING_READ,
        Some(steps),
    )?;
    let reader = args.reader.clone();
    let order = Order {
        reader,
        language: args.language,
        ..order
    };
    Ok(carry_out(global, &workspace, &order)?.exit)
}

pub fn deliver(global: &Global, args: &DeliverArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let steps = [Step::Tally, Step::Publish, Step::Report, Step::Deliver];
    let mut order = order(
        &workspace,
        &args.job,
        None,
        &NOTHING_READ,
        Some(steps.to_vec()),
    )?;
    order.window = args.window;
    order.only_to.clone_from(&args.to);
    if order.job.deliver.is_empty() {
        return Err(Failure::Usage(format!(
            "the job {} has no [[deliver]]: write one with report and to",
            args.job
        )));
    }
    if args.dry_run {
        let (names, exit) = run::show_mails(&workspace, &order, global.now(), &args.out)?;
        let place = |name: &String| say(&args.out.join(name).display().to_string());
        names.iter().try_for_each(place)?;
        return Ok(exit);
    }
    let done = if args.retry {
        run::retry_mails(&workspace, &order, args.unknown, global.now())?
    } else {
        carry_out(global, &workspace, &order)?
    };
    status::deliveries(&done.deliveries).print(global.output)?;
    Ok(done.exit)
}

/// The job that stands behind `reckon extract`: it reads, and publishes nothing.
fn reading_only(estate: &Estate) -> Job {
    Job {
        name: "extract".parse().expect("a plain word is an id"),
        schedule: None,
        timezone: estate.timezone,
        window: WindowSpec::Yesterday,
        language: None,
        satellites: Satellites::All,
        steps: vec![Step::Extract],
        reports: vec![],
        deliver: vec![],
    }
}

fn options(reading: &ReadingArgs) -> Options {
    Options {
        full: reading.full,
        accept_rejects: reading.accept_rejects,
        dry_run: reading.dry_run,
    }
}

pub(super) fn order(
    workspace: &Workspace,
    job: &JobName,
    days: Option<&DaysArgs>,
    reading: &ReadingArgs,
    steps: Option<Vec<Step>>,
) -> Result<Order, Failure> {
    let Some(found) = workspace.jobs.get(job) else {
        let known: Vec<_> = workspace.jobs.keys().map(JobName::as_str).collect();
        return Err(Failure::Usage(format!(
            "there is no job `{job}`: the workspace has {}",
            known.join(", ")
        )));
    };
    let window: Option<WindowSpec> = days
        .map(DaysArgs::asked)
        .transpose()
        .map_err(Failure::Usage)?
        .flatten();
    let (satellites, future) = (
        reading.satellites.clone(),
        days.is_some_and(|days| days.future),
    );
    Ok(Order {
        job: found.clone(),
        window,
        future,
        satellites,
        steps,
        reader: None,
        language: None,
        only_to: None,
        options: options(reading),
    })
}

fn carry_out(global: &Global, workspace: &Workspace, order: &Order) -> Result<Done, Failure> {
    let bars = Bars::new(global);
    let done = run::run(workspace, order, global.now(), &bars);
    bars.clear();
    let done = done?;
    if order.options.dry_run {
        rejects::foretold(global.output, &done.satellites)?;
    }
    if let Some(run_id) = &done.run_id {
        info!("receipt {run_id}");
    }
    let out = out_of(&workspace.root, &workspace.paths.out);
    folded(&done.reports)
        .iter()
        .try_for_each(|path| say(&format!("{out}/{path}")))?;
    Ok(done)
}

/// Paths as they are named on a terminal: of many the one to begin with, and the folder of all.
pub(super) fn folded(paths: &[String]) -> Vec<String> {
    const FEW: usize = 4;
    if paths.len() <= FEW {
        return paths.to_vec();
    }
    let is_first = |path: &&String| path.ends_with("/executive.html");
    let first = paths.iter().find(is_first).unwrap_or(&paths[0]);
    let folders = paths.iter().filter_map(|path| path.rsplit_once('/'));
    let shortest = folders.map(|(folder, _)| folder).min_by_key(|f| f.len());
    let all = format!(
        "{}/ ({})",
        shortest.unwrap_or_default(),
        many(paths.len(), "file")
    );
    vec![first.clone(), all]
}

/// The folder of what a run writes, as whoever started it can open it: below the folder that they
/// are in by the way from there, elsewhere as the workspace was named.
fn out_of(root: &Path, out: &str) -> String {
    if out.contains("://") {
        return out.trim_end_matches('/').to_owned();
    }
    let place: PathBuf = root
        .join(out)
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .collect();
    let here = std::env::current_dir()
        .ok()
        .filter(|here| here.parent().is_some());
    let below = here.and_then(|here| place.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or(place).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_files_the_first_to_read_and_their_folder_are_named() {
        let page = |name: &str| format!("reports/weekly/2026-03/{name}.html");
        let few = vec![page("executive"), page("goals")];
        assert_eq!(folded(&few), few);
        let mut paths = vec![page("index"), page("executive"), page("goals")];
        paths.extend((0..40).map(|n| page(&format!("projects/p{n}"))));
        let all = "reports/weekly/2026-03/ (43 files)".to_owned();
        assert_eq!(folded(&paths), [page("executive"), all]);
    }
}
