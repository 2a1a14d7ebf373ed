//! Whatever is written, the answer is a workspace or mistakes, never a panic; and mistakes can
//! always be shown.

use proptest::prelude::*;

use super::*;

/// What breaks parsers.
const SHARDS: &[&str] = &[
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\u{feff}",
    "\u{a0}",
    "ä",
    "🦀",
    "\0",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    "#",
    ".",
    "-",
    "*",
    "0",
    "1",
    "9999999999999999999",
    "2026-01-01",
    "name~(",
    "solution:",
    "secret = \"ä",
    "password='",
    "\"\"\"",
    "true",
    "\\",
    "%",
    "://",
    "@",
    "a@b.example",
];

fn damage(text: &str, cuts: &[(usize, usize, usize)]) -> String {
    let mut text = text.to_owned();
    for &(at, length, shard) in cuts {
        let start = text.floor_char_boundary(at % (text.len() + 1));
        let end = text.floor_char_boundary((start + length % 4).min(text.len()));
        text.replace_range(start..end.max(start), SHARDS[shard % SHARDS.len()]);
    }
    text
}

fn sheets() -> Vec<(String, String)> {
    let rows = [
        (
            "baselines.csv",
            BASELINES,
            "invoices,2026-01-01,12.5,40.25,EUR",
        ),
        (
            "benefits.csv",
            BENEFITS,
            "claims,cashable,10,USD,once,2026-01-01,yes",
        ),
        ("costs.csv", COSTS, "*,build,10,USD,once,2026-01-01,,12"),
        (
            "departments.csv",
            "department_id,name,parent_id",
            "finance,\"Fin, \"\"ance\"\"\",\nap,AP,finance",
        ),
        (
            "exclusions.csv",
            EXCLUSIONS,
            "*,2026-03-01T01:00Z,2026-03-02T01:00,r,b,o",
        ),
        (
            "goals.csv",
            GOALS,
            "g,G,net,1,2026-01-01,2026-12-31,projects:claims;invoices,USD,,",
        ),
        (
            "meterings.csv",
            METERINGS,
            "emea,f1,claims,2026-01-01,0.5,\nemea,name~^Inv,claims,2026-02-01,1,2026-12-31\nemea,f1,invoices,2026-03-01,0.5,",
        ),
        ("objectives.csv", OBJECTIVES, "o,claims,duration,0.9,10m,"),
        ("people.csv", PEOPLE, "a@b.example,owner,project:claims"),
        ("projects.csv", PROJECTS.trim_end(), ""),
        ("rates.csv", RATES, "EUR,2026-01-01,1.1,"),
    ];
    rows.into_iter()
        .map(|(file, head, rows)| (file.to_owned(), format!("{head}\n{rows}\n")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn damaged_files_are_answered_with_mistakes_that_can_be_shown(
        cuts in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..8),
        file in any::<prop::sample::Index>(),
        semicolons in any::<bool>(),
    ) {
        let notes = Notebook::default();
        let toml = format!("{TOML}secrets = {{ key = \"env:KEY\" }}\n[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"F\"\noutcome = {{ column = \"R\", map = {{ OK = \"failed\" }} }}\nended = \"E\"\n");
        let damaged = damage(&toml, &cuts);
        let struck = secrets::struck_out(&damaged);
        prop_assert_eq!(struck.place(damaged.len()), struck.text.len());
        estate::read(&damaged, &notes);

        let estate::Settings { estate, satellites, .. } = estate::read(TOML, &notes);
        let mail = mail::deliver::MailContext { settings: None, is_written: true, people: None };
        let context = job::JobContext { estate: estate.as_ref(), satellites: &satellites, templates: Default::default(), master: None, mail };
        job::read(&[("weekly.toml".to_owned(), damage(job::BUILT_IN[2].1, &cuts))], "jobs", &context, &notes);

        let mut files = sheets();
        let at = file.index(files.len());
        let text = if semicolons { files[at].1.replace(',', ";") } else { files[at].1.clone() };
        files[at].1 = damage(&text, &cuts);
        let texts = master::MasterTexts { files: &files, books: &master::Books::new(), shown: "baselines" };
        let sheets = master::MasterSheets::read(&texts, |_| Vec::new(), &notes);
        master::meant(&sheets, estate.as_ref(), satellites, &notes);

        if let Err(mistakes) = notes.close() {
            let shown = mistakes.to_string();
            prop_assert!(!shown.contains("Failed to read contents"), "{}", shown);
        }
    }
}
