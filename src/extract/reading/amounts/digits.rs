//! How an export writes numbers: with a point or a comma before what is less than one, and with or
//! without a sign between thousands. Which of them is said by its owner, and never guessed: `1,234`
//! is two different numbers.

use std::borrow::Cow;

/// How numbers of a column are written. By default plain digits, with a point or without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digits {
    /// A comma stands where else a point does.
    pub has_comma: bool,
    pub thousands: Option<char>,
}

/// What may stand between thousands.
pub const THOUSANDS: [char; 4] = [',', '.', ' ', '\''];

impl Digits {
    pub const PLAIN: Self = Self {
        has_comma: false,
        thousands: None,
    };
    /// As others write them, to be proposed where a number is not as it is described.
    pub const OTHERS: [Self; 5] = [
        Self {
            has_comma: true,
            thousands: None,
        },
        Self {
            has_comma: false,
            thousands: Some(','),
        },
        Self {
            has_comma: true,
            thousands: Some('.'),
        },
        Self {
            has_comma: false,
            thousands: Some(' '),
        },
        Self {
            has_comma: true,
            thousands: Some(' '),
        },
    ];

    /// The number in plain digits with a point; None: it is not written so.
    pub fn plain(self, text: &str) -> Option<Cow<'_, str>> {
        if self == Self::PLAIN {
            return Some(Cow::Borrowed(text));
        }
        let (whole, fraction) = match text.split_once(if self.has_comma { ',' } else { '.' }) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let mut plain = self.together(whole).filter(|whole| are_digits(whole))?;
        if let Some(fraction) = fraction {
            plain.push('.');
            plain += fraction;
        }
        are_digits(fraction.unwrap_or_default()).then_some(Cow::Owned(plain))
    }

    /// The last part of a clock's time, which may have a fraction.
    pub fn seconds(self, text: &str) -> Option<Cow<'_, str>> {
        if self.has_comma {
            Self {
                thousands: None,
                ..self
            }
            .plain(text)
        } else {
            Some(Cow::Borrowed(text))
        }
    }

    /// Whole digits without what stands between their groups: three in the last, two or three in
    /// those before (in India two), and up to three in the first.
    fn together(self, whole: &str) -> Option<String> {
        let Some(mark) = self.thousands else {
            return Some(whole.to_owned());
        };
        let is_mark = |sign: char| match mark {
            ' ' => matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            '\'' => matches!(sign, '\'' | '’'),
            mark => sign == mark,
        };
        let groups: Vec<&str> = whole.split(is_mark).collect();
        let fits = |(at, group): (usize, &&str)| match groups.len() - at {
            1 => group.len() == 3,
            _ if at == 0 => (1..=3).contains(&group.len()),
            _ => (2..=3).contains(&group.len()),
        };
        (groups.len() == 1 || groups.iter().enumerate().all(fits)).then(|| groups.concat())
    }

    /// As it is written in a column's description.
    pub fn described(self) -> String {
        let decimal = self.has_comma.then(|| "decimal = \",\"".to_owned());
        let thousands = self.thousands.map(|mark| format!("thousands = \"{mark}\""));
        decimal
            .into_iter()
            .chain(thousands)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_described_and_in_no_other_way() {
        let [comma, thousands, german, blank, _] = Digits::OTHERS;
        let apostrophe = Digits {
            has_comma: false,
            thousands: Some('\''),
        };
        for (digits, text, plain) in [
            (Digits::PLAIN, "12.5", Some("12.5")),
            (comma, "12,5", Some("12.5")),
            (comma, "12", Some("12")),
            (comma, "12.5", None),
            (comma, "1.234,5", None),
            (comma, "1,2,3", None),
            (thousands, "1,234.5", Some("1234.5")),
            (thousands, "12,34,567", Some("1234567")),
            (thousands, "1234.5", Some("1234.5")),
            (thousands, "12,5", None),
            (thousands, "1,2345", None),
            (thousands, ",123", None),
            (thousands, "1.234,5", None),
            (german, "1.234.567,89", Some("1234567.89")),
            (german, "1.23", None),
            (blank, "1\u{202f}234\u{a0}567", Some("1234567")),
            (apostrophe, "1’234.5", Some("1234.5")),
            (comma, "x", None),
            (comma, "", Some("")),
        ] {
            assert_eq!(digits.plain(text).as_deref(), plain, "{digits:?} {text}");
        }
        assert_eq!(
            (german.described(), blank.described()),
            (
                "decimal = \",\", thousands = \".\"".into(),
                "thousands = \" \"".into()
            )
        );
    }
}
