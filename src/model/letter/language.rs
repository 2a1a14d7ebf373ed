//! In which language a report speaks to its reader, and how it writes numbers and dates.

use std::fmt;
use std::str::FromStr;

use crate::model::session::{NotAWord, words};

words! {
    /// A language that reports are written in, by ISO 639.
    Language { English = "en", German = "de" }
}

words! {
    /// How numbers and dates are written: by the customs of a language, whatever the texts
    /// around them are in.
    Locale {
        English = "en", German = "de", French = "fr", Spanish = "es", Portuguese = "pt",
        Japanese = "ja",
    }
}

/// How a report speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Speech {
    pub language: Language,
    pub locale: Locale,
}

impl Speech {
    /// A language with the numbers and dates of its own.
    ///
    /// ```
    /// # use reckoner::model::language::{Language, Locale, Speech};
    /// assert_eq!(Speech::of(Language::German).locale, Locale::German);
    /// ```
    pub const fn of(language: Language) -> Self {
        let locale = match language {
            Language::English => Locale::English,
            Language::German => Locale::German,
        };
        Self { language, locale }
    }

    /// In another language where one is wanted, which then brings its own numbers and dates.
    pub fn in_language(self, wanted: Option<Language>) -> Self {
        match wanted {
            Some(language) if language != self.language => Self::of(language),
            _ => self,
        }
    }
}

impl Default for Speech {
    fn default() -> Self {
        Self::of(Language::English)
    }
}
