//! Charts as pictures, for mail programs that draw no SVG: opaque, with a border of their own,
//! since dark modes recolour what is around them; twice as large as they are shown, for fine
//! screens.
//!
//! The one font is a part of the binary: a renderer that finds no font draws no text and says
//! nothing (<https://github.com/linebender/resvg/issues/893>).

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::super::RenderError;
use super::super::format;
use super::{Chart, ChartMark, text};

const FAMILY: &str = "DejaVu Sans";
const REGULAR: &[u8] = include_bytes!("font/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("font/DejaVuSans-Bold.ttf");

/// Paper between the marks and the border.
const MARGIN: u32 = 12;

/// The colours of marks, each of six digits: what a page's style calls by these names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPalette {
    pub paper: &'static str,
    pub line: &'static str,
    pub strongline: &'static str,
    pub ink: &'static str,
    pub faint: &'static str,
    pub actual: &'static str,
    pub total: &'static str,
    pub cost: &'static str,
    pub before: &'static str,
    pub plan: &'static str,
    pub hole: &'static str,
    pub better: &'static str,
    pub worse: &'static str,
}

/// Those of a page on light paper.
pub const LIGHT: ChartPalette = ChartPalette {
    paper: "#ffffff",
    line: "#d8dce1",
    strongline: "#8b949e",
    ink: "#1f2328",
    faint: "#59626c",
    actual: "#2b3138",
    total: "#0d1117",
    cost: "#737c87",
    before: "#8c95a0",
    plan: "#59626c",
    hole: "#8b949e",
    better: "#006b4f",
    worse: "#b03a00",
};

/// A chart as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPicture {
    pub png: Vec<u8>,
    /// As large as it is to be shown; it has more pixels than that.
    pub width: u32,
    pub height: u32,
}

pub fn png(chart: &Chart, palette: &ChartPalette) -> Result<ChartPicture, RenderError> {
    drawn(&svg(&[(0, 0, chart)], palette, [chart.width, chart.height]))
}

/// A row of a table with a bar in it.
pub struct PictureRow<'r> {
    pub name: &'r str,
    pub bar: &'r Chart,
    pub amount: &'r str,
    /// It stands out: where a bridge begins and ends.
    pub is_strong: bool,
}

/// The bars of a table as one picture: name, bar, amount.
pub fn rows(rows: &[PictureRow], palette: &ChartPalette) -> Result<ChartPicture, RenderError> {
    /// Letters that fit before the bar, and where it and the amount's end stand.
    const NAME: usize = 36;
    const BAR: u32 = 256;
    const END: u32 = 592;
    const HEIGHT: u32 = 24;
    let labels = rows.iter().map(|row| {
        let class = if row.is_strong { "value" } else { "tick" };
        let end = f64::from(END);
        let marks = vec![
            text(class, 0.0, 12.0, "start", format::cut(row.name, NAME)),
            text(class, end, 12.0, "end", format::plain(row.amount)),
        ];
        Chart {
            width: END,
            height: HEIGHT,
            label: String::new(),
            marks,
        }
    });
    let labels: Vec<Chart> = labels.collect();
    let tops = (0..).step_by(HEIGHT as usize);
    let parts = tops.zip(rows.iter().zip(&labels));
    let parts = parts.flat_map(|(top, (row, label))| [(0, top, label), (BAR, top, row.bar)]);
    let parts: Vec<(u32, u32, &Chart)> = parts.collect();
    let height: u32 = labels.iter().map(|label| label.height).sum();
    drawn(&svg(&parts, palette, [END, height]))
}

fn drawn(svg: &Svg) -> Result<ChartPicture, RenderError> {
    let Svg {
        text,
        width,
        height,
    } = svg;
    let failed = |reason: String| RenderError::Picture { reason };
    let tree = Tree::from_str(text, &OPTIONS).map_err(|e| failed(e.to_string()))?;
    let mut pixmap = Pixmap::new(width * 2, height * 2)
        .ok_or_else(|| failed(format!("{width} × {height} is no size")))?;
    resvg::render(&tree, Transform::from_scale(2.0, 2.0), &mut pixmap.as_mut());
    let png = pixmap.encode_png().map_err(|e| failed(e.to_string()))?;
    Ok(ChartPicture {
        png,
        width: *width,
        height: *height,
    })
}

/// The built-in font and no other: the same picture on every machine.
static OPTIONS: LazyLock<Options> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    }
});

/// A picture as it is to be drawn, and how large it is shown.
struct Svg {
    text: String,
    width: u32,
    height: u32,
}

