//! What every store must do, wherever it lies: one contract, of memory, of a disk, and of whatever
//! the environment names; a store that speaks as Google's does, with everything that goes wrong on
//! the way; and machines that know who they are.

mod bucket;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

use bucket::{Asked, Bucket, Deal, response};
use reckoner::lake::{Lake, LakeError, Object, ObjectRow, Store};
use reckoner::model::receipt::Exit;

const MB: usize = 1 << 20;

/// No part of it is like another.
fn bytes(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..count.div_ceil(8))
        .flat_map(|_| next())
        .take(count)
        .collect()
}

fn read(store: &Store, object: &Object) -> Result<Vec<u8>, LakeError> {
    let mut all = Vec::new();
    let read = store.reader(object)?.read_to_end(&mut all);
    read.map(|_| all).map_err(|error| {
        *error
            .into_inner()
            .expect("a store's trouble")
            .downcast()
            .expect("is told as such")
    })
}

fn contract(store: &Store) {
    // Who comes second does not replace: a commit rests on it.
    assert!(store.create("once", "first").unwrap());
    assert!(!store.create("once", "second").unwrap());
    assert_eq!(store.get("once").unwrap().unwrap(), "first");

    // Names are names, whatever is in them, and a folder is not what begins like it.
    for path in ["in/b", "in/Größe 100%.csv", "in/a#1/c+d", "in/a&b", "into"] {
        store.put(path, path.to_owned()).unwrap();
        assert_eq!(store.get(path).unwrap().unwrap(), path);
        assert_eq!(store.head(path).unwrap().unwrap().size, path.len() as u64);
    }
    let listed: Vec<_> = store
        .list("in")
        .unwrap()
        .into_iter()
        .map(|object| object.path)
        .collect();
    assert_eq!(
        listed,
        ["in/Größe 100%.csv", "in/a#1/c+d", "in/a&b", "in/b"]
    );
    store.delete("in/b").unwrap();
    store.delete("in/b").unwrap();
    assert!(store.get("in/b").unwrap().is_none() && store.head("in/b").unwrap().is_none());
    assert_eq!(store.list("nowhere").unwrap(), []);

    // Large objects go in parts and come in ranges.
    let large = bytes(20 * MB + 7);
    store.stage("large/x", large.clone()).unwrap();
    store.flush().unwrap();
    let object = store.list("large").unwrap().remove(0);
    assert_eq!(
        (object.path.as_str(), object.size),
        ("large/x", large.len() as u64)
    );
    assert_eq!(store.range(&object, 5..9).unwrap(), large[5..9]);
    assert_eq!(
        store.range(&object, object.size - 3..object.size).unwrap(),
        large[large.len() - 3..]
    );
    assert!(read(store, &object).unwrap() == large);
    store.put("large/empty", "").unwrap();
    assert_eq!(
        read(store, &store.head("large/empty").unwrap().unwrap()).unwrap(),
        b""
    );

    // What changed since it was listed is not read as what it was, nor is what it was in part.
    if store.local_path("").is_none() {
        let mut input = store.reader(&object).unwrap();
        input.read_exact(&mut vec![0; 4096]).unwrap();
        store
            .put("large/x", large.iter().rev().copied().collect::<Vec<_>>())
            .unwrap();
        let error = input
            .read_to_end(&mut Vec::new())
            .unwrap_err()
            .into_inner()
            .unwrap();
        assert!(error.to_string().contains("large/x: it changed"), "{error}");
        let changed = [
            store.range(&object, 0..4).unwrap_err(),
            read(store, &object).unwrap_err(),
        ];
        store.delete("large/x").unwrap();
        for error in changed
            .into_iter()
            .chain([read(store, &object).unwrap_err()])
        {
            assert!(
                matches!(error, LakeError::Changed { .. }) && error.exit() == Exit::TryAgain,
                "{error}"
            );
        }
    }

    // Of two that commit at once neither is lost.
    let lake = Lake::open(store.at("lake")).unwrap();
    lake.begin().unwrap();
    std::thread::scope(|scope| {
        for writer in ["a", "b"] {
            let lake = lake.clone();
            scope.spawn(move || {
                (0..3).for_each(|n| {
                    lake.record_objects(vec![row(&format!("{writer}{n}"))])
                        .unwrap()
                })
            });
        }
    });
    let kept: Vec<_> = lake
        .objects()
        .unwrap()
        .into_iter()
        .map(|row| row.object)
        .collect();
    assert_eq!(kept, ["a0", "a1", "a2", "b0", "b1", "b2"]);
}

