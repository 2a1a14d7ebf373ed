//! How the columns of exports change over time: which were in which exports of those that are
//! called alike, the first and the last. That is a least and a greatest, so it is the same in
//! whatever order exports are read, and however often.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Columns that are told of at once.
const NAMED: usize = 20;

/// Of a column's name: what an export calls one may be as long as itself.
const NAME_CHARACTERS: usize = 200;

/// The first and the last export that had something. Of what an export may leave out as it pleases
/// there is no last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpan {
    pub first: String,
    pub last: Option<String>,
}

/// Of one satellite, by what its exports are called and by column, in lower case. Under the empty
/// one stand the exports themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(pub BTreeMap<(String, String), ColumnSpan>);

/// Columns that came with an export, or that no export has any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// What the exports are called, `#` where their numbers stand.
    pub exports: String,
    pub came: bool,
    /// The first that had them; the last that did.
    pub object: String,
    pub columns: BTreeSet<String>,
}

impl Seen {
    /// An export had these columns, and of others only that it had them can be told, not that it
    /// lacked any.
    pub fn see(
        &mut self,
        exports: &str,
        object: &str,
        columns: &BTreeSet<String>,
        others: &BTreeSet<String>,
    ) {
        let name = |column: &String| {
            column
                .trim()
                .chars()
                .take(NAME_CHARACTERS)
                .collect::<String>()
                .to_lowercase()
        };
        let always = columns
            .iter()
            .map(|column| (name(column), Some(object.to_owned())));
        let rows = always
            .chain(others.iter().map(|column| (name(column), None)))
            .filter(|(column, _)| !column.is_empty());
        for (column, last) in rows.chain([(String::new(), Some(object.to_owned()))]) {
            self.add(
                (exports.to_owned(), column),
                ColumnSpan {
                    first: object.to_owned(),
                    last,
                },
            );
        }
    }

    pub fn add(&mut self, key: (String, String), span: ColumnSpan) {
        let Some(held) = self.0.get_mut(&key) else {
            return drop(self.0.insert(key, span));
        };
        if natural(&span.first, &held.first).is_lt() {
            held.first = span.first;
        }
        held.last = held.last.take().zip(span.last).map(|(held, other)| {
            if natural(&other, &held).is_gt() {
                other
            } else {
                held
            }
        });
    }

    /// What came after the first export and what went before the last, by exports.
    pub fn drifts(&self) -> BTreeSet<Drift> {
        let mut drifts: BTreeMap<(&str, bool, &str), BTreeSet<String>> = BTreeMap::new();
        for ((exports, column), span) in self.0.iter().filter(|((_, column), _)| !column.is_empty())
        {
            let Some(all) = self.0.get(&(exports.clone(), String::new())) else {
                continue;
            };
            let came = (span.first != all.first).then_some((true, span.first.as_str()));
            let went = span
                .last
                .as_deref()
                .filter(|last| Some(*last) != all.last.as_deref())
                .map(|last| (false, last));
            for (came, object) in came.into_iter().chain(went) {
                drifts
                    .entry((exports, came, object))
                    .or_default()
                    .insert(column.clone());
            }
        }
        let drift = |((exports, came, object), columns): ((&str, bool, &str), _)| Drift {
            exports: exports.to_owned(),
            came,
            object: object.to_owned(),
            columns,
        };
        drifts.into_iter().map(drift).collect()
    }

    /// Those that matter to whoever looks now: all that is gone, and of what came the newest.
    pub fn latest(&self) -> Vec<Drift> {
        let drifts = self.drifts();
        let newest = |exports: &str| {
            let came = drifts
                .iter()
                .filter(|drift| drift.came && drift.exports == exports);
            came.map(|drift| drift.object.as_str())
                .max_by(|a, b| natural(a, b))
        };
        drifts
            .iter()
            .filter(|drift| !drift.came || newest(&drift.exports) == Some(&drift.object))
            .cloned()
            .collect()
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exports,
            came,
            object,
            columns,
        } = self;
        let some = columns
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let more = if columns.len() > NAMED {
            format!(" and {} more", columns.len() - NAMED)
        } else {
            String::new()
        };
        match came {
            true => write!(
                f,
                "columns of {exports} that are new since {object}: {some}{more}"
            ),
            false => write!(
                f,
                "columns of {exports} that are gone, last seen in {object}: {some}{more}"
            ),
        }
    }
}

