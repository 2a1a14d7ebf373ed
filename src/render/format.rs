//! Figures as people read them: one precision for each kind, thousands separated, a true minus.
//! Rounding for display is done here and nowhere else in this room: amounts stay exact integers
//! until the last digit is cut. A percentage that is printed beside its two amounts is their
//! display too; it is divided here, and no figure is made from it.

use super::locale;
use super::texts::text;
use chrono::Datelike;

use crate::model::exact::{ONE, div_half_even};
use crate::model::{Micros, Value, Window};

pub use super::locale::{
    count, day, grouped, is_whole_months, month, short_day, short_month, short_span, shortened,
    table_day, window, window_without_year,
};

/// Keeps a figure and its unit on one line.
pub const NBSP: char = '\u{a0}';
/// Keeps a sign and what follows it on one line.
const JOINER: char = '\u{2060}';

/// With so many fraction digits, half-even.
pub fn fixed(amount: Micros, digits: u32) -> String {
    grouped(&amount.to_fixed(digits))
}

/// An amount in a table: two decimals, its unit stands in the head.
pub fn money(amount: Micros) -> String {
    fixed(amount, 2)
}

/// An amount with the digits that its currency has: `1,234.50` of USD, `1,234` of JPY.
pub fn money_of(currency: &str, amount: Micros) -> String {
    fixed(amount, minor_digits(currency) as u32)
}

/// How many digits stand behind the point of an amount, by ISO 4217: two, but for a few currencies.
pub fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// All digits that matter: `15`, `0.25`, `1,200.5`.
pub fn shortest(amount: Micros) -> String {
    grouped(&amount.to_string())
}

/// With its sign, also when it is positive; zero has none.
pub fn signed(text: String) -> String {
    let zero = !text.bytes().any(|b| matches!(b, b'1'..=b'9'));
    if zero || text.starts_with('−') {
        return text;
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        format!("+{text}")
    } else {
        format!("+{JOINER}{text}")
    }
}

/// An integer of 10⁻ᵈⁱᵍⁱᵗˢ.
fn scaled_text(scaled: i128, digits: u32) -> String {
    let unit = 10i128.pow(digits);
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, fraction) = (scaled.abs() / unit, scaled.abs() % unit);
    grouped(&if digits == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction:0width$}", width = digits as usize)
    })
}

/// The one unit of the amounts of a page, or of a chart's labels: its letter, what it is worth, and
/// how many digits follow the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyUnit {
    pub letter: &'static str,
    worth: i128,
    digits: u32,
}

impl MoneyUnit {
    const fn of_letter(letter: &'static str, worth: i128, digits: u32) -> Self {
        Self {
            letter,
            worth,
            digits,
        }
    }

    /// Of a chart: the largest in which the greatest amount still has two digits.
    pub fn of_labels(amounts: impl Iterator<Item = Micros>) -> Self {
        match Self::greatest(amounts) {
            0..10_000 => Self::of_letter("", 1, 0),
            10_000..10_000_000 => Self::of_letter(" k", 1_000, 1),
            _ => Self::of_letter(" M", 1_000_000, 1),
        }
    }

    /// Of a page: so that the greatest amount has at most seven digits, and a small one its minor
    /// units.
    pub fn of_page(amounts: impl Iterator<Item = Micros>) -> Self {
        match Self::greatest(amounts) {
            0..1_000 => Self::of_letter("", 1, 2),
            1_000..10_000_000 => Self::of_letter("", 1, 0),
            10_000_000..10_000_000_000 => Self::of_letter(" k", 1_000, 0),
            _ => Self::of_letter(" M", 1_000_000, 0),
        }
    }

    fn greatest(amounts: impl Iterator<Item = Micros>) -> i128 {
        amounts.map(|a| a.0.abs()).max().unwrap_or(0) / ONE
    }

    /// `USD`, `USD k`.
    pub fn of_currency(self, currency: &str) -> String {
        match self.letter {
            "" => currency.to_owned(),
            " k" => text!("money-in-thousands", currency = currency),
            _ => text!("money-in-millions", currency = currency),
        }
    }

    pub fn say(self, amount: Micros) -> String {
        let scaled = amount.0 * 10i128.pow(self.digits);
        scaled_text(div_half_even(scaled, ONE * self.worth), self.digits)
    }
}

/// Hours of an amount of minutes, rounded once.
pub fn hours(minutes: Micros, digits: u32) -> String {
    scaled_text(
        div_half_even(minutes.0 * 10i128.pow(digits), 60 * ONE),
        digits,
    )
}

/// An amount without its sign, where the words around it say which way it goes.
pub fn size(amount: Micros) -> Micros {
    Micros(amount.0.abs())
}

