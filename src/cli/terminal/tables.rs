//! Rows as an answer: an aligned table for people, JSON or CSV for the next program.

use serde_json::{Map, Value};

use super::answer::say;
use super::failure::Failure;
use crate::cli::args::Output;
use crate::lake::csv;

/// Columns and rows of text; what is missing is empty.
pub struct TextTable {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    pub fn print(&self, output: Output) -> Result<(), Failure> {
        say(self.show(output).trim_end())
    }

    fn show(&self, output: Output) -> String {
        match output {
            Output::Table => self.aligned(),
            Output::Csv => {
                let mut text = String::new();
                csv::line(&mut text, self.head.iter().map(|h| (*h).to_owned()));
                for row in &self.rows {
                    csv::line(&mut text, row.iter().map(|field| csv::harmless(field)));
                }
                text
            }
            Output::Json => {
                let object = |row: &Vec<String>| {
                    let fields = self
                        .head
                        .iter()
                        .zip(row)
                        .map(|(name, field)| ((*name).to_owned(), Value::from(field.as_str())));
                    Value::Object(fields.collect::<Map<_, _>>())
                };
                serde_json::to_string_pretty(&self.rows.iter().map(object).collect::<Vec<_>>())
                    .expect("text is JSON")
            }
        }
    }

    fn aligned(&self) -> String {
        let head = self
            .head
            .iter()
            .map(|name| name.replace('_', " "))
            .collect();
        aligned(std::iter::once(&head).chain(&self.rows))
    }
}

/// Lines of fields under one another, numbers to the right.
pub fn aligned<'l>(lines: impl Iterator<Item = &'l Vec<String>> + Clone) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines.clone() {
        widths.resize(widths.len().max(line.len()), 0);
        widths
            .iter_mut()
            .zip(line)
            .for_each(|(width, field)| *width = (*width).max(field.chars().count()));
    }
    let is_number = |field: &str| {
        !field.is_empty()
            && field
                .chars()
                .all(|c| c.is_ascii_digit() || c == ',' || c == '.')
    };
    let mut text = String::new();
    for line in lines {
        let fields = line
            .iter()
            .zip(&widths)
            .map(|(field, &width)| match is_number(field) {
                true => format!("{field:>width$}"),
                false => format!("{field:<width$}"),
            });
        text.push_str(fields.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_and_numbers_stand_right() {
        let answer = TextTable {
            head: vec!["satellite", "rows"],
            rows: vec![
                vec!["emea".into(), "7".into()],
                vec!["a".into(), "1200".into()],
            ],
        };
        assert_eq!(
            answer.show(Output::Table),
            "satellite  rows\nemea          7\na          1200\n"
        );
        assert_eq!(answer.show(Output::Csv), "satellite,rows\nemea,7\na,1200\n");
    }
}
