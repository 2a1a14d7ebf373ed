//! Cells of the kit's tables become values that this house accepts, or a remark that says what
//! could not be carried over.

use chrono::{DateTime, NaiveDate, Timelike};

use super::row::KitRow;
use crate::model::Micros;
use crate::model::exact::div_half_even;
use crate::workspace::forms::{self, DecimalRange};

/// What somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Table and row.
    pub place: String,
    pub said: String,
}

#[derive(Debug, Clone, Default)]
pub struct KitRemarks {
    pub remarks: Vec<Remark>,
}

impl KitRemarks {
    pub fn remark(&mut self, place: &str, said: &str) {
        self.remarks.push(Remark {
            place: place.to_owned(),
            said: said.to_owned(),
        });
    }

    /// A decimal of a column within its bounds, as the sheet takes it; empty where there is none.
    pub fn decimal(
        &mut self,
        place: &str,
        row: &KitRow,
        column: &str,
        bounds: DecimalRange,
    ) -> String {
        let Some(text) = row.get(column) else {
            return String::new();
        };
        let told = rounded(text).ok_or_else(|| format!("`{text}` is no number"));
        let told = told.and_then(|value| {
            forms::decimal(bounds)(&value.to_string())
                .map_err(|_| format!("{value} is out of range: it must be {bounds}"))
        });
        match told {
            Ok(value) => value.to_string(),
            Err(why) => {
                self.remark(place, &format!("{column} was left out: {why}"));
                String::new()
            }
        }
    }

    /// The day of a point in time, in UTC.
    pub fn day(&mut self, place: &str, row: &KitRow, column: &str) -> String {
        let Some(text) = row.get(column) else {
            return String::new();
        };
        match instant(text)
            .map(|(day, _)| day.to_string())
            .filter(|day| forms::day(day).is_ok())
        {
            Some(day) => day,
            None => {
                self.remark(
                    place,
                    &format!("{column} was left out: `{text}` is no date"),
                );
                String::new()
            }
        }
    }

    /// A date that Dataverse keeps as midnight on the clock of whoever wrote it: the nearest
    /// midnight's day is meant.
    pub fn date(&mut self, place: &str, row: &KitRow, column: &str) -> Option<NaiveDate> {
        let text = row.get(column)?;
        let (day, hour) = instant(text).or_else(|| {
            self.remark(place, &format!("{column}: `{text}` is no date"));
            None
        })?;
        let meant = if hour >= 12 { day.succ_opt()? } else { day };
        if hour != 0 {
            self.remark(
                place,
                &format!("{column}: {text} was taken for {meant}, since the kit keeps dates as midnight on somebody's clock"),
            );
        }
        Some(meant)
    }

    pub fn email(&mut self, place: &str, row: &KitRow, column: &str) -> String {
        let Some(text) = row.get(column) else {
            return String::new();
        };
        forms::email(text).unwrap_or_else(|_| {
            self.remark(
                place,
                &format!("{column} was left out: `{text}` is not one e-mail address"),
            );
            String::new()
        })
    }
}

/// A decimal with zeros beyond six digits dropped, and anything else there rounded half-even.
fn rounded(text: &str) -> Option<Micros> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() <= 6 {
        let point = if fraction.is_empty() { "" } else { "." };
        return format!("{whole}{point}{fraction}").parse().ok();
    }
    if fraction.len() > 18 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let Micros(micros) = whole.parse().ok()?;
    let (all, scale) = (
        fraction.parse::<i128>().ok()?,
        10i128.pow(fraction.len() as u32 - 6),
    );
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    Some(Micros(div_half_even(micros * scale + sign * all, scale)))
}

/// Day and hour, in UTC.
fn instant(text: &str) -> Option<(NaiveDate, u32)> {
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        let at = at.to_utc();
        return Some((at.date_naive(), at.hour()));
    }
    let (day, time) = text.split_at_checked(10)?;
    let hour = time.get(1..3).map_or(Some(0), |hour| hour.parse().ok())?;
    Some((day.parse().ok()?, hour))
}

/// An id from a name: what is no letter, digit or dash becomes one dash.
pub fn id_of(name: &str) -> Option<String> {
    let mut id = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => id.push(c),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    id.truncate(48);
    let id = id.trim_matches(['-', '_']);
    (!id.is_empty()).then(|| id.to_owned())
}

/// The id, or with a number behind it where somebody has it already.
pub fn unused(id: String, is_used: impl Fn(&str) -> bool) -> String {
    if !is_used(&id) {
        return id;
    }
    let numbered = (2..).map(|n| format!("{id}-{n}"));
    numbered
        .into_iter()
        .find(|id| !is_used(id))
        .expect("there is always another number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_beyond_six_digits_are_dropped_and_else_the_even_neighbour_is_taken() {
        for (text, told) in [
            ("50.0000000000", Some("50")),
            ("12.5", Some("12.5")),
            ("0.1234565", Some("0.123456")),
            ("0.1234575", Some("0.123458")),
            ("0.12345650001", Some("0.123457")),
            ("-0.1234566", Some("-0.123457")),
            ("7", Some("7")),
            ("1,5", None),
            ("1.5e3", None),
            ("n/a", None),
            (".", None),
        ] {
            assert_eq!(
                rounded(text).map(|value| value.to_string()).as_deref(),
                told,
                "{text}"
            );
        }
    }

    #[test]
    fn a_date_is_the_nearest_midnights_day() {
        let mut carrier = KitRemarks::default();
        for (text, day, remarks) in [
            ("2025-11-01", "2025-11-01", 0),
            ("2025-11-01T00:00:00Z", "2025-11-01", 0),
            ("2025-10-31T13:00:00Z", "2025-11-01", 1), // midnight in Sydney
            ("2025-11-01T05:00:00Z", "2025-11-01", 2), // midnight in New York
        ] {
            let row = KitRow::of(&[("autocoe_periodfrom", text)]);
            assert_eq!(
                carrier.date("goal", &row, "periodfrom"),
                day.parse().ok(),
                "{text}"
            );
            assert_eq!(carrier.remarks.len(), remarks, "{text}");
        }
    }

    #[test]
    fn a_value_out_of_range_is_left_out_and_told() {
        let mut carrier = KitRemarks::default();
        let row = KitRow::of(&[
            ("autocoe_numberofftesneeded", "-2"),
            ("autocoe_avghourlycostperfte", "50.00"),
        ]);
        assert_eq!(
            carrier.decimal("p", &row, "avghourlycostperfte", forms::HOURLY_RATE),
            "50"
        );
        assert_eq!(
            carrier.decimal("p", &row, "numberofftesneeded", forms::PEOPLE),
            ""
        );
        assert_eq!(
            carrier.remarks[0].said,
            "numberofftesneeded was left out: -2 is out of range: it must be above 0 and at most 1,000"
        );
    }

    #[test]
    fn an_id_is_made_of_a_name_and_never_used_twice() {
        assert_eq!(
            id_of("  Finance & Accounting (EMEA) ").as_deref(),
            Some("finance-accounting-emea")
        );
        assert_eq!(id_of("財務"), None);
        assert_eq!(unused("a".into(), |id| ["a", "a-2"].contains(&id)), "a-3");
    }
}
