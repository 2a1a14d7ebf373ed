//! Which column tells what: by what it is called, and by what it says. What the two do not decide
//! is asked.

use std::collections::HashSet;

use super::column::{ColumnProfile, Looks, ValueForm, words_of};
use super::names::{
    AUTOMATION_IDS, AUTOMATION_NAMES, DURATIONS, ENDS, ERROR_CODES, ERROR_MESSAGES, MACHINES,
    OUTCOMES, SESSION_IDS, STARTS,
};
use super::sample::Sample;
use super::words::meaning;
use crate::extract::reading::amounts::Unit;
use crate::extract::reading::columns::Canonical;
use crate::model::Outcome;
use crate::model::many::many;

/// How a canonical value is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleSource {
    Column(String),
    /// An id of several.
    Columns(Vec<String>),
    Time {
        column: String,
        form: ValueForm,
    },
    /// A day and a time of day.
    DayAndTime {
        columns: [String; 2],
        format: String,
    },
    /// With what its numbers have for a point.
    Duration {
        column: String,
        unit: &'static str,
        comma: bool,
    },
    Outcome {
        column: String,
        map: Vec<(String, Outcome)>,
    },
    Constant(String),
    /// A part of the export's path.
    Path(String),
    /// What a row says is its id: there is no other.
    Content,
}

/// What a satellite's columns may be, and what somebody must look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    pub told: Vec<(Canonical, RoleSource)>,
    pub unsure: Vec<String>,
}

struct RoleSearch<'c> {
    columns: &'c [ColumnProfile],
    taken: Vec<&'c str>,
}

impl<'c> RoleSearch<'c> {
    /// The first of these names that a column has whose texts fit.
    fn find(
        &mut self,
        names: &[&str],
        fits: impl Fn(&ColumnProfile) -> bool,
    ) -> Option<&'c ColumnProfile> {
        let found = names.iter().find_map(|name| {
            self.columns.iter().find(|column| {
                let words =
                    words_of(column.name.rsplit('.').next().unwrap_or(&column.name)).join(" ");
                let whole = words_of(&column.name).join(" ");
                (words == *name || whole == *name)
                    && !self.taken.contains(&column.name.as_str())
                    && fits(column)
            })
        })?;
        self.taken.push(&found.name);
        Some(found)
    }

    fn any(&mut self, fits: impl Fn(&ColumnProfile) -> bool) -> Option<&'c ColumnProfile> {
        let found = self
            .columns
            .iter()
            .find(|column| !self.taken.contains(&column.name.as_str()) && fits(column))?;
        self.taken.push(&found.name);
        Some(found)
    }
}

/// Of the columns of a sample. Where none says which automation ran, the export's path may, as
/// `in_paths` has it; else all of it is one, called as the file is.
pub fn roles(
    sample: &Sample,
    columns: &[ColumnProfile],
    file_stem: &str,
    in_paths: Option<String>,
) -> Roles {
    let rows = sample.rows;
    let mut search = RoleSearch {
        columns,
        taken: Vec::new(),
    };
    let mut roles = Roles::default();
    let outcome = outcome(&mut search, &mut roles.unsure);
    times(&mut search, &mut roles);
    let (automation, name) = automation(&mut search, rows, in_paths.is_some());
    let id = session_id(&mut search, automation, sample, &mut roles.unsure);
    let mut told = vec![(Canonical::SessionId, id)];
    match automation {
        Some(column) => told.push((
            Canonical::AutomationId,
            RoleSource::Column(column.name.clone()),
        )),
        None if in_paths.is_some() => {
            told.push((
                Canonical::AutomationId,
                RoleSource::Path(in_paths.unwrap_or_default()),
            ));
            roles.unsure.push(
                "no column says which automation ran: the exports' names are taken for it"
                    .to_owned(),
            );
        }
        None => {
            told.push((
                Canonical::AutomationId,
                RoleSource::Constant(file_stem.to_owned()),
            ));
            roles.unsure.push(format!(
                "no column says which automation ran, so all rows are `{file_stem}`: name a column, or take it from the file's name with {{ path = \"{{automation}}.csv\" }}"
            ));
        }
    }
    if let Some(column) = name {
        told.push((
            Canonical::AutomationName,
            RoleSource::Column(column.name.clone()),
        ));
    }
    told.append(&mut roles.told);
    told.push((Canonical::Outcome, outcome));
    let plain = |column: &ColumnProfile| column.filled > 0 && !column.is_time();
    for (canonical, names) in [
        (Canonical::ErrorCode, ERROR_CODES),
        (Canonical::ErrorMessage, ERROR_MESSAGES),
        (Canonical::MachineName, MACHINES),
    ] {
        if let Some(column) = search.find(names, plain) {
            told.push((canonical, RoleSource::Column(column.name.clone())));
        }
    }
    roles.told = told;
    roles
}

