//! Pages from templates. The built-in templates are part of the binary; a workspace may override
//! each by its name. What is not in the view is an error, every text is escaped, and nothing can
//! switch that off.

mod bounds;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context, escape_formatter,
};

use super::blocks::BLOCKS;
use super::blocks::top::{foot::Foot, head::PageHead};
use super::reports::definition::{BUILT_IN, Report};
use super::shelf::{self, ShelvedJob};
use super::texts::{self, Argument, CATALOGUES};
use super::visible::Visible;
use super::{RenderError, ReportFacts, locale};
use crate::model::Estate;

/// What templates include beside blocks: the page around them, marks, and their style.
const PARTS: [(&str, &str); 9] = [
    (
        "page.html",
        include_str!("../../../report_templates/page.html"),
    ),
    (SHELF, include_str!("../../../report_templates/shelf.html")),
    (
        "marks.html",
        include_str!("../../../report_templates/marks.html"),
    ),
    (
        "foot.html",
        include_str!("../../../report_templates/foot.html"),
    ),
    (
        "style.css",
        include_str!("../../../report_templates/style.css"),
    ),
    (
        "mail/letter.html",
        include_str!("../../../report_templates/mail/letter.html"),
    ),
    (
        "mail/letter.txt",
        include_str!("../../../report_templates/mail/letter.txt"),
    ),
    (
        "mail/style.css",
        include_str!("../../../report_templates/mail/style.css"),
    ),
    (
        "mail/screens.css",
        include_str!("../../../report_templates/mail/screens.css"),
    ),
];

/// The page that leads to all reports.
const SHELF: &str = "shelf.html";

/// The template of every report that has none of its own.
const PAGE: &str = "page.html";

/// How texts that are no markup are written: as they are.
const PLAIN: &str = "plain";

/// The texts that come with the program, by name: reports, the page, its parts and its blocks.
fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    let blocks = BLOCKS.iter();
    let blocks = blocks.map(|block| (template_of(block.name), block.template));
    let parts = PARTS.iter().chain(&BUILT_IN);
    let parts = parts.map(|(name, text)| ((*name).to_owned(), *text));
    blocks.chain(parts)
}

fn template_of(block: &str) -> String {
    format!("blocks/{block}.html")
}

/// All templates, compiled, and the reports that are made of them.
#[derive(Debug)]
pub struct Templates {
    compiled: Environment<'static>,
    texts: BTreeMap<String, String>,
    reports: BTreeMap<String, Report>,
}

impl Templates {
    /// The built-in templates, with `overrides` (name to text) in their places and beside them.
    pub fn new(overrides: &BTreeMap<String, String>) -> Result<Self, RenderError> {
        let mut texts: BTreeMap<String, String> = built_in()
            .map(|(name, text)| (name, text.to_owned()))
            .collect();
        texts.extend(
            overrides
                .iter()
                .map(|(name, text)| (name.clone(), text.clone())),
        );
        for (name, text) in overrides.iter().filter(|(n, _)| !n.ends_with(".toml")) {
            bounds::check(name, text)?;
        }
        let mut compiled = Environment::new();
        compiled.set_fuel(Some(bounds::STEPS));
        compiled.set_undefined_behavior(UndefinedBehavior::Strict);
        compiled.set_auto_escape_callback(|name| match name.ends_with(".txt") {
            true => AutoEscape::Custom(PLAIN.into()),
            false => AutoEscape::Html,
        });
        compiled.set_formatter(|out, state, value| match state.auto_escape() {
            AutoEscape::Html => escape_formatter(out, state, value),
            AutoEscape::Custom(name) if name == PLAIN => {
                write!(out, "{value}").map_err(Error::from)
            }
            _ => Err(Error::new(
                ErrorKind::InvalidOperation,
                "escaping cannot be switched off",
            )),
        });
        compiled.remove_filter("safe");
        compiled.add_function("text", text);
        // A line that holds only a tag leaves nothing behind.
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        compiled.set_syntax(syntax.map_err(|e| said("syntax", &e))?);
        let mut reports = BTreeMap::new();
        for (name, text) in &texts {
            if name.ends_with(".toml") {
                let report = Report::parse(name, text)?;
                known_blocks(name, text, &report)?;
                reports.insert(report.name.clone(), report);
                continue;
            }
            compiled
                .add_template_owned(name.clone(), text.clone())
                .map_err(|e| said(name, &e))?;
        }
        Ok(Self {
            compiled,
            texts,
            reports,
        })
    }

