//! Numbers and times as text, written without the machinery of `format!`: a hundred million rows
//! have ten of them each.

const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
const HEX: &[u8; 16] = b"0123456789abcdef";

pub fn whole(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    while number >= 100 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(pair(number % 100));
        number /= 100;
    }
    if number >= 10 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(pair(number));
    } else {
        at -= 1;
        digits[at] = b'0' + number as u8;
    }
    out.extend_from_slice(&digits[at..]);
}

fn pair(number: u64) -> &'static [u8] {
    let at = number as usize * 2;
    &PAIRS[at..at + 2]
}

/// Thirty-two hexadecimal digits in their five groups.
pub fn guid(out: &mut Vec<u8>, [high, low]: [u64; 2]) {
    let mut text = [b'-'; 36];
    let mut at = 0;
    for byte in high.to_be_bytes().into_iter().chain(low.to_be_bytes()) {
        at += usize::from(matches!(at, 8 | 13 | 18 | 23));
        text[at] = HEX[usize::from(byte >> 4)];
        text[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    out.extend_from_slice(&text);
}

pub fn guid_text(id: [u64; 2]) -> String {
    let mut text = Vec::new();
    guid(&mut text, id);
    text.into_iter().map(char::from).collect()
}

/// Year, month and day of a number of days since 1970-01-01 (Howard Hinnant's civil_from_days, of
/// the years from 0 on).
pub const fn civil(days: i64) -> (u64, u64, u64) {
    let shifted = (days + 719_468) as u64; // days since 0000-03-01
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (year_of_era + era * 400 + (month <= 2) as u64, month, day)
}

/// `2026-03-02T08:15:00.250Z`, of milliseconds since 1970.
pub fn instant(out: &mut Vec<u8>, ms: i64) {
    let (days, of_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) as u64);
    let (year, month, day) = civil(days);
    let (seconds, thousandths) = (of_day / 1_000, of_day % 1_000);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let parts = [(0, year / 100), (2, year % 100), (5, month), (8, day)];
    let clock = [
        (11, seconds / 3_600),
        (14, seconds / 60 % 60),
        (17, seconds % 60),
        (20, thousandths / 10),
    ];
    for (at, number) in parts.into_iter().chain(clock) {
        text[at..at + 2].copy_from_slice(pair(number));
    }
    text[22] = b'0' + (thousandths % 10) as u8;
    out.extend_from_slice(&text);
}

/// `3/2/2026 8:15:00 AM`, as some services write the time in UTC.
pub fn american(out: &mut Vec<u8>, ms: i64) {
    let (days, seconds) = (
        ms.div_euclid(86_400_000),
        ms.rem_euclid(86_400_000) as u64 / 1_000,
    );
    let (year, month, day) = civil(days);
    let hour = seconds / 3_600;
    for (number, after) in [
        (month, b'/'),
        (day, b'/'),
        (year, b' '),
        ((hour + 11) % 12 + 1, b':'),
    ] {
        whole(out, number);
        out.push(after);
    }
    out.extend_from_slice(pair(seconds / 60 % 60));
    out.push(b':');
    out.extend_from_slice(pair(seconds % 60));
    out.extend_from_slice(if hour < 12 { b" AM" } else { b" PM" });
}

/// A text as JSON, with its quotes.
pub fn json(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// A text between quotes, its own quotes doubled.
pub fn quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for part in text.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}