fn outcome(search: &mut RoleSearch<'_>, unsure: &mut Vec<String>) -> RoleSource {
    let holds_words = |column: &ColumnProfile| !column.words.is_empty() && !column.is_time();
    let of_known = |column: &ColumnProfile| {
        column
            .words
            .keys()
            .filter(|word| meaning(word).is_some())
            .count()
    };
    // Beside the result of the last run, a status is that of the task. Else a name may fit several
    // columns, and the one whose words are known is the one.
    let known = search
        .find(&["last result", "last run result"], holds_words)
        .or_else(|| {
            search.find(OUTCOMES, |column| {
                holds_words(column) && of_known(column) * 2 > column.words.len()
            })
        });
    let found = known.or_else(|| {
        search.find(OUTCOMES, |column| {
            holds_words(column) && column.looks != Looks::Guid
        })
    });
    let found = found.or_else(|| {
        search.any(|column| {
            holds_words(column) && of_known(column) == column.words.len() && column.words.len() > 1
        })
    });
    let Some(column) = found else {
        unsure.push("no column says how a run ended, so all of them are taken for succeeded: name one in outcome".to_owned());
        return RoleSource::Constant("succeeded".to_owned());
    };
    let is_code = column.words.keys().all(|word| word.parse::<i64>().is_ok())
        && column.looks == Looks::Number;
    let is_exit = is_code
        && words_of(&column.name).iter().any(|word| {
            matches!(
                word.as_str(),
                "code" | "exit" | "exitcode" | "return" | "result"
            )
        });
    let is_agent =
        is_code && of_agent(search.columns) && column.name.eq_ignore_ascii_case("run_status");
    let mut map: Vec<(String, Outcome)> = Vec::new();
    for (word, rows) in &column.words {
        let known = match meaning(word) {
            _ if is_agent => agent(word),
            _ if is_exit && word == "0" => Some(Outcome::Succeeded),
            // The scheduler of Windows says so of a task that runs at this moment (0x41301).
            _ if is_exit && word == "267009" => Some(Outcome::Running),
            _ if is_exit => Some(Outcome::Failed),
            _ if is_code => None,
            known => known,
        };
        match known {
            Some(known) if known.as_str() == word.trim().to_lowercase() => {} // it says so itself
            Some(known) => map.push((word.clone(), known)),
            None => {
                unsure.push(format!(
                    "`{word}` in {} ({}) is no word that is known: write what it means, or its sessions are of unknown outcome",
                    column.name,
                    many(*rows, "row")
                ));
                map.push((word.clone(), Outcome::Unknown));
            }
        }
    }
    if is_exit {
        map.retain(|(_, known)| *known != Outcome::Failed);
        map.push(("*".to_owned(), Outcome::Failed));
        unsure.push(format!(
            "{}: 0 is taken for succeeded, and any other number for failed",
            column.name
        ));
    } else if is_code && !is_agent {
        unsure.push(format!(
            "{} holds numbers: what each of them means stands in the source's manual",
            column.name
        ));
    }
    if column.filled < column.rows {
        map.push((String::new(), Outcome::Running));
        unsure.push(format!(
            "{} is empty in {}: these are taken for running",
            column.name,
            many(column.rows - column.filled, "row")
        ));
    }
    RoleSource::Outcome {
        column: column.name.clone(),
        map,
    }
}

/// Whether it is the history of SQL Server's Agent, whose numbers are known.
fn of_agent(columns: &[ColumnProfile]) -> bool {
    let has = |name: &str| {
        columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(name))
    };
    ["run_date", "run_time", "run_status"].into_iter().all(has)
}

/// What its `run_status` means.
fn agent(word: &str) -> Option<Outcome> {
    match word {
        "0" => Some(Outcome::Failed),
        "1" => Some(Outcome::Succeeded),
        "3" => Some(Outcome::Cancelled),
        "4" => Some(Outcome::Running),
        _ => None,
    }
}

