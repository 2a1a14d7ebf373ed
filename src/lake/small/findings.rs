//! What scoring found beside values, as rows of the lake, and back.

use arrow::array::RecordBatch;
use polars::prelude::DataFrame;

use crate::lake::cells::{self, Cell};
use crate::lake::tables::DAILY_FINDINGS;
use crate::lake::{LakeError, frames};
use crate::model::ProjectId;
use crate::model::finding::DailyFinding;
use crate::model::window::Month;

pub fn findings_batch(findings: &[DailyFinding]) -> Result<RecordBatch, LakeError> {
    let row = |finding: &DailyFinding| {
        let text = |text: Option<String>| Cell::from(text);
        vec![
            Month::of(finding.day).to_string().into(),
            finding.day.into(),
            finding.kind.as_str().into(),
            text(finding.project_id.as_ref().map(ToString::to_string)),
            text(finding.satellite_id.clone()),
            text(finding.outcome.map(|outcome| outcome.to_string())),
            text(finding.line.as_ref().map(ToString::to_string)),
            text(finding.currency.clone()),
            finding.sessions.into(),
            finding.duration_ms.into(),
            finding.amount.into(),
        ]
    };
    let rows: Vec<Vec<Cell>> = findings.iter().map(row).collect();
    cells::batch(&DAILY_FINDINGS, &rows)
}

/// In the order of the frame.
pub fn findings(frame: &DataFrame) -> Result<Vec<DailyFinding>, LakeError> {
    let rows = frames::rows(frame, &DAILY_FINDINGS)?;
    rows.into_iter().map(finding).collect()
}

fn finding(row: Vec<Cell>) -> Result<DailyFinding, LakeError> {
    let garbled = |what: &str| LakeError::Garbled {
        path: DAILY_FINDINGS.name.to_owned(),
        what: what.to_owned(),
    };
    let Ok(
        [
            _,
            Cell::Day(day),
            Cell::Text(kind),
            project,
            satellite,
            outcome,
            line,
            currency,
            Cell::Whole(sessions),
            Cell::Whole(duration_ms),
            Cell::Exact(amount),
        ],
    ) = <[Cell; 11]>::try_from(row)
    else {
        return Err(garbled("a row of other cells"));
    };
    Ok(DailyFinding {
        day,
        kind: parsed(Some(kind))?.ok_or_else(|| garbled("a row without a kind"))?,
        // The shared cost of all projects has an id that no project may have.
        project_id: match text(project).as_deref() {
            Some("*") => Some(ProjectId::shared()),
            id => parsed(id.map(str::to_owned))?,
        },
        satellite_id: text(satellite),
        outcome: parsed(text(outcome))?,
        line: parsed(text(line))?,
        currency: text(currency),
        sessions,
        duration_ms,
        amount,
    })
}

fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: Option<String>,
) -> Result<Option<T>, LakeError> {
    let parse = |text: String| {
        text.parse().map_err(|error: T::Err| LakeError::Garbled {
            path: DAILY_FINDINGS.name.to_owned(),
            what: error.to_string(),
        })
    };
    text.map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::frames::{Files, scan};
    use crate::lake::parquet::encode;
    use crate::model::finding::FindingKind;
    use crate::model::master::Line;
    use crate::model::{Micros, Outcome};

    #[test]
    fn findings_are_read_as_they_were_written() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let there = vec![
            DailyFinding {
                outcome: Some(Outcome::Failed),
                sessions: 3,
                ..DailyFinding::of(day, FindingKind::Counted)
            },
            DailyFinding {
                project_id: Some("p-7".parse().unwrap()),
                line: Some(Line {
                    file: "benefits.csv",
                    line: 12,
                }),
                amount: Micros(-1_234_567),
                ..DailyFinding::of(day, FindingKind::Unsigned)
            },
            DailyFinding {
                project_id: Some(ProjectId::shared()),
                satellite_id: Some("emea".to_owned()),
                currency: Some("EUR".to_owned()),
                duration_ms: 7,
                ..DailyFinding::of(day, FindingKind::Unrated)
            },
        ];
        let file = encode(&findings_batch(&there).unwrap()).unwrap();
        let frame = scan(&DAILY_FINDINGS, Files::Bytes(vec![file])).unwrap();
        assert_eq!(findings(&frame.collect().unwrap()).unwrap(), there);
    }
}
