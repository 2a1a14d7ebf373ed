//! What the cells of a column say together of how they are written. A spreadsheet saves 3 February
//! as `2/3/2026` in one country and as `3/2/2026` in another, and a thousand as `1,000` or `1.000`:
//! such a cell means what the column's other cells decide, and is refused where none does.

use chrono::NaiveDate;

use super::forms::{self, DecimalRange, Formed, Wrong};
use crate::model::Micros;

/// What a decimal point looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    Point,
    Comma,
}

/// Which of two comes first in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// For each of two ways, the line of the first cell that can only be meant so.
type Evidence = [Option<u32>; 2];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spelling {
    /// Day first, month first.
    orders: Evidence,
    /// Point, comma.
    marks: Evidence,
}

impl Spelling {
    /// Of cells, each with its line.
    pub fn of<'c>(cells: impl Iterator<Item = (u32, &'c str)>) -> Self {
        let mut spelling = Self::default();
        for (line, text) in cells {
            if let Some(order) = DateParts::of(text).and_then(DateParts::only) {
                spelling.orders[order as usize].get_or_insert(line);
            }
            if let Some(mark) = Number::of(signed(text).1).and_then(|number| number.only()) {
                spelling.marks[mark as usize].get_or_insert(line);
            }
        }
        spelling
    }

    pub fn day(&self, text: &str) -> Formed<NaiveDate> {
        if let Some(day) = dotted(text).or_else(|| {
            NaiveDate::parse_from_str(text, "%Y/%m/%d")
                .ok()
                .filter(|_| text.len() > 7)
        }) {
            return forms::day(&day.to_string());
        }
        let Some(parts) = DateParts::of(text) else {
            return forms::day(text);
        };
        let [day_first, month_first] =
            [DayOrder::DayFirst, DayOrder::MonthFirst].map(|order| parts.read(order));
        let day = match (self.orders, day_first, month_first) {
            (_, Some(day), Some(other)) if day == other => Some(day),
            ([Some(_), None], day, _) | ([None, Some(_)], _, day) => day,
            ([first, second], Some(day), Some(other)) => {
                let help = format!("write it as YYYY-MM-DD: {day} or {other}");
                return Err(match first.zip(second) {
                    Some((first, second)) => {
                        let mixed = format!(
                            "line {first} of the column has the day first, and line {second} the month"
                        );
                        Wrong::new(format!("`{text}` is {day} or {other}: {mixed}")).help(help)
                    }
                    None => Wrong::new(format!(
                        "`{text}` is {day} or {other}, and no other row of the column decides which"
                    ))
                    .help(format!(
                        "{help}; a row such as 13/02/2026, or 02/13/2026, would decide it for all"
                    )),
                });
            }
            ([Some(_), Some(_)] | [None, None], day, other) => day.or(other),
        };
        match day {
            Some(day) => forms::day(&day.to_string()),
            None => Err(Wrong::new(format!("`{text}` is not a date"))
                .help("write it as YYYY-MM-DD, such as 2026-03-31")),
        }
    }

    /// A decimal with at most 6 fraction digits, within its bounds. `own` is the file's mark, where
    /// the column does not say.
    pub fn decimal(
        self,
        own: DecimalMark,
        bounds: DecimalRange,
    ) -> impl Fn(&str) -> Formed<Micros> {
        move |text| {
            let Some(number) = Number::of(text) else {
                return forms::decimal(bounds)(text);
            };
            let plain = match (number.thousands(), number.fraction()) {
                (None, None) => return forms::decimal(bounds)(text),
                (Some(one), None) | (None, Some((_, one))) => one,
                (Some(whole), Some((mark, fraction))) => match (self.marks, mark == own) {
                    // The column has decimals with one mark only: so this is one too, or it cannot
                    // be.
                    ([Some(_), None], _) => {
                        if mark == DecimalMark::Point {
                            fraction
                        } else {
                            whole
                        }
                    }
                    ([None, Some(_)], _) => {
                        if mark == DecimalMark::Comma {
                            fraction
                        } else {
                            whole
                        }
                    }
                    ([None, None], true) => fraction,
                    ([first, second], _) => {
                        let why = match first.zip(second) {
                            Some((first, second)) => {
                                format!(
                                    ": line {first} of the column has a point for decimals, and line {second} a comma"
                                )
                            }
                            None => ", and no other row of the column decides which".to_owned(),
                        };
                        let help = "write it without a separator of thousands; a row that has both, such as 1,234.50, would decide it for all";
                        return Err(
                            Wrong::new(format!("`{text}` is {whole} or {fraction}{why}"))
                                .help(help),
                        );
                    }
                },
            };
            forms::decimal(bounds)(&plain).map_err(|wrong| Wrong {
                message: wrong.message.replace(&plain, text),
                ..wrong
            })
        }
    }

    /// The same of money, which may say its currency: a sign or three letters, before or after it.
    pub fn money(
        self,
        own: DecimalMark,
        bounds: DecimalRange,
        currency: &str,
    ) -> impl Fn(&str) -> Formed<Micros> {
        let decimal = self.decimal(own, bounds);
        move |text| {
            let (sign, rest) = signed(text);
            if !sign.is_empty() && !means(sign, currency) {
                let help = format!(
                    "write the amount in {currency}, or {} in the column of the currency",
                    if sign.is_ascii() && sign.len() == 3 {
                        sign
                    } else {
                        "another currency"
                    }
                );
                return Err(Wrong::new(format!(
                    "`{text}` says {sign}, and the row's currency is {currency}"
                ))
                .help(help));
            }
            decimal(rest)
        }
    }
}

