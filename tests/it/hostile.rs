//! What comes from outside may be made to harm. Each claim starts the program on one hostile
//! satellite beside a good one, and holds it to the same: it ends by itself, soon, within a bound
//! of memory, with an exit code that means something; the good satellite is read; nothing that a
//! terminal would obey is printed; and the next run costs no more.
#![cfg(target_os = "linux")]

use crate::footers;

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use footers::{NESTED, footer, list, parquet};

/// Of what a run may hold, in kilobytes: what the program takes for nothing, and some.
const MOST_KB: u64 = 700 << 10;
const LONGEST: Duration = Duration::from_secs(25);

/// As Microsoft Entra makes them.
const SECRET: &str = "Zq8Q~wX_k3vP.u7Jy&Nm2<T5hB9";
const TOKEN: &str = "eyJ0.canary~of~a~bearer.Hk4uW9";

const HEAD: &str = "session_id,automation_id,outcome,ended\n";

struct World {
    folder: tempfile::TempDir,
    source: String,
}

/// How a run ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    stderr: String,
    receipt: Value,
    peak_kb: u64,
}

impl World {
    /// `source` is the hostile satellite's; its exports lie in `in`.
    fn new(source: &str) -> Self {
        let world = Self {
            folder: tempfile::tempdir().unwrap(),
            source: source.to_owned(),
        };
        world.write(
            "good/a.csv",
            format!("{HEAD}g1,a,succeeded,2026-03-02T08:00:00Z\n"),
        );
        fs::create_dir_all(world.folder.path().join("in")).unwrap();
        world.write(
            "baselines/projects.csv",
            "project_id,name,department_id,status\n",
        );
        world
    }

    fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn run(&self) -> Ended {
        self.run_at("2026-03-10T12:00:00Z")
    }

