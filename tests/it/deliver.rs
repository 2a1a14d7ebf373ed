//! Reports by mail, from the command line, into a folder: who gets one, who gets none, and that
//! nobody gets two.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const MAIL: &str = "[mail]\nfrom = \"Automation CoE <coe@contoso.com>\"\n\
                    transport = \"file\"\nfolder = \"sent\"\n";
const PEOPLE: &str = "email,role,scope,name\n\
                      ann@contoso.com,sponsor,estate,Ann\n\
                      bob@contoso.com,sponsor,estate,Bob\n\
                      bob@contoso.com,coe,estate,Bob\n\
                      cem@contoso.com,owner,region:Atlantis,Cem\n";
const JOB: &str = "window = \"2026-03\"\n\
                   steps = [\"extract\", \"tally\", \"publish\", \"report\", \"deliver\"]\n\n\
                   [[report]]\ntemplate = \"executive\"\n\n\
                   [[report]]\ntemplate = \"coverage\"\n\n\
                   [[deliver]]\nreport = \"executive\"\nto = [\"role:sponsor\", \"role:coe\"]\n\
                   attach = [\"csv\"]\n";

struct Estate {
    folder: tempfile::TempDir,
    now: String,
}

impl Estate {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let estate = folder.path().join("estate");
        let made = Command::cargo_bin("reckon").unwrap();
        let mut made = made;
        made.args(["--quiet", "init", "--demo"]).arg(&estate);
        made.assert().success();
        let estate = Self {
            folder,
            now: "2026-04-02T06:00:00Z".into(),
        };
        let toml = fs::read_to_string(estate.path("reckoner.toml")).unwrap();
        let before = toml.split("[mail]").next().unwrap();
        let write = |file: &str, text: &str| fs::write(estate.path(file), text).unwrap();
        write("reckoner.toml", &format!("{before}{MAIL}"));
        write("baselines/people.csv", PEOPLE);
        write("jobs/demo.toml", JOB);
        estate
    }

    fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join("estate").join(inner)
    }

    fn add(&self, file: &str, text: &str) {
        let path = self.path(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, before + text).unwrap();
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(self.path(file), text.replace(from, to)).unwrap();
    }

    fn reckon(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("reckon").unwrap();
        let command = command.current_dir(self.folder.path());
        let command = command
            .args(["-C", "estate", "--now", &self.now])
            .args(args);
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    /// The mails in a folder, by the address that each begins its name with.
    fn mails(&self, folder: &Path) -> Vec<(String, String)> {
        let Ok(entries) = fs::read_dir(folder) else {
            return vec![];
        };
        let mut mails: Vec<(String, String)> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let to = name.split('@').next().unwrap().to_owned();
                (to, fs::read_to_string(&path).unwrap())
            })
            .collect();
        mails.sort();
        mails
    }

    fn sent(&self) -> Vec<(String, String)> {
        self.mails(&self.path("sent"))
    }

    fn with_subject(&self, part: &str) -> Option<String> {
        let mut sent = self.sent().into_iter().map(|(_, mail)| mail);
        sent.find(|mail| header(mail, "Subject").is_some_and(|subject| subject.contains(part)))
    }

    fn to(&self) -> Vec<String> {
        self.sent().into_iter().map(|(to, _)| to).collect()
    }
}

/// A mail's quoted-printable parts as they are read.
fn readable(mail: &str) -> String {
    let mail = mail.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = mail.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.as_bytes());
        match after.get(..2).map(|hex| u8::from_str_radix(hex, 16)) {
            Some(Ok(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(b'=');
                rest = after;
            }
        }
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Without the ends of lines, which are where a column is narrow.
fn words_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn header<'m>(mail: &'m str, name: &str) -> Option<&'m str> {
    let head = mail.split("\r\n\r\n").next()?;
    head.split("\r\n")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn everybody_gets_one_mail_and_again_sends_none() {
    let estate = Estate::new();
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("2 mails: 2 accepted"), "{told}");
    assert_eq!(
        estate.to(),
        ["ann", "bob"],
        "Bob has two roles and one mail"
    );
    let mail = &estate.sent()[0].1;
    assert_eq!(header(mail, "To"), Some("Ann <ann@contoso.com>"), "{mail}");
    // March's net benefit is 4,625.68, as README of the sample does the sum.
    assert!(mail.contains("4,626"), "{mail}");
    assert!(mail.contains("filename=\"executive.csv\""), "{mail}");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.to().len()), (0, 2), "{told}");
    let (exit, rows, _) = estate.reckon(&["status", "--deliveries", "--output", "csv"]);
    let states: Vec<&str> = rows.lines().skip(1).collect();
    assert_eq!((exit, states.len()), (0, 2), "{rows}");
    assert!(
        states.iter().all(|row| row.contains(",accepted,")),
        "{rows}"
    );
}

