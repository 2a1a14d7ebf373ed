//! Scoring a window and publishing it, unless the very same was published before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::deliver::errands;
use super::{Fault, Run, derive, doubts, states};
use crate::extract;
use crate::lake::tables::{
    AUTOMATIONS, DAILY_FINDINGS, DAILY_VALUES, DEADLINE_TALLIES, DRIFT, DURATION_TALLIES,
    ERROR_TALLIES, ITEM_TALLIES, ITEMS, OBJECTIVE_TALLIES, OBJECTS, REJECTS, SESSIONS, TALLIES,
    Table, UNKNOWN_TALLIES,
};
use crate::lake::{Contradicted, Damage, DataFile, Hash, Named, ReadOtherwise, Snapshot};
use crate::model::gap::Open;
use crate::model::receipt::{Ending, SatelliteReceipt};
use crate::model::window::Month;
use crate::model::{Gap, Publication, Scoreboard, Window};
use crate::publish::publication::{self, Plan, Prepared, PublishedInputs};
use crate::transform::coverage::{Heard, Told};
use crate::transform::{self, LazyFrame, TransformError, scoreboard};

const READ: [&Table; 15] = [
    &SESSIONS,
    &ITEMS,
    &DRIFT,
    &OBJECTS,
    &REJECTS,
    &TALLIES,
    &ERROR_TALLIES,
    &DURATION_TALLIES,
    &UNKNOWN_TALLIES,
    &ITEM_TALLIES,
    &AUTOMATIONS,
    &OBJECTIVE_TALLIES,
    &DEADLINE_TALLIES,
    &DAILY_FINDINGS,
    &DAILY_VALUES,
];

/// A window's publication: one that stands, or one that is ready to be published.
pub struct Scores {
    pub publication: Publication,
    /// How many of the lake's files it names.
    pub files: usize,
    /// It stood already: nothing that it was made from had changed.
    pub unchanged: bool,
    /// The gaps that somebody could mend.
    pub open: Open,
    made: Option<(Scoreboard, Prepared)>,
}

impl Scores {
    /// The scoreboard: at hand, or computed again for a page that is missing.
    pub fn board(&self, moment: &Moment) -> Result<Cow<'_, Scoreboard>, Fault> {
        Ok(match &self.made {
            Some((board, _)) => Cow::Borrowed(board),
            None => Cow::Owned(moment.board()?),
        })
    }

    /// Publishes what does not stand yet.
    pub fn publish(&self, moment: &Moment) -> Result<(), Fault> {
        let Run {
            lake,
            out,
            bookmarks,
            now,
            ..
        } = moment.run;
        if let Some((_, prepared)) = &self.made {
            publication::publish(lake, out, prepared, bookmarks, *now)?;
        }
        Ok(())
    }
}

/// Scores the window as the moment has it, and writes nothing yet: what is told of it may still
/// fail.
pub fn ready(moment: &Moment) -> Result<Scores, Fault> {
    let (lake, out, window) = (&moment.run.lake, &moment.run.out, moment.window);
    let (job, plan) = (&moment.run.order.job.name, moment.plan()?);
    let files = plan.files.len();
    if let Some((publication, manifest)) = publication::newest(lake, job, window)?
        && manifest.made_from == plan.made_from()
        && publication::is_complete(out, job, window, &manifest)?
    {
        return Ok(Scores {
            publication,
            files,
            unchanged: true,
            open: manifest.open(),
            made: None,
        });
    }
    let board = moment.board()?;
    let prepared = publication::prepare(&plan, &board)?;
    let (publication, open) = (prepared.publication.clone(), prepared.manifest.open());
    Ok(Scores {
        publication,
        files,
        unchanged: false,
        open,
        made: Some((board, prepared)),
    })
}

/// The lake's files at one moment, and what this run could not bring to it: all that a window's
/// figures are made from, whatever is committed meanwhile.
#[derive(Clone)]
pub struct Moment<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) window: Window,
    tables: BTreeMap<&'static str, Snapshot>,
    gaps: Vec<Gap>,
    contradicted: Contradicted,
}

