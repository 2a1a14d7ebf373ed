//! That each language says all, and nothing that nobody asks for; and that no reader meets a text
//! that is in no catalogue.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::columns::{ESTATE_FIGURES, PROJECT_FIGURES, VALUE_COLUMNS};
use crate::model::language::{Locale, Speech};
use crate::render::reports::definition::built_in;
use crate::render::sample::{self, World};
use crate::render::{Templates, html, mail};

thread_local! {
    /// Whether every message is marked.
    pub(super) static MARKED: Cell<bool> = const { Cell::new(false) };
}

/// English in letters that no name, code or number has.
pub(super) static PSEUDO: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(CATALOGUES[0].1, marked));

/// The same text in full-width letters.
fn marked(text: &str) -> String {
    let wide = |c: char| match c {
        'a'..='z' | 'A'..='Z' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

const BOTH: [(&str, &LazyLock<Catalogue>); 2] = [("en", &ENGLISH), ("de", &GERMAN)];

/// The arguments that a message names, in any of its variants.
fn named_in(pieces: &[TextPiece]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for piece in pieces {
        match piece {
            TextPiece::Text(_) => {}
            TextPiece::Argument(name) => {
                names.insert(name.as_str());
            }
            TextPiece::Choice { by, variants, .. } => {
                names.insert(by.as_str());
                names.extend(variants.iter().flat_map(|(_, pieces)| named_in(pieces)));
            }
        }
    }
    names
}

/// One place where a text is asked for.
struct Use {
    file: PathBuf,
    key: String,
    arguments: BTreeSet<String>,
}

/// The files of a folder and of those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the house");
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// What stands between `open`, which ends in a bracket, and the bracket that closes it; strings are
/// skipped.
fn calls<'t>(text: &'t str, open: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(open) {
        let is_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        let inside = &text[at + open.len()..];
        let (mut depth, mut quoted) = (1, false);
        let end = inside.char_indices().find(|(_, c)| {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        if let Some((end, _)) = end.filter(|_| !is_word) {
            found.push(&inside[..end]);
        }
    }
    found
}

/// The names before `=` at the outer level of a call.
fn arguments(call: &str) -> BTreeSet<String> {
    let (mut depth, mut quoted, mut parts) = (0, false, vec![String::new()]);
    for c in call.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("at least one").push(c);
    }
    let named = parts.iter().skip(1).filter_map(|part| part.split_once('='));
    named.map(|(name, _)| name.trim().to_owned()).collect()
}

fn uses() -> Vec<Use> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut uses = Vec::new();
    for (folder, open) in [("src/render", "text!("), ("report_templates", "text(")] {
        let own =
            |file: &PathBuf| file.ends_with("texts/tests.rs") || file.ends_with("texts/mod.rs");
        for file in files(&root.join(folder))
            .into_iter()
            .filter(|file| !own(file))
        {
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            let text: String = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .flat_map(|line| [line, "\n"])
                .collect();
            for call in calls(&text, open) {
                // A key that is put together is one of a list, which has a test of its own.
                let Some(key) = call.trim_start().strip_prefix('"') else {
                    continue;
                };
                let Some((key, _)) = key.split_once('"') else {
                    continue;
                };
                uses.push(Use {
                    file: file.clone(),
                    key: key.to_owned(),
                    arguments: arguments(call),
                });
            }
        }
    }
    assert!(uses.len() > 700, "{}", uses.len());
    uses
}

/// The keys of figures, by the lists of the model.
fn figures() -> impl Iterator<Item = (String, &'static str)> {
    let values = VALUE_COLUMNS.iter().map(|c| (c.name, c.about));
    let figures = ESTATE_FIGURES.iter().map(|f| f.column);
    let figures = figures.chain(PROJECT_FIGURES.iter().map(|f| f.column));
    let figures = figures.filter(|c| !c.name.ends_with("_why"));
    let all = values.chain(figures.map(|c| (c.name, c.about)));
    all.map(|(name, about)| (format!("figure-{name}"), about))
}

#[test]
fn a_catalogue_holds_messages_and_nothing_else() {
    for (language, catalogue) in BOTH {
        assert_eq!(catalogue.mistakes, [""; 0], "{language}");
    }
    let wrong = "a = { NUMBER($n) }\na = again\nb = { $n ->\n  [one] x\n *[other] { -term }\n }\n";
    let read = Catalogue::read(wrong, str::to_owned);
    assert_eq!(read.mistakes.len(), 2, "{:?}", read.mistakes);
    let twice = Catalogue::read("a = once\na = again\n", str::to_owned);
    assert_eq!(twice.mistakes, ["a stands there twice"]);
}

#[test]
fn every_language_has_every_message() {
    let keys = |catalogue: &Catalogue| -> BTreeSet<String> {
        catalogue.messages.keys().cloned().collect()
    };
    let (english, german) = (keys(&ENGLISH), keys(&GERMAN));
    let missing: Vec<&String> = english.symmetric_difference(&german).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_message_is_used_and_every_one_that_is_used_is_there() {
    let mut used: BTreeSet<String> = uses().into_iter().map(|of| of.key).collect();
    used.extend(figures().flat_map(|(key, _)| [format!("{key}-is"), key]));
    // Of a unit only its meaning is said.
    used.retain(|key| !matches!(&**key, "figure-cost_per_unit" | "figure-manual_per_unit"));
    let known: BTreeSet<String> = ENGLISH.messages.keys().cloned().collect();
    let unused: Vec<&String> = known.difference(&used).collect();
    let missing: Vec<&String> = used.difference(&known).collect();
    assert_eq!((unused, missing), (vec![], vec![]));
}

#[test]
fn every_argument_that_a_message_names_is_given_and_no_other() {
    let mut wrong = Vec::new();
    for of in uses() {
        let named = |catalogue: &'static Catalogue| {
            let pieces = catalogue.messages.get(&of.key);
            pieces.map(|pieces| named_in(pieces)).unwrap_or_default()
        };
        let (english, german) = (named(&ENGLISH), named(&GERMAN));
        let named: BTreeSet<&str> = english.union(&german).copied().collect();
        let given: BTreeSet<&str> = of.arguments.iter().map(String::as_str).collect();
        if named != given {
            wrong.push(format!(
                "{}: {} {named:?} {given:?}",
                of.file.display(),
                of.key
            ));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_figure_is_said_as_the_dictionary_of_the_marts_says_it() {
    for (key, about) in figures() {
        assert_eq!(plain(&format!("{key}-is")), about, "{key}");
    }
}

#[test]
fn a_count_chooses_its_plural_and_is_set_by_the_locale() {
    let rows = |language, n: i64| {
        let said = || text!("doubt-rejected", name = "X", n = n);
        locale::speaking(Speech::of(language), said)
    };
    assert_eq!(rows(Language::English, 1), "1\u{a0}row of X was refused");
    assert_eq!(rows(Language::English, 0), "0\u{a0}rows of X were refused");
    assert_eq!(
        rows(Language::German, 1),
        "1\u{a0}Zeile von X wurde abgelehnt"
    );
    assert_eq!(
        rows(Language::German, 12_345),
        "12.345\u{a0}Zeilen von X wurden abgelehnt"
    );
    // Doubles end at 2^53; a count does not.
    let exact = rows(Language::English, 9_007_199_254_740_993);
    assert!(exact.starts_with("9,007,199,254,740,993"), "{exact}");
}

#[test]
fn a_number_of_its_own_comes_before_a_plural() {
    let source = "a = { $n ->\n    [0] none\n    [one] one\n   *[other] { $n } many\n}\n";
    let read = Catalogue::read(source, str::to_owned);
    let say = |n: i64| {
        let mut said = String::new();
        write(&mut said, &read.messages["a"], &[("n", n.into())]);
        said
    };
    assert_eq!([0, 1, 2].map(say), ["none", "one", "2 many"]);
}

/// Texts of a page that a reader sees or hears: what stands between tags, and in the attributes
/// that are read out.
fn readable(html: &str) -> String {
    let html = match html.split_once("</style>") {
        Some((before, after)) => {
            let before = before.split_once("<style>").map_or("", |(head, _)| head);
            format!("{before}{after}")
        }
        None => html.to_owned(),
    };
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (tag, content) = part.split_once('>').unwrap_or((part, ""));
        for name in ["aria-label", "alt", "data-h", "title"] {
            for (_, value) in tag.match_indices(&format!(" {name}=\"")) {
                let at = tag.find(value).unwrap_or(0) + value.len();
                let value = tag[at..].split('"').next().unwrap_or_default();
                text.extend([value, "\n"]);
            }
        }
        // Codes are what they are.
        if !tag.starts_with("code") {
            text.extend([content, "\n"]);
        }
    }
    text.replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&nbsp;", " ")
}

/// Words in plain letters that are no text: codes, units and names of files.
fn is_code(word: &str) -> bool {
    const UNITS: [&str; 7] = ["min", "h", "s", "ms", "d", "k", "M"];
    const CODES: [&str; 6] = ["USD", "AED", "EUR", "amp", "quot", "lt"];
    UNITS.contains(&word) || CODES.contains(&word) || word.chars().count() == 1
}

/// What stands there in plain letters, line by line, without what is data.
fn unmarked(text: &str, data: &BTreeSet<String>) -> BTreeSet<String> {
    // The longest first: a name may hold another one.
    let mut data: Vec<&String> = data.iter().collect();
    data.sort_by_key(|known| std::cmp::Reverse(known.len()));
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        for known in &data {
            line = line.replace(known.as_str(), "");
        }
        let words = line.split(|c: char| !c.is_ascii_alphabetic());
        let words = words.filter(|word| !word.is_empty() && !is_code(word));
        if words.count() > 0 {
            found.insert(line);
        }
    }
    found
}

/// Whatever of a world is no text of ours: ids, files, codes.
fn data(world: &World) -> BTreeSet<String> {
    let mut shown = format!(
        "{:?} {:?} {:?}",
        world.board, world.estate, world.publication
    );
    shown += &format!("{:?}", world.master);
    let quoted = shown.split('"').skip(1).step_by(2).map(str::to_owned);
    let mut data: BTreeSet<String> = quoted.filter(|text| text.len() > 1).collect();
    for file in ["executive", "coverage", "projects", "index"] {
        data.extend(["csv", "html", "xlsx"].map(|ending| format!("{file}.{ending}")));
    }
    let files = "baselines benefits costs goals objectives meterings rates people";
    data.extend(files.split(' ').map(|file| format!("{file}.csv")));
    let words = "reckon 0.1.0|reckoner-1|weekly_executive|2026-03-01..2026-03-31|reckoner.toml";
    data.extend(words.split('|').map(str::to_owned));
    data
}

/// Renders in the language in which every message is marked, with months that have numbers.
fn in_marked<T>(render: impl FnOnce() -> T) -> T {
    MARKED.set(true);
    let speech = Speech {
        language: Language::English,
        locale: Locale::Japanese,
    };
    let rendered = locale::speaking(speech, render);
    MARKED.set(false);
    rendered
}

fn marked_world(mut world: World) -> World {
    world.estate.speech = Speech {
        language: Language::English,
        locale: Locale::Japanese,
    };
    world
}

#[test]
fn no_text_on_a_page_or_in_a_mail_is_in_no_catalogue() {
    let templates = Templates::new(&Default::default()).expect("the built-in templates compile");
    // Of a world in which every name is one sign; what is left of its data are ids and files.
    let world = marked_world(sample::renamed("名"));
    let data = data(&world);
    let page = world.page();
    let mut found = BTreeSet::new();
    for name in built_in() {
        let html = in_marked(|| html::render(&templates, name, &page));
        let html = html.unwrap_or_else(|e| panic!("{e}"));
        found.extend(unmarked(&readable(&html), &data));
    }
    let letter = in_marked(|| mail::letter(&templates, &page, Vec::new(), None));
    let letter = letter.expect("a letter");
    for text in [&readable(&letter.html), &letter.text, &letter.subject] {
        found.extend(unmarked(text, &data));
    }
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn what_is_marked_nowhere_is_found() {
    let data = BTreeSet::from(["invoice-7".to_owned()]);
    let page = "<p>ｎｅｔ 12 min</p><p data-h=\"Left\">invoice-7</p><p>left over</p>";
    let found = unmarked(&readable(page), &data);
    let expected = ["Left", "left over"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
}