#[test]
fn a_dry_run_writes_what_would_be_sent_and_says_nothing_to_the_outbox() {
    let estate = Estate::new();
    let (exit, _, told) = estate.reckon(&["run", "demo", "--satellite", "emea-prod"]);
    assert_eq!(exit, 0, "{told}");
    let before = estate.sent();
    let args = ["deliver", "demo", "--dry-run", "--out", "seen"];
    let (exit, named, told) = estate.reckon(&args);
    assert_eq!((exit, named.lines().count()), (0, 2), "{told}");
    let seen = estate.mails(&estate.folder.path().join("seen"));
    assert_eq!(
        seen.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["ann", "bob"]
    );
    assert_eq!(estate.sent(), before, "nothing was sent");
    let (_, named, _) = estate.reckon(&[&args[..], &["--to", "Bob@contoso.com"]].concat());
    assert!(
        named.starts_with("seen/bob@contoso.com.") && named.lines().count() == 1,
        "{named}"
    );
    let (exit, _, told) = estate.reckon(&[&args[..], &["--to", "eve@contoso.com"]].concat());
    assert_eq!(exit, 2);
    assert!(
        told.contains("it sends to ann@contoso.com, bob@contoso.com"),
        "{told}"
    );
}

#[test]
fn who_may_see_nothing_gets_nothing_and_the_page_says_so() {
    let estate = Estate::new();
    estate.edit("jobs/demo.toml", "\"role:coe\"]", "\"cem@contoso.com\"]");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(exit, 2, "{told}");
    assert!(
        told.contains("people.csv:5: cem@contoso.com gets no mail"),
        "{told}"
    );
    // The others get theirs, and Bob of the centre a word of who got none.
    assert_eq!(estate.to(), ["ann", "bob", "bob"]);
    let notice = estate.with_subject("did not arrive").unwrap();
    assert_eq!(header(&notice, "To"), Some("Bob <bob@contoso.com>"));
    let text = readable(&notice);
    let told = "people.csv:5: the scope holds no project. Correct the row, or take it out.";
    assert!(words_of(&text).contains(&words_of(told)), "{text}");
    assert!(text.contains("cem@contoso.com"), "{text}");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.to().len()), (2, 3), "told once: {told}");
    let page = estate.path("out/reports/demo/2026-03-01..2026-03-31/coverage.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("holds no project"), "the gap is on the page");
    // Whose scope holds something gets that, and nothing of the rest.
    estate.edit(
        "baselines/people.csv",
        "region:Atlantis",
        "project:onboarding",
    );
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(exit, 0, "{told}");
    let sent = estate.sent();
    let mail = &sent.iter().find(|(to, _)| to == "cem").unwrap().1;
    assert!(mail.contains("Onboarding"), "{mail}");
    let body = mail.split("\r\n\r\n").skip(1).collect::<String>();
    let foreign = [
        "Invoice capture",
        "Claims intake",
        "Payroll checks",
        "4,626",
    ];
    let foreign: Vec<_> = foreign
        .iter()
        .filter(|name| body.contains(**name))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}: {mail}");
}

#[test]
fn another_publication_of_the_window_corrects_the_mail_or_is_withheld() {
    let estate = Estate::new();
    assert_eq!(estate.reckon(&["run", "demo"]).0, 0);
    let first = estate.sent();
    let id = header(&first[0].1, "Message-ID").unwrap().to_owned();
    let change = |amount: &str| estate.edit("baselines/costs.csv", ",310,", amount);
    let costs = fs::read_to_string(estate.path("baselines/costs.csv")).unwrap();
    assert!(costs.contains(",310,"), "{costs}");
    change(",311,");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(exit, 0, "{told}");
    let all = estate.sent();
    assert_eq!(all.len(), 4, "one more each");
    let correction = all
        .iter()
        .find(|(to, mail)| to == "ann" && !first.contains(&("ann".into(), mail.clone())));
    let correction = &correction.unwrap().1;
    assert_eq!(header(correction, "In-Reply-To"), Some(id.as_str()));
    assert!(
        header(correction, "Subject")
            .unwrap()
            .starts_with("Corrected: ")
    );
    assert_ne!(header(correction, "Message-ID"), Some(id.as_str()));
    // A dollar more of support in March: the README of the sample has 4,625.68 and 2,596.32.
    let text = readable(correction);
    for line in [
        "What changed since your copy of 2 April 2026",
        "Net value: USD 4,624.68, was 4,625.68 (−1.00)",
        "Cost: USD 2,597.32, was 2,596.32 (+1.00)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("Benefit: USD"), "{text}");
    estate.add("jobs/demo.toml", "resend = \"never\"\n");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.sent().len()), (0, 4), "{told}");
    let (_, rows, _) = estate.reckon(&["status", "--deliveries", "--output", "csv"]);
    assert_eq!(rows.matches(",withheld,").count(), 2, "{rows}");
}

