use std::io::Read;

use super::*;

fn both(claim: impl Fn(&Store)) {
    let folder = tempfile::tempdir().unwrap();
    claim(&Store::memory().at("deep/in memory"));
    claim(&Store::open("a/../deep/on disk", folder.path()).unwrap());
}

#[test]
fn what_was_put_is_found_again_whatever_its_name() {
    both(|store| {
        assert_eq!(store.list("").unwrap(), []);
        assert_eq!(
            (store.get("a/b").unwrap(), store.head("a/b").unwrap()),
            (None, None)
        );
        for path in ["a/b", "a/Größe 100%.csv", "a#1/c", "c*"] {
            store.put(path, path.to_owned()).unwrap();
            store.put(path, format!("{path}!")).unwrap();
            assert_eq!(
                store.get(path).unwrap().unwrap(),
                format!("{path}!"),
                "{path}"
            );
            assert_eq!(store.head(path).unwrap().unwrap().path, path);
            let mut text = String::new();
            store
                .reader(&store.head(path).unwrap().unwrap())
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, format!("{path}!"));
        }
        let paths = |prefix: &str| {
            store
                .list(prefix)
                .unwrap()
                .into_iter()
                .map(|o| o.path)
                .collect::<Vec<_>>()
        };
        assert_eq!(paths(""), ["a#1/c", "a/Größe 100%.csv", "a/b", "c*"]);
        assert_eq!(paths("a"), ["a/Größe 100%.csv", "a/b"]);
        assert_eq!(store.at("a").list("").unwrap()[1].path, "b");
        store.delete("a/b").unwrap();
        store.delete("a/b").unwrap();
        assert_eq!(paths("a/"), ["a/Größe 100%.csv"]);
        let gone = Object {
            path: "nothing".into(),
            size: 1,
            etag: None,
            modified: DateTime::UNIX_EPOCH,
        };
        assert!(
            store
                .reader(&gone)
                .map_err(drop)
                .and_then(|mut input| input.read(&mut [0]).map_err(drop))
                .is_err()
        );
    });
}

#[test]
fn create_never_replaces() {
    both(|store| {
        assert!(store.create("x", "first").unwrap());
        assert!(!store.create("x", "second").unwrap());
        assert_eq!(store.get("x").unwrap().unwrap(), "first");
        assert_eq!(store.list("").unwrap().len(), 1);
    });
}

#[cfg(unix)]
#[test]
fn others_may_not_read_what_we_write() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open("lake", folder.path()).unwrap();
    store.put("a/b", "x").unwrap();
    let others = |path: &str| {
        folder
            .path()
            .join(path)
            .metadata()
            .unwrap()
            .permissions()
            .mode()
            & 0o007
    };
    assert_eq!(
        (others("lake"), others("lake/a"), others("lake/a/b")),
        (0, 0, 0)
    );
    assert_eq!(
        folder.path().join("lake/a").read_dir().unwrap().count(),
        1,
        "nothing staged is left"
    );
}

#[test]
fn what_is_no_address_is_told() {
    for url in ["ftp://x/y", "s3://", "://"] {
        let error = Store::open(url, Place::new("/")).unwrap_err();
        assert_eq!(error.exit(), crate::model::receipt::Exit::Usage, "{error}");
    }
}

#[test]
fn what_lies_below_the_folder_that_paths_are_relative_to_is_named_without_a_root() {
    let folder = tempfile::tempdir().unwrap();
    let base = Store::open("", folder.path()).unwrap();
    assert_eq!(
        [
            base.at("in").url(),
            base.at("in/2026").at("a").url(),
            base.at("").url()
        ],
        ["in", "in/2026/a", ""]
    );
    let elsewhere = Store::open("memory:///w/", folder.path()).unwrap();
    assert_eq!(elsewhere.at("in").url(), "memory:///w/in");
}
