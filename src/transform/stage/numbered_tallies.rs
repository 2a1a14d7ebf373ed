//! Texts become numbers once, at the edge: joins and groups of the stage compare integers.

use std::collections::HashMap;
use std::hash::Hash;

use polars::prelude::*;

use super::super::TransformError;
use super::super::rows::{self, gather, key};
use super::dimensions::Dimensions;
use crate::model::{Mode, Outcome};

/// Tallies in numbers, and what the numbers stand for.
pub struct NumberedTallies {
    /// `at`, `automation`, `solution`, `day`, `parent`, `outcome`, `is_attended`, `is_item`,
    /// `counts`, `sessions`, `duration_ms`.
    pub tallies: DataFrame,
    /// Automations, those included that only call others: `automation` in the order of satellites
    /// and ids, `satellite_id`, `automation_id`, `counts`, `given`, `latest`.
    pub automations: DataFrame,
    /// `solution`, `solution_id`; the empty text is none.
    pub solutions: DataFrame,
}

impl NumberedTallies {
    pub fn of(
        dimensions: &Dimensions,
        tallies: LazyFrame,
        item_tallies: Option<LazyFrame>,
    ) -> Result<Self, TransformError> {
        let tallies = gather(prepared(tallies, item_tallies)?)?;
        let text = |name| rows::text(&tallies, name);
        let [satellites, ids, parents] = [
            text("satellite_id")?,
            text("automation_id")?,
            text("parent_automation_id")?,
        ];
        let (solutions, outcomes) = (text("solution_id")?, text("outcome")?);
        let is_item = tallies.column("is_item")?.bool()?;
        let (mut automations, mut texts) = (Texts::default(), Texts::default());
        let mut columns = NumberColumns::default();
        for at in 0..tallies.height() {
            let outcome = outcomes
                .get(at)
                .and_then(|text| text.parse::<Outcome>().ok());
            let (Some(satellite), Some(id), Some(outcome)) =
                (satellites.get(at), ids.get(at), outcome)
            else {
                continue;
            };
            // An item tells no solution: the latest of its automation speaks for it.
            let solution = match is_item.get(at) {
                Some(true) => dimensions.spans.latest_solution(satellite, id),
                _ => solutions.get(at).unwrap_or_default(),
            };
            let caller = parents
                .get(at)
                .map(|id| automations.number((satellite, id)));
            columns.at.push(at as u32);
            columns.automation.push(automations.number((satellite, id)));
            columns.parent.push(caller);
            columns.solution.push(texts.number(solution));
            columns.outcome.push(place(outcome));
        }
        for (satellite, id) in automations.numbers.keys() {
            texts.number(dimensions.spans.latest_solution(satellite, id));
        }
        let (automations, ranks) = automations.frame(dimensions)?;
        Ok(Self {
            tallies: columns.frame(&tallies, &automations, &ranks)?,
            automations,
            solutions: texts.frame()?,
        })
    }
}

/// Texts, each with a number.
struct Texts<T> {
    numbers: HashMap<T, u32>,
    /// Rows come by automation, so that most are of the same as the one before.
    last: Option<(T, u32)>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            last: None,
        }
    }
}

impl<T: Copy + Eq + Hash> Texts<T> {
    fn number(&mut self, text: T) -> u32 {
        match self.last {
            Some((last, number)) if last == text => number,
            _ => {
                let next = self.numbers.len() as u32;
                let number = *self.numbers.entry(text).or_insert(next);
                self.last = Some((text, number));
                number
            }
        }
    }
}

impl Texts<&str> {
    /// In the order of their numbers: a number is also its row's place.
    fn frame(&self) -> Result<DataFrame, TransformError> {
        let mut texts = vec![""; self.numbers.len()];
        for (text, number) in &self.numbers {
            texts[*number as usize] = text;
        }
        let numbers: Vec<u32> = (0..texts.len() as u32).collect();
        Ok(df!("solution" => numbers, "solution_id" => texts)?)
    }
}