/// What an export is called, apart from its numbers and dates: those of one name are exports of one
/// thing.
///
/// ```
/// # use reckoner::model::drift::called;
/// assert_eq!(called("2026/runs-2026-04-01T08.csv"), "#/runs-#.csv");
/// assert_eq!(called("part-00000-bedb28dd-dead-4b73-8c01-ab948a369240.parquet"), "part-#.parquet");
/// assert_eq!(called("flowsession.csv"), "flowsession.csv");
/// ```
pub fn called(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| c.is_alphanumeric() != first.is_alphanumeric())
            .unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        let follows_number = name.ends_with("#-");
        let is_hex =
            follows_number && part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        name.push_str(
            if first.is_alphanumeric() && (is_hex || part.contains(|c: char| c.is_ascii_digit())) {
                "#"
            } else {
                part
            },
        );
        for between in ["#-#", "#_#", "#.#", "# #", "#:#", "#+#"] {
            if name.ends_with(between) {
                name.truncate(name.len() - 2);
            }
        }
        rest = behind;
    }
    name
}

/// The order in which exports follow one another: by their names, numbers by their size.
pub fn natural(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| {
        let mut parts: Vec<(bool, usize, String)> = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest
                .find(|c: char| c.is_ascii_digit() != is_number)
                .unwrap_or(rest.len());
            let part = if is_number {
                rest[..end].trim_start_matches('0')
            } else {
                &rest[..end]
            };
            parts.push((
                !is_number,
                if is_number { part.len() } else { 0 },
                part.to_owned(),
            ));
            rest = &rest[end..];
        }
        parts
    };
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(columns: &str) -> BTreeSet<String> {
        columns.split_whitespace().map(str::to_owned).collect()
    }

    fn seen(exports: &[(&str, &str, &str)]) -> Seen {
        let mut seen = Seen::default();
        exports.iter().for_each(|(object, columns, others)| {
            seen.see(&called(object), object, &set(columns), &set(others))
        });
        seen
    }

    #[test]
    fn what_came_and_went_is_told_by_the_exports_that_follow_one_another_in_whatever_order_they_are_read()
     {
        let exports = [
            ("r-9.csv", "id owner", "x"),
            ("r-10.csv", "ID cost", ""),
            ("r-11.csv", "id cost", "y"),
            ("other.csv", "z", ""),
        ];
        let told: Vec<String> = seen(&exports)
            .drifts()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "columns of r-#.csv that are gone, last seen in r-9.csv: owner",
                "columns of r-#.csv that are new since r-10.csv: cost",
                "columns of r-#.csv that are new since r-11.csv: y",
            ]
        );
        let mut turned = exports;
        turned.reverse();
        assert_eq!(seen(&turned), seen(&exports));
        assert_eq!(
            seen(&[&exports[..], &exports[1..2]].concat()),
            seen(&exports),
            "again is the same"
        );
        let latest: Vec<String> = seen(&exports)
            .latest()
            .into_iter()
            .map(|drift| drift.object)
            .collect();
        assert_eq!(
            latest,
            ["r-9.csv", "r-11.csv"],
            "what came before is known by now"
        );
    }

    #[test]
    fn a_column_that_is_back_is_not_gone() {
        assert_eq!(
            seen(&[("1", "a b", ""), ("2", "a", ""), ("3", "a b", "")]).drifts(),
            BTreeSet::new()
        );
    }

    #[test]
    fn numbers_follow_one_another_by_their_size() {
        for (less, greater) in [
            ("r-9.csv", "r-10.csv"),
            ("r-009", "r-10"),
            ("2026-03/x", "2026-04/a"),
            ("a", "b"),
            ("a1", "a1b"),
        ] {
            assert_eq!(
                (natural(less, greater), natural(greater, less)),
                (Ordering::Less, Ordering::Greater),
                "{less} {greater}"
            );
        }
        assert_eq!(
            natural("r-1", "r-01"),
            Ordering::Greater,
            "one of them is first, whichever was read first"
        );
    }
}
