//! A whole run over a store that fails at one chosen operation, for every operation there is: run
//! again, the estate says what it would have said undisturbed. Killed before a write is killed
//! after the one before it, and reading leaves no trace, so these are all the instants at which a
//! process can die.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::{Done, Fault, Order, Run};
use crate::extract::{Options, Quiet};
use crate::lake::faults::{Chosen, FaultStore, StoreCall, Trouble};
use crate::lake::{Cell, Lake, Store, tables};
use crate::workspace;

/// An estate as small as one can be that writes every table.
struct Estate {
    folder: tempfile::TempDir,
}

const WRITTEN: [(&str, &str); 8] = [
    (
        "reckoner.toml",
        "[estate]\nname = \"Small\"\ncurrency = \"USD\"\ntimezone = \"UTC\"\n[[satellite]]\nid = \"emea\"\nname = \"EMEA\"\nclass = \"prod\"\nregion = \"EMEA\"\nsource = { format = \"csv\", url = \"exports/*.csv\" }\n",
    ),
    (
        "jobs/demo.toml",
        "window = \"2026-03\"\nsatellites = [\"*\"]\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\nscope = \"estate\"\nformats = [\"html\", \"csv\"]\n",
    ),
    (
        "baselines/departments.csv",
        "department_id,name\nfinance,Finance\n",
    ),
    (
        "baselines/projects.csv",
        "project_id,name,department_id,status\ninvoices,Invoices,finance,live\n",
    ),
    (
        "baselines/baselines.csv",
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,evidence\ninvoices,2026-03-01,5,36,USD,estimated\n",
    ),
    (
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from,share\nemea,a,invoices,2026-03-01,1\n",
    ),
    (
        "baselines/objectives.csv",
        "objective_id,project_id,sli,target,threshold,period,min_valid,at_risk\nquick,invoices,duration,0.9,10m,month,1,0.25\n",
    ),
    (
        "exports/1.csv",
        "session_id,automation_id,automation_name,started,ended,outcome,error_code,source_version\n\
         s-1,a,Invoices,2026-03-02T08:00:00Z,2026-03-02T08:01:00Z,succeeded,,1\n\
         s-2,a,Invoices,2026-03-03T09:00:00Z,2026-03-03T09:01:30Z,failed,E-7,1\n\
         s-3,b,Letters,2026-03-04T10:00:00Z,2026-03-04T10:00:10Z,shrugged,,1\n\
         s-4,b,Letters,yesterday,,succeeded,,1\n",
    ),
];

/// What comes later: a correction, a session that moves to another month, and a new one.
const LATER: (&str, &str) = (
    "exports/2.csv",
    "session_id,automation_id,automation_name,started,ended,outcome,source_version\n\
     s-2,a,Invoices,2026-03-03T09:00:00Z,2026-03-03T09:01:30Z,succeeded,2\n\
     s-1,a,Invoices,2026-02-28T08:00:00Z,2026-02-28T08:01:00Z,succeeded,2\n\
     s-5,a,Invoices,2026-03-31T23:59:00Z,2026-03-31T23:59:30Z,succeeded,1\n",
);

impl Estate {
    fn new() -> Self {
        let estate = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        WRITTEN.into_iter().for_each(|file| estate.write(file));
        estate
    }

    fn write(&self, (path, text): (&str, &str)) {
        let place = self.folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    /// A process that runs the job of March, with this store for its lake and for what it
    /// publishes.
    fn run(&self, store: &Arc<FaultStore>) -> Result<Done, Fault> {
        let workspace = workspace::load(self.folder.path()).unwrap();
        let job = workspace.jobs[&"demo".parse().unwrap()].clone();
        let options = Options::default();
        let order = Order {
            reader: None,
            language: None,
            job,
            window: None,
            future: false,
            satellites: vec![],
            steps: None,
            only_to: None,
            options,
        };
        let now = "2026-04-02T06:00:00Z".parse().unwrap();
        let root = Store::over(store.clone());
        let run = Run::ready(&workspace, &order, now).unwrap();
        Run {
            lake: Lake::open(root.at("lake"))?,
            out: root.at("out"),
            ..run
        }
        .carry_out(&Quiet)
    }
}

/// All that an estate says: the rows of every table, and the bytes of all marts and reports.
#[derive(Debug, PartialEq)]
struct Said {
    tables: BTreeMap<&'static str, Vec<Vec<Cell>>>,
    out: BTreeMap<String, bytes::Bytes>,
}

fn said(store: &Arc<FaultStore>) -> Said {
    let root = Store::over(store.clone());
    let lake = Lake::open(root.at("lake")).unwrap();
    let out = root.at("out");
    let shown = out
        .list("")
        .unwrap()
        .into_iter()
        .filter(|object| !object.path.starts_with("receipts/"));
    Said {
        tables: tables::LAKE
            .iter()
            .map(|&table| (table.name, lake.rows(table).unwrap()))
            .collect(),
        out: shown
            .map(|object| (object.path.clone(), out.get(&object.path).unwrap().unwrap()))
            .collect(),
    }
}

/// An estate before a run and after it, undisturbed.
struct Undisturbed<'a> {
    estate: &'a Estate,
    before: Arc<FaultStore>,
    after: Said,
    asked: Vec<StoreCall>,
}