#[test]
fn a_way_that_cannot_be_gone_keeps_nothing_from_being_published() {
    let estate = Estate::new();
    // A file lies where the folder should be.
    estate.add("sent", "in the way");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(exit, 74, "{told}");
    let page = estate.path("out/reports/demo/2026-03-01..2026-03-31/executive.html");
    assert!(page.exists());
    let (_, rows, _) = estate.reckon(&["status", "--deliveries", "--output", "csv"]);
    assert_eq!(rows.matches(",rendered,").count(), 2, "{rows}");
    fs::remove_file(estate.path("sent")).unwrap();
    let (exit, _, told) = estate.reckon(&["deliver", "demo", "--retry"]);
    assert_eq!((exit, estate.to().len()), (0, 2), "{told}");
}

#[test]
fn where_only_changes_are_wanted_a_mail_of_the_same_figures_is_withheld() {
    let estate = Estate::new();
    estate.add("jobs/demo.toml", "when = \"changed\"\n");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!(
        (exit, estate.to().len()),
        (0, 2),
        "the first is one: {told}"
    );
    // Another foot of its pages is another publication, and no other figure.
    fs::create_dir_all(estate.path("report_templates")).unwrap();
    estate.add("report_templates/foot.html", "<footer>Ours</footer>");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.to().len()), (0, 2), "{told}");
    let (_, rows, _) = estate.reckon(&["status", "--deliveries", "--output", "csv"]);
    assert_eq!(
        rows.matches("are those of the mail before").count(),
        2,
        "{rows}"
    );
    // A dollar more is another figure.
    estate.edit("baselines/costs.csv", ",310,", ",311,");
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.to().len()), (0, 4), "{told}");
}

#[test]
fn a_mail_waits_for_what_has_not_arrived_and_no_longer_than_to_its_time() {
    let mut estate = Estate::new();
    // Nothing is told of April.
    estate.edit("jobs/demo.toml", "2026-03", "2026-04");
    estate.add(
        "jobs/demo.toml",
        "wait = \"complete\"\nlatest = \"10:00\"\n",
    );
    estate.edit("jobs/demo.toml", "window", "timezone = \"UTC\"\nwindow");
    let mut run_at = |now: &str| {
        now.clone_into(&mut estate.now);
        let (exit, _, told) = estate.reckon(&["run", "demo"]);
        assert_eq!(exit, 0, "{told}");
        (estate.sent(), told)
    };
    let (sent, told) = run_at("2026-05-02T06:00:00Z");
    assert!(sent.is_empty(), "{told}");
    let waits = "ann@contoso.com: executive waits for ";
    assert!(
        told.contains(waits) && told.contains("until 2026-05-02 10:00 UTC"),
        "{told}"
    );
    assert!(run_at("2026-05-02T09:59:00Z").0.is_empty());
    let (sent, told) = run_at("2026-05-02T10:00:00Z");
    assert_eq!(sent.len(), 2, "{told}");
    let head = sent[0].1.split("\r\nDate:").next().unwrap();
    assert!(head.contains("[incomplete: "), "{head}");

    // What is complete does not wait.
    let estate = Estate::new();
    estate.add(
        "jobs/demo.toml",
        "wait = \"complete\"\nlatest = \"10:00\"\n",
    );
    let (exit, _, told) = estate.reckon(&["run", "demo"]);
    assert_eq!((exit, estate.to().len()), (0, 2), "{told}");
}

#[cfg(unix)]
#[test]
fn the_folders_of_mails_and_of_scopes_are_not_for_everybody() {
    use std::os::unix::fs::PermissionsExt;
    let estate = Estate::new();
    assert_eq!(estate.reckon(&["run", "demo"]).0, 0);
    let (exit, _, told) = estate.reckon(&["report", "demo", "--as", "bob@contoso.com"]);
    assert_eq!(exit, 0, "{told}");
    let mut places = vec![estate.path("sent"), estate.path("out/readers")];
    let mut looked_at = 0;
    while let Some(place) = places.pop() {
        let found = fs::metadata(&place).unwrap();
        let others = found.permissions().mode() & 0o007;
        assert_eq!(
            others,
            0,
            "{}: {:o}",
            place.display(),
            found.permissions().mode()
        );
        if found.is_dir() {
            places.extend(
                fs::read_dir(&place)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
        looked_at += 1;
    }
    assert!(looked_at > 6, "{looked_at}");
}
