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
        part => format!("{part} · {}", head.estate),
    };
    let incomplete = incomplete(page);
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
        lang: "en",
        preheader: sentence.clone(),
        whose,
        when: format!("{} · {} · {}", head.window, head.money, head.told_to),
        headline: sentence,
        sentences: Vec::new(),
        blocks: blocks.into_iter().flatten().collect(),
        foot: foot(&head, page),
    })
}

/// Who counts and has not told everything.
fn incomplete(page: &ReportFacts) -> Vec<String> {
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
        Some(variance) => format!(
            "net value {} {}, {} {against}",
            net.value, head.money, variance.text
        ),
        None => format!("net value {} {}", net.value, head.money),
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
            true => "What is missing".to_owned(),
            false => "How far to trust it".to_owned(),
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
            MailCell::words(isolated(&row.owner)).below(row.due.clone()),
        ],
        is_total: false,
    });
    Some(MailBlock {
        title: decisions.title,
        table: Some(MailTable {
            heads: vec![
                MailHead::words("What, and what is at stake"),
                MailHead::words("Who"),
            ],
            rows: rows.collect(),
        }),
        notes: decisions
            .more
            .map(|more| format!("{}.", more.text))
            .into_iter()
            .collect(),
        ..MailBlock::default()
    })
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
        title: "The figures".to_owned(),
        table: Some(MailTable {
            heads: vec![
                MailHead::words("Figure"),
                MailHead::numbers(head.money.clone()),
                MailHead::words("Against, and what to know"),
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
            missing => step.below(format!("incomplete: {missing}")),
        };
        MailRow {
            cells: [step].into_iter().chain(amounts).collect(),
            is_total: false,
        }
    });
    let rows: Vec<MailRow> = rows.collect();
    let heads = ["Net", "Benefit", "Cost"].map(MailHead::numbers);
    let heads = [MailHead::words("Period")].into_iter().chain(heads);
    let alt = format!("{}. {}", periods.title.finding, periods.title.about);
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
    let alt = format!("{}. {}", bridge.title.finding, bridge.title.about);
    Ok(Some(MailBlock {
        picture: Some(MailPicture::new("bridge", alt, picture)),
        table: Some(MailTable {
            heads: vec![MailHead::words("Cause"), MailHead::numbers(page.money())],
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
            MailCell::words("All of it"),
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
                MailHead::words("Project"),
                MailHead::numbers(format!("Net, {}", table.money)),
                MailHead::numbers("Change"),
                MailHead::numbers("Hours"),
                MailHead::words("Promise"),
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
    let heads = ["Actual", "Expected by now", "Target"].map(MailHead::numbers);
    let heads = [MailHead::words("Goal")].into_iter().chain(heads);
    Some(MailBlock {
        table: Some(MailTable {
            heads: heads.chain([MailHead::words("Stands")]).collect(),
            rows: rows.collect(),
        }),
        notes: match table.rest.as_str() {
            "" => Vec::new(),
            rest => vec![format!("{rest}: none stands worse than these.")],
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
    let more = (more > 0).then(|| format::of_them(more, "more promise"));
    let more = more.map(|more| format!("{more}: none stands worse than these."));
    Some(MailBlock {
        table: Some(MailTable {
            heads: vec![
                MailHead::words("Promise"),
                MailHead::numbers("Kept, %"),
                MailHead::numbers("Target, %"),
                MailHead::words("Stands"),
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
        "" => "the whole estate".to_owned(),
        part => isolated(part),
    };
    let files = foot.files.map(|files| format!(", {files} files"));
    let files = files.unwrap_or_default();
    vec![
        format!(
            "Made for readers of {whose}: {} by job {}, publication {}.",
            foot.days, foot.job, foot.publication
        ),
        format!("Method {}, {}{files}.", foot.method, foot.program),
    ]
}