impl<'a> Undisturbed<'a> {
    fn of(estate: &'a Estate, before: Arc<FaultStore>) -> Self {
        let store = before.fork();
        assert_eq!(
            estate.run(&store).unwrap().exit,
            crate::model::receipt::Exit::Done
        );
        let asked = store.take_asked();
        let after = said(&store);
        assert!(
            after
                .out
                .keys()
                .any(|path| path.ends_with("executive.html"))
                && !after.tables["sessions"].is_empty()
        );
        Self {
            estate,
            before,
            after,
            asked,
        }
    }

    /// Each trouble in a run of its own, one after the other; then a run without any.
    fn survives(&self, troubles: &[(usize, Chosen, Trouble)]) {
        let store = self.before.fork();
        for &(nth, chosen, trouble) in troubles {
            store.plan(nth, chosen, trouble);
            let ended = self.estate.run(&store);
            let came = store.revive();
            if trouble == Trouble::Dies && came {
                assert!(
                    ended.is_err(),
                    "{troubles:?}: a process that is gone cannot end well"
                );
            }
        }
        store.take_asked();
        if let Err(fault) = self.estate.run(&store) {
            panic!("after {troubles:?} the next run fails: {fault}");
        }
        let now = said(&store);
        for (table, rows) in &self.after.tables {
            assert_eq!(&now.tables[table], rows, "{table} after {troubles:?}");
        }
        let names = |said: &Said| said.out.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&now), names(&self.after), "out after {troubles:?}");
        for (path, bytes) in &self.after.out {
            assert!(now.out[path] == *bytes, "{path} after {troubles:?}");
        }
    }
}

fn a_write(asked: &StoreCall) -> bool {
    asked.writes
}

fn any(_: &StoreCall) -> bool {
    true
}

/// A file that says of others that they count: a commit, a catalog.
fn decides(asked: &StoreCall) -> bool {
    asked.writes && asked.path.contains(".json") && !asked.path.contains("receipts/")
}

/// A commit is atomic by the promise of every store that can hold a log.
fn past_the_log(asked: &StoreCall) -> bool {
    asked.writes && !asked.path.contains("_delta_log/")
}

fn keeps_what_is_published(asked: &StoreCall) -> bool {
    past_the_log(asked)
        && asked.path.contains("lake/publications/")
        && !asked.path.contains(".parquet")
}

type Case = Vec<(usize, Chosen, Trouble)>;

/// How thoroughly: all there is takes minutes.
#[derive(Clone, Copy, PartialEq)]
enum Care {
    Decisive,
    Kills,
    All,
}

/// The cases for a run of these operations.
fn cases(asked: &[StoreCall], care: Care) -> Vec<Case> {
    let writes: Vec<_> = asked.iter().filter(|asked| asked.writes).collect();
    // Just before a decision there are only files that nothing names: now and then is often enough.
    let near =
        |n: usize| n > 0 && decides(writes[n - 1]) || n.is_multiple_of(3) && decides(writes[n]);
    let kills: Vec<_> = (0..writes.len())
        .filter(|&n| care != Care::Decisive || near(n))
        .collect();
    let mut cases: Vec<Case> = kills
        .iter()
        .map(|&n| vec![(n, a_write as Chosen, Trouble::Dies)])
        .collect();
    if care == Care::Kills {
        return cases;
    }
    // Killed, and the run that was to mend it killed too, a little later each time.
    let again = |(i, &n): (usize, &usize)| {
        vec![
            (n, a_write as Chosen, Trouble::Dies),
            (3 + 5 * i % writes.len(), a_write, Trouble::Dies),
        ]
    };
    cases.extend(
        kills
            .iter()
            .enumerate()
            .filter(|(i, _)| care == Care::All || i % 8 == 0)
            .map(again),
    );
    let decisive = asked.iter().filter(|asked| decides(asked)).count();
    cases.extend(
        (0..decisive)
            .filter(|n| care == Care::All || n % 4 == 1)
            .map(|n| vec![(n, decides as Chosen, Trouble::LosesReply)]),
    );
    let torn = (0..writes.len()).filter(|n| care == Care::All || n % 31 == 7);
    cases.extend(torn.map(|n| vec![(n, past_the_log as Chosen, Trouble::Torn)]));
    let all = (0..asked.len()).filter(|n| care == Care::All || n % 61 == 5);
    cases.extend(all.map(|n| {
        vec![(
            n,
            any as Chosen,
            if n % 2 == 0 {
                Trouble::Refused
            } else {
                Trouble::Throttled
            },
        )]
    }));
    cases
}

