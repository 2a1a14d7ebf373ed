//! Exports whose columns change from one delivery to the next: what is new is ignored and noted,
//! what is gone and may be is empty and noted, what must be there refuses its rows with a reason.
//! The same is told whatever the format.

use crate::satellites;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, ListArray, RecordBatch, StringArray};
use arrow::datatypes::Int32Type;
use chrono::{DateTime, Utc};
use parquet::arrow::ArrowWriter;
use reckoner::extract::{
    Carrier, CsvForm, Export, Format, Options, Quiet, Reading, Shape, SynapseLink, Vendor,
    Vendored, extract,
};
use reckoner::lake::tables::SESSIONS;
use reckoner::lake::{Lake, Store};
use reckoner::model::Micros;
use reckoner::model::receipt::{Ending, SatelliteReceipt};

use satellites::satellite;

struct World {
    folder: tempfile::TempDir,
    lake: Lake,
    format: Format,
}

impl World {
    fn new(format: Format) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            lake: Lake::open(Store::memory()).unwrap(),
            format,
        }
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.folder.path().join("export").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self) -> SatelliteReceipt {
        let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
        let reading = Reading {
            url: "export".into(),
            format: self.format.clone(),
        };
        let export = Export {
            max_reject_share: Micros(1_000_000),
            ..Export::of(satellite("drifting", "UTC"), reading)
        };
        extract(
            &self.lake,
            self.folder.path(),
            &[export],
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap()
        .remove(0)
    }

    /// What a delivery says of columns that came or went.
    fn told(&self) -> Vec<String> {
        let receipt = self.read();
        assert!(
            matches!(receipt.ending, Ending::Done | Ending::Unchanged),
            "{:?}",
            receipt.ending
        );
        receipt
            .notes
            .into_iter()
            .filter(|note| note.starts_with("columns of"))
            .collect()
    }

    /// What the lake says of them, for the page.
    fn latest(&self) -> Vec<String> {
        let drift = self.lake.drift().unwrap();
        drift
            .values()
            .flat_map(|seen| seen.latest())
            .map(|drift| drift.to_string())
            .collect()
    }
}

fn csv(columns: &str, id: &str) -> String {
    let cells: Vec<String> = columns
        .split(',')
        .map(|column| match column {
            "session_id" => id.to_owned(),
            "automation_id" => "a1".into(),
            "outcome" => "succeeded".into(),
            "ended" => "2026-03-02T08:00:00Z".into(),
            _ => "x".into(),
        })
        .collect();
    format!("{columns}\n{}\n", cells.join(","))
}

const PLAIN: &str = "session_id,automation_id,outcome,ended,owner";

#[test]
fn a_delivery_says_which_columns_are_new_and_which_are_gone_once() {
    let world = World::new(Format::canonical(Carrier::Csv(CsvForm::default())));
    world.write("runs-2026-03-01.csv", csv(PLAIN, "s1"));
    assert_eq!(world.told(), [""; 0], "there is nothing to compare it with");
    world.write(
        "runs-2026-03-02.csv",
        csv("session_id,automation_id,OUTCOME,ended,owner", "s2"),
    );
    assert_eq!(world.told(), [""; 0], "columns are found in any case");
    world.write(
        "runs-2026-03-03.csv",
        csv("session_id,automation_id,outcome,ended,Cost Centre", "s3"),
    );
    let told = [
        "columns of runs-#.csv that are gone, last seen in runs-2026-03-02.csv: owner",
        "columns of runs-#.csv that are new since runs-2026-03-03.csv: cost centre",
    ];
    assert_eq!(world.told(), told);
    world.write(
        "runs-2026-03-04.csv",
        csv("session_id,automation_id,outcome,ended,Cost Centre", "s4"),
    );
    assert_eq!(world.told(), [""; 0], "it was said");
    assert_eq!(world.latest(), told, "and stays true");
    world.write(
        "runs-2026-03-05.csv",
        csv(
            "session_id,automation_id,outcome,ended,Cost Centre,owner",
            "s5",
        ),
    );
    assert_eq!(
        (world.told(), world.latest()),
        (vec![], vec![told[1].to_owned()]),
        "it is back"
    );
    assert_eq!(world.lake.rows(&SESSIONS).unwrap().len(), 5);
}

