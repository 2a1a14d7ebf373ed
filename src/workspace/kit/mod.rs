//! A workspace from the tables of the vendor's kit: what its owners wrote there becomes CSV that
//! people edit. Faults in those tables are told, and the rest is carried over: whoever moves must
//! not be stopped by a typing error of years ago, nor may a value that nobody understood become a
//! figure.
//!
//! `tables` (a folder becomes rows), `carrier` (a cell becomes a value, or a remark), `headed`
//! (rows in the columns of our sheets), then `master`
//! (departments, projects, baselines), `targets` (goals and people), `claims` (meterings), and
//! `texts` (the files); `live` merges the same rows into the sheets of a workspace whose kit lives
//! on.

mod carrier;
mod claims;
mod headed;
pub mod live;
mod master;
mod projects;
mod row;
mod tables;
mod targets;
mod texts;

use std::io;
use std::path::Path;

use crate::workspace::forms;
use carrier::KitRemarks;
use headed::HeadedRows;
use tables::Tables;

pub use texts::SATELLITE;

/// Files of a new workspace by their paths in it, and how many remarks somebody should look at.
#[derive(Debug)]
pub struct Carried {
    pub files: Vec<(String, String)>,
    pub projects: usize,
    pub meterings: usize,
    pub remarks: usize,
}

/// A currency as people write it, or what is wrong with it.
pub fn currency(text: &str) -> Result<String, String> {
    forms::currency(text).map_err(|wrong| wrong.message)
}

/// What the kit's tables say, as sheets.
struct KitSheets {
    /// By their names in `baselines/`.
    sheets: Vec<(&'static str, HeadedRows)>,
    suggested: String,
    projects: usize,
    meterings: usize,
}

/// `satellite` reads the kit's trace; amounts are in `currency`, which the tables do not tell.
fn gathered(
    tables: &Tables,
    currency: &str,
    satellite: &str,
    carrier: &mut KitRemarks,
) -> KitSheets {
    let departments = master::departments(tables, carrier);
    let claims = claims::KitClaims::of(tables, satellite);
    let projects = master::projects(tables, &departments, &claims, carrier);
    let baselines = master::baselines(tables, &projects, currency, carrier);
    let goals = targets::goals(tables, &projects, currency, carrier);
    let people = targets::people(tables, &projects, carrier);
    let (meterings, suggested) = claims.sheets(tables, &projects, carrier);
    let metered = meterings.rows.len();
    let sheets = [
        ("departments.csv", departments.sheet()),
        ("projects.csv", projects.sheet()),
        ("baselines.csv", baselines),
        ("goals.csv", goals),
        ("people.csv", people),
        ("meterings.csv", meterings),
    ];
    KitSheets {
        sheets: sheets.into(),
        suggested,
        projects: projects.len(),
        meterings: metered,
    }
}

/// Reads the kit's tables in a folder into the files of a new workspace.
pub fn carry(folder: &Path, currency: &str) -> io::Result<Carried> {
    let mut carrier = KitRemarks::default();
    let tables = Tables::read(folder, &mut carrier)?;
    let KitSheets {
        sheets,
        suggested,
        projects,
        meterings,
    } = gathered(&tables, currency, SATELLITE, &mut carrier);
    texts::remark_on_what_stays(&tables, &mut carrier);
    let name = tables
        .rows("baseconfiguration")
        .iter()
        .find_map(|row| row.text("coename"));
    let mut files = vec![(
        crate::workspace::mistake::FILE.to_owned(),
        texts::reckoner_toml(name.as_deref(), currency, folder),
    )];
    files.extend(
        sheets
            .into_iter()
            .map(|(name, sheet)| (format!("baselines/{name}"), sheet.csv())),
    );
    files.push(("from_kit/suggested_meterings.csv".to_owned(), suggested));
    files.push((
        "from_kit/to_look_at.md".to_owned(),
        texts::to_look_at(&carrier),
    ));
    Ok(Carried {
        files,
        projects,
        meterings,
        remarks: carrier.remarks.len(),
    })
}
