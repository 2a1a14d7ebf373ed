//! The executive report as a mail: the blocks of its page, cut to what a mail bears, in the order
//! in which somebody reads who has a minute. What it cannot say it leaves out.

use super::page::{MailBlock, MailCell, MailHead, MailPage, MailPicture, MailRow, MailTable};
use super::subject::subject;
use crate::render::blocks::doubts::short::DoubtLines;
use crate::render::blocks::targets::goals;
use crate::render::blocks::targets::promises::PromiseTable;
use crate::render::blocks::things::movers::MoverTable;
use crate::render::blocks::top::decisions;
use crate::render::blocks::top::foot::Foot;
use crate::render::blocks::top::head::PageHead;
use crate::render::blocks::top::message::Message;
use crate::render::blocks::top::tiles::{Tile, Tiles};
use crate::render::blocks::value::bridge::BridgeTable;
use crate::render::blocks::value::periods::Periods;
use crate::render::charts::png::{self, PictureRow};
use crate::render::format::{self, isolated};
use crate::render::parts::{Title, Variance};
use crate::render::reports::definition::Report;
use crate::render::texts::text;
use crate::render::words::Standing;
use crate::render::{RenderError, ReportFacts, gaps, words};

/// So many periods have a row below their chart, and so many promises one.
const PERIODS: usize = 6;
const PROMISES: usize = 5;

pub fn of(report: &Report, page: &ReportFacts) -> Result<MailPage, RenderError> {
    let head = PageHead::of(report, page);
    let tiles = Tiles::of(page).tiles;
    let sentence = Message::of(page).sentence;
    let whose = match head.subject.as_str() {
        "" => head.estate.clone(),
        part => text!("mail-whose", part = part, estate = &head.estate),
    };
    let incomplete = awaited(page);
    let doubts = doubts(page, !incomplete.is_empty());
    let (first, last) = match doubts.warns {
        true => (Some(doubts), None),
        false => (None, Some(doubts)),
    };
    let blocks = [
        first,
        asked(page),
        Some(figures(&head, &tiles)),
        Some(periods(page)?),
        bridge(page)?,
        movers(page),
        goals(page),
        promises(page),
        last,
    ];
    Ok(MailPage {
        title: subject(&whose, &head.window, &finding(&head, &tiles), &incomplete),
        lang: head.lang,
        preheader: sentence.clone(),
        whose,
        when: text!(
            "mail-when",
            window = &head.window,
            money = &head.money,
            told = &head.told_to
        ),
        headline: sentence,
        sentences: Vec::new(),
        blocks: blocks.into_iter().flatten().collect(),
        foot: foot(&head, page),
    })
}

/// Who counts and has not told everything.
pub fn awaited(page: &ReportFacts) -> Vec<String> {
    let behind = page.board.coverage.iter();
    let behind = behind.filter(|c| c.counts && !page.is_complete(c));
    let name = |id| words::satellite(page.estate, id);
    behind.map(|c| name(&c.satellite_id)).collect()
}

/// The figure that is first on the page.
fn finding(head: &PageHead, tiles: &[Tile]) -> String {
    let Some(net) = tiles.first() else {
        return String::new();
    };
    let against = net.against.first().map_or("", String::as_str);
    match &net.variance {
        Some(variance) => text!(
            "mail-finding-against",
            net = &net.value,
            money = &head.money,
            change = &variance.text,
            against = against
        ),
        None => text!("mail-finding", net = &net.value, money = &head.money),
    }
}

fn doubts(page: &ReportFacts, is_incomplete: bool) -> MailBlock {
    let is_doubtful = page
        .board
        .gaps
        .iter()
        .any(|gap| gaps::is_doubt(gap, page.estate));
    let warns = is_doubtful || is_incomplete;
    MailBlock {
        title: match warns {
            true => text!("mail-missing").to_owned(),
            false => text!("mail-trust").to_owned(),
        },
        warns,
        lines: DoubtLines::of(page).lines,
        ..MailBlock::default()
    }
}

/// What is asked of the reader, where anything is.
fn asked(page: &ReportFacts) -> Option<MailBlock> {
    let decisions = decisions::few(page)?;
    let rows = decisions.rows.iter().map(|row| MailRow {
        cells: vec![
            MailCell::words(row.sentence.clone()).below(row.amount.clone()),
            MailCell::words(isolated(&row.owner)).below(unbroken(&row.due)),
        ],
        is_total: false,
    });
    Some(MailBlock {
        title: decisions.title,
        table: Some(MailTable {
            heads: vec![
                MailHead::words(text!("mail-what")),
                MailHead::words(text!("mail-who")),
            ],
            rows: rows.collect(),
        }),
        notes: decisions
            .more
            .map(|more| text!("mail-rest", rest = &more.text))
            .into_iter()
            .collect(),
        ..MailBlock::default()
    })
}

