//! Workspaces that must be refused, each with what it must be told; and what must read the same.

use std::fs;

use tempfile::TempDir;

use super::*;

mod damaged;
mod mailed;
mod meant;
mod refused;
mod refused_rows;
mod refused_toml;
mod sheets;

const TOML: &str = "\
[estate]
name = \"Northlight\"
currency = \"USD\"
timezone = \"Europe/Berlin\"

[[satellite]]
id = \"emea\"
source = { format = \"csv\", url = \"satellites/emea/*.csv\" }
";
const PROJECTS: &str = "project_id,name,department_id,status\ninvoices,Invoices,finance,live\nclaims,Claims,finance,live\n";
const BASELINES: &str = "project_id,valid_from,minutes_per_unit,hourly_rate,currency";
const COSTS: &str = "project_id,kind,amount,currency,per,from,to,spread_months";
const BENEFITS: &str = "project_id,kind,amount,currency,per,from,replaces_capacity";
const METERINGS: &str = "satellite_id,automation_id,project_id,valid_from,share,valid_to";
const OBJECTIVES: &str = "objective_id,project_id,sli,target,threshold,calendar";
const GOALS: &str = "goal_id,name,metric,target,from,to,scope,currency,parent_id,horizon_years";
const RATES: &str = "currency,from,rate,kind";
const EXCLUSIONS: &str = "satellite_id,from,to,reason,agreed_by,objective_id";
const PEOPLE: &str = "email,role,scope";
const JOB: &str = "window = \"last-week\"\nsteps = [\"extract\", \"tally\"]\n";

/// A workspace that is right, with these files instead or beside.
fn write(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let right: [(&str, &[u8]); 2] = [
        (FILE, TOML.as_bytes()),
        ("baselines/projects.csv", PROJECTS.as_bytes()),
    ];
    for (name, text) in right.iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(files: &[(&str, &str)]) -> Result<Workspace, Mistakes> {
    let bytes: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    load(write(&bytes).path())
}

fn right(files: &[(&str, &str)]) -> Workspace {
    read(files).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Place, message and help in one line.
fn told(mistakes: &Mistakes) -> Vec<String> {
    mistakes
        .0
        .iter()
        .map(|m| {
            format!(
                "{} {} | {}",
                m.place(),
                m.message,
                m.help.as_deref().unwrap_or_default()
            )
        })
        .collect()
}

/// One file with exactly one mistake: its place and parts of what is told of it. Gives what is
/// wrong with the answer.
fn check(file: &str, text: &str, place: &str, parts: &[&str]) -> Option<String> {
    let place = if place.is_empty() {
        format!("{file} ")
    } else {
        format!("{file}:{place} ")
    };
    let Err(mistakes) = read(&[(file, text)]) else {
        return Some(format!("not refused:\n{text}"));
    };
    let told = told(&mistakes);
    let as_expected = told.len() == 1
        && told[0].starts_with(&place)
        && parts.iter().all(|part| told[0].contains(part));
    // Whatever is told can also be shown.
    let shown = mistakes.to_string().contains("1 mistake in 1 file");
    (!as_expected || !shown)
        .then(|| format!("expected {place}{parts:?}, was told {told:#?}\n{text}"))
}

fn all_right(failures: impl Iterator<Item = Option<String>>) {
    let failures: Vec<String> = failures.flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
