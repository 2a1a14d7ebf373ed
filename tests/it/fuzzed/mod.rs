//! The ways in: whatever bytes come, each takes them without a panic, and what it says of them adds
//! up. Fuzzers call these functions and nothing else (`fuzz/`), and so do the mutants of
//! `tests/mutants.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use reckoner::extract::facts::sessions::{csv, json, parquet};
use reckoner::extract::reading::file::Place;
use reckoner::extract::taker::{Keep, Reached, Source};
use reckoner::extract::{
    Carrier, CsvForm, Export, ExtractError, Format, Options, Quiet, Reading, SessionColumns, Shape,
    SynapseLink, extract,
};
use reckoner::lake::delta::foreign::{ForeignTable, LOG, LogSaid, newest};
use reckoner::lake::{Lake, LakeError, Store};
use reckoner::model::Satellite;
use reckoner::model::receipt::Ending;
use reckoner::model::satellite::Class;
use reckoner::render::Templates;
use reckoner::workspace;

pub type Target = fn(&[u8]);

/// By their names, which are those of the folders of their corpora too.
pub const TARGETS: [(&str, Target); 10] = [
    ("csv", of_csv),
    ("json", of_json),
    ("parquet", of_parquet),
    ("xlsx", of_xlsx),
    ("sheet", of_sheet),
    ("zip", of_zip),
    ("delta", of_delta),
    ("model", of_model),
    ("toml", of_toml),
    ("template", of_template),
];

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("a time")
}

fn satellite() -> Satellite {
    Satellite {
        id: "fuzzed".parse().expect("an id"),
        name: "fuzzed".into(),
        class: Class::Prod,
        counts: true,
        region: String::new(),
        capability: String::new(),
        timezone: "Europe/Berlin".parse().expect("a zone"),
        active_from: None,
        active_to: None,
        stale_after: TimeDelta::hours(26),
    }
}

