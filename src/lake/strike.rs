//! Secrets are struck from whatever is printed or written. Who reveals one says so here, once; who
//! prints asks here. What repeats a secret is somebody else: it may write it as a URL has it, as
//! HTML, as JSON or as base64, more than one of these at once, and cut it off anywhere. So any
//! eight bytes of a secret that follow one another are taken for it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What is written where a secret stood.
pub const STRUCK: &str = "***";
/// A shorter one is no secret, and would be struck from all words.
const SHORTEST: usize = 4;
/// So many bytes of a secret are taken for it, and so many of its base64, which are more than
/// eight.
const WINDOW: usize = 8;
const PACKED_WINDOW: usize = 12;
/// How often a text may have been written as something else.
const LAYERS: usize = 3;

static KEPT: RwLock<Vec<SecretPatterns>> = RwLock::new(Vec::new());

/// What a secret looks like.
#[derive(PartialEq)]
struct SecretPatterns {
    /// As it is, and as a form writes it.
    plain: Vec<Vec<u8>>,
    /// In base64, from each of the three places at which it may begin, and in hexadecimal digits.
    packed: Vec<Vec<u8>>,
}

/// From now on this is struck.
pub fn keep(secret: &str) {
    let secret = secret.trim();
    if secret.len() < SHORTEST {
        return;
    }
    let plain = [secret.to_owned(), secret.replace(' ', "+")].map(String::into_bytes);
    let base64 = (0..3).filter_map(|from| {
        let whole = secret.as_bytes().get(from..)?;
        Some(
            STANDARD_NO_PAD
                .encode(&whole[..whole.len() / 3 * 3])
                .into_bytes(),
        )
    });
    let hexadecimal = secret
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>()
        .into_bytes();
    let packed = base64
        .chain([hexadecimal])
        .filter(|pattern| pattern.len() >= PACKED_WINDOW)
        .collect();
    let patterns = SecretPatterns {
        plain: BTreeSet::from(plain).into_iter().collect(),
        packed,
    };
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    if !kept.contains(&patterns) {
        kept.push(patterns);
    }
}

/// A text without what is to be kept.
pub fn struck(text: &str) -> Cow<'_, str> {
    let kept = KEPT.read().unwrap_or_else(PoisonError::into_inner);
    if kept.is_empty() || text.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut is_struck = vec![false; text.len()];
    let mut view = DecodedText::of(text);
    for _ in 0..=LAYERS {
        for patterns in kept.iter() {
            patterns
                .plain
                .iter()
                .for_each(|pattern| view.mark(pattern, WINDOW, &mut is_struck));
            patterns
                .packed
                .iter()
                .for_each(|pattern| view.mark_packed(pattern, &mut is_struck));
        }
        match view.unwritten() {
            Some(inner) => view = inner,
            None => break,
        }
    }
    if !is_struck.contains(&true) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut last = false;
    for (at, c) in text.char_indices() {
        let now = is_struck[at..at + c.len_utf8()].contains(&true);
        match (last, now) {
            (_, false) => out.push(c),
            (false, true) => out.push_str(STRUCK),
            (true, true) => {}
        }
        last = now;
    }
    Cow::Owned(out)
}

/// A text as it reads when something that it is written in is taken off: of each byte where it came
/// from.
struct DecodedText {
    bytes: Vec<u8>,
    spans: Vec<Range<usize>>,
}

impl DecodedText {
    fn of(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec(),
            spans: (0..text.len()).map(|at| at..at + 1).collect(),
        }
    }

    /// Marks what is `window` bytes of a pattern, or all of a shorter one.
    fn mark(&self, pattern: &[u8], window: usize, is_struck: &mut [bool]) {
        let window = window.min(pattern.len());
        let sought: BTreeSet<&[u8]> = pattern.windows(window).collect();
        for (at, found) in self.bytes.windows(window).enumerate() {
            if sought.contains(found) {
                self.spans[at..at + window]
                    .iter()
                    .for_each(|span| is_struck[span.clone()].fill(true));
            }
        }
    }

    /// Marks all of a word that holds a part of a pattern, whichever alphabet and case it is
    /// written in.
    fn mark_packed(&self, pattern: &[u8], is_struck: &mut [bool]) {
        let is_digits = pattern.iter().all(u8::is_ascii_hexdigit);
        let written = |byte: &u8| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte if is_digits => byte.to_ascii_lowercase(),
            byte => *byte,
        };
        let bytes: Vec<u8> = self.bytes.iter().map(written).collect();
        let sought: BTreeSet<&[u8]> = pattern.windows(PACKED_WINDOW).collect();
        let is_packed =
            |at: &usize| bytes[*at].is_ascii_alphanumeric() || b"+/=".contains(&bytes[*at]);
        for (at, found) in bytes.windows(PACKED_WINDOW).enumerate() {
            if sought.contains(found) {
                let from = (0..at).rev().take_while(is_packed).last().unwrap_or(at);
                let to = (at + PACKED_WINDOW..bytes.len())
                    .take_while(is_packed)
                    .last()
                    .map_or(at + PACKED_WINDOW, |last| last + 1);
                self.spans[from..to]
                    .iter()
                    .for_each(|span| is_struck[span.clone()].fill(true));
            }
        }
    }

    /// The text with `%7E`, `&amp;`, `&#x7e;`, `\u007e` and `\"` taken for what they mean; None: it
    /// has none of them.
    fn unwritten(&self) -> Option<Self> {
        let mut inner = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            spans: Vec::with_capacity(self.bytes.len()),
        };
        let mut at = 0;
        while at < self.bytes.len() {
            let (meant, length) =
                meant(&self.bytes[at..]).unwrap_or_else(|| (self.bytes[at..=at].to_vec(), 1));
            let span = self.spans[at].start..self.spans[at + length - 1].end;
            inner.spans.extend(meant.iter().map(|_| span.clone()));
            inner.bytes.extend(meant);
            at += length;
        }
        (inner.bytes != self.bytes).then_some(inner)
    }
}

