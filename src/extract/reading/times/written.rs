//! Times as they are written where no form is given: ISO 8601, and the American one.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

/// The first year in which anything was automated by this trade; before it lie the vendors' nulls
/// (0001, 1900, 1970).
pub const FIRST_YEAR: i32 = 1990;

pub const LAST_YEAR: i32 = 9999;

/// What a text says before a wall clock is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenTime {
    /// With an offset: a point in time.
    Instant(NaiveDateTime),
    /// Without one: what a wall clock showed.
    Wall(NaiveDateTime),
}

/// `YYYY-MM-DD`, `T` or a blank, `HH:MM[:SS[.fraction]]`, then `Z`, `+02:00`, `+0200`, `+02` or
/// nothing.
pub fn iso(text: &[u8]) -> Option<WrittenTime> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, b"-")?;
    let month = digits(&mut rest, 2)?;
    literal(&mut rest, b"-")?;
    let day = digits(&mut rest, 2)?;
    literal(&mut rest, b"Tt ")?;
    let hour = digits(&mut rest, 2)?;
    literal(&mut rest, b":")?;
    let minute = digits(&mut rest, 2)?;
    let (mut second, mut nanos) = (0, 0);
    if literal(&mut rest, b":").is_some() {
        second = digits(&mut rest, 2)?;
        if literal(&mut rest, b".,").is_some() {
            nanos = fraction(&mut rest)?;
        }
    }
    let wall = NaiveDate::from_ymd_opt(year as i32, month, day)?
        .and_hms_nano_opt(hour, minute, second, nanos)?;
    literal(&mut rest, b" ");
    if rest.is_empty() {
        return text
            .last()
            .filter(|&&last| last != b' ')
            .map(|_| WrittenTime::Wall(wall));
    }
    let offset = offset(rest)?;
    wall.checked_sub_signed(TimeDelta::seconds(offset))
        .map(WrittenTime::Instant)
}

/// `YYYY-MM-DD`: a cell that shows a day and no time of day means its beginning.
pub fn day_alone(text: &str) -> Option<WrittenTime> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)?;
    Some(WrittenTime::Wall(day.and_time(chrono::NaiveTime::MIN)))
}

/// `M/D/YYYY h:mm:ss AM`. Vendors print the hours of one form under the other's mark, so an hour
/// beyond 12 keeps it if the mark agrees, and 0 counts as 12.
pub fn american(text: &[u8]) -> Option<WrittenTime> {
    let mut rest = text;
    let month = one_or_two(&mut rest)?;
    literal(&mut rest, b"/")?;
    let day = one_or_two(&mut rest)?;
    literal(&mut rest, b"/")?;
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, b" ")?;
    let hour = one_or_two(&mut rest)?;
    literal(&mut rest, b":")?;
    let minute = digits(&mut rest, 2)?;
    literal(&mut rest, b":")?;
    let second = digits(&mut rest, 2)?;
    let hour = match (rest.to_ascii_uppercase().as_slice(), hour) {
        (b"", _) => hour,
        (b" AM", 0..=12) => hour % 12,
        (b" PM", 0..=12) => hour % 12 + 12,
        (b" PM", 13..) => hour,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year as i32, month, day)?
        .and_hms_opt(hour, minute, second)
        .map(WrittenTime::Wall)
}

fn offset(mut rest: &[u8]) -> Option<i64> {
    if matches!(rest, b"Z" | b"z") {
        return Some(0);
    }
    let sign = match literal(&mut rest, b"+-")? {
        b'-' => -1,
        _ => 1,
    };
    let hours = digits(&mut rest, 2)?;
    let minutes = match rest {
        [] => 0,
        _ => {
            literal(&mut rest, b":");
            digits(&mut rest, 2)?
        }
    };
    (rest.is_empty() && hours < 24 && minutes < 60)
        .then(|| sign * i64::from(hours * 3_600 + minutes * 60))
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.iter().try_fold(0, |n, b| {
        b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
    })
}

fn one_or_two(rest: &mut &[u8]) -> Option<u32> {
    let is_two = rest.get(1).is_some_and(u8::is_ascii_digit);
    digits(rest, if is_two { 2 } else { 1 })
}

/// One to nine digits after the point, as nanoseconds.
fn fraction(rest: &mut &[u8]) -> Option<u32> {
    let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=9).contains(&count) {
        return None;
    }
    digits(rest, count).map(|n| n * 10u32.pow(9 - count as u32))
}

fn literal(rest: &mut &[u8], any_of: &[u8]) -> Option<u8> {
    let (&first, tail) = rest.split_first()?;
    any_of.contains(&first).then(|| {
        *rest = tail;
        first
    })
}
