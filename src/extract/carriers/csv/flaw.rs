//! What a row can break of the rules.

use crate::extract::rejects::{Fault, NOT_UTF8};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFlaw {
    StrayQuote,
    TextAfterQuote,
    UnclosedQuote,
    StrayReturn,
    TooLong,
    Nul,
    NotUtf8,
}

impl CsvFlaw {
    pub fn fault(self) -> Fault {
        let (code, message) = match self {
            Self::StrayQuote => (
                "stray_quote",
                "a quote inside a field that is not quoted: quote the whole field and double the quotes in it",
            ),
            Self::TextAfterQuote => (
                "text_after_quote",
                "text after a closing quote: double the quotes inside a quoted field",
            ),
            Self::UnclosedQuote => ("unclosed_quote", "a quote is opened and never closed"),
            Self::StrayReturn => (
                "stray_return",
                "a carriage return inside a field that is not quoted: end lines with LF or CRLF",
            ),
            Self::TooLong => (
                "too_long",
                "a row longer than 16 MB, or a quote that is not closed within 16 MB",
            ),
            Self::Nul => (
                "nul",
                "a NUL character: save the export as text in UTF-8; of UTF-16 without a mark, write encoding = \"utf-16le\" in its source",
            ),
            Self::NotUtf8 => ("not_utf8", NOT_UTF8),
        };
        Fault::new("", code, message)
    }
}

/// Why a row was not taken apart.
pub enum CsvStop {
    Flaw(CsvFlaw),
    /// What is held ends before the row does, and more is to come.
    Torn,
}