/// Charts with their places, paper and border, and with the colours in their marks: no style, no
/// variables.
fn svg(parts: &[(u32, u32, &Chart)], palette: &ChartPalette, [width, height]: [u32; 2]) -> Svg {
    let ChartPalette { paper, line, .. } = palette;
    let (width, height) = (width + MARGIN + MARGIN, height + MARGIN + MARGIN);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"{FAMILY}\" font-size=\"11\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{line}\"/>\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" fill=\"{paper}\"/>",
        width - 2,
        height - 2,
    );
    for (x, y, chart) in parts {
        let (x, y) = (x + MARGIN, y + MARGIN);
        text.push_str(&format!("<g transform=\"translate({x} {y})\">"));
        marks(&mut text, chart, palette);
        text.push_str("</g>");
    }
    text.push_str("</svg>");
    Svg {
        text,
        width,
        height,
    }
}

fn marks(svg: &mut String, chart: &Chart, palette: &ChartPalette) {
    for mark in &chart.marks {
        let written = match mark {
            ChartMark::Bar {
                class,
                x,
                y,
                width,
                height,
            } => write!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {}/>",
                filled(class, palette)
            ),
            ChartMark::Line {
                class,
                x1,
                y1,
                x2,
                y2,
            } => write!(
                svg,
                "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" {}/>",
                stroked(class, palette)
            ),
            ChartMark::Text {
                class,
                x,
                y,
                anchor,
                text,
            } => write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" {}>{}</text>",
                lettered(class, palette),
                escaped(text)
            ),
        };
        written.expect("a string takes all that is written");
    }
}

/// How a bar of a class is filled: what is planned or missing is an outline.
fn filled(class: &str, palette: &ChartPalette) -> String {
    let outline = |stroke: &str, more: &str| format!("fill=\"none\" stroke=\"{stroke}\"{more}");
    match class {
        "plan" => outline(palette.plan, ""),
        "hole" => outline(
            palette.hole,
            " stroke-width=\"1.25\" stroke-dasharray=\"2 2\"",
        ),
        class => format!("fill=\"{}\"", colour(class, palette)),
    }
}

fn stroked(class: &str, palette: &ChartPalette) -> String {
    let (stroke, width) = match class {
        "expected" => (palette.ink, 2),
        "zero" => (palette.strongline, 1),
        class => (colour(class, palette), 1),
    };
    format!("stroke=\"{stroke}\" stroke-width=\"{width}\"")
}

fn lettered(class: &str, palette: &ChartPalette) -> String {
    let mut words = class.split(' ');
    let is_value = words.any(|word| word == "value");
    let is_faint = class.split(' ').any(|word| word == "faint");
    match (is_value, is_faint) {
        (true, false) => format!("fill=\"{}\" font-weight=\"700\"", palette.ink),
        _ => format!("fill=\"{}\"", palette.faint),
    }
}

/// The colour that the style of pages has under a class.
fn colour<'p>(class: &str, palette: &'p ChartPalette) -> &'p str {
    match class {
        "actual" => palette.actual,
        "total" => palette.total,
        "cost" => palette.cost,
        "before" => palette.before,
        "better" => palette.better,
        "worse" => palette.worse,
        _ => palette.ink,
    }
}