/// An amount with its sign turned: a cost is shown as what it takes away.
pub fn taken_away(amount: Micros) -> Micros {
    -amount
}

/// How much an amount changed, in percent of what it was: only of a positive one, and only where
/// that still says something (below tenfold).
pub fn change(by: Micros, now: Micros, before: Micros) -> Option<String> {
    let says_something = before.0 > 0 && !now.is_negative() && by.0 < before.0 * 10;
    percent(by, before, 1).filter(|_| says_something)
}

/// Hours of an amount of milliseconds.
pub fn hours_of_ms(ms: i64, digits: u32) -> String {
    hours(Micros(i128::from(ms) * 1_000 / 60), digits)
}

/// part / whole in percent, without the sign `%`; none where there is nothing to divide by.
pub fn percent(part: Micros, whole: Micros, digits: u32) -> Option<String> {
    percent_of(part.0, whole.0, digits)
}

/// A number with its percent sign: `29 %`.
pub fn percent_sign(number: String) -> String {
    locale::percent(number)
}

/// As [`percent`], of counts.
pub fn percent_of_count(part: i64, whole: i64, digits: u32) -> Option<String> {
    percent_of(part.into(), whole.into(), digits)
}

fn percent_of(part: i128, whole: i128, digits: u32) -> Option<String> {
    let unit = 10i128.pow(digits);
    (whole != 0).then(|| {
        scaled_text(
            div_half_even(part * whole.signum() * 100 * unit, whole.abs()),
            digits,
        )
    })
}

/// As [`percent_of_count`], rounded down: what missed its target never reads as if it had met it.
pub fn percent_down(part: i64, whole: i64, digits: u32) -> Option<String> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let unit = 10i128.pow(digits);
    (whole > 0).then(|| scaled_text((part * 100 * unit).div_euclid(whole), digits))
}

/// A share in micros as the shortest percent: 0.995 is `99.5`.
pub fn share(share: Micros) -> String {
    shortest(Micros(share.0 * 100))
}

/// A share in micros in percent, to the tenth of a percent: 0.99949 is `99.9`.
pub fn rounded_share(of_one: Micros) -> String {
    share(Micros(div_half_even(of_one.0, 1_000) * 1_000))
}

/// A share or a ratio in micros in percent, with so many digits: 1.5 is `150.0`.
pub fn percent_of_one(of_one: Micros, digits: u32) -> String {
    fixed(Micros(of_one.0 * 100), digits)
}

/// A double that is a share, in percent.
pub fn double_percent(ratio: f64, digits: usize) -> String {
    grouped(&format!("{:.digits$}", ratio * 100.0))
}

/// Milliseconds as a threshold is said: `250 ms`, `90 s`, `15 min`, `2 h`.
pub fn duration(ms: i64) -> String {
    for (unit, name) in [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "min"),
        (1_000, "s"),
    ] {
        if ms >= unit && ms % unit == 0 && (unit < 86_400_000 || ms >= 2 * unit) {
            return format!("{}{NBSP}{name}", count(ms / unit));
        }
    }
    format!("{}{NBSP}ms", count(ms))
}

/// Milliseconds to two or three digits: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub fn rough_duration(ms: i64) -> String {
    let seconds = (ms + 500) / 1_000;
    match ms {
        ..10_000 => {
            let tenths = grouped(&format!("{}.{}", ms / 1_000, ms % 1_000 / 100));
            format!("{tenths}{NBSP}s")
        }
        10_000..60_000 => format!("{seconds}{NBSP}s"),
        60_000..3_600_000 => {
            format!("{}{NBSP}min {}{NBSP}s", seconds / 60, seconds % 60)
        }
        _ => {
            let hours = count(seconds / 3_600);
            format!("{hours}{NBSP}h {}{NBSP}min", seconds % 3_600 / 60)
        }
    }
}

/// With a capital, as sentences and findings begin.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The year of a stretch of days: `2026`, `2025/26`.
pub fn year(days: Window) -> String {
    let (first, next) = (days.from().year(), days.from().year().saturating_add(1));
    match days.from().ordinal() {
        1 => first.to_string(),
        _ => format!("{first}/{:02}", next % 100),
    }
}

/// Net over cost: `1.85 ×`; beyond tenfold `n. m.`, not meaningful: the cost is next to nothing.
pub fn times(value: &Value) -> Option<String> {
    let roi = value.roi()?;
    Some(match roi.abs() {
        ..=10.0 => format!("{}{NBSP}×", grouped(&format!("{roi:.2}"))),
        _ => text!("not-meaningful").to_owned(),
    })
}

