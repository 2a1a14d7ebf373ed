//! What the scoreboard could not count, in the order in which a reader should worry: what was not
//! told at all, what was told and refused, what was told and works for nobody, what could not be
//! valued, what is left out on purpose.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::coverage::Told;
use super::findings::Findings;
use super::rhythm::Voice;
use super::stage::Ambiguous;
use super::usage::Usage;
use super::{Facts, rhythm};
use crate::model::gap::Gap;
use crate::model::master::Line;
use crate::model::scoreboard::ItemScore;
use crate::model::{ProjectId, SatelliteId, Window};

pub fn gaps(
    facts: &Facts,
    window: Window,
    (usage, items): (&Usage, &[ItemScore]),
    told: &Told,
    findings: &Findings,
    ambiguous: &Ambiguous,
) -> Vec<Gap> {
    let satellites = &facts.estate.satellites;
    let never = BTreeSet::new();
    let is_in_window = |gap: &&Gap| match gap {
        Gap::Forgotten { days, .. } => days.from() <= window.to() && days.to() >= window.from(),
        Gap::ReadOtherwise { until, .. } => *until >= window.from(),
        _ => true,
    };
    let mut gaps: Vec<Gap> = told.gaps.iter().filter(is_in_window).cloned().collect();
    for satellite in satellites
        .iter()
        .filter(|s| !told.is_complete(s, window.to()))
    {
        gaps.push(Gap::Stale {
            satellite: satellite.id.clone(),
            newest_event: told.newest_event(&satellite.id),
        });
    }
    for satellite in satellites {
        // Who never told anything is stale, and so is who fell silent, from its newest event on.
        let Some(first_day) = usage.first_day(&satellite.id) else {
            continue;
        };
        if let Some(days) = rhythm::before_the_first(satellite, window, first_day) {
            gaps.push(Gap::Untold {
                satellite: satellite.id.clone(),
                days,
                first_day,
            });
        }
        let last_day = match told.newest_event(&satellite.id) {
            _ if told.is_complete(satellite, window.to()) => None,
            Some(newest) => Some(satellite.timezone.local_day(newest)),
            None => continue,
        };
        let told_on = usage.days.get(&satellite.id).unwrap_or(&never);
        let days = rhythm::missing_days(
            satellite,
            window,
            Voice {
                first_day,
                last_day,
                told_on,
            },
        );
        if !days.is_empty() {
            gaps.push(Gap::MissingDays {
                satellite: satellite.id.clone(),
                days,
            });
        }
    }
    for ((satellite, code), days) in &told.lost {
        let of_window = || days.range(window.from()..=window.to());
        let ends = of_window().next().zip(of_window().next_back());
        if let Some(days) = ends.and_then(|((first, _), (last, _))| Window::new(*first, *last)) {
            let events = of_window().map(|(_, events)| events).sum();
            gaps.push(Gap::SourceLost {
                satellite: satellite.clone(),
                code: code.clone(),
                days,
                events,
            });
        }
    }
    for (satellite, days) in &told.contradicted {
        let rows: i64 = days
            .range(window.from()..=window.to())
            .map(|(_, rows)| rows)
            .sum();
        if rows > 0 {
            gaps.push(Gap::Contradicted {
                satellite: satellite.clone(),
                rows,
            });
        }
    }
    for ((satellite, code), &rows) in told.rejects.iter().filter(|(_, rows)| **rows > 0) {
        gaps.push(Gap::Rejected {
            satellite: satellite.clone(),
            code: code.clone(),
            rows,
        });
    }
    for ((satellite, text), &sessions) in &usage.unknown {
        // What a source calls it helps whoever maps it.
        let label = told.labels.get(&(satellite.clone(), text.clone()));
        let text = label.map_or_else(|| text.clone(), |label| format!("{text} ({label})"));
        gaps.push(Gap::UnknownOutcome {
            satellite: satellite.clone(),
            text,
            sessions,
        });
    }
    gaps.extend(unmetered(facts, usage));
    gaps.extend(unmetered_items(facts, items));
    gaps.extend(contradicted(facts, ambiguous));
    let unbased = findings.unbased.iter();
    gaps.extend(unbased.map(|(project, &sessions)| Gap::NoBaseline {
        project: project.clone(),
        sessions,
    }));
    for ((line, currency), days) in &findings.unrated {
        gaps.extend(days.first().map(|&first_day| Gap::NoRate {
            currency: currency.clone(),
            line: line.clone(),
            first_day,
            days: days.len() as i64,
        }));
    }
    for ((line, project), days) in &findings.beyond {
        gaps.extend(days.first().map(|&first_day| Gap::BeyondRange {
            project: project.clone(),
            line: line.clone(),
            first_day,
            days: days.len() as i64,
        }));
    }
    let unsigned = findings.unsigned.iter();
    let claimed = unsigned.filter(|(_, amount)| !amount.is_zero());
    gaps.extend(claimed.map(|((project, line), &amount)| Gap::Unsigned {
        project: project.clone(),
        line: line.clone(),
        amount,
    }));
    gaps.extend(tests(facts, usage));
    let used = usage.by_satellite();
    for satellite in satellites.iter().filter(|s| !s.counts) {
        let sessions = used
            .get(&satellite.id)
            .map_or(0, |used| used.counts.sessions);
        if sessions > 0 {
            gaps.push(Gap::ExcludedClass {
                satellite: satellite.id.clone(),
                class: satellite.class,
                sessions,
            });
        }
    }
    gaps.sort_by_key(worry);
    gaps
}