    fn run_at(&self, now: &str) -> Ended {
        let toml = format!(
            "[estate]\nname = \"T\"\ncurrency = \"USD\"\n\n[[satellite]]\nid = \"hostile\"\n{}\n\n[[satellite]]\nid = \"good\"\nsource = {{ format = \"csv\", url = \"good/*.csv\" }}\n",
            self.source
        );
        self.write("reckoner.toml", toml);
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command.env_clear().env("HOSTILE_SECRET", SECRET).args([
            "--now",
            now,
            "--no-progress",
            "-C",
        ]);
        command
            .arg(self.folder.path())
            .arg("extract")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let (began, mut child) = (Instant::now(), command.spawn().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || {
            let mut said = Vec::new();
            stderr.read_to_end(&mut said).unwrap();
            said
        });
        let mut peak_kb = 0;
        let status = loop {
            let status =
                fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let peak = status.lines().find_map(|line| {
                line.strip_prefix("VmHWM:")?
                    .trim()
                    .strip_suffix(" kB")?
                    .parse::<u64>()
                    .ok()
            });
            peak_kb = peak_kb.max(peak.unwrap_or(0));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > LONGEST {
                child.kill().unwrap();
                panic!(
                    "it did not end; {peak_kb} kB: {}",
                    String::from_utf8_lossy(&said.join().unwrap())
                );
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let said = said.join().unwrap();
        let stderr = String::from_utf8(said).expect("what is printed is text");
        let mut receipts: Vec<_> = fs::read_dir(self.folder.path().join("out/receipts"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        receipts.sort();
        let receipt = receipts
            .pop()
            .and_then(|path| fs::read(path.join("receipt.json")).ok())
            .map(|text| serde_json::from_slice(&text).unwrap());
        let code = status
            .code()
            .unwrap_or_else(|| panic!("{status}: {stderr}"));
        Ended {
            code,
            stderr,
            receipt: receipt.unwrap_or_default(),
            peak_kb,
        }
    }

    /// Runs twice: both are held to what all are held to; what the first said.
    fn held(&self) -> Ended {
        let first = self.run();
        let again = self.run();
        for (ended, number) in [(&first, 1), (&again, 2)] {
            assert!(
                [0, 3, 74, 75, 77].contains(&ended.code),
                "run {number}: {ended:?}"
            );
            assert!(
                ended.peak_kb < MOST_KB,
                "run {number} held {} kB: {ended:?}",
                ended.peak_kb
            );
            assert!(
                !ended
                    .stderr
                    .contains(|c: char| c.is_control() && !"\n\t".contains(c)),
                "run {number}: {:?}",
                ended.stderr
            );
            assert!(
                !ended.stderr.contains("panicked"),
                "run {number}: {ended:?}"
            );
        }
        assert_eq!(first.receipt["satellites"]["good"]["new"], 1, "{first:?}");
        assert_eq!(
            again.receipt["satellites"]["good"]["ending"], "unchanged",
            "{again:?}"
        );
        assert_eq!(again.code, first.code, "{again:?}");
        first
    }
}

impl Ended {
    fn hostile(&self, what: &str) -> &Value {
        &self.receipt["satellites"]["hostile"][what]
    }

    fn why(&self) -> String {
        self.hostile("why")
            .as_str()
            .unwrap_or_else(|| panic!("{self:?}"))
            .to_owned()
    }

    fn notes(&self) -> String {
        self.hostile("notes").to_string()
    }
}

fn csv(url: &str) -> World {
    World::new(&format!("source = {{ format = \"csv\", url = \"{url}\" }}"))
}

fn delta() -> World {
    World::new("source = { format = \"delta\", url = \"in\" }")
}

/// The codes of what was refused, as the lake has them.
fn rejects(world: &World) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    let output = command
        .env_clear()
        .arg("-C")
        .arg(world.folder.path())
        .args(["rejects", "--output", "json"])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

// Names, links, and what is no file.

#[test]
fn an_odd_name_outside_of_a_glob_costs_nothing_and_one_inside_is_one_reject() {
    let world = csv("in/*.csv");
    world.write(
        "in/a.csv",
        format!("{HEAD}s1,a,succeeded,2026-03-02T08:00:00Z\n"),
    );
    for name in [&b"photo\r.jpg"[..], b"\xff\xfe.jpg", b"sub\x1b[2J/x.jpg"] {
        world.write(Path::new("in").join(OsStr::from_bytes(name)), "x");
    }
    let ended = world.held();
    assert_eq!(
        (ended.code, ended.hostile("new"), ended.hostile("rejected")),
        (0, &Value::from(1), &Value::from(0)),
        "{ended:?}"
    );

    world.write(
        Path::new("in").join(OsStr::from_bytes(b"b\x1b[31m\xff.csv")),
        HEAD,
    );
    let ended = world.run();
    assert_eq!(
        (ended.code, ended.hostile("rejected")),
        (0, &Value::from(1)),
        "{ended:?}"
    );
    assert!(
        rejects(&world).contains("odd_name") && rejects(&world).contains(r"b\\u{1b}[31m\\xff.csv"),
        "{}",
        rejects(&world)
    );
}

#[test]
fn a_glob_over_a_deep_tree_ends() {
    let world = csv(&format!("in/{}*.csv", "**/a/".repeat(12)));
    world.write(format!("in/{}b.txt", "a/".repeat(40)), "x");
    assert_eq!(world.held().code, 0);
}

#[test]
fn a_pipe_or_a_socket_is_never_opened() {
    for source in [
        "csv\", url = \"in/*.csv",
        "csv\", url = \"in/p.csv",
        "delta\", url = \"in",
    ] {
        let world = World::new(&format!("source = {{ format = \"{source}\" }}"));
        let pipe = |path: &str| {
            assert!(
                Command::new("mkfifo")
                    .arg(world.folder.path().join(path))
                    .status()
                    .unwrap()
                    .success()
            )
        };
        pipe("in/p.csv");
        fs::create_dir(world.folder.path().join("in/_delta_log")).unwrap();
        pipe("in/_delta_log/00000000000000000000.json");
        let _socket =
            std::os::unix::net::UnixListener::bind(world.folder.path().join("in/s.csv")).unwrap();
        let ended = world.held();
        match source {
            "csv\", url = \"in/*.csv" => assert_eq!(
                (ended.code, ended.hostile("rejected")),
                (0, &Value::from(2)),
                "{ended:?}"
            ),
            "delta\", url = \"in" => assert!(
                ended.code == 0 && ended.notes().contains("left alone"),
                "{ended:?}"
            ),
            _ => assert!(
                ended.code == 74 && ended.why().contains("a pipe, a socket or a device"),
                "{ended:?}"
            ),
        }
    }
}

#[test]
fn a_link_is_followed_where_its_owner_says_so_and_nowhere_else() {
    let world = csv("in/**/*.csv");
    world.write("elsewhere/secret.csv", format!("{HEAD}canary\n"));
    symlink(
        world.folder.path().join("elsewhere/secret.csv"),
        world.folder.path().join("in/a.csv"),
    )
    .unwrap();
    symlink(
        world.folder.path().join("in"),
        world.folder.path().join("in/loop"),
    )
    .unwrap();
    symlink("self", world.folder.path().join("in/self")).unwrap();
    let ended = world.held();
    assert_eq!(
        (ended.code, ended.hostile("read"), ended.hostile("rejected")),
        (0, &Value::from(1), &Value::from(1)),
        "{ended:?}"
    );
    assert!(
        ended.notes().contains("in/loop") || ended.notes().contains("loop;"),
        "{ended:?}"
    );
    let told = rejects(&world);
    assert!(
        told.contains("follow_links = true") && !told.contains("canary"),
        "{told}"
    );

    let world = World {
        source: "source = { format = \"csv\", url = \"in/**/*.csv\", follow_links = true }".into(),
        ..world
    };
    let ended = world.run();
    assert_eq!(
        (ended.code, ended.hostile("rejected")),
        (0, &Value::from(1)),
        "{ended:?}"
    );
    assert!(
        rejects(&world).contains("canary"),
        "what is refused now is its row"
    );
}

// Parquet, and tables of it.

#[test]
fn parquet_whose_schema_is_too_deep_or_whose_counts_are_absurd_is_refused() {
    for (bytes, code) in [
        (parquet(&footer(&NESTED(10_000), 0)), "bad_parquet"),
        (parquet(&footer(&NESTED(3_000), 1)), "bad_parquet"),
        // Two thousand million row groups.
        (
            parquet(
                &[
                    &[0x15, 0x02][..],
                    &list(1, 12, 0, &[]),
                    &[0x16, 0x00],
                    &[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07],
                    &[0; 40],
                ]
                .concat(),
            ),
            "bad_parquet",
        ),
        (b"PAR1".to_vec(), "torn"),
    ] {
        let world = World::new("source = { format = \"parquet\", url = \"in/*.parquet\" }");
        world.write("in/a.parquet", &bytes);
        let ended = world.held();
        assert_eq!(
            (ended.code, ended.hostile("rejected")),
            (0, &Value::from(1)),
            "{ended:?}"
        );
        assert!(rejects(&world).contains(code), "{}", rejects(&world));
    }
}

const PROTOCOL: &str = r#"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#;
const METADATA: &str = r#"{"metaData":{"id":"m","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"session_id\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":0}}"#;

fn commit(world: &World, version: u64, lines: &[&str]) {
    world.write(
        format!("in/_delta_log/{version:020}.json"),
        lines.join("\n") + "\n",
    );
}

#[test]
fn a_tables_log_is_read_in_its_folder_only_and_its_parquet_is_checked_first() {
    let v2 = r#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["v2Checkpoint"],"writerFeatures":["v2Checkpoint"]}}"#;
    let far = |world: &World| world.folder.path().join("elsewhere/side.parquet");
    type Path = fn(&std::path::Path) -> String;
    let paths: [(Path, &str); 4] = [
        (
            |far| far.display().to_string(),
            "does not lie in its folder",
        ),
        (
            |far| format!("file://{}", far.display()),
            "does not lie in its folder",
        ),
        (
            |_| "../../../elsewhere/side.parquet".into(),
            "does not lie in its folder",
        ),
        (|_| "deep.parquet".into(), "nested too deep"),
    ];
    for (path, why) in paths {
        let world = delta();
        commit(&world, 0, &[PROTOCOL, METADATA]);
        commit(&world, 1, &[v2]);
        world.write(
            "elsewhere/side.parquet",
            parquet(&footer(&NESTED(10_000), 0)),
        );
        world.write(
            "in/_delta_log/_sidecars/deep.parquet",
            parquet(&footer(&NESTED(10_000), 0)),
        );
        let sidecar = format!(
            r#"{{"sidecar":{{"path":"{}","sizeInBytes":40000,"modificationTime":0,"tags":{{}}}}}}"#,
            path(&far(&world))
        );
        let lines = [
            r#"{"checkpointMetadata":{"version":1,"tags":{}}}"#,
            v2,
            METADATA,
            &sidecar,
        ]
        .join("\n");
        world.write("in/_delta_log/00000000000000000001.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json", lines);
        let ended = world.held();
        assert!(
            ended.code == 74 && ended.why().contains(why),
            "{why}: {ended:?}"
        );
    }
    let world = delta();
    commit(&world, 1, &[PROTOCOL, METADATA]);
    world.write(
        "in/_delta_log/00000000000000000001.checkpoint.parquet",
        parquet(&footer(&NESTED(10_000), 0)),
    );
    let ended = world.held();
    assert!(
        ended.code == 74 && ended.why().contains("nested too deep"),
        "{ended:?}"
    );

    let world = delta();
    commit(
        &world,
        0,
        &[
            PROTOCOL,
            METADATA,
            r#"{"add":{"path":"a.parquet","partitionValues":{},"size":1,"modificationTime":0,"dataChange":true}}"#,
        ],
    );
    world.write("in/a.parquet", parquet(&footer(&NESTED(10_000), 0)));
    assert_eq!(
        world.held().hostile("rejected"),
        &Value::from(1),
        "a data file is an object of its own"
    );
}

#[test]
fn a_far_version_and_an_unknown_list_of_removed_rows_are_told_by_name() {
    let world = delta();
    commit(&world, 0, &[PROTOCOL, METADATA]);
    commit(&world, 1_000_000_000_000, &[r#"{"commitInfo":{}}"#]);
    let ended = world.held();
    assert!(
        ended.code == 74 && ended.why().contains("version 1 is not there"),
        "{ended:?}"
    );
    let world = delta();
    let add = r#"{"add":{"path":"a.parquet","partitionValues":{},"size":1,"modificationTime":0,"dataChange":true,"deletionVector":{"storageType":"z","pathOrInlineDv":"x","sizeInBytes":1,"cardinality":1}}}"#;
    let features = r#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}"#;
    commit(&world, 0, &[features, METADATA, add]);
    let ended = world.held();
    assert!(
        ended.code == 74 && ended.why().contains("storageType"),
        "{ended:?}"
    );
}

// Width, and what is refused.

#[test]
fn wide_headers_and_rows_cost_what_they_weigh() {
    let world = csv("in/*.csv");
    let header: String = (0..400_000).map(|n| format!(",c{n}")).collect();
    world.write(
        "in/a.csv",
        format!("session_id,automation_id,outcome,ended{header}\n"),
    );
    // A field in two has quotes in it, and each row is longer than a block.
    let row = format!(
        "s1,a,succeeded,2026-03-02T08:00:00Z{}\n",
        ",\"x\"\"y\",z".repeat(500_000)
    );
    world.write("in/b.csv", format!("{HEAD}{row}{row}"));
    let ended = world.held();
    assert_eq!(
        (ended.code, ended.hostile("rejected")),
        (0, &Value::from(3)),
        "{ended:?}"
    );
    assert!(rejects(&world).contains("wide_header"));

    let world = World::new("source = { format = \"ndjson\", url = \"in/*.ndjson\" }");
    let members: String = (0..200_000).map(|n| format!(",\"c{n}\":{n}")).collect();
    let row = |id: &str| {
        format!(
            "{{\"session_id\":\"{id}\",\"automation_id\":\"a\",\"outcome\":\"failed\"{members},\"ended\":\"2026-03-02T08:00:00Z\"}}\n"
        )
    };
    world.write("in/a.ndjson", row("s1") + &row("s2"));
    let ended = world.held();
    assert_eq!(
        (ended.code, ended.hostile("new")),
        (0, &Value::from(2)),
        "what is asked for is found behind all others: {ended:?}"
    );
}

#[test]
fn what_is_refused_is_bounded_over_all_exports_of_a_delivery() {
    let world = csv("in/*.csv.gz");
    let text = format!("{HEAD}{}", format!("{}\n", "x".repeat(3_900)).repeat(3_000));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    (0..12).for_each(|n| world.write(format!("in/{n}.csv.gz"), &packed));
    let ended = world.held();
    assert_eq!(
        (ended.code, ended.hostile("rejected")),
        (3, &Value::from(36_000)),
        "{ended:?}"
    );
    assert!(
        ended.notes().contains("counted, but not listed"),
        "{ended:?}"
    );
    let kept = fs::read_dir(
        world
            .folder
            .path()
            .join("lake/rejects/satellite_id=hostile"),
    )
    .unwrap();
    let bytes: u64 = kept
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes < 1 << 20, "{bytes}");
}

#[test]
fn rows_that_a_slow_clock_refused_are_read_when_the_clock_is_right() {
    let world = csv("in/*.csv");
    world.write(
        "in/a.csv",
        format!("{HEAD}s1,a,succeeded,2026-03-02T08:00:00Z\ns2,a,succeeded,2026-05-04T08:00:00Z\n"),
    );
    let counts = |ended: &Ended| {
        ["ending", "read", "new", "superseded", "rejected"].map(|what| ended.hostile(what).clone())
    };
    let told = |ending: &str, counts: [i64; 4]| {
        let mut told = vec![Value::from(ending)];
        told.extend(counts.map(Value::from));
        <[Value; 5]>::try_from(told).unwrap()
    };
    assert_eq!(
        counts(&world.run_at("2026-03-10T12:00:00Z")),
        told("done", [2, 1, 0, 1])
    );
    assert_eq!(
        counts(&world.run_at("2026-05-02T23:59:59Z")),
        told("unchanged", [0, 0, 0, 0]),
        "its day has not come"
    );
    // A day is taken from the one before it on, in the satellite's zone.
    assert_eq!(
        counts(&world.run_at("2026-05-03T00:00:00Z")),
        told("done", [2, 1, 1, 0])
    );
    assert_eq!(
        counts(&world.run_at("2026-05-03T00:00:00Z")),
        told("unchanged", [0, 0, 0, 0])
    );
    assert_eq!(rejects(&world).trim(), "[]");
}

// Secrets.

/// A service that repeats what it is told, in every way that it knows.
fn echoing() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (number, mut stream) in listener.incoming().flatten().enumerate() {
            let mut request = Vec::new();
            let mut buffer = [0; 4_096];
            while !request.windows(4).any(|end| end == b"\r\n\r\n")
                || (request.starts_with(b"POST") && !request.ends_with(b".default"))
            {
                match stream.read(&mut buffer) {
                    Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
                    _ => break,
                }
            }
            let request = String::from_utf8(request).unwrap();
            let html = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
            let base64 = STANDARD.encode(format!("app-1:{SECRET}"));
            let digits: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
            let said = format!(
                "{request} {SECRET} {} {base64} {digits} Bearer {TOKEN} {}",
                html(SECRET),
                html(TOKEN)
            );
            let (status, body) = match (request.starts_with("POST"), number) {
                (true, 0) => ("503 Busy", format!("{}{said}", "x".repeat(280))),
                (true, _) => ("200 OK", json!({ "access_token": TOKEN }).to_string()),
                (false, 2) => (
                    "503 Busy",
                    json!({ "error": { "code": &TOKEN[..20], "message": said } }).to_string(),
                ),
                (false, 3) => ("200 OK", format!("{{\"value\": [{}", said)),
                (false, _) => (
                    "403 Forbidden",
                    json!({ "error": { "code": "x", "message": &said[said.len() - 200..] } })
                        .to_string(),
                ),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    address
}

#[test]
fn no_part_of_a_secret_is_printed_or_written_whoever_repeats_it() {
    let address = echoing();
    let source = format!(
        "source = {{ format = \"dataverse\", url = \"{address}\", login = \"{address}\", tenant = \"t\", client_id = \"c\" }}"
    );
    let world = World::new(&format!(
        "{source}\nsecrets = {{ client_secret = \"env:HOSTILE_SECRET\" }}"
    ));
    let ended = world.run();
    assert_eq!(
        (ended.code, ended.hostile("ending")),
        (77, &Value::from("failed")),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("trying again") && ended.stderr.contains("***"),
        "{}",
        ended.stderr
    );
    let mut told = vec![ended.stderr.clone()];
    let receipts = fs::read_dir(world.folder.path().join("out/receipts"))
        .unwrap()
        .map(|folder| folder.unwrap().path());
    for receipt in receipts {
        told.extend(
            ["receipt.json", "events.jsonl"]
                .map(|name| fs::read_to_string(receipt.join(name)).unwrap()),
        );
    }
    let base64 = STANDARD.encode(format!("app-1:{SECRET}"));
    let written = [
        SECRET.to_owned(),
        TOKEN.to_owned(),
        base64,
        SECRET.bytes().map(|byte| format!("{byte:02x}")).collect(),
    ];
    for (told, written) in told
        .iter()
        .flat_map(|told| written.iter().map(move |written| (told, written)))
    {
        let shown = written
            .as_bytes()
            .windows(8)
            .find(|part| told.contains(std::str::from_utf8(part).unwrap()));
        assert_eq!(shown.map(String::from_utf8_lossy), None, "{told}");
    }
}