fn times(search: &mut RoleSearch<'_>, roles: &mut Roles) {
    let is_time = |column: &ColumnProfile| matches!(column.looks, Looks::Time(_));
    let mut any = false;
    let started = search.find(STARTS, |column| {
        is_time(column) && column.filled * 2 > column.rows
    });
    let of_day = if started.is_none() {
        day_and_time(search)
    } else {
        None
    };
    if let Some(of_day) = of_day {
        roles.told.push((Canonical::Started, of_day));
        any = true;
    } else {
        let started = started.or_else(|| search.find(STARTS, |column| column.is_time()));
        let started = started
            .or_else(|| search.any(|column| is_time(column) && column.filled * 2 > column.rows));
        if let Some(column) = started {
            any = true;
            push_time(roles, Canonical::Started, column);
            let names_a_start = STARTS
                .iter()
                .take(16)
                .any(|name| words_of(&column.name).join(" ").ends_with(name));
            if !names_a_start {
                roles.unsure.push(format!(
                    "{} is taken for when a run started, since it is a time",
                    column.name
                ));
            }
        }
    }
    if let Some(column) = search.find(ENDS, is_time) {
        any = true;
        push_time(roles, Canonical::Ended, column);
    } else if let Some(column) = search.find(DURATIONS, |column| {
        matches!(
            column.looks,
            Looks::Duration(_) | Looks::Number | Looks::ClockNumber
        )
    }) {
        let unit = match column.looks {
            _ if of_agent(search.columns) && column.name.eq_ignore_ascii_case("run_duration") => {
                "hhmmss"
            }
            Looks::Duration(unit) => unit.as_str(),
            Looks::ClockNumber => "hhmmss",
            _ => Unit::Seconds.as_str(),
        };
        let comma = column.has_comma;
        if matches!(column.looks, Looks::Number | Looks::Duration(Unit::Seconds))
            && words_of(&column.name).len() == 1
        {
            roles.unsure.push(format!(
                "{} is taken for seconds: say unit = \"ms\", \"min\" or what it is",
                column.name
            ));
        }
        roles.told.push((
            Canonical::Duration,
            RoleSource::Duration {
                column: column.name.clone(),
                unit,
                comma,
            },
        ));
    }
    if !any {
        roles.unsure.push(
            "no column looks like a time: without one no row can be placed on a day".to_owned(),
        );
    }
}

/// A day in one column, and a time of day in another.
fn day_and_time(search: &mut RoleSearch<'_>) -> Option<RoleSource> {
    let day = search
        .columns
        .iter()
        .find(|column| matches!(column.looks, Looks::Day(_)) && column.is_filled())?;
    let Looks::Day(form) = &day.looks else {
        return None;
    };
    let stem = |name: &str| {
        let mut words = words_of(name);
        words.retain(|word| {
            !matches!(
                word.as_str(),
                "date" | "time" | "day" | "datum" | "zeit" | "uhrzeit"
            )
        });
        words
    };
    let is_clock = |column: &&ColumnProfile| {
        matches!(
            column.looks,
            Looks::ClockNumber | Looks::Duration(Unit::Clock)
        ) && column.is_filled()
    };
    let time = search
        .columns
        .iter()
        .filter(is_clock)
        .find(|column| stem(&column.name) == stem(&day.name))?;
    let (day_form, pad) = match form {
        ValueForm::Iso => ("%Y-%m-%d", false),
        ValueForm::Strftime { form, .. } => (
            *form,
            time.looks == Looks::ClockNumber
                && time.examples.iter().all(|text| !text.contains(':')),
        ),
        _ => return None,
    };
    let seconds = time
        .examples
        .iter()
        .any(|text| text.matches(':').count() == 2);
    let time_form = if pad {
        "%H%M%S"
    } else if seconds {
        "%H:%M:%S"
    } else {
        "%H:%M"
    };
    search.taken.push(&day.name);
    search.taken.push(&time.name);
    Some(RoleSource::DayAndTime {
        columns: [day.name.clone(), time.name.clone()],
        format: format!("{day_form} {time_form}"),
    })
}

fn push_time(roles: &mut Roles, canonical: Canonical, column: &ColumnProfile) {
    let (Looks::Time(form) | Looks::Day(form)) = &column.looks else {
        return;
    };
    if let ValueForm::Strftime { form, or: Some(or) } = form {
        roles.unsure.push(format!(
            "{}: no day in it is above 12, so {form} and {or} read it alike: look at a later export, or ask whoever writes it",
            column.name
        ));
    }
    if matches!(column.looks, Looks::Day(_)) {
        roles.unsure.push(format!(
            "{} tells days without a time, so each run is at midnight",
            column.name
        ));
    }
    roles.told.push((
        canonical,
        RoleSource::Time {
            column: column.name.clone(),
            form: form.clone(),
        },
    ));
}

