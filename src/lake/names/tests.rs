use super::*;
use crate::lake::store::Store;
use proptest::prelude::*;

fn told(id: &str, version: i64, name: &str) -> NameRow {
    NameRow {
        satellite_id: "emea".parse().unwrap(),
        kind: Named::Automation,
        id: id.into(),
        name: Some(name.into()),
        solution_id: None,
        parent_id: None,
        due_ms: None,
        at_risk_ms: None,
        source_version: Some(version),
        source_modified: None,
        deleted: false,
        reading: "r".into(),
        object: "a.csv".into(),
        row: 1,
    }
}

fn lake() -> Lake {
    Lake::open(Store::memory()).unwrap()
}

fn known(lake: &Lake) -> String {
    let said = |row: NameRow| format!("{} {} {}", row.kind, row.id, row.name.unwrap_or_else(|| "-".into()));
    lake.names().unwrap().into_iter().map(said).collect::<Vec<_>>().join(", ")
}

fn counts(rows: Rows) -> (i64, i64, i64) {
    (rows.new, rows.replacing, rows.superseded)
}

#[test]
fn the_newest_name_stays_and_every_row_is_accounted_for() {
    let lake = lake();
    let emea: SatelliteId = "emea".parse().unwrap();
    let upsert = |rows: Vec<NameRow>| counts(lake.upsert_names(rows).unwrap()[&emea]);
    assert_eq!(upsert(vec![told("a", 9, "Old"), told("a", 10, "Invoices"), told("b", 1, "Payroll")]), (2, 0, 1));
    assert_eq!(upsert(vec![told("a", 9, "Older"), told("b", 2, "Pay"), told("a", 10, "Invoices")]), (0, 1, 2));
    assert_eq!(known(&lake), "automation a Invoices, automation b Pay");
    let version = lake.snapshot(&NAMES).unwrap().version;
    assert_eq!(upsert(vec![told("b", 2, "Pay")]), (0, 0, 1));
    assert_eq!(lake.snapshot(&NAMES).unwrap().version, version, "nothing new, no commit");
}

#[test]
fn a_deleted_name_stays_deleted_until_a_newer_one_revives_it() {
    let lake = lake();
    let gone = NameRow { deleted: true, name: None, ..told("a", 5, "") };
    lake.upsert_names(vec![told("a", 5, "Invoices"), gone]).unwrap();
    assert_eq!(known(&lake), "automation a -");
    lake.upsert_names(vec![told("a", 4, "Stale")]).unwrap();
    assert_eq!(known(&lake), "automation a -");
    lake.upsert_names(vec![told("a", 6, "Again")]).unwrap();
    assert_eq!(known(&lake), "automation a Again");
}

#[test]
fn what_is_read_anew_outranks_what_an_earlier_reading_said() {
    let lake = lake();
    lake.upsert_names(vec![told("a", 9, "Misread")]).unwrap();
    lake.upsert_names(vec![NameRow { reading: "r2".into(), ..told("a", 3, "Read") }]).unwrap();
    assert_eq!(known(&lake), "automation a Read");
    let twice = vec![told("a", 1, "x"), NameRow { reading: "r2".into(), ..told("b", 1, "y") }];
    assert!(lake.upsert_names(twice).unwrap_err().to_string().contains("two readings"));
}

#[test]
fn satellites_and_kinds_do_not_share_ids() {
    let lake = lake();
    let machine = NameRow { kind: Named::Machine, parent_id: Some("g".into()), ..told("a", 1, "Robot 1") };
    let apac = NameRow { satellite_id: "apac".parse().unwrap(), ..told("a", 1, "Other") };
    lake.upsert_names(vec![told("a", 1, "Invoices"), machine.clone(), apac]).unwrap();
    assert_eq!(known(&lake), "automation a Other, automation a Invoices, machine a Robot 1");
    assert_eq!(lake.names().unwrap()[2], machine, "and what is written is read back");
}

proptest! {
    #[test]
    fn any_order_and_any_deliveries_give_the_same_bytes(
        rows in prop::collection::vec((0..3u8, 0..3i64, 0..3u8, any::<bool>(), 0..3i64), 1..12).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        cut in 0..12usize,
    ) {
        let row = |&(id, version, name, deleted, line): &(u8, i64, u8, bool, i64)| NameRow {
            name: (!deleted).then(|| format!("n{name}")),
            source_version: (version > 0).then_some(version),
            deleted,
            row: line,
            ..told(&format!("i{id}"), 0, "")
        };
        let (one, other) = (lake(), lake());
        one.upsert_names(rows.0.iter().map(row).collect()).unwrap();
        let (first, second) = rows.1.split_at(cut.min(rows.1.len()));
        for part in [first, second] {
            other.upsert_names(part.iter().map(row).collect()).unwrap();
        }
        prop_assert_eq!(one.snapshot(&NAMES).unwrap().files, other.snapshot(&NAMES).unwrap().files);
    }
}