/// A few words that stay on one line.
fn unbroken(text: &str) -> String {
    text.replace(' ', &format::NBSP.to_string())
}

fn figures(head: &PageHead, tiles: &[Tile]) -> MailBlock {
    let row = |tile: &Tile| {
        let tone = tile.variance.as_ref().map_or("", |v| v.tone);
        let moved = tile.variance.as_ref().map(|v| said(v) + " ");
        let against = moved.unwrap_or_default() + &tile.against.join("; ");
        MailRow {
            cells: vec![
                MailCell::words(tile.name.text.clone()),
                MailCell::number(tile.value.clone()).large(),
                MailCell::words(against)
                    .below(tile.doubt.clone())
                    .toned(tone),
            ],
            is_total: false,
        }
    };
    MailBlock {
        title: text!("mail-figures").to_owned(),
        table: Some(MailTable {
            heads: vec![
                MailHead::words(text!("mail-figure")),
                MailHead::numbers(head.money.clone()),
                MailHead::words(text!("mail-against")),
            ],
            rows: tiles.iter().map(row).collect(),
        }),
        ..MailBlock::default()
    }
}

/// `▲ +1,092`: the shape says what the hue says.
fn said(variance: &Variance) -> String {
    match variance.shape {
        "" => variance.text.clone(),
        shape => format!("{shape} {}", variance.text),
    }
}

fn stands(standing: &Standing) -> String {
    format!("{} {}", standing.shape, standing.word)
}

fn titled(title: &Title) -> MailBlock {
    MailBlock {
        title: title.finding.clone(),
        about: title.about.clone(),
        ..MailBlock::default()
    }
}

/// What a picture says, for those who do not see it.
fn alternative(title: &Title) -> String {
    text!(
        "mail-picture",
        finding = &title.finding,
        about = &title.about
    )
}

fn periods(page: &ReportFacts) -> Result<MailBlock, RenderError> {
    let periods = Periods::of(page);
    let picture = png::png(&periods.wide, &png::LIGHT)?;
    let shown = periods.rows.len().saturating_sub(PERIODS);
    let rows = periods.rows.iter().skip(shown).map(|row| {
        let amounts = [&row.net, &row.benefit, &row.cost];
        let amounts = amounts.map(|amount| MailCell::number(amount.clone()));
        let step = MailCell::words(row.step.clone());
        let step = match row.missing.as_str() {
            "" => step,
            missing => step.below(text!("mail-period-incomplete", names = missing)),
        };
        MailRow {
            cells: [step].into_iter().chain(amounts).collect(),
            is_total: false,
        }
    });
    let rows: Vec<MailRow> = rows.collect();
    let heads =
        [text!("mail-net"), text!("mail-benefit"), text!("mail-cost")].map(MailHead::numbers);
    let heads = [MailHead::words(text!("mail-period"))]
        .into_iter()
        .chain(heads);
    let alt = alternative(&periods.title);
    Ok(MailBlock {
        picture: (!rows.is_empty()).then(|| MailPicture::new("periods", alt, picture)),
        table: (!rows.is_empty()).then(|| MailTable {
            heads: heads.collect(),
            rows,
        }),
        notes: periods.notes,
        ..titled(&periods.title)
    })
}

/// Why the net is another than before; none where nothing can be compared.
fn bridge(page: &ReportFacts) -> Result<Option<MailBlock>, RenderError> {
    let Some(bridge) = BridgeTable::of(page) else {
        return Ok(None);
    };
    let drawn = bridge.rows.iter().map(|row| PictureRow {
        name: &row.name,
        bar: &row.bar,
        amount: &row.amount,
        is_strong: row.is_net,
    });
    let picture = png::rows(&drawn.collect::<Vec<_>>(), &png::LIGHT)?;
    let last = bridge.rows.len().saturating_sub(1);
    let rows = bridge.rows.iter().enumerate().map(|(at, row)| MailRow {
        cells: vec![
            MailCell::words(row.name.clone()),
            MailCell::number(row.amount.clone()).toned(row.tone),
        ],
        is_total: row.is_net && at == last,
    });
    let alt = alternative(&bridge.title);
    Ok(Some(MailBlock {
        picture: Some(MailPicture::new("bridge", alt, picture)),
        table: Some(MailTable {
            heads: vec![
                MailHead::words(text!("mail-cause")),
                MailHead::numbers(page.money()),
            ],
            rows: rows.collect(),
        }),
        notes: Some(bridge.note)
            .filter(|note| !note.is_empty())
            .into_iter()
            .collect(),
        ..titled(&bridge.title)
    }))
}

