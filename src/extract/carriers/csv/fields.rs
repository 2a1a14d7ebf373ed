//! The fields of a row, as text.

use crate::extract::taker::Texts;

/// From where to where a field goes.
pub type FieldSpan = (usize, usize);

/// The fields of a row.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    text: &'a str,
    /// Where the text begins, as the spans count.
    base: usize,
    spans: &'a [FieldSpan],
}

impl<'a> Fields<'a> {
    /// Each span begins and ends on a character's boundary.
    pub fn new(text: &'a str, base: usize, spans: &'a [FieldSpan]) -> Self {
        Self { text, base, spans }
    }

    #[inline]
    pub fn get(&self, at: usize) -> Option<&'a str> {
        let &(from, to) = self.spans.get(at)?;
        Some(&self.text[from - self.base..to - self.base])
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        (0..self.spans.len()).map_while(move |at| self.get(at))
    }
}

impl Texts for Fields<'_> {
    fn text(&self, column: usize) -> Option<&str> {
        self.get(column)
    }
}

/// The same fields, with one quote where those in `doubled`, in their order, have two.
pub fn single(fields: Fields<'_>, doubled: &[usize]) -> (String, Vec<FieldSpan>) {
    let (mut text, mut spans) = (String::new(), Vec::with_capacity(fields.spans.len()));
    let mut doubled = doubled.iter().peekable();
    for (at, field) in fields.iter().enumerate() {
        let from = text.len();
        match doubled.next_if_eq(&&at).is_some() {
            true => text += &field.replace("\"\"", "\""),
            false => text += field,
        }
        spans.push((from, text.len()));
    }
    (text, spans)
}
