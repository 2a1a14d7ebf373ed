//! Workspaces that must be refused, each with what it must be told; and what must read the same.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::model::ProjectId;
use crate::model::master::{Matcher, Per, RateKind, Scope};
use crate::model::{Micros, Zone};

const TOML: &str = "\
[estate]
name = \"Northlight\"
currency = \"USD\"
timezone = \"Europe/Berlin\"

[[satellite]]
id = \"emea\"
source = { format = \"csv\", url = \"satellites/emea/*.csv\" }
";
const PROJECTS: &str = "project_id,name,department_id,status\ninvoices,Invoices,finance,live\nclaims,Claims,finance,live\n";
const BASELINES: &str = "project_id,valid_from,minutes_per_unit,hourly_rate,currency";
const COSTS: &str = "project_id,kind,amount,currency,per,from,to,spread_months";
const BENEFITS: &str = "project_id,kind,amount,currency,per,from,replaces_capacity";
const METERINGS: &str = "satellite_id,automation_id,project_id,valid_from,share,valid_to";
const OBJECTIVES: &str = "objective_id,project_id,sli,target,threshold,calendar";
const GOALS: &str = "goal_id,name,metric,target,from,to,scope,currency,parent_id,horizon_years";
const RATES: &str = "currency,from,rate,kind";
const EXCLUSIONS: &str = "satellite_id,from,to,reason,agreed_by,objective_id";
const PEOPLE: &str = "email,role,scope";
const JOB: &str = "window = \"last-week\"\nsteps = [\"extract\", \"tally\"]\n";

/// A workspace that is right, with these files instead or beside.
fn write(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let right: [(&str, &[u8]); 2] = [(FILE, TOML.as_bytes()), ("baselines/projects.csv", PROJECTS.as_bytes())];
    for (name, text) in right.iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(files: &[(&str, &str)]) -> Result<Workspace, Mistakes> {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    load(write(&bytes).path())
}

fn right(files: &[(&str, &str)]) -> Workspace {
    read(files).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Place, message and help in one line.
fn told(mistakes: &Mistakes) -> Vec<String> {
    mistakes.0.iter().map(|m| format!("{} {} | {}", m.place(), m.message, m.help.as_deref().unwrap_or_default())).collect()
}

/// One file with exactly one mistake: its place and parts of what is told of it. Gives what is wrong with the answer.
fn check(file: &str, text: &str, place: &str, parts: &[&str]) -> Option<String> {
    let place = if place.is_empty() { format!("{file} ") } else { format!("{file}:{place} ") };
    let Err(mistakes) = read(&[(file, text)]) else { return Some(format!("not refused:\n{text}")) };
    let told = told(&mistakes);
    let as_expected = told.len() == 1 && told[0].starts_with(&place) && parts.iter().all(|part| told[0].contains(part));
    // Whatever is told can also be shown.
    let shown = mistakes.to_string().contains("1 mistake in 1 file");
    (!as_expected || !shown).then(|| format!("expected {place}{parts:?}, was told {told:#?}\n{text}"))
}

fn all_right(failures: impl Iterator<Item = Option<String>>) {
    let failures: Vec<String> = failures.flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn a_wrong_reckoner_toml_is_told_at_its_place() {
    let satellite = |rest: &str| format!("{TOML}{rest}");
    let estate = |rest: &str| TOML.replace("timezone = \"Europe/Berlin\"", rest);
    let columns = |rest: &str| format!("{TOML}[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Flow\"\n{rest}");
    let cases = [
        (estate("curency = \"EUR\""), "4:1", vec!["[estate] has no key `curency`", "did you mean `currency`?"]),
        (estate("colour = \"red\""), "4:1", vec!["its keys are name, currency"]),
        (estate("timezone = \"Berlin\""), "4:12", vec!["`Berlin` is not a timezone", "IANA"]),
        (estate("fiscal_year_start = \"31-12\""), "4:21", vec!["MM-DD"]),
        (estate("discount_rate = 10"), "4:17", vec!["10 is out of range", "from 0 to 1"]),
        (estate("discount_rate = \"0.1\""), "4:17", vec!["`discount_rate` is a string", "without quotes"]),
        (estate("method = [\"reckoner-1\", \"kit-2023\"]"), "4:25", vec!["`kit-2023` is planned", "it computes: reckoner-1"]),
        (estate("method = [\"reckoner1\"]"), "4:11", vec!["did you mean `reckoner-1`?"]),
        (estate("method = []"), "4:10", vec!["no method is named"]),
        (estate("calendar = \"4-4-5\""), "4:12", vec!["`4-4-5` is planned"]),
        (TOML.replace("\"USD\"", "\"Dollar\""), "3:12", vec!["`Dollar` is not a currency", "ISO 4217"]),
        (TOML.replace("name = \"Northlight\"\n", ""), "1:1", vec!["[estate] lacks `name`"]),
        (TOML.replace("id = \"emea\"\n", ""), "6:1", vec!["[[satellite]] lacks `id`"]),
        (TOML.replace("id = \"emea\"", "id = \"EMEA prod\""), "7:6", vec!["`EMEA prod` is not an id", "1 to 63"]),
        (TOML.replace("\"csv\"", "\"synapse-link\""), "8:21", vec!["`synapse-link` is planned", "it computes: csv"]),
        (TOML.replace("\"csv\"", "\"cvs\""), "8:21", vec!["`cvs` is not a format", "did you mean `csv`?"]),
        (TOML.replace("satellites/emea", "ftp://host"), "8:34", vec!["`ftp://` is not a store"]),
        (TOML.replace("*.csv\" }", "*.csv\", delimiter = \"::\" }"), "8:71", vec!["`::` is not a delimiter"]),
        (TOML.replace("satellites/emea/*.csv", " "), "8:34", vec!["`url` is empty"]),
        (satellite("class = \"production\"\n"), "9:9", vec!["`production` is not a class", "did you mean `prod`?"]),
        (satellite("count = \"yes\"\n"), "9:9", vec!["`count` is a string", "true or false"]),
        (satellite("active_to = \"31.12.2025\"\n"), "9:13", vec!["write it as YYYY-MM-DD: 2025-12-31"]),
        (satellite("stale_after = \"26 hours\"\n"), "9:15", vec!["90s, 75m, 26h or 2d"]),
        (satellite("max_reject_share = 1.5\n"), "9:20", vec!["1.5 is out of range"]),
        (satellite("[[satellite]]\nid = \"Emea\"\nsource = { format = \"csv\", url = \"b\" }\n"), "10:6", vec!["two satellites are called emea"]),
        (satellite("[pathes]\nlake = \"lake\"\n"), "9:2", vec!["did you mean `paths`?"]),
        (satellite("[paths]\nbaselines = \"s3://box/b\"\n"), "10:13", vec!["only lake, out and sources may be URLs"]),
        (satellite("[paths]\nout = \"lake/\"\n"), "10:7", vec!["lake and out are one folder"]),
        (satellite("[paths]\njobs = \"jbos\"\n"), "", vec!["there is no folder `jbos`"]),
        (satellite("[[calendar]]\nid = \"uk\"\nhours = { mon-fry = \"09:00-17:30\" }\n"), "11:11", vec!["`mon-fry` are no days"]),
        (satellite("[[calendar]]\nid = \"uk\"\nhours = { mon = \"9-17\" }\n"), "11:17", vec!["09:00-17:30"]),
        (satellite("[[calendar]]\nid = \"uk\"\nholidays = [\"2026-12-32\"]\n"), "11:13", vec!["`2026-12-32` is not a date"]),
        (columns("outcome = \"Result\"\n"), "9:1", vec!["the columns lack started or ended"]),
        (columns("started = \"Start\"\n"), "9:1", vec!["the columns lack outcome"]),
        (columns("outcome = \"R\"\nended = \"E\"\nmachine = \"M\"\n"), "14:1", vec!["a session has no `machine`", "did you mean `machine_id`?"]),
        (columns("outcome = { column = \"R\", format = \"%d\" }\nended = \"E\"\n"), "12:36", vec!["`outcome` is no time"]),
        (columns("outcome = { column = \"R\", map = { OK = \"success\" } }\nended = \"E\"\n"), "12:40", vec!["did you mean `succeeded`?"]),
        (columns("outcome = { map = { OK = \"succeeded\" } }\nended = \"E\"\n"), "12:11", vec!["the column `outcome` lacks `column`"]),
        (columns("outcome = \"R\"\nended = { column = \"E\", format = \"dd.mm.yyyy\" }\n"), "13:34", vec!["%d.%m.%Y %H:%M:%S"]),
        (TOML.replace("\"USD\"", "USD"), "3:12", vec!["not TOML"]),
        (TOML.replace("timezone =", "name ="), "4:1", vec!["not TOML", "duplicate key"]),
    ];
    all_right(cases.iter().map(|(text, place, parts)| check(FILE, text, place, parts)));
}

#[test]
fn a_wrong_job_is_told_at_its_place() {
    let cases = [
        (format!("{JOB}windows = 1\n"), "3:1", vec!["has no key `windows`", "did you mean `window`?"]),
        ("steps = [\"extract\"]\n".to_owned(), "1:1", vec!["lacks `window`"]),
        ("window = \"2026\"\n".to_owned(), "1:1", vec!["lacks `steps`"]),
        (JOB.replace("last-week", "lastweek"), "1:10", vec!["`lastweek` is not a window", "last-30-days"]),
        (JOB.replace("\"tally\"", "\"tally\", \"deliver\""), "2:30", vec!["`deliver` is planned", "it computes: extract, tally, publish, report"]),
        (JOB.replace("\"tally\"", "\"taly\""), "2:21", vec!["`taly` is not a step", "did you mean `tally`?"]),
        (JOB.replace("\"extract\", \"tally\"", "\"tally\", \"extract\""), "2:19", vec!["extract stands behind tally"]),
        (JOB.replace("\"extract\", \"tally\"", "\"extract\", \"report\""), "2:9", vec!["the step report has no [[report]]"]),
        (JOB.replace("\"extract\", \"tally\"", ""), "2:9", vec!["a job without steps does nothing"]),
        (format!("{JOB}schedule = \"0 25 * * MON\"\n"), "3:12", vec!["is not a schedule", "Mondays at 07:00"]),
        (format!("{JOB}schedule = \"0 0 7 * * MON\"\n"), "3:12", vec!["five fields"]),
        (format!("{JOB}satellites = [\"emae\"]\n"), "3:15", vec!["there is no satellite `emae`", "did you mean `emea`?"]),
        (format!("{JOB}satellites = [\"*\", \"emea\"]\n"), "3:14", vec!["already means all"]),
        (format!("{JOB}satellites = []\n"), "3:14", vec!["no satellite is named"]),
        (format!("{JOB}[[report]]\ntemplate = \"exective\"\n"), "4:12", vec!["there is no template `exective`", "did you mean `executive`?"]),
        (format!("{JOB}[[report]]\ntemplate = \"executive\"\nscope = \"department:finance\"\n"), "5:9", vec!["`department:finance` is planned"]),
        (format!("{JOB}[[report]]\ntemplate = \"executive\"\nformats = [\"html\", \"xlsx\"]\n"), "5:20", vec!["`xlsx` is planned", "html, csv"]),
    ];
    all_right(cases.iter().map(|(text, place, parts)| check("jobs/weekly.toml", text, place, parts)));
}

#[test]
fn a_wrong_row_is_told_at_its_cell() {
    let departments = "department_id,name,parent_id";
    let projects = "project_id,name,department_id,status,valid_from,live_from,retired_on";
    let baselines = |column: &str| format!("{BASELINES},{column}");
    let band = format!("{BASELINES},minutes_low,minutes_high");
    let cases = [
        ("projects.csv", projects, "a,A,finance,liv,,,", "2:13", vec!["`liv` is not a status", "did you mean `live`?"]),
        ("projects.csv", projects, "a,,finance,live,,,", "2:3", vec!["name is empty"]),
        ("projects.csv", projects, "a b,A,finance,live,,,", "2:1", vec!["`a b` is not an id"]),
        ("projects.csv", projects, "a,A,finance,live,,2026-02-01,2026-01-31", "2:30", vec!["lies before live_from 2026-02-01"]),
        ("projects.csv", projects, "a,A,finance,live,,,\nA,B,finance,live,,,", "3:1", vec!["the project a without valid_from stands here twice"]),
        ("departments.csv", departments, "finance,Finance,\nfinanz,F,fin", "3:10", vec!["there is no department `fin`"]),
        ("departments.csv", departments, "finance,F,b\nb,B,c\nc,C,finance", "3:5", vec!["in a circle: b → c → finance → b"]),
        ("departments.csv", departments, "finance,F,\nfinance,F,", "3:1", vec!["stands here twice"]),
        ("baselines.csv", BASELINES, "invoice,2026-01-01,5,36,USD", "2:1", vec!["there is no project `invoice`", "did you mean `invoices`?"]),
        ("baselines.csv", BASELINES, "invoices,01.02.2026,5,36,USD", "2:10", vec!["write it as YYYY-MM-DD: 2026-02-01"]),
        ("baselines.csv", BASELINES, "invoices,2026-01-01,-5,36,USD", "2:21", vec!["-5 is out of range", "from 0 to 100,000"]),
        ("baselines.csv", BASELINES, "invoices,2026-01-01,\"12,5\",36,USD", "2:22", vec!["write 12.5"]),
        ("baselines.csv", BASELINES, "invoices,2026-01-01,5,36,US$", "2:26", vec!["`US$` is not a currency"]),
        ("baselines.csv", BASELINES, "invoices,2026-01-01,5,36,USD\ninvoices,2026-01-01,6,36,USD", "3:10", vec!["two baselines from 2026-01-01"]),
        ("baselines.csv", &band, "invoices,2026-01-01,5,36,USD,6,", "2:30", vec!["minutes_low 6 is above minutes_per_unit 5"]),
        ("baselines.csv", &band, "invoices,2026-01-01,5,36,USD,,4", "2:31", vec!["minutes_high 4 is below"]),
        ("baselines.csv", &baselines("automated_shares"), "invoices,2026-01-01,5,36,USD,1", "1:61", vec!["did you mean `automated_share`?"]),
        ("baselines.csv", &baselines("unit"), "invoices,2026-01-01,5,36,USD,item", "2:30", vec!["`item` is planned", "it computes: session"]),
        ("baselines.csv", &baselines("automated_share"), "invoices,2026-01-01,5,36,USD,80%", "2:30", vec!["write it as a plain number: 0.8"]),
        ("baselines.csv", &baselines("error_rate"), "invoices,2026-01-01,5,36,USD,5", "2:30", vec!["from 0 to 1"]),
        ("baselines.csv", &baselines("people"), "invoices,2026-01-01,5,36,USD,1001", "2:30", vec!["above 0 and at most 1,000"]),
        ("baselines.csv", &baselines("conversion"), "invoices,2026-01-01,5,36,USD,1.1", "2:30", vec!["from 0 to 1"]),
        ("baselines.csv", &baselines("attended_deducts"), "invoices,2026-01-01,5,36,USD,maybe", "2:30", vec!["write true or false"]),
        ("baselines.csv", &baselines("evidence"), "invoices,2026-01-01,5,36,USD,guessed", "2:30", vec!["measured, sampled, estimated, vendor"]),
        ("costs.csv", COSTS, "*,build,10,USD,item,2026-01-01,,", "2:16", vec!["`item` is planned"]),
        ("costs.csv", COSTS, "*,build,-10,USD,once,2026-01-01,,", "2:9", vec!["-10 is out of range"]),
        ("costs.csv", COSTS, "*,build,10,USD,once,2026-01-01,2026-12-31,12", "2:32", vec!["to and spread_months cannot stand together"]),
        ("costs.csv", COSTS, "*,build,10,USD,month,2026-01-01,,12", "2:34", vec!["only for an amount paid once"]),
        ("costs.csv", COSTS, "*,build,10,USD,once,2026-01-01,2026-12-31,", "2:32", vec!["an amount paid once has no `to`"]),
        ("costs.csv", COSTS, "*,build,10,USD,month,2026-02-01,2026-01-31,", "2:33", vec!["to 2026-01-31 lies before from 2026-02-01"]),
        ("costs.csv", COSTS, "*,licenses,10,USD,month,2026-02-01,,", "2:3", vec!["did you mean `licence`?"]),
        ("benefits.csv", BENEFITS, "*,cashable,10,USD,once,2026-01-01,", "2:1", vec!["`*` is not an id"]),
        ("benefits.csv", BENEFITS, "claims,cashable,10,USD,session,2026-01-01,", "2:24", vec!["not earned per session"]),
        ("benefits.csv", BENEFITS, "claims,avoidance,10,USD,once,2026-01-01,yes", "2:41", vec!["an avoided cost replaces no capacity"]),
        ("meterings.csv", METERINGS, "emae,f1,claims,2026-01-01,1,", "2:1", vec!["did you mean `emea`?"]),
        ("meterings.csv", METERINGS, "emea,f1,claims,2026-01-01,0,", "2:27", vec!["above 0 and at most 1"]),
        ("meterings.csv", METERINGS, "emea,name~Inv(oice,claims,2026-01-01,1,", "2:6", vec!["`Inv(oice` is not a regular expression", "unclosed group", "name~Inv\\(oice"]),
        ("meterings.csv", METERINGS, "emea,solution:,claims,2026-01-01,1,", "2:6", vec!["write solution:ID"]),
        ("meterings.csv", METERINGS, "emea,f1,claims,2026-02-01,1,2026-01-31", "2:29", vec!["lies before valid_from"]),
        ("meterings.csv", METERINGS, "emea,f1,claims,2026-01-01,1,\nemea,f1,claims,2026-01-01,0.5,", "3:16", vec!["from 2026-01-01 twice"]),
        (
            "meterings.csv",
            METERINGS,
            "emea,f1,claims,2026-01-01,0.6,\nemea,f1,invoices,2026-03-01,0.5,",
            "3:29",
            vec!["the shares of f1 in emea add up to 1.1 on 2026-03-01 (lines 2, 3)", "write valid_to 2026-02-28 on line 2"],
        ),
        ("objectives.csv", OBJECTIVES, "o,claims,duration,0.9,,", "2:23", vec!["needs a threshold"]),
        ("objectives.csv", OBJECTIVES, "o,claims,success,0.9,10m,", "2:22", vec!["has no threshold"]),
        ("objectives.csv", OBJECTIVES, "o,claims,success,95,,", "2:18", vec!["above 0 and at most 1"]),
        ("objectives.csv", OBJECTIVES, "o,claims,success,0,,", "2:18", vec!["above 0 and at most 1"]),
        ("objectives.csv", OBJECTIVES, "o,claims,cutoff,1,,", "2:10", vec!["`cutoff` is planned", "success, duration"]),
        ("objectives.csv", OBJECTIVES, "o,claims,success,1,,uk", "2:21", vec!["only the SLIs cutoff and schedule"]),
        ("objectives.csv", OBJECTIVES, "o,claims,success,1,,\nO,claims,success,1,,", "3:1", vec!["the objective o stands here twice"]),
        ("goals.csv", GOALS, "g,G,net,0,2026-01-01,2026-12-31,,,,", "2:9", vec!["above 0"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-12-31,2026-01-01,,,,", "2:22", vec!["lies before from"]),
        ("goals.csv", GOALS, "g,G,hours,1,2026-01-01,2026-12-31,,EUR,,", "2:36", vec!["a target of hours is no amount of money"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,projects:claims;invoice,,,", "2:33", vec!["did you mean `invoices`?"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,team:a,,,", "2:33", vec!["estate, department:ID, category:NAME or projects:ID;ID"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,category:documents,,,", "2:33", vec!["no project has the category `documents`"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,,,h,", "2:35", vec!["there is no goal `h`"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,,,g,", "2:35", vec!["in a circle: g → g"]),
        ("goals.csv", GOALS, "g,G,net,1,2026-01-01,2026-12-31,,,,3", "2:36", vec!["`horizon_years` is planned"]),
        ("rates.csv", RATES, "EUR,2026-01-01,0,", "2:16", vec!["above 0"]),
        ("rates.csv", RATES, "usd,2026-01-01,1.1,", "2:16", vec!["USD is the reporting currency"]),
        ("rates.csv", RATES, "EUR,2026-01-01,1.1,\nEUR,2026-01-01,1.2,budget", "3:5", vec!["two rates of budget from 2026-01-01"]),
        ("exclusions.csv", EXCLUSIONS, "*,2026-03-01,2026-03-02T00:00Z,r,b,", "2:3", vec!["`2026-03-01` is not a point in time", "Europe/Berlin"]),
        ("exclusions.csv", EXCLUSIONS, "*,2026-03-01T01:00Z,2026-03-01T01:00Z,r,b,", "2:21", vec!["ends before it begins"]),
        ("exclusions.csv", EXCLUSIONS, "*,2026-03-01T01:00Z,2026-03-02T01:00Z,r,b,o", "2:43", vec!["there is no objective `o`", "there are none yet"]),
        ("people.csv", PEOPLE, "someone,owner,estate", "2:1", vec!["name@example.com"]),
        ("people.csv", PEOPLE, "a@b.example,boss,estate", "2:13", vec!["sponsor, owner, process_owner"]),
        ("people.csv", PEOPLE, "a@b.example,owner,project:claim", "2:19", vec!["did you mean `claims`?"]),
    ];
    let check = |file: &str, head: &str, row: &str, place, parts: &[&str]| check(&format!("baselines/{file}"), &format!("{head}\n{row}\n"), place, parts);
    all_right(cases.iter().map(|(file, head, row, place, parts)| check(file, head, row, place, parts)));
}

#[test]
fn what_is_missing_or_unreadable_is_told_with_the_way_out() {
    let empty = tempfile::tempdir().expect("a folder");
    let all = told(&load(empty.path()).expect_err("nothing there"));
    assert_eq!(all.len(), 1);
    assert!(all[0].contains("reckoner.toml not found, so this folder is not a workspace") && all[0].contains("reckon init DIR"), "{all:?}");

    let folder = write(&[]);
    fs::remove_file(folder.path().join("baselines/projects.csv")).expect("it was there");
    let all = told(&load(folder.path()).expect_err("no projects"));
    assert!(all[0].starts_with("baselines/projects.csv not found") && all[0].contains("project_id,name,department_id,status"), "{all:?}");

    for (file, bytes, expected) in [
        ("baselines/cost.csv", &b"a\n"[..], "baselines/cost.csv no file of master data has this name: nothing would read it | did you mean `costs.csv`?"),
        ("baselines/costs.csv", b"\xff\xfea\0", "baselines/costs.csv it is written in UTF-16 | save it as UTF-8"),
        ("baselines/people.csv", b"email,role,scope\na@b.example,owner,region:M\xfcnchen\n", "baselines/people.csv:2:27 this character is not UTF-8"),
        ("jobs/my job.toml", JOB.as_bytes(), "jobs/my job.toml a job is called as its file: `my job` is not an id"),
    ] {
        let all = told(&load(write(&[(file, bytes)]).path()).expect_err(file));
        assert_eq!(all.len(), 1, "{all:#?}");
        assert!(all[0].starts_with(expected), "{}", all[0]);
    }
}

#[test]
fn twelve_mistakes_in_five_files_are_told_at_once() {
    let toml = format!("{}[paths]\nlaek = \"x\"\n", TOML.replace("timezone", "timezoen").replace("\"USD\"", "\"$\""));
    let Err(mistakes) = read(&[
        (FILE, &toml),
        ("jobs/weekly.toml", "window = \"last-wek\"\nsteps = [\"extrakt\"]\n"),
        ("baselines/baselines.csv", &format!("{BASELINES}\ninvoice,2026-1-1,x,-1,USD\n")),
        ("baselines/costs.csv", &format!("{COSTS}\n*,build,10,USD,once,2026-01-01,2026-01-02,3\n")),
        ("baselines/meterings.csv", &format!("{METERINGS}\nemea,name~(,invoices,2026-01-01,2,\n")),
    ]) else {
        panic!("should be refused")
    };
    let places: Vec<String> = mistakes.0.iter().map(Mistake::place).collect();
    assert_eq!(
        places,
        [
            "reckoner.toml:3:12",
            "reckoner.toml:4:1",
            "reckoner.toml:10:1",
            "baselines/baselines.csv:2:1",
            "baselines/baselines.csv:2:9",
            "baselines/baselines.csv:2:18",
            "baselines/baselines.csv:2:20",
            "baselines/costs.csv:2:32",
            "baselines/meterings.csv:2:6",
            "baselines/meterings.csv:2:33",
            "jobs/weekly.toml:1:10",
            "jobs/weekly.toml:2:10",
        ]
    );
    assert!(mistakes.to_string().ends_with("12 mistakes in 5 files. Nothing was read or written.\n"));
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
        let Err(mistakes) = read(&[(FILE, &text)]) else { panic!("should be refused:\n{text}") };
        let shown = mistakes.render(true, 100) + &format!("{mistakes:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    right(&[(FILE, &format!("{TOML}secrets = {{ client_secret = \"env:EMEA_SECRET\", key = \"file:secrets/key\" }}\n"))]);
}

/// The example of the contract, word for word but for the format that comes with its issue.
const CONTRACT: &str = r#"
[estate]
name = "Contoso Automation CoE"
currency = "USD"                  # reporting currency; 1 without a row in rates.csv
timezone = "UTC"                  # of job windows and goals; a session's day is its satellite's
fiscal_year_start = "01-01"       # calendar = "4-4-5" later
discount_rate = 0.10
method = ["reckoner-1"]           # the first is the headline; later also "kit-2023"

[paths]                           # relative to this file; lake, out and sources may be s3://, az://, abfss://, gs:// URLs
lake = "lake"
out = "out"
baselines = "baselines"
jobs = "jobs"
templates = "report_templates"

[[satellite]]
id = "emea-prod"                  # [a-z0-9][a-z0-9_-]{0,62}
name = "EMEA production"          # = id
class = "prod"                    # prod | uat | dev | other; only prod counts as value, unless count = true
region = ""
capability = ""
timezone = "UTC"
active_to = ""                    # a retired satellite: complete until then, never stale after
source = { format = "synapse-link", url = "satellites/emea-prod" }
secrets = { client_secret = "env:EMEA_SECRET" }   # env:NAME or file:PATH, never a value
stale_after = "26h"
max_reject_share = 0.01           # of a delivery; never under 20 rejects; `--accept-rejects` lets one pass and is recorded

[[satellite]]
id = "legacy"
source = { format = "csv", url = "satellites/legacy/*.csv" }
[satellite.columns]               # canonical = theirs
session_id = "JobNo"
automation_id = "Process"
started = { column = "Start", format = "%d.%m.%Y %H:%M:%S", timezone = "Europe/Berlin" }
ended = { column = "End", format = "%d.%m.%Y %H:%M:%S", timezone = "Europe/Berlin" }
outcome = { column = "Result", map = { OK = "succeeded", FAIL = "failed", ABBRUCH = "cancelled" } }

[[calendar]]
id = "uk-office"
timezone = "Europe/London"
hours = { mon-fri = "09:00-17:30" }
holidays = ["2026-12-25", "2026-12-28"]
"#;

#[test]
fn the_contracts_own_example_is_understood() {
    let all = told(&read(&[(FILE, CONTRACT)]).expect_err("synapse-link comes later"));
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].contains("`synapse-link` is planned"), "{}", all[0]);

    let workspace = right(&[(FILE, &CONTRACT.replace("synapse-link", "csv"))]);
    let [emea, legacy] = workspace.exports.as_slice() else { panic!("two satellites") };
    assert_eq!((emea.satellite.name.as_str(), legacy.satellite.name.as_str()), ("EMEA production", "legacy"));
    assert_eq!((emea.satellite.active_to, legacy.satellite.counts, legacy.max_reject_share), (None, true, Micros(10_000)));
    assert_eq!(legacy.satellite.stale_after, chrono::TimeDelta::hours(26));
    let crate::extract::Format::Csv(csv) = &legacy.reading.format;
    let columns = &csv.columns.as_ref().expect("columns").0;
    assert_eq!(columns.len(), 5);
    assert_eq!(columns[&crate::extract::Canonical::Outcome].map["ABBRUCH"], "cancelled");
    assert_eq!(workspace.estate.satellites.len(), 2);
    assert_eq!(workspace.paths, Paths::default());
}

#[test]
fn without_jobs_of_its_own_a_workspace_has_the_built_in_ones() {
    let workspace = right(&[]);
    let jobs: Vec<String> = workspace.jobs.keys().map(ToString::to_string).collect();
    assert_eq!(jobs, ["monthly_close", "nightly", "weekly_executive"]);
    let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
    for job in workspace.jobs.values() {
        assert_eq!((job.timezone, &job.satellites, job.steps.as_slice()), (berlin, &Satellites::All, Step::ALL));
        let report = Report { template: "executive".into(), scope: ReportScope::Estate, formats: Format::ALL.to_vec() };
        assert_eq!(job.reports, [report]);
        assert!(job.schedule.is_some());
    }
    let named: Vec<&str> = workspace.inputs.configuration.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, ["jobs/monthly_close.toml", "jobs/nightly.toml", "jobs/weekly_executive.toml", "reckoner.toml"]);

    let own = right(&[("jobs/Mine.toml", JOB), ("report_templates/mine.html", "x"), ("report_templates/notes.txt", "y")]);
    assert_eq!(own.jobs.keys().map(ToString::to_string).collect::<Vec<_>>(), ["mine"]);
    assert_eq!(own.templates.keys().collect::<Vec<_>>(), ["mine.html"]);
}

/// All master data in the plain form.
const PLAIN: &[(&str, &str)] = &[
    ("baselines/departments.csv", "department_id,name,parent_id\nfinance,\"Finance, \"\"EMEA\"\"\",\nap,Payables,finance\n"),
    (
        "baselines/projects.csv",
        "project_id,name,department_id,status,description,valid_from\nInvoices,Invoices,finance,live,\"two\nlines\",\ninvoices,Invoices,ap,live,,2026-03-01\n",
    ),
    (
        "baselines/baselines.csv",
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,attended_deducts\ninvoices,2026-01-01,12.5,40.25,eur,true\n",
    ),
    ("baselines/costs.csv", "project_id,kind,amount,currency,per,from,spread_months\n*,build,3650.5,USD,once,2026-01-01,12\n"),
    ("baselines/rates.csv", "currency,from,rate,kind\nEUR,2026-01-01,1.1,\n"),
];

#[test]
fn what_excel_saves_anywhere_gives_the_same_master() {
    let plain = right(PLAIN).master;
    // Swap the separators outside of quotes and the decimal mark of numbers, as a European Excel does.
    let european = |text: &str| {
        let mut out = String::new();
        let mut quoted = false;
        for c in text.chars() {
            quoted ^= c == '"';
            out.push(match c {
                ',' if !quoted => ';',
                '.' if !quoted => ',',
                c => c,
            });
        }
        out.replace("true", "WAHR")
    };
    let variants: [(&str, &dyn Fn(&str) -> String); 5] = [
        ("with a byte order mark", &|text| format!("\u{feff}{text}")),
        ("with CRLF", &|text| text.replace('\n', "\r\n")),
        ("with semicolons, decimal commas and WAHR", &european),
        ("with empty rows and columns at the end", &|text| {
            let lines: Vec<&str> = text.trim_end().split('\n').collect();
            // The quoted line break of projects.csv keeps its line as it is.
            let wide: Vec<String> = lines.iter().map(|line| if line.ends_with("\"two") { (*line).to_owned() } else { format!("{line},,") }).collect();
            format!("{}\n,,,\n\n,,,\n", wide.join("\n"))
        }),
        ("with a header in capitals", &|text| {
            let (head, rest) = text.split_once('\n').expect("a header");
            format!("{}\n{rest}", head.to_uppercase())
        }),
    ];
    for (name, variant) in variants {
        let files: Vec<(&str, String)> = PLAIN.iter().map(|(file, text)| (*file, variant(text))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (*file, text.as_str())).collect();
        assert_eq!(right(&files).master, plain, "{name}");
    }
}

#[test]
fn what_is_written_becomes_what_is_meant() {
    let master = right(PLAIN).master;
    let invoices: ProjectId = "invoices".parse().expect("an id");
    let versions = &master.projects[&invoices];
    assert_eq!(versions.iter().map(|p| (p.department_id.as_str(), p.line.line)).collect::<Vec<_>>(), [("finance", 2), ("ap", 4)]);
    assert_eq!(versions[0].description, "two\nlines");
    let baseline = &master.baselines[&invoices][0];
    assert_eq!((baseline.minutes_per_unit, baseline.currency.as_str(), baseline.people), (Micros(12_500_000), "EUR", Micros::ONE));
    assert_eq!((baseline.conversion, baseline.demand_per_month, baseline.error_rate), (Micros::ONE, None, Micros::ZERO));
    assert!(master.costs[0].project_id.is_shared());
    assert_eq!((master.costs[0].amount.per, master.costs[0].amount.spread_months), (Per::Once, Some(12)));
    for kind in RateKind::ALL {
        let rate = master.rates.on("EUR", *kind, "2026-01-01".parse().expect("a day"));
        assert_eq!(rate, Some(Micros(1_100_000)), "{kind}");
    }
}

#[test]
fn the_next_row_of_a_key_ends_the_earlier_one_the_day_before() {
    let rows = "emea,f1,claims,2026-03-01,0.5,\nemea,f1,claims,2026-01-01,1,\nemea,F1,claims,2026-01-01,1,2026-01-31\nemea,F1,claims,2026-06-01,1,\n\
                emea,solution:S,claims,2026-01-01,,2026-02-28\nemea,solution:S,invoices,2026-03-01,,\nemea,name~^Inv,claims,2026-01-01,0.4,\nemea,name~^Inv,invoices,2026-01-01,0.6,\n";
    let master = right(&[("baselines/meterings.csv", &format!("{METERINGS}\n{rows}"))]).master;
    let spans: Vec<String> = master
        .meterings
        .iter()
        .map(|m| format!("{} {} {}..{}", m.matcher, m.project_id, m.from, m.to.map_or(String::new(), |day| day.to_string())))
        .collect();
    assert_eq!(
        spans,
        [
            "F1 claims 2026-01-01..2026-01-31",
            "F1 claims 2026-06-01..",
            "f1 claims 2026-01-01..2026-02-28",
            "f1 claims 2026-03-01..",
            "solution:S claims 2026-01-01..2026-02-28",
            "solution:S invoices 2026-03-01..",
            "name~^Inv claims 2026-01-01..",
            "name~^Inv invoices 2026-01-01..",
        ]
    );
    assert_eq!(master.meterings[4].matcher, Matcher::Solution("S".into()));
}

#[test]
fn goals_and_exclusions_take_the_estates_money_and_clocks() {
    let master = right(&[
        ("baselines/goals.csv", &format!("{GOALS}\ng,G,net,10,2026-01-01,2026-12-31,projects:claims;INVOICES;claims,,,\n")),
        ("baselines/exclusions.csv", &format!("{EXCLUSIONS}\n*,2026-03-07T22:00,2026-03-08T04:00:00+01:00,update,CoE,\n")),
    ])
    .master;
    let goal = &master.goals[0];
    assert_eq!(goal.currency, "USD");
    let Scope::Projects(ids) = &goal.scope else { panic!("projects") };
    assert_eq!(ids.iter().map(ProjectId::as_str).collect::<Vec<_>>(), ["claims", "invoices"]);
    let exclusion = &master.exclusions[0];
    assert_eq!(exclusion.satellite_id, None);
    assert_eq!(exclusion.from.to_rfc3339(), "2026-03-07T21:00:00+00:00"); // Berlin is an hour ahead
    assert_eq!(exclusion.to.to_rfc3339(), "2026-03-08T03:00:00+00:00");
    assert_eq!(master.departments.len(), 1); // named by projects.csv alone
}

#[test]
fn the_order_of_lines_and_files_is_nothing() {
    let reversed = |text: &str| {
        let (head, rows) = text.split_once('\n').expect("a header");
        let mut rows: Vec<&str> = rows.trim_end().split('\n').collect();
        rows.reverse();
        format!("{head}\n{}\n", rows.join("\n"))
    };
    let meterings = format!("{METERINGS}\nemea,f1,claims,2026-03-01,0.5,\nemea,f1,claims,2026-01-01,1,\nemea,a,claims,2026-01-01,1,\n");
    let spans = |text: &str| {
        let master = right(&[("baselines/meterings.csv", text)]).master;
        master.meterings.into_iter().map(|m| (m.matcher, m.from, m.to)).collect::<Vec<_>>()
    };
    assert_eq!(spans(&meterings), spans(&reversed(&meterings)));
}

/// `cargo test --lib workspace::tests::look -- --ignored --nocapture` prints what a person sees.
#[test]
#[ignore = "to be looked at by a person"]
fn look() {
    let toml = format!("{}secrets = {{ key = \"hunter2\" }}\n", TOML.replace("timezone =", "timezoen ="));
    let folder = write(&[
        (FILE, toml.as_bytes()),
        ("jobs/weekly.toml", b"window = \"last-wek\"\nsteps = [\"extrakt\"]\n"),
        ("baselines/baselines.csv", format!("{BASELINES},automated_shares\ninvoice,01.02.2026,\"12,5\",,USD\n").as_bytes()),
        ("baselines/meterings.csv", format!("{METERINGS}\nemea,f1,claims,2026-01-01,0.6,\nemea,f1,invoices,2026-03-01,0.5,\nemea,name~Inv(oice,claims,2026-01-01,1,\n").as_bytes()),
        ("baselines/cost.csv", b"x\n"),
    ]);
    println!("{}", load(folder.path()).expect_err("mistakes").render(false, 100));
    println!("{}", load(Path::new("nowhere")).expect_err("nothing there").render(false, 100));
}
