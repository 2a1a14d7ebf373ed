//! What a text can break of the rules of JSON.

use std::io;

use crate::extract::rejects::Fault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFlaw {
    /// It begins like no JSON at all; whether it begins like a web page.
    NotJson {
        is_web_page: bool,
    },
    /// Brackets, quotes, commas and colons do not fit together.
    Broken,
    /// Something follows where a line should be over.
    Trailing,
    /// It breaks off.
    Torn,
    TooLong,
    /// A page names its rows twice.
    TwoValues,
    /// There is no array under the name that the rows have.
    NoRows,
    /// There are several, and nobody said which.
    WhichRows,
}

impl JsonFlaw {
    pub fn fault(self) -> Fault {
        let (code, message) = match self {
            Self::NotJson { is_web_page: true } => (
                "not_json",
                "a web page, perhaps of a login or of an error, was saved in the place of an answer: fetch it again",
            ),
            Self::NotJson { is_web_page: false } => (
                "not_json",
                "JSON begins with { or [ : an object a row, an array of them, or a page that holds them",
            ),
            Self::Broken => (
                "bad_json",
                "this is no JSON: a quote, bracket, comma or colon is missing or too many",
            ),
            Self::Trailing => (
                "bad_json",
                "text after the end of a value: one value a line, and a comma nowhere between them",
            ),
            Self::Torn => (
                "torn",
                "the text breaks off here: what stands before it was read; fetch the export again if it is not still being written",
            ),
            Self::TooLong => ("too_long", "a row longer than 16 MB"),
            Self::TwoValues => (
                "bad_json",
                "the page names its rows twice: only one can be meant",
            ),
            Self::NoRows => ("no_rows", "the page has no rows"),
            Self::WhichRows => ("which_rows", "the page has several arrays"),
        };
        Fault::new("", code, message)
    }
}

/// Why the walk did not go on.
pub enum JsonStop {
    Io(io::Error),
    Flaw(JsonFlaw),
}

impl From<JsonFlaw> for JsonStop {
    fn from(flaw: JsonFlaw) -> Self {
        Self::Flaw(flaw)
    }
}
