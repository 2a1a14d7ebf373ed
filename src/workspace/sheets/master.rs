//! All sheets of `baselines/` become the master data.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::amounts;
use super::baselines;
use super::book::{self, Origin};
use super::meterings;
use super::people;
use super::projects;
use super::promises;
use super::promises::Goals;
use super::rates;
use super::sheet::{Sheet, SheetLayout};
use crate::extract::reading::file::XLSX;
use crate::model::{DepartmentId, Estate, GoalId, Master, ObjectiveId, ProjectId};
use crate::workspace::known::{Ids, KnownIds};
use crate::workspace::mistake::{Mistake, Notebook};
use crate::workspace::suggest;
use crate::workspace::written::files::{self, read_text};

const LAYOUTS: [&SheetLayout; 11] = [
    &projects::DEPARTMENTS,
    &projects::PROJECTS,
    &baselines::BASELINES,
    &amounts::COSTS,
    &amounts::BENEFITS,
    &meterings::METERINGS,
    &promises::OBJECTIVES,
    &promises::GOALS,
    &rates::RATES,
    &people::EXCLUSIONS,
    &people::PEOPLE,
];

/// Which texts were sheets of workbooks, by the names of the files whose places they take.
pub type Books = BTreeMap<String, Origin>;

/// What people wrote of master data, and where.
#[derive(Clone, Copy)]
pub struct MasterTexts<'w> {
    pub files: &'w [(String, String)],
    pub books: &'w Books,
    pub shown: &'w str,
}

/// All sheets, read.
#[derive(Debug, Clone)]
pub struct MasterSheets {
    /// In the order of [`LAYOUTS`].
    of: [Option<Sheet>; LAYOUTS.len()],
    /// Whether objectives are written that could not be read.
    no_objectives: bool,
}

/// The texts of all known files of the folder, in the order of their names, and which of them were
/// sheets. A kit that lives on has projects too.
pub fn read_files(
    folder: &Path,
    shown: &str,
    has_kit: bool,
    notes: &Notebook,
) -> (Vec<(String, String)>, Books) {
    let (mut files, mut books) = (Vec::new(), Books::new());
    let names = files::names_in(folder, shown, notes);
    if notes.speaks_of(shown) {
        return (files, books);
    }
    // Editors and spreadsheets leave `~$projects.csv` and `.~lock.projects.csv#` beside an open
    // file.
    let ours = names
        .iter()
        .filter(|name| name.to_lowercase().ends_with(".csv") && !name.starts_with(['.', '~']));
    for name in ours {
        let file = format!("{shown}/{name}");
        if !LAYOUTS.iter().any(|layout| layout.file == name) {
            let help = suggest::instead(name, LAYOUTS.iter().map(|layout| layout.file));
            notes.note(
                Mistake::of_file(
                    &file,
                    "no file of master data has this name: nothing would read it",
                )
                .help(help),
            );
            continue;
        }
        files.extend(read_text(&folder.join(name), &file, notes).map(|text| (name.clone(), text)));
    }
    read_books(folder, shown, &names, (&mut files, &mut books), notes);
    files.sort();
    let projects = projects::PROJECTS.file;
    if !has_kit
        && !names
            .iter()
            .any(|name| name == projects || in_place_of(name).is_some_and(|csv| csv == projects))
    {
        let header = projects::PROJECTS.required.join(",");
        let missing = Mistake::of_file(
            format!("{shown}/{projects}"),
            "not found: without projects nothing can be valued",
        );
        notes.note(missing.help(format!("write it with this first row: {header}\n`reckon init DIR` writes a workspace to start from")));
    }
    (files, books)
}

/// MasterSheets that people keep in workbooks, in the place of files.
fn read_books(
    folder: &Path,
    shown: &str,
    names: &[String],
    (files, books): (&mut Vec<(String, String)>, &mut Books),
    notes: &Notebook,
) {
    for (name, csv) in names
        .iter()
        .filter_map(|name| Some((name, in_place_of(name)?)))
    {
        let file = format!("{shown}/{name}");
        if !LAYOUTS.iter().any(|layout| layout.file == csv) {
            // Whatever else people keep there in workbooks is their own affair, unless it looks
            // like a slip of the finger.
            if let Some(near) = suggest::nearest(&csv, LAYOUTS.iter().map(|layout| layout.file)) {
                let near = near.replace(".csv", XLSX);
                notes.note(
                    Mistake::of_file(
                        &file,
                        "no file of master data has this name: nothing would read it",
                    )
                    .help(format!("did you mean `{near}`?")),
                );
            }
            continue;
        }
        if names.contains(&csv) {
            let message = format!("it stands beside {csv}, and only one of them can be meant");
            notes.note(
                Mistake::of_file(&file, message)
                    .help("keep the one that people write in, and move the other one away"),
            );
            continue;
        }
        match fs::read(folder.join(name)).map(book::read) {
            Err(error) => notes.note(Mistake::unread(&file, &error)),
            Ok(Err(why)) => notes.note(Mistake::of_file(&file, why)),
            Ok(Ok((sheet, text))) => {
                books.insert(
                    csv.clone(),
                    Origin {
                        file: name.clone(),
                        sheet,
                    },
                );
                files.push((csv, text));
            }
        }
    }
}

/// Which file a workbook stands for, by its name.
fn in_place_of(name: &str) -> Option<String> {
    let stem = name
        .to_lowercase()
        .strip_suffix(XLSX)
        .map(|stem| format!("{stem}.csv"));
    stem.filter(|_| !name.starts_with(['.', '~']))
}

