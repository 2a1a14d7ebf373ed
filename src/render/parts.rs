//! What blocks have in common: titles, links, and how a figure moved.

use std::cmp::Ordering;

use serde::Serialize;

use super::texts::text;
use super::{ReportFacts, format};
use crate::model::Micros;

/// Two lines over every chart and table: the finding, then what, and in which unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Title {
    pub finding: String,
    pub about: String,
}

impl Title {
    pub fn new(finding: String, about: impl Into<String>) -> Self {
        Self {
            finding,
            about: format::capital(&about.into()),
        }
    }
}

/// A text that leads to the page where it is at home, where that is in the set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    pub text: String,
    pub href: Option<String>,
}

impl Linked {
    pub fn to(page: &ReportFacts, path: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: page.bundle.link(page.here, path),
        }
    }
}

/// How a figure moved: a sign, a shape for the direction, and whether that is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variance {
    pub shape: &'static str,
    pub text: String,
    pub tone: &'static str,
}

impl Variance {
    /// More is better. `text` says by how much; its sign is set here.
    pub fn new(direction: Ordering, text: String) -> Self {
        let (shape, tone) = match direction {
            Ordering::Equal => ("", "same"),
            Ordering::Greater => ("▲", "better"),
            Ordering::Less => ("▼", "worse"),
        };
        Self {
            shape,
            text: format::signed(text),
            tone,
        }
    }

    /// By so much, as an amount for a table.
    pub fn amount(by: Micros) -> Self {
        Self::new(by.cmp(&Micros::ZERO), format::money(by))
    }

    /// By so much, in the unit of the page.
    pub fn of_page(page: &ReportFacts, by: Micros) -> Self {
        Self::new(by.cmp(&Micros::ZERO), page.unit().say(by))
    }
}

/// What nobody has measured, which is not zero.
pub fn not_valued() -> &'static str {
    text!("not-valued")
}

/// Where there is nothing to compute with.
pub fn not_available() -> &'static str {
    text!("not-available")
}
