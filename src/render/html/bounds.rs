//! What a template may ask for: it is compiled and carried out by functions that call themselves
//! for each part within a part, so how deep it may nest, how long it may run and how much it may
//! print are bounded, and what is beyond is told with its line.

use std::io::{self, Write};

use super::RenderError;

/// Steps of a page. The built-in page of a large estate takes less than a hundredth of it.
pub const STEPS: u64 = 20_000_000;

const TEXT_BYTES: usize = 1 << 20;
const PAGE_BYTES: usize = 64 << 20;

/// Words and signs between `{{` and `}}`, or `{%` and `%}`: each may be one level deeper than the
/// one before it.
const WORDS: usize = 400;

/// Each `elif` is a level deeper, too.
const ELIFS: usize = 200;

/// Refuses a text that could nest deeper than a stack has room for.
pub fn check(template: &str, text: &str) -> Result<(), RenderError> {
    let line = |at: usize| {
        text.as_bytes()[..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    };
    let refused = |at: usize, reason: String| {
        Err(RenderError::Template {
            template: template.to_owned(),
            line: line(at),
            reason,
        })
    };
    if text.len() > TEXT_BYTES {
        return refused(
            0,
            format!(
                "it has {} bytes, and at most {TEXT_BYTES} are read: split it, and include its parts",
                text.len()
            ),
        );
    }
    let (mut at, mut elifs) = (0, 0);
    while let Some(tag) = next_tag(text, at) {
        if tag.words > WORDS {
            return refused(
                tag.start,
                format!(
                    "an expression of more than {WORDS} words and signs: give its parts names, with set"
                ),
            );
        }
        elifs += usize::from(tag.first == "elif");
        if elifs > ELIFS {
            return refused(
                tag.start,
                format!("more than {ELIFS} elif: look the case up in a map instead"),
            );
        }
        at = if tag.first == "raw" {
            end_of_raw(text, tag.end)
        } else {
            tag.end
        };
    }
    Ok(())
}

struct Tag<'t> {
    start: usize,
    end: usize,
    /// Its first word, of a statement.
    first: &'t str,
    words: usize,
}

/// The next tag from a place on; comments are none.
fn next_tag(text: &str, mut from: usize) -> Option<Tag<'_>> {
    loop {
        let start = from + text[from..].find('{')?;
        match text.as_bytes().get(start + 1)? {
            b'{' => return Some(tag(text, start, "}}")),
            b'%' => return Some(tag(text, start, "%}")),
            b'#' => {
                from = text[start..]
                    .find("#}")
                    .map_or(text.len(), |end| start + end + 2)
            }
            _ => from = start + 1,
        }
    }
}

/// Brackets within a tag may hold what looks like its end, and so may quoted texts. What does not
/// end at all is as long as the text.
fn tag<'t>(text: &'t str, start: usize, close: &str) -> Tag<'t> {
    let bytes = text.as_bytes();
    let (mut at, mut words, mut open, mut first) = (start + 2, 0, 0i64, "");
    while let Some(&byte) = bytes.get(at) {
        if open <= 0 && text.as_bytes()[at..].starts_with(close.as_bytes()) {
            return Tag {
                start,
                end: at + 2,
                first,
                words,
            };
        }
        let from = at;
        match byte {
            b'"' | b'\'' => at = end_of_quoted(bytes, at),
            _ if is_of_word(byte) => {
                at += bytes[at..]
                    .iter()
                    .take_while(|byte| is_of_word(**byte))
                    .count()
            }
            _ => at += 1,
        }
        open += i64::from(matches!(byte, b'(' | b'[' | b'{'))
            - i64::from(matches!(byte, b')' | b']' | b'}'));
        if !byte.is_ascii_whitespace() {
            words += 1;
            if first.is_empty() && close == "%}" && is_of_word(byte) {
                first = &text[from..at];
            }
        }
    }
    Tag {
        start,
        end: text.len(),
        first,
        words,
    }
}

/// A letter of any script is a part of a word: its bytes are not ASCII.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn end_of_quoted(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == bytes[start] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Nothing in it is a tag but its end.
fn end_of_raw(text: &str, mut from: usize) -> usize {
    while let Some(found) = text[from..].find("{%") {
        let start = from + found;
        let inner = text[start + 2..]
            .trim_start_matches(['-', '+'])
            .trim_start();
        if inner.starts_with("endraw") {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

/// A page while it is written; one that would be larger than anybody opens is an error.
#[derive(Debug, Default)]
pub struct BoundedText(Vec<u8>);

impl BoundedText {
    /// Templates and what they print are text.
    pub fn into_text(self) -> String {
        String::from_utf8(self.0)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

impl Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > PAGE_BYTES {
            return Err(io::Error::other("the page would be larger than 64 MB"));
        }
        self.0.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<String> {
        check("x.html", text).err().map(|error| error.to_string())
    }

    #[test]
    fn what_nests_too_deep_is_refused_with_its_line_wherever_it_hides() {
        let deep = "not ".repeat(WORDS + 1);
        for hidden in [
            format!("\n{{{{ {deep} x }}}}"),
            format!("\n{{% if {deep} x %}}{{% endif %}}"),
            format!("\n{{{{ \"}}}}\" ~ {deep} x }}}}"),
            format!("\n{{{{ {{'a': {{}}}} ~ {deep} x }}}}"),
            format!("\n{{{{ '\\'}}}}' ~ {deep} x }}}}"),
            format!("{{% raw %}}{{{{ ' {{# {{% endraw %}}\n{{{{ {deep} x }}}} ' #}}"),
            format!("{{%- raw -%}}{{{{ \" {{%+ endraw %}}\n{{{{ {deep} x }}}}"),
            format!("{{# {{{{ #}}\n{{{{ {} x }}}}", "-".repeat(WORDS + 1)),
            format!("\n{{{{ x{} }}}}", "|a".repeat(WORDS)),
        ] {
            let error = refused(&hidden).unwrap_or_else(|| panic!("{hidden}"));
            assert!(
                error.starts_with("report template x.html, line 2: an expression of more than 400"),
                "{error}"
            );
        }
        let long = format!(
            "{{% if a %}}{}{{% endif %}}",
            "{% elif a %}".repeat(ELIFS + 1)
        );
        assert!(refused(&long).is_some_and(|error| error.contains("more than 200 elif")));
        assert!(refused(&"x".repeat(TEXT_BYTES + 1)).is_some());
    }

    #[test]
    fn what_only_looks_deep_is_let_pass() {
        let deep = "not ".repeat(WORDS + 1);
        for text in [
            format!("{deep} {{ {deep} }} {{# {{{{ {deep} #}}{{{{ x }}}}"),
            format!("{{% raw %}}{{{{ {deep} {{% endraw %}}{{{{ x }}}}"),
            format!("{{{{ \"{deep}\" }}}}"),
            "{{ x }}".repeat(WORDS + 1),
            format!("{{{{ {} }}}}", "w ".repeat(WORDS)),
            String::new(),
            "{".to_owned(),
            "{{".to_owned(),
        ] {
            assert_eq!(refused(&text), None, "{text}");
        }
    }
}