impl<'a> Moment<'a> {
    pub(super) fn of(
        run: &'a Run<'a>,
        receipts: &[SatelliteReceipt],
        damages: &[Damage],
    ) -> Result<Self, Fault> {
        let tables = READ
            .into_iter()
            .map(|table| Ok((table.name, run.lake.snapshot(table)?)))
            .collect::<Result<_, Fault>>()?;
        let mut gaps: Vec<Gap> = receipts
            .iter()
            .filter_map(gap)
            .chain(damaged(damages))
            .chain(errands::empty_scopes(
                run.workspace,
                &run.order.job,
                run.window,
            ))
            .collect();
        let current = run
            .workspace
            .exports
            .iter()
            .map(|export| (export.satellite.id.clone(), export.hash()))
            .collect();
        let otherwise = run.lake.read_otherwise(&current)?.into_iter();
        gaps.extend(otherwise.map(|(satellite, ReadOtherwise { rows, until })| {
            Gap::ReadOtherwise {
                satellite,
                rows,
                until,
            }
        }));
        Ok(Self {
            run,
            window: run.window,
            tables,
            gaps,
            contradicted: run.lake.contradicted()?,
        })
    }

    /// The same moment, of another window.
    pub(super) fn of_window(&self, window: Window) -> Self {
        Self {
            window,
            ..self.clone()
        }
    }

    fn files(&self, table: &Table) -> &[DataFile] {
        &self.tables[table.name].files
    }

    pub(super) fn plan(&self) -> Result<Plan, Fault> {
        let Run {
            workspace,
            order,
            templates,
            ..
        } = self.run;
        let texts = |texts: &[(String, String)]| {
            texts
                .iter()
                .map(|(name, text)| format!("=== {name}\n{text}\n"))
                .collect::<String>()
        };
        let window = self.window;
        // The manifest names what the window's figures came from; a hash stands for all else that
        // the page speaks of.
        let months =
            Month::of(window.previous().from()).to_string()..=Month::of(window.to()).to_string();
        let counted = self.files(&TALLIES).iter().chain(self.files(&ITEM_TALLIES));
        let near = counted
            .chain(self.files(&DAILY_VALUES))
            .filter(|f| months.contains(&f.partition["month"]));
        let mut files: Vec<String> = near.map(|f| f.path.clone()).collect();
        files.sort();
        // Tallies are named by the sessions and items they count, so their own files need not be
        // asked; findings are named as the values beside them.
        let unasked = [
            SESSIONS.name,
            ITEMS.name,
            DRIFT.name,
            OBJECTS.name,
            REJECTS.name,
            DAILY_FINDINGS.name,
        ];
        let others = READ.iter().filter(|table| !unasked.contains(&table.name));
        let mut told = Hash::new().add(format!("{:?}{:?}", self.gaps, self.contradicted));
        for file in others.flat_map(|table| self.files(table)) {
            told = told.add(&file.path);
        }
        // These grow file by file, in whatever order satellites are read: what they say is asked,
        // not how it is filed.
        for table in [&DRIFT, &OBJECTS, &REJECTS] {
            for row in self.run.lake.rows_in(table, self.files(table))? {
                told = told.add(format!("{row:?}"));
            }
        }
        let told = told.hex();
        let written = &workspace.inputs;
        let inputs = PublishedInputs {
            baselines: texts(&written.baselines),
            configuration: texts(&written.configuration),
            outcome_maps: extract::outcome_maps(),
            templates: texts(&templates.hash_texts()),
            definitions: transform::DEFINITIONS.to_owned(),
        };
        Ok(Plan {
            job: order.job.name.clone(),
            window,
            inputs,
            files,
            told,
        })
    }

    /// All scores of the window.
    pub fn board(&self) -> Result<Scoreboard, Fault> {
        let automations = derive::known_automations(&self.run.lake)?;
        let counted_to =
            states::counted_to(&self.run.lake, &self.run.workspace.estate, self.told_by())?;
        let facts = derive::facts(self.run.workspace, &automations, counted_to);
        Ok(scoreboard::scoreboard(
            &facts,
            self.window,
            self,
            &self.told()?,
        )?)
    }

    /// Whose newest events say what is known.
    fn told_by(&self) -> [&Snapshot; 2] {
        [&self.tables[SESSIONS.name], &self.tables[ITEMS.name]]
    }

