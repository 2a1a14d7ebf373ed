//! The rim of the house: the clock enters in `cli` alone, and the rooms of figures and pages open
//! nothing. Read from the sources as text.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for path in fs::read_dir(folder)
        .expect("the sources can be listed")
        .map(|e| e.expect("a listed file").path())
    {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("sources are text");
            // Tests stand at the end of a file, or in files of their own.
            let text = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned();
            found.push((path, text));
        }
    }
}

/// Lines that say one of these words, outside of the rooms that may.
fn said(words: &[&str], may: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let strangers = found.iter().filter_map(|(path, text)| {
        let file = path.strip_prefix(&root).expect("below src");
        let is_test = file
            .iter()
            .any(|part| part == "tests" || part == "tests.rs");
        (!is_test && !may.iter().any(|room| file.starts_with(room))).then_some((file, text))
    });
    let lines =
        strangers.flat_map(|(file, text)| text.lines().map(move |line| (file, line.trim())));
    let lines = lines.filter(|(_, line)| {
        !line.starts_with("//") && words.iter().any(|word| line.contains(word))
    });
    lines
        .map(|(file, line)| format!("{}: {line}", file.display()))
        .collect()
}

#[test]
fn below_the_command_line_time_is_an_argument() {
    // The lake's commits carry the hour at which they were made; no figure and no page does. A
    // service is asked for so long.
    let may = [
        "cli",
        "lake/delta/mod.rs",
        "extract/sources/dataverse/live/client.rs",
        // How long a service was waited for, and how many mails a minute leave.
        "services/caller.rs",
        "deliver/post.rs",
        // The date of a mail is an argument; lettre asks for it in std's type.
        "deliver/message.rs",
    ];
    let wrong = said(
        &["Utc::now", "Local::now", "SystemTime", "Instant::now"],
        &may,
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn figures_and_pages_open_nothing() {
    let wrong = said(
        &[
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "env::var",
        ],
        // Rendered pages wait in a file without a name, which the lake opened for them.
        &[
            "cli",
            "main.rs",
            "workspace",
            "lake",
            "deliver/transports",
            "run/reports/spool.rs",
        ],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
