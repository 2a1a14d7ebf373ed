//! The foot: what the page was made from, so that a reader can ask for the same again. No clock.

use serde::Serialize;

use super::super::ReportFacts;
use super::super::format::{count, window};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foot {
    pub publication: String,
    pub job: String,
    pub window: String,
    /// For the foot of printed sheets: only what is safe inside a style sheet's string.
    pub stamp: String,
    pub days: String,
    pub program: String,
    pub method: &'static str,
    pub files: String,
    /// Name and the first characters of the hash.
    pub inputs: Vec<Input>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    pub name: &'static str,
    pub hash: String,
}

impl Foot {
    pub fn of(page: &ReportFacts) -> Self {
        let p = page.publication;
        let input = |name, hash: &str| Input {
            name,
            hash: hash.chars().take(12).collect(),
        };
        Self {
            publication: p.id.chars().take(16).collect(),
            job: p.job.to_string(),
            window: window(p.window),
            stamp: format!(
                "{} to {}, publication {}",
                p.window.from(),
                p.window.to(),
                p.id.chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(16)
                    .collect::<String>()
            ),
            days: p.window.to_string(),
            program: page.program.to_owned(),
            method: page.board.headline().as_str(),
            files: count(page.files as i64),
            inputs: vec![
                input("baselines", &p.baselines),
                input("configuration", &p.configuration),
                input("outcome maps", &p.outcome_maps),
                input("templates", &p.templates),
                input("definitions", &p.definitions),
                input("manifest", &p.manifest),
            ],
        }
    }
}
