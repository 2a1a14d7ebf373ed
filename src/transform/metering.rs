//! Who sessions work for: meterings as spans of days, found by what they match on. Patterns are
//! resolved on the automations' latest names first, here, where the regular expressions are.
//!
//! Patterns are matched many at once: of two thousand patterns and twenty thousand names there are
//! forty million pairs.
//!
//! Per session and day the first kind that matches wins: exact id, solution, name. Who asks for
//! many rows asks once for each automation and solution, and then by day: to match texts again for
//! every row of a tally was most of a run.

use std::collections::{BTreeMap, HashMap};

use regex::{Regex, RegexSet, RegexSetBuilder};

use super::rows;
use super::{Facts, TransformError};
use crate::model::master::{Master, Matcher, Metering};
use crate::model::{Micros, ProjectId};

/// Projects as numbers: `*` is 0, the others follow by id, so that the order of numbers is the
/// order of ids (an id never begins with what sorts before `*`).
#[derive(Debug, Clone)]
pub struct Projects(Vec<ProjectId>);

impl Projects {
    pub fn of(master: &Master) -> Self {
        Self(
            std::iter::once(ProjectId::shared())
                .chain(master.projects.keys().cloned())
                .collect(),
        )
    }

    pub fn number(&self, id: &ProjectId) -> Option<usize> {
        self.0.binary_search(id).ok()
    }

    pub fn id(&self, number: usize) -> &ProjectId {
        &self.0[number]
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A metering, or what a pattern comes to for one automation: on these days its sessions work for
/// this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub project: u32,
    /// In micros.
    pub share: i64,
    pub from: i32,
    pub to: i32,
    /// Its place in the master's list.
    pub metering: u32,
    /// Equal patterns of a satellite are one pattern, wherever they are written.
    pub pattern: u32,
}

/// By satellite, and then by what is matched on.
type ByText = HashMap<String, HashMap<String, Vec<Span>>>;

/// All meterings by kind of matcher. Made once, they can be asked of many months.
#[derive(Debug)]
pub struct Spans {
    /// By exact id, by solution, and by the id of whoever has a name that matches.
    kinds: [ByText; 3],
    /// By satellite and automation: its latest solution; the empty text is none.
    solutions: HashMap<String, HashMap<String, String>>,
    /// By satellite and automation: the solution that its source puts it in, where the source says
    /// so.
    given: HashMap<String, HashMap<String, String>>,
}

/// What is written of an automation in a solution, by kind of matcher.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'s>([&'s [Span]; 3]);

/// Who sessions of a day work for.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// A span for each project; none: they work for nobody.
    Works(Vec<Span>),
    /// Two patterns contradict each other, and neither is believed.
    Ambiguous(Vec<Span>),
}

impl Spans {
    pub fn of(facts: &Facts) -> Result<Self, TransformError> {
        let (projects, master) = (Projects::of(facts.master), facts.master);
        let mut texts: Vec<String> = master
            .meterings
            .iter()
            .map(|m| m.matcher.to_string())
            .collect();
        texts.sort_unstable();
        texts.dedup();
        let span = |place: usize| span(master, &projects, &texts, place);
        let mut kinds: [ByText; 3] = Default::default();
        let mut patterns: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
        for (place, metering) in master.meterings.iter().enumerate() {
            let (kind, text) = match &metering.matcher {
                Matcher::Exact(id) => (0, id),
                Matcher::Solution(id) => (1, id),
                Matcher::Name(pattern) => {
                    let same = patterns
                        .entry(metering.satellite_id.as_str())
                        .or_default()
                        .entry(pattern.as_str())
                        .or_default();
                    same.push(place);
                    continue;
                }
            };
            told(&mut kinds[kind], metering.satellite_id.as_str(), text).extend(span(place));
        }
        let patterns: BTreeMap<&str, Patterns> = patterns
            .iter()
            .map(|(satellite, patterns)| Ok((*satellite, Patterns::of(master, patterns)?)))
            .collect::<Result<_, TransformError>>()?;
        let mut solutions: HashMap<String, HashMap<String, String>> = HashMap::new();
        let ids = rows::text(facts.automations, "satellite_id")?
            .iter()
            .zip(rows::text(facts.automations, "automation_id")?.iter());
        let latest = rows::text(facts.automations, "name")?
            .iter()
            .zip(rows::text(facts.automations, "solution_id")?.iter());
        for ((satellite, id), (name, solution)) in ids.zip(latest) {
            let (Some(satellite), Some(id)) = (satellite, id) else {
                continue;
            };
            if let Some(solution) = solution {
                solutions
                    .entry(satellite.to_owned())
                    .or_default()
                    .insert(id.to_owned(), solution.to_owned());
            }
            for place in patterns
                .get(satellite)
                .zip(name)
                .map(|(patterns, name)| patterns.matching(name))
                .unwrap_or_default()
            {
                told(&mut kinds[2], satellite, id).extend(span(place));
            }
        }
        let mut given: HashMap<String, HashMap<String, String>> = HashMap::new();
        let ids = rows::text(facts.automations, "satellite_id")?
            .iter()
            .zip(rows::text(facts.automations, "automation_id")?.iter());
        for ((satellite, id), solution) in
            ids.zip(rows::text(facts.automations, "source_solution_id")?.iter())
        {
            if let (Some(satellite), Some(id), Some(solution)) = (satellite, id, solution) {
                given
                    .entry(satellite.to_owned())
                    .or_default()
                    .insert(id.to_owned(), solution.to_owned());
            }
        }
        Ok(Self {
            kinds,
            solutions,
            given,
        })
    }

