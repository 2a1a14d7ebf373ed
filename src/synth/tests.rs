//! What the made-up estate promises: exactly as many sessions, the same bytes again, and an account
//! that its own files bear out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use super::forms::bytes;
use super::{Account, Cut, EstateScale, Shape, World};

fn scale() -> EstateScale {
    EstateScale {
        sessions: 9_001,
        satellites: 3,
        automations: 31,
        days: 45,
        seed: 7,
        end: "2026-03-31".parse().unwrap(),
        shape: Shape::Csv,
        cut: Cut::Monthly,
    }
}

/// Every file of an estate, and the account of all.
fn files(scale: EstateScale) -> (BTreeMap<String, Vec<u8>>, Account) {
    let world = World::new(scale);
    let (mut files, mut account) = (BTreeMap::new(), Account::default());
    for delivery in world.deliveries() {
        let mut bytes = Vec::new();
        account += &delivery.write(&world, &mut bytes).unwrap();
        files.insert(delivery.path, bytes);
    }
    (files, account)
}

/// What a reader keeps who knows nothing but the contract: of each session the version with the
/// highest number.
fn kept(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, csv::StringRecord> {
    let mut kept = BTreeMap::<String, csv::StringRecord>::new();
    for bytes in files.values() {
        for row in csv::Reader::from_reader(bytes.as_slice())
            .records()
            .map(Result::unwrap)
        {
            let version = |row: &csv::StringRecord| row[14].parse::<u64>().unwrap();
            match kept.get(&row[0]) {
                Some(known) if version(known) == version(&row) => {
                    assert_eq!(*known, row, "a version told twice is told the same")
                }
                Some(known) if version(known) > version(&row) => {}
                _ => drop(kept.insert(row[0].to_owned(), row)),
            }
        }
    }
    kept
}

#[test]
fn the_account_is_what_a_reader_of_the_files_finds() {
    let (files, account) = files(scale());
    let kept = kept(&files);
    assert_eq!(kept.len(), 9_001);
    assert_eq!(account.sessions, 9_001);
    assert_eq!(
        account.bytes,
        files.values().map(|bytes| bytes.len() as i64).sum::<i64>()
    );
    let (mut outcomes, mut duration_ms) = (BTreeMap::<String, i64>::new(), 0);
    for row in kept.values().filter(|row| &row[15] != "true") {
        *outcomes.entry(row[6].to_owned()).or_default() += 1;
        let time = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        duration_ms += if row[5].is_empty() {
            0
        } else {
            (time(&row[5]) - time(&row[4])).num_milliseconds()
        };
    }
    let told = account.json();
    assert_eq!(serde_json::to_value(outcomes).unwrap(), told["standing"]);
    assert_eq!(duration_ms, account.duration_ms);
    let deleted = kept.values().filter(|row| &row[15] == "true").count() as i64;
    assert_eq!(deleted, account.deleted);
    for happened in ["finished_later", "told_again", "corrected", "deleted"] {
        assert!(
            told[happened].as_i64().unwrap() > 5,
            "{happened} hardly ever happens: {told}"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_however_they_are_cut() {
    let (monthly, _) = files(scale());
    assert!(monthly == files(scale()).0);
    assert!(monthly != files(EstateScale { seed: 8, ..scale() }).0);
    let (whole, _) = files(EstateScale {
        cut: Cut::Whole,
        ..scale()
    });
    assert_eq!(whole.len(), 3);
    for (path, bytes) in &whole {
        let folder = path.trim_end_matches("flowsession.csv");
        let parts: Vec<&[u8]> = monthly
            .iter()
            .filter(|(path, _)| path.starts_with(folder))
            .map(|(_, bytes)| bytes.as_slice())
            .collect();
        assert_eq!(parts.len(), 2, "February and March");
        let header = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap();
        let joined: Vec<u8> = parts
            .iter()
            .flat_map(|part| &part[header.len()..])
            .copied()
            .collect();
        assert!(bytes[header.len()..] == joined, "{path}");
    }
}

#[test]
fn versions_only_rise_but_for_what_is_told_again() {
    let (files, account) = files(EstateScale {
        satellites: 1,
        cut: Cut::Whole,
        ..scale()
    });
    let (mut newest, mut seen, mut again) = (0, BTreeSet::new(), 0);
    for row in csv::Reader::from_reader(files.values().next().unwrap().as_slice())
        .records()
        .map(Result::unwrap)
    {
        let version: u64 = row[14].parse().unwrap();
        if seen.insert(version) {
            assert!(version > newest, "{row:?} after {newest}");
            newest = version;
        } else {
            again += 1;
        }
    }
    assert_eq!(again, account.told_again);
}

#[test]
fn a_day_more_continues_the_stream_and_tells_late_of_older_sessions() {
    let world = World::new(scale());
    let (before, _) = files(scale());
    let known: BTreeSet<String> = kept(&before).into_keys().collect();
    let mut account = Account::default();
    let mut more = BTreeMap::new();
    for day in 0..3 {
        for delivery in world.deliveries_of_day_after(day) {
            let mut bytes = Vec::new();
            account += &delivery.write(&world, &mut bytes).unwrap();
            more.insert(delivery.path, bytes);
        }
    }
    let told = kept(&more);
    let new = told.keys().filter(|id| !known.contains(*id)).count() as i64;
    assert_eq!(new, account.sessions);
    assert!(
        told.len() as i64 > new,
        "nothing was told of older sessions"
    );
    assert!(
        more.keys()
            .any(|path| path.ends_with("flowsession-2026-04-03.csv")),
        "{:?}",
        more.keys()
    );
}

#[test]
fn people_work_by_day_and_rest_at_weekends() {
    let (files, _) = files(EstateScale {
        satellites: 1,
        days: 28,
        ..scale()
    }); // four weeks, London in winter time until the 29th
    let (mut noon, mut night, mut by_weekday) = (0, 0, [0; 7]);
    for row in kept(&files).values().filter(|row| &row[15] != "true") {
        let at = DateTime::parse_from_rfc3339(&row[4]).unwrap();
        match chrono::Timelike::hour(&at) {
            9..=10 => noon += 1,
            1..=2 => night += 1,
            _ => {}
        }
        by_weekday[chrono::Datelike::weekday(&at).num_days_from_monday() as usize] += 1;
    }
    assert!(
        noon > 5 * night,
        "{noon} sessions from nine to eleven, {night} from one to three at night"
    );
    assert!(by_weekday[1] > 3 * by_weekday[6], "{by_weekday:?}");
}

#[test]
fn a_few_automations_do_most_of_the_work_and_some_have_bad_days() {
    let (files, _) = files(EstateScale {
        satellites: 1,
        automations: 20,
        ..scale()
    });
    let mut by_automation = BTreeMap::<String, i64>::new();
    let mut by_day = BTreeMap::<(String, String), (i64, i64)>::new();
    for row in kept(&files).values().filter(|row| &row[15] != "true") {
        *by_automation.entry(row[1].to_owned()).or_default() += 1;
        let day = by_day
            .entry((row[1].to_owned(), row[4][..10].to_owned()))
            .or_default();
        day.0 += 1;
        day.1 += i64::from(&row[6] == "failed");
    }
    let mut counts: Vec<i64> = by_automation.into_values().collect();
    counts.sort_unstable();
    assert_eq!(counts.len(), 20);
    assert!(
        counts[15..].iter().sum::<i64>() * 2 > 9_001,
        "the busiest quarter does half: {counts:?}"
    );
    assert!(
        by_day
            .values()
            .any(|(all, failed)| *all > 5 && failed * 2 > *all),
        "nobody had a bad day"
    );
}

#[test]
fn numbers_and_times_are_written_as_the_library_writes_them() {
    for number in [
        0,
        7,
        10,
        99,
        100,
        101,
        12_345,
        999_999,
        10_000_000,
        u64::MAX,
    ] {
        let mut text = Vec::new();
        bytes::whole(&mut text, number);
        assert_eq!(String::from_utf8(text).unwrap(), number.to_string());
    }
    for step in 0..20_000_i64 {
        let ms = step * 86_399_917 * 2; // any hour, into the twenty-fifth century
        let mut text = Vec::new();
        bytes::instant(&mut text, ms);
        let expected = DateTime::from_timestamp_millis(ms)
            .unwrap()
            .format("%Y-%m-%dT%H:%M:%S%.3fZ")
            .to_string();
        if ms < 253_402_300_800_000 {
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }
    let mut text = Vec::new();
    bytes::guid(&mut text, [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210]);
    assert_eq!(text, b"01234567-89ab-cdef-fedc-ba9876543210");
    for (ms, expected) in [
        (1_777_496_486_000, "4/29/2026 9:01:26 PM"),
        (1_767_225_600_000, "1/1/2026 12:00:00 AM"),
        (1_767_268_800_000, "1/1/2026 12:00:00 PM"),
    ] {
        let mut text = Vec::new();
        bytes::american(&mut text, ms);
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
    let mut text = Vec::new();
    bytes::json(&mut text, "a \"b\"\r\n\\c");
    assert_eq!(
        serde_json::from_slice::<String>(&text).unwrap(),
        "a \"b\"\r\n\\c"
    );
    let mut text = Vec::new();
    bytes::quoted(&mut text, b"a \"b\", c");
    assert_eq!(text, b"\"a \"\"b\"\", c\"");
}

#[test]
fn sessions_are_shared_out_to_the_last_one() {
    for (sessions, satellites) in [(1, 1), (7, 7), (100, 60), (1_000_003, 59)] {
        let world = World::new(EstateScale {
            sessions,
            satellites,
            ..scale()
        });
        let of_all: u64 = world.satellites.iter().map(|s| s.begins[45]).sum();
        assert_eq!(of_all, sessions);
        if sessions > 1_000 {
            assert!(
                world.satellites[0].begins[45] > 5 * world.satellites[58].begins[45],
                "the first is the largest by far"
            );
        }
    }
}
