//! What pages call their rows. A vendor's are known; of others their owner says it, as a path; and
//! where nobody did, the first object of an export shows it: if it is no row itself, and holds one
//! array of rows.

use crate::extract::reading::columns::Column;
use crate::extract::values::alike;

/// What OData calls the rows of a page, and with it whoever has no other name for them.
pub const ODATA_ROWS: &[&str] = &["value"];

/// What a page calls its rows.
pub struct JsonPages {
    /// As vendors do.
    pub names: &'static [&'static str],
    /// Names with dots between them, as [`alike`] has them.
    pub path: Option<String>,
    /// Where nobody said it.
    pub sought: Option<RowCriteria>,
}

impl From<&'static [&'static str]> for JsonPages {
    fn from(names: &'static [&'static str]) -> Self {
        Self {
            names,
            path: None,
            sought: None,
        }
    }
}

impl JsonPages {
    /// Of an export whose owner named its columns, and its rows or not.
    pub fn of(rows: Option<&str>, sought: impl FnOnce() -> RowCriteria) -> Self {
        match rows {
            Some(rows) => Self {
                names: &[],
                path: Some(alike(rows)),
                sought: None,
            },
            None => Self {
                sought: Some(sought()),
                ..self::ODATA_ROWS.into()
            },
        }
    }
}

/// What an object must tell to be a row: which one it is, what it is of, and when it was. Of each
/// group one path at least.
#[derive(Clone)]
pub struct RowCriteria {
    ids: Vec<Vec<String>>,
    things: Vec<Vec<String>>,
    times: Vec<Vec<String>>,
}

impl RowCriteria {
    /// Of the columns of each; one of those of a time suffices.
    pub fn of(id: Option<&Column>, thing: Option<&Column>, times: &[&Column]) -> Self {
        let group =
            |column: Option<&Column>| column.map(|column| groups(&[column])).unwrap_or_default();
        Self {
            ids: group(id),
            things: group(thing),
            times: groups(times),
        }
    }

    /// Whether an object of such members may be a row. Names are as [`alike`] has them.
    pub fn is_row(&self, names: &[String]) -> bool {
        [&self.ids, &self.things, &self.times]
            .into_iter()
            .flatten()
            .all(|group| has(names, group))
    }

    /// Whether it says when it was, as a row does and a page does not.
    pub fn tells_time(&self, names: &[String]) -> bool {
        self.times.iter().all(|group| has(names, group))
    }

    /// Whether it says at least which row it is.
    pub fn tells_id(&self, names: &[String]) -> bool {
        if self.ids.is_empty() {
            self.is_row(names)
        } else {
            self.ids.iter().all(|group| has(names, group))
        }
    }
}

/// Of columns of which one must be told: all parts of it, if it is the only one; none, where no
/// column needs to be there.
fn groups(columns: &[&Column]) -> Vec<Vec<String>> {
    match columns {
        [] => Vec::new(),
        columns if columns.iter().any(|column| !column.is_told_by_rows()) => Vec::new(),
        [column] if !column.parts.is_empty() => {
            column.parts.iter().map(|part| vec![alike(part)]).collect()
        }
        columns => vec![
            columns
                .iter()
                .map(|column| alike(column.parts.first().unwrap_or(&column.header)))
                .collect(),
        ],
    }
}

/// Whether a path of the group begins with one of the names, or is one.
fn has(names: &[String], group: &[String]) -> bool {
    let begins = |path: &String, name: &String| {
        path.strip_prefix(name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    group
        .iter()
        .any(|path| names.iter().any(|name| begins(path, name)))
}