/// What was tried out, of satellites that count.
fn tests(facts: &Facts, usage: &Usage) -> impl Iterator<Item = Gap> {
    let counting = facts
        .estate
        .satellites
        .iter()
        .filter(|satellite| satellite.counts);
    counting.filter_map(|satellite| {
        let [sessions, items] = *usage.tests.get(&satellite.id)?;
        (sessions + items > 0).then(|| Gap::Tests {
            satellite: satellite.id.clone(),
            sessions,
            items,
        })
    })
}

/// Kinds in the order of the enum; within a kind as they were found, which is by key.
pub(super) fn worry(gap: &Gap) -> u8 {
    match gap {
        Gap::SatelliteFailed { .. } => 0,
        Gap::DeliveryRefused { .. } => 1,
        Gap::Damaged { .. } => 2,
        Gap::Unnamed { .. } => 3,
        Gap::Stale { .. } => 4,
        Gap::Untold { .. } | Gap::MissingDays { .. } => 5,
        Gap::Forgotten { .. } => 6,
        Gap::SourceLost { .. } => 7,
        Gap::ReadTwice { .. } => 8,
        Gap::SharedIds { .. } => 9,
        Gap::SplitCases { .. } => 10,
        Gap::Contradicted { .. } => 11,
        Gap::ReadOtherwise { .. } => 12,
        Gap::Rejected { .. } => 13,
        Gap::UnknownOutcome { .. } => 14,
        Gap::Unmetered { .. } => 15,
        Gap::UnmeteredItems { .. } => 16,
        Gap::AmbiguousMetering { .. } => 17,
        Gap::NoBaseline { .. } => 18,
        Gap::NoRate { .. } => 19,
        Gap::BeyondRange { .. } => 20,
        Gap::Unsigned { .. } => 21,
        Gap::EmptyScope { .. } => 22,
        Gap::Tests { .. } => 23,
        Gap::ExcludedClass { .. } => 24,
    }
}

/// Automations of satellites that count whose sessions work for no project; those with most
/// sessions first.
fn unmetered(facts: &Facts, usage: &Usage) -> Vec<Gap> {
    let counts = |id: &SatelliteId| {
        facts
            .estate
            .satellite(id.as_str())
            .is_some_and(|s| s.counts)
    };
    let mut found: Vec<_> = usage
        .automations
        .iter()
        .filter(|((id, _), used)| counts(id) && used.unmetered > 0)
        .collect();
    found.sort_by_key(|(key, used)| (std::cmp::Reverse(used.unmetered), *key));
    let suggestions = Suggestions::of(facts);
    let gap = |(key, used): (&(SatelliteId, String), &super::usage::Used)| {
        let name = usage
            .known
            .get(key)
            .map(|k| k.name.clone())
            .unwrap_or_default();
        Gap::Unmetered {
            satellite: key.0.clone(),
            automation_id: key.1.clone(),
            suggestion: suggestions.of_name(&name),
            name,
            sessions: used.unmetered,
            duration_ms: used.unmetered_ms,
        }
    };
    found.into_iter().map(gap).collect()
}

