//! Rows as an answer: an aligned table for people, JSON or CSV for the next program.

use serde_json::{Map, Value};

use super::Failure;
use super::args::Output;
use crate::lake::csv;

/// Columns and rows of text; what is missing is empty.
pub struct Answer {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Answer {
    pub fn print(&self, output: Output) -> Result<(), Failure> {
        super::say(self.show(output).trim_end())
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
                    let fields = self.head.iter().zip(row).map(|(name, field)| ((*name).to_owned(), Value::from(field.as_str())));
                    Value::Object(fields.collect::<Map<_, _>>())
                };
                serde_json::to_string_pretty(&self.rows.iter().map(object).collect::<Vec<_>>()).expect("text is JSON")
            }
        }
    }

    fn aligned(&self) -> String {
        let width = |column: usize| {
            let fields = self.rows.iter().map(|row| row[column].chars().count());
            fields.chain([self.head[column].len()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let mut text = String::new();
        let heads: Vec<String> = self.head.iter().map(|h| h.replace('_', " ")).collect();
        for row in std::iter::once(&heads).chain(&self.rows) {
            let fields: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(field, &width)| {
                    let number = !field.is_empty() && field.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
                    if number { format!("{field:>width$}") } else { format!("{field:<width$}") }
                })
                .collect();
            text.push_str(fields.join("  ").trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_and_numbers_stand_right() {
        let answer =
            Answer { head: vec!["satellite", "rows"], rows: vec![vec!["emea".into(), "7".into()], vec!["a".into(), "1200".into()]] };
        assert_eq!(answer.show(Output::Table), "satellite  rows\nemea          7\na          1200\n");
        assert_eq!(answer.show(Output::Csv), "satellite,rows\nemea,7\na,1200\n");
    }
}
