//! The pipeline on one screen: extract, tally, score, publish, report. Each step is idempotent and
//! leaves the lake as it was or as it should be, so a killed run is mended by the next.

pub mod deliver;
mod derive;
mod doubts;
mod fault;
pub mod forget;
pub mod meterings;
mod receipt;
mod reports;
mod scores;
pub mod states;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::deliver::outbox;
use crate::extract::{self, Export, Progress};
use crate::lake::{Damage, DeliveryStep, Lake, Store, Swept};
use crate::model::gap::Open;
use crate::model::language::Language;
use crate::model::many::many;
use crate::model::receipt::{Ending, Exit, SatelliteReceipt};
use crate::model::{JobName, Publication, SatelliteId, Window, WindowSpec};
use crate::publish::copies::{self, CopyCheck};
use crate::publish::latest::Bookmarks;
use crate::publish::{history, kept};
use crate::render::Templates;
use crate::workspace::{Job, Step, Workspace};
pub use fault::Fault;
use fault::located;
use receipt::Receipt;
pub use reports::preview::{Preview, PreviewOrder};
use scores::Moment;

/// What is asked for: a job, and how this time differs from what its file says.
#[derive(Debug, Clone)]
pub struct Order {
    pub job: Job,
    /// Another window than the job's.
    pub window: Option<WindowSpec>,
    /// It may begin after today.
    pub future: bool,
    /// Only these satellites are read; empty: the job's.
    pub satellites: Vec<SatelliteId>,
    /// Other steps than the job's.
    pub steps: Option<Vec<Step>>,
    /// Reports are made for this person of people.csv, cut to what they may see.
    pub reader: Option<String>,
    /// In which reports are written, whatever the job and their reader say.
    pub language: Option<Language>,
    /// Only this address gets its mail; none: all whom the job names.
    pub only_to: Option<String>,
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
    /// What became of each mail.
    pub deliveries: Vec<DeliveryStep>,
    /// The gaps of the figures that somebody should mend.
    pub open: Open,
    pub exit: Exit,
}

impl Done {
    /// What a run would read; nothing was touched, so there is no receipt of it either.
    fn foretold(window: Window, satellites: Vec<SatelliteReceipt>) -> Self {
        let exit = worst(&satellites);
        Self {
            run_id: None,
            window,
            satellites,
            publication: None,
            reports: vec![],
            deliveries: vec![],
            open: Open::default(),
            exit,
        }
    }
}

/// Runs a job: what it does is what stands here, and its steps below.
pub fn run(
    workspace: &Workspace,
    order: &Order,
    now: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<Done, Fault> {
    Run::ready(workspace, order, now)?.carry_out(progress)
}

/// Writes into a folder what a run of the job would send now, and sends nothing: no server is
/// asked.
pub fn show_mails(
    workspace: &Workspace,
    order: &Order,
    now: DateTime<Utc>,
    into: &Path,
) -> Result<(Vec<String>, Exit), Fault> {
    reports::show_mails(&Run::ready(workspace, order, now)?, into)
}

/// Sends once more what no server took, of an order's window or else of the newest.
pub fn retry_mails(
    workspace: &Workspace,
    order: &Order,
    is_unknown_meant: bool,
    now: DateTime<Utc>,
) -> Result<Done, Fault> {
    let today = order.job.timezone.local_day(now);
    let fiscal = workspace.estate.fiscal_year_start;
    let retry = deliver::Retry {
        window: order.window.map(|spec| spec.resolve(today, fiscal)),
        only_to: order.only_to.clone(),
        unknown: is_unknown_meant,
    };
    let (lake, out) = open(workspace)?;
    lake.begin()?;
    let window = retry
        .window
        .unwrap_or(order.job.window.resolve(today, fiscal));
    let mut receipt = Receipt::begin(&out, &order.job.name, window, now)?;
    let sent = deliver::retry(workspace, &lake, &order.job.name, &retry, now);
    match sent.and_then(|delivered| receipt.delivered(delivered)) {
        Ok(()) => receipt.end(),
        Err(fault) => {
            receipt.failed(&fault);
            Err(fault)
        }
    }
}

/// What a run works with, made ready once.
struct Run<'a> {
    workspace: &'a Workspace,
    order: &'a Order,
    now: DateTime<Utc>,
    window: Window,
    exports: Vec<Export>,
    templates: Templates,
    /// Which window each job's `latest` shows.
    bookmarks: Bookmarks,
    lake: Lake,
    out: Store,
}

