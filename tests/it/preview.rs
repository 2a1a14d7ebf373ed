//! Pages to look at while a template is written.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use assert_cmd::prelude::*;
use predicates::str::contains;

const FOOT: &str = "<footer>\n{{ page.foot.publication }} MARK</footer>";

/// A workspace without a publication: the sample's figures are shown.
fn estate() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    let mut init = Command::new(env!("CARGO_BIN_EXE_reckon"));
    init.arg("init").arg(&estate).assert().success();
    fs::create_dir_all(estate.join("report_templates")).unwrap();
    (folder, estate)
}

fn preview(estate: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["--no-progress", "--color", "never", "-C"]);
    command.arg(estate).arg("preview");
    command.arg("--out").arg(estate.join("seen"));
    command
}

fn page(estate: &Path) -> String {
    fs::read_to_string(estate.join("seen/executive.html")).unwrap()
}

/// One that waits for changes; ended with its test.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(mut command: Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (say, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for a line on stderr that holds this.
    fn until(&self, said: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(120));
            let line = line.unwrap_or_else(|_| panic!("nobody said `{said}`"));
            if line.contains(said) {
                return line;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_page_follows_its_template_and_outlives_its_mistakes() {
    let (_folder, estate) = estate();
    let mut command = preview(&estate);
    command.arg("executive");
    let watch = Watch::start(command);
    watch.until("figures of the sample estate");
    watch.until("waiting for changes in report_templates");
    let built_in = page(&estate);
    assert!(built_in.contains("Northlight") && !built_in.contains("MARK"));

    let foot = estate.join("report_templates/foot.html");
    fs::write(&foot, FOOT).unwrap();
    watch.until("1 file rendered, of which 1 anew");
    let marked = page(&estate);
    assert!(marked.contains(" MARK</footer>"));

    // A slip is told by its line, and the page of before stays.
    fs::write(&foot, FOOT.replace("publication", "publicatoin")).unwrap();
    let line = watch.until("report_templates/foot.html:2: ");
    assert!(line.contains("the pages of before stay"), "{line}");
    assert!(page(&estate) == marked);

    fs::remove_file(&foot).unwrap();
    watch.until("1 file rendered, of which 1 anew");
    assert!(page(&estate) == built_in);

    // A report of a new list of blocks, by another file.
    let report = estate.join("report_templates/executive.toml");
    let blocks = "title = \"T\"\nquestion = \"Q\"\nabout = \"scope\"\nblocks = [\"goals\"]\n";
    fs::write(&report, blocks).unwrap();
    watch.until("1 file rendered, of which 1 anew");
    assert!(!page(&estate).contains("id=\"tiles\"") && page(&estate).contains("id=\"goals\""));
}

#[test]
fn once_renders_what_was_published_last_for_a_person_as_pages_or_as_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    let mut demo = Command::new(env!("CARGO_BIN_EXE_reckon"));
    demo.arg("demo").arg(&estate).assert().success();
    let lake = |place: &str| fs::read_dir(estate.join(place)).unwrap().count();
    let before = (lake("lake"), lake("out"), lake("out/receipts"));

    let mut whole = preview(&estate);
    let whole = whole.arg("--once").assert().success();
    whole.stderr(contains("figures of the job demo, 2026-03-01..2026-03-31"));
    assert!(estate.join("seen/projects/invoice-capture.html").exists());
    assert!(!estate.join("seen/sample").exists());
    // The very page that the job made, but for the files that its foot leads to.
    let made = estate.join("out/reports/demo/latest/executive.html");
    let made = fs::read_to_string(made).unwrap();
    let main = |page: &str| page.split("<footer>").next().unwrap().to_owned();
    assert!(main(&made).len() > 10_000 && main(&page(&estate)) == main(&made));

    let mut mail = preview(&estate);
    mail.args(["--once", "--mail", "--as", "finance@northlight.example"]);
    mail.assert().success();
    let html = fs::read_to_string(estate.join("seen/mail.html")).unwrap();
    let text = fs::read_to_string(estate.join("seen/mail.txt")).unwrap();
    assert!(text.starts_with("Subject: ") && text.contains("Invoice capture"));
    assert!(!text.contains("Claims intake") && !html.contains("Claims intake"));
    assert!(!html.contains("cid:"));
    let pictures = html.split("src=\"").skip(1);
    let pictures: Vec<&str> = pictures.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        assert!(estate.join("seen").join(picture).exists(), "{picture}");
    }
    // Nothing was published by looking.
    assert_eq!((lake("lake"), lake("out"), lake("out/receipts")), before);
}

#[test]
fn what_cannot_be_shown_ends_a_preview_that_does_not_wait() {
    let (_folder, estate) = estate();
    let mut unknown = preview(&estate);
    let unknown = unknown.args(["exekutive", "--once"]).assert().code(2);
    unknown.stderr(contains("there is no report template `exekutive`"));
    let mut nobody = preview(&estate);
    nobody.args(["--once", "--as", "nobody@northlight.example"]);
    let nobody = nobody.assert().code(2);
    nobody.stderr(contains("there is nobody `nobody@northlight.example`"));
    fs::write(estate.join("report_templates/marks.html"), "{% if %}").unwrap();
    let mut broken = preview(&estate);
    let broken = broken.arg("--once").assert().code(2);
    broken.stderr(contains("error: report_templates/marks.html:1: "));
}
