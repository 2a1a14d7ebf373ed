//! Master data of an estate whose kit lives on: what its tables say holds beside what people write
//! in `baselines/`. Where both speak of one thing the sheet wins, row by row, and it is said in
//! which columns they differ. A fault in the kit's tables is told and stops nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::carrier::KitRemarks;
use super::gathered;
use super::headed::HeadedRows;
use super::tables::Tables;
use crate::extract::{Export, Format, Vendor, Vendored};
use crate::lake::Store;
use crate::model::{Estate, Micros};
use crate::workspace::known::Ids;
use crate::workspace::mistake::Notebook;
use crate::workspace::sheets::master::{self, MasterSheets, MasterTexts};
use crate::workspace::written::files::is_there;

/// The sheets that the kit's tables fill, and the columns by which two rows speak of one thing. Of
/// a project that baselines.csv names, only what stands there holds: whoever measured it knows
/// since when, and the kit does not.
const SHEETS: [(&str, &[&str]); 6] = [
    ("departments.csv", &["department_id"]),
    ("projects.csv", &["project_id"]),
    ("baselines.csv", &["project_id"]),
    ("goals.csv", &["goal_id"]),
    ("people.csv", &["email", "role", "scope"]),
    ("meterings.csv", &["satellite_id", "automation_id"]),
];

const DEPARTMENTS: &str = "departments.csv";
const PROJECTS: &str = "projects.csv";

/// In a sheet with semicolons decimals take a comma.
const DECIMALS: [&str; 10] = [
    "complexity",
    "minutes_per_unit",
    "hourly_rate",
    "people",
    "error_rate",
    "rework_minutes",
    "rework_people",
    "volume_per_frequency",
    "maintenance_overhead",
    "target",
];

/// A living kit: what its tables say, by the satellite that reads it.
#[derive(Debug)]
pub struct LivingKit {
    satellite: String,
    /// None: its folder could not be read, for this reason.
    tables: Result<Tables, String>,
    /// What of it could not be understood.
    remarks: KitRemarks,
}

impl LivingKit {
    pub fn read(satellite: &str, folder: &Path) -> Self {
        let mut remarks = KitRemarks::default();
        let tables = Tables::read(folder, &mut remarks).map_err(|error| error.to_string());
        let satellite = satellite.to_owned();
        Self {
            satellite,
            tables,
            remarks,
        }
    }
}

/// What kits say and the sheets of people do not.
#[derive(Debug, Default)]
pub struct Merged {
    /// Kit after kit, and sheet by sheet.
    behind: Vec<(&'static str, KitRows)>,
    pub notes: Vec<String>,
}

/// The rows of one kit for one sheet.
#[derive(Debug)]
struct KitRows {
    /// Where mistakes in them are told.
    name: String,
    rows: HeadedRows,
}

/// Folders of kits on this machine, by the satellites that read them. Elsewhere nothing is asked:
/// whoever looks at a workspace should not have to wait for a store.
pub fn folders<'e>(
    root: &Path,
    exports: &'e [Export],
    notes: &Notebook,
) -> Vec<(&'e str, std::path::PathBuf)> {
    let is_kit = |export: &&Export| {
        matches!(
            export.reading.format,
            Format::Vendor(Vendored {
                vendor: Vendor::Kit,
                ..
            })
        )
    };
    let folder = |export: &'e Export| {
        let place = Store::open(export.reading.url.url.trim_end_matches('/'), root)
            .ok()?
            .local_path("")?;
        let is_there = is_there(&place, &export.reading.url, notes) && place.is_dir();
        is_there.then(|| (export.satellite.id.as_str(), place))
    };
    exports.iter().filter(is_kit).filter_map(folder).collect()
}

/// Merges what kits say behind what people wrote.
pub fn merged(
    kits: &[LivingKit],
    estate: &Estate,
    written: &MasterTexts<'_>,
    satellites: &Ids,
) -> Merged {
    let mut merged = Merged::default();
    if kits.is_empty() {
        return merged;
    }
    let sheets = MasterSheets::read(written, |_| Vec::new(), &Notebook::default());
    for kit in kits {
        let tables = match &kit.tables {
            Ok(tables) => tables,
            Err(error) => {
                merged.notes.push(format!(
                    "the kit of {} cannot be read, so nothing it says holds: {error}",
                    kit.satellite
                ));
                continue;
            }
        };
        let mut remarks = kit.remarks.clone();
        let theirs = gathered(tables, &estate.currency, &kit.satellite, &mut remarks);
        remarks.remarks.sort();
        remarks.remarks.dedup();
        merged.notes.extend(remarks.remarks.iter().map(|remark| {
            format!(
                "the kit of {}: {}: {}",
                kit.satellite, remark.place, remark.said
            )
        }));
        let mut rest = merged.rest(&kit.satellite, theirs.sheets, written.files);
        let is_meant = |behind: &Merged, notes: &Notebook| {
            let sheets = behind.behind(sheets.clone());
            master::meant(&sheets, Some(estate), satellites.clone(), notes);
        };
        merged.add(&kit.satellite, &mut rest, is_meant);
    }
    merged
}