impl<'a> Run<'a> {
    fn ready(
        workspace: &'a Workspace,
        order: &'a Order,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let (window, exports) = (window(workspace, order, now)?, exports(workspace, order)?);
        let templates = Templates::new(&workspace.templates)?;
        let (lake, out) = open(workspace)?;
        Ok(Self {
            workspace,
            order,
            now,
            window,
            exports,
            templates,
            bookmarks: bookmarks(workspace, now),
            lake,
            out,
        })
    }

    fn carry_out(self, progress: &dyn Progress) -> Result<Done, Fault> {
        if self.order.options.dry_run {
            return self.foretell(progress);
        }
        self.lake.begin()?;
        let mut receipt = Receipt::begin(&self.out, &self.order.job.name, self.window, self.now)?;
        match self.steps(&mut receipt, progress) {
            Ok(()) => receipt.end(),
            Err(fault) => {
                let fault = located(&self.lake, fault);
                receipt.failed(&fault);
                Err(fault)
            }
        }
    }

    /// Reads and judges as ever, into a lake that keeps nothing.
    fn foretell(self, progress: &dyn Progress) -> Result<Done, Fault> {
        if !self.order.options.full {
            states::check(&self.lake)?;
        }
        let satellites = self.extract(progress)?;
        satellites.iter().for_each(receipt::log);
        tracing::info!("nothing was written: this was a dry run");
        Ok(Done::foretold(self.window, satellites))
    }

    /// The order's steps, each told in the receipt.
    fn steps(&self, receipt: &mut Receipt, progress: &dyn Progress) -> Result<(), Fault> {
        let Self {
            workspace,
            order,
            lake,
            out,
            ..
        } = self;
        let steps = order.steps.as_ref().unwrap_or(&order.job.steps);
        if order.options.full {
            lake.begin_anew()?.iter().for_each(|table| {
                tracing::warn!("the log of {table} is gone from the lake: the table begins anew")
            });
        } else {
            states::check(lake)?;
        }
        if !workspace.kit_notes.is_empty() {
            let kit = many(workspace.kit_notes.len(), "note");
            tracing::info!(
                "{kit} on what the kit says: `reckon check` tells each, and so does the receipt"
            );
            receipt.note("kit", workspace.kit_notes.clone());
        }
        self.roll_forward(receipt)?;
        if steps.contains(&Step::Extract) {
            receipt.extracted(self.extract(progress)?)?;
        }
        if steps.contains(&Step::Tally) {
            receipt.derived(&derive::refresh(lake, workspace)?)?;
            self.tell_unmatched(receipt)?;
        }
        // Before the page is made, which says what is lost.
        let damages = self.look_after(receipt);
        let tells = [Step::Publish, Step::Report, Step::Deliver];
        if tells.iter().any(|step| steps.contains(step)) {
            let moment = Moment::of(self, &receipt.satellites, &damages)?;
            let scores = scores::ready(&moment)?;
            let mut pages = match (steps.contains(&Step::Report), &order.reader) {
                (false, _) => None,
                (true, None) => Some(reports::ready(&moment, &scores)?),
                (true, Some(reader)) => Some(reports::for_reader(&moment, &scores, reader)?),
            };
            scores.publish(&moment)?;
            let known = (&workspace.estate, &workspace.master);
            let history = history::follow(
                lake,
                out,
                known,
                &derive::master_hash(workspace),
                self.look()?,
            )?;
            receipt.published(&scores, history)?;
            if let Some(pages) = &mut pages {
                receipt.reported(pages.write(out)?)?;
                if order.reader.is_none() {
                    reports::latest(&moment)?;
                    reports::shelve(self)?;
                }
            }
            if steps.contains(&Step::Deliver) {
                receipt.delivered(reports::deliver(&moment, &scores)?)?;
            }
        }
        lake.remember_tables()?;
        Ok(())
    }