/// A text inside of XML, which knows no control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::{self as charts, ChartStep};
    use super::*;
    use crate::model::Micros;
    use crate::render::format::MoneyUnit;

    fn decoded(picture: &ChartPicture) -> Pixmap {
        Pixmap::decode_png(&picture.png).expect("a PNG")
    }

    fn of_marks(marks: Vec<ChartMark>) -> ChartPicture {
        let chart = Chart {
            width: 200,
            height: 40,
            label: String::new(),
            marks,
        };
        png(&chart, &LIGHT).expect("a picture")
    }

    fn centred(class: &'static str, text: &str) -> ChartMark {
        charts::text(class, 100.0, 24.0, "middle", text.to_owned())
    }

    /// Pixels that are darker than grey, between two heights of what is shown.
    fn ink(picture: &ChartPicture, [top, bottom]: [u32; 2]) -> usize {
        let pixmap = decoded(picture);
        let rows = pixmap.pixels().chunks(pixmap.width() as usize);
        let rows = rows
            .skip(2 * top as usize)
            .take(2 * (bottom - top) as usize);
        rows.flatten().filter(|p| p.red() < 128).count()
    }

    #[test]
    fn texts_leave_ink_where_they_stand() {
        assert_eq!(ink(&of_marks(Vec::new()), [1, 63]), 0);
        for letters in ["1,234.5 k", "−12", "März", "▲ ▼ ●", "Итог", "€"] {
            let regular = of_marks(vec![centred("tick", letters)]);
            let bold = of_marks(vec![centred("value", letters)]);
            // The letters stand on 24 + 12, and are less than 12 high.
            let found = [ink(&regular, [24, 40]), ink(&bold, [24, 40])];
            assert!(found[0] > 20 && found[1] > found[0], "{letters}: {found:?}");
            assert_eq!(
                ink(&regular, [1, 24]) + ink(&regular, [41, 63]),
                0,
                "{letters}"
            );
        }
    }

    #[test]
    fn digits_are_equally_wide() {
        let width = |letters: &str| {
            let picture = of_marks(vec![charts::text(
                "tick",
                0.0,
                24.0,
                "start",
                letters.into(),
            )]);
            let pixmap = decoded(&picture);
            let columns = 0..pixmap.width();
            let dark =
                |x: &u32| (20..80).any(|y| pixmap.pixel(*x, y).is_some_and(|p| p.red() < 128));
            columns.filter(dark).max().expect("ink")
        };
        // An 8 ends where the 8 behind any other digit ends.
        let ends: Vec<u32> = (0..10).map(|digit| width(&format!("{digit}8"))).collect();
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    }

    #[test]
    fn it_is_opaque_with_a_border_and_small() {
        let step = |n: i64| ChartStep {
            label: format!("{n} Mar"),
            amount: Some(Micros::whole(n * 1_000 - 7_000)),
            plan: None,
            current: n > 3,
            incomplete: n == 14,
        };
        let steps: Vec<ChartStep> = (1..15).map(step).collect();
        let unit = MoneyUnit::of_labels(steps.iter().filter_map(|step| step.amount));
        let chart = charts::trend(&steps, unit, [632, 200], "A trend".into());
        let picture = png(&chart, &LIGHT).expect("a picture");
        assert_eq!((picture.width, picture.height), (656, 224));
        let pixmap = decoded(&picture);
        assert_eq!((pixmap.width(), pixmap.height()), (1312, 448));
        assert!(pixmap.pixels().iter().all(|p| p.alpha() == 255));
        // #d8dce1 at the edge, white inside of it.
        let [edge, inside] = [0, 4].map(|at| pixmap.pixel(at, 4).expect("a pixel"));
        assert_eq!([edge.red(), edge.green(), edge.blue()], [0xd8, 0xdc, 0xe1]);
        assert_eq!(inside.red(), 255);
        assert!(picture.png.len() < 60_000, "{} bytes", picture.png.len());
        assert_eq!(png(&chart, &LIGHT).expect("a picture"), picture);
    }

    #[test]
    fn rows_have_a_name_a_bar_and_an_amount_each() {
        let scale = charts::ChartScale::over([Micros::whole(100)]);
        let bar = charts::span(scale, Micros::ZERO, Micros::whole(100), "actual");
        let row = |name, amount| PictureRow {
            name,
            bar: &bar,
            amount,
            is_strong: false,
        };
        let of_rows = |list: &[PictureRow]| rows(list, &LIGHT).expect("a picture");
        let picture = of_rows(&[row("February", "1,234"), row("", "")]);
        assert_eq!((picture.width, picture.height), (616, 72));
        // Both rows have the bar, and the first its letters, too.
        let (first, second) = (ink(&picture, [12, 36]), ink(&picture, [36, 60]));
        assert!(
            second > 240 * 10 * 4 && first > second + 100,
            "{first} {second}"
        );
    }

    #[test]
    fn colours_are_those_of_the_page() {
        let style = include_str!("../../../report_templates/style.css");
        let style = style.split("@media").next().expect("the light part");
        for (name, colour) in [
            ("paper", LIGHT.paper),
            ("line", LIGHT.line),
            ("strongline", LIGHT.strongline),
            ("ink", LIGHT.ink),
            ("faint", LIGHT.faint),
            ("actual", LIGHT.actual),
            ("total", LIGHT.total),
            ("cost", LIGHT.cost),
            ("before", LIGHT.before),
            ("plan", LIGHT.plan),
            ("hole", LIGHT.hole),
            ("better", LIGHT.better),
            ("worse", LIGHT.worse),
        ] {
            assert!(style.contains(&format!("--{name}: {colour};")), "{name}");
        }
    }

    #[test]
    fn a_text_is_no_markup() {
        let chart = Chart {
            width: 10,
            height: 10,
            label: String::new(),
            marks: vec![centred("tick", "</text><script>&\u{1}")],
        };
        let svg = svg(&[(0, 0, &chart)], &LIGHT, [10, 10]).text;
        assert!(
            svg.contains("&lt;/text&gt;&lt;script&gt;&amp;</text>"),
            "{svg}"
        );
        assert!(Tree::from_str(&svg, &OPTIONS).is_ok());
    }
}