impl Merged {
    /// The columns of a file that kits fill.
    pub fn columns(&self, file: &str) -> Vec<String> {
        let of_file = self.behind.iter().filter(|(name, _)| *name == file);
        of_file
            .flat_map(|(_, kit)| kit.rows.header.iter().cloned())
            .collect()
    }

    /// The sheets of people with these rows behind their own.
    pub fn behind(&self, mut sheets: MasterSheets) -> MasterSheets {
        for (file, KitRows { name, rows }) in &self.behind {
            sheets.put_behind(file, name, &rows.header, &rows.rows);
        }
        sheets
    }

    /// The rows of a kit that speak of what no sheet speaks of.
    fn rest(
        &mut self,
        satellite: &str,
        sheets: Vec<(&'static str, HeadedRows)>,
        files: &[(String, String)],
    ) -> BTreeMap<&'static str, HeadedRows> {
        let mut rest: BTreeMap<&'static str, HeadedRows> = BTreeMap::new();
        for (file, theirs) in sheets {
            let key = SHEETS.iter().find(|(name, _)| *name == file);
            let (_, key) = key.expect("a kit fills the sheets that are listed");
            let theirs = self.overruled(satellite, file, key, theirs.trimmed(), files);
            rest.insert(file, theirs);
        }
        self.departments(&mut rest, files);
        rest
    }

    /// Takes in what a kit says. A row that our forms refuse is left out, since it must not stop a
    /// run; then the others are looked at again, as one that referred to it is wrong now.
    fn add(
        &mut self,
        satellite: &str,
        rest: &mut BTreeMap<&'static str, HeadedRows>,
        is_meant: impl Fn(&Self, &Notebook),
    ) {
        let before = self.behind.len();
        loop {
            self.behind.truncate(before);
            let named = |(file, rows): (&&'static str, &HeadedRows)| {
                let name = format!("{file} of the kit of {satellite}");
                let rows = rows.clone();
                (*file, KitRows { name, rows })
            };
            let filled = rest.iter().filter(|(_, theirs)| !theirs.rows.is_empty());
            self.behind.extend(filled.map(named));
            let notes = Notebook::default();
            is_meant(self, &notes);
            let mistakes = notes.close().map_or_else(|all| all.0, |()| Vec::new());
            let fault = mistakes.iter().find_map(|mistake| {
                let theirs = &self.behind[before..];
                let (file, _) = theirs.iter().find(|(_, kit)| kit.name == mistake.file)?;
                let at = mistake.line.checked_sub(1)?;
                Some((*file, at, mistake.message.clone()))
            });
            let Some((file, at, message)) = fault else {
                return;
            };
            let theirs = rest.get_mut(file).filter(|theirs| at < theirs.rows.len());
            let Some(row) = theirs.map(|theirs| theirs.rows.remove(at)) else {
                return;
            };
            let named = row.first().cloned().unwrap_or_default();
            self.notes.push(format!(
                "the kit of {satellite}: {file}: {named} was left out: {message}"
            ));
        }
    }

    /// What the kit says and the sheet does not. Of the rest it is told where the sheet says
    /// otherwise.
    fn overruled(
        &mut self,
        satellite: &str,
        file: &str,
        key: &[&str],
        theirs: HeadedRows,
        files: &[(String, String)],
    ) -> HeadedRows {
        let written = text(files, file).and_then(|text| HeadedRows::read(file, text));
        let earlier = self.behind.iter().filter(|(name, _)| *name == file);
        let ours: Vec<&HeadedRows> = written
            .iter()
            .chain(earlier.map(|(_, kit)| &kit.rows))
            .collect();
        // Of several rows the last stands for what holds now.
        let known: BTreeMap<Vec<String>, (&HeadedRows, &Vec<String>)> = ours
            .iter()
            .flat_map(|ours| {
                ours.rows
                    .iter()
                    .map(|row| (ours.key(row, key), (*ours, row)))
            })
            .collect();
        let mut rest = Vec::new();
        for row in &theirs.rows {
            let Some((ours, won)) = known.get(&theirs.key(row, key)) else {
                rest.push(row.clone());
                continue;
            };
            let differs = |column: &&String| {
                let (said, held) = (theirs.cell(row, column), ours.cell(won, column));
                let is_compared = !key.contains(&column.as_str())
                    && *column != "valid_from"
                    && ours.header.contains(column);
                is_compared && !said.is_empty() && !is_same(said, held)
            };
            let differences: Vec<String> = theirs
                .header
                .iter()
                .filter(differs)
                .map(|column| difference(column, ours.cell(won, column), theirs.cell(row, column)))
                .collect();
            if !differences.is_empty() {
                let name = theirs.key(row, key).join(" ");
                self.notes.push(format!(
                    "{file} wins over the kit of {satellite}: {name}: {}",
                    differences.join(", ")
                ));
            }
        }
        HeadedRows {
            rows: rest,
            ..theirs
        }
    }