    /// Meterings that match nothing of what the lake saw.
    fn tell_unmatched(&self, receipt: &mut Receipt) -> Result<(), Fault> {
        let unmatched = meterings::unmatched(&self.lake, self.workspace)?;
        if let Some(told) = meterings::sentence(&unmatched) {
            tracing::warn!("{told}");
            let all = unmatched
                .iter()
                .map(|u| json!({ "line": u.line.to_string(), "metering": u.what, "why": u.why }));
            receipt.note("unmatched_meterings", all.collect::<Vec<_>>());
        }
        Ok(())
    }

    /// Puts right what lies in `out/` and is not what was published. Of this job's window and of
    /// its `latest` every byte is looked at, of all others once a day.
    fn roll_forward(&self, receipt: &mut Receipt) -> Result<(), Fault> {
        let daily = self.look()?;
        let is_own = |job: &JobName, window: Option<Window>| {
            *job == self.order.job.name && window.is_none_or(|w| w == self.window)
        };
        let look = |job: &JobName, window| {
            if is_own(job, window) {
                CopyCheck::Bytes
            } else {
                daily
            }
        };
        let mended = copies::roll_forward(&self.lake, &self.out, &self.bookmarks, look)?;
        if mended.folders > 0 {
            receipt.note("rolled_forward", mended.folders);
        }
        receipt.altered(mended.altered);
        Ok(())
    }

    fn look(&self) -> Result<CopyCheck, Fault> {
        Ok(if self.lake.is_sweep_due(self.now)? {
            CopyCheck::Bytes
        } else {
            CopyCheck::Sizes
        })
    }

    /// Sweeps the lake where it is due, and says what the lake has lost.
    fn look_after(&self, receipt: &mut Receipt) -> Vec<Damage> {
        let damages = match self.sweep() {
            Ok((swept, damages)) => {
                if let Some(swept) = swept {
                    receipt.note(
                        "swept",
                        json!({ "files": swept.files, "bytes": swept.bytes }),
                    );
                }
                damages
            }
            // Housekeeping: what it could not do a later run will.
            Err(fault) => {
                tracing::warn!("nothing was swept: {fault}");
                Vec::new()
            }
        };
        if !damages.is_empty() {
            damages.iter().for_each(|damage| {
                tracing::warn!("the lake is damaged: {}: {}", damage.path, damage.what)
            });
            receipt.note(
                "damaged",
                damages
                    .iter()
                    .map(|damage| json!({ "path": damage.path, "what": damage.what }))
                    .collect::<Vec<_>>(),
            );
        }
        damages
    }

    fn sweep(&self) -> Result<(Option<Swept>, Vec<Damage>), Fault> {
        if !self.lake.is_sweep_due(self.now)? {
            return Ok((None, self.lake.known_damages()?));
        }
        let (swept, damages) = self.lake.sweep(|| {
            let mut named = kept::named(&self.lake, self.now)?;
            named.extend(outbox::named(&self.lake, self.now)?);
            Ok::<_, Fault>(named)
        })?;
        // Of what lies in `out/` only what never got its name: the rest is for others to read.
        let files = swept.files + self.out.sweep_staged(swept.staged_before)?;
        Ok((Some(Swept { files, ..swept }), damages))
    }