fn row(object: &str) -> ObjectRow {
    ObjectRow {
        satellite_id: "emea".parse().unwrap(),
        object: object.into(),
        etag: None,
        size: 1,
        reading: "r".into(),
        table: "sessions".into(),
        read: 1,
        rejected: 0,
        forgotten_after_days: None,
        shared_ids: None,
        split_cases: None,
        days: None,
        retry_after: None,
        oldest: None,
        newest: None,
        read_at: "2026-03-10T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn the_contract_holds_in_memory_and_on_a_disk() {
    let folder = tempfile::tempdir().unwrap();
    contract(&Store::memory().at("deep"));
    contract(&Store::open("deep/down", folder.path()).unwrap());
}

/// Run by whoever has such stores, in a process that has their variables.
#[test]
#[ignore = "names of stores are needed in RECKON_TEST_STORES"]
fn the_contract_holds_of_stores_that_the_environment_names() {
    let urls = std::env::var("RECKON_TEST_STORES")
        .expect("RECKON_TEST_STORES names stores, with blanks between them");
    for url in urls.split_whitespace() {
        contract(&Store::open(url, Path::new("/")).unwrap());
        println!("{url}: as every store");
    }
}

/// A process that is told of nothing but what is given.
fn alone(program: impl AsRef<std::ffi::OsStr>, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(std::env::vars().filter(|(name, _)| {
            ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].contains(&name.as_str())
        }));
    command
        .env("NO_PROXY", "127.0.0.1")
        .envs(variables.iter().copied());
    command
}