    /// Where people keep no departments, whatever their projects name is one; with the kit's beside
    /// them it must be said.
    fn departments(
        &self,
        rest: &mut BTreeMap<&'static str, HeadedRows>,
        files: &[(String, String)],
    ) {
        let is_kept = text(files, DEPARTMENTS).is_some()
            || self.behind.iter().any(|(file, _)| *file == DEPARTMENTS);
        let Some(theirs) = rest.get_mut(DEPARTMENTS).filter(|_| !is_kept) else {
            return;
        };
        let projects = text(files, PROJECTS).and_then(|text| HeadedRows::read(PROJECTS, text));
        let Some(projects) = projects else {
            return;
        };
        let ids = |sheet: &HeadedRows| -> BTreeSet<String> {
            let id = |row: &Vec<String>| sheet.cell(row, "department_id").to_owned();
            sheet.rows.iter().map(id).collect()
        };
        let known = ids(theirs);
        for id in ids(&projects)
            .difference(&known)
            .filter(|id| !id.is_empty())
        {
            let cell = |column: &String| {
                if column == "department_id" || column == "name" {
                    id.clone()
                } else {
                    String::new()
                }
            };
            theirs.rows.push(theirs.header.iter().map(cell).collect());
        }
    }

    /// The texts of people with the kits' rows behind them, as a publication pins them.
    pub fn pinned(&self, files: Vec<(String, String)>) -> Vec<(String, String)> {
        let mut files: BTreeMap<String, String> = files.into_iter().collect();
        for (file, KitRows { rows, .. }) in &self.behind {
            let text = files
                .entry((*file).to_owned())
                .or_insert_with(|| rows.header.join(",") + "\n");
            append(text, rows);
        }
        files.into_iter().collect()
    }
}

fn text<'f>(files: &'f [(String, String)], file: &str) -> Option<&'f str> {
    let found = files.iter().find(|(name, _)| name == file);
    found.map(|(_, text)| text.as_str())
}

/// Nothing written is 0, as far as a number is meant.
fn is_same(a: &str, b: &str) -> bool {
    let number = |text: &str| {
        if text.is_empty() {
            Some(Micros::ZERO)
        } else {
            text.replace(',', ".").parse::<Micros>().ok()
        }
    };
    a == b || number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}

fn difference(column: &str, ours: &str, theirs: &str) -> String {
    if ours.is_empty() {
        format!("{column} is empty, and the kit says {theirs}")
    } else {
        format!("{column} is {ours}, and the kit says {theirs}")
    }
}

/// Writes rows behind a text, in its own order of columns; columns that it lacks are added to its
/// header.
fn append(text: &mut String, theirs: &HeadedRows) {
    let begins = text.lines().take_while(|line| {
        line.trim_start_matches('\u{feff}')
            .trim_matches([',', ';', ' '])
            .is_empty()
    });
    let skipped: usize = begins.map(|line| line.len() + 1).sum();
    let head = text[skipped.min(text.len())..]
        .lines()
        .next()
        .unwrap_or_default();
    let semicolons = head.matches(';').count() > head.matches(',').count();
    let separator = if semicolons { ";" } else { "," };
    let ours: Vec<String> = head
        .trim_start_matches('\u{feff}')
        .split(separator)
        .map(|name| name.trim().trim_matches('"').to_lowercase())
        .collect();
    let more: Vec<String> = theirs
        .header
        .iter()
        .filter(|column| !ours.contains(column))
        .cloned()
        .collect();
    let end = skipped + head.trim_end_matches('\r').len();
    let added: String = more
        .iter()
        .map(|column| format!("{separator}{column}"))
        .collect();
    text.insert_str(end, &added);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for row in &theirs.rows {
        let cell = |column: &String| {
            let said = theirs.cell(row, column).replace(['\r', '\n'], " ");
            let said = if semicolons && DECIMALS.contains(&column.as_str()) {
                said.replace('.', ",")
            } else {
                said
            };
            if said.contains(['"', ',', ';']) {
                format!("\"{}\"", said.replace('"', "\"\""))
            } else {
                said
            }
        };
        let cells: Vec<String> = ours.iter().chain(&more).map(cell).collect();
        text.push_str(&cells.join(separator));
        text.push('\n');
    }
}
