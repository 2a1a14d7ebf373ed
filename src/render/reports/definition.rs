//! A report as its file says it: a title, the question it answers, what a page of it is about, and
//! its blocks. Those that come with the program lie in `report_templates/`; a workspace's own lie in
//! the folder of that name, and one with a built-in's name takes its place.

use serde::Deserialize;

use super::super::RenderError;
use super::super::blocks::BLOCKS;

/// A report, whatever it is written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// As jobs name it, and its files.
    pub name: String,
    pub title: String,
    pub question: String,
    pub about: About,
    /// Rows of columns of blocks: most rows have one column, and most columns one block.
    pub blocks: Vec<Vec<Vec<&'static str>>>,
    /// The sections of its sheets.
    pub sheets: Vec<String>,
}

/// What a page of a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// All that its scope holds.
    Scope,
    /// A page for each department.
    Department,
    /// A page for each project.
    Project,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    question: String,
    about: About,
    blocks: Vec<Row>,
    #[serde(default)]
    sheets: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Row {
    One(String),
    Columns(Vec<Stack>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Stack {
    One(String),
    Several(Vec<String>),
}

impl Report {
    /// What a file says; `file` is its name.
    pub fn parse(file: &str, text: &str) -> Result<Self, RenderError> {
        let wrong = |line: usize, reason: String| RenderError::Template {
            template: file.to_owned(),
            line,
            reason,
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| &text[..span.start]);
            let line = before.matches('\n').count() + 1;
            wrong(line, error.message().to_owned())
        })?;
        let line_of = |word: &str| {
            let place = text.lines().position(|line| line.contains(word));
            place.map_or(1, |place| place + 1)
        };
        let block = |name: String| {
            let known = BLOCKS.iter().map(|block| block.name);
            known.clone().find(|known| *known == name).ok_or_else(|| {
                let known = known.collect::<Vec<_>>().join(", ");
                let reason = format!("there is no block `{name}`; there are {known}");
                wrong(line_of(&name), reason)
            })
        };
        let stack = |stack: Stack| match stack {
            Stack::One(name) => Ok(vec![block(name)?]),
            Stack::Several(names) => names.into_iter().map(block).collect(),
        };
        let row = |row: Row| match row {
            Row::One(name) => Ok(vec![vec![block(name)?]]),
            Row::Columns(columns) => columns.into_iter().map(stack).collect(),
        };
        Ok(Self {
            name: file.trim_end_matches(".toml").to_owned(),
            title: written.title,
            question: written.question,
            about: written.about,
            blocks: written
                .blocks
                .into_iter()
                .map(row)
                .collect::<Result<_, _>>()?,
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
        let unknown = told(&RIGHT.replace("goals", "gaols"));
        assert!(
            unknown.starts_with("report template ours.toml, line 4: there is no block `gaols`"),
            "{unknown}"
        );
        let about = told(&RIGHT.replace("\"scope\"", "\"estates\""));
        assert!(
            about.starts_with("report template ours.toml, line 3"),
            "{about}"
        );
        let key = told(&format!("{RIGHT}colour = 1\n"));
        assert!(key.contains("line 5") && key.contains("colour"), "{key}");
    }
}