    /// A report by its name; a template of a workspace's own shows what the executive report shows,
    /// arranged otherwise.
    pub fn report(&self, name: &str) -> &Report {
        let known = self.reports.get(name);
        known.unwrap_or_else(|| &self.reports["executive"])
    }

    /// All that can be asked for: reports, and pages that a workspace brings along.
    pub fn names(&self) -> BTreeSet<&str> {
        let is_part = |name: &str| PARTS.iter().any(|(part, _)| *part == name);
        let pages = self.texts.keys();
        let pages = pages.filter(|name| !name.contains('/') && !is_part(name));
        pages
            .filter_map(|name| name.strip_suffix(".html").or(name.strip_suffix(".toml")))
            .collect()
    }

    /// Each template's name and text, by name: what a publication is made from.
    pub fn hash_texts(&self) -> Vec<(String, String)> {
        let catalogues = CATALOGUES.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let all: BTreeMap<String, String> =
            catalogues.into_iter().chain(self.texts.clone()).collect();
        all.into_iter().collect()
    }
}

/// A message of the catalogue, for templates: `text("head-net")`, `text("shelf-more", more=3)`.
fn text(key: &str, arguments: Kwargs) -> Result<String, Error> {
    let wrong = |why: String| Error::new(ErrorKind::InvalidOperation, why);
    let mut given = Vec::new();
    for name in arguments.args() {
        let value: Value = arguments.get(name)?;
        let argument = match (value.as_i64(), value.as_str()) {
            (Some(n), _) => Argument::Count(n),
            (None, Some(text)) => Argument::Text(text.to_owned().into()),
            (None, None) => return Err(wrong(format!("{name} is no text and no whole number"))),
        };
        given.push((name, argument));
    }
    let text = texts::named(key, &given);
    text.ok_or_else(|| wrong(format!("there is no text `{key}`")))
}

/// Refuses a report that names a block that there is not.
fn known_blocks(file: &str, text: &str, report: &Report) -> Result<(), RenderError> {
    let is_known = |name: &str| BLOCKS.iter().any(|block| block.name == name);
    let Some(unknown) = report.block_names().find(|name| !is_known(name)) else {
        return Ok(());
    };
    let known: Vec<&str> = BLOCKS.iter().map(|block| block.name).collect();
    let line = text.lines().position(|line| line.contains(unknown));
    Err(RenderError::Template {
        template: file.to_owned(),
        line: line.map_or(1, |place| place.saturating_add(1)),
        reason: format!(
            "there is no block `{unknown}`; there are {}",
            known.join(", ")
        ),
    })
}

/// A page of a report, or of a template that a workspace brings along under that name.
pub fn render(
    templates: &Templates,
    name: &str,
    page: &ReportFacts,
) -> Result<String, RenderError> {
    let own = format!("{name}.html");
    let template = match (
        templates.texts.contains_key(&own),
        templates.reports.contains_key(name),
    ) {
        (true, _) => own.as_str(),
        (false, true) => PAGE,
        (false, false) => return Err(unknown(templates, name)),
    };
    let report = templates.report(name);
    written(templates, template, view(report, page))
}

/// The page that leads to all reports.
pub fn shelf(
    templates: &Templates,
    estate: &Estate,
    jobs: &[ShelvedJob],
) -> Result<String, RenderError> {
    locale::speaking(estate.speech, || {
        let view = shelf::view(&estate.name, jobs);
        written(templates, SHELF, view.into_value())
    })
}

/// A template with what it sees as `page`.
pub fn fill(templates: &Templates, template: &str, page: Visible) -> Result<String, RenderError> {
    written(templates, template, page.into_value())
}

/// A template's text about a value.
fn written(templates: &Templates, template: &str, page: Value) -> Result<String, RenderError> {
    let compiled = templates
        .compiled
        .get_template(template)
        .map_err(|e| said(template, &e))?;
    let mut written = bounds::BoundedText::default();
    compiled
        .render_captured_to(context! { page => page }, &mut written)
        .map_err(|e| said(template, &e))?;
    Ok(written.into_text())
}