/// The id of an automation, and its name where that is another column.
fn automation<'c>(
    search: &mut RoleSearch<'c>,
    rows: usize,
    in_paths: bool,
) -> (Option<&'c ColumnProfile>, Option<&'c ColumnProfile>) {
    // Where the paths say which automation ran, a name that each row has of its own is that of the
    // run.
    let is_of_run = |column: &ColumnProfile| in_paths && rows > 1 && column.is_unique();
    // Automations are told again and again; of a handful of rows that says nothing.
    let repeats = |column: &ColumnProfile| {
        column.filled > 0
            && !column.is_time()
            && !is_of_run(column)
            && (rows < 8 || column.distinct * 2 <= column.filled.max(2))
    };
    let id = search.find(AUTOMATION_IDS, |column| {
        column.is_filled() && repeats(column)
    });
    let name = search.find(AUTOMATION_NAMES, |column| {
        repeats(column)
            && !matches!(column.looks, Looks::Duration(_) | Looks::Truth)
            && (id.is_some() || column.is_filled())
    });
    match (id, name) {
        (None, name) => (name, None),
        (id, name) => (id, name),
    }
}

fn session_id(
    search: &mut RoleSearch<'_>,
    automation: Option<&ColumnProfile>,
    sample: &Sample,
    unsure: &mut Vec<String>,
) -> RoleSource {
    let rows = sample.rows;
    let is_id = |column: &ColumnProfile| {
        column.is_unique()
            && !column.is_time()
            && !matches!(column.looks, Looks::Duration(_) | Looks::Money)
    };
    if let Some(column) = search.find(SESSION_IDS, is_id) {
        if rows < 3 {
            unsure.push(format!(
                "{} is taken for the id of a run; of {} nobody can see that it is unique",
                column.name,
                many(rows, "row")
            ));
        }
        return RoleSource::Column(column.name.clone());
    }
    // Numbered anew for every automation. A pair that several rows share would take them for one
    // another.
    let is_number = |automation: &ColumnProfile, column: &ColumnProfile| {
        column.is_filled()
            && !column.is_time()
            && are_apart(sample, [&automation.name, &column.name])
    };
    if let Some(automation) = automation
        && let Some(number) = search.find(SESSION_IDS, |column| is_number(automation, column))
    {
        unsure.push(format!(
            "{0} alone is in several rows, so {1} and {0} together are the id of a run",
            number.name, automation.name
        ));
        return RoleSource::Columns(vec![automation.name.clone(), number.name.clone()]);
    }
    if let Some(column) = search.any(|column| {
        is_id(column)
            && matches!(column.looks, Looks::Guid | Looks::Text | Looks::Number)
            && rows > 1
            && column.examples.iter().all(|text| text.len() <= 64)
    }) {
        unsure.push(format!(
            "{} is taken for the id of a run, since no two rows have the same",
            column.name
        ));
        return RoleSource::Column(column.name.clone());
    }
    unsure.push("no column is an id of a run, so what a row says is its id: a row that is corrected later is another run".to_owned());
    RoleSource::Content
}

/// Whether no two rows tell the same in both columns.
fn are_apart(sample: &Sample, names: [&str; 2]) -> bool {
    let cells = names.map(|name| sample.columns.iter().find(|cells| cells.name == name));
    let [Some(one), Some(other)] = cells else {
        return false;
    };
    let mut seen = HashSet::new();
    one.texts
        .iter()
        .zip(&other.texts)
        .all(|pair| seen.insert(pair))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::peek::sample;

    fn id(text: &str) -> (RoleSource, Vec<String>) {
        let sample = sample::text::of_text(text.as_bytes(), "x.csv", text.len() as u64).unwrap();
        let columns: Vec<ColumnProfile> = sample
            .columns
            .iter()
            .map(|cells| ColumnProfile::of(cells, sample.rows))
            .collect();
        let Roles { told, unsure } = roles(&sample, &columns, "x", None);
        (
            told.into_iter()
                .find(|(canonical, _)| *canonical == Canonical::SessionId)
                .unwrap()
                .1,
            unsure,
        )
    }

    #[test]
    fn a_number_is_an_id_beside_its_automation_only_where_the_two_are_in_one_row_alone() {
        let (told, unsure) = id(
            "Job,Nr,Start\nA,1,2026-03-02T08:00:00Z\nA,2,2026-03-02T09:00:00Z\nB,1,2026-03-02T08:00:00Z\n",
        );
        assert_eq!(
            told,
            RoleSource::Columns(vec!["Job".to_owned(), "Nr".to_owned()])
        );
        assert!(
            unsure
                .iter()
                .any(|doubt| doubt.contains("Job and Nr together are the id")),
            "{unsure:?}"
        );
        // Begun anew each day: as an id it would take the second A/1 for the first one.
        let (told, _) = id(
            "Job,Nr,Start\nA,1,2026-03-02T08:00:00Z\nB,1,2026-03-02T08:00:00Z\nA,1,2026-03-03T08:00:00Z\n",
        );
        assert_eq!(told, RoleSource::Content);
    }
}