/// A small number as a word: `one`, `two`, … `nine`, `10`.
pub fn in_words(n: usize) -> String {
    text!("number-in-words", n = n)
}

/// As [`isolated`], cut to what a headline bears.
pub fn short_name(name: &str) -> String {
    const LONGEST: usize = 40;
    let Some((cut, _)) = name.char_indices().nth(LONGEST) else {
        return isolated(name);
    };
    let words = name[..cut]
        .rsplit_once(' ')
        .map_or(&name[..cut], |(words, _)| words);
    isolated(&format!("{}…", words.trim_end()))
}

/// At most so many characters, up to the end of a word where there is one.
///
/// ```
/// # use reckoner::render::format::cut;
/// assert_eq!(cut("far more invoices", 17), "far more invoices");
/// assert_eq!(cut("far more invoices", 14), "far more…");
/// assert_eq!(cut("invoices", 4), "inv…");
/// ```
pub fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    let words = kept
        .rsplit_once(' ')
        .map_or(kept.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.']))
}

/// As plain text: without the marks that keep words of a page together or directions apart.
pub fn plain(text: &str) -> String {
    let marks = [JOINER, '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    let overrides = '\u{202a}'..='\u{202e}';
    text.replace(|c| marks.contains(&c) || overrides.contains(&c), "")
        .replace(NBSP, " ")
}

/// A name that somebody else gave, inside a sentence: its writing direction stays its own.
pub fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_one_unit() {
        for (greatest, letter, label) in [
            (9_999, "", "9,999"),
            (10_000, " k", "10.0"),
            (-12_345, " k", "−12.3"),
            (25_000_000, " M", "25.0"),
        ] {
            let unit = MoneyUnit::of_labels([Micros::whole(greatest), Micros::ZERO].into_iter());
            assert_eq!(
                (unit.letter, unit.say(Micros::whole(greatest)).as_str()),
                (letter, label)
            );
        }
    }

    #[test]
    fn a_page_says_all_its_amounts_in_one_unit() {
        for (greatest, label) in [
            ("999.5", "999.50"),
            ("4800.98", "4,801"),
            ("-9999999.4", "−9,999,999"),
            ("10000000", "10,000"),
            ("12345678900", "12,346"),
        ] {
            let greatest: Micros = greatest.parse().unwrap();
            let unit = MoneyUnit::of_page([Micros::ZERO, greatest].into_iter());
            assert_eq!(unit.say(greatest), label);
        }
    }

    #[test]
    fn money_in_tables_keeps_two_decimals_and_a_true_minus() {
        for (amount, text) in [
            ("41187.3", "41,187.30"),
            ("-1000000", "−1,000,000.00"),
            ("-0.004", "0.00"),
            ("0.005", "0.00"),
            ("0.015", "0.02"),
        ] {
            assert_eq!(money(amount.parse().unwrap()), text, "{amount}");
        }
        assert_eq!(signed(money(Micros::whole(5))), "+5.00");
        assert_eq!(signed(money(Micros::ZERO)), "0.00");
        assert_eq!(signed(money(Micros::whole(-5))), "−5.00");
    }

    #[test]
    fn hours_are_rounded_once() {
        // 90.03 min = 1.5005 h; 2.9999994 h is 3.0; 3 min = 0.05 h goes to the even 0.0
        assert_eq!(hours("90.03".parse().unwrap(), 1), "1.5");
        assert_eq!(hours("179.999964".parse().unwrap(), 1), "3.0");
        assert_eq!(hours(Micros::whole(3), 1), "0.0");
        assert_eq!(hours(Micros::whole(-74_070), 0), "−1,234");
    }

    #[test]
    fn what_missed_its_target_never_reads_as_met() {
        assert_eq!(
            percent_down(989_999, 1_000_000, 2).as_deref(),
            Some("98.99")
        );
        assert_eq!(
            percent_of_count(989_999, 1_000_000, 2).as_deref(),
            Some("99.00")
        );
        assert_eq!(percent(Micros(1), Micros(0), 1), None);
        assert_eq!(percent(Micros(1), Micros(-4), 1).as_deref(), Some("−25.0"));
        assert_eq!(share("0.9995".parse().unwrap()), "99.95");
    }

    #[test]
    fn durations_take_the_largest_unit_that_divides_them() {
        for (ms, text) in [
            (250, "250 ms"),
            (90_000, "90 s"),
            (900_000, "15 min"),
            (86_400_000, "24 h"),
            (172_800_000, "2 d"),
        ] {
            assert_eq!(duration(ms).replace(NBSP, " "), text);
        }
    }
}
