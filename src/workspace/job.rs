//! jobs/*.toml: when, which satellites, which window, which reports. The file's stem is the job's
//! name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use croner::parser::{CronParser, Seconds, Year};

use super::forms::scopes::{self, Referred};
use super::forms::{self, Formed, Wrong};
use super::known::Ids;
use super::mail::deliver::{self, MailContext, WantedMail};
use super::mistake::{Mistake, Notebook, SourceText};
use super::suggest;
use crate::model::language::Language;
use crate::model::scope::Scope;
use crate::model::session::{NotAWord, words};
use crate::model::{Estate, JobName, Master, SatelliteId, WindowSpec, Zone};
use crate::render::ReportFormat;
use crate::render::reports;
use crate::workspace::configuration::table::{self, TomlTable};

/// Used where a workspace has no jobs of its own.
pub const BUILT_IN: [(&str, &str); 3] = [
    (
        "monthly_close.toml",
        include_str!("../../jobs/monthly_close.toml"),
    ),
    ("nightly.toml", include_str!("../../jobs/nightly.toml")),
    (
        "weekly_executive.toml",
        include_str!("../../jobs/weekly_executive.toml"),
    ),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub name: JobName,
    /// Five cron fields, in the timezone; checked to be a schedule.
    pub schedule: Option<String>,
    pub timezone: Zone,
    pub window: WindowSpec,
    /// Of its reports; none: as the estate says.
    pub language: Option<Language>,
    pub satellites: Satellites,
    /// In the order of the pipeline.
    pub steps: Vec<Step>,
    pub reports: Vec<WantedReport>,
    /// Who gets what by mail.
    pub deliver: Vec<WantedMail>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Satellites {
    All,
    List(Vec<SatelliteId>),
}

impl Satellites {
    pub fn has(&self, id: &SatelliteId) -> bool {
        match self {
            Self::All => true,
            Self::List(ids) => ids.contains(id),
        }
    }
}

words! {
    Step {
        Extract = "extract",
        Tally = "tally",
        Publish = "publish",
        Report = "report",
        Deliver = "deliver",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedReport {
    /// A report's name, or [`reports::ALL`].
    pub template: String,
    pub scope: ReportScope,
    pub formats: Vec<ReportFormat>,
}

/// What a report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportScope {
    Of(Scope),
    /// A page for each of them.
    EachDepartment,
    EachProject,
}

/// What a job may refer to.
pub struct JobContext<'a> {
    /// None where reckoner.toml could not be understood.
    pub estate: Option<&'a Estate>,
    pub satellites: &'a Ids,
    /// Names of templates of the workspace, without `.html`.
    pub templates: BTreeSet<&'a str>,
    /// What scopes may name; none where the master data could not be understood.
    pub master: Option<&'a Master>,
    pub mail: MailContext<'a>,
}

/// All jobs of these files (name and text); `shown` is the folder as people know it.
pub fn read(
    files: &[(String, String)],
    shown: &str,
    context: &JobContext,
    notes: &Notebook,
) -> BTreeMap<JobName, Job> {
    let mut jobs = BTreeMap::new();
    for (file, text) in files {
        let shown = format!("{shown}/{file}");
        let stem = file.strip_suffix(".toml").unwrap_or(file);
        let name = forms::own::<JobName>(stem).map_err(|Wrong { message, help }| {
            notes.note(
                Mistake::of_file(&shown, format!("a job is called as its file: {message}"))
                    .maybe_help(help),
            );
        });
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = SourceText::new(&shown, text);
        let table = table::parse(text, &source, notes);
        if notes.speaks_of(&shown) {
            continue;
        }
        let mut root = TomlTable::new(shown.as_str(), &source, &table, notes);
        root.span = 0..text.lines().next().map_or(0, str::len);
        let Ok(name) = name else { continue };
        if jobs.contains_key(&name) {
            notes.note(
                Mistake::of_file(&shown, format!("two files are the job {name}"))
                    .help("rename one: job names are compared in lower case"),
            );
        }
        if let Some(job) = job(name, root, context) {
            jobs.insert(job.name.clone(), job);
        }
    }
    jobs
}

fn job(name: JobName, table: TomlTable, context: &JobContext) -> Option<Job> {
    let schedule = table.text("schedule", schedule);
    let timezone = table.text("timezone", forms::own);
    let window = table.needed("window", "\"last-week\"", forms::own::<WindowSpec>);
    let language = table.text("language", forms::word("language"));
    let satellites = satellites(&table, context);
    if !table.has("steps") {
        table.missing("steps", "[\"extract\", \"tally\", \"publish\", \"report\"]");
    }
    let steps = steps(&table);
    let reports: Vec<WantedReport> = table
        .tables("report")
        .into_iter()
        .filter_map(|table| report(table, context))
        .collect();
    if steps.contains(&Step::Report) && !table.has("report") {
        let example = "[[report]]\ntemplate = \"executive\"\nscope = \"estate\"\nformats = [\"html\", \"csv\"]";
        table.note(
            "steps",
            "the step report has no [[report]] to make",
            format!("leave the step out, or write:\n{example}"),
        );
    }
    let deliver = deliver(&table, &steps, context);
    table.close();
    let timezone = timezone
        .or(context.estate.map(|estate| estate.timezone))
        .unwrap_or(Zone::UTC);
    Some(Job {
        name,
        schedule,
        timezone,
        window: window?,
        language,
        satellites,
        steps,
        reports,
        deliver,
    })
}

fn deliver(table: &TomlTable, steps: &[Step], context: &JobContext) -> Vec<WantedMail> {
    let mut wanted = Vec::new();
    for table in table.tables("deliver") {
        let templates = context.templates.iter().copied();
        wanted.extend(deliver::deliver(table, templates, &context.mail));
    }
    if steps.contains(&Step::Deliver) && !table.has("deliver") {
        let example = "[[deliver]]\nreport = \"executive\"\nto = [\"role:sponsor\"]";
        table.note(
            "steps",
            "the step deliver has no [[deliver]] to send",
            format!("leave the step out, or write:\n{example}"),
        );
    }
    wanted
}

/// Kept as text; whoever schedules reads it again.
fn schedule(text: &str) -> Formed<String> {
    let right = "write five fields: minute, hour, day of month, month, day of week; \"0 7 * * MON\" is Mondays at 07:00";
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    match parser.parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(Wrong::new(format!("`{text}` is not a schedule ({error})")).help(right)),
    }
}