impl MasterSheets {
    /// `filled` says which columns of a file others fill, behind what people wrote.
    pub fn read(
        written: &MasterTexts<'_>,
        filled: impl Fn(&str) -> Vec<String>,
        notes: &Notebook,
    ) -> Self {
        let MasterTexts {
            files,
            books,
            shown,
        } = *written;
        let unreadable = |file: &str| {
            [".csv", XLSX]
                .iter()
                .any(|suffix| notes.speaks_of(&format!("{shown}/{}", file.replace(".csv", suffix))))
        };
        let no_objectives = unreadable(promises::OBJECTIVES.file);
        let sheet = |layout: &'static SheetLayout| {
            let (name, text) = files.iter().find(|(name, _)| name == layout.file)?;
            let origin = books.get(name);
            let shown_as = origin.map_or(name, |origin| &origin.file);
            let shown_as = format!("{shown}/{shown_as}");
            let filled = filled(name);
            Some(Sheet::read(layout, &shown_as, text, origin, &filled, notes))
        };
        Self {
            of: LAYOUTS.map(sheet),
            no_objectives,
        }
    }

    /// Puts rows behind a sheet that stand in no file; `name` is what mistakes in them are told of.
    pub fn put_behind(&mut self, file: &str, name: &str, header: &[String], rows: &[Vec<String>]) {
        let at = LAYOUTS.iter().position(|layout| layout.file == file);
        let at = at.expect("rows are made for sheets that there are");
        // A file would begin with its header.
        let lines = |sheet: &Sheet| sheet.parts().last().map_or(1, |last| last.lines);
        let lines = self.of[at].as_ref().map_or(1, lines);
        let rows = Sheet::of_rows(LAYOUTS[at], name, header, rows, lines);
        match &mut self.of[at] {
            Some(sheet) => sheet.put_behind(rows),
            none => *none = Some(rows),
        }
    }
}

/// What the sheets mean; `estate` is none where reckoner.toml could not be understood.
// Long because each sheet has its lines, in the order in which sheets refer to one another.
pub fn meant(
    sheets: &MasterSheets,
    estate: Option<&Estate>,
    satellites: Ids,
    notes: &Notebook,
) -> Master {
    let [
        departments,
        projects,
        baselines,
        costs,
        benefits,
        meterings,
        objectives,
        goals,
        rates,
        exclusions,
        people,
    ] = &sheets.of;
    let known = known_ids(sheets, satellites);
    let (currency, zone) = estate.map_or(("", crate::model::Zone::UTC), |estate| {
        (estate.currency.as_str(), estate.timezone)
    });
    let mut master = Master::default();
    if let Some(sheet) = projects {
        master.projects = projects::projects(sheet, &known, notes);
    }
    master.departments = match departments {
        Some(sheet) => projects::departments(sheet, &known, notes),
        None => projects::implied_departments(&master.projects),
    };
    master.baselines = baselines
        .as_ref()
        .map(|sheet| baselines::baselines(sheet, &known, notes))
        .unwrap_or_default();
    master.costs = costs
        .as_ref()
        .map(|sheet| amounts::costs(sheet, &known, notes))
        .unwrap_or_default();
    master.benefits = benefits
        .as_ref()
        .map(|sheet| amounts::benefits(sheet, &known, notes))
        .unwrap_or_default();
    master.meterings = meterings
        .as_ref()
        .map(|sheet| meterings::meterings(sheet, &known, notes))
        .unwrap_or_default();
    master.objectives = objectives
        .as_ref()
        .map(|sheet| promises::objectives(sheet, &known, notes))
        .unwrap_or_default();
    let reader = Goals {
        known: &known,
        projects: &master.projects,
        currency,
    };
    let goals = goals
        .as_ref()
        .map(|sheet| reader.read(sheet, notes))
        .unwrap_or_default();
    master.goals = goals;
    master.rates.reporting = currency.to_owned();
    if let Some(sheet) = rates {
        master.rates = rates::rates(sheet, currency, notes);
    }
    master.exclusions = exclusions
        .as_ref()
        .map(|sheet| people::exclusions(sheet, &known, zone, notes))
        .unwrap_or_default();
    master.people = people
        .as_ref()
        .map(|sheet| people::people(sheet, &known, notes))
        .unwrap_or_default();
    master
}

/// The ids that the sheets name.
fn known_ids(sheets: &MasterSheets, satellites: Ids) -> KnownIds {
    let sheet = |layout: &'static SheetLayout| {
        let at = LAYOUTS.iter().position(|other| other.file == layout.file);
        at.and_then(|at| sheets.of[at].as_ref())
    };
    let departments = sheet(&projects::DEPARTMENTS);
    let projects = sheet(&projects::PROJECTS);
    let objectives = sheet(&promises::OBJECTIVES);
    let goals = sheet(&promises::GOALS);
    KnownIds {
        satellites,
        departments: Ids::of_sheet::<DepartmentId>(
            "department",
            "departments.csv",
            "department_id",
            departments,
        )
        .or_anything(departments.is_none()),
        projects: Ids::of_sheet::<ProjectId>("project", "projects.csv", "project_id", projects)
            .or_anything(projects.is_none()),
        objectives: Ids::of_sheet::<ObjectiveId>(
            "objective",
            "objectives.csv",
            "objective_id",
            objectives,
        )
        .or_anything(sheets.no_objectives),
        goals: Ids::of_sheet::<GoalId>("goal", "goals.csv", "goal_id", goals),
    }
}
