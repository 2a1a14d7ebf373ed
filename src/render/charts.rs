//! Marks: bars, ticks and labels with their places, as values. The templates write them as SVG, so
//! that every text in them is escaped like any other. Doubles are allowed here: they place ink,
//! they are no figures.
//!
//! One notation everywhere: actual is solid dark, earlier periods lighter, a target hollow, what is
//! missing dotted.

pub mod png;

use serde::Serialize;

use super::format::MoneyUnit;
use crate::model::Micros;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    pub width: u32,
    pub height: u32,
    /// What a reader who cannot see it is told.
    pub label: String,
    pub marks: Vec<ChartMark>,
}

/// Coordinates are texts with one decimal: the same bytes everywhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "lowercase")]
pub enum ChartMark {
    Bar {
        class: &'static str,
        x: String,
        y: String,
        width: String,
        height: String,
    },
    Line {
        class: &'static str,
        x1: String,
        y1: String,
        x2: String,
        y2: String,
    },
    Text {
        class: &'static str,
        x: String,
        y: String,
        anchor: &'static str,
        text: String,
    },
}

fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" {
        "0.0".to_owned()
    } else {
        text
    }
}

fn bar(class: &'static str, x: f64, y: f64, width: f64, height: f64) -> ChartMark {
    ChartMark::Bar {
        class,
        x: at(x),
        y: at(y),
        width: at(width.max(0.0)),
        height: at(height.max(0.0)),
    }
}

fn line(class: &'static str, x1: f64, y1: f64, x2: f64, y2: f64) -> ChartMark {
    ChartMark::Line {
        class,
        x1: at(x1),
        y1: at(y1),
        x2: at(x2),
        y2: at(y2),
    }
}

fn text(class: &'static str, x: f64, y: f64, anchor: &'static str, text: String) -> ChartMark {
    ChartMark::Text {
        class,
        x: at(x),
        y: at(y),
        anchor,
        text,
    }
}

/// From the least to the greatest of some amounts, zero always inside: bars start there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartScale {
    low: f64,
    high: f64,
}

impl ChartScale {
    pub fn over(amounts: impl IntoIterator<Item = Micros>) -> Self {
        let (low, high) = amounts
            .into_iter()
            .map(Micros::to_f64)
            .fold((0.0f64, 0.0f64), |(l, h), a| (l.min(a), h.max(a)));
        if low == high {
            Self {
                low: 0.0,
                high: 1.0,
            }
        } else {
            Self { low, high }
        }
    }

    /// Its place between 0 and 1.
    fn place(self, amount: Micros) -> f64 {
        (amount.to_f64() - self.low) / (self.high - self.low)
    }
}

/// A lying bar from one amount to another; on a waterfall it hangs where the one above it ended.
pub fn span(scale: ChartScale, from: Micros, to: Micros, class: &'static str) -> Chart {
    let (width, height) = (240.0, 16.0);
    let (a, b) = (
        scale.place(from.min(to)) * width,
        scale.place(from.max(to)) * width,
    );
    let zero = scale.place(Micros::ZERO) * width;
    let wide = if a == b { 0.0 } else { (b - a).max(1.5) };
    let marks = vec![
        bar(class, a.min(width - wide), 2.0, wide, height - 4.0),
        line("zero", zero, 0.0, zero, height),
    ];
    Chart {
        width: 240,
        height: 16,
        label: String::new(),
        marks,
    }
}

/// A change as a lying bar to the right or to the left of nothing; all of one table share a scale.
pub fn difference(scale: ChartScale, by: Micros) -> Chart {
    let class = match by.is_negative() {
        true => "worse",
        false => "better",
    };
    span(scale, Micros::ZERO, by, class)
}

