//! `[mail]` of reckoner.toml and `[[deliver]]` of jobs: by which way mail leaves, and who gets
//! what.

pub mod deliver;
pub mod settings;

use std::collections::BTreeMap;

use crate::model::JobName;
use crate::render::ReportFormat;
use crate::workspace::job::Job;

/// What is allowed and hardly wise, a sentence each.
pub fn warnings(jobs: &BTreeMap<JobName, Job>) -> Vec<String> {
    let attaches_html = jobs.values().filter(|job| {
        let mut formats = job.deliver.iter().flat_map(|wanted| &wanted.attach);
        formats.any(|format| *format == ReportFormat::Html)
    });
    let warning = |job: &Job| {
        format!(
            "{}: an HTML file is attached to mails: filters take such for phishing, and viewers of \
             mail programs show it badly; the mail's body is the report already",
            job.name
        )
    };
    attaches_html.map(warning).collect()
}
