//! The message of a page: at most two sentences, and what is asked of its reader.

use serde::Serialize;

use crate::render::{ReportFacts, message};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    pub sentence: String,
}

impl Message {
    pub fn of(page: &ReportFacts) -> Self {
        Self {
            sentence: message::sentence(page),
        }
    }
}
