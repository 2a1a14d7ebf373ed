//! Names that a source hands over in tables of their own: a row of them becomes a row of the lake's
//! names, or the reason why not. Every format that has such tables ends here.

use chrono::{DateTime, Utc};

use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::{guid, truth, whole};
use crate::lake::{NameRow, Named};

/// What a row tells of a name; empty and absent are the same. Their names are those of the export's
/// columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct NameTelling<'t> {
    pub id: Field<'t>,
    pub name: Field<'t>,
    pub solution_id: Field<'t>,
    pub parent_id: Field<'t>,
    /// In minutes, of which none is no deadline.
    pub due: Field<'t>,
    pub at_risk: Field<'t>,
    pub version: Field<'t>,
    pub modified: Field<'t>,
    pub deleted: Field<'t>,
}

/// A value and the export's own name of its column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Field<'t> {
    pub column: &'t str,
    pub text: Option<&'t str>,
}

impl<'t> Field<'t> {
    /// Another text in its place, if there is one.
    pub fn or(self, text: Option<&'t str>) -> Self {
        Self {
            text: text.or(self.text),
            ..self
        }
    }

    pub fn value(self) -> Option<&'t str> {
        self.text.map(str::trim).filter(|text| !text.is_empty())
    }
}

/// The names of one object.
pub struct Names<'a> {
    source: Source<'a>,
    /// It reads when the vendor last wrote a row.
    clock: Clock,
    /// Ids of automations and solutions mean the same in either case.
    guids: bool,
    pub rows: Vec<NameRow>,
}

impl<'a> Names<'a> {
    pub fn new(source: Source<'a>, clock: Clock) -> Self {
        Self {
            source,
            clock,
            guids: false,
            rows: Vec::new(),
        }
    }

    /// Automations and solutions are known by GUIDs, which are kept in one form, as sessions tell
    /// them.
    pub fn of_guids(self) -> Self {
        Self {
            guids: true,
            ..self
        }
    }

    /// Keeps a row that begins on `line`, or says why it cannot be kept.
    pub fn push(
        &mut self,
        line: i64,
        kind: Named,
        telling: &NameTelling<'_>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let Some(id) = telling.id.value() else {
            return Err(Fault::new(
                telling.id.column,
                "missing_value",
                "a row must tell whose name it is, and this one is empty",
            ));
        };
        let source_version = telling
            .version
            .value()
            .map(|text| whole(text, telling.version.column))
            .transpose()?;
        let source_modified: Option<DateTime<Utc>> = telling
            .modified
            .value()
            .map(|text| {
                self.clock
                    .read(text, telling.modified.column)
                    .map(|(at, _)| at)
            })
            .transpose()?;
        let minutes = |field: Field<'_>| {
            field
                .value()
                .map(|text| whole(text, field.column))
                .transpose()
        };
        let [due_ms, at_risk_ms] = [minutes(telling.due)?, minutes(telling.at_risk)?]
            .map(|minutes| minutes.filter(|&minutes| minutes > 0))
            .map(in_ms);
        let deleted = truth(
            telling.deleted.value().unwrap_or_default(),
            telling.deleted.column,
        )?;
        notes.tombstones += i64::from(deleted);
        // What is deleted has no name: whatever its last row still tells.
        let plain = |id: &str| {
            guid(id)
                .filter(|_| self.guids && matches!(kind, Named::Automation | Named::Solution))
                .unwrap_or_else(|| id.to_owned())
        };
        let kept = |field: Field<'_>| field.value().filter(|_| !deleted).map(str::to_owned);
        self.rows.push(NameRow {
            satellite_id: self.source.satellite.id.clone(),
            kind,
            id: plain(id),
            name: kept(telling.name),
            solution_id: kept(telling.solution_id).map(|id| plain(&id)),
            parent_id: kept(telling.parent_id),
            due_ms: due_ms.filter(|_| !deleted),
            at_risk_ms: at_risk_ms.filter(|_| !deleted),
            source_version,
            source_modified,
            deleted,
            reading: self.source.reading.to_owned(),
            object: self.source.object.to_owned(),
            row: line,
        });
        Ok(())
    }
}

/// A million years and more is as good as never.
fn in_ms(minutes: Option<i64>) -> Option<i64> {
    minutes
        .and_then(|minutes| minutes.checked_mul(60_000))
        .filter(|&ms| ms < 1 << 50)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;

    fn field<'t>(column: &'t str, text: &'t str) -> Field<'t> {
        Field {
            column,
            text: Some(text),
        }
    }

    fn told(telling: &NameTelling<'_>) -> Result<NameRow, Fault> {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object: "a.csv",
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let mut names = Names::new(source, Clock::new(None, "UTC".parse().unwrap()));
        names.push(7, Named::Machine, telling, &mut Notes::default())?;
        Ok(names.rows.remove(0))
    }

    #[test]
    fn a_name_is_what_its_row_says_and_a_deleted_one_has_none() {
        let telling = NameTelling {
            id: field("Id", " m1 "),
            name: field("name", "Robot 1"),
            parent_id: field("group", "g1"),
            solution_id: field("solution", " "),
            due: field("sla", "90"),
            at_risk: field("risk", "0"),
            version: field("v", "12"),
            modified: field("m", "2026-03-02T08:00:00Z"),
            ..NameTelling::default()
        };
        let row = told(&telling).unwrap();
        assert_eq!(
            (
                row.id.as_str(),
                row.name.as_deref(),
                row.parent_id.as_deref()
            ),
            ("m1", Some("Robot 1"), Some("g1"))
        );
        assert_eq!(
            (row.solution_id, row.source_version, row.deleted, row.row),
            (None, Some(12), false, 7)
        );
        assert_eq!(
            (row.due_ms, row.at_risk_ms),
            (Some(5_400_000), None),
            "90 min; none is no deadline"
        );
        assert_eq!(
            row.source_modified.unwrap().to_rfc3339(),
            "2026-03-02T08:00:00+00:00"
        );
        let row = told(&NameTelling {
            deleted: field("IsDelete", "True"),
            ..telling
        })
        .unwrap();
        assert_eq!(
            (row.name, row.parent_id, row.due_ms, row.deleted),
            (None, None, None, true)
        );
    }

    #[test]
    fn a_row_that_cannot_be_kept_says_which_column_is_at_fault() {
        let good = NameTelling {
            id: field("Id", "m1"),
            ..NameTelling::default()
        };
        for (telling, column, code) in [
            (
                NameTelling {
                    id: field("Id", " "),
                    ..good
                },
                "Id",
                "missing_value",
            ),
            (
                NameTelling {
                    version: field("v", "1.5"),
                    ..good
                },
                "v",
                "bad_number",
            ),
            (
                NameTelling {
                    modified: field("m", "yesterday"),
                    ..good
                },
                "m",
                "bad_time",
            ),
            (
                NameTelling {
                    due: field("sla", "an hour"),
                    ..good
                },
                "sla",
                "bad_number",
            ),
            (
                NameTelling {
                    deleted: field("d", "maybe"),
                    ..good
                },
                "d",
                "bad_truth",
            ),
        ] {
            let fault = told(&telling).unwrap_err();
            assert_eq!((fault.column.as_str(), fault.code), (column, code));
        }
    }
}
