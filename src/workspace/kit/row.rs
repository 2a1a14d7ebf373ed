//! A row of a kit's table: columns are known without the kit's prefix; a look-up is its id, and
//! what a page shows in the place of a value stands beside it.

use std::collections::BTreeMap;

use crate::extract::carriers::entities::decoded;

const LABEL: &str = "@odata.community.display.v1.formattedvalue";

/// Cells by their column's name, in lower case and without the prefix; labels behind `@`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KitRow(BTreeMap<String, String>);

impl KitRow {
    #[cfg(test)]
    pub fn of(cells: &[(&str, &str)]) -> Self {
        let mut row = Self::default();
        cells.iter().for_each(|(name, text)| row.put(name, text));
        row
    }

    pub fn put(&mut self, name: &str, text: &str) {
        let name = name.trim().to_lowercase();
        let (name, suffix) = match name.strip_suffix(LABEL) {
            Some(column) => (column.to_owned(), "@"),
            None if name.contains('@') => return,
            None => (name, ""),
        };
        let name = name
            .strip_prefix('_')
            .and_then(|name| name.strip_suffix("_value"))
            .unwrap_or(&name);
        let name = name.strip_prefix("autocoe_").unwrap_or(name);
        let text = text.trim();
        if !text.is_empty() && !text.eq_ignore_ascii_case("null") {
            self.0
                .insert(format!("{name}{suffix}"), decoded(text).into_owned());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(&self, column: &str) -> Option<String> {
        self.0.get(column).cloned()
    }

    /// Its own id.
    pub fn id(&self, table: &str) -> Option<&str> {
        self.get(&format!("{table}id"))
    }

    pub fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// What a page shows for a choice or a look-up, where the table tells it.
    pub fn label(&self, column: &str) -> Option<&str> {
        self.get(&format!("{column}@"))
            .or_else(|| self.get(&format!("{column}name")))
    }

    /// Which of these a choice is, by its number or its label.
    pub fn choice<T: Copy>(&self, column: &str, choices: &[(&str, &str, T)]) -> Option<T> {
        let said = [self.get(column), self.label(column)];
        let is = |(number, label, _): &&(&str, &str, T)| {
            said.iter()
                .flatten()
                .any(|text| text == number || text.eq_ignore_ascii_case(label))
        };
        choices.iter().find(is).map(|(_, _, told)| *told)
    }
}