/// Two numbers and a year, as `2/13/2026`.
#[derive(Debug, Clone, Copy)]
struct DateParts {
    first: u32,
    second: u32,
    year: i32,
}

impl DateParts {
    fn of(text: &str) -> Option<Self> {
        let mut parts = text.split(if text.contains('/') { '/' } else { '-' });
        let number = |text: &str, most: usize| {
            text.parse()
                .ok()
                .filter(|_| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit()))
        };
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        let is_it = parts.next().is_none() && year.len() == 4;
        is_it.then_some(Self {
            first: number(first, 2)?,
            second: number(second, 2)?,
            year: number(year, 4)? as i32,
        })
    }

    fn read(self, order: DayOrder) -> Option<NaiveDate> {
        let (day, month) = if order == DayOrder::DayFirst {
            (self.first, self.second)
        } else {
            (self.second, self.first)
        };
        NaiveDate::from_ymd_opt(self.year, month, day)
    }

    /// The one order in which it is a date.
    fn only(self) -> Option<DayOrder> {
        match [DayOrder::DayFirst, DayOrder::MonthFirst].map(|order| self.read(order)) {
            [Some(_), None] => Some(DayOrder::DayFirst),
            [None, Some(_)] => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }
}

/// `1.2.2026`, which has the day first wherever it is written.
fn dotted(text: &str) -> Option<NaiveDate> {
    let is_it = text.len() >= 8
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    NaiveDate::parse_from_str(text, "%d.%m.%Y")
        .ok()
        .filter(|_| is_it)
}

/// Digits with marks between them.
struct Number<'t> {
    text: &'t str,
    /// All marks, in their order.
    marks: Vec<char>,
}

impl<'t> Number<'t> {
    /// None: it has no marks, or is no number.
    fn of(text: &'t str) -> Option<Self> {
        let marks: Vec<char> = text
            .chars()
            .filter(|letter| !letter.is_ascii_digit())
            .collect();
        let begins = text.starts_with(|letter: char| letter.is_ascii_digit());
        let is_it =
            begins && text.ends_with(|letter: char| letter.is_ascii_digit()) && !marks.is_empty();
        (is_it && marks.iter().all(|mark| is_mark(*mark))).then_some(Self { text, marks })
    }

    /// What it is where all of its marks separate thousands.
    fn thousands(&self) -> Option<String> {
        grouped(self.text, self.marks[0])
    }

    /// What it is where its last mark is that of decimals, and which one it is.
    fn fraction(&self) -> Option<(DecimalMark, String)> {
        let (last, others) = self.marks.split_last()?;
        let mark = match last {
            '.' => DecimalMark::Point,
            ',' => DecimalMark::Comma,
            _ => return None,
        };
        let (whole, fraction) = self.text.rsplit_once(*last)?;
        let whole = match others.first() {
            None => whole.to_owned(),
            Some(other) if other == last => return None,
            Some(other) => grouped(whole, *other)?,
        };
        Some((mark, format!("{whole}.{fraction}")))
    }