impl Texts<(&str, &str)> {
    /// In the order of satellites and ids, and for each number its place in that order.
    fn frame(&self, dimensions: &Dimensions) -> Result<(DataFrame, Vec<u32>), TransformError> {
        let spans = &dimensions.spans;
        let mut sorted: Vec<(&(&str, &str), &u32)> = self.numbers.iter().collect();
        sorted.sort_unstable();
        let mut ranks = vec![0; sorted.len()];
        for (rank, (_, number)) in (0..).zip(&sorted) {
            ranks[**number as usize] = rank;
        }
        let keys = || sorted.iter().map(|(key, _)| **key);
        let estate = dimensions.facts.estate;
        let counts = |satellite: &str| estate.satellite(satellite).is_some_and(|s| s.counts);
        let frame = df!(
            "automation" => (0..sorted.len() as u32).collect::<Vec<_>>(),
            "satellite_id" => keys().map(|(satellite, _)| satellite).collect::<Vec<_>>(),
            "automation_id" => keys().map(|(_, id)| id).collect::<Vec<_>>(),
            "counts" => keys().map(|(satellite, _)| counts(satellite)).collect::<Vec<_>>(),
            "given" => keys().map(|(s, id)| spans.given_solution(s, id)).collect::<Vec<_>>(),
            "latest" => keys().map(|(s, id)| spans.latest_solution(s, id)).collect::<Vec<_>>(),
        )?;
        Ok((frame, ranks))
    }
}

/// Of the tallies that are understood: `at` is their place among all.
#[derive(Default)]
struct NumberColumns {
    at: Vec<u32>,
    automation: Vec<u32>,
    solution: Vec<u32>,
    parent: Vec<Option<u32>>,
    outcome: Vec<u32>,
}

impl NumberColumns {
    fn frame(
        self,
        tallies: &DataFrame,
        automations: &DataFrame,
        ranks: &[u32],
    ) -> Result<DataFrame, TransformError> {
        let rank = |number: u32| ranks[number as usize];
        let counts = automations.column("counts")?.bool()?;
        let automation: Vec<u32> = self.automation.into_iter().map(rank).collect();
        let parent: Vec<Option<u32>> = self
            .parent
            .into_iter()
            .map(|caller| caller.map(rank))
            .collect();
        let counted: Vec<bool> = automation
            .iter()
            .map(|&rank| counts.get(rank as usize).unwrap_or(false))
            .collect();
        let places = IdxCa::from_vec("at".into(), self.at);
        let told = tallies
            .select(["day", "is_attended", "is_item", "sessions", "duration_ms"])?
            .take(&places)?;
        let numbers = df!(
            "automation" => automation,
            "solution" => self.solution,
            "parent" => parent,
            "outcome" => self.outcome,
            "counts" => counted,
        )?;
        let mut frame = numbers.hstack(told.columns())?;
        frame.with_column(places.into_column())?;
        Ok(frame)
    }
}

/// An outcome by its place among all.
pub fn place(outcome: Outcome) -> u32 {
    let is_it = |other: &Outcome| *other == outcome;
    Outcome::ALL.iter().position(is_it).expect("all are there") as u32
}

/// Tallies of whole months in one shape: days as numbers, no null solution. Those of items stand
/// below those of sessions.
pub fn prepared(
    tallies: LazyFrame,
    item_tallies: Option<LazyFrame>,
) -> Result<LazyFrame, TransformError> {
    let none = |name: &str| lit(NULL).cast(DataType::String).alias(name);
    let items = item_tallies.map(|items| {
        items.select([
            col("satellite_id"),
            col("automation_id"),
            lit("").alias("solution_id"),
            rows::day_number("earned_day"),
            none("parent_automation_id"),
            lit(false).alias("is_attended"),
            col("outcome"),
            col("items").alias("sessions"),
            lit(0i64).cast(DataType::Int64).alias("duration_ms"),
            lit(true).alias("is_item"),
        ])
    });
    let modes = Mode::ALL.iter().filter(|mode| mode.holds_a_person());
    let holds_a_person = modes
        .map(|mode| col("mode").eq(lit(mode.as_str())))
        .fold(lit(false), Expr::or);
    let tallies = tallies.select([
        col("satellite_id"),
        col("automation_id"),
        key("solution_id"),
        rows::day_number("earned_day"),
        col("parent_automation_id"),
        holds_a_person.fill_null(lit(false)).alias("is_attended"),
        col("outcome"),
        col("sessions"),
        col("duration_ms"),
        lit(false).alias("is_item"),
    ]);
    let all: Vec<LazyFrame> = std::iter::once(tallies).chain(items).collect();
    Ok(concat(all, UnionArgs::default())?)
}
