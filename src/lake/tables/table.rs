//! What a table is: its columns, in what they are measured, and how its rows are told apart.

pub use crate::model::cells::{Column, Kind, col, opt};

/// A table: of the lake, or a mart.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub about: &'static str,
    /// Also in the files, so that each file can be read alone.
    pub partition: &'static [&'static str],
    /// What a row is unique by, and the order in which marts are sorted.
    pub key: &'static [&'static str],
    pub columns: &'static [&'static [Column]],
}

impl Table {
    /// What its rows are told apart by within a satellite, where objects tell them in versions.
    /// What is kept beside these texts finds the files that may hold one.
    pub fn id(&self) -> Option<&'static str> {
        match (self.partition, self.key) {
            ([_, _], [_, id]) | ([_], [_, id, "object"]) => Some(id),
            _ => None,
        }
    }

    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + Clone {
        self.columns.iter().flat_map(|group| group.iter())
    }
}
