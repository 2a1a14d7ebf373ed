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
    let said = |row: NameRow| {
        format!(
            "{} {} {}",
            row.kind,
            row.id,
            row.name.unwrap_or_else(|| "-".into())
        )
    };
    lake.names()
        .unwrap()
        .into_iter()
        .map(said)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Read in the way of the first row.
fn upsert(lake: &Lake, rows: Vec<NameRow>) -> Result<Rows, LakeError> {
    let mut told: BTreeMap<SatelliteId, NamesTold> = BTreeMap::new();
    for row in rows {
        let of = told
            .entry(row.satellite_id.clone())
            .or_insert_with(|| NamesTold {
                ranking: Ranking {
                    reading: row.reading.clone(),
                    newest_by_name: false,
                },
                ..NamesTold::default()
            });
        of.again.insert(row.object.clone());
        of.rows.push(row);
    }
    Ok(lake
        .upsert_names(&told)?
        .into_values()
        .next()
        .unwrap_or_default())
}

fn counts(rows: Rows) -> (i64, i64, i64) {
    (rows.new, rows.replacing, rows.superseded)
}

#[test]
fn the_newest_name_stays_and_every_row_is_accounted_for() {
    let lake = lake();
    let upsert = |rows: Vec<NameRow>| counts(upsert(&lake, rows).unwrap());
    assert_eq!(
        upsert(vec![
            told("a", 9, "Old"),
            told("a", 10, "Invoices"),
            told("b", 1, "Payroll")
        ]),
        (2, 0, 1)
    );
    assert_eq!(
        upsert(vec![
            told("a", 9, "Older"),
            told("b", 2, "Pay"),
            told("a", 10, "Invoices")
        ]),
        (0, 1, 2)
    );
    assert_eq!(known(&lake), "automation a Invoices, automation b Pay");
    let version = lake.snapshot(&NAMES).unwrap().version;
    assert_eq!(upsert(vec![told("b", 2, "Pay")]), (0, 0, 1));
    assert_eq!(
        lake.snapshot(&NAMES).unwrap().version,
        version,
        "nothing new, no commit"
    );
}

#[test]
fn a_deleted_name_stays_deleted_until_a_newer_one_revives_it() {
    let lake = lake();
    let gone = NameRow {
        deleted: true,
        name: None,
        ..told("a", 5, "")
    };
    upsert(&lake, vec![told("a", 5, "Invoices"), gone]).unwrap();
    assert_eq!(known(&lake), "automation a -");
    upsert(&lake, vec![told("a", 4, "Stale")]).unwrap();
    assert_eq!(known(&lake), "automation a -");
    upsert(&lake, vec![told("a", 6, "Again")]).unwrap();
    assert_eq!(known(&lake), "automation a Again");
}

#[test]
fn what_is_read_anew_outranks_what_an_earlier_reading_said() {
    let lake = lake();
    upsert(&lake, vec![told("a", 9, "Misread")]).unwrap();
    upsert(
        &lake,
        vec![NameRow {
            reading: "r2".into(),
            ..told("a", 3, "Read")
        }],
    )
    .unwrap();
    assert_eq!(known(&lake), "automation a Read");
    let twice = vec![
        told("a", 1, "x"),
        NameRow {
            reading: "r2".into(),
            ..told("b", 1, "y")
        },
    ];
    assert!(
        upsert(&lake, twice)
            .unwrap_err()
            .to_string()
            .contains("another reading than its own")
    );
}

#[test]
fn a_renamed_automation_is_called_as_its_export_says_now_and_a_mistaken_one_is_taken_back() {
    let lake = lake();
    let bare = |id: &str, name: &str| NameRow {
        source_version: None,
        ..told(id, 0, name)
    };
    upsert(&lake, vec![bare("a", "Invoices"), bare("b", "Letters")]).unwrap();
    assert_eq!(
        counts(upsert(&lake, vec![bare("a", "Bills")]).unwrap()),
        (0, 1, 0)
    );
    assert_eq!(
        known(&lake),
        "automation a Bills, automation b Letters",
        "b is not told again: names stay"
    );
    // Of two exports the greater name is known, unless the later name of the export decides.
    let other = NameRow {
        object: "b.csv".into(),
        ..bare("a", "Accounts")
    };
    assert_eq!(
        counts(upsert(&lake, vec![other.clone()]).unwrap()),
        (0, 0, 1)
    );
    let ranking = Ranking {
        reading: "r".into(),
        newest_by_name: true,
    };
    let told = NamesTold {
        ranking,
        rows: vec![other.clone()],
        ..NamesTold::default()
    };
    lake.upsert_names(&[(other.satellite_id.clone(), told)].into())
        .unwrap();
    assert_eq!(known(&lake), "automation a Accounts, automation b Letters");
    // Read in another way, a.csv does not tell b; b.csv is not read again.
    let rows = upsert(
        &lake,
        vec![NameRow {
            reading: "r2".into(),
            ..bare("c", "Cards")
        }],
    )
    .unwrap();
    assert_eq!(
        (known(&lake).as_str(), rows.withdrawn),
        ("automation a Accounts, automation c Cards", 1)
    );
}

#[test]
fn satellites_and_kinds_do_not_share_ids() {
    let lake = lake();
    let machine = NameRow {
        kind: Named::Machine,
        parent_id: Some("g".into()),
        ..told("a", 1, "Robot 1")
    };
    let apac = NameRow {
        satellite_id: "apac".parse().unwrap(),
        ..told("a", 1, "Other")
    };
    upsert(&lake, vec![told("a", 1, "Invoices"), machine.clone(), apac]).unwrap();
    assert_eq!(
        known(&lake),
        "automation a Other, automation a Invoices, machine a Robot 1"
    );
    assert_eq!(
        lake.names().unwrap()[2],
        machine,
        "and what is written is read back"
    );
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
            // Each of an object of its own: what one object says now outranks what it said before.
            object: format!("{version} {name} {deleted} {line}"),
            ..told(&format!("i{id}"), 0, "")
        };
        let (one, other) = (lake(), lake());
        upsert(&one, rows.0.iter().map(row).collect()).unwrap();
        let (first, second) = rows.1.split_at(cut.min(rows.1.len()));
        for part in [first, second] {
            upsert(&other, part.iter().map(row).collect()).unwrap();
        }
        prop_assert_eq!(one.snapshot(&NAMES).unwrap().files, other.snapshot(&NAMES).unwrap().files);
    }
}
