//! `reckon init --from`: a workspace for exports that nobody here has seen. What is sure is
//! written, what people must decide stands behind a `#`, and the workspace runs as it is: then all
//! that was read is counted, and works for nobody yet.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::cli::demo::sample;
use crate::cli::peek::{self, Proposal};
use crate::cli::terminal::answer::say;
use crate::cli::terminal::failure::Failure;
use crate::extract::peek::{Kind, TriedAutomation};
use crate::lake::csv;
use crate::model::many::many;
use crate::workspace;

/// So many automations get a draft of their own; the others are many enough to want a pattern.
const DRAFTED: usize = 1_000;

const HEAD: &str = r#"# The estate: everything this installation reports on. Written by `reckon init --from`: look at every line once.
[estate]
name = "My automation CoE"
currency = "USD"                # what every figure is reported in
timezone = "UTC"                # of the jobs' windows, and of satellites that say none: whose clocks do the exports show?

# An environment that runs automations. class: only prod counts as value.
"#;

const DEPARTMENTS: &str = "department_id,name,region,sponsor\ndepartment,My department,,\n";

const PROJECTS: &str = "\
project_id,name,department_id,status,live_from
## What automations work for. Remove the # of a row to keep it; several automations may work for one project.
";

const METERINGS: &str = "\
satellite_id,automation_id,project_id,valid_from
## Which automation works for which project. Remove the # of a row to count it; its project must stand in projects.csv.
";

const BASELINES: &str = "\
project_id,valid_from,minutes_per_unit,hourly_rate,currency,evidence
## What one unit of the work cost by hand: minutes, and what an hour of whoever did it costs.
";

pub fn draft(dir: &Path, url: &str, now: DateTime<Utc>) -> Result<(), Failure> {
    let url = absolute(url);
    let found = peek::looked(&url, None, now)?;
    let proposals = peek::proposals(&found, &url, now)?;
    let mut toml = HEAD.to_owned();
    for proposal in &proposals {
        toml.push_str(&proposal.block);
        for line in peek::said(&proposal.tried, proposal.exports, proposal.group) {
            let _ = writeln!(toml, "# {line}");
        }
        toml.push('\n');
    }
    for (path, why) in &found.unread {
        let _ = writeln!(toml, "# {path} was not looked at: {why}");
    }
    let Sheets {
        projects,
        meterings,
        baselines,
        automations,
    } = sheets(&proposals);
    sample::write(&dir.join(workspace::FILE), toml)?;
    for (name, text) in [
        ("departments.csv", DEPARTMENTS),
        ("projects.csv", &projects),
        ("meterings.csv", &meterings),
        ("baselines.csv", &baselines),
    ] {
        sample::write(&dir.join("baselines").join(name), text)?;
    }
    for (name, text) in workspace::BUILT_IN_JOBS {
        sample::write(&dir.join("jobs").join(name), text)?;
    }
    let unsure: usize = proposals.iter().map(doubts).sum();
    let (read, refused) = proposals.iter().fold((0, 0), |sum, proposal| {
        (sum.0 + proposal.tried.read, sum.1 + proposal.tried.rejected)
    });
    say(&format!(
        "A workspace lies in {0}: {1}, {2} with {3} refused, {4}; {5} in {0}/{6} to decide.\n\
         Next: reckon -C {0} check, then reckon -C {0} run monthly_close --window {7}, then take the # off rows of {0}/baselines/meterings.csv",
        dir.display(),
        many(proposals.len(), "satellite"),
        many(read, "row"),
        refused,
        many(automations, "automation"),
        many(unsure, "thing"),
        workspace::FILE,
        newest_month(&proposals).unwrap_or_else(|| now.format("%Y-%m").to_string()),
    ))
}

fn doubts(proposal: &Proposal<'_>) -> usize {
    match &proposal.group.kind {
        Kind::Known(_) => 0,
        Kind::Generic(roles) => roles.unsure.len(),
    }
}

/// The month that the exports tell most lately of.
fn newest_month(proposals: &[Proposal<'_>]) -> Option<String> {
    proposals
        .iter()
        .filter_map(|proposal| proposal.tried.last_day)
        .max()
        .map(|day| day.format("%Y-%m").to_string())
}

/// A path stays what it is, wherever the workspace is; so it is written from the root on.
fn absolute(url: &str) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    // Of a pattern, the folder before it.
    let seam = url
        .find(['*', '?'])
        .map(|at| url[..at].rfind('/').map_or(0, |seam| seam + 1));
    let (fixed, rest) = url.split_at(seam.unwrap_or(url.len()));
    let Ok(folder) = fs::canonicalize(if fixed.is_empty() { "." } else { fixed }) else {
        return url.to_owned();
    };
    let folder = folder.display().to_string();
    if rest.is_empty() {
        folder
    } else {
        format!("{}/{rest}", folder.trim_end_matches('/'))
    }
}

struct Sheets {
    projects: String,
    meterings: String,
    baselines: String,
    automations: usize,
}

/// Drafts of what people decide, one row an automation, each behind a `#`.
fn sheets(proposals: &[Proposal<'_>]) -> Sheets {
    let (mut projects, mut meterings, mut baselines) = (
        PROJECTS.to_owned(),
        METERINGS.to_owned(),
        BASELINES.to_owned(),
    );
    let (mut ids, mut automations) = (BTreeSet::new(), 0);
    for proposal in proposals {
        let mut seen: Vec<(&String, &TriedAutomation)> =
            proposal.tried.automations.iter().collect();
        seen.sort_by(|a, b| b.1.rows.cmp(&a.1.rows).then_with(|| a.0.cmp(b.0)));
        automations += seen.len();
        let mut of_name: BTreeMap<String, String> = BTreeMap::new();
        for (id, TriedAutomation { name, .. }) in seen.iter().take(DRAFTED) {
            let name = name
                .as_deref()
                .filter(|name| !name.trim().is_empty())
                .unwrap_or(id);
            let project = of_name.entry(name.to_lowercase()).or_insert_with(|| {
                let project = free(name, &mut ids);
                comment(&mut projects, &[&project, name, "department", "live", ""]);
                comment(
                    &mut baselines,
                    &[&project, "2020-01-01", "15", "40", "USD", "estimated"],
                );
                project
            });
            comment(&mut meterings, &[&proposal.id, id, project, "2020-01-01"]);
        }
        if seen.len() > DRAFTED {
            let left = seen.len() - DRAFTED;
            let _ = writeln!(
                meterings,
                "## and {left} more automations of {}: write a pattern of their names, such as name~^Invoice",
                proposal.id
            );
        }
    }
    Sheets {
        projects,
        meterings,
        baselines,
        automations,
    }
}

/// An id made of a name, which no other project has.
fn free(name: &str, ids: &mut BTreeSet<String>) -> String {
    let mut id = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            letter if letter.is_ascii_alphanumeric() => id.push(letter),
            _ if id.ends_with('-') || id.is_empty() => {}
            _ => id.push('-'),
        }
    }
    let id: String = id.chars().take(50).collect();
    let id = match id.trim_end_matches('-') {
        "" => "project",
        id => id,
    };
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let free = std::iter::once(id.to_owned())
        .chain(numbered)
        .find(|id| !ids.contains(id))
        .expect("there is no last number");
    ids.insert(free.clone());
    free
}

fn comment(sheet: &mut String, fields: &[&str]) {
    sheet.push('#');
    // What would end a line ends the comment too.
    let plain = |field: &str| {
        field
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect::<String>()
    };
    csv::line(sheet, fields.iter().map(|field| plain(field)));
}
