use std::collections::{BTreeMap, BTreeSet};

use super::super::sample::{self, World};
use super::*;
use crate::model::Micros;
use crate::model::board::causes::{CauseBridge, CauseInput, CausePart, Causes};
use crate::model::board::comparisons::Move;
use crate::model::board::decision::{Decision, Grounds};
use crate::model::scoreboard::ProjectScore;
use crate::render::format;

fn templates() -> Templates {
    Templates::new(&BTreeMap::new()).expect("they compile")
}

fn letter_of(world: &World) -> Letter {
    letter(&templates(), &world.page(), Vec::new(), None).unwrap_or_else(|e| panic!("{e}"))
}

/// An estate of many projects, promises and goals.
fn large() -> World {
    let mut world = sample::world();
    let board = &mut world.board;
    let project = board.projects[0].clone();
    let of_number = |n: usize| ProjectScore {
        project_id: sample::id(&format!("p-{n}")),
        name: format!("A project with a name of some length, number {n}"),
        department: "A department with a long name".to_owned(),
        ..project.clone()
    };
    board.projects = (0..5_000).map(of_number).collect();
    board.comparisons.moves = (0..5_000)
        .map(|n| Move {
            against_plan: None,
            project_id: Some(sample::id(&format!("p-{n}"))),
            projects: 1,
            net: Micros::whole(10),
            by: Some(Micros::whole(n - 2_500)),
            net_minutes: None,
        })
        .collect();
    let (objective, goal) = (board.objectives[0].clone(), board.goals[0].clone());
    board.objectives = (0..5_000).map(|_| objective.clone()).collect();
    board.goals = (0..5_000).map(|_| goal.clone()).collect();
    let gap = board.gaps[0].clone();
    board.gaps = (0..5_000).map(|_| gap.clone()).collect();
    world
}

/// The sample with a bridge from the net of February to that of March.
fn moved() -> World {
    let mut world = sample::world();
    let total = &world.board.totals[0];
    let before = total.previous.expect("February").net();
    let by = total.value.net() - before;
    let part = |input, amount| CausePart {
        input,
        currency: None,
        before: None,
        after: None,
        amount,
    };
    let parts = vec![
        part(CauseInput::Attempts, by - Micros::whole(400)),
        part(CauseInput::LabourMinutes, Micros::whole(-300)),
        part(CauseInput::OnceSigned, Micros::whole(700)),
    ];
    let bridge = CauseBridge::of(before, parts);
    world.board.comparisons.causes = Ok(Causes {
        is_from_plan: false,
        previous: total.previous_window,
        estate: bridge.clone(),
        projects: vec![(sample::id("p-invoice"), bridge)],
        unvalued: vec![sample::id("p-claims")],
    });
    world.board.decisions = (1..6)
        .map(|n| Decision {
            project_id: Some(sample::id("p-invoice")),
            amount: Some(Micros::whole(n * 1_000)),
            owner: "A. Person".to_owned(),
            due: world.board.window.to(),
            grounds: Grounds::Unmeasured { successes: n },
        })
        .collect();
    world
}

#[test]
fn every_mail_program_shows_all_of_it() {
    for world in [moved(), sample::troubled(), large()] {
        let letter = letter_of(&world);
        assert_eq!(lint::lint(&letter.html), Vec::<String>::new());
    }
}

#[test]
fn it_is_small_whatever_it_is_of() {
    for world in [moved(), sample::troubled(), large()] {
        let letter = letter_of(&world);
        assert!(
            letter.html.len() < HTML_BYTES,
            "{} bytes",
            letter.html.len()
        );
        assert!(!letter.pictures.is_empty());
        for picture in &letter.pictures {
            assert!(
                picture.png.len() < PICTURE_BYTES,
                "{} bytes",
                picture.png.len()
            );
            assert_eq!(
                letter
                    .html
                    .matches(&format!("src=\"cid:{}\"", picture.id))
                    .count(),
                1
            );
        }
        assert!(letter.subject.chars().count() <= 120, "{}", letter.subject);
        let widest = letter.text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(78), "{}", letter.text);
    }
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(letter_of(&sample::world()), letter_of(&sample::world()));
}

