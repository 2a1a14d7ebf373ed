//! The texts of pages, mails and sheets: one catalogue for each language, written in
//! [Fluent](https://projectfluent.org). A message is whole: what varies in it are names, amounts and
//! counts, and a count chooses its plural by the rules of the language. No sentence is put together
//! from words elsewhere.
//!
//! Fluent's own resolver counts in binary floats. Here numbers come as texts that are set already,
//! or as whole counts that stay exact, so that only its syntax is used. `~` in a catalogue is a
//! blank that no line breaks at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use fluent_syntax::unicode::unescape_unicode_to_string;

use crate::model::language::Language;

pub mod locale;

/// The catalogues, by the name of their file.
pub const CATALOGUES: [(&str, &str); 2] = [
    (
        "texts/en.ftl",
        include_str!("../../../report_templates/texts/en.ftl"),
    ),
    (
        "texts/de.ftl",
        include_str!("../../../report_templates/texts/de.ftl"),
    ),
];

/// A text of the catalogue: as it is, or with what varies in it.
///
/// `text!("net-value")`, `text!("gap-rejected", rows = n, name = satellite)`.
macro_rules! text {
    ($key:expr $(,)?) => {
        $crate::render::texts::plain($key)
    };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::render::texts::filled($key, &[
            $((stringify!($name), $crate::render::texts::Argument::from($value))),+
        ])
    };
}
pub(crate) use text;

/// What varies in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A name, or a number that is set already.
    Text(Cow<'a, str>),
    /// It is set by the locale, and chooses a plural.
    Count(i64),
}

macro_rules! arguments {
    ($($from:ty => |$value:ident| $into:expr),+ $(,)?) => {$(
        impl<'a> From<$from> for Argument<'a> {
            fn from($value: $from) -> Self {
                $into
            }
        }
    )+};
}
arguments! {
    &'a str => |text| Self::Text(text.into()),
    &'a String => |text| Self::Text(text.as_str().into()),
    String => |text| Self::Text(text.into()),
    i64 => |n| Self::Count(n),
    usize => |n| Self::Count(n as i64),
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TextPiece {
    Text(String),
    Argument(String),
    /// One of several, chosen by an argument; the last one where none is meant.
    Choice {
        by: String,
        variants: Vec<(String, Vec<TextPiece>)>,
        otherwise: usize,
    },
}

/// The messages of a language.
#[derive(Debug, Default)]
struct Catalogue {
    messages: BTreeMap<String, Vec<TextPiece>>,
    /// What in its text is no message of this house.
    mistakes: Vec<String>,
}

static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(CATALOGUES[0].1, str::to_owned));
static GERMAN: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(CATALOGUES[1].1, str::to_owned));

fn catalogue() -> &'static Catalogue {
    #[cfg(test)]
    if tests::MARKED.get() {
        return &tests::PSEUDO;
    }
    match locale::speech().language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

impl Catalogue {
    /// `set` has the last word on every text between what varies.
    fn read(source: &str, set: fn(&str) -> String) -> Self {
        let mut read = Self::default();
        let resource = match parser::parse(source) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                let errors = errors.iter().map(ToString::to_string);
                read.mistakes.extend(errors);
                resource
            }
        };
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name;
            let Some(pattern) = message.value else {
                read.mistakes.push(format!("{id} says nothing"));
                continue;
            };
            match pieces(&pattern, set) {
                Ok(pieces) => {
                    if read.messages.insert(id.to_owned(), pieces).is_some() {
                        read.mistakes.push(format!("{id} stands there twice"));
                    }
                }
                Err(why) => read.mistakes.push(format!("{id}: {why}")),
            }
        }
        read
    }
}

fn pieces(pattern: &Pattern<&str>, set: fn(&str) -> String) -> Result<Vec<TextPiece>, String> {
    let mut pieces = Vec::new();
    for element in &pattern.elements {
        let piece = match element {
            PatternElement::TextElement { value } => {
                // A text that goes on in the next line is one text.
                TextPiece::Text(set(&value.replace('\n', " ").replace('~', "\u{a0}")))
            }
            PatternElement::Placeable { expression } => placed(expression, set)?,
        };
        match (pieces.last_mut(), piece) {
            (Some(TextPiece::Text(before)), TextPiece::Text(more)) => before.push_str(&more),
            (_, piece) => pieces.push(piece),
        }
    }
    Ok(pieces)
}