/// All cases of the estate's first run, which makes every table, and of a second, which changes
/// every table.
fn every_trouble(care: Care) {
    let began = Instant::now();
    let estate = Estate::new();
    let first = Undisturbed::of(&estate, Arc::new(FaultStore::default()));
    each(&first, &cases(&first.asked, care));
    let before = first.before.fork();
    estate.run(&before).unwrap();
    estate.write(LATER);
    let second = Undisturbed::of(&estate, before.fork());
    each(&second, &cases(&second.asked, care));
    for (name, run) in [("first", &first), ("second", &second)] {
        let (all, writes) = (
            run.asked.len(),
            run.asked.iter().filter(|asked| asked.writes).count(),
        );
        println!(
            "{name} run: {all} operations, {writes} of them writes; {} cases",
            cases(&run.asked, care).len()
        );
    }
    println!("in {:?}", began.elapsed());
}

/// Who fails ends the others' work too.
struct Stop<'a>(&'a AtomicUsize);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(usize::MAX / 2, Ordering::Relaxed);
        }
    }
}

fn each(run: &Undisturbed, cases: &[Case]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8);
        for _ in 0..workers {
            scope.spawn(|| {
                let _stop = Stop(&next);
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    run.survives(case);
                }
            });
        }
    });
}

#[test]
fn what_a_publication_keeps_and_arrived_in_half_is_kept_again() {
    let estate = Estate::new();
    let first = Undisturbed::of(&estate, Arc::new(FaultStore::default()));
    each(
        &first,
        &[0, 5].map(|n| vec![(n, keeps_what_is_published as Chosen, Trouble::Torn)]),
    );
}

fn names_a_publication(asked: &StoreCall) -> bool {
    asked.writes && asked.path.contains("lake/publications/_delta_log/")
}

/// What a publication keeps, by its hash.
fn is_kept(path: &str) -> bool {
    path.strip_prefix("lake/publications/")
        .is_some_and(|name| name.len() == 64)
}

/// A run that is killed has flushed nothing, and who comes next cannot tell: so the next run writes
/// all that its own commit names, and flushes it.
#[test]
fn what_a_killed_run_staged_is_written_again_before_it_is_named() {
    let estate = Estate::new();
    let store = Arc::new(FaultStore::default());
    store.plan(0, names_a_publication, Trouble::Dies);
    assert!(estate.run(&store).is_err() && store.revive());
    let root = Store::over(store.clone());
    let staged: Vec<_> = root
        .list("lake/publications")
        .unwrap()
        .into_iter()
        .filter(|object| is_kept(&object.path))
        .collect();
    assert!(
        staged.len() > 6,
        "its inputs, its manifest and its marts: {}",
        staged.len()
    );
    // One of them did not even arrive as it was sent, and has the right size.
    let (path, size) = (&staged[0].path, staged[0].size);
    root.put(path, vec![b'?'; size as usize]).unwrap();
    store.take_asked();
    estate.run(&store).unwrap();
    let written: std::collections::BTreeSet<String> = store
        .take_asked()
        .into_iter()
        .filter(|asked| asked.writes)
        .map(|asked| asked.path)
        .collect();
    let unwritten: Vec<_> = staged
        .iter()
        .map(|object| &object.path)
        .filter(|path| !written.contains(*path))
        .collect();
    assert_eq!(unwritten, Vec::<&String>::new());
    assert_eq!(
        crate::lake::hash::of(&root.get(path).unwrap().unwrap()),
        path.rsplit('/').next().unwrap()
    );
}

/// Where it decides something; with `RECKON_FAULTS=kills` every write as a death, and with `all`
/// also every decision as a lost reply and every operation as an error, which takes many minutes.
#[test]
fn a_run_that_fails_is_mended_by_the_next() {
    let asked = std::env::var("RECKON_FAULTS").unwrap_or_default();
    every_trouble(match asked.as_str() {
        "all" => Care::All,
        "kills" => Care::Kills,
        _ => Care::Decisive,
    });
}
