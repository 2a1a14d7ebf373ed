use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};

use super::*;
use crate::extract::reading::tests::satellite;
use crate::lake::tables::ITEMS;
use crate::lake::told_columns;

/// What becomes of one row, told as fact = text; the column asked for, as text, or the fault's code
/// and column.
fn told(cells: &[(OfItem, &str)], column: &str) -> Result<String, (&'static str, String)> {
    let satellite = satellite("Europe/Berlin");
    let source = Source {
        satellite: &satellite,
        object: "a.csv",
        reading: "r",
        now: "2026-03-10T12:00:00Z".parse().unwrap(),
    };
    let names = std::array::from_fn(|at| OfItem::ALL[at].as_str());
    let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
    use OfItem::*;
    let plain = [
        (ItemId, " i1 "),
        (QueueId, "q1"),
        (Outcome, "Succeeded"),
        (Created, "2026-03-02T08:00:00Z"),
    ];
    for &(told, text) in plain.iter().chain(cells) {
        telling[told as usize] = Some(text);
    }
    let mut items = Items::new(source, Dialect::default(), Zone::UTC, names);
    items
        .push(7, &telling, &mut Notes::default())
        .map_err(|fault| (fault.code, fault.column))?;
    let batch = items.take().unwrap();
    let array = batch.column_by_name(column).unwrap();
    if array.is_null(0) {
        return Ok("null".into());
    }
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(0).to_owned(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(0).to_string(),
        DataType::Date32 => array
            .as_primitive::<Date32Type>()
            .value_as_date(0)
            .unwrap()
            .to_string(),
        DataType::Boolean => array.as_boolean().value(0).to_string(),
        _ => array
            .as_primitive::<TimestampMicrosecondType>()
            .value_as_datetime(0)
            .unwrap()
            .to_string(),
    })
}

#[test]
fn a_row_means_what_its_cells_say() {
    use OfItem::*;
    let (started, ended) = (
        (Started, "2026-03-02T09:00:00.0019Z"),
        (Ended, "2026-03-02T09:01:30Z"),
    );
    for (cells, column, value) in [
        (&[][..], "item_id", "i1"),
        (&[], "queue_id", "q1"),
        (&[], "row", "7"),
        (&[], "outcome", "succeeded"),
        (&[], "outcome_text", "null"),
        (&[], "attempt", "null"),
        (&[], "ancestor_id", "null"),
        (&[], "work_ms", "null"),
        (&[], "deleted", "false"),
        (&[], "earned_day", "2026-03-02"),
        (
            &[(Created, "2026-03-01T23:30:00Z")],
            "earned_day",
            "2026-03-02",
        ), // half past midnight in Berlin
        (
            &[(Started, "2026-03-03T08:00:00Z")],
            "earned_day",
            "2026-03-03",
        ), // begun counts before created
        (
            &[
                (Started, "2026-03-03T08:00:00Z"),
                (Ended, "2026-03-04T08:00:00Z"),
            ],
            "earned_day",
            "2026-03-04",
        ),
        (&[started, ended], "work_ms", "89998"), // 89.9981 s, floored
        (
            &[started, (Ended, "2026-03-02T08:59:00Z")],
            "work_ms",
            "null",
        ),
        (
            &[(Due, "2027-01-01T00:00:00Z")],
            "due",
            "2027-01-01 00:00:00",
        ), // a deadline may lie ahead
        (
            &[(AtRisk, "2026-03-02T07:00:00+01:00")],
            "at_risk",
            "2026-03-02 06:00:00",
        ),
        (&[(AncestorId, "i0"), (Attempt, "2")], "ancestor_id", "i0"),
        (&[(AncestorId, " i1")], "ancestor_id", "null"), // what repeats itself
        (&[(Attempt, "2")], "attempt", "2"),
        (&[(Outcome, "Halb")], "outcome", "unknown"),
        (&[(Outcome, " Halb ")], "outcome_text", "Halb"),
        (
            &[
                (QueueName, "Invoices"),
                (AutomationId, ""),
                (ErrorCode, "E1"),
            ],
            "queue_name",
            "Invoices",
        ),
        (&[(AutomationId, " ")], "automation_id", "null"),
        (&[(ErrorCode, "E1")], "error_code", "E1"),
        (&[(SessionId, "s1")], "session_id", "s1"),
        (&[(SourceVersion, " 42 ")], "source_version", "42"),
        (
            &[(SourceModified, "2026-03-02T10:00:00Z")],
            "source_modified",
            "2026-03-02 10:00:00",
        ),
        (
            &[(Deleted, "True"), (QueueId, ""), (Created, "nonsense")],
            "deleted",
            "true",
        ),
        (
            &[(Deleted, "1"), (SourceVersion, "9")],
            "source_version",
            "9",
        ),
        (&[(Deleted, "yes")], "queue_id", "null"),
        (
            &[(Deleted, "yes"), (Attempt, "2"), (ErrorCode, "E1")],
            "attempt",
            "null",
        ),
    ] {
        assert_eq!(
            told(cells, column),
            Ok(value.to_owned()),
            "{cells:?} {column}"
        );
    }
    assert!(
        told_columns(&ITEMS).all(|column| told(&[], column.name).is_ok()),
        "every column is filled"
    );
}

#[test]
fn a_row_that_cannot_be_kept_says_why_and_where() {
    use OfItem::*;
    for (cells, code, column) in [
        (&[(ItemId, " ")][..], "missing_value", "item_id"),
        (&[(ItemId, ""), (Deleted, "1")], "missing_value", "item_id"),
        (&[(QueueId, "")], "missing_value", "queue_id"),
        (&[(Created, "")], "missing_value", "created"),
        (&[(Due, "soon")], "bad_time", "due"),
        (&[(Ended, "0001-01-01T00:00:00Z")], "absurd_time", "ended"),
        (&[(Created, "2026-03-11T23:00:00Z")], "future", "created"), // the 12th in Berlin, read on the 10th
        (&[(Started, "2026-03-12T00:00:00Z")], "future", "started"),
        (&[(Attempt, "twice")], "bad_number", "attempt"),
        (&[(SourceVersion, "1.5")], "bad_number", "source_version"),
        (&[(Deleted, "maybe")], "bad_truth", "deleted"),
    ] {
        assert_eq!(
            told(cells, "row"),
            Err((code, column.to_owned())),
            "{cells:?}"
        );
    }
    assert_eq!(
        told(&[(Created, "2026-03-11T22:59:59Z")], "row"),
        Ok("7".into())
    );
}
