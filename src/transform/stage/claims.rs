//! Meterings as a frame: one row for each text that one matches on.

use polars::prelude::*;

use super::super::TransformError;
use super::super::metering::{Span, Spans};

/// Columns `satellite_id`, `kind` (0 exact id, 1 solution, 2 name: here as the id of whoever has a
/// name that matches), `text`, `project`, `share` in micros, `from`, `to`, `metering` (its place in
/// the master's list) and `pattern` (equal patterns are one).
pub fn frame(spans: &Spans) -> Result<DataFrame, TransformError> {
    let (mut satellites, mut texts, mut kinds) = (Vec::new(), Vec::new(), Vec::<i32>::new());
    let mut found: Vec<&Span> = Vec::new();
    for (kind, satellite, text, theirs) in spans.all() {
        for span in theirs {
            satellites.push(satellite);
            texts.push(text);
            kinds.push(kind);
            found.push(span);
        }
    }
    let of = |number: fn(&Span) -> u32| found.iter().map(|s| number(s)).collect::<Vec<_>>();
    let days = |day: fn(&Span) -> i32| found.iter().map(|s| day(s)).collect::<Vec<_>>();
    Ok(df!(
        "satellite_id" => satellites,
        "kind" => kinds,
        "text" => texts,
        "project" => of(|s| s.project),
        "share" => found.iter().map(|s| s.share).collect::<Vec<_>>(),
        "from" => days(|s| s.from),
        "to" => days(|s| s.to),
        "metering" => of(|s| s.metering),
        "pattern" => of(|s| s.pattern),
    )?)
}
