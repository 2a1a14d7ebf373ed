//! The pipeline on one screen: extract, tally, score, publish, report. Each step is idempotent and leaves the lake as
//! it was or as it should be, so a killed run is mended by the next.

mod derive;
mod receipt;
mod reports;
mod scores;
pub mod states;

use chrono::{DateTime, Utc};

use crate::extract::{self, ExtractError, Progress};
use crate::lake::{Lake, LakeError, Store};
use crate::model::receipt::{Ending, Exit, SatelliteReceipt};
use crate::model::{JobName, Publication, SatelliteId, Window, WindowSpec};
use crate::publish::{PublishError, history, publication};
use crate::render::{RenderError, Templates};
use crate::transform::TransformError;
use crate::workspace::{Job, Step, Workspace};
use receipt::Receipt;
use scores::Moment;

/// What is asked for: a job, and how this time differs from what its file says.
#[derive(Debug, Clone)]
pub struct Order {
    pub job: Job,
    /// Another window than the job's.
    pub window: Option<WindowSpec>,
    /// Only these satellites are read; empty: the job's.
    pub satellites: Vec<SatelliteId>,
    /// Other steps than the job's.
    pub steps: Option<Vec<Step>>,
    pub options: extract::Options,
}

/// What a run did, for whoever started it.
#[derive(Debug)]
pub struct Done {
    /// None of a dry run: it leaves no receipt.
    pub run_id: Option<String>,
    pub window: Window,
    pub satellites: Vec<SatelliteReceipt>,
    pub publication: Option<Publication>,
    /// Paths below `out`, of pages rendered or found unchanged.
    pub reports: Vec<String>,
    /// Whether figures have gaps that somebody should mend.
    pub gaps: bool,
    pub exit: Exit,
}

impl Done {
    /// What a run would read; nothing was touched, so there is no receipt of it either.
    fn foretold(window: Window, satellites: Vec<SatelliteReceipt>) -> Self {
        let exit = worst(&satellites);
        Self { run_id: None, window, satellites, publication: None, reports: vec![], gaps: false, exit }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error("the figures could not be computed")]
    Transform(#[from] TransformError),
    #[error(
        "the lake has lost the sessions of {satellite}: {kept} rows of its exports were kept, and none is there; restore the lake's folder sessions/, or run with --full, which reads all exports again"
    )]
    Lost { satellite: SatelliteId, kept: i64 },
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error("the report could not be rendered")]
    Render(#[from] RenderError),
    #[error("{damage}: restore it from a backup, or remove the folder of its table and run with --full, which reads all exports again")]
    Damaged { damage: LakeError, source: Box<Fault> },
    #[error("job `{job}` reads satellite `{satellite}`, which reckoner.toml does not name: it names {known}")]
    UnknownSatellite { job: JobName, satellite: SatelliteId, known: String },
}

impl Fault {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Lake(error) | Self::Publish(PublishError::Lake(error)) => error.exit(),
            Self::Extract(error) => error.exit(),
            Self::Damaged { source, .. } => source.exit(),
            Self::Render(_) | Self::UnknownSatellite { .. } => Exit::Usage,
            Self::Lost { .. } | Self::Transform(_) | Self::Publish(_) => Exit::Io,
        }
    }
}

/// Runs a job: what it does is what stands here.
pub fn run(workspace: &Workspace, order: &Order, now: DateTime<Utc>, progress: &dyn Progress) -> Result<Done, Fault> {
    let window = window(workspace, order, now);
    let exports = exports(workspace, order)?;
    let templates = Templates::new(&workspace.templates)?;
    let (lake, out) = open(workspace)?;
    if order.options.dry_run {
        let satellites = extract::extract(&lake, &workspace.root, &exports, now, &order.options, progress)?;
        satellites.iter().for_each(receipt::log);
        return Ok(Done::foretold(window, satellites));
    }

    lake.begin()?;
    let mut receipt = Receipt::begin(&out, &order.job.name, window, now)?;
    match carry_out(workspace, order, (&exports, &templates), (&lake, &out), &mut receipt, now, progress) {
        Ok(()) => receipt.end(),
        Err(fault) => {
            let fault = located(&lake, fault);
            receipt.failed(&fault);
            Err(fault)
        }
    }
}

