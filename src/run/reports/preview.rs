//! Pages to look at while a template is written: of what was published last, made again and again
//! by other templates. The lake is read once, and nothing is published.

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::super::scores::Moment;
use super::super::{Fault, Order, Run, open, states};
use super::sets::{Set, SetFacts};
use super::{language_of, scopes_of};
use crate::extract;
use crate::model::language::Speech;
use crate::model::scope::Scope;
use crate::model::{Publication, Scoreboard, WindowSpec};
use crate::render::Templates;
use crate::render::reports::ReportFormat;
use crate::workspace::{ReportScope, WantedReport, Workspace};

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct PreviewOrder {
    /// None: all reports, linked to one another.
    pub report: Option<String>,
    /// As this person of people.csv sees it; none: the whole estate.
    pub reader: Option<String>,
    /// The mail that brings it, instead of its pages.
    pub is_mail: bool,
}

/// What the pages are made from.
pub struct Preview {
    workspace: Workspace,
    board: Scoreboard,
    publication: Publication,
    /// Lake files that the figures were made from.
    files: usize,
}

impl Preview {
    /// Of what was published last by a job that the workspace has; none: nothing was.
    pub fn newest(workspace: &Workspace, now: DateTime<Utc>) -> Result<Option<Self>, Fault> {
        let (lake, _) = open(workspace)?;
        let published = lake.publications()?.into_iter();
        let newest = published
            .filter(|row| workspace.jobs.contains_key(&row.publication.job))
            .max_by_key(|row| row.published_at);
        let Some(publication) = newest.map(|row| row.publication) else {
            return Ok(None);
        };
        states::check(&lake)?;
        // Its own templates may be broken: whoever looks at them asks for them one by one.
        let workspace = Workspace {
            templates: Default::default(),
            ..workspace.clone()
        };
        let order = Order {
            job: workspace.jobs[&publication.job].clone(),
            window: Some(WindowSpec::Fixed(publication.window)),
            future: true,
            satellites: Vec::new(),
            steps: None,
            reader: None,
            language: None,
            only_to: None,
            options: extract::Options::default(),
        };
        let (board, files) = {
            let run = Run::ready(&workspace, &order, now)?;
            let moment = Moment::of(&run, &[], &lake.known_damages()?)?;
            (moment.board()?, moment.plan()?.files.len())
        };
        Ok(Some(Self {
            workspace,
            board,
            publication,
            files,
        }))
    }

    /// Which window of which job it shows.
    pub fn publication(&self) -> &Publication {
        &self.publication
    }

    /// As its job speaks, or the person who is meant to read it.
    fn speech(&self, asked: &PreviewOrder) -> Speech {
        let job = self.workspace.jobs.get(&self.publication.job);
        let master = &self.workspace.master;
        let reader = asked.reader.as_ref();
        let own = reader.and_then(|email| language_of(master, email));
        let wanted = own.or(job.and_then(|job| job.language));
        self.workspace.estate.speech.in_language(wanted)
    }

    /// Path and bytes of each file. The same templates give the same bytes.
    pub fn files(
        &self,
        templates: &Templates,
        asked: &PreviewOrder,
    ) -> Result<Vec<(String, Bytes)>, Fault> {
        let facts = SetFacts {
            workspace: &self.workspace,
            templates,
            board: &self.board,
            publication: &self.publication,
            files: self.files,
            speech: self.speech(asked),
        };
        let scopes = match &asked.reader {
            Some(email) => scopes_of(&self.workspace.master, email, self.board.window)?,
            None => vec![Scope::Estate],
        };
        if asked.is_mail {
            return mail(&Set::of_scopes(&facts, scopes, &[]), &facts);
        }
        let names = match &asked.report {
            Some(name) => vec![name.as_str()],
            None => templates.names().into_iter().collect(),
        };
        let page = |name: &str| WantedReport {
            template: name.to_owned(),
            scope: ReportScope::Of(Scope::Estate),
            formats: vec![ReportFormat::Html],
        };
        let wanted: Vec<WantedReport> = names.into_iter().map(page).collect();
        let wanted: Vec<&WantedReport> = wanted.iter().collect();
        Set::of_scopes(&facts, scopes, &wanted).render(&facts)
    }
}

/// A mail as a browser and an editor open it: its pictures lie beside it.
fn mail(set: &Set, facts: &SetFacts) -> Result<Vec<(String, Bytes)>, Fault> {
    let letter = set.letter(facts, None)?;
    let mut html = letter.html;
    let mut files = Vec::new();
    for picture in letter.pictures {
        let name = format!("{}.png", picture.id);
        html = html.replace(&format!("cid:{}", picture.id), &name);
        files.push((name, Bytes::from(picture.png)));
    }
    let text = format!("Subject: {}\n\n{}", letter.subject, letter.text);
    files.insert(0, ("mail.html".to_owned(), Bytes::from(html)));
    files.insert(1, ("mail.txt".to_owned(), Bytes::from(text)));
    Ok(files)
}
