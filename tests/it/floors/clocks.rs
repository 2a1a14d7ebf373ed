//! What time it is, `cli` alone asks: below, time is an argument, so that a run can be repeated. How
//! long something takes is no time of day, and is asked where somebody is patient (`Instant`).

use std::collections::BTreeMap;

use super::imports::inline_paths;
use super::tokens::{tokens, without_tests};
use super::{Source, built, complaints};

const CLOCKS: [&str; 3] = ["SystemTime", "Utc", "Local"];

/// Files below `cli` that look at a clock, and in how many places. Logs of Delta tables say when
/// they were written, and a commit of ours is told from any other; no figure is made of that.
const LOOKING: &[(&str, usize)] = &[("lake/delta/mod.rs", 2)];

/// In how many places a source asks what time it is.
fn looks(text: &str) -> usize {
    let asked = |path: &&Vec<String>| {
        let [.., clock, now] = path.as_slice() else {
            return false;
        };
        now == "now" && CLOCKS.contains(&clock.as_str())
    };
    let paths = inline_paths(&without_tests(&tokens(text)));
    paths.iter().filter(asked).count()
}

#[test]
fn nothing_below_cli_reads_a_clock() {
    let mut found = BTreeMap::new();
    for Source { file, text } in built() {
        let looks = looks(&text);
        if looks > 0 && !file.starts_with("cli") {
            found.insert(file.display().to_string(), looks);
        }
    }
    let wrong = complaints(&found, LOOKING);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_look_at_a_clock_is_found() {
    for code in [
        "let at = Utc::now();",
        "f(std::time::SystemTime::now())",
        "self.now.unwrap_or_else(chrono::Local::now)",
    ] {
        assert_eq!(looks(code), 1, "{code}");
    }
    for code in [
        "let began = Instant::now();",
        "// Utc::now()",
        "#[cfg(test)] mod tests { fn f() { Utc::now(); } }",
        "fn now() {} now();",
    ] {
        assert_eq!(looks(code), 0, "{code}");
    }
}
