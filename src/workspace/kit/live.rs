//! Master data of an estate whose kit lives on: what its tables say holds beside what people write
//! in `baselines/`. Where both speak of one thing the sheet wins, row by row, and it is said in
//! which columns they differ. A fault in the kit's tables is told and stops nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::carrier::KitRemarks;
use super::{gathered, tables::Tables};
use crate::extract::{Export, Format, Vendor, Vendored};
use crate::lake::Store;
use crate::model::{Estate, Micros};
use crate::workspace::known::Ids;
use crate::workspace::master::{self, Books, Written};
use crate::workspace::mistake::Notebook;
use crate::workspace::sheet;

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

/// The sheets with the kit's rows behind those of people, whose lines stay where they are.
#[derive(Debug, Default)]
pub struct Live {
    pub files: Vec<(String, String)>,
    pub notes: Vec<String>,
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
        let is_there =
            crate::workspace::is_there(&place, &export.reading.url, notes) && place.is_dir();
        is_there.then(|| (export.satellite.id.as_str(), place))
    };
    exports.iter().filter(is_kit).filter_map(folder).collect()
}

/// Merges what kits say into the sheets of people. `check` reads sheets and notes what is wrong
/// with them.
pub fn merged(
    kits: &[(&str, std::path::PathBuf)],
    estate: &Estate,
    files: Vec<(String, String)>,
    satellites: &Ids,
) -> Live {
    let mut live = Live {
        files,
        notes: Vec::new(),
    };
    for (satellite, folder) in kits {
        let mut carrier = KitRemarks::default();
        let tables = match Tables::read(folder, &mut carrier) {
            Ok(tables) => tables,
            Err(error) => {
                live.notes.push(format!(
                    "the kit of {satellite} cannot be read, so nothing it says holds: {error}"
                ));
                continue;
            }
        };
        let theirs = gathered(&tables, &estate.currency, satellite, &mut carrier);
        carrier.remarks.sort();
        carrier.remarks.dedup();
        live.notes.extend(
            carrier
                .remarks
                .iter()
                .map(|remark| format!("the kit of {satellite}: {}: {}", remark.place, remark.said)),
        );
        live.add(satellite, &theirs.sheets, estate, satellites);
    }
    live
}

/// A table of texts under a header.
#[derive(Debug, Clone, Default)]
struct Texts {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Texts {
    fn read(name: &str, text: &str) -> Option<Self> {
        let notes = Notebook::default();
        let mut rows =
            sheet::cells(name, text.strip_prefix('\u{feff}').unwrap_or(text), &notes).into_iter();
        notes.close().ok()?;
        let header = rows
            .by_ref()
            .find(|row| row.iter().any(|cell| !cell.is_empty()))?;
        let header = header.iter().map(|column| column.to_lowercase()).collect();
        Some(Self {
            header,
            rows: rows
                .filter(|row| row.iter().any(|cell| !cell.is_empty()))
                .collect(),
        })
    }

    fn cell<'t>(&self, row: &'t [String], column: &str) -> &'t str {
        self.header
            .iter()
            .position(|known| known == column)
            .and_then(|at| row.get(at))
            .map_or("", String::as_str)
    }

    fn key(&self, row: &[String], columns: &[&str]) -> Vec<String> {
        columns
            .iter()
            .map(|column| self.cell(row, column).to_lowercase())
            .collect()
    }
}

impl Live {
    fn add(
        &mut self,
        satellite: &str,
        sheets: &[(String, String)],
        estate: &Estate,
        satellites: &Ids,
    ) {
        let mut rows: BTreeMap<&'static str, Texts> = BTreeMap::new();
        for (file, key) in SHEETS {
            let Some(theirs) = sheets
                .iter()
                .find(|(name, _)| name == file)
                .and_then(|(name, text)| Texts::read(name, text))
            else {
                continue;
            };
            let rest = self.overruled(satellite, file, key, theirs);
            rows.insert(file, rest);
        }
        self.departments(&mut rows);
        let people: BTreeMap<&str, usize> = SHEETS
            .iter()
            .map(|(file, _)| (*file, self.lines(file)))
            .collect();
        loop {
            let merged = self.appended(&rows);
            let notes = Notebook::default();
            master::read(
                &Written {
                    files: &merged,
                    books: &Books::new(),
                    shown: "",
                },
                Some(estate),
                satellites.clone(),
                &notes,
            );
            let mistakes = notes
                .close()
                .map_or_else(|mistakes| mistakes.0, |()| Vec::new());
            // A row of the kit's that our forms refuse is left out: it must not stop a run.
            let fault = mistakes.iter().find_map(|mistake| {
                let file = SHEETS
                    .iter()
                    .map(|(file, _)| *file)
                    .find(|file| mistake.file == format!("/{file}"))?;
                Some((
                    file,
                    mistake.line.checked_sub(people[file] + 1)?,
                    &mistake.message,
                ))
            });
            match fault {
                Some((file, at, message))
                    if at < rows.get(file).map_or(0, |texts| texts.rows.len()) =>
                {
                    let row = rows
                        .get_mut(file)
                        .map(|texts| texts.rows.remove(at))
                        .unwrap_or_default();
                    let named = row.first().cloned().unwrap_or_default();
                    self.notes.push(format!(
                        "the kit of {satellite}: {file}: {named} was left out: {message}"
                    ));
                }
                _ => {
                    self.files = merged;
                    return;
                }
            }
        }
    }

