//! reckoner.toml and jobs that must be refused, each with what it must be told.

use super::*;

#[test]
fn a_wrong_reckoner_toml_is_told_at_its_place() {
    let satellite = |rest: &str| format!("{TOML}{rest}");
    let estate = |rest: &str| TOML.replace("timezone = \"Europe/Berlin\"", rest);
    let columns = |rest: &str| {
        format!("{TOML}[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Flow\"\n{rest}")
    };
    let items = |rest: &str| format!("{TOML}[satellite.items]\nitem_id = \"Id\"\n{rest}");
    let cases = [
        (
            estate("curency = \"EUR\""),
            "4:1",
            vec!["[estate] has no key `curency`", "did you mean `currency`?"],
        ),
        (
            estate("colour = \"red\""),
            "4:1",
            vec!["its keys are name, currency"],
        ),
        (
            estate("timezone = \"Berlin\""),
            "4:12",
            vec!["`Berlin` is not a timezone", "IANA"],
        ),
        (
            estate("language = \"fr\""),
            "4:12",
            vec!["`fr` is not a language", "en, de"],
        ),
        (
            estate("locale = \"us\""),
            "4:10",
            vec!["`us` is not a locale", "en, de, fr, es, pt, ja"],
        ),
        (
            estate("fiscal_year_start = \"31-12\""),
            "4:21",
            vec!["MM-DD"],
        ),
        (
            estate("discount_rate = 10"),
            "4:17",
            vec!["10 is out of range", "from 0 to 1"],
        ),
        (
            estate("band_correlation = 1.5"),
            "4:20",
            vec!["1.5 is out of range", "from 0 to 1"],
        ),
        (
            estate("discount_rate = \"0.1\""),
            "4:17",
            vec!["`discount_rate` is a string", "without quotes"],
        ),
        (
            estate("method = [\"reckoner-1\", \"kit-2024\"]"),
            "4:25",
            vec!["did you mean `kit-2023`?"],
        ),
        (
            estate("method = [\"reckoner1\"]"),
            "4:11",
            vec!["did you mean `reckoner-1`?"],
        ),
        (estate("method = []"), "4:10", vec!["no method is named"]),
        (
            estate("calendar = \"4-4-5\""),
            "4:12",
            vec!["`4-4-5` is planned"],
        ),
        (
            TOML.replace("\"USD\"", "\"Dollar\""),
            "3:12",
            vec!["`Dollar` is not a currency", "ISO 4217"],
        ),
        (
            TOML.replace("name = \"Northlight\"\n", ""),
            "1:1",
            vec!["[estate] lacks `name`"],
        ),
        (
            TOML.replace("id = \"emea\"\n", ""),
            "6:1",
            vec!["[[satellite]] lacks `id`"],
        ),
        (
            TOML.replace("id = \"emea\"", "id = \"EMEA prod\""),
            "7:6",
            vec!["`EMEA prod` is not an id", "1 to 63"],
        ),
        (
            TOML.replace("\"csv\"", "\"audit\""),
            "8:21",
            vec!["`audit` is planned", "it computes: csv"],
        ),
        (
            TOML.replace("\"csv\"", "\"delta\""),
            "8:36",
            vec!["a Delta table is a folder", "_delta_log"],
        ),
        (
            TOML.replace("*.csv\" }", "*.csv\", encoding = \"latin1\" }"),
            "8:70",
            vec!["`latin1` is not an encoding", "windows-1252"],
        ),
        (
            TOML.replace("\"csv\"", "\"parquet\", encoding = \"utf-8\""),
            "8:43",
            vec!["only csv, json and ndjson have an encoding"],
        ),
        (
            TOML.replace("\"csv\"", "\"ndjson\", delimiter = \";\""),
            "8:43",
            vec!["only CSV has a delimiter"],
        ),
        (
            TOML.replace("\"csv\"", "\"synapse-link\", delimiter = \";\"")
                .replace("/*.csv", ""),
            "8:49",
            vec!["only CSV has a delimiter"],
        ),
        (
            TOML.replace("\"csv\"", "\"synapse-link\""),
            "8:43",
            vec!["a link's export is a folder"],
        ),
        (
            TOML.replace("\"csv\"", "\"cvs\""),
            "8:21",
            vec!["`cvs` is not a format", "did you mean `csv`?"],
        ),
        (
            TOML.replace("satellites/emea", "ftp://host"),
            "8:34",
            vec!["`ftp://` is not a store"],
        ),
        (
            TOML.replace("*.csv\" }", "*.csv\", delimiter = \"::\" }"),
            "8:71",
            vec!["`::` is not a delimiter"],
        ),
        (
            TOML.replace("satellites/emea/*.csv", " "),
            "8:34",
            vec!["`url` is empty"],
        ),
        (
            satellite("class = \"production\"\n"),
            "9:9",
            vec!["`production` is not a class", "did you mean `prod`?"],
        ),
        (
            satellite("count = \"yes\"\n"),
            "9:9",
            vec!["`count` is a string", "true or false"],
        ),
        (
            satellite("active_to = \"31.12.2025\"\n"),
            "9:13",
            vec!["write it as YYYY-MM-DD: 2025-12-31"],
        ),
        (
            satellite("stale_after = \"26 hours\"\n"),
            "9:15",
            vec!["90s, 75m, 26h or 2d"],
        ),
        (
            satellite("max_reject_share = 1.5\n"),
            "9:20",
            vec!["1.5 is out of range"],
        ),
        (
            satellite("[[satellite]]\nid = \"Emea\"\nsource = { format = \"csv\", url = \"b\" }\n"),
            "10:6",
            vec!["two satellites are called emea"],
        ),
        (
            TOML.replace("*.csv\" }", "*.csv\", nothing = [\"\"] }"),
            "8:70",
            vec!["an empty text is nothing anyway"],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\nowner = { columns = [\"D\", \"T\"] }\n"),
            "14:21",
            vec![
                "`owner` is told in one column",
                "only ids, times and durations are made of several",
            ],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\n")
                .replace("session_id = \"Id\"", "session_id = { columns = [\"Id\"] }"),
            "10:26",
            vec![
                "`session_id` is made of several columns, and these are not",
                "name two or more",
            ],
        ),
        (
            satellite("[pathes]\nlake = \"lake\"\n"),
            "9:2",
            vec!["did you mean `paths`?"],
        ),
        (
            satellite("[paths]\nbaselines = \"s3://box/b\"\n"),
            "10:13",
            vec!["only lake, out and sources may be URLs"],
        ),
        (
            satellite("[paths]\nout = \"lake/\"\n"),
            "10:7",
            vec!["lake and out are one folder"],
        ),
        (
            satellite("[paths]\njobs = \"jbos\"\n"),
            "",
            vec!["there is no folder `jbos`"],
        ),
        (
            satellite("[[calendar]]\nid = \"uk\"\nhours = { mon-fry = \"09:00-17:30\" }\n"),
            "11:11",
            vec!["`mon-fry` are no days"],
        ),
        (
            satellite("[[calendar]]\nid = \"uk\"\nhours = { mon = \"9-17\" }\n"),
            "11:17",
            vec!["09:00-17:30"],
        ),
        (
            satellite("[[calendar]]\nid = \"uk\"\nholidays = [\"2026-12-32\"]\n"),
            "11:13",
            vec!["`2026-12-32` is not a date"],
        ),
        (
            columns("outcome = \"Result\"\n"),
            "9:1",
            vec!["the columns lack started or ended"],
        ),
        (
            satellite("[satellite.events]\ncase = \"C\"\n"),
            "9:1",
            vec!["only an event log has events"],
        ),
        (
            satellite("[satellite.events]\ncases = \"C\"\n").replace("\"csv\"", "\"event-log\""),
            "10:1",
            vec!["no key `cases`", "`case`"],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\n").replace("\"csv\"", "\"event-log\""),
            "9:1",
            vec!["[satellite.events]"],
        ),
        (
            items("outcome = \"R\"\n"),
            "9:1",
            vec![
                "the items lack queue_id, created, started or ended",
                "queue_id = { constant",
            ],
        ),
        (
            items("outcome = \"R\"\nqueue_id = \"Q\"\ncreatd = \"C\"\nended = \"E\"\n"),
            "13:1",
            vec!["an item has no `creatd`", "created"],
        ),
        (
            items(
                "outcome = \"R\"\nqueue_id = { column = \"Q\", format = \"%Y\" }\nended = \"E\"\n",
            ),
            "12:37",
            vec!["`queue_id` is no time"],
        ),
        (
            items("outcome = \"R\"\nqueue_id = \"Q\"\nended = { constant = \"2026\" }\n"),
            "13:22",
            vec!["no two rows have the same ended"],
        ),
        (
            items(
                "outcome = { column = \"R\", map = { Done = \"good\" } }\nqueue_id = \"Q\"\nended = \"E\"\n",
            ),
            "11:42",
            vec!["`good`"],
        ),
        (
            columns(
                "outcome = \"R\"\nended = \"E\"\n[satellite.items]\nitem_id = \"I\"\nqueue_id = \"Q\"\noutcome = \"R\"\nended = \"E\"\n",
            ),
            "14:1",
            vec!["names columns of both"],
        ),
        (
            items("outcome = \"R\"\nqueue_id = \"Q\"\nended = \"E\"\n")
                .replace("\"csv\"", "\"uipath\""),
            "9:1",
            vec!["knows its vendor's items"],
        ),
        (
            columns("started = \"Start\"\n"),
            "9:1",
            vec!["the columns lack outcome"],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\nmachine = \"M\"\n"),
            "14:1",
            vec!["a session has no `machine`", "did you mean `machine_id`?"],
        ),
        (
            columns("outcome = { column = \"R\", format = \"%d\" }\nended = \"E\"\n"),
            "12:36",
            vec!["`outcome` is no time"],
        ),
        (
            columns("outcome = { column = \"R\", map = { OK = \"success\" } }\nended = \"E\"\n"),
            "12:40",
            vec!["did you mean `succeeded`?"],
        ),
        (
            columns("outcome = { map = { OK = \"succeeded\" } }\nended = \"E\"\n"),
            "12:11",
            vec!["the column `outcome` lacks `column`"],
        ),
        (
            columns("outcome = { constant = \"success\" }\nended = \"E\"\n"),
            "12:24",
            vec!["did you mean `succeeded`?"],
        ),
        (
            columns(
                "outcome = { constant = \"failed\", map = { a = \"failed\" } }\nended = \"E\"\n",
            ),
            "12:40",
            vec!["and has a map too"],
        ),
        (
            columns("outcome = \"R\"\nended = { constant = \"2026-03-02\" }\n"),
            "13:22",
            vec!["no two rows have the same ended"],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\nduration = \"D\"\n"),
            "14:12",
            vec!["`duration` needs a unit", "unit = \"s\""],
        ),
        (
            columns("outcome = \"R\"\nended = \"E\"\nduration = { column = \"D\" }\n"),
            "14:12",
            vec!["lacks `unit`"],
        ),
        (
            columns("outcome = \"R\"\nended = { column = \"E\", unit = \"min\" }\n"),
            "13:32",
            vec!["no time is told in min since 1970"],
        ),
        (
            columns("outcome = { column = \"R\", unit = \"s\" }\nended = \"E\"\n"),
            "12:34",
            vec!["`outcome` has no unit"],
        ),
        (
            columns(
                "outcome = \"R\"\nended = { column = \"E\", unit = \"s\", format = \"%d.%m.%Y\" }\n",
            ),
            "13:32",
            vec!["a unit or a format, not both"],
        ),
        (
            satellite("only = { Status = [] }\n"),
            "9:10",
            vec!["`Status` names no words", "Status = [\"Done\""],
        ),
        (
            satellite("drop = { Status = [1] }\n"),
            "9:10",
            vec!["`Status` names no words"],
        ),
        (
            satellite("drop = { S = [\"a\"] }\n").replace("\"csv\"", "\"uipath\""),
            "9:8",
            vec!["the format decides itself"],
        ),
        (
            satellite("columns = { owner = { constant = \"me\" } }\n")
                .replace("\"csv\"", "\"uipath\""),
            "9:21",
            vec!["cannot be told so"],
        ),
        (
            columns("outcome = \"R\"\nended = { column = \"E\", format = \"dd.mm.yyyy\" }\n"),
            "13:34",
            vec!["%d.%m.%Y %H:%M:%S"],
        ),
        (TOML.replace("\"USD\"", "USD"), "3:12", vec!["not TOML"]),
        (
            TOML.replace("timezone =", "name ="),
            "4:1",
            vec!["not TOML", "duplicate key"],
        ),
    ];
    all_right(
        cases
            .iter()
            .map(|(text, place, parts)| check(FILE, text, place, parts)),
    );
}