/// What stands at the beginning of a text where it is written as something else, and how many bytes
/// that takes.
fn meant(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let number =
        |digits: &[u8], base| u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok();
    let utf8 = |number: u32| char::from_u32(number).map(|c| c.to_string().into_bytes());
    match text {
        [b'%', high, low, ..] => Some((vec![number(&[*high, *low], 16)? as u8], 3)),
        [b'\\', b'u', digits @ ..] => Some((utf8(number(digits.get(..4)?, 16)?)?, 6)),
        [b'\\', sign @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((vec![*sign], 2)),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(10).position(|&byte| byte == b';')?;
            let meant = match &rest[..end] {
                b"amp" => b"&".to_vec(),
                b"lt" => b"<".to_vec(),
                b"gt" => b">".to_vec(),
                b"quot" => b"\"".to_vec(),
                b"apos" => b"'".to_vec(),
                [b'#', b'x' | b'X', digits @ ..] => utf8(number(digits, 16)?)?,
                [b'#', digits @ ..] => utf8(number(digits, 10)?)?,
                _ => return None,
            };
            Some((meant, end + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Microsoft Entra makes them, which like `~`; none of our words is in it.
    const CANARY: &str = "Zq8Q~wX_k3vP.u7\"Jy<N2&mT5hB9 gR4dL6sF1";

    fn percent(text: &str, is_plain: impl Fn(char) -> bool) -> String {
        let written = |c: char| {
            if is_plain(c) {
                c.to_string()
            } else {
                format!("%{:02X}", c as u32)
            }
        };
        text.chars().map(written).collect()
    }

    #[test]
    fn a_secret_is_struck_however_it_is_written() {
        keep(CANARY);
        let html = CANARY
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;");
        let json = serde_json::to_string(CANARY).unwrap();
        let plain = percent(CANARY, |c| c.is_ascii_alphanumeric());
        let lower = plain.replace("%7E", "%7e").replace("%3C", "%3c");
        let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{CANARY}"));
        let safe = |before: &str| base64(before).replace('+', "-").replace('/', "_");
        let digits: String = CANARY.bytes().map(|byte| format!("{byte:02X}")).collect();
        let numbers: String = CANARY.chars().map(|c| format!("&#{};", c as u32)).collect();
        let escapes: String = CANARY
            .chars()
            .map(|c| format!("\\u{:04x}", c as u32))
            .collect();
        let mut written = vec![
            CANARY.to_owned(),
            html.clone(),
            json[1..json.len() - 1].to_owned(),
            plain.clone(),
            lower,
        ];
        written.extend([
            CANARY.replace(' ', "+"),
            percent(CANARY, |c| c != '~'),
            percent(&plain, |c| c != '%'),
            digits,
            numbers,
            escapes,
        ]);
        written.extend(
            ["", "a", "ab", "app-1:"]
                .into_iter()
                .flat_map(|before| [base64(before), safe(before)]),
        );
        written.push(html.replace('&', "&amp;"));
        for written in written {
            assert_eq!(
                struck(&format!("it says [{written}], so")),
                "it says [***], so",
                "{written}"
            );
        }
    }

    #[test]
    fn a_secret_that_is_cut_anywhere_is_struck_as_far_as_it_goes() {
        keep(CANARY);
        let longest_shown = |text: &str| {
            let runs = (0..CANARY.len())
                .flat_map(|from| (from..=CANARY.len()).map(move |to| &CANARY[from..to]));
            runs.filter(|run| text.contains(run))
                .map(str::len)
                .max()
                .unwrap_or(0)
        };
        for cut in 0..CANARY.len() {
            for text in [
                format!("got {}", &CANARY[..cut]),
                format!("{} was it", &CANARY[cut..]),
                format!("…{}…", &CANARY[cut / 2..cut]),
            ] {
                assert!(longest_shown(&struck(&text)) < WINDOW, "{text}");
            }
        }
    }

    #[test]
    fn all_else_stays_as_it_is() {
        keep(CANARY);
        keep("abc");
        for text in [
            "",
            "100 % of &amp; and \\u0041 %7E abc",
            "größer als %C3%A4",
            "Zq8Q~wX and others",
            "%",
            "\\u12",
            "&#xZZ; &#99999999999;",
        ] {
            assert_eq!(struck(text), text);
        }
    }
}
