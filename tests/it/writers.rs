//! Many processes write into one lake at once, each a satellite of its own: all of them end well,
//! and nothing is lost.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use reckoner::lake::tables::{OBJECTS, SESSIONS};
use reckoner::lake::{Lake, Store};

/// `RECKON_WRITERS=60` asks for as many as once were too many.
fn writers() -> usize {
    std::env::var("RECKON_WRITERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(16)
}

#[test]
fn as_many_writers_as_there_are_satellites_all_end_well() {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path();
    let mut toml = "[estate]\nname = \"Busy\"\ncurrency = \"USD\"\n".to_owned();
    for n in 0..writers() {
        write!(
            toml,
            "\n[[satellite]]\nid = \"s{n}\"\nsource = {{ format = \"csv\", url = \"in/{n}\" }}\n"
        )
        .unwrap();
        fs::create_dir_all(estate.join(format!("in/{n}"))).unwrap();
        let rows = (0..3)
            .map(|id| format!("{id},a,succeeded,2026-03-02T08:00:00Z\n"))
            .collect::<String>();
        // One row of each cannot be read, so that the table of rejects is written too.
        let text = format!("session_id,automation_id,outcome,ended\n{rows}9,a,succeeded,never\n");
        fs::write(estate.join(format!("in/{n}/a.csv")), text).unwrap();
    }
    fs::create_dir_all(estate.join("baselines")).unwrap();
    fs::write(
        estate.join("baselines/projects.csv"),
        "project_id,name,department_id,status\np,P,d,live\n",
    )
    .unwrap();
    fs::write(estate.join("reckoner.toml"), toml).unwrap();

    let started = (0..writers()).map(|n| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command.arg("-C").arg(estate).args([
            "--no-progress",
            "extract",
            "--satellite",
            &format!("s{n}"),
        ]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let processes: Vec<_> = started.collect();
    for (n, process) in processes.into_iter().enumerate() {
        let output = process.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "s{n}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let lake = Lake::open(Store::open("lake", estate).unwrap()).unwrap();
    assert_eq!(lake.rows(&SESSIONS).unwrap().len(), 3 * writers());
    assert_eq!(
        (lake.objects().unwrap().len(), lake.rejects().unwrap().len()),
        (writers(), writers())
    );
    let places = lake
        .snapshot(&OBJECTS)
        .unwrap()
        .files
        .into_iter()
        .map(|file| file.partition["satellite_id"].clone());
    assert_eq!(
        places.collect::<std::collections::BTreeSet<_>>().len(),
        writers()
    );
}