    fn text(&self, file: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(name, _)| name == file)
            .map(|(_, text)| text.as_str())
    }

    /// Lines of what stands there already; of a file that is not there its header alone.
    fn lines(&self, file: &str) -> usize {
        self.text(file).map_or(1, |text| text.lines().count())
    }

    /// What the kit says and the sheet does not. Of the rest it is told where the sheet says
    /// otherwise.
    fn overruled(&mut self, satellite: &str, file: &str, key: &[&str], theirs: Texts) -> Texts {
        let Some(ours) = self.text(file).and_then(|text| Texts::read(file, text)) else {
            return theirs;
        };
        // Of several rows the last stands for what holds now.
        let known: BTreeMap<Vec<String>, &Vec<String>> = ours
            .rows
            .iter()
            .map(|row| (ours.key(row, key), row))
            .collect();
        let mut rest = Vec::new();
        for row in &theirs.rows {
            let Some(won) = known.get(&theirs.key(row, key)) else {
                rest.push(row.clone());
                continue;
            };
            let differs = |column: &&String| {
                let (said, held) = (theirs.cell(row, column), ours.cell(won, column));
                let is_asked = !key.contains(&column.as_str())
                    && *column != "valid_from"
                    && ours.header.contains(column);
                is_asked && !said.is_empty() && !is_same(said, held)
            };
            let told: Vec<String> = theirs
                .header
                .iter()
                .filter(differs)
                .map(|column| told(column, ours.cell(won, column), theirs.cell(row, column)))
                .collect();
            if !told.is_empty() {
                let name = theirs.key(row, key).join(" ");
                self.notes.push(format!(
                    "{file} wins over the kit of {satellite}: {name}: {}",
                    told.join(", ")
                ));
            }
        }
        Texts {
            rows: rest,
            ..theirs
        }
    }

    /// Where people keep no departments, whatever their projects name is one; with the kit's beside
    /// them it must be said.
    fn departments(&self, rows: &mut BTreeMap<&'static str, Texts>) {
        let Some(theirs) = rows
            .get_mut("departments.csv")
            .filter(|_| self.text("departments.csv").is_none())
        else {
            return;
        };
        let Some(projects) = self
            .text("projects.csv")
            .and_then(|text| Texts::read("projects.csv", text))
        else {
            return;
        };
        let known: BTreeSet<String> = theirs
            .rows
            .iter()
            .map(|row| theirs.cell(row, "department_id").to_owned())
            .collect();
        let named: BTreeSet<String> = projects
            .rows
            .iter()
            .map(|row| projects.cell(row, "department_id").to_owned())
            .collect();
        for id in named.difference(&known).filter(|id| !id.is_empty()) {
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

    /// The sheets with these rows behind their own.
    fn appended(&self, rows: &BTreeMap<&'static str, Texts>) -> Vec<(String, String)> {
        let mut files: BTreeMap<String, String> = self.files.iter().cloned().collect();
        for (file, theirs) in rows.iter().filter(|(_, theirs)| !theirs.rows.is_empty()) {
            let text = files
                .entry((*file).to_owned())
                .or_insert_with(|| theirs.header.join(",") + "\n");
            append(text, theirs);
        }
        files.into_iter().collect()
    }
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

fn told(column: &str, ours: &str, theirs: &str) -> String {
    if ours.is_empty() {
        format!("{column} is empty, and the kit says {theirs}")
    } else {
        format!("{column} is {ours}, and the kit says {theirs}")
    }
}

/// Writes rows behind a text, in its own order of columns; columns that it lacks are added to its
/// header.
fn append(text: &mut String, theirs: &Texts) {
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
