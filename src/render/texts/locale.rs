//! How numbers and dates are written where a page is read: the separators of digits, the order of
//! day, month and year, and what months are called. The digits themselves are made elsewhere; here
//! they are only set.
//!
//! A page speaks one way from its head to its foot. Whoever renders it says so once, with
//! [`speaking`], and everything that is written inside follows; outside of it pages are English.

use std::borrow::Cow;
use std::cell::Cell;

use chrono::{Datelike, NaiveDate};

use crate::model::Window;
use crate::model::language::{Locale, Speech};
use crate::model::window::Month;

thread_local! {
    static SPEECH: Cell<Speech> = Cell::new(Speech::default());
}

/// How what is rendered now speaks.
pub fn speech() -> Speech {
    SPEECH.get()
}

/// Renders so that every text, number and date speaks like this.
pub fn speaking<T>(speech: Speech, render: impl FnOnce() -> T) -> T {
    struct Restored(Speech);
    impl Drop for Restored {
        fn drop(&mut self) {
            SPEECH.set(self.0);
        }
    }
    let _restored = Restored(SPEECH.replace(speech));
    render()
}

/// How one locale writes. Dates are patterns: `d` a day, `M` a month's name, `m` its short one,
/// `y` a year, `q` a quarter, `n` the later of two days and `N` the later of two months, each in
/// braces.
struct Forms {
    decimal: char,
    group: &'static str,
    /// Numbers of fewer digits before the decimal sign are not grouped.
    grouped_from: usize,
    percent: &'static str,
    months: [&'static str; 12],
    short_months: [&'static str; 12],
    /// `28 March 2026`, and without its year.
    day: [&'static str; 2],
    short_day: [&'static str; 2],
    /// `9–15 March 2026`.
    days: [&'static str; 2],
    short_days: &'static str,
    month: [&'static str; 2],
    short_month: &'static str,
    months_of_year: [&'static str; 2],
    quarter: [&'static str; 2],
    year: &'static str,
    /// The first of a month, where it is not a plain number.
    first: Option<&'static str>,
    /// The year stands before the month, so that it is said with the first of two days.
    is_year_first: bool,
}

const ENGLISH: Forms = Forms {
    decimal: '.',
    group: ",",
    grouped_from: 4,
    percent: "\u{a0}%",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    short_months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    day: ["{d} {M} {y}", "{d} {M}"],
    short_day: ["{d} {m} {y}", "{d} {m}"],
    days: ["{d}–{n} {M} {y}", "{d}–{n} {M}"],
    short_days: "{d}–{n} {m}",
    month: ["{M} {y}", "{M}"],
    short_month: "{m} {Y}",
    months_of_year: ["{M}–{N} {y}", "{M}–{N}"],
    quarter: ["Q{q} {y}", "Q{q}"],
    year: "{y}",
    first: None,
    is_year_first: false,
};

const GERMAN: Forms = Forms {
    decimal: ',',
    group: ".",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    short_months: [
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.",
        "Dez.",
    ],
    day: ["{d}. {M} {y}", "{d}. {M}"],
    short_day: ["{d}. {m} {y}", "{d}. {m}"],
    days: ["{d}.–{n}. {M} {y}", "{d}.–{n}. {M}"],
    short_days: "{d}.–{n}. {m}",
    ..ENGLISH
};

const FRENCH: Forms = Forms {
    decimal: ',',
    group: "\u{202f}",
    percent: "\u{202f}%",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    short_months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    quarter: ["T{q} {y}", "T{q}"],
    first: Some("1er"),
    ..ENGLISH
};

const SPANISH: Forms = Forms {
    decimal: ',',
    group: ".",
    grouped_from: 5,
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    short_months: [
        "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
    ],
    day: ["{d} de {M} de {y}", "{d} de {M}"],
    days: ["{d}–{n} de {M} de {y}", "{d}–{n} de {M}"],
    month: ["{M} de {y}", "{M}"],
    months_of_year: ["{M}–{N} de {y}", "{M}–{N}"],
    quarter: ["T{q} {y}", "T{q}"],
    ..ENGLISH
};

const PORTUGUESE: Forms = Forms {
    grouped_from: 4,
    percent: "%",
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    short_months: [
        "jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.",
        "dez.",
    ],
    short_day: ["{d} de {m} de {y}", "{d} de {m}"],
    short_days: "{d}–{n} de {m}",
    ..SPANISH
};

const JAPANESE: Forms = Forms {
    percent: "%",
    months: MONTHS_BY_NUMBER,
    short_months: MONTHS_BY_NUMBER,
    day: ["{y}年{M}{d}日", "{M}{d}日"],
    short_day: ["{y}年{M}{d}日", "{M}{d}日"],
    days: ["{y}年{M}{d}–{n}日", "{M}{d}–{n}日"],
    short_days: "{M}{d}–{n}日",
    month: ["{y}年{M}", "{M}"],
    short_month: "{y}年{M}",
    months_of_year: ["{y}年{M}–{N}", "{M}–{N}"],
    quarter: ["{y}年第{q}四半期", "第{q}四半期"],
    year: "{y}年",
    is_year_first: true,
    ..ENGLISH
};

const MONTHS_BY_NUMBER: [&str; 12] = [
    "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
];

fn forms() -> &'static Forms {
    match speech().locale {
        Locale::English => &ENGLISH,
        Locale::German => &GERMAN,
        Locale::French => &FRENCH,
        Locale::Spanish => &SPANISH,
        Locale::Portuguese => &PORTUGUESE,
        Locale::Japanese => &JAPANESE,
    }
}

/// A plain decimal with its thousands separated and a true minus: `-41187.30` becomes `−41,187.30`.
pub fn grouped(plain: &str) -> String {
    let forms = forms();
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("−", rest));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = String::from(sign);
    if whole.len() < forms.grouped_from {
        text.push_str(whole);
    } else {
        let groups = whole.as_bytes().rchunks(3).rev();
        let groups: Vec<Cow<str>> = groups.map(String::from_utf8_lossy).collect();
        text.push_str(&groups.join(forms.group));
    }
    if let Some(fraction) = fraction {
        text.push(forms.decimal);
        text.push_str(fraction);
    }
    text
}

pub fn count(n: i64) -> String {
    grouped(&n.to_string())
}

/// A decimal that is set already, without zeros behind its last digit that matters: `4.500` becomes
/// `4.5`, and `4.000` becomes `4`.
pub fn shortened(set: &str) -> &str {
    let decimal = forms().decimal;
    match set.contains(decimal) {
        true => set.trim_end_matches('0').trim_end_matches(decimal),
        false => set,
    }
}

/// A number with its percent sign.
pub fn percent(number: impl std::fmt::Display) -> String {
    format!("{number}{}", forms().percent)
}

/// The parts of a date, as patterns name them.
struct Parts {
    from: NaiveDate,
    to: NaiveDate,
}

impl Parts {
    fn set(&self, pattern: &str) -> String {
        let forms = forms();
        let of = |names: &[&'static str; 12], day: NaiveDate| names[day.month0() as usize];
        let day = |day: NaiveDate| match forms.first {
            Some(first) if day.day() == 1 => first.to_owned(),
            _ => day.day().to_string(),
        };
        let (from, to) = (self.from, self.to);
        let years = from.year().rem_euclid(100);
        pattern
            .replace("{d}", &day(from))
            .replace("{n}", &day(to))
            .replace("{M}", of(&forms.months, from))
            .replace("{N}", of(&forms.months, to))
            .replace("{m}", of(&forms.short_months, from))
            .replace("{q}", &(from.month0() / 3 + 1).to_string())
            .replace("{Y}", &format!("{years:02}"))
            .replace("{y}", &from.year().to_string())
    }
}

fn of_day(day: NaiveDate, pattern: &str) -> String {
    Parts { from: day, to: day }.set(pattern)
}

/// `28 March 2026`.
pub fn day(day: NaiveDate) -> String {
    of_day(day, forms().day[0])
}

/// `28 Mar 2026`, in a table.
pub fn table_day(day: NaiveDate) -> String {
    of_day(day, forms().short_day[0])
}

/// `28 Mar`: where the year is said nearby.
pub fn short_day(day: NaiveDate) -> String {
    of_day(day, forms().short_day[1])
}

/// `March 2026`, of any of its days.
pub fn month(day: NaiveDate) -> String {
    of_day(day, forms().month[0])
}

/// `Mar 26`: below a chart.
pub fn short_month(day: NaiveDate) -> String {
    of_day(day, forms().short_month)
}

/// `9–15 Mar`, `30 Mar – 5 Apr`.
pub fn short_span(w: Window) -> String {
    let (from, to) = (w.from(), w.to());
    match from.month() == to.month() {
        true => Parts { from, to }.set(forms().short_days),
        false => format!("{} – {}", short_day(from), short_day(to)),
    }
}

/// Whether a window is made of whole calendar months.
pub fn is_whole_months(w: Window) -> bool {
    Month::of(w.from()).window().from() == w.from() && Month::of(w.to()).window().to() == w.to()
}

/// A window's name: `March 2026`, `Q1 2026`, `2026`, `16–22 March 2026`, `9 February – 20 April
/// 2026`.
pub fn window(w: Window) -> String {
    named(w, true)
}

/// The same without its year, where it has one: `March`, `Q1`, `16–22 March`.
pub fn window_without_year(w: Window) -> String {
    named(w, false)
}

fn named(w: Window, with_year: bool) -> String {
    let forms = forms();
    let (from, to) = (w.from(), w.to());
    let months = w.months().count();
    let is_one_year = from.year() == to.year();
    let with_year = with_year || !is_one_year;
    let pick = |patterns: [&'static str; 2]| patterns[usize::from(!with_year)];
    let both = Parts { from, to };
    let apart = |name: &dyn Fn(NaiveDate, bool) -> String| {
        // One year is said once: with the later of the two, or with the first where years lead.
        let first = with_year && (!is_one_year || forms.is_year_first);
        let last = with_year && (!is_one_year || !forms.is_year_first);
        format!("{} – {}", name(from, first), name(to, last))
    };
    let of_month = |day, year: bool| of_day(day, forms.month[usize::from(!year)]);
    let one_day = |day, year: bool| of_day(day, forms.day[usize::from(!year)]);
    match (is_whole_months(w), months) {
        (true, 1) => both.set(pick(forms.month)),
        (true, 12) if is_one_year => both.set(forms.year),
        (true, 3) if from.month0() % 3 == 0 => both.set(pick(forms.quarter)),
        (true, _) if is_one_year => both.set(pick(forms.months_of_year)),
        (true, _) => apart(&of_month),
        (false, _) if from == to => both.set(pick(forms.day)),
        (false, 1) => both.set(pick(forms.days)),
        (false, _) => apart(&one_day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Locale; 6] = [
        Locale::English,
        Locale::German,
        Locale::French,
        Locale::Spanish,
        Locale::Portuguese,
        Locale::Japanese,
    ];

    fn by<T>(locale: Locale, render: impl FnOnce() -> T) -> T {
        let speech = Speech {
            locale,
            ..Speech::default()
        };
        speaking(speech, render)
    }

    fn days(text: &str) -> Window {
        match text.parse() {
            Ok(crate::model::WindowSpec::Fixed(window)) => window,
            other => panic!("{text}: {other:?}"),
        }
    }

    // What the Common Locale Data Repository says of each: separators, and from how many digits on
    // they group. The minus is the true one everywhere.
    #[test]
    fn each_locale_has_its_own_separators() {
        let set = |locale| {
            by(locale, || {
                ["-41187.30", "1234.5", "999", "1234567"].map(grouped)
            })
        };
        let expected = [
            ["−41,187.30", "1,234.5", "999", "1,234,567"],
            ["−41.187,30", "1.234,5", "999", "1.234.567"],
            [
                "−41\u{202f}187,30",
                "1\u{202f}234,5",
                "999",
                "1\u{202f}234\u{202f}567",
            ],
            ["−41.187,30", "1234,5", "999", "1.234.567"],
            ["−41.187,30", "1.234,5", "999", "1.234.567"],
            ["−41,187.30", "1,234.5", "999", "1,234,567"],
        ];
        for (locale, expected) in ALL.into_iter().zip(expected) {
            assert_eq!(set(locale), expected, "{locale}");
        }
    }

    #[test]
    fn zeros_that_say_nothing_are_left_out_and_groups_stay() {
        for (locale, set, short) in [
            (Locale::English, "4.500", "4.5"),
            (Locale::English, "4.000", "4"),
            (Locale::English, "4,000", "4,000"),
            (Locale::German, "4,500", "4,5"),
            (Locale::German, "1.000,000", "1.000"),
            (Locale::German, "1.000", "1.000"),
        ] {
            assert_eq!(by(locale, || shortened(set).to_owned()), short, "{set}");
        }
    }

    #[test]
    fn each_locale_has_its_own_dates() {
        let at = NaiveDate::from_ymd_opt(2026, 3, 28).expect("a day");
        let set = |locale| {
            by(locale, || {
                [day(at), table_day(at), short_day(at), month(at)]
            })
        };
        let expected = [
            ["28 March 2026", "28 Mar 2026", "28 Mar", "March 2026"],
            ["28. März 2026", "28. März 2026", "28. März", "März 2026"],
            ["28 mars 2026", "28 mars 2026", "28 mars", "mars 2026"],
            [
                "28 de marzo de 2026",
                "28 mar 2026",
                "28 mar",
                "marzo de 2026",
            ],
            [
                "28 de março de 2026",
                "28 de mar. de 2026",
                "28 de mar.",
                "março de 2026",
            ],
            ["2026年3月28日", "2026年3月28日", "3月28日", "2026年3月"],
        ];
        for (locale, expected) in ALL.into_iter().zip(expected) {
            assert_eq!(set(locale), expected, "{locale}");
        }
        let first = NaiveDate::from_ymd_opt(2026, 4, 1).expect("a day");
        assert_eq!(by(Locale::French, || day(first)), "1er avril 2026");
    }

    #[test]
    fn each_locale_has_its_own_windows() {
        for (text, english, german, japanese) in [
            ("2026-03", "March 2026", "März 2026", "2026年3月"),
            ("2026-Q1", "Q1 2026", "Q1 2026", "2026年第1四半期"),
            ("2026", "2026", "2026", "2026年"),
            ("2026-03-09", "9 March 2026", "9. März 2026", "2026年3月9日"),
            (
                "2026-W12",
                "16–22 March 2026",
                "16.–22. März 2026",
                "2026年3月16–22日",
            ),
            (
                "2026-02-09..2026-04-20",
                "9 February – 20 April 2026",
                "9. Februar – 20. April 2026",
                "2026年2月9日 – 4月20日",
            ),
            (
                "2025-12-29..2026-01-04",
                "29 December 2025 – 4 January 2026",
                "29. Dezember 2025 – 4. Januar 2026",
                "2025年12月29日 – 2026年1月4日",
            ),
            (
                "2026-02-01..2026-03-31",
                "February–March 2026",
                "Februar–März 2026",
                "2026年2月–3月",
            ),
            (
                "2025-07-01..2026-06-30",
                "July 2025 – June 2026",
                "Juli 2025 – Juni 2026",
                "2025年7月 – 2026年6月",
            ),
        ] {
            let name = |locale| by(locale, || window(days(text)));
            assert_eq!(name(Locale::English), english);
            assert_eq!(name(Locale::German), german);
            assert_eq!(name(Locale::Japanese), japanese);
        }
    }

    #[test]
    fn a_year_that_is_said_nearby_is_left_out() {
        for (text, english, german) in [
            ("2026-03", "March", "März"),
            ("2026-Q1", "Q1", "Q1"),
            ("2026-W12", "16–22 March", "16.–22. März"),
            (
                "2026-02-09..2026-04-20",
                "9 February – 20 April",
                "9. Februar – 20. April",
            ),
            // Two years are never left out: which is which would not be known.
            (
                "2025-12-29..2026-01-04",
                "29 December 2025 – 4 January 2026",
                "29. Dezember 2025 – 4. Januar 2026",
            ),
        ] {
            let name = |locale| by(locale, || window_without_year(days(text)));
            assert_eq!(name(Locale::English), english);
            assert_eq!(name(Locale::German), german);
        }
    }

    #[test]
    fn who_stops_speaking_leaves_the_speech_as_it_was() {
        let german = Speech::of(crate::model::language::Language::German);
        speaking(german, || {
            by(Locale::Japanese, || assert_eq!(percent("29"), "29%"));
            assert_eq!(percent("29"), "29\u{a0}%");
            assert_eq!(speech(), german);
        });
        assert_eq!(speech(), Speech::default());
    }
}
