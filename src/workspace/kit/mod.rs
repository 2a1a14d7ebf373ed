//! A workspace from the tables of the vendor's kit: what its owners wrote there becomes CSV that people edit. Faults in those
//! tables are told, and the rest is carried over: whoever moves must not be stopped by a typing error of years ago, nor may
//! a value that nobody understood become a figure.
//!
//! `tables` (a folder becomes rows), `carrier` (a cell becomes a value, or a remark), then `master` (departments, projects,
//! baselines), `targets` (goals and people), `claims` (meterings), and `texts` (the files).

mod carrier;
mod claims;
mod master;
mod tables;
mod targets;
mod texts;

use std::io;
use std::path::Path;

use super::forms;
use carrier::Carrier;
use tables::Tables;

/// Files of a new workspace by their paths in it, and how many remarks somebody should look at.
#[derive(Debug)]
pub struct Carried {
    pub files: Vec<(String, String)>,
    pub projects: usize,
    pub meterings: usize,
    pub remarks: usize,
}

/// The id of the satellite that reads the folder.
pub const SATELLITE: &str = "kit";

/// Since when baselines and meterings hold: from the beginning, since the kit knows no dates of theirs.
const BEGINNING: &str = "2000-01-01";

/// A currency as people write it, or what is wrong with it.
pub fn currency(text: &str) -> Result<String, String> {
    forms::currency(text).map_err(|wrong| wrong.message)
}

/// Reads the kit's tables in a folder; amounts are in `currency`, which the tables do not tell.
pub fn carry(folder: &Path, currency: &str) -> io::Result<Carried> {
    let mut carrier = Carrier::default();
    let tables = Tables::read(folder, &mut carrier)?;
    let departments = master::departments(&tables, &mut carrier);
    let claims = claims::Claims::of(&tables);
    let projects = master::projects(&tables, &departments, &claims, &mut carrier);
    let baselines = master::baselines(&tables, &projects, currency, &mut carrier);
    let goals = targets::goals(&tables, &projects, currency, &mut carrier);
    let people = targets::people(&tables, &projects, &mut carrier);
    let (meterings, suggested) = claims.sheets(&tables, &projects, &mut carrier);
    texts::remark_on_what_stays(&tables, &mut carrier);
    let name = tables.rows("baseconfiguration").iter().find_map(|row| row.text("coename"));
    let files = vec![
        (super::FILE.to_owned(), texts::reckoner_toml(name.as_deref(), currency, folder)),
        ("baselines/departments.csv".to_owned(), departments.csv()),
        ("baselines/projects.csv".to_owned(), projects.csv()),
        ("baselines/baselines.csv".to_owned(), baselines),
        ("baselines/goals.csv".to_owned(), goals),
        ("baselines/people.csv".to_owned(), people),
        ("baselines/meterings.csv".to_owned(), meterings.text),
        ("from_kit/suggested_meterings.csv".to_owned(), suggested),
        ("from_kit/to_look_at.md".to_owned(), texts::to_look_at(&carrier)),
    ];
    Ok(Carried { files, projects: projects.len(), meterings: meterings.rows, remarks: carrier.remarks.len() })
}
