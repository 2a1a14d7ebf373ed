//! A world as a workspace folder. How its rows are laid out in files is a [`Layout`], which must
//! change nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::{NaiveDate, SecondsFormat, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::bands::CORRELATION;
use super::life::DISCOUNT_RATE;
use super::{CURRENCY, Dec, Fault, Moment, Row, Told, World, items};

/// In which order, files and deliveries the rows of all satellites come.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Any number: how rows and columns are shuffled. 0: as they stand.
    pub shuffle: u64,
    /// Files per satellite.
    pub files: usize,
    /// Runs over which the files are delivered, at least 1.
    pub deliveries: usize,
}

impl Layout {
    pub const PLAIN: Self = Self {
        shuffle: 0,
        files: 1,
        deliveries: 1,
    };
}

pub const COLUMNS: [&str; 13] = [
    "session_id",
    "automation_id",
    "automation_name",
    "solution_id",
    "started",
    "ended",
    "outcome",
    "mode",
    "parent_automation_id",
    "error_code",
    "source_version",
    "machine_id",
    "deleted",
];

/// Everything, in one delivery.
pub fn write(world: &World, root: &Path) {
    write_settings(world, root);
    deliver(world, root, &Layout::PLAIN, 0);
}

/// All that people write: reckoner.toml, the job, the baselines.
pub fn write_settings(world: &World, root: &Path) {
    let put = |path: &str, text: String| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("the workspace can be written");
        fs::write(path, text).expect("the workspace can be written");
    };
    put("reckoner.toml", settings(world));
    put("jobs/t.toml", JOB.to_owned());
    for satellite in &world.satellites {
        fs::create_dir_all(root.join("satellites").join(&satellite.id))
            .expect("the workspace can be written");
    }
    put("baselines/departments.csv", departments(world));
    put("baselines/projects.csv", projects(world));
    put("baselines/baselines.csv", baselines(world));
    put("baselines/costs.csv", costs(world));
    put("baselines/benefits.csv", benefits(world));
    put("baselines/meterings.csv", meterings(world));
    put("baselines/objectives.csv", objectives(world));
    put("baselines/goals.csv", goals(world));
    put("baselines/rates.csv", rates(world));
    put("baselines/exclusions.csv", exclusions(world));
}

/// Lets the vendor's kit have its say: of every other baseline it knows enough.
pub fn value_twice(root: &Path) {
    let edit = |name: &str, edit: &dyn Fn(&str) -> String| {
        let text = fs::read_to_string(root.join(name)).expect("it was written");
        fs::write(root.join(name), edit(&text)).expect("the workspace can be written");
    };
    edit("reckoner.toml", &|text| {
        text.replacen(
            "[estate]\n",
            "[estate]\nmethod = [\"reckoner-1\", \"kit-2023\"]\n",
            1,
        )
    });
    let told = |n: usize| {
        [
            "frequency,maintenance_overhead",
            "daily,15",
            ",",
            "monthly,7.5",
        ][if n == 0 { 0 } else { 1 + n % 3 }]
    };
    edit("baselines/baselines.csv", &|text| {
        text.lines()
            .enumerate()
            .map(|(n, line)| format!("{line},{}\n", told(n)))
            .collect()
    });
}

const JOB: &str = r#"window = "last-month"
steps = ["extract", "tally", "publish", "report"]
[[report]]
template = "executive"
scope = "estate"
formats = ["html", "csv"]
"#;

fn settings(world: &World) -> String {
    let mut text = format!(
        "[estate]\nname = \"Laws\"\ncurrency = \"{CURRENCY}\"\ntimezone = \"UTC\"\ndiscount_rate = {DISCOUNT_RATE}\nband_correlation = {CORRELATION}\n"
    );
    for s in &world.satellites {
        let _ = write!(
            text,
            "\n[[satellite]]\nid = \"{id}\"\nclass = \"{}\"\ntimezone = \"{}\"\nstale_after = \"{}h\"\nsource = {{ {source} }}\n",
            s.class,
            s.timezone.name(),
            s.stale_hours,
            id = s.id,
            source = match s.id == world.satellites[items::SATELLITE].id {
                true => format!("format = \"uipath\", url = \"satellites/{}/*.json\"", s.id),
                false => format!("format = \"csv\", url = \"satellites/{}/*.csv\"", s.id),
            },
        );
        if let Some(count) = s.count {
            let _ = writeln!(text, "count = {count}");
        }
        if let Some(last) = s.active_to {
            let _ = writeln!(text, "active_to = \"{last}\"");
        }
    }
    text
}

