//! What the benefit rests on, as one bar: measured, sampled, estimated, a vendor's word, a
//! signature.

use serde::Serialize;

use crate::model::Micros;
use crate::model::board::comparisons::RestsOn;
use crate::model::master::Evidence;
use crate::render::ReportFacts;
use crate::render::charts::{Chart, stacked};
use crate::render::format;
use crate::render::parts::Title;
use crate::render::texts::text;
use crate::render::words;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceBar {
    pub title: Title,
    pub bar: Option<Chart>,
    pub parts: Vec<EvidencePart>,
    /// Between which amounts the net lies.
    pub band: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidencePart {
    /// The class of its piece of the bar.
    pub class: &'static str,
    pub text: String,
}

const CLASSES: [&str; 6] = ["e1", "e2", "e3", "e4", "e5", "e6"];

impl EvidenceBar {
    /// None where no benefit was valued.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let all = &page.board.comparisons.rests_on;
        if all.is_empty() {
            return None;
        }
        let benefit = page.board.totals[0].value.benefit();
        // Shares only say something where no part takes away from another.
        let shares = benefit.is_positive() && all.iter().all(|(_, a)| !a.is_negative());
        let share = |amount: Micros| {
            let percent = format::percent(amount, benefit, 0).filter(|_| shares);
            percent.map(format::percent_sign)
        };
        let parts = all.iter().zip(CLASSES).map(|((on, amount), class)| {
            let size = share(*amount).unwrap_or_else(|| page.say(*amount));
            let text = text!("evidence-part", kind = words::rests_on(*on), size = size);
            EvidencePart { class, text }
        });
        let amounts = all.iter().zip(CLASSES);
        let amounts = amounts.map(|((_, amount), class)| (*amount, class));
        let about = match shares {
            true => text!("evidence-about", amount = page.say(benefit)),
            false => text!("evidence-about-money", money = page.money()),
        };
        Some(Self {
            title: Title::new(finding(page, &share), about),
            bar: shares.then(|| stacked(&amounts.collect::<Vec<_>>())),
            parts: parts.collect(),
            band: band(page),
        })
    }
}

/// None where nothing is uncertain.
fn band(page: &ReportFacts) -> Option<String> {
    let total = &page.board.totals[0];
    let band = total.band.ok().filter(|band| band.p10 != band.p90)?;
    Some(text!(
        "evidence-band",
        low = page.say(band.p10),
        high = page.say(band.p90)
    ))
}

fn finding(page: &ReportFacts, share: &dyn Fn(Micros) -> Option<String>) -> String {
    let of = |wanted: RestsOn| {
        let mut parts = page.board.comparisons.rests_on.iter();
        parts
            .find(|(on, _)| *on == wanted)
            .map(|(_, amount)| *amount)
    };
    let said = |on: RestsOn| share(of(on)?);
    let measured = said(RestsOn::Baseline(Evidence::Measured));
    let signed = said(RestsOn::Signed);
    match (measured, signed) {
        (Some(measured), Some(signed)) => {
            text!("evidence-both", measured = measured, signed = signed)
        }
        (Some(measured), None) => text!("evidence-only-measured", measured = measured),
        (None, Some(signed)) => text!("evidence-only-signed", signed = signed),
        (None, None) => text!("evidence-none").to_owned(),
    }
}