    /// A session that tells no solution ran in the one that its source puts its automation in, if
    /// the source says so.
    pub fn claims(&self, satellite: &str, automation: &str, solution: &str) -> Claims<'_> {
        let solution = if solution.is_empty() {
            self.given_solution(satellite, automation)
        } else {
            solution
        };
        let texts = [automation, solution, automation];
        Claims(std::array::from_fn(|kind| {
            self.kinds[kind]
                .get(satellite)
                .and_then(|by| by.get(texts[kind]))
                .map_or(&[][..], Vec::as_slice)
        }))
    }

    /// Of an automation on a day of which no session of its own tells: its latest solution speaks
    /// for it, and its latest name. An orchestrator may never have a session.
    pub fn claims_of_absent(&self, satellite: &str, automation: &str) -> Claims<'_> {
        self.claims(
            satellite,
            automation,
            self.latest_solution(satellite, automation),
        )
    }

    /// Every span by the kind of its matcher, its satellite and what it matches on.
    pub fn all(&self) -> impl Iterator<Item = (i32, &str, &str, &[Span])> {
        (0..).zip(&self.kinds).flat_map(|(kind, satellites)| {
            satellites.iter().flat_map(move |(satellite, texts)| {
                texts
                    .iter()
                    .map(move |(text, spans)| (kind, satellite.as_str(), text.as_str(), &spans[..]))
            })
        })
    }

    /// The solution that the source of an automation puts it in; the empty text is none.
    pub fn given_solution(&self, satellite: &str, automation: &str) -> &str {
        self.given
            .get(satellite)
            .and_then(|by| by.get(automation))
            .map_or("", String::as_str)
    }

    /// The empty text is none.
    pub fn latest_solution(&self, satellite: &str, automation: &str) -> &str {
        self.solutions
            .get(satellite)
            .and_then(|by| by.get(automation))
            .map_or("", String::as_str)
    }
}

impl Claims<'_> {
    /// The meterings that speak of any of these days, by their places in the master's list,
    /// whichever of them wins.
    pub fn touching(&self, first: i32, last: i32) -> impl Iterator<Item = u32> {
        let spans = self.0.into_iter().flatten();
        spans
            .filter(move |span| span.from <= last && first <= span.to)
            .map(|span| span.metering)
    }

    /// One kind of matcher shuts out the next. The same pattern may share an automation among
    /// projects.
    pub fn on(&self, day: i32) -> Claim {
        for (kind, spans) in self.0.into_iter().enumerate() {
            let held: Vec<Span> = spans
                .iter()
                .filter(|span| span.from <= day && day <= span.to)
                .copied()
                .collect();
            if held
                .iter()
                .any(|span| kind == 2 && span.pattern != held[0].pattern)
            {
                return Claim::Ambiguous(held);
            }
            if !held.is_empty() {
                return Claim::Works(held);
            }
        }
        Claim::Works(Vec::new())
    }
}

fn told<'t>(by: &'t mut ByText, satellite: &str, text: &str) -> &'t mut Vec<Span> {
    by.entry(satellite.to_owned())
        .or_default()
        .entry(text.to_owned())
        .or_default()
}

