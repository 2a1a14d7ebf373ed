//! A report as its file says it: a title, the question it answers, what a page of it is about, and
//! its blocks. Those that come with the program lie in `report_templates/`; a workspace's own lie
//! in the folder of that name, and one with a built-in's name takes its place.

use serde::Deserialize;

use super::super::RenderError;
use super::super::texts::text;

/// The reports that come with the program, in the order in which a set lists them.
pub const BUILT_IN: [(&str, &str); 11] = [
    (
        "index.toml",
        include_str!("../../../report_templates/index.toml"),
    ),
    (
        "executive.toml",
        include_str!("../../../report_templates/executive.toml"),
    ),
    (
        "projects.toml",
        include_str!("../../../report_templates/projects.toml"),
    ),
    (
        "department.toml",
        include_str!("../../../report_templates/department.toml"),
    ),
    (
        "project.toml",
        include_str!("../../../report_templates/project.toml"),
    ),
    (
        "goals.toml",
        include_str!("../../../report_templates/goals.toml"),
    ),
    (
        "financials.toml",
        include_str!("../../../report_templates/financials.toml"),
    ),
    (
        "promises.toml",
        include_str!("../../../report_templates/promises.toml"),
    ),
    (
        "automations.toml",
        include_str!("../../../report_templates/automations.toml"),
    ),
    (
        "coverage.toml",
        include_str!("../../../report_templates/coverage.toml"),
    ),
    (
        "methods.toml",
        include_str!("../../../report_templates/methods.toml"),
    ),
];

/// The names of the reports that come with the program.
pub fn built_in() -> impl Iterator<Item = &'static str> + Clone {
    BUILT_IN
        .iter()
        .map(|(file, _)| file.trim_end_matches(".toml"))
}

/// Title and question of a report that comes with the program.
fn texts(name: &str) -> Option<[&'static str; 2]> {
    let [title, question] = match name {
        "index" => [text!("report-index"), text!("report-index-question")],
        "executive" => [
            text!("report-executive"),
            text!("report-executive-question"),
        ],
        "projects" => [text!("report-projects"), text!("report-projects-question")],
        "department" => [
            text!("report-department"),
            text!("report-department-question"),
        ],
        "project" => [text!("report-project"), text!("report-project-question")],
        "goals" => [text!("report-goals"), text!("report-goals-question")],
        "financials" => [
            text!("report-financials"),
            text!("report-financials-question"),
        ],
        "promises" => [text!("report-promises"), text!("report-promises-question")],
        "automations" => [
            text!("report-automations"),
            text!("report-automations-question"),
        ],
        "coverage" => [text!("report-coverage"), text!("report-coverage-question")],
        "methods" => [text!("report-methods"), text!("report-methods-question")],
        _ => return None,
    };
    Some([title, question])
}

/// A report, whatever it is written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// As jobs name it, and its files.
    pub name: String,
    /// As its file has it; none: as the catalogue of texts does.
    title: Option<String>,
    question: Option<String>,
    pub about: Extent,
    /// Rows of columns of blocks: most rows have one column, and most columns one block.
    pub blocks: Vec<Vec<Vec<String>>>,
    /// The sections of its sheets.
    pub sheets: Vec<String>,
}

/// What a page of a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// All that its scope holds.
    Scope,
    /// A page for each department.
    Department,
    /// A page for each project.
    Project,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReport {
    title: Option<String>,
    question: Option<String>,
    about: Extent,
    blocks: Vec<ReportRow>,
    #[serde(default)]
    sheets: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ReportRow {
    One(String),
    Columns(Vec<ReportColumn>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ReportColumn {
    One(String),
    Several(Vec<String>),
}

impl Report {
    /// The blocks, one after the other.
    pub fn block_names(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flatten().flatten().map(String::as_str)
    }

    /// What it is called, in the language of its reader.
    pub fn title(&self) -> String {
        let built_in = || texts(&self.name).map(|[title, _]| title.to_owned());
        self.title.clone().or_else(built_in).unwrap_or_default()
    }

    /// The question that it answers.
    pub fn question(&self) -> String {
        let built_in = || texts(&self.name).map(|[_, question]| question.to_owned());
        self.question.clone().or_else(built_in).unwrap_or_default()
    }

    /// What a file says; `file` is its name.
    pub fn parse(file: &str, text: &str) -> Result<Self, RenderError> {
        let wrong = |line: usize, reason: String| RenderError::Template {
            template: file.to_owned(),
            line,
            reason,
        };
        let written: WrittenReport = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| &text[..span.start]);
            let line = before.matches('\n').count() + 1;
            wrong(line, error.message().to_owned())
        })?;
        let column = |column: ReportColumn| match column {
            ReportColumn::One(name) => vec![name],
            ReportColumn::Several(names) => names,
        };
        let row = |row: ReportRow| match row {
            ReportRow::One(name) => vec![vec![name]],
            ReportRow::Columns(columns) => columns.into_iter().map(column).collect(),
        };
        let name = file.trim_end_matches(".toml");
        if texts(name).is_none() {
            for (key, text) in [("title", &written.title), ("question", &written.question)] {
                if text.is_none() {
                    return Err(wrong(1, format!("missing field `{key}`")));
                }
            }
        }
        Ok(Self {
            name: name.to_owned(),
            title: written.title,
            question: written.question,
            about: written.about,
            blocks: written.blocks.into_iter().map(row).collect(),
            sheets: written.sheets,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "title = \"Ours\"\nquestion = \"How much?\"\nabout = \"scope\"\n\
                         blocks = [\"tiles\", [\"periods\", [\"goals\", \"doubts\"]]]\n";

    #[test]
    fn a_report_is_a_list_of_blocks() {
        let report = Report::parse("ours.toml", RIGHT).unwrap();
        assert_eq!(report.name, "ours");
        let one = vec![vec!["tiles"]];
        let two = vec![vec!["periods"], vec!["goals", "doubts"]];
        assert_eq!(report.blocks, [one, two]);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line() {
        let told = |text: &str| Report::parse("ours.toml", text).unwrap_err().to_string();
        let about = told(&RIGHT.replace("\"scope\"", "\"estates\""));
        assert!(
            about.starts_with("report template ours.toml, line 3"),
            "{about}"
        );
        let title = told(RIGHT.trim_start_matches("title = \"Ours\"\n"));
        assert!(title.contains("line 1: missing field `title`"), "{title}");
        let key = told(&format!("{RIGHT}colour = 1\n"));
        assert!(key.contains("line 5") && key.contains("colour"), "{key}");
    }
}
