//! Projects by how far they moved the net: what changed, whose it is, and what to know before
//! asking. What is cut is a row that adds up.

use serde::Serialize;

use crate::model::board::comparisons::{Move, first_moves};
use crate::model::master::{Evidence, Per, Status};
use crate::model::scoreboard::{Flag, ObjectiveScore, ProjectScore, Promise};
use crate::model::{Micros, ProjectId, Value};
use crate::render::bundle::Subject;
use crate::render::charts::{Chart, ChartScale, difference};
use crate::render::format::{self, NBSP};
use crate::render::parts::{Linked, Title, Variance};
use crate::render::texts::text;
use crate::render::words::{self, Standing};
use crate::render::{ReportFacts, causes};

/// So many projects have a row on a page about the estate, and on a department's own.
const OF_ESTATE: usize = 8;
const OF_DEPARTMENT: usize = 40;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoverTable {
    pub title: Title,
    /// The unit of the amounts.
    pub money: String,
    /// The whole list.
    pub all: Linked,
    /// Anything was planned.
    pub is_planned: bool,
    pub rows: Vec<MoverRow>,
    pub total: MoverTotal,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoverRow {
    pub name: Linked,
    /// Department and owner.
    pub about: String,
    pub net: String,
    pub change: Option<Variance>,
    pub against_plan: Option<Variance>,
    pub bar: Option<Chart>,
    pub hours: String,
    pub promise: Option<PromiseShape>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseShape {
    pub standing: Standing,
    /// `90.9 of 95`, where it could be measured.
    pub attained: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoverTotal {
    pub net: String,
    pub change: Option<Variance>,
    pub against_plan: Option<Variance>,
    pub hours: String,
    pub promises: String,
}

impl MoverTable {
    /// None where no project is known, or the page is about one.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let shown = match page.subject {
            Subject::Project(_) => return None,
            Subject::Department(_) => OF_DEPARTMENT,
            Subject::Estate | Subject::Part(_) => OF_ESTATE,
        };
        let moves = &page.board.comparisons.moves;
        if moves.is_empty() {
            return None;
        }
        let (first, rest) = first_moves(moves, shown);
        let compared = page.previous().is_some();
        let scale = ChartScale::over(first.iter().chain(&rest).filter_map(|m| m.by));
        let bar = |m: &Move| m.by.filter(|_| compared).map(|by| difference(scale, by));
        let mut rows: Vec<MoverRow> = first
            .iter()
            .filter_map(|m| {
                let project = page.board.headline_project(m.project_id.as_ref()?)?;
                Some(MoverRow {
                    bar: bar(m),
                    ..of_project(page, project, m)
                })
            })
            .collect();
        rows.extend(rest.as_ref().map(|m| MoverRow {
            bar: bar(m),
            ..of_rest(page, m)
        }));
        rows.extend(shared(page, scale));
        let previous = page.previous_name();
        let about = match compared {
            true => text!("movers-about", money = page.money(), window = previous),
            false => text!("movers-about-alone", money = page.money()),
        };
        Some(Self {
            title: Title::new(finding(page, first), about),
            money: page.money(),
            all: Linked::to(page, "projects.html", text!("movers-all", n = moves.len())),
            is_planned: page.board.plans.is_ok(),
            rows,
            total: total(page),
        })
    }
}

fn of_project(page: &ReportFacts, project: &ProjectScore, m: &Move) -> MoverRow {
    let owner = page
        .master
        .project_on(&project.project_id, page.board.window.to())
        .map(|p| p.owner.as_str())
        .unwrap_or_default();
    let department = match page.subject {
        Subject::Department(_) => "",
        _ => project.department.as_str(),
    };
    let about: Vec<&str> = [department, owner]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    MoverRow {
        name: Linked::to(
            page,
            &format!("projects/{}.html", project.project_id),
            project.name.clone(),
        ),
        about: about.join(" · "),
        net: page.say(m.net),
        change: change(page, m.by),
        against_plan: against(page, m.against_plan),
        bar: None,
        hours: hours(&project.value),
        promise: promise(page, &project.project_id),
        note: note(page, project),
    }
}

fn change(page: &ReportFacts, by: Option<Micros>) -> Option<Variance> {
    against(page, by.filter(|_| page.previous().is_some()))
}

/// In colour and sign: a column of shapes would say the same a third time.
fn against(page: &ReportFacts, by: Option<Micros>) -> Option<Variance> {
    by.map(|by| Variance {
        shape: "",
        ..Variance::of_page(page, by)
    })
}

fn hours(value: &Value) -> String {
    let minutes = value.ladder.map(|ladder| ladder.net_minutes);
    minutes.map_or("–".to_owned(), |m| format::hours(m, 1))
}

fn of_rest(page: &ReportFacts, m: &Move) -> MoverRow {
    MoverRow {
        name: Linked::to(page, "projects.html", text!("movers-more", n = m.projects)),
        about: text!("movers-added-up").to_owned(),
        net: page.say(m.net),
        change: change(page, m.by),
        against_plan: against(page, m.against_plan),
        bar: None,
        hours: m.net_minutes.map_or(String::new(), |m| format::hours(m, 1)),
        promise: None,
        note: String::new(),
    }
}

/// What no project carries of shared cost.
fn shared(page: &ReportFacts, scale: ChartScale) -> Option<MoverRow> {
    let mut all = page.board.headline_projects();
    let shared = all.find(|p| p.project_id.is_shared())?;
    let before = shared.previous.as_ref().map(Value::net);
    let plan = page.board.plans.as_ref().ok();
    let plan = plan.and_then(|plans| plans.project(&shared.project_id));
    let plan = plan.map(|plan| plan.variance);
    let by = crate::model::board::comparisons::moved(shared.value.net(), before);
    Some(MoverRow {
        name: Linked {
            text: text!("movers-shared").to_owned(),
            href: None,
        },
        about: String::new(),
        net: page.say(shared.value.net()),
        change: change(page, by),
        against_plan: against(page, plan),
        bar: by
            .filter(|_| page.previous().is_some())
            .map(|by| difference(scale, by)),
        hours: "–".to_owned(),
        promise: None,
        note: text!("movers-shared-note").to_owned(),
    })
}

/// How the project's worst promise stands.
pub fn promise(page: &ReportFacts, project: &ProjectId) -> Option<PromiseShape> {
    let rank = |o: &&ObjectiveScore| match o.status {
        Promise::Breached => 0,
        Promise::AtRisk => 1,
        Promise::Insufficient | Promise::Unmeasured => 2,
        Promise::OnTrack => 3,
        Promise::Met => 4,
    };
    let theirs = page.board.objectives.iter();
    let worst = theirs
        .filter(|o| o.project_id == *project)
        .min_by_key(rank)?;
    let attained = format::percent_down(worst.good, worst.valid, 1)
        .filter(|_| worst.status.is_measured())
        .map(|attained| {
            let target = format::share(worst.target);
            text!("movers-attained", attained = attained, target = target)
        });
    Some(PromiseShape {
        standing: words::promise(worst.status, worst.sli),
        attained: attained.unwrap_or_default(),
    })
}

/// What to know of a project before asking: the first that holds.
fn note(page: &ReportFacts, project: &ProjectScore) -> String {
    let has = |flag| project.flags.contains(&flag);
    let once = once(page, &project.project_id);
    if !once.is_empty() {
        return text!("movers-once", amounts = listed(once));
    }
    if let Some(measured) = causes::measured_anew(page, &project.project_id) {
        return measured;
    }
    if project.value.is_unvalued() || has(Flag::NoBaseline) {
        return text!("movers-not-valued").to_owned();
    }
    if has(Flag::OverCredit)
        && let Some(ladder) = project.value.ladder
    {
        let (done, wanted) = (ladder.units, ladder.units_valued);
        let (done, wanted) = (format::shortest(done), format::shortest(wanted));
        return text!("movers-beyond-demand", done = done, wanted = wanted);
    }
    if project.status == Some(Status::Retired) {
        return text!("status-retired").to_owned();
    }
    let measured_on = project.workings.last().and_then(|w| w.measured_on);
    if has(Flag::Stale)
        && let Some(on) = measured_on
    {
        return text!("movers-stale", month = format::month(on));
    }
    match project.evidence.first().and_then(|(on, _)| *on) {
        Some(Evidence::Vendor) => text!("movers-vendor").to_owned(),
        Some(Evidence::Estimated) => text!("evidence-estimated").to_owned(),
        _ => String::new(),
    }
}

/// Amounts of the window that will not come again: `+600`, `−500`.
fn once(page: &ReportFacts, project: &ProjectId) -> Vec<String> {
    let window = page.board.window;
    let lies = |amount: &crate::model::master::Amount| {
        amount.per == Per::Once && amount.spread_months.is_none() && window.contains(amount.from)
    };
    let own = |currency: &str| match currency == page.estate.currency {
        true => String::new(),
        false => format!("{NBSP}{currency}"),
    };
    let benefits = page.master.benefits.iter();
    let benefits = benefits
        .filter(|b| b.project_id == *project && lies(&b.amount) && b.is_signed(window.to()));
    let benefits = benefits.map(|b| {
        let amount = format::signed(page.say(b.amount.amount));
        format!("{amount}{}", own(&b.amount.currency))
    });
    let costs = page.master.costs.iter();
    let costs = costs.filter(|c| c.project_id == *project && lies(&c.amount));
    let costs = costs.map(|c| {
        let amount = page.say(format::taken_away(c.amount.amount));
        format!("{amount}{}", own(&c.amount.currency))
    });
    benefits.chain(costs).take(3).collect()
}

/// One after the other, as a sentence lists them.
fn listed(texts: Vec<String>) -> String {
    let listed = texts
        .into_iter()
        .reduce(|first, last| text!("list-and", first = first, last = last));
    listed.unwrap_or_default()
}

fn total(page: &ReportFacts) -> MoverTotal {
    let value = &page.board.totals[0].value;
    let change_of = page.board.comparisons.change.as_ref().map(Value::net);
    let promises = page.board.promises();
    let said = match promises.measured() {
        0 => String::new(),
        measured => text!("movers-kept", kept = promises.kept, measured = measured),
    };
    let plan = page.board.plans.as_ref().ok();
    MoverTotal {
        net: page.say(value.net()),
        change: change(page, change_of),
        against_plan: against(page, plan.map(|plans| plans.estate.variance)),
        hours: hours(value),
        promises: said,
    }
}

fn finding(page: &ReportFacts, first: &[Move]) -> String {
    if !page.is_known() {
        return text!("projects-unknown").to_owned();
    }
    let name = |id: &ProjectId| {
        let project = page.board.headline_project(id);
        project.map_or(id.to_string(), |p| format::short_name(&p.name))
    };
    let named = first.iter().find_map(|m| Some((m.project_id.as_ref()?, m)));
    let Some((id, most)) = named else {
        return text!("projects-none").to_owned();
    };
    match most.by.filter(|_| page.previous().is_some()) {
        Some(by) if by.is_zero() => match page.subject {
            Subject::Estate => text!("movers-none").to_owned(),
            _ => text!("movers-none-of", whom = page.subject_name()),
        },
        Some(by) => {
            let amount = format::signed(page.say(by));
            text!("movers-most", name = name(id), amount = amount)
        }
        None => text!("movers-best", name = name(id), amount = page.say(most.net)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn what_is_cut_is_a_row_and_all_of_them_are_the_total() {
        let mut world = sample::world();
        let of = |id: &str, by: i64| Move {
            project_id: Some(sample::id(id)),
            projects: 1,
            net: Micros::whole(10),
            by: Some(Micros::whole(by)),
            against_plan: Some(Micros::whole(-by)),
            net_minutes: None,
        };
        let mut moves = vec![of("p-invoice", -3_754), of("p-onboard", 1_200)];
        moves.extend((0..20).map(|n| of("p-claims", n)));
        world.board.comparisons.moves = moves;
        let table = MoverTable::of(&world.page()).unwrap();
        let rest = &table.rows[8];
        assert_eq!(rest.name.text.replace(NBSP, " "), "14 more projects");
        // 6 + 7 + … + 19 = 175: the first two and 0 … 5 are shown
        assert_eq!(rest.change.as_ref().unwrap().text, "+175");
        assert_eq!(rest.against_plan.as_ref().unwrap().text, "−175");
        assert_eq!(rest.net, "140");
        // Nobody planned anything, so the column is not there.
        assert!(!table.is_planned);
    }
}