    /// The one mark that it can have for decimals.
    fn only(&self) -> Option<DecimalMark> {
        match (self.thousands(), self.fraction()) {
            (None, Some((mark, _))) => Some(mark),
            (Some(_), None) if self.marks[0] == ',' => Some(DecimalMark::Point),
            (Some(_), None) if self.marks[0] == '.' => Some(DecimalMark::Comma),
            _ => None,
        }
    }
}

/// A point, a comma, an apostrophe, or a blank of any width.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
    )
}

/// The digits of groups of three, or as India groups them: the last of three, those before it of
/// two.
fn grouped(text: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, others) = groups.split_first()?;
    let (last, middle) = others.split_last()?;
    let all_of = |length: usize| middle.iter().all(|group| group.len() == length);
    let is_it = !first.starts_with('0')
        && last.len() == 3
        && ((1..=3).contains(&first.len()) && all_of(3)
            || (1..=2).contains(&first.len()) && !middle.is_empty() && all_of(2))
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    is_it.then(|| groups.concat())
}

/// The currency that an amount says, and the rest.
fn signed(text: &str) -> (&str, &str) {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (Some(from), Some(to)) = (text.find(is_digit), text.rfind(is_digit).map(|at| at + 1))
    else {
        return ("", text);
    };
    let [before, after] = [&text[..from], &text[to..]].map(str::trim);
    match (before, after) {
        (sign, "") | ("", sign)
            if sign
                .chars()
                .all(|letter| letter.is_alphabetic() || is_sign(letter)) =>
        {
            (sign, &text[from..to])
        }
        _ => ("", text),
    }
}

fn is_sign(letter: char) -> bool {
    matches!(
        letter,
        '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}'
    )
}