    /// Satellites that the lake knows and reckoner.toml does not.
    fn unnamed(&self) -> Vec<Gap> {
        let mut rows: BTreeMap<&str, i64> = BTreeMap::new();
        for file in self
            .files(&SESSIONS)
            .iter()
            .chain(self.files(&ITEMS))
            .filter(|f| f.partition["month"] != "none")
        {
            *rows.entry(&file.partition["satellite_id"]).or_default() += file.rows as i64;
        }
        let estate = &self.run.workspace.estate;
        let unnamed = rows
            .into_iter()
            .filter(|(id, _)| estate.satellite(id).is_none());
        unnamed
            .filter_map(|(id, rows)| {
                Some(Gap::Unnamed {
                    satellite: id.parse().ok()?,
                    rows,
                })
            })
            .collect()
    }

    fn told(&self) -> Result<Told, Fault> {
        let mut told = Told {
            gaps: self.gaps.clone(),
            contradicted: self.contradicted.clone(),
            ..Told::default()
        };
        for (satellite, state) in
            states::states(&self.run.lake, self.run.workspace, self.told_by())?
        {
            let heard = Heard {
                read: state.read,
                rejected: state.rejected,
                kept: state.kept,
                newest_event: state.newest_event,
            };
            told.satellites.insert(satellite, heard);
        }
        let (objects, rejects) = (self.run.lake.objects()?, self.run.lake.rejects()?);
        told.drift = self
            .run
            .lake
            .drift()?
            .into_iter()
            .map(|(satellite, seen)| (satellite, seen.latest()))
            .collect();
        told.gaps.extend(self.unnamed());
        let refused = states::refused(&objects, &rejects).into_iter();
        told.gaps
            .extend(refused.map(|(satellite, rejected)| Gap::DeliveryRefused {
                satellite,
                rejected,
            }));
        told.gaps
            .extend(states::forgotten(&self.run.workspace.estate, &objects));
        told.gaps
            .extend(doubts::doubts(self.run.workspace, &objects));
        let names = self
            .run
            .lake
            .names()?
            .into_iter()
            .filter(|name| name.kind == Named::Outcome);
        told.labels
            .extend(names.filter_map(|name| Some(((name.satellite_id, name.id), name.name?))));
        for event in self
            .run
            .lake
            .source_events()?
            .into_iter()
            .filter(states::tells_a_loss)
        {
            *told
                .lost
                .entry((event.satellite_id, event.code))
                .or_default()
                .entry(event.day)
                .or_default() += 1;
        }
        for reject in rejects {
            *told
                .rejects
                .entry((reject.satellite_id, reject.code))
                .or_default() += 1;
        }
        Ok(told)
    }
}

/// Hands the figures their frames.
impl transform::Shelf for Moment<'_> {
    fn frame(
        &self,
        table: &'static Table,
        months: Option<Window>,
    ) -> Result<LazyFrame, TransformError> {
        let months = months
            .map(|days| Month::of(days.from()).to_string()..=Month::of(days.to()).to_string());
        let wanted = |file: &&DataFile| match (&months, file.partition.get("month")) {
            (Some(months), Some(month)) => months.contains(month),
            _ => true,
        };
        let files: Vec<DataFile> = self.files(table).iter().filter(wanted).cloned().collect();
        self.run
            .lake
            .scan(table, &files)
            .map_err(|error| TransformError::Shelf(Box::new(error)))
    }
}

/// What each table has lost.
fn damaged(damages: &[Damage]) -> Vec<Gap> {
    let of_table = |damages: &[Damage]| Gap::Damaged {
        table: damages[0].table,
        first: damages[0].path.clone(),
        files: damages.len() as i64,
        rows: damages.iter().map(|damage| damage.rows as i64).sum(),
    };
    damages
        .chunk_by(|a, b| a.table == b.table)
        .map(of_table)
        .collect()
}

/// What a satellite's receipt leaves open.
fn gap(receipt: &SatelliteReceipt) -> Option<Gap> {
    let satellite = receipt.satellite.clone();
    match &receipt.ending {
        // A refusal outlives its run: the lake knows of it until the delivery is mended or let
        // pass.
        Ending::Done | Ending::Unchanged | Ending::Refused { .. } => None,
        Ending::Failed { why, .. } => Some(Gap::SatelliteFailed {
            satellite,
            error: why.clone(),
        }),
    }
}
