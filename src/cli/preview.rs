//! `preview`: pages to look at while a template is written. They are rendered again whenever a
//! file of `report_templates/` changes; a template that cannot be rendered is told by its file and
//! line, and the pages of before stay.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing::{error, info};

use super::args::{Global, PreviewArgs};
use super::demo::sample;
use super::jobs::{self, NOTHING_READ};
use super::terminal::answer::say;
use super::terminal::failure::{Failure, told};
use super::terminal::progress::Bars;
use super::terminal::rim;
use crate::model::JobName;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::render::{RenderError, Templates};
use crate::run::{self, Fault, Preview, PreviewOrder};
use crate::workspace::{self, Step, Workspace, Written};

/// How often the templates are looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Where the sample estate is written, below the folder of the pages.
const SAMPLE: &str = "sample";

pub fn preview(global: &Global, args: &PreviewArgs) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let source = source(global, &workspace, &args.out)?;
    let mut desk = Desk {
        source,
        asked: PreviewOrder {
            report: args.report.clone(),
            reader: args.reader.clone(),
            is_mail: args.mail,
        },
        templates: workspace.paths.templates.clone(),
        out: args.out.clone(),
        written: BTreeMap::new(),
    };
    if args.once {
        desk.render(&workspace.templates)?;
        return Ok(Exit::Done);
    }
    let mut texts = workspace.templates;
    desk.show(&texts);
    info!(
        "waiting for changes in {}; end it with Ctrl-C",
        desk.templates
    );
    loop {
        std::thread::sleep(LOOK);
        // A file that is being saved may be gone for a moment, or hold half a character.
        let Ok(now) = Written::templates(&workspace.root) else {
            continue;
        };
        if now != texts {
            desk.show(&now);
            texts = now;
        }
    }
}

/// What was published last, or else the sample's figures.
fn source(global: &Global, workspace: &Workspace, out: &Path) -> Result<Preview, Failure> {
    if let Some(newest) = Preview::newest(workspace, global.now())? {
        let of = newest.publication();
        info!("figures of the job {}, {}", of.job, of.window);
        return Ok(newest);
    }
    info!("nothing is published here yet: figures of the sample estate");
    let folder = out.join(SAMPLE);
    sample::unpack(&folder)?;
    let workspace = workspace::load(&folder)?;
    let job: JobName = "demo".parse().expect("a plain word is an id");
    let steps = vec![Step::Extract, Step::Tally, Step::Publish];
    let order = jobs::order(&workspace, &job, None, &NOTHING_READ, Some(steps))?;
    let bars = Bars::new(global);
    let done = run::run(&workspace, &order, global.now(), &bars);
    bars.clear();
    done?;
    let newest = Preview::newest(&workspace, global.now())?;
    newest.ok_or_else(|| Failure::Usage("the sample estate published nothing".to_owned()))
}

/// Pages that are looked at.
struct Desk {
    source: Preview,
    asked: PreviewOrder,
    /// The folder of templates, as the workspace names it.
    templates: String,
    out: PathBuf,
    /// What lies in `out` of the last time.
    written: BTreeMap<String, Vec<u8>>,
}

impl Desk {
    /// Renders, or says why it cannot be.
    fn show(&mut self, texts: &BTreeMap<String, String>) {
        if let Err(failure) = self.render(texts) {
            let stays = match self.written.is_empty() {
                true => "nothing is there yet",
                false => "the pages of before stay",
            };
            error!("{}; {stays}", rim::shown(&told(&failure), false));
        }
    }

    /// Writes what has changed, and names it.
    fn render(&mut self, texts: &BTreeMap<String, String>) -> Result<(), Failure> {
        let files = Templates::new(texts)
            .map_err(Fault::from)
            .and_then(|templates| self.source.files(&templates, &self.asked))
            .map_err(|fault| self.located(texts, fault))?;
        let files = files
            .into_iter()
            .map(|(name, bytes)| (name, bytes.to_vec()));
        let files: BTreeMap<String, Vec<u8>> = files.collect();
        let mut changed = Vec::new();
        for (name, bytes) in &files {
            if self.written.get(name) != Some(bytes) {
                put(&self.out.join(name), bytes)?;
                changed.push(self.out.join(name).display().to_string());
            }
        }
        for name in self
            .written
            .keys()
            .filter(|name| !files.contains_key(*name))
        {
            let _ = fs::remove_file(self.out.join(name));
        }
        self.written = files;
        info!(
            "{} rendered, of which {} anew",
            many(self.written.len(), "file"),
            changed.len()
        );
        jobs::folded(&changed).iter().try_for_each(|path| say(path))
    }

    /// A fault of a template of the workspace, by file and line as editors take it.
    fn located(&self, texts: &BTreeMap<String, String>, fault: Fault) -> Failure {
        match fault {
            Fault::Render(RenderError::Template {
                template,
                line,
                reason,
            }) if texts.contains_key(&template) => {
                Failure::Usage(format!("{}/{template}:{line}: {reason}", self.templates))
            }
            other => other.into(),
        }
    }
}

/// Writes a file as a whole: whoever looks at it meanwhile sees the one of before.
fn put(target: &Path, content: &[u8]) -> Result<(), Failure> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = target.with_file_name(name);
    sample::write(&beside, content)?;
    fs::rename(&beside, target).map_err(|source| Failure::Io {
        what: format!("cannot write {}", target.display()),
        source,
    })
}