fn movers(page: &ReportFacts) -> Option<MailBlock> {
    let table = MoverTable::of(page)?;
    let change = |change: &Option<Variance>| {
        let (text, tone) = match change {
            Some(variance) => (said(variance), variance.tone),
            None => (String::new(), ""),
        };
        MailCell::number(text).toned(tone)
    };
    let rows = table.rows.iter().map(|row| {
        let promise = row.promise.as_ref().map(|promise| {
            let cell = MailCell::words(stands(&promise.standing)).toned(promise.standing.tone);
            cell.below(promise.attained.clone())
        });
        MailRow {
            cells: vec![
                MailCell::words(isolated(&row.name.text)).below(below(&[&row.about, &row.note])),
                MailCell::number(row.net.clone()),
                change(&row.change),
                MailCell::number(row.hours.clone()),
                promise.unwrap_or_default(),
            ],
            is_total: false,
        }
    });
    let total = MailRow {
        cells: vec![
            MailCell::words(text!("mail-all")),
            MailCell::number(table.total.net.clone()),
            change(&table.total.change),
            MailCell::number(table.total.hours.clone()),
            MailCell::words(table.total.promises.clone()),
        ],
        is_total: true,
    };
    Some(MailBlock {
        table: Some(MailTable {
            heads: vec![
                MailHead::words(text!("mail-project")),
                MailHead::numbers(text!("mail-net-in", money = &table.money)),
                MailHead::numbers(text!("mail-change")),
                MailHead::numbers(text!("mail-hours")),
                MailHead::words(text!("mail-promise")),
            ],
            rows: rows.chain([total]).collect(),
        }),
        ..titled(&table.title)
    })
}

/// What stands below a name: what there is of these.
fn below(texts: &[&str]) -> String {
    let texts = texts.iter().filter(|text| !text.is_empty());
    let texts: Vec<String> = texts.map(|text| isolated(text)).collect();
    texts.join(" · ")
}

fn goals(page: &ReportFacts) -> Option<MailBlock> {
    let table = goals::short(page)?;
    let rows = table.rows.iter().map(|row| MailRow {
        cells: vec![
            MailCell::words(isolated(&row.name)).below(below(&[&row.about, &row.owner])),
            MailCell::number(row.actual.clone()).below(row.unit.clone()),
            MailCell::number(row.expected.clone()),
            MailCell::number(row.target.clone()),
            MailCell::words(stands(&row.standing)).toned(row.standing.tone),
        ],
        is_total: false,
    });
    let heads = [
        text!("mail-actual"),
        text!("mail-expected"),
        text!("mail-target"),
    ];
    let heads = heads.map(MailHead::numbers);
    let heads = [MailHead::words(text!("mail-goal"))]
        .into_iter()
        .chain(heads);
    Some(MailBlock {
        table: Some(MailTable {
            heads: heads
                .chain([MailHead::words(text!("mail-stands"))])
                .collect(),
            rows: rows.collect(),
        }),
        notes: match table.rest.as_str() {
            "" => Vec::new(),
            rest => vec![text!("mail-rest", rest = rest)],
        },
        ..titled(&table.title)
    })
}

/// The worst of them; the others are counted.
fn promises(page: &ReportFacts) -> Option<MailBlock> {
    let table = PromiseTable::of(page);
    if table.rows.is_empty() {
        return None;
    }
    let rows = table.rows.iter().take(PROMISES).map(|row| MailRow {
        cells: vec![
            MailCell::words(isolated(&row.project)).below(below(&[&row.promise, &row.period])),
            MailCell::number(row.attained.clone()),
            MailCell::number(row.target.clone()),
            MailCell::words(stands(&row.standing))
                .toned(row.standing.tone)
                .below(row.interval.clone()),
        ],
        is_total: false,
    });
    let more = table.rows.len().saturating_sub(PROMISES) as i64;
    let more = (more > 0).then(|| text!("mail-promises-more", n = more));
    Some(MailBlock {
        table: Some(MailTable {
            heads: vec![
                MailHead::words(text!("mail-promise")),
                MailHead::numbers(text!("mail-kept-percent")),
                MailHead::numbers(text!("mail-target-percent")),
                MailHead::words(text!("mail-stands")),
            ],
            rows: rows.collect(),
        }),
        notes: more.into_iter().collect(),
        ..titled(&table.title)
    })
}

fn foot(head: &PageHead, page: &ReportFacts) -> Vec<String> {
    let foot = Foot::of(page);
    let whose = match head.subject.as_str() {
        "" => text!("mail-estate").to_owned(),
        part => isolated(part),
    };
    let (method, program) = (page.board.headline().as_str(), page.program);
    vec![
        text!(
            "mail-made-for",
            whose = whose,
            days = foot.days,
            job = foot.job,
            publication = foot.publication
        ),
        match page.files {
            Some(files) => text!(
                "mail-made-by-of-files",
                method = method,
                program = program,
                files = files
            ),
            None => text!("mail-made-by", method = method, program = program),
        },
    ]
}