/// What was read of an object is what was kept, refused and dropped, or it is damaged as a whole
/// and says how.
fn adds_up(read: impl FnOnce(Source<'_>, &mut Keep<'_>) -> Result<Reached, ExtractError>) {
    let (satellite, mut kept) = (satellite(), 0);
    let source = Source {
        satellite: &satellite,
        object: "a",
        reading: "r",
        now: now(),
    };
    let reached = read(source, &mut |batch| {
        kept += batch.num_rows() as i64;
        Ok(())
    });
    match reached {
        Ok(reached) => {
            assert_eq!(reached.read, kept + reached.rejected);
            assert!(reached.rejects.len() as i64 <= reached.rejected);
        }
        // Anything else would be the store's trouble, or lost lines.
        Err(ExtractError::Read { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

pub fn of_csv(data: &[u8]) {
    let (form, own) = (CsvForm::default(), SessionColumns::default());
    adds_up(|source, keep| csv::sessions(data, &form, &own, source, keep));
}

pub fn of_json(data: &[u8]) {
    for shape in [Shape::Document, Shape::Lines] {
        let own = SessionColumns::default();
        adds_up(|source, keep| json::sessions(data, &shape.into(), &own, source, keep));
    }
}

pub fn of_parquet(data: &[u8]) {
    let store = Store::memory();
    store.put("a", data.to_vec()).expect("memory holds it");
    let object = store.head("a").expect("memory").expect("it was put there");
    adds_up(|source, keep| {
        parquet::sessions(
            &store,
            &object,
            &SessionColumns::default(),
            &LogSaid::default(),
            source,
            keep,
        )
    });
}

/// What lies in a folder is read or refused as a whole, and nothing of it is a mistake of this
/// program.
fn extracted(name: &str, data: &[u8], format: Format) {
    let folder = tempfile::tempdir().expect("room for a folder");
    fs::write(folder.path().join(name), data).expect("room for a file");
    let lake = Lake::open(Store::memory()).expect("memory");
    let export = Export::of(
        satellite(),
        Reading {
            url: name.into(),
            format,
        },
    );
    let receipts = extract(
        &lake,
        folder.path(),
        &[export],
        now(),
        &Options::default(),
        &Quiet,
    )
    .expect("a lake in memory does not fail");
    if let Ending::Failed { why, .. } = &receipts[0].ending {
        panic!("{why}");
    }
}

pub fn of_xlsx(data: &[u8]) {
    extracted(
        "a.xlsx",
        data,
        Format::canonical(Carrier::Xlsx(Place::default())),
    );
}

/// A sheet's own XML, and texts that its cells share, in a workbook that is in order.
pub fn of_sheet(data: &[u8]) {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", rels("officeDocument", "w.xml").into_bytes()),
        ("w.xml", format!("<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>").into_bytes()),
        ("_rels/w.xml.rels", rels("worksheet", "s.xml").into_bytes()),
        ("styles.xml", data.to_vec()),
        ("sharedStrings.xml", b"<sst><si><t>a</t></si><si><t>session_id</t></si></sst>".to_vec()),
        ("s.xml", data.to_vec()),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("into memory");
        std::io::Write::write_all(&mut writer, &bytes).expect("into memory");
    }
    of_xlsx(&writer.finish().expect("into memory").into_inner());
}

pub fn of_zip(data: &[u8]) {
    extracted(
        "a.zip",
        data,
        Format::canonical(Carrier::Csv(CsvForm::default())),
    );
}

/// The first commit of a log; where it is Parquet, the checkpoint of the second.
pub fn of_delta(data: &[u8]) {
    let store = Store::memory();
    let put = |name: &str, bytes: &[u8]| {
        store
            .put(&format!("t/{LOG}/{name}"), bytes.to_vec())
            .expect("memory holds it")
    };
    if data.starts_with(b"PAR1") {
        put("00000000000000000007.checkpoint.parquet", data);
        put("00000000000000000007.json", b"{\"commitInfo\":{}}\n");
    } else {
        put("00000000000000000000.json", data);
    }
    let listed = store.list("").expect("memory");
    let log: Vec<_> = listed.iter().collect();
    let (version, _) = newest(listed.iter()).expect("there is a commit");
    match ForeignTable::read(&store, "t", version, &log) {
        Ok(table) => {
            for file in &table.files {
                assert!(
                    !file.path.contains("://") && !file.path.starts_with('/'),
                    "{}",
                    file.path
                );
                let _ = table.said(file, 1_000, &|path| {
                    listed
                        .iter()
                        .find(|object| object.path == format!("t/{path}"))
                        .cloned()
                });
            }
        }
        Err(LakeError::Garbled { .. } | LakeError::ForeignDelta { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

/// The model of a link, beside a table of two rows.
pub fn of_model(data: &[u8]) {
    let folder = tempfile::tempdir().expect("room for a folder");
    let rows = "s1,2026-03-02T08:00:00Z,2,4,w1,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z\n";
    fs::create_dir_all(folder.path().join("in/flowsession")).expect("room for a folder");
    fs::write(folder.path().join("in/model.json"), data).expect("room for a file");
    fs::write(
        folder.path().join("in/flowsession/2026-03.csv"),
        rows.to_owned() + &rows.replace("s1", "s2"),
    )
    .expect("room for a file");
    let lake = Lake::open(Store::memory()).expect("memory");
    let reading = Reading {
        url: "in".into(),
        format: Format::SynapseLink(SynapseLink::default()),
    };
    let export = Export::of(satellite(), reading);
    let receipts = extract(
        &lake,
        folder.path(),
        &[export],
        now(),
        &Options::default(),
        &Quiet,
    )
    .expect("a lake in memory does not fail");
    if let Ending::Failed { why, .. } = &receipts[0].ending {
        assert!(!why.contains("mistake"), "{why}");
    }
}

pub fn of_toml(data: &[u8]) {
    let folder = tempfile::tempdir().expect("room for a folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("room for a folder");
        fs::write(path, bytes).expect("room for a file");
    };
    write("reckoner.toml", data);
    write("jobs/job.toml", data);
    write(
        "baselines/projects.csv",
        b"project_id,name,department_id,status\n",
    );
    if let Err(mistakes) = workspace::load(Path::new(folder.path())) {
        let _ = mistakes.render(true, 120);
    }
}

pub fn of_template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let _ = Templates::new(&BTreeMap::from([(
        "executive.html".to_owned(),
        text.to_owned(),
    )]));
}