    fn extract(&self, progress: &dyn Progress) -> Result<Vec<SatelliteReceipt>, Fault> {
        let unread = self.unread_by_new()?;
        let mut receipts = extract::extract(
            &self.lake,
            &self.workspace.root,
            &self.exports,
            self.now,
            &self.order.options,
            progress,
        )?;
        for receipt in receipts
            .iter_mut()
            .filter(|receipt| receipt.objects_read > 0)
        {
            if self
                .workspace
                .on_estates_clocks
                .contains(&receipt.satellite)
            {
                let zone = self.workspace.estate.timezone;
                receipt
                    .asides
                    .push(format!("its days, and times without an offset, are on the estate's clocks ({zone}), since it says no timezone"));
            }
        }
        for receipt in &mut receipts {
            receipt
                .notes
                .extend(unread.get(&receipt.satellite).cloned().unwrap_or_default());
        }
        Ok(receipts)
    }

    /// What lies around the exports of satellites that the lake does not know yet: said once, when
    /// it can be mended best.
    fn unread_by_new(&self) -> Result<BTreeMap<SatelliteId, Vec<String>>, Fault> {
        let known: BTreeSet<SatelliteId> = self
            .lake
            .objects()?
            .into_iter()
            .map(|object| object.satellite_id)
            .collect();
        if self
            .exports
            .iter()
            .all(|export| known.contains(&export.satellite.id))
        {
            return Ok(BTreeMap::new());
        }
        // What satellites read that this job does not is read all the same.
        let mut unread = extract::unread(&self.workspace.root, &self.workspace.exports);
        unread.retain(|satellite, _| !known.contains(satellite));
        Ok(unread)
    }
}

/// The lake and the place for everything that is made from it.
pub fn open(workspace: &Workspace) -> Result<(Lake, Store), Fault> {
    let lake = Lake::open(Store::open(&workspace.paths.lake, &workspace.root)?)?;
    Ok((lake, Store::open(&workspace.paths.out, &workspace.root)?))
}

/// What decides which window `latest` shows: each job's own words, and the day on its clock.
fn bookmarks(workspace: &Workspace, now: DateTime<Utc>) -> Bookmarks {
    let jobs = workspace
        .jobs
        .values()
        .map(|job| (job.name.clone(), (job.window, job.timezone.local_day(now))));
    let (today, fiscal) = (
        workspace.estate.timezone.local_day(now),
        workspace.estate.fiscal_year_start,
    );
    Bookmarks {
        jobs: jobs.collect(),
        today,
        fiscal,
    }
}

/// The window in days: words mean the job's local today. Of days that have not begun nothing can be
/// known.
fn window(workspace: &Workspace, order: &Order, now: DateTime<Utc>) -> Result<Window, Fault> {
    let (spec, today) = (
        order.window.unwrap_or(order.job.window),
        order.job.timezone.local_day(now),
    );
    let window = spec.resolve(today, workspace.estate.fiscal_year_start);
    if window.from() > today && !order.future {
        return Err(Fault::Future { window, today });
    }
    Ok(window)
}

/// The exports that this order reads.
fn exports(workspace: &Workspace, order: &Order) -> Result<Vec<Export>, Fault> {
    let known = || {
        workspace
            .exports
            .iter()
            .map(|e| e.satellite.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if let Some(unknown) = order
        .satellites
        .iter()
        .find(|id| !workspace.exports.iter().any(|e| e.satellite.id == **id))
    {
        return Err(Fault::UnknownSatellite {
            satellite: unknown.clone(),
            known: known(),
        });
    }
    let asked = |id: &SatelliteId| {
        if order.satellites.is_empty() {
            order.job.satellites.has(id)
        } else {
            order.satellites.contains(id)
        }
    };
    Ok(workspace
        .exports
        .iter()
        .filter(|e| asked(&e.satellite.id))
        .cloned()
        .collect())
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

#[cfg(test)]
mod tests;
