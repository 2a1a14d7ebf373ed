//! HTML entities in texts that went through a page on their way: `Tom &amp; Jerry`.

use std::borrow::Cow;

/// The longest that is looked at, without `&` and `;`.
const LONGEST: usize = 10;

/// Each entity decoded once: `&amp;lt;` is `&lt;`, since somebody may have written just that. What
/// is no entity stays.
///
/// ```
/// # use reckoner::extract::carriers::entities::decoded;
/// assert_eq!(decoded("can&#39;t open &quot;a &amp;amp; b&quot; &c; AT&T"), "can't open \"a &amp; b\" &c; AT&T");
/// ```
pub fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST + 2).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            Some((character, end)) => {
                whole.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                whole.push('&');
                rest = &rest[1..];
            }
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

fn character(name: &str) -> Option<char> {
    let number = |digits: &str, radix| {
        u32::from_str_radix(digits, radix)
            .ok()
            .and_then(char::from_u32)
            .filter(|c| *c != '\0')
    };
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(&name[1..], 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_entity_stays_as_it_is() {
        for (text, plain) in [
            ("&amp;lt;", "&lt;"),
            ("&#x2019;&#228;&nbsp;", "’ä\u{a0}"),
            ("&amp", "&amp"),
            ("&;&#;&#x;&#0;&#xD800;", "&;&#;&#x;&#0;&#xD800;"),
            ("a & b; &unheardofname;", "a & b; &unheardofname;"),
            ("&ä&gt;", "&ä>"),
            ("&123456789ä;", "&123456789ä;"),
            ("plain", "plain"),
        ] {
            assert_eq!(decoded(text), plain, "{text:?}");
        }
    }
}