/// What is between tags, and what pictures say.
fn texts(html: &str) -> String {
    let body = &html[html.find("<body").expect("a body")..];
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        let (tag, behind) = part.split_once('>').expect("tags end");
        if let Some((_, alt)) = tag.split_once(" alt=\"") {
            text.push_str(alt.split('"').next().unwrap_or_default());
        }
        text.push(' ');
        text.push_str(behind);
    }
    let entities = [
        ("&nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let plain = |text: String, (entity, letter): (&str, &str)| text.replace(entity, letter);
    entities.into_iter().fold(text, plain)
}

/// Numbers with their signs, as people read them.
fn numbers(text: &str) -> BTreeSet<String> {
    let text = crate::render::format::plain(text);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let parts = text.split(|c| !is_part(c));
    let parts = parts.map(|part| part.trim_matches(['.', ',']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn the_text_has_the_figures_of_the_page_and_nothing_of_its_markup() {
    for world in [moved(), sample::troubled()] {
        let letter = letter_of(&world);
        // Ids are cut where a line is full; everything else is the same.
        let (html, text) = (numbers(&texts(&letter.html)), numbers(&letter.text));
        let missing: Vec<_> = html.difference(&text).collect();
        assert!(missing.is_empty(), "{missing:?}\n{}", letter.text);
        assert!(html.len() > 60, "{}", html.len());
        for markup in ["&amp;", "&lt;b", "<td", "&nbsp;", "\u{2068}", "\u{a0}"] {
            assert!(!letter.text.contains(markup), "{markup}");
        }
    }
}

#[test]
fn without_pictures_and_styles_every_headline_figure_is_there() {
    let world = sample::world();
    let page = world.page();
    let letter = letter_of(&world);
    let text = crate::render::format::plain(&texts(&letter.html));
    let tiles = super::super::blocks::top::tiles::Tiles::of(&page).tiles;
    assert!(tiles.len() >= 4);
    for tile in tiles {
        for said in [tile.name.text, tile.value].iter().chain(&tile.against) {
            let said = crate::render::format::plain(said);
            assert!(text.contains(&said), "{said}");
        }
    }
    let goals = super::super::blocks::targets::goals::short(&page).expect("goals");
    assert_eq!(goals.rows.len(), 5);
    for goal in goals.rows {
        for said in [&goal.name, &goal.actual, &goal.target, goal.standing.word] {
            assert!(text.contains(said), "{said}");
        }
    }
    for rung in ["alt=\"\"", "alt=\" \""] {
        assert!(!letter.html.contains(rung));
    }
}

#[test]
fn each_picture_has_its_figures_in_the_table_below_it() {
    let world = moved();
    let letter = letter_of(&world);
    let ids: Vec<&str> = letter.pictures.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["periods", "bridge"]);
    let bridge = super::super::blocks::value::bridge::BridgeTable::of(&world.page());
    let bridge = bridge.expect("a bridge");
    let below = letter
        .html
        .split("src=\"cid:bridge\"")
        .nth(1)
        .expect("a picture");
    let below = crate::render::format::plain(&texts(&format!("<body>{below}")));
    assert!(below.starts_with(" "));
    assert_eq!(bridge.rows.len(), 5);
    for row in bridge.rows {
        for said in [row.name, row.amount] {
            let said = crate::render::format::plain(&said);
            assert!(below.contains(&said), "{said}");
        }
    }
}

#[test]
fn what_is_asked_stands_above_the_figures_with_who_and_by_when() {
    let text = crate::render::format::plain(&texts(&letter_of(&moved()).html));
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle}"));
    assert!(at("Three decisions are asked of you") < at("The figures"));
    assert_eq!(text.matches("it is paid for: measure it.").count(), 3);
    assert_eq!(text.matches("by 31 Mar").count(), 3);
    assert!(at("2 more.") < at("The figures"));
    assert!(!texts(&letter_of(&sample::world()).html).contains("asked of you"));
}

#[test]
fn the_first_words_are_the_message_and_what_is_missing_stands_above_the_figures() {
    let world = sample::world();
    let letter = letter_of(&world);
    let sentence = super::super::message::sentence(&world.page());
    let text = texts(&letter.html);
    let first = &text.trim_start()[..40];
    assert!(sentence.starts_with(first), "{first}");
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle}"));
    assert!(at("What is missing") < at("The figures"));
    assert!(
        letter.subject.contains(", March 2026: net value"),
        "{}",
        letter.subject
    );
    assert!(
        letter.subject.contains(" [incomplete: "),
        "{}",
        letter.subject
    );
}

#[test]
fn names_are_text_everywhere() {
    let name =
        "</td><script>alert(1)</script> =HYPERLINK(\"x\") \u{202e}evil {{ page }}\r\nBcc: a@b.c";
    let world = sample::renamed(name);
    let letter = letter_of(&world);
    assert_eq!(lint::lint(&letter.html), Vec::<String>::new());
    assert!(!letter.html.contains("<script"));
    assert!(letter.text.contains("</td><script>alert(1)</script>"));
    assert!(
        !letter.subject.contains(['\r', '\n', '\u{202e}']),
        "{}",
        letter.subject
    );
    assert!(!letter.text.contains('\u{202e}'));
}

#[test]
fn tables_that_only_lay_out_say_so_and_the_others_have_heads() {
    let html = letter_of(&sample::world()).html;
    let shell = html.split("<!--[if mso]>").count() - 1;
    assert_eq!(shell, 2);
    let tables: Vec<&str> = html.split("<table ").skip(1).collect();
    let is_layout = |table: &str| {
        let tag = table.split('>').next().unwrap_or_default();
        tag.contains("role=\"presentation\"")
    };
    let layouts = tables.iter().filter(|table| is_layout(table)).count();
    // One of them stands in a comment, for Word.
    assert_eq!(layouts, 4);
    assert!(tables.len() >= 9, "{}", tables.len());
    assert_eq!(html.matches("<h1").count(), 1);
    for table in tables.iter().filter(|table| !is_layout(table)) {
        assert!(table.contains("scope=\"col\"") && table.contains("scope=\"row\""));
    }
    assert!(html.contains("<html lang=\"en\""));
}

#[test]
fn a_correction_opens_with_what_changed_since_the_readers_copy_to_the_cent() {
    let world = moved();
    let page = world.page();
    let mut earlier = EarlierCopy {
        figures: figures::of(&page),
        left_on: world.board.window.to(),
    };
    let letter_since = |earlier: &EarlierCopy| {
        letter(&templates(), &page, Vec::new(), Some(earlier)).unwrap_or_else(|e| panic!("{e}"))
    };
    let same = letter_since(&earlier);
    assert!(
        same.text
            .contains("None of the figures that lead this report"),
        "{}",
        same.text
    );
    // Net was a dollar and a half more, nobody knew of doubts, and there was a figure that is gone.
    let net = earlier.figures.0["net"];
    earlier
        .figures
        .0
        .insert("net".into(), net + Micros(1_500_000));
    earlier.figures.0.remove("doubts");
    let since = letter_since(&earlier);
    let text = &since.text;
    let (before, now) = (
        format::fixed(net + Micros(1_500_000), 2),
        format::fixed(net, 2),
    );
    let head = text
        .find("What changed since your copy of 31 March 2026")
        .expect(text);
    let line = format!("Net value: USD {now}, was {before} (−1.50)");
    assert!(
        text.contains(&line) && text.contains("was not known"),
        "{text}"
    );
    assert!(!text.contains("Benefit: USD"), "{text}");
    // Above the figures, in the page too, and nothing that mail programs do not show.
    assert!(head < text.find("The figures").expect(text));
    assert!(since.html.contains("What changed since your copy"));
    assert_eq!(lint::lint(&since.html), Vec::<String>::new());
    assert_eq!(since.figures, same.figures);
}