/// Parts of a whole side by side; none of them below 0.
pub fn stacked(parts: &[(Micros, &'static str)]) -> Chart {
    let (width, height) = (400.0, 14.0);
    let whole: f64 = parts.iter().map(|(amount, _)| amount.to_f64()).sum();
    let mut left = 0.0;
    let mut marks = Vec::new();
    for (amount, class) in parts {
        let wide = amount.to_f64() / whole.max(f64::MIN_POSITIVE) * width;
        marks.push(bar(class, left, 0.0, wide, height));
        left += wide;
    }
    Chart {
        width: 400,
        height: 14,
        label: String::new(),
        marks,
    }
}

/// A step of a trend, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartStep {
    pub label: String,
    pub amount: Option<Micros>,
    /// What was planned: an outline around the bar.
    pub plan: Option<Micros>,
    /// It lies in the window; others are history.
    pub current: bool,
    pub incomplete: bool,
}

/// Standing bars from left to right, each with its amount in `unit` where there is room, else only
/// the extremes.
pub fn trend(
    steps: &[ChartStep],
    unit: MoneyUnit,
    [width, height]: [u32; 2],
    label: String,
) -> Chart {
    let (w, h) = (f64::from(width), f64::from(height));
    let (top, bottom) = (18.0, 22.0);
    let amounts = || steps.iter().flat_map(|s| [s.amount, s.plan]).flatten();
    let scale = ChartScale::over(amounts());
    // Labels of negative bars stand below them.
    let below = if amounts().any(Micros::is_negative) {
        14.0
    } else {
        0.0
    };
    let y = |amount| top + (1.0 - scale.place(amount)) * (h - top - bottom - below);
    let slot = w / steps.len().max(1) as f64;
    let thick = (slot * 0.68).min(56.0);
    let ticks = ticks(steps, slot, w);
    let labelled = labelled(steps, slot);
    let mut marks = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        let middle = slot * (i as f64 + 0.5);
        let zero = y(Micros::ZERO);
        marks.extend(step.plan.map(|plan| {
            let (high, low) = (y(plan).min(zero), y(plan).max(zero));
            let wide = (thick + 4.0).min(slot);
            bar("plan", middle - wide / 2.0, high, wide, low - high)
        }));
        let class = match (step.incomplete, step.current) {
            (true, _) => "hole",
            (false, true) => "actual",
            (false, false) => "before",
        };
        match step.amount {
            Some(amount) => {
                let (high, low) = (y(amount).min(zero), y(amount).max(zero));
                let (left, tall) = (middle - thick / 2.0, (low - high).max(1.0));
                marks.push(bar(class, left, high, thick, tall));
                if labelled.contains(&i) {
                    let place = label_at(amount, (high, low), step.plan.map(y));
                    marks.push(text(
                        if step.current { "value" } else { "value faint" },
                        inside(middle, 18.0, w),
                        place,
                        "middle",
                        unit.say(amount),
                    ));
                }
            }
            None => marks.push(bar("hole", middle - thick / 2.0, zero - 24.0, thick, 24.0)),
        }
    }
    marks.extend(
        ticks
            .into_iter()
            .map(|(i, middle)| text("tick", middle, h - 5.0, "middle", steps[i].label.clone())),
    );
    marks.push(line("zero", 0.0, y(Micros::ZERO), w, y(Micros::ZERO)));
    Chart {
        width,
        height,
        label,
        marks,
    }
}

/// Where the amount of a bar is written: beyond its end, and not across the edge of its plan, which
/// may lie right above it.
fn label_at(amount: Micros, (high, low): (f64, f64), edge: Option<f64>) -> f64 {
    let edge = edge.filter(|edge| (high - 16.0..high).contains(edge));
    match amount.is_negative() {
        true => low + 12.0,
        false => edge.unwrap_or(high) - 5.0,
    }
}

/// Which steps have their label, and where: the newest first, each as far from the next as it is
/// wide.
fn ticks(steps: &[ChartStep], slot: f64, width: f64) -> Vec<(usize, f64)> {
    const LETTER: f64 = 7.0;
    const GAP: f64 = 6.0;
    let widest = steps
        .iter()
        .map(|s| s.label.chars().count())
        .max()
        .unwrap_or(0) as f64
        * LETTER;
    let every = ((widest + GAP) / slot).ceil().max(1.0) as usize;
    let mut free = f64::INFINITY;
    let mut ticks = Vec::new();
    for i in (0..steps.len()).rev().step_by(every) {
        let middle = inside(slot * (i as f64 + 0.5), widest / 2.0, width);
        if middle + widest / 2.0 + GAP <= free {
            ticks.push((i, middle));
            free = middle - widest / 2.0;
        }
    }
    ticks
}

/// The nearest middle at which a label of half that width is not cut at an edge.
fn inside(middle: f64, half: f64, width: f64) -> f64 {
    middle.min(width - half).max(half)
}

/// Which steps say their amount: all, or the greatest, the least and the last, as long as they do
/// not touch.
fn labelled(steps: &[ChartStep], slot: f64) -> Vec<usize> {
    const ROOM: f64 = 36.0;
    if slot >= ROOM {
        return (0..steps.len()).collect();
    }
    let known = || {
        steps
            .iter()
            .enumerate()
            .filter_map(|(i, s)| s.amount.map(|a| (a, i)))
    };
    let (most, least, last) = (known().max(), known().min(), known().next_back());
    let mut chosen: Vec<usize> = Vec::new();
    for (_, i) in [most, least, last].into_iter().flatten() {
        if chosen.iter().all(|&c| c.abs_diff(i) as f64 * slot >= ROOM) {
            chosen.push(i);
        }
    }
    chosen
}

