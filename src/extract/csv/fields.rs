//! The fields of a row, as text.

/// The fields of a row.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    /// Each field ends where the next begins, on a character's boundary.
    pub fn new(text: &'a str, ends: &'a [usize]) -> Self {
        Self { text, ends }
    }

    pub fn get(&self, at: usize) -> Option<&'a str> {
        let from = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        Some(&self.text[from..*self.ends.get(at)?])
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        (0..self.ends.len()).map_while(move |at| self.get(at))
    }
}