/// Those of satellites that count, of which most items work for no project first. Where nobody says
/// who works on a queue, it is the queue that must be metered.
fn unmetered_items(facts: &Facts, items: &[ItemScore]) -> Vec<Gap> {
    let counts = |id: &SatelliteId| {
        facts
            .estate
            .satellite(id.as_str())
            .is_some_and(|s| s.counts)
    };
    let mut found: BTreeMap<(&SatelliteId, &str), (&str, i64)> = BTreeMap::new();
    for score in items
        .iter()
        .filter(|score| counts(&score.satellite_id) && score.unmetered > 0)
    {
        found
            .entry((&score.satellite_id, &score.automation_id))
            .or_insert((&score.name, 0))
            .1 += score.unmetered;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(key, (_, items))| (std::cmp::Reverse(*items), *key));
    let suggestions = Suggestions::of(facts);
    let gap = |((satellite, automation_id), (name, items)): ((&SatelliteId, &str), (&str, i64))| {
        Gap::UnmeteredItems {
            satellite: satellite.clone(),
            automation_id: automation_id.to_owned(),
            suggestion: suggestions.of_name(name),
            name: name.to_owned(),
            items,
        }
    };
    found.into_iter().map(gap).collect()
}

/// Projects by the words of their names, so that no automation is compared with each of them.
struct Suggestions<'a> {
    by_words: HashMap<Vec<String>, &'a ProjectId>,
    /// Of the longest name.
    most_words: usize,
}

impl<'a> Suggestions<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut by_words = HashMap::new();
        for (id, versions) in &facts.master.projects {
            let words = versions
                .last()
                .map(|version| words(&version.name))
                .unwrap_or_default();
            // Of equal names the least id, so that the answer does not depend on an order: projects
            // come by id.
            by_words.entry(words).or_insert(id);
        }
        by_words.remove(&[][..]);
        let most_words = by_words.keys().map(Vec::len).max().unwrap_or(0);
        Self {
            by_words,
            most_words,
        }
    }

    /// The project whose name the automation's name holds, word for word; the longest. Suggested,
    /// never applied.
    fn of_name(&self, name: &str) -> Option<ProjectId> {
        let name = words(name);
        let of_length = |length: usize| {
            name.windows(length)
                .filter_map(|part| self.by_words.get(part))
                .min()
        };
        let longest = (1..=self.most_words.min(name.len()))
            .rev()
            .find_map(of_length);
        // Of equally long names the least id.
        longest.map(|id| (*id).clone())
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn contradicted(facts: &Facts, ambiguous: &Ambiguous) -> impl Iterator<Item = Gap> {
    ambiguous
        .iter()
        .filter_map(|((satellite, automation_id), meterings)| {
            let meterings = meterings
                .iter()
                .map(|place| &facts.master.meterings[*place as usize]);
            let patterns: BTreeSet<(Line, String)> = meterings
                .map(|m| (m.line.clone(), m.matcher.to_string()))
                .collect();
            let satellite = facts.estate.satellite(satellite)?.id.clone();
            Some(Gap::AmbiguousMetering {
                satellite,
                automation_id: automation_id.clone(),
                patterns: patterns.into_iter().collect(),
            })
        })
}

#[cfg(test)]
mod tests {
    use polars::prelude::DataFrame;

    use super::super::claims::world::{World, id};
    use super::*;

    #[test]
    fn a_metering_is_suggested_where_the_name_holds_a_projects_name_word_for_word() {
        let mut world = World::new();
        world
            .bare_project("invoice")
            .bare_project("invoice-check")
            .bare_project("che");
        let (estate, master, automations) = (&world.estate, &world.master, &DataFrame::empty());
        let facts = Facts {
            estate,
            master,
            automations,
            counted_to: chrono::NaiveDate::MAX,
        };
        let suggestions = Suggestions::of(&facts);
        assert_eq!(
            suggestions.of_name("AP_Invoice_Check_v2"),
            Some(id("invoice-check"))
        );
        assert_eq!(suggestions.of_name("Invoice (copy)"), Some(id("invoice")));
        assert_eq!(
            suggestions.of_name("che invoice"),
            Some(id("che")),
            "of equally long names the least id"
        );
        assert_eq!(suggestions.of_name("Invoices"), None);
        assert_eq!(suggestions.of_name(""), None);
    }
}