fn satellites(table: &TomlTable, context: &JobContext) -> Satellites {
    let form = |text: &str| {
        if text == "*" {
            Ok(None)
        } else {
            context.satellites.find::<SatelliteId>(text).map(Some)
        }
    };
    let Some(list) = table.list("satellites", form) else {
        return Satellites::All;
    };
    let all = list.iter().any(|(id, _)| id.is_none());
    let ids: BTreeSet<SatelliteId> = list.iter().filter_map(|(id, _)| id.clone()).collect();
    if all && list.len() > 1 {
        table.note(
            "satellites",
            "`*` already means all satellites",
            "write [\"*\"], or only their ids",
        );
    }
    let written = table
        .get("satellites")
        .and_then(|list| list.get_ref().as_array())
        .is_some_and(|list| list.is_empty());
    if written {
        table.note(
            "satellites",
            "no satellite is named",
            "write [\"*\"] for all of them",
        );
    }
    if all {
        Satellites::All
    } else {
        Satellites::List(ids.into_iter().collect())
    }
}

fn steps(table: &TomlTable) -> Vec<Step> {
    let list = table
        .list("steps", forms::word::<Step>("steps"))
        .unwrap_or_default();
    for ((earlier, _), (later, span)) in list.iter().zip(list.iter().skip(1)) {
        if later <= earlier {
            let message = if later == earlier {
                format!("the step {later} stands here twice")
            } else {
                format!("{later} stands behind {earlier}")
            };
            table.note_at(span.clone(), message, "steps go in the order extract, tally, publish, report, deliver; leave out what is not wanted");
        }
    }
    if table
        .get("steps")
        .and_then(|list| list.get_ref().as_array())
        .is_some_and(|list| list.is_empty())
    {
        table.note(
            "steps",
            "a job without steps does nothing",
            "write steps = [\"extract\", \"tally\", \"publish\", \"report\"]",
        );
    }
    list.into_iter().map(|(step, _)| step).collect()
}

fn report(table: TomlTable, context: &JobContext) -> Option<WantedReport> {
    let template = table.needed("template", "\"executive\"", |text| {
        let name = text.strip_suffix(".html").unwrap_or(text);
        let built_in = || reports::definition::built_in();
        let is_known = name == reports::ALL || built_in().any(|known| known == name);
        if is_known || context.templates.contains(name) {
            return Ok(name.to_owned());
        }
        let own = context.templates.iter().map(|name| (*name).to_owned());
        let known: Vec<String> = own.chain(built_in().map(str::to_owned)).collect();
        let near = suggest::instead(name, known.iter().map(String::as_str));
        Err(Wrong::new(format!("there is no template `{name}`")).help(near))
    });
    let scope = table.text("scope", |text| scope(text, context));
    let scope = scope.unwrap_or(ReportScope::Of(Scope::Estate));
    let formats = table.list("formats", forms::word::<ReportFormat>("formats"));
    if formats.as_ref().is_some_and(Vec::is_empty)
        && table
            .get("formats")
            .and_then(|f| f.get_ref().as_array())
            .is_some_and(|f| f.is_empty())
    {
        table.note(
            "formats",
            "a report without a format is no file",
            "write formats = [\"html\", \"csv\"]",
        );
    }
    let formats = formats.map_or_else(
        || vec![ReportFormat::Html, ReportFormat::Csv],
        |list| {
            list.into_iter()
                .map(|(format, _)| format)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        },
    );
    table.close();
    Some(WantedReport {
        template: template?,
        scope,
        formats,
    })
}

fn scope(text: &str, context: &JobContext) -> Formed<ReportScope> {
    match text {
        "each-department" => return Ok(ReportScope::EachDepartment),
        "each-project" => return Ok(ReportScope::EachProject),
        _ => {}
    }
    let referred = Referred {
        department: &|id| match context.master {
            Some(master) => scopes::find("department", master.departments.keys(), id),
            None => forms::own(id),
        },
        project: &|id| match context.master {
            Some(master) => scopes::find("project", master.projects.keys(), id),
            None => forms::own(id),
        },
        categories: None,
    };
    referred.scope(text).map(ReportScope::Of)
}