fn placed(expression: &Expression<&str>, set: fn(&str) -> String) -> Result<TextPiece, String> {
    let argument = |inline: &InlineExpression<&str>| match inline {
        InlineExpression::VariableReference { id } => Some(id.name.to_owned()),
        _ => None,
    };
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => Ok(TextPiece::Text(
            unescape_unicode_to_string(value).into_owned(),
        )),
        Expression::Inline(inline) => argument(inline)
            .map(TextPiece::Argument)
            .ok_or_else(|| "only arguments are placed in a message".to_owned()),
        Expression::Select { selector, variants } => {
            let by = argument(selector).ok_or("only an argument chooses")?;
            let otherwise = variants.iter().position(|variant| variant.default);
            let named = |key: &VariantKey<&str>| match key {
                VariantKey::Identifier { name } => (*name).to_owned(),
                VariantKey::NumberLiteral { value } => (*value).to_owned(),
            };
            let variants = variants
                .iter()
                .map(|variant| Ok((named(&variant.key), pieces(&variant.value, set)?)));
            Ok(TextPiece::Choice {
                by,
                variants: variants.collect::<Result<_, String>>()?,
                otherwise: otherwise.ok_or("no variant is the default")?,
            })
        }
    }
}

/// The text of a message in which nothing varies. A key that is not there is its own text: a test
/// sees to it that there is none such.
pub fn plain(key: &str) -> &'static str {
    match catalogue().messages.get(key).map(Vec::as_slice) {
        Some([TextPiece::Text(text)]) => text,
        _ => missing(key),
    }
}

/// The text of a message with what varies in it.
pub fn filled(key: &str, arguments: &[(&str, Argument)]) -> String {
    let Some(pieces) = catalogue().messages.get(key) else {
        return missing(key).to_owned();
    };
    let mut text = String::new();
    write(&mut text, pieces, arguments);
    text
}

/// A message by the name that a template gives it; none where there is none.
pub fn named(key: &str, arguments: &[(&str, Argument)]) -> Option<String> {
    let pieces = catalogue().messages.get(key)?;
    let mut text = String::new();
    write(&mut text, pieces, arguments);
    Some(text)
}

/// Whether the catalogues know a message.
pub fn has(key: &str) -> bool {
    catalogue().messages.contains_key(key)
}

fn missing(key: &str) -> &'static str {
    debug_assert!(false, "no text {key}");
    ""
}

fn write(text: &mut String, pieces: &[TextPiece], arguments: &[(&str, Argument)]) {
    let find = |name: &str| {
        let found = arguments.iter().find(|(known, _)| *known == name);
        debug_assert!(found.is_some(), "no argument {name}");
        found.map(|(_, argument)| argument)
    };
    for piece in pieces {
        match piece {
            TextPiece::Text(words) => text.push_str(words),
            TextPiece::Argument(name) => match find(name) {
                Some(Argument::Text(words)) => text.push_str(words),
                Some(Argument::Count(n)) => text.push_str(&locale::count(*n)),
                None => {}
            },
            TextPiece::Choice {
                by,
                variants,
                otherwise,
            } => {
                let at = find(by).and_then(|argument| chosen(variants, argument));
                write(text, &variants[at.unwrap_or(*otherwise)].1, arguments);
            }
        }
    }
}

/// A variant of this very number before that of its plural. English and German have one word for
/// one, and another for all others.
fn chosen(variants: &[(String, Vec<TextPiece>)], argument: &Argument) -> Option<usize> {
    let find = |name: &str| variants.iter().position(|(key, _)| key == name);
    match argument {
        Argument::Text(text) => find(text),
        Argument::Count(n) => {
            let plural = if *n == 1 { "one" } else { "other" };
            find(&n.to_string()).or_else(|| find(plural))
        }
    }
}

#[cfg(test)]
mod tests;