/// What templates see as `page`: its head and foot, its blocks in their rows, and each by its name.
fn view(report: &Report, page: &ReportFacts) -> Value {
    let block = |name: &str| {
        let known = BLOCKS.iter().find(|block| block.name == name);
        let view = (known?.view)(page)?.into_value();
        Some((known?.name, view))
    };
    let stack = |names: &Vec<String>| -> Vec<(&str, Value)> {
        names.iter().filter_map(|name| block(name)).collect()
    };
    let columns = |row: &Vec<Vec<String>>| -> Vec<Vec<(&str, Value)>> {
        let stacks = row.iter().map(stack);
        stacks.filter(|stack| !stack.is_empty()).collect()
    };
    let rows = report.blocks.iter().map(columns);
    let rows: Vec<Vec<Vec<(&str, Value)>>> = rows.filter(|row| !row.is_empty()).collect();
    let by_name: BTreeMap<&str, Value> = rows.iter().flatten().flatten().cloned().collect();
    let shown = |(name, view): &(&str, Value)| {
        context! { name => *name, template => template_of(name), view => view }
    };
    let rows: Vec<Vec<Vec<Value>>> = rows
        .iter()
        .map(|row| {
            let stacks = row.iter();
            stacks
                .map(|stack| stack.iter().map(shown).collect())
                .collect()
        })
        .collect();
    context! {
        report => &report.name,
        head => Serde(PageHead::of(report, page)),
        foot => Serde(Foot::of(page)),
        has_heading => ["message", "contents", "methods"].iter().any(|b| by_name.contains_key(b)),
        rows => rows,
        blocks => by_name,
    }
}

fn unknown(templates: &Templates, wanted: &str) -> RenderError {
    let known: Vec<&str> = templates.names().into_iter().collect();
    RenderError::NoSuchTemplate {
        wanted: wanted.to_owned(),
        known: known.join(", "),
    }
}

