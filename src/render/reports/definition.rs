//! A report as its file says it: a title, the question it answers, what a page of it is about, and
//! its blocks. Those that come with the program lie in `report_templates/`; a workspace's own lie
//! in the folder of that name, and one with a built-in's name takes its place.

use serde::Deserialize;

use super::super::RenderError;

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

/// A report, whatever it is written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// As jobs name it, and its files.
    pub name: String,
    pub title: String,
    pub question: String,
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
    title: String,
    question: String,
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
        Ok(Self {
            name: file.trim_end_matches(".toml").to_owned(),
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
        let key = told(&format!("{RIGHT}colour = 1\n"));
        assert!(key.contains("line 5") && key.contains("colour"), "{key}");
    }
}