/// A decimal as people write it: `0.333333`, `15`.
pub fn dec(micros: Dec) -> String {
    let text = format!(
        "{}{}.{:06}",
        if micros < 0 { "-" } else { "" },
        micros.abs() / 1_000_000,
        micros.abs() % 1_000_000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn opt<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn table<T>(head: &str, rows: &[T], line: impl Fn(&T) -> Vec<String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head.split(',')).expect("into memory");
    for row in rows {
        writer.write_record(line(row)).expect("into memory");
    }
    String::from_utf8(writer.into_inner().expect("into memory")).expect("written from text")
}

fn departments(w: &World) -> String {
    table(
        "department_id,name,parent_id",
        &w.departments,
        |(id, parent)| vec![id.clone(), format!("Department {id}"), opt(parent.as_ref())],
    )
}

fn projects(w: &World) -> String {
    table(
        "project_id,name,department_id,status,valid_from,category,live_from,retired_on",
        &w.projects,
        |p| {
            let name = format!("Project {}", p.id);
            let (valid_from, live, retired) =
                (opt(p.valid_from), opt(p.live_from), opt(p.retired_on));
            vec![
                p.id.clone(),
                name,
                p.department.clone(),
                p.status.into(),
                valid_from,
                p.category.into(),
                live,
                retired,
            ]
        },
    )
}

fn baselines(w: &World) -> String {
    let head = "project_id,valid_from,minutes_per_unit,hourly_rate,currency,unit,units_per_session,people,automated_share,error_rate,\
                automated_error_rate,rework_minutes,rework_people,review_minutes_per_unit,failure_minutes_per_unit,attended_deducts,\
                demand_per_month,conversion,evidence,planned_units_per_month,measured_on,minutes_low,minutes_high,\
                ramp_months,planned_success,replan";
    table(head, &w.baselines, |b| {
        vec![
            b.project.clone(),
            b.valid_from.to_string(),
            dec(b.minutes_per_unit),
            dec(b.hourly_rate),
            b.currency.into(),
            if b.is_item {
                "item".into()
            } else {
                String::new()
            },
            dec(b.units_per_session),
            dec(b.people),
            dec(b.automated_share),
            dec(b.error_rate),
            dec(b.automated_error_rate),
            dec(b.rework_minutes),
            dec(b.rework_people),
            dec(b.review_minutes),
            dec(b.failure_minutes),
            b.attended_deducts.to_string(),
            opt(b.demand.map(dec)),
            opt(b.conversion.map(dec)),
            opt(b.evidence),
            opt(b.planned.map(dec)),
            opt(b.measured_on),
            opt(b.minutes_low.map(dec)),
            opt(b.minutes_high.map(dec)),
            b.ramp_months.to_string(),
            opt(b.planned.map(|_| dec(b.planned_success))),
            b.replan.to_string(),
        ]
    })
}

fn costs(w: &World) -> String {
    table(
        "project_id,kind,amount,currency,per,from,to,spread_months,charges,paid,in_plan",
        &w.costs,
        |c| {
            let (amount, from, charges) = (dec(c.amount), c.from.to_string(), c.charges.into());
            vec![
                c.project.clone(),
                c.kind.into(),
                amount,
                c.currency.into(),
                c.per.into(),
                from,
                opt(c.to),
                opt(c.spread_months),
                charges,
                c.paid.into(),
                c.in_plan.to_string(),
            ]
        },
    )
}

fn benefits(w: &World) -> String {
    let head = "project_id,kind,amount,currency,per,from,to,spread_months,replaces_capacity,paid,signed_by,signed_on,in_plan";
    table(head, &w.benefits, |b| {
        let (amount, from, replaces) = (
            dec(b.amount),
            b.from.to_string(),
            b.replaces_capacity.to_string(),
        );
        let (months, signed_by, signed_on) =
            (opt(b.spread_months), b.signed_by.into(), opt(b.signed_on));
        vec![
            b.project.clone(),
            b.kind.into(),
            amount,
            b.currency.into(),
            b.per.into(),
            from,
            opt(b.to),
            months,
            replaces,
            b.paid.into(),
            signed_by,
            signed_on,
            b.in_plan.to_string(),
        ]
    })
}

fn meterings(w: &World) -> String {
    table(
        "satellite_id,automation_id,project_id,valid_from,share,valid_to",
        &w.meterings,
        |m| {
            let satellite = w.satellites[m.satellite].id.clone();
            vec![
                satellite,
                m.matcher.clone(),
                m.project.clone(),
                m.valid_from.to_string(),
                dec(m.share),
                opt(m.valid_to),
            ]
        },
    )
}

fn objectives(w: &World) -> String {
    table(
        "objective_id,project_id,sli,target,threshold,period,min_valid,at_risk,stuck_after",
        &w.objectives,
        |o| {
            let threshold = opt(o.threshold_seconds.map(|s| format!("{s}s")));
            let (min_valid, at_risk) = (o.min_valid.to_string(), dec(o.at_risk));
            let stuck_after = opt(o.stuck_days.map(|days| format!("{days}d")));
            vec![
                o.id.clone(),
                o.project.clone(),
                o.sli.into(),
                dec(o.target),
                threshold,
                o.period.into(),
                min_valid,
                at_risk,
                stuck_after,
            ]
        },
    )
}

fn goals(w: &World) -> String {
    table(
        "goal_id,name,metric,target,from,to,scope,currency,parent_id",
        &w.goals,
        |g| {
            let (name, target, from, to) = (
                format!("Goal {}", g.id),
                dec(g.target),
                g.from.to_string(),
                g.to.to_string(),
            );
            let (currency, parent) = (opt(g.currency), opt(g.parent.as_ref()));
            vec![
                g.id.clone(),
                name,
                g.metric.into(),
                target,
                from,
                to,
                g.scope.clone(),
                currency,
                parent,
            ]
        },
    )
}

fn rates(w: &World) -> String {
    table("currency,from,rate,kind", &w.rates, |r| {
        vec![
            r.currency.into(),
            r.from.to_string(),
            dec(r.rate),
            r.kind.into(),
        ]
    })
}

fn exclusions(w: &World) -> String {
    table(
        "satellite_id,from,to,reason,agreed_by,automation_id,objective_id",
        &w.exclusions,
        |e| {
            let satellite = e
                .satellite
                .map_or("*".into(), |s| w.satellites[s].id.clone());
            let at =
                |t: chrono::DateTime<chrono::Utc>| t.to_rfc3339_opts(SecondsFormat::Secs, true);
            vec![
                satellite,
                at(e.from),
                at(e.to),
                "agreed".into(),
                "ops".into(),
                opt(e.automation.as_ref()),
                opt(e.objective.as_ref()),
            ]
        },
    )
}

/// An instant as the export says it.
pub fn told(moment: Moment, zone: Tz) -> String {
    let local = moment.at.with_timezone(&zone);
    match moment.told {
        Told::Utc => moment.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Told::Offset => local.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Told::Wall => {
            let wall = local.naive_local();
            // In the hour after clocks went forward, the wall that nobody adjusted shows a time
            // that never was.
            let stopped = wall - TimeDelta::hours(1);
            let fraction = "%Y-%m-%dT%H:%M:%S%.f";
            if zone.from_local_datetime(&stopped) == chrono::LocalResult::None {
                return stopped.format(fraction).to_string();
            }
            match zone.from_local_datetime(&wall).earliest() {
                Some(earliest) if earliest == local => wall.format(fraction).to_string(),
                _ => local.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            }
        }
    }
}

fn cells(row: &Row, zone: Tz) -> [String; 13] {
    // Of what was deleted some vendors tell all that it was, others nothing else.
    let said = |text: String| {
        if row.deleted && row.version.is_some_and(|v| v % 2 == 1) {
            String::new()
        } else {
            text
        }
    };
    [
        row.session.clone(),
        said(row.automation.clone()),
        said(row.name.clone()),
        said(opt(row.solution)),
        said(opt(row.started.map(|m| told(m, zone)))),
        said(opt(row.ended.map(|m| told(m, zone)))),
        said(row.outcome.into()),
        said(row.mode.into()),
        said(opt(row.parent.as_ref())),
        said(row.error_code.into()),
        opt(row.version),
        String::new(),
        if row.deleted {
            "true".into()
        } else {
            String::new()
        },
    ]
}

/// A row that must be refused. Its session id is one that good rows do not have.
fn bad_cells(fault: Fault, n: usize, some_day: NaiveDate) -> Vec<String> {
    let at = format!("{some_day}T10:00:00Z");
    let mut cells: Vec<String> = [
        &format!("bad{n}"),
        "a0",
        "Never",
        "",
        &at,
        &at,
        "succeeded",
        "unattended",
        "",
        "",
        "",
        "",
        "",
    ]
    .map(str::to_owned)
    .into();
    match fault {
        Fault::NoSession => cells[0].clear(),
        Fault::NoAutomation => cells[1].clear(),
        Fault::NoTime => (cells[4], cells[5]) = (String::new(), String::new()),
        Fault::NotATime => cells[5] = "soon".into(),
        Fault::TooWide => cells.push("more".into()),
        Fault::Future => cells[5] = "2999-01-01T00:00:00Z".into(),
    }
    cells
}

/// A small generator of its own, so that a layout is one number.
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn shuffled<T>(mut list: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed;
    for i in (1..list.len()).rev().filter(|_| seed != 0) {
        list.swap(i, (draw(&mut state) % (i as u64 + 1)) as usize);
    }
    list
}

/// Writes the files that come with the nth delivery.
pub fn deliver(world: &World, root: &Path, layout: &Layout, delivery: usize) {
    let attempts = shuffled(world.items.iter().collect(), layout.shuffle);
    for file in (0..layout.files).filter(|file| file % layout.deliveries == delivery) {
        items::write(
            attempts
                .iter()
                .skip(file)
                .step_by(layout.files)
                .copied()
                .collect(),
            world,
            root,
            file,
        );
    }
    for (s, satellite) in world
        .satellites
        .iter()
        .enumerate()
        .filter(|(s, _)| *s != items::SATELLITE)
    {
        let good = world
            .rows
            .iter()
            .filter(|r| r.satellite == s)
            .map(|r| cells(r, satellite.timezone).to_vec());
        let bad = world
            .bad
            .iter()
            .filter(|b| b.satellite == s)
            .enumerate()
            .map(|(n, b)| bad_cells(b.fault, n, world.first));
        let lines = shuffled(good.chain(bad).collect(), layout.shuffle);
        for file in (0..layout.files).filter(|file| file % layout.deliveries == delivery) {
            let order = shuffled(
                (0..COLUMNS.len()).collect(),
                layout.shuffle.wrapping_mul(file as u64 + 1),
            );
            let mut writer = csv::WriterBuilder::new()
                .flexible(true)
                .from_writer(Vec::new());
            writer
                .write_record(order.iter().map(|&c| COLUMNS[c]))
                .expect("into memory");
            for line in lines.iter().skip(file).step_by(layout.files) {
                let extra = line.iter().skip(COLUMNS.len());
                writer
                    .write_record(order.iter().map(|&c| &line[c]).chain(extra))
                    .expect("into memory");
            }
            // Names say nothing of the order in which the rows stand.
            let name = format!(
                "export-{:02}.csv",
                if layout.shuffle % 2 == 1 {
                    layout.files - file
                } else {
                    file
                }
            );
            let path = root.join("satellites").join(&satellite.id).join(name);
            fs::write(path, writer.into_inner().expect("into memory"))
                .expect("the workspace can be written");
        }
    }
}
