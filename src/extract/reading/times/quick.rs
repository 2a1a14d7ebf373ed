//! The form in which most exports write the time, read without detours.

use super::offsets::DAY_US;
use super::written::{FIRST_YEAR, LAST_YEAR};

/// `YYYY-MM-DD`, `T` or a blank, `HH:MM:SS`, a fraction or none, `Z` or nothing: in microseconds,
/// and whether it is what a wall clock showed. None: another form, or no time; whoever knows all
/// forms is to be asked.
pub fn iso(text: &[u8]) -> Option<(i64, bool)> {
    let (head, rest) = text.split_first_chunk::<19>()?;
    let digit = |at: usize| u32::from(head[at].wrapping_sub(b'0'));
    let two = |at: usize| 10 * digit(at) + digit(at + 1);
    let are_digits = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]
        .iter()
        .all(|&at| head[at].is_ascii_digit());
    let are_signs = head[4] == b'-'
        && head[7] == b'-'
        && matches!(head[10], b'T' | b't' | b' ')
        && head[13] == b':'
        && head[16] == b':';
    if !are_digits || !are_signs {
        return None;
    }
    let (year, month, day) = ((100 * two(0) + two(2)) as i32, two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    let is_date = (FIRST_YEAR..=LAST_YEAR).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (micros, rest) = fraction(rest)?;
    let is_wall = match rest {
        b"" => true,
        b"Z" | b"z" => false,
        _ => return None,
    };
    let seconds = i64::from(hour * 3_600 + minute * 60 + second);
    Some((
        days_to(year, month, day) * DAY_US + seconds * 1_000_000 + micros,
        is_wall,
    ))
}

/// One to nine digits behind a point or a comma, cut to microseconds; nothing is no fraction.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.' | b',', text)) = text.split_first() else {
        return Some((0, text));
    };
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&count) {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    let micros = (0..6).fold(0, |micros, at| {
        micros * 10 + digits.get(at).map_or(0, |byte| i64::from(byte - b'0'))
    });
    Some((micros, rest))
}

fn days_of(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970 on. Years are counted from March here, so that a leap day is the last of its
/// year.
fn days_to(year: i32, month: u32, day: u32) -> i64 {
    let (year, month) = if month > 2 {
        (i64::from(year), month - 3)
    } else {
        (i64::from(year) - 1, month + 9)
    };
    let day_of_year = i64::from((153 * month + 2) / 5 + day - 1);
    365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::times::{Clock, Times};
    use proptest::prelude::*;

    #[test]
    fn every_day_of_four_hundred_years_is_counted_as_the_calendar_does() {
        let mut date = chrono::NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap();
        while let Some((at_us, true)) = iso(format!("{date} 00:00:00").as_bytes())
            .filter(|_| date < chrono::NaiveDate::from_ymd_opt(2400, 1, 1).unwrap())
        {
            assert_eq!(at_us, i64::from(date.to_epoch_days()) * DAY_US, "{date}");
            date = date.succ_opt().unwrap();
        }
        assert_eq!(date.to_string(), "2400-01-01");
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            date in prop_oneof!["(1989|1990|2024|2026|9999)-(00|01|02|03|10|12|13)-(00|01|25|28|29|30|31|32)", "2026-(03-29|10-25)"],
            rest in "[Tt ](00|01|02|23|24):(00|30|59|60):(00|59|60|0[0-9])([.,][0-9]{0,10})?([Zz]| Z|\\+02:00|-05|[ :/x])?",
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York"]),
            american in any::<bool>(),
        ) {
            let clock = Clock::new(None, zone.parse().unwrap()).as_told_by(if american { Times::IsoOrAmerican } else { Times::Iso });
            let text = date + &rest;
            let long = clock.read(&text, "Start").map(|(at, told)| (at.timestamp_micros(), told));
            prop_assert_eq!(clock.micros(&text, "Start"), long, "{}", text);
        }
    }
}