/// Whether a sign is written for a currency.
fn means(sign: &str, currency: &str) -> bool {
    let known: &[&str] = match sign {
        "€" => &["EUR"],
        "£" => &[
            "GBP", "GIP", "FKP", "SHP", "EGP", "LBP", "SYP", "SDG", "SSP",
        ],
        "¥" => &["JPY", "CNY"],
        "₹" => &["INR"],
        "₩" => &["KRW", "KPW"],
        "₺" => &["TRY"],
        "₽" => &["RUB"],
        "₪" => &["ILS"],
        "₫" => &["VND"],
        "₱" => &["PHP"],
        "฿" => &["THB"],
        "₴" => &["UAH"],
        "₦" => &["NGN"],
        "zł" => &["PLN"],
        "Kč" => &["CZK"],
        "kr" => &["SEK", "NOK", "DKK", "ISK"],
        "Ft" => &["HUF"],
        "R$" => &["BRL"],
        "$" => &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU",
            "DOP", "JMD", "TTD", "BBD", "BMD", "BSD", "BZD", "FJD", "GYD", "LRD", "NAD", "XCD",
        ],
        _ => return sign.eq_ignore_ascii_case(currency),
    };
    known.contains(&currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::forms::MONEY;

    fn spelling(cells: &[&str]) -> Spelling {
        Spelling::of((2..).zip(cells.iter().copied()))
    }

    fn day(column: &[&str], text: &str) -> Result<String, String> {
        spelling(column)
            .day(text)
            .map(|day| day.to_string())
            .map_err(|wrong| format!("{}; {}", wrong.message, wrong.help.unwrap_or_default()))
    }

    #[test]
    fn the_other_rows_of_a_column_decide_which_of_two_days_is_meant() {
        let (of_britain, of_america) = (["13/02/2026", "1/3/2026"], ["1/3/2026", "2/13/2026"]);
        for (column, text, meant) in [
            (&of_britain[..], "1/3/2026", "2026-03-01"),
            (&of_america, "1/3/2026", "2026-01-03"),
            (&of_america, "2/13/2026", "2026-02-13"),
            (&["31-12-2026"], "01-02-2026", "2026-02-01"),
            // The same in either order, or with the day first wherever it is written, or with the
            // year first.
            (&[], "1/1/2026", "2026-01-01"),
            (&of_america, "01.02.2026", "2026-02-01"),
            (&[], "1.2.2026", "2026-02-01"),
            (&[], "2026/02/01", "2026-02-01"),
            (&of_america, "2026-02-01", "2026-02-01"),
        ] {
            assert_eq!(day(column, text), Ok(meant.to_owned()), "{text}");
        }
        for (column, text, why) in [
            (
                &["1/2/2026"][..],
                "1/2/2026",
                "`1/2/2026` is 2026-02-01 or 2026-01-02, and no other row of the column decides which; write it as YYYY-MM-DD: 2026-02-01 or 2026-01-02; a row such as 13/02/2026, or 02/13/2026, would decide it for all",
            ),
            (
                &["13/2/2026", "2/13/2026"],
                "1/2/2026",
                "line 2 of the column has the day first, and line 3 the month",
            ),
            (&of_britain, "31/02/2026", "is not a date"),
            (&[], "1/2/26", "is not a date"),
            (&[], "1.2.26", "is not a date"),
            (&[], "13/13/2026", "is not a date"),
            (&[], "1/1/1026", "years from 1990"),
        ] {
            let told = day(column, text).unwrap_err();
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    fn money(column: &[&str], own: DecimalMark, text: &str) -> Result<i128, String> {
        let read = spelling(column).money(own, MONEY, "EUR")(text);
        read.map(|amount| amount.0)
            .map_err(|wrong| format!("{}; {}", wrong.message, wrong.help.unwrap_or_default()))
    }

    #[test]
    fn thousands_are_understood_where_they_can_mean_one_thing() {
        for own in [DecimalMark::Point, DecimalMark::Comma] {
            for text in [
                "1234.50",
                "1234,5",
                "1,234.50",
                "1.234,50",
                "€ 1.234,50",
                "1,234.50 EUR",
                "1 234,50",
                "1\u{202f}234.5",
                "1'234.50",
                "1’234.50€",
            ] {
                assert_eq!(money(&[], own, text), Ok(1_234_500_000), "{text}");
            }
            for (text, micros) in [
                ("1,234,567", 1_234_567_000_000),
                ("12,34,567.5", 1_234_567_500_000),
                ("0,125", 125_000),
                ("1 000", 1_000_000_000),
            ] {
                assert_eq!(money(&[], own, text), Ok(micros), "{text}");
            }
            // What another row of the column can only mean, this one means too.
            for (other, thousand, one) in [
                ("12.50", "1,234", "1.234"),
                ("1.000.000", "1.234", "1,234"),
                ("€ 9,99", "1.234", "1,234"),
            ] {
                assert_eq!(
                    money(&[other], own, thousand),
                    Ok(1_234_000_000),
                    "{other} {thousand}"
                );
                assert_eq!(money(&[other], own, one), Ok(1_234_000), "{other} {one}");
            }
        }
        // Alone, the file's own mark is what it always was.
        assert_eq!(
            (
                money(&[], DecimalMark::Point, "1.234"),
                money(&[], DecimalMark::Comma, "1,234")
            ),
            (Ok(1_234_000), Ok(1_234_000))
        );
        for (column, own, text, why) in [
            (
                &[][..],
                DecimalMark::Point,
                "1,234",
                "`1,234` is 1234 or 1.234, and no other row of the column decides which; write it without a separator",
            ),
            (&[], DecimalMark::Comma, "1.234", "is 1234 or 1.234"),
            (
                &["1.5", "1,5"],
                DecimalMark::Point,
                "1.234",
                "line 2 of the column has a point for decimals, and line 3 a comma",
            ),
            (
                &[],
                DecimalMark::Point,
                "$ 5",
                "says $, and the row's currency is EUR",
            ),
            (&[], DecimalMark::Point, "5 USD", "says USD"),
            (&[], DecimalMark::Point, "1,23,456,78", "is not a number"),
            (&[], DecimalMark::Point, "12 34", "is not a number"),
            (&[], DecimalMark::Point, "1,234-", "is not a number"),
            (&[], DecimalMark::Point, "80%", "percentage"),
        ] {
            let told = money(column, own, text);
            assert!(
                told.as_ref().is_err_and(|told| told.contains(why)),
                "{text}: {told:?}"
            );
        }
    }
}