/// A fault of reading, with the file that it comes from: those who decode files are not told their names.
fn located(lake: &Lake, fault: Fault) -> Fault {
    let damage = if fault.exit() == Exit::Io { lake.damage() } else { None };
    match damage {
        Some(damage) => Fault::Damaged { damage, source: Box::new(fault) },
        None => fault,
    }
}

/// The order's steps, each told in the receipt.
fn carry_out(
    workspace: &Workspace,
    order: &Order,
    (exports, templates): (&[extract::Export], &Templates),
    (lake, out): (&Lake, &Store),
    receipt: &mut Receipt,
    now: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<(), Fault> {
    let steps = order.steps.as_ref().unwrap_or(&order.job.steps);
    if !order.options.full {
        states::check(lake)?;
    }
    let mended = publication::roll_forward(lake, out)?;
    if mended > 0 {
        receipt.note("rolled_forward", mended);
    }
    if steps.contains(&Step::Extract) {
        let told = extract::extract(lake, &workspace.root, exports, now, &order.options, progress)?;
        receipt.extracted(told)?;
    }
    if steps.contains(&Step::Tally) {
        let derived = derive::refresh(lake, workspace)?;
        receipt.derived(&derived)?;
    }
    if steps.contains(&Step::Publish) || steps.contains(&Step::Report) {
        let moment = Moment::of(lake, workspace, receipt.window, &receipt.satellites)?;
        let scores = scores::publish(&moment, out, templates, order, now)?;
        let history = history::follow(lake, out, &workspace.estate, &workspace.master, &derive::master_hash(workspace))?;
        receipt.published(&scores, history)?;
        if steps.contains(&Step::Report) {
            receipt.reported(reports::render(&moment, out, lake, workspace, templates, &order.job, &scores)?)?;
        }
    }
    Ok(())
}

/// The lake and the place for everything that is made from it.
pub fn open(workspace: &Workspace) -> Result<(Lake, Store), Fault> {
    let lake = Lake::open(Store::open(&workspace.paths.lake, &workspace.root)?)?;
    Ok((lake, Store::open(&workspace.paths.out, &workspace.root)?))
}

/// The window in days: words mean the job's local today.
fn window(workspace: &Workspace, order: &Order, now: DateTime<Utc>) -> Window {
    let spec = order.window.unwrap_or(order.job.window);
    spec.resolve(order.job.timezone.local_day(now), workspace.estate.fiscal_year_start)
}

/// The exports that this order reads.
fn exports(workspace: &Workspace, order: &Order) -> Result<Vec<extract::Export>, Fault> {
    let known = || workspace.exports.iter().map(|e| e.satellite.id.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = order.satellites.iter().find(|id| !workspace.exports.iter().any(|e| e.satellite.id == **id)) {
        return Err(Fault::UnknownSatellite { job: order.job.name.clone(), satellite: unknown.clone(), known: known() });
    }
    let asked = |id: &SatelliteId| if order.satellites.is_empty() { order.job.satellites.has(id) } else { order.satellites.contains(id) };
    Ok(workspace.exports.iter().filter(|e| asked(&e.satellite.id)).cloned().collect())
}

/// The highest exit code of what happened to the satellites.
fn worst(satellites: &[SatelliteReceipt]) -> Exit {
    let exit = |s: &SatelliteReceipt| match &s.ending {
        Ending::Done | Ending::Unchanged => Exit::Done,
        Ending::Refused { .. } => Exit::Refused,
        Ending::Failed { exit, .. } => *exit,
    };
    satellites.iter().map(exit).max().unwrap_or_default()
}