/// A bullet bar in percent of the target, 0 to 125: actual solid, the target hollow, what was
/// expected by now a tick. Of a target of 0 only its outline is drawn.
pub fn bullet(actual: Option<Micros>, expected: Option<Micros>, target: Micros) -> Chart {
    let (width, height, end) = (200.0, 20.0, 1.25);
    let of_target = |m: Micros| (!target.is_zero()).then(|| m.to_f64() / target.to_f64());
    let (actual, expected) = (actual.and_then(of_target), expected.and_then(of_target));
    let x = |share: f64| (share / end).clamp(0.0, 1.0) * width;
    let mut marks = vec![bar("plan", 0.5, 3.5, x(1.0) - 1.0, height - 7.0)];
    match actual {
        Some(share) => marks.push(bar("actual", 0.0, 6.5, x(share), height - 13.0)),
        None => marks.push(bar("hole", 2.0, 7.0, x(1.0) - 4.0, height - 14.0)),
    }
    if let Some(share) = expected {
        marks.push(line("expected", x(share), 0.0, x(share), height));
    }
    Chart {
        width: 200,
        height: 20,
        label: String::new(),
        marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(chart: &Chart) -> Vec<(&'static str, String, String)> {
        let bar = |m: &ChartMark| {
            if let ChartMark::Bar {
                class, x, width, ..
            } = m
            {
                Some((*class, x.clone(), width.clone()))
            } else {
                None
            }
        };
        chart.marks.iter().filter_map(bar).collect()
    }

    #[test]
    fn bars_start_at_zero_and_a_waterfall_hangs_on() {
        // −100..300 over 240 px: 0 lies at 60, 300 at 240, 100 is 60 px wide.
        let scale = ChartScale::over([Micros::whole(-100), Micros::whole(300)]);
        assert_eq!(
            bars(&span(scale, Micros::ZERO, Micros::whole(300), "actual")),
            [("actual", "60.0".into(), "180.0".into())]
        );
        assert_eq!(
            bars(&span(scale, Micros::whole(300), Micros::whole(200), "cost")),
            [("cost", "180.0".into(), "60.0".into())]
        );
        assert_eq!(
            bars(&span(scale, Micros::ZERO, Micros::whole(-100), "actual")),
            [("actual", "0.0".into(), "60.0".into())]
        );
    }

    #[test]
    fn a_missing_step_is_a_dotted_gap_and_never_a_low() {
        let step = |amount, current, incomplete| ChartStep {
            label: "x".into(),
            amount,
            plan: None,
            current,
            incomplete,
        };
        let chart = trend(
            &[
                step(Some(Micros::whole(1)), false, false),
                step(None, true, false),
                step(Some(Micros::whole(1)), true, true),
            ],
            MoneyUnit::of_labels([].into_iter()),
            [300, 100],
            "".into(),
        );
        assert_eq!(
            bars(&chart).iter().map(|b| b.0).collect::<Vec<_>>(),
            ["before", "hole", "hole"]
        );
    }

    #[test]
    fn a_bullet_ends_at_its_scale() {
        assert_eq!(
            bars(&bullet(Some(Micros::whole(36)), None, Micros::whole(4)))[1],
            ("actual", "0.0".into(), "200.0".into())
        );
        assert_eq!(
            bars(&bullet(Some(Micros::whole(-4)), None, Micros::whole(4)))[1],
            ("actual", "0.0".into(), "0.0".into())
        );
        assert_eq!(bars(&bullet(None, None, Micros::whole(4)))[1].0, "hole");
    }

    #[test]
    fn a_plan_is_an_outline_behind_its_bar_and_the_label_does_not_lie_on_its_edge() {
        let step = |amount: i64, plan: Option<i64>| ChartStep {
            label: "x".into(),
            amount: Some(Micros::whole(amount)),
            plan: plan.map(Micros::whole),
            current: true,
            incomplete: false,
        };
        let unit = MoneyUnit::of_labels([].into_iter());
        let drawn = |steps: &[ChartStep]| trend(steps, unit, [300, 140], "".into());
        let chart = drawn(&[step(95, Some(100)), step(50, None)]);
        let classes: Vec<_> = bars(&chart).iter().map(|b| b.0).collect();
        assert_eq!(classes, ["plan", "actual", "actual"]);
        let label = |chart: &Chart| {
            let mut texts = chart.marks.iter();
            texts.find_map(|mark| match mark {
                ChartMark::Text {
                    class: "value", y, ..
                } => Some(y.clone()),
                _ => None,
            })
        };
        // 100 units high between 18 and 118: the bar ends at 23, its plan at 18
        assert_eq!(label(&chart).as_deref(), Some("13.0"));
        // Far from the edge the label stands right above its bar: 18 + 50 − 5
        let far = drawn(&[step(50, Some(100)), step(50, None)]);
        assert_eq!(label(&far).as_deref(), Some("63.0"));
    }
}