fn says(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Google's, with nobody who asks for a signature.
fn key_of(bucket: &Bucket) -> String {
    format!(
        r#"{{"gcs_base_url":"{}","disable_oauth":true,"client_email":"","private_key":"","private_key_id":""}}"#,
        bucket.url()
    )
}

fn contract_of(bucket: &Bucket) -> Output {
    let key = key_of(bucket);
    let variables = [
        ("RECKON_TEST_STORES", "gs://bucket/some%20where"),
        ("GOOGLE_SERVICE_ACCOUNT_KEY", &key),
        ("GOOGLE_ALLOW_HTTP", "true"),
    ];
    let mut command = alone(std::env::current_exe().unwrap(), &variables);
    command.args([
        "--exact",
        "--ignored",
        "--nocapture",
        "the_contract_holds_of_stores_that_the_environment_names",
    ]);
    command.output().unwrap()
}

#[test]
fn the_contract_holds_of_a_store_that_speaks_as_googles_does() {
    let bucket = Bucket::start();
    let output = contract_of(&bucket);
    assert!(
        output.status.success() && says(&output).contains("as every store"),
        "{}",
        says(&output)
    );
    assert_eq!(bucket.unfinished(), 0);
    let asked = bucket.asked();
    let parts = asked
        .iter()
        .filter(|asked| asked.method == "PUT" && asked.query.contains_key("partNumber"))
        .count();
    assert_eq!(parts, 6, "twice 20 MB in parts of 8");
    let held = |asked: &&Asked| {
        asked.method == "GET"
            && asked.path.ends_with("large/x")
            && asked.headers.contains_key("range")
    };
    let span = |asked: &Asked| {
        let (from, to) = asked
            .header("range")
            .strip_prefix("bytes=")?
            .split_once('-')?;
        Some(to.parse::<usize>().ok()? + 1 - from.parse::<usize>().ok()?)
    };
    assert!(
        asked
            .iter()
            .filter(held)
            .all(|asked| span(asked).is_some_and(|span| span <= 8 * MB)),
        "no more is held than was asked for"
    );
    assert!(
        asked
            .iter()
            .filter(held)
            .all(|asked| asked.header("if-match").starts_with('"')),
        "each range is of the object that was listed"
    );
}

#[test]
fn a_line_that_breaks_in_every_range_is_gone_on_with_where_it_broke() {
    let bucket = Bucket::start();
    let mut broken = 0;
    bucket.trick(move |asked| {
        let range = asked.header("range");
        let is_begun = ["bytes=0-", "bytes=8388608-", "bytes=16777216-"]
            .iter()
            .any(|from| range.starts_with(from) && !range.ends_with("-8"));
        if asked.path.ends_with("large/x") && is_begun && broken < 3 {
            broken += 1;
            return Deal::Cuts(100_000);
        }
        Deal::Honest
    });
    let output = contract_of(&bucket);
    assert!(output.status.success(), "{}", says(&output));
    let asked = bucket.asked();
    let resumed = asked
        .iter()
        .filter(|asked| asked.header("range").starts_with("bytes=100000-"))
        .count();
    assert!(resumed >= 1, "what came was not asked for again");
}

#[test]
fn a_part_that_arrives_torn_is_noticed_before_anything_names_the_file() {
    for torn in [0, 1_000] {
        let bucket = Bucket::start();
        bucket.trick(move |asked| {
            let is_last = asked
                .query
                .get("partNumber")
                .is_some_and(|number| number == "3");
            if is_last {
                Deal::Takes(asked.body[..torn].to_vec())
            } else {
                Deal::Honest
            }
        });
        let output = contract_of(&bucket);
        let held = 16 * MB + torn;
        let told = format!("{held} arrived");
        let text = says(&output).replace("held: ", "");
        assert!(
            !output.status.success()
                && text.contains("Torn")
                && (text.contains(&told) || text.contains(&held.to_string())),
            "{text}"
        );
    }
}

#[test]
fn what_lies_there_under_another_tag_is_read_again_before_it_is_believed() {
    let bucket = Bucket::start();
    bucket.trick(|asked| {
        // A byte is turned over on its way, and the size is right; the tag that is told is of what
        // was meant.
        let is_first = asked
            .query
            .get("partNumber")
            .is_some_and(|number| number == "1");
        if is_first {
            let mut body = asked.body.clone();
            body[77] ^= 1;
            return Deal::Takes(body);
        }
        if asked.method == "POST" && asked.query.contains_key("uploadId") {
            return Deal::Honest;
        }
        if asked.method == "HEAD" && asked.path.ends_with("large/x") {
            let headers = [
                "ETag: \"another\"".to_owned(),
                "Last-Modified: Mon, 02 Mar 2026 08:00:00 GMT".to_owned(),
            ];
            let length = format!("Content-Length: {}", 20 * MB + 7);
            return Deal::Says(
                response("200 OK", &headers, "").replace("Content-Length: 0", &length),
            );
        }
        Deal::Honest
    });
    let output = contract_of(&bucket);
    assert!(
        !output.status.success() && says(&output).contains("Changed"),
        "{}",
        says(&output)
    );
}

#[test]
fn what_is_given_up_leaves_no_parts_behind() {
    let bucket = Bucket::start();
    bucket.trick(|asked| {
        let is_second = asked
            .query
            .get("partNumber")
            .is_some_and(|number| number == "2");
        if is_second {
            Deal::Says(response("403 Forbidden", &[], "no more room for you"))
        } else {
            Deal::Honest
        }
    });
    let output = contract_of(&bucket);
    assert!(
        !output.status.success() && says(&output).contains("no more room for you"),
        "{}",
        says(&output)
    );
    assert_eq!(bucket.unfinished(), 0);
}

/// A workspace whose exports lie far away, and its lake here.
fn workspace(folder: &Path, url: &str) {
    let text = format!(
        "[estate]\nname = \"Contoso\"\ncurrency = \"USD\"\n\n[[satellite]]\nid = \"emea\"\nsource = {{ format = \"csv\", url = \"{url}\" }}\n"
    );
    fs::create_dir_all(folder.join("baselines")).unwrap();
    fs::write(
        folder.join("baselines/projects.csv"),
        "project_id,name,department_id,status\n",
    )
    .unwrap();
    fs::write(folder.join("reckoner.toml"), text).unwrap();
}

fn extract(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut command = alone(env!("CARGO_BIN_EXE_reckon"), variables);
    command
        .args(["--now", "2026-03-10T12:00:00Z", "--no-progress", "-C"])
        .arg(folder)
        .arg("extract")
        .output()
        .unwrap()
}

const EXPORT: &str = "session_id,automation_id,started,ended,outcome\ns1,a,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z,succeeded\n";

type Shows = fn(&Asked) -> bool;

/// Who asks for an object must show that it is who its machine says it is.
fn guarded(
    bucket: &Bucket,
    shows: Shows,
    tells: impl Fn(&Asked) -> Option<String> + Send + 'static,
) {
    bucket.trick(move |asked| match tells(asked) {
        Some(token) => Deal::Says(response(
            "200 OK",
            &["Content-Type: application/json".to_owned()],
            &token,
        )),
        None if asked.path.starts_with("bucket") && shows(asked) => Deal::Honest,
        None => Deal::Says(response("403 Forbidden", &[], "who is that?")),
    });
}

#[test]
fn a_machine_at_each_vendors_is_asked_who_it_is_and_needs_no_secret() {
    let later = "2099-01-01T00:00:00Z";
    let cases: [(&str, &str, Shows, &str, String); 4] = [
        (
            "gs://bucket/exports",
            "computeMetadata/v1/instance/service-accounts/default/token",
            |asked| asked.header("authorization") == "Bearer of-google",
            "metadata-flavor: Google",
            r#"{"access_token":"of-google","expires_in":3599,"token_type":"Bearer"}"#.into(),
        ),
        (
            "az://bucket/exports",
            "identity",
            |asked| asked.header("authorization") == "Bearer of-azure",
            "x-identity-header: of-the-app",
            r#"{"access_token":"of-azure","expires_on":"4070908800","token_type":"Bearer"}"#.into(),
        ),
        (
            "s3://bucket/exports",
            "task",
            |asked| asked.header("x-amz-security-token") == "of-the-task",
            "",
            format!(
                r#"{{"AccessKeyId":"AKIA","SecretAccessKey":"s","Token":"of-the-task","Expiration":"{later}"}}"#
            ),
        ),
        (
            "s3://bucket/exports/",
            "latest/meta-data/iam/security-credentials/robot",
            |asked| asked.header("x-amz-security-token") == "of-the-machine",
            "x-aws-ec2-metadata-token: a-session",
            format!(
                r#"{{"AccessKeyId":"AKIA","SecretAccessKey":"s","Token":"of-the-machine","Expiration":"{later}"}}"#
            ),
        ),
    ];
    for (url, place, shows, header, token) in cases {
        let (bucket, folder) = (Bucket::start(), tempfile::tempdir().unwrap());
        bucket.put("bucket/exports/march.csv", EXPORT);
        workspace(folder.path(), url);
        let (address, host) = (bucket.url(), bucket.host.clone());
        let (task, identity) = (format!("{address}/task"), format!("{address}/identity"));
        let mut variables: Vec<(&str, &str)> = match (url, place) {
            ("gs://bucket/exports", _) => {
                vec![
                    ("GOOGLE_BASE_URL", &*address),
                    ("GOOGLE_ALLOW_HTTP", "true"),
                    ("GCE_METADATA_HOST", &host),
                    ("GCE_METADATA_IP", &host),
                ]
            }
            ("az://bucket/exports", _) => vec![
                ("AZURE_STORAGE_ACCOUNT_NAME", "contoso"),
                ("AZURE_STORAGE_ENDPOINT", &address),
                ("AZURE_ALLOW_HTTP", "true"),
                ("IDENTITY_ENDPOINT", &identity),
                ("IDENTITY_HEADER", "of-the-app"),
            ],
            (_, "task") => vec![
                ("AWS_ENDPOINT_URL", &address),
                ("AWS_ALLOW_HTTP", "true"),
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &task),
            ],
            _ => vec![
                ("AWS_ENDPOINT_URL", &*address),
                ("AWS_ALLOW_HTTP", "true"),
                ("AWS_METADATA_ENDPOINT", &address),
            ],
        };
        let token_file = folder.path().join("token");
        fs::write(&token_file, "who-i-am").unwrap();
        let token_file = token_file.display().to_string();
        variables.push(("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &token_file));
        guarded(&bucket, shows, move |asked| {
            match asked.path.trim_end_matches('/') {
                "latest/api/token" => Some("a-session".into()),
                "latest/meta-data/iam/security-credentials" => Some("robot".into()),
                path if path == place => {
                    let knows = header
                        .split_once(": ")
                        .is_none_or(|(name, value)| asked.header(name) == value);
                    assert!(knows, "{url}: {:?}", asked.headers);
                    Some(token.clone())
                }
                _ => None,
            }
        });
        let output = extract(folder.path(), &variables);
        assert!(
            output.status.success() && says(&output).contains("1 row read = 1 new"),
            "{url}: {}",
            says(&output)
        );
        assert!(
            bucket
                .asked()
                .iter()
                .any(|asked| asked.path.starts_with("bucket/exports/march.csv") && shows(asked)),
            "{url}"
        );
    }
}

#[test]
fn a_folder_that_is_told_as_an_object_with_nothing_in_it_is_a_folder() {
    let (bucket, folder) = (Bucket::start(), tempfile::tempdir().unwrap());
    bucket.put("bucket/exports", "");
    bucket.put("bucket/exports/march.csv", EXPORT);
    workspace(folder.path(), "gs://bucket/exports");
    let output = extract(
        folder.path(),
        &[
            ("GOOGLE_SERVICE_ACCOUNT_KEY", &key_of(&bucket)),
            ("GOOGLE_ALLOW_HTTP", "true"),
        ],
    );
    assert!(
        output.status.success() && says(&output).contains("1 object, 1 row read = 1 new"),
        "{}",
        says(&output)
    );
}

#[test]
fn a_secret_may_be_kept_in_a_file_and_where_it_is_not_there_that_is_told() {
    let (bucket, folder) = (Bucket::start(), tempfile::tempdir().unwrap());
    bucket.put("bucket/exports/march.csv", EXPORT);
    workspace(folder.path(), "gs://bucket/exports");
    let key = folder.path().join("key.json");
    let reference = format!("file:{}", key.display());
    let variables = [
        ("GOOGLE_SERVICE_ACCOUNT_KEY", &*reference),
        ("GOOGLE_ALLOW_HTTP", "true"),
    ];
    let output = extract(folder.path(), &variables);
    assert!(
        output.status.code() == Some(77)
            && says(&output).contains("GOOGLE_SERVICE_ACCOUNT_KEY=file:"),
        "{}",
        says(&output)
    );
    fs::write(&key, key_of(&bucket)).unwrap();
    let output = extract(folder.path(), &variables);
    assert!(
        output.status.success() && says(&output).contains("1 row read = 1 new"),
        "{}",
        says(&output)
    );
}