/// None: a metering to a project that is not written anywhere works for nobody.
fn span(master: &Master, projects: &Projects, texts: &[String], place: usize) -> Option<Span> {
    let metering = &master.meterings[place];
    Some(Span {
        project: projects.number(&metering.project_id)? as u32,
        share: small(metering.share),
        from: rows::number(metering.from),
        to: metering.to.map_or(i32::MAX, rows::number),
        metering: place as u32,
        pattern: texts
            .binary_search(&metering.matcher.to_string())
            .expect("it is one of them") as u32,
    })
}

/// So many patterns are matched by one automaton: of more it would have more states than it can
/// hold at once.
const PATTERNS_AT_ONCE: usize = 64;

/// What an automaton of that many may take.
const AUTOMATON_BYTES: usize = 64 << 20;

/// The patterns of a satellite's names, and for each the places of its meterings in the master's
/// list.
struct Patterns(Vec<(RegexSet, Vec<Vec<usize>>)>);

impl Patterns {
    fn of(master: &Master, patterns: &BTreeMap<&str, Vec<usize>>) -> Result<Self, TransformError> {
        let patterns: Vec<(&str, &Vec<usize>)> = patterns
            .iter()
            .map(|(pattern, places)| (*pattern, places))
            .collect();
        let mut sets = Vec::new();
        for some in patterns.chunks(PATTERNS_AT_ONCE) {
            match set(some) {
                Ok(set) => sets.push((
                    set,
                    some.iter().map(|(_, places)| (*places).clone()).collect(),
                )),
                // One of them is none, or they are too large together: each for itself.
                Err(_) => {
                    for (pattern, places) in some {
                        compile(&master.meterings[places[0]], pattern)?;
                        let alone = set(&[(*pattern, *places)]).map_err(|error| {
                            refused(&master.meterings[places[0]], pattern, &error)
                        })?;
                        sets.push((alone, vec![(*places).clone()]));
                    }
                }
            }
        }
        Ok(Self(sets))
    }

    /// The places of the meterings whose pattern a name matches, in their order.
    fn matching(&self, name: &str) -> Vec<usize> {
        let matches = self
            .0
            .iter()
            .flat_map(|(set, places)| set.matches(name).into_iter().flat_map(|at| &places[at]));
        let mut matching: Vec<usize> = matches.copied().collect();
        matching.sort_unstable();
        matching
    }
}

fn set(patterns: &[(&str, &Vec<usize>)]) -> Result<RegexSet, regex::Error> {
    let patterns = patterns.iter().map(|(pattern, _)| pattern);
    RegexSetBuilder::new(patterns)
        .size_limit(AUTOMATON_BYTES)
        .dfa_size_limit(AUTOMATON_BYTES)
        .build()
}

fn compile(metering: &Metering, pattern: &str) -> Result<Regex, TransformError> {
    Regex::new(pattern).map_err(|error| refused(metering, pattern, &error))
}

fn refused(metering: &Metering, pattern: &str, error: &regex::Error) -> TransformError {
    TransformError::Pattern {
        line: metering.line.to_string(),
        pattern: pattern.to_owned(),
        reason: error.to_string(),
    }
}

/// A share is at most 1, checked where it is written.
fn small(share: Micros) -> i64 {
    i64::try_from(share.0).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_patterns_at_once_match_what_each_matches_alone() {
        let parts = [
            "^Invoice", "load$", "(?i)post", "a.*z", "[0-9]{3}", "", "^$", "é", "x|y", "\\bap\\b",
        ];
        let texts: Vec<String> = (0..150)
            .map(|n| format!("{}(?:{n})?", parts[n % parts.len()]))
            .collect();
        // The last one is written twice, by two meterings.
        let mut patterns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, text) in texts.iter().chain(texts.last()).enumerate() {
            patterns.entry(text).or_default().push(place);
        }
        let many = Patterns::of(&Master::default(), &patterns).unwrap();
        assert!(many.0.len() > 2, "150 patterns are no single automaton");
        for name in [
            "",
            "Invoice 123 load",
            "repost",
            "aéz",
            "AP",
            "ap",
            "x1y",
            "nothing of it: q",
        ] {
            let is_matched = |pattern: &str| Regex::new(pattern).unwrap().is_match(name);
            let alone: Vec<usize> = texts
                .iter()
                .chain(texts.last())
                .enumerate()
                .filter(|(_, text)| is_matched(text))
                .map(|(place, _)| place)
                .collect();
            assert_eq!(many.matching(name), alone, "{name}");
        }
    }
}