#[test]
fn a_wrong_job_is_told_at_its_place() {
    let cases = [
        (
            format!("{JOB}windows = 1\n"),
            "3:1",
            vec!["has no key `windows`", "did you mean `window`?"],
        ),
        (
            "steps = [\"extract\"]\n".to_owned(),
            "1:1",
            vec!["lacks `window`"],
        ),
        (
            "window = \"2026\"\n".to_owned(),
            "1:1",
            vec!["lacks `steps`"],
        ),
        (
            JOB.replace("last-week", "lastweek"),
            "1:10",
            vec!["`lastweek` is not a window", "last-30-days"],
        ),
        (
            JOB.replace("\"tally\"", "\"tally\", \"deliver\""),
            "2:9",
            vec![
                "the step deliver has no [[deliver]]",
                "report = \"executive\"",
            ],
        ),
        (
            JOB.replace("\"tally\"", "\"taly\""),
            "2:21",
            vec!["`taly` is not a step", "did you mean `tally`?"],
        ),
        (
            JOB.replace("\"extract\", \"tally\"", "\"tally\", \"extract\""),
            "2:19",
            vec!["extract stands behind tally"],
        ),
        (
            JOB.replace("\"extract\", \"tally\"", "\"extract\", \"report\""),
            "2:9",
            vec!["the step report has no [[report]]"],
        ),
        (
            JOB.replace("\"extract\", \"tally\"", ""),
            "2:9",
            vec!["a job without steps does nothing"],
        ),
        (
            format!("{JOB}schedule = \"0 25 * * MON\"\n"),
            "3:12",
            vec!["is not a schedule", "Mondays at 07:00"],
        ),
        (
            format!("{JOB}schedule = \"0 0 7 * * MON\"\n"),
            "3:12",
            vec!["five fields"],
        ),
        (
            format!("{JOB}satellites = [\"emae\"]\n"),
            "3:15",
            vec!["there is no satellite `emae`", "did you mean `emea`?"],
        ),
        (
            format!("{JOB}satellites = [\"*\", \"emea\"]\n"),
            "3:14",
            vec!["already means all"],
        ),
        (
            format!("{JOB}satellites = []\n"),
            "3:14",
            vec!["no satellite is named"],
        ),
        (
            format!("{JOB}[[report]]\ntemplate = \"exective\"\n"),
            "4:12",
            vec![
                "there is no template `exective`",
                "did you mean `executive`?",
            ],
        ),
        (
            format!("{JOB}[[report]]\ntemplate = \"executive\"\nscope = \"department:finanze\"\n"),
            "5:9",
            vec![
                "there is no department `finanze`",
                "did you mean `finance`?",
            ],
        ),
        (
            format!("{JOB}[[report]]\ntemplate = \"executive\"\nformats = [\"html\", \"pdf\"]\n"),
            "5:20",
            vec!["`pdf`", "html, csv, xlsx"],
        ),
    ];
    all_right(
        cases
            .iter()
            .map(|(text, place, parts)| check("jobs/weekly.toml", text, place, parts)),
    );
}

#[test]
fn a_secret_that_was_written_out_is_refused_and_never_repeated() {
    for text in [
        format!("{TOML}secrets = {{ client_secret = \"hunter2\" }}\n"),
        format!("{TOML}secrets = {{ a = \"hunter2\" }}\nclas = \"prod\"\n"),
        format!("{TOML}[satellite.secrets]\na = \"hunter2\"\n"),
        format!("{TOML}[satellite.secrets]\na = \"\"\"\nhunter2\"\"\"\n"),
        format!("{TOML}client_secret = \"hunter2\"\n"),
        format!("{TOML}client_secret = hunter2\n"),
        TOML.replace("satellites/emea", "https://me:hunter2@host"),
        TOML.replace("satellites/emea", "az://box/a?sig=hunter2"),
    ] {
        let Err(mistakes) = read(&[(FILE, &text)]) else {
            panic!("should be refused:\n{text}")
        };
        let shown = mistakes.render(true, 100) + &format!("{mistakes:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    right(&[(
        FILE,
        &format!(
            "{TOML}secrets = {{ client_secret = \"env:EMEA_SECRET\", key = \"file:secrets/key\" }}\n"
        ),
    )]);
}