fn said(template: &str, error: &Error) -> RenderError {
    // The innermost cause knows the line: an include or a macro only passes it on.
    let mut cause = error;
    while let Some(inner) = std::error::Error::source(cause).and_then(|e| e.downcast_ref::<Error>())
    {
        cause = inner;
    }
    RenderError::Template {
        template: cause.name().unwrap_or(template).to_owned(),
        line: cause.line().unwrap_or(0),
        reason: match cause.kind() {
            ErrorKind::OutOfFuel => format!(
                "the page takes more than {} steps: loop over less",
                bounds::STEPS
            ),
            ErrorKind::WriteFailure => "the page would be larger than 64 MB: print less".to_owned(),
            kind => cause
                .detail()
                .map_or_else(|| kind.to_string(), |d| format!("{kind}: {d}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::format;
    use super::super::sample::{self, World};
    use super::*;
    use crate::model::Micros;
    use crate::model::drift::Seen;
    use crate::model::scoreboard::GoalScore;
    use proptest::prelude::*;

    fn compiled() -> Templates {
        Templates::new(&BTreeMap::new()).expect("the built-in templates compile")
    }

    fn page_of(world: &World) -> String {
        report_of("executive", world)
    }

    fn report_of(name: &str, world: &World) -> String {
        render(&compiled(), name, &world.page()).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The pages of all reports about the estate, one after the other.
    fn pages_of(world: &World) -> String {
        crate::render::reports::definition::built_in()
            .map(|name| report_of(name, world))
            .collect()
    }

    /// What the shape of a document hangs on: data never holds one of these unescaped.
    fn shape(html: &str) -> [usize; 3] {
        ['<', '>', '"'].map(|c| html.matches(c).count())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn no_text_changes_the_shape_of_the_page(text in prop_oneof![".{1,40}", "[<>\"'&/=!\\- a-z]{1,40}", Just("{{ page }}{% raw %}".to_owned())]) {
            let plain = pages_of(&sample::renamed("x"));
            prop_assert_eq!(shape(&pages_of(&sample::renamed(&text))), shape(&plain));
        }
    }

    #[test]
    fn the_same_page_gives_the_same_bytes() {
        let (a, b) = (pages_of(&sample::world()), pages_of(&sample::world()));
        assert!(a == b);
        // Its size in bytes is a promise to mail gateways and to old browsers.
        let size = page_of(&sample::world()).len();
        assert!((20_000..60_000).contains(&size), "{size} bytes");
    }

    #[test]
    fn columns_that_came_or_went_stand_on_the_page_as_text() {
        let mut world = sample::world();
        assert!(!report_of("coverage", &world).contains("Columns that came or went"));
        let mut seen = Seen::default();
        seen.see(
            "r-#",
            "r-1",
            &["id".to_owned(), "<b>owner".to_owned()].into(),
            &Default::default(),
        );
        seen.see("r-#", "r-2", &["id".to_owned()].into(), &Default::default());
        world.board.coverage[1].drift = seen.latest();
        let html = report_of("coverage", &world);
        assert!(
            html.contains(
                "columns of r-# that are gone, last seen in r-1: &lt;b&gt;owner</bdi></dd>"
            )
        );
        assert_eq!(
            html.matches(&format!(
                "<dt><bdi>{}</bdi></dt>",
                world.board.coverage[1].name
            ))
            .count(),
            1
        );
    }

    #[test]
    fn the_page_asks_for_nothing_and_runs_nothing() {
        let html = pages_of(&sample::world());
        for needle in [
            "<script",
            "src=\"",
            "url(",
            "@import",
            "http-equiv=\"refresh\"",
            "javascript:",
            "<link",
            "<iframe",
        ] {
            assert!(!html.contains(needle), "{needle}");
        }
        assert!(html.contains("default-src 'none'"));
        assert!(html.contains("&lt;script&gt;alert("));
    }

    #[test]
    fn what_is_not_defined_is_said_and_never_nan() {
        for world in [sample::world(), sample::troubled()] {
            let html = pages_of(&world);
            for needle in ["NaN", ">inf", ">none<", ">None<", "Some(", "undefined"] {
                assert!(!html.contains(needle), "{needle}");
            }
            assert!(html.contains("not valued") && html.contains("n&#x2f;a"));
        }
    }

    #[test]
    fn an_estate_that_knows_nothing_still_has_a_page() {
        let mut world = sample::world();
        let board = &mut world.board;
        (
            board.projects,
            board.objectives,
            board.goals,
            board.automations,
        ) = Default::default();
        (board.coverage, board.gaps, board.trend, board.departments) = Default::default();
        board.totals[0].value = Default::default();
        board.totals[0].previous = None;
        board.totals[0].evidence.clear();
        board.totals[0].savings_at_risk = Micros::ZERO;
        assert!(page_of(&world).contains("March 2026 shows no work and no amounts."));
    }

    #[test]
    fn a_typo_in_an_override_is_an_error_that_names_its_place() {
        let overridden = BTreeMap::from([(
            "foot.html".to_owned(),
            "<footer>\n{{ page.foot.publicatoin }}</footer>".to_owned(),
        )]);
        let templates = Templates::new(&overridden).expect("it compiles");
        let error = render(&templates, "executive", &sample::world().page())
            .unwrap_err()
            .to_string();
        assert!(error.contains("foot.html, line 2"), "{error}");
        let broken = BTreeMap::from([("foot.html".to_owned(), "{% if %}".to_owned())]);
        assert!(
            Templates::new(&broken)
                .unwrap_err()
                .to_string()
                .contains("foot.html, line 1")
        );
    }

    #[test]
    fn escaping_cannot_be_switched_off() {
        for text in [
            "{{ page.estate | safe }}",
            "{% autoescape false %}{{ page.estate }}{% endautoescape %}",
        ] {
            let overridden = BTreeMap::from([("foot.html".to_owned(), text.to_owned())]);
            let refused = Templates::new(&overridden)
                .and_then(|t| render(&t, "executive", &sample::world().page()));
            assert!(refused.is_err(), "{text}");
        }
    }

    /// The sample with so many of all that an estate may have many of.
    fn many(n: usize) -> World {
        let mut world = sample::world();
        let board = &mut world.board;
        let gap = board
            .gaps
            .iter()
            .find(|gap| matches!(gap, crate::model::Gap::UnknownOutcome { .. }))
            .unwrap()
            .clone();
        let cycle = |len: usize| (0..n).map(move |at| at % len);
        board.gaps.extend(std::iter::repeat_n(gap, n));
        board.automations = cycle(board.automations.len())
            .map(|at| board.automations[at].clone())
            .collect();
        board.errors = cycle(board.errors.len())
            .map(|at| board.errors[at].clone())
            .collect();
        board.objectives = cycle(board.objectives.len())
            .map(|at| board.objectives[at].clone())
            .collect();
        board.goals = cycle(board.goals.len())
            .map(|at| GoalScore {
                parent_id: None,
                ..board.goals[at].clone()
            })
            .collect();
        board.coverage = cycle(board.coverage.len())
            .map(|at| board.coverage[at].clone())
            .collect();
        board
            .departments
            .retain(|department| department.department_id.is_some());
        board
            .projects
            .retain(|project| !project.project_id.is_shared());
        board.departments = cycle(board.departments.len())
            .map(|at| board.departments[at].clone())
            .collect();
        board.projects = cycle(board.projects.len())
            .map(|at| board.projects[at].clone())
            .collect();
        for project in &mut board.projects {
            project.workings = cycle(project.workings.len().max(1))
                .filter_map(|at| project.workings.get(at).cloned())
                .collect();
        }
        world
    }

    #[test]
    fn no_page_grows_with_what_there_is_much_of() {
        let (hundred, thousand) = (pages_of(&many(100)).len(), pages_of(&many(1_000)).len());
        // Longer numbers, and nothing else: ten times as much of everything is less than a
        // hundredth more.
        assert!(
            thousand < hundred + hundred / 100,
            "{hundred} bytes of a hundred each, {thousand} of a thousand"
        );
    }

    #[test]
    fn what_a_page_leaves_out_is_added_up() {
        let world = many(1_000);
        let html = pages_of(&world).replace(format::NBSP, " ");
        // 1,000 unknown outcomes and the sample's own gaps, of which 12 and 88 are shown.
        let gaps = format!("{} more gaps: ", world.board.gaps.len() - 100);
        for said in [
            &gaps,
            "960 more promises (",
            "960 more goals (",
            "960 more environments",
        ] {
            assert!(html.contains(said), "{said}");
        }
    }

    #[test]
    fn a_template_that_does_not_end_is_told_by_its_line() {
        let many = "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{% endfor %}{% endfor %}";
        let large = "{% set t = 'x' * 900000 %}{% for a in range(100) %}\n{{ t }}{% endfor %}";
        let again = "{% macro again(n) %}{{ again(n + 1) }}{% endmacro %}{{ again(0) }}";
        for (text, reason) in [
            (many, "line 1: the page takes more than 20000000 steps"),
            (large, "larger than 64 MB"),
            (again, "recursion limit"),
        ] {
            let overridden = BTreeMap::from([("foot.html".to_owned(), text.to_owned())]);
            let templates = Templates::new(&overridden).expect("it compiles");
            let error = render(&templates, "executive", &sample::world().page())
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn the_built_in_page_is_far_from_the_bounds() {
        for (name, text) in built_in() {
            bounds::check(&name, text).unwrap();
        }
        let mut templates = compiled();
        templates.compiled.set_fuel(Some(bounds::STEPS / 100));
        render(&templates, "executive", &sample::world().page()).unwrap();
    }

    #[test]
    fn a_template_that_nests_too_deep_is_refused_before_it_is_compiled() {
        let overridden = BTreeMap::from([(
            "foot.html".to_owned(),
            format!("\n{{{{ {} x }}}}", "not ".repeat(100_000)),
        )]);
        let error = Templates::new(&overridden).unwrap_err().to_string();
        assert!(
            error.starts_with("report template foot.html, line 2: an expression of more than"),
            "{error}"
        );
    }

    #[test]
    fn a_block_that_there_is_not_is_refused_by_its_line() {
        let text = "title = \"Ours\"\nquestion = \"How much?\"\nabout = \"scope\"\n\
                    blocks = [\"tiles\", [\"periods\", \"gaols\"]]\n";
        let overridden = BTreeMap::from([("ours.toml".to_owned(), text.to_owned())]);
        let error = Templates::new(&overridden).unwrap_err().to_string();
        assert!(
            error.starts_with("report template ours.toml, line 4: there is no block `gaols`"),
            "{error}"
        );
        let right = text.replace("gaols", "goals");
        let overridden = BTreeMap::from([("ours.toml".to_owned(), right)]);
        let templates = Templates::new(&overridden).unwrap();
        let page = render(&templates, "ours", &sample::world().page()).unwrap();
        assert!(page.contains("id=\"periods\"") && !page.contains("id=\"movers\""));
    }

    #[test]
    fn an_unknown_template_is_refused_by_name() {
        let error = render(&compiled(), "exekutive", &sample::world().page())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`exekutive`") && error.contains("executive"),
            "{error}"
        );
    }
}