#[test]
fn a_required_column_that_is_gone_refuses_its_rows_and_is_noted_and_other_exports_are_not_its_like()
{
    let world = World::new(Format::canonical(Carrier::Csv(CsvForm::default())));
    world.write("runs-1.csv", csv(PLAIN, "s1")).write(
        "archive.csv",
        csv("session_id,automation_id,outcome,started", "s0"),
    );
    world.read();
    world.write(
        "runs-2.csv",
        csv("session_id,automation_id,ended,owner", "s2"),
    );
    let receipt = world.read();
    assert_eq!((receipt.rows.new, receipt.rows.rejected), (0, 1));
    let rejects = world.lake.rejects().unwrap();
    let reject = rejects
        .iter()
        .find(|reject| reject.object == "runs-2.csv")
        .unwrap();
    assert_eq!(
        (reject.code.as_str(), reject.column.as_str()),
        ("missing_column", "outcome")
    );
    assert_eq!(
        world.latest(),
        ["columns of runs-#.csv that are gone, last seen in runs-1.csv: outcome"]
    );
}

#[test]
fn a_refused_delivery_says_it_too_and_leaves_no_trace() {
    let world = World::new(Format::canonical(Carrier::Csv(CsvForm::default())));
    world.write("runs-1.csv", csv(PLAIN, "s1"));
    world.read();
    let rows = "s,a1,never,\n".repeat(30);
    world.write(
        "runs-2.csv",
        format!("session_id,automation_id,outcome,ended\n{rows}"),
    );
    let reading = Reading {
        url: "export".into(),
        format: world.format.clone(),
    };
    let export = Export {
        max_reject_share: Micros(0),
        ..Export::of(satellite("drifting", "UTC"), reading)
    };
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    let receipt = extract(
        &world.lake,
        world.folder.path(),
        &[export],
        now,
        &Options::default(),
        &Quiet,
    )
    .unwrap()
    .remove(0);
    assert!(
        matches!(receipt.ending, Ending::Refused { .. }),
        "{:?}",
        receipt.ending
    );
    assert!(
        receipt
            .notes
            .iter()
            .any(|note| note.ends_with("last seen in runs-1.csv: owner")),
        "{:?}",
        receipt.notes
    );
    assert_eq!(world.latest(), [""; 0]);
}

#[test]
fn members_that_nobody_asked_for_are_new_and_never_gone() {
    let world = World::new(Format::canonical(Carrier::Json(Shape::Lines.into())));
    let line = |id: &str, more: &str| {
        format!(
            "{{\"session_id\":\"{id}\",\"automation_id\":\"a1\",\"outcome\":\"succeeded\",\"ended\":\"2026-03-02T08:00:00Z\"{more}}}\n"
        )
    };
    world.write("runs-1.ndjson", line("s1", ",\"robot\":1"));
    assert_eq!(world.told(), [""; 0]);
    world.write(
        "runs-2.ndjson",
        line("s2", "") + &line("s3", ",\"site\":{\"id\":2}"),
    );
    assert_eq!(
        world.told(),
        ["columns of runs-#.ndjson that are new since runs-2.ndjson: site"]
    );
}

fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn a_parquet_column_whose_type_clashes_refuses_its_rows_and_casts_nothing() {
    let world = World::new(Format::canonical(Carrier::Parquet));
    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
    let plain = |id: &str| {
        vec![
            ("session_id", text(id)),
            ("automation_id", text("a1")),
            ("outcome", text("succeeded")),
            ("ended", text("2026-03-02T08:00:00Z")),
        ]
    };
    world.write("runs-1.parquet", parquet(plain("s1")));
    assert_eq!(world.told(), [""; 0]);
    let mut listed = plain("s2");
    listed[2].1 = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([
        Some(1),
    ])]));
    let mut numbered = plain("s3");
    numbered[3].1 = Arc::new(Int64Array::from(vec![7]));
    numbered.push(("cost", text("x")));
    world
        .write("runs-2.parquet", parquet(listed))
        .write("runs-3.parquet", parquet(numbered));
    let told = world.told();
    let codes: Vec<_> = world
        .lake
        .rejects()
        .unwrap()
        .into_iter()
        .map(|reject| format!("{} {}", reject.column, reject.code))
        .collect();
    assert_eq!(codes, ["outcome not_a_value", "ended bad_time"]);
    // The list's values lie in a column of their own, deeper in.
    assert!(
        told.contains(
            &"columns of runs-#.parquet that are new since runs-3.parquet: cost".to_owned()
        ),
        "{told:?}"
    );
}

#[test]
fn attributes_of_a_link_and_members_of_a_vendor_are_told_too() {
    let link = World::new(Format::SynapseLink(SynapseLink::default()));
    let folder = |stamp: &str, attributes: &[&str], row: &str| {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|name| serde_json::json!({ "name": name }))
            .collect();
        let model = serde_json::json!({ "entities": [{ "name": "flowsession", "attributes": attributes }] });
        link.write(&format!("{stamp}/model.json"), model.to_string());
        link.write(&format!("{stamp}/flowsession/2026-03.csv"), row);
    };
    link.write("Changelog/changelog.info", "2026-03-09T00.00.00Z");
    let plain = ["Id", "regardingobjectid", "statuscode", "completedon"];
    folder(
        "2026-03-02T00.00.00Z",
        &plain,
        "s1,a1,4,2026-03-02T08:00:00Z\n",
    );
    assert_eq!(link.told(), [""; 0]);
    folder(
        "2026-03-03T00.00.00Z",
        &[&plain[..], &["cr1_cost"]].concat(),
        "s2,a1,4,2026-03-02T09:00:00Z,7\n",
    );
    assert_eq!(
        link.told(),
        [
            "columns of #/flowsession/#.csv that are new since 2026-03-03T00.00.00Z/flowsession/2026-03.csv: cr1_cost"
        ]
    );

    let uipath = World::new(Format::Vendor(Vendored::plain(Vendor::UiPath)));
    let page = |more: &str| {
        format!(
            "{{\"@odata.context\":\"https://o/odata/$metadata#Jobs\",\"value\":[{{\"Key\":\"k{}\",\"ReleaseName\":\"R\",\"State\":\"Successful\",\
             \"EndTime\":\"2026-03-02T08:00:00Z\"{more}}}]}}",
            more.len()
        )
    };
    uipath.write("jobs-1.json", page(""));
    assert_eq!(uipath.told(), [""; 0]);
    uipath.write("jobs-2.json", page(",\"Novelty\":1"));
    assert_eq!(
        uipath.told(),
        ["columns of jobs-#.json that are new since jobs-2.json: novelty"]
    );
}

#[test]
fn a_delta_table_says_by_its_log_which_columns_came() {
    let world = World::new(Format::canonical(Carrier::Delta));
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/delta/link/deltalake/flowsession_partitioned");
    let copy = |folder: &str, wanted: &dyn Fn(&str) -> bool| {
        for entry in fs::read_dir(from.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap())
        {
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_file() && wanted(&name) {
                world.write(
                    &format!("flowsession/{folder}/{name}"),
                    fs::read(entry.path()).unwrap(),
                );
            }
        }
    };
    copy("PartitionId=2026", &|_| true);
    copy("_delta_log", &|name| name < "00000000000000000004");
    assert_eq!(world.told(), [""; 0]);
    copy("_delta_log", &|_| true);
    let commit = "flowsession/_delta_log/00000000000000000005.json";
    assert_eq!(
        world.told(),
        [format!(
            "columns of flowsession that are new since {commit}: parentworkflowid"
        )]
    );
}
