//! What people would have written of the estate: the configuration, who works for whom, and what it
//! costs.

use std::fmt::Write;

use chrono::Datelike;

use crate::synth::names::{CATEGORIES, DEPARTMENTS, DRIVERS, WORK};
use crate::synth::scale::Shape;
use crate::synth::world::World;

/// Of projects to automations: two to three.
pub fn projects(world: &World) -> u64 {
    (world.scale.automations * 2 / 3).max(1)
}

pub fn project_id(number: u64) -> String {
    format!("p-{:05}", number + 1)
}

pub fn texts(world: &World) -> Vec<(String, String)> {
    let sheet = |name: &str, text: String| (format!("baselines/{name}.csv"), text);
    let (first, end) = (world.scale.first_day(), world.scale.end);
    let job = |window: String| {
        format!(
            "window = \"{window}\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n\n[[report]]\ntemplate = \"executive\"\nscope = \"estate\"\nformats = [\"html\", \"csv\"]\n"
        )
    };
    vec![
        ("reckoner.toml".into(), configuration(world)),
        (
            "jobs/month.toml".into(),
            job(end.format("%Y-%m").to_string()),
        ),
        ("jobs/whole.toml".into(), job(format!("{first}..{end}"))),
        sheet("departments", departments()),
        sheet("projects", project_sheet(world)),
        sheet("baselines", baselines(world)),
        sheet("meterings", meterings(world)),
        sheet("costs", costs(world)),
        sheet("benefits", benefits(world)),
        sheet("rates", format!("currency,from,rate\nEUR,{first},1.1\n")),
    ]
}

fn configuration(world: &World) -> String {
    let mut text = "# An estate that never was: `reckon synth` made it up, and synth.json says what of.\n[estate]\nname = \"Synthetic estate\"\ncurrency = \"USD\"\ntimezone = \"UTC\"\n".to_owned();
    let shape = world.scale.shape;
    let files = match shape {
        Shape::Csv => "/*.csv",
        Shape::SynapseLink => "",
        Shape::UiPath => "/*.ndjson",
    };
    for satellite in &world.satellites {
        let class = if satellite.is_test { "uat" } else { "prod" };
        let _ = write!(
            text,
            "\n[[satellite]]\nid = \"{0}\"\nname = \"{1}\"\nclass = \"{class}\"\nregion = \"{2}\"\ntimezone = \"{3}\"\nsource = {{ format = \"{4}\", url = \"satellites/{0}{5}\" }}\n",
            satellite.id, satellite.name, satellite.region, satellite.timezone, shape, files
        );
    }
    text
}

fn departments() -> String {
    let row = |(id, name, region): &(&str, &str, &str)| format!("{id},{name},{region}\n");
    std::iter::once("department_id,name,region\n".to_owned())
        .chain(DEPARTMENTS.iter().map(row))
        .collect()
}

fn project_sheet(world: &World) -> String {
    let mut text = "project_id,name,department_id,status,category,driver,live_from\n".to_owned();
    for p in 0..projects(world) {
        let at = |many: usize| (p % many as u64) as usize;
        let (work, department) = (WORK[at(WORK.len())], DEPARTMENTS[at(DEPARTMENTS.len())].0);
        let (category, driver) = (CATEGORIES[at(CATEGORIES.len())], DRIVERS[at(DRIVERS.len())]);
        let _ = writeln!(
            text,
            "{},{work} {},{department},live,{category},{driver},{}",
            project_id(p),
            p + 1,
            world.scale.first_day()
        );
    }
    text
}

/// Nine projects in ten can be valued; a quarter of them was measured anew half-way.
fn baselines(world: &World) -> String {
    let first = world.scale.first_day();
    let half = world.scale.day(world.scale.days / 2);
    let mut text = "project_id,valid_from,minutes_per_unit,hourly_rate,currency,units_per_session,minutes_low,minutes_high,error_rate,automated_error_rate,rework_minutes,review_minutes_per_unit,failure_minutes_per_unit,demand_per_month,evidence\n".to_owned();
    for p in (0..projects(world)).filter(|p| p % 10 != 9) {
        let (minutes, rate, units) = (2 + p % 17, 28 + p % 29, [1, 1, 5, 20][(p % 4) as usize]);
        let currency = if p % 6 == 1 { "EUR" } else { "USD" };
        let review = if p % 5 == 2 { "0.25" } else { "0" };
        let demand = if p % 7 == 3 { "90000" } else { "" };
        let mut row = |from, minutes: u64, evidence| {
            let high = minutes + 2;
            let id = project_id(p);
            let _ = writeln!(
                text,
                "{id},{from},{minutes}.5,{rate},{currency},{units},{minutes},{high},0.04,0.01,12,{review},1.5,{demand},{evidence}"
            );
        };
        row(first, minutes, "estimated");
        if p % 4 == 0 && half > first {
            row(half, minutes - 1, "measured");
        }
    }
    text
}

/// Most by their own id, some through their solution, some for two projects, and one in twenty for
/// none.
fn meterings(world: &World) -> String {
    let (first, projects, shape) = (world.scale.first_day(), projects(world), world.scale.shape);
    let mut text = "satellite_id,automation_id,project_id,valid_from,share\n".to_owned();
    for satellite in &world.satellites {
        let mut row = |who: &str, p: u64, share: &str| {
            let _ = writeln!(
                text,
                "{},{who},{},{first},{share}",
                satellite.id,
                project_id(p % projects)
            );
        };
        for (rank, automation) in satellite.fleet.automations.iter().enumerate() {
            let (n, id) = (automation.number, automation.id(shape));
            // A link's sessions do not say which solution they belong to.
            let through_solution = shape != Shape::SynapseLink && rank / 5 % 10 == 9;
            match (through_solution, rank % 5, n % 20) {
                (true, 0, _) => row(&format!("solution:{}", automation.solution), n, "1"),
                (true, ..) | (_, _, 13) => {}
                (.., 7) if projects > 1 => {
                    row(&id, n, "0.5");
                    row(&id, n + 1, "0.5");
                }
                _ => row(&id, n, "1"),
            }
        }
    }
    text
}

fn costs(world: &World) -> String {
    let first = world.scale.first_day();
    let mut text = "project_id,kind,amount,currency,per,from,to,spread_months,note\n".to_owned();
    let _ = writeln!(
        text,
        "*,licence,{},USD,month,{first},,,Platform",
        400 * world.satellites.len()
    );
    for p in 0..projects(world) {
        let id = project_id(p);
        if p % 3 == 0 {
            let _ = writeln!(
                text,
                "{id},support,{},USD,month,{first},,,Support",
                90 + p % 60
            );
        }
        if p % 5 == 0 {
            let _ = writeln!(
                text,
                "{id},build,{},USD,once,{first},,12,Build",
                2_400 + 12 * (p % 500)
            );
        }
        if p % 8 == 1 {
            let _ = writeln!(
                text,
                "{id},infrastructure,0.0{},USD,session,{first},,,Cloud",
                1 + p % 9
            );
        }
    }
    text
}

fn benefits(world: &World) -> String {
    let first = world
        .scale
        .first_day()
        .with_day(1)
        .unwrap_or(world.scale.first_day());
    let mut text = "project_id,kind,amount,currency,per,from,signed_by,signed_on,note\n".to_owned();
    for p in (0..projects(world)).filter(|p| p % 50 == 7) {
        let _ = writeln!(
            text,
            "{},cashable,{},USD,month,{first},Finance controller,{first},Contract cancelled",
            project_id(p),
            500 + p % 300
        );
    }
    text
}
