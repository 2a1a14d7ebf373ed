//! The values of a Parquet column as texts, as an export in words would tell them.

use std::cell::Cell;
use std::fmt::Write;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BinaryViewArray, RecordBatch, StringArray,
    StringBuilder, StringViewArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use chrono::{Datelike, NaiveDate};
use memchr::memchr;

use crate::extract::rejects::{Fault, NOT_UTF8};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::parquet::foreign::{Foreign, Leaf};

/// A text this long is refused, as a row is elsewhere.
const TEXT_BYTES: usize = 16 << 20;
const DAY_US: i64 = 86_400_000_000;

/// One column of a batch.
pub struct ColumnCells {
    texts: CellTexts,
    /// Where the text lies that was looked at last: a dictionary's stands once, and many rows name
    /// it.
    last: Cell<(*const u8, usize)>,
    /// Where something around the value is not there, it is not there either.
    around: Vec<NullBuffer>,
}

enum CellTexts {
    Views(StringViewArray),
    /// Written by somebody who does not say what is text.
    Bytes(BinaryViewArray),
    Made(StringArray),
}

/// Whether values of a type tell when something was, by themselves.
pub fn is_instant(kind: &DataType) -> bool {
    matches!(kind, DataType::Timestamp(..) | DataType::Date32)
}

/// Whether values of a type can be told as texts.
pub fn can_be_told(kind: &DataType, leaf: &Leaf) -> bool {
    let is_plain = kind.is_integer() || kind.is_floating() || kind.is_decimal() || is_instant(kind);
    let is_text = matches!(
        kind,
        DataType::Utf8View | DataType::BinaryView | DataType::Boolean
    );
    !leaf.is_repeated
        && (is_plain || is_text || (leaf.is_uuid && *kind == DataType::FixedSizeBinary(16)))
}

/// The column of a leaf, and what lies around it.
pub fn column(batch: &RecordBatch, leaf: &Leaf) -> Option<(ArrayRef, Vec<NullBuffer>)> {
    let (first, rest) = leaf.path.split_first()?;
    let mut array = batch.column_by_name(first)?.clone();
    let mut around = Vec::new();
    for name in rest {
        around.extend(array.nulls().cloned());
        let inner = array.as_struct_opt()?.column_by_name(name)?.clone();
        array = inner;
    }
    Some((array, around))
}

impl ColumnCells {
    /// None: its type is none of which a text can be made.
    pub fn of(batch: &RecordBatch, leaf: &Leaf) -> Option<Self> {
        let (array, around) = column(batch, leaf)?;
        Some(Self {
            texts: texts(&array, leaf)?,
            last: Cell::new((std::ptr::null(), 0)),
            around,
        })
    }

    /// None: nothing is told.
    pub fn text(&self, row: usize, name: &str) -> Result<Option<&str>, Fault> {
        if self.around.iter().any(|nulls| nulls.is_null(row)) {
            return Ok(None);
        }
        let text = match &self.texts {
            CellTexts::Made(made) => return Ok((!made.is_null(row)).then(|| made.value(row))),
            CellTexts::Views(views) => (!views.is_null(row)).then(|| views.value(row)),
            CellTexts::Bytes(bytes) if bytes.is_null(row) => None,
            CellTexts::Bytes(bytes) => {
                let text = std::str::from_utf8(bytes.value(row));
                Some(text.map_err(|_| Fault::new(name, "not_utf8", NOT_UTF8))?)
            }
        };
        match text {
            Some(text) if self.last.get() == (text.as_ptr(), text.len()) => Ok(Some(text)),
            Some(text) if text.len() > TEXT_BYTES => {
                Err(Fault::new(name, "too_long", "a text longer than 16 MB"))
            }
            Some(text) if memchr(0, text.as_bytes()).is_some() => Err(Fault::new(
                name,
                "nul",
                "a NUL character: export text without it",
            )),
            text => {
                self.last
                    .set(text.map_or((std::ptr::null(), 0), |text| (text.as_ptr(), text.len())));
                Ok(text)
            }
        }
    }
}

fn texts(array: &ArrayRef, leaf: &Leaf) -> Option<CellTexts> {
    let numbers = |made: StringArray| Some(CellTexts::Made(made));
    match array.data_type() {
        DataType::Utf8View => Some(CellTexts::Views(array.as_string_view().clone())),
        DataType::BinaryView => Some(CellTexts::Bytes(array.as_binary_view().clone())),
        DataType::Boolean => {
            let truths = array.as_boolean();
            numbers(made(array, |row, text| {
                *text += if truths.value(row) { "true" } else { "false" }
            }))
        }
        DataType::Int8 => numbers(printed::<Int8Type>(array)),
        DataType::Int16 => numbers(printed::<Int16Type>(array)),
        DataType::Int32 => numbers(printed::<Int32Type>(array)),
        DataType::Int64 => numbers(printed::<Int64Type>(array)),
        DataType::UInt8 => numbers(printed::<UInt8Type>(array)),
        DataType::UInt16 => numbers(printed::<UInt16Type>(array)),
        DataType::UInt32 => numbers(printed::<UInt32Type>(array)),
        DataType::UInt64 => numbers(printed::<UInt64Type>(array)),
        DataType::Float16 => numbers(floats::<Float16Type>(array, f64::from)),
        DataType::Float32 => numbers(floats::<Float32Type>(array, f64::from)),
        DataType::Float64 => numbers(floats::<Float64Type>(array, |float| float)),
        DataType::Decimal32(..) => {
            let decimals = array.as_primitive::<Decimal32Type>();
            numbers(made(array, |row, text| {
                *text += &decimals.value_as_string(row)
            }))
        }
        DataType::Decimal64(..) => {
            let decimals = array.as_primitive::<Decimal64Type>();
            numbers(made(array, |row, text| {
                *text += &decimals.value_as_string(row)
            }))
        }
        DataType::Decimal128(..) => {
            let decimals = array.as_primitive::<Decimal128Type>();
            numbers(made(array, |row, text| {
                *text += &decimals.value_as_string(row)
            }))
        }
        DataType::Decimal256(..) => {
            let decimals = array.as_primitive::<Decimal256Type>();
            numbers(made(array, |row, text| {
                *text += &decimals.value_as_string(row)
            }))
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            numbers(made(array, |row, text| {
                instant(text, i64::from(days.value(row)) * DAY_US, "")
            }))
        }
        DataType::Timestamp(unit, zone) => {
            // What is told in UTC says so; anything else is what a wall clock showed.
            let mark = if zone.is_some() || leaf.is_int96 {
                "Z"
            } else {
                ""
            };
            numbers(match unit {
                TimeUnit::Second => {
                    instants::<TimestampSecondType>(array, mark, |at| at.checked_mul(1_000_000))
                }
                TimeUnit::Millisecond => {
                    instants::<TimestampMillisecondType>(array, mark, |at| at.checked_mul(1_000))
                }
                TimeUnit::Microsecond => instants::<TimestampMicrosecondType>(array, mark, Some),
                TimeUnit::Nanosecond => instants::<TimestampNanosecondType>(array, mark, |at| {
                    Some(at.div_euclid(1_000))
                }),
            })
        }
        DataType::FixedSizeBinary(16) if leaf.is_uuid => {
            let bytes = array.as_fixed_size_binary();
            numbers(made(array, |row, text| {
                for (at, byte) in bytes.value(row).iter().enumerate() {
                    *text += if matches!(at, 4 | 6 | 8 | 10) {
                        "-"
                    } else {
                        ""
                    };
                    let _ = write!(text, "{byte:02x}");
                }
            }))
        }
        _ => None,
    }
}

/// A text for each value that is there; one that is left empty is nothing.
fn made(array: &ArrayRef, mut put: impl FnMut(usize, &mut String)) -> StringArray {
    let mut builder = StringBuilder::with_capacity(array.len(), 24 * array.len());
    let mut text = String::new();
    for row in 0..array.len() {
        text.clear();
        if !array.is_null(row) {
            put(row, &mut text);
        }
        builder.append_option((!text.is_empty()).then_some(&text));
    }
    builder.finish()
}

fn printed<T: ArrowPrimitiveType<Native: std::fmt::Display>>(array: &ArrayRef) -> StringArray {
    let numbers = array.as_primitive::<T>();
    made(array, |row, text| {
        let _ = write!(text, "{}", numbers.value(row));
    })
}

/// A whole number that a table kept as a float because others were missing is whole again; what is
/// no number is nothing.
fn floats<T: ArrowPrimitiveType>(array: &ArrayRef, wide: impl Fn(T::Native) -> f64) -> StringArray {
    let floats = array.as_primitive::<T>();
    made(array, |row, text| {
        let float = wide(floats.value(row));
        if !float.is_nan() {
            let _ = write!(text, "{float}");
        }
    })
}

fn instants<T: ArrowPrimitiveType<Native = i64>>(
    array: &ArrayRef,
    mark: &str,
    micros: impl Fn(i64) -> Option<i64>,
) -> StringArray {
    let instants = array.as_primitive::<T>();
    made(array, |row, text| match micros(instants.value(row)) {
        Some(at_us) => instant(text, at_us, mark),
        // Told as it is, so that it is refused as what it is.
        None => *text += &instants.value(row).to_string(),
    })
}

/// ISO 8601, to the microsecond. A year of more than four digits is written as it is, and one that
/// no calendar has as microseconds since 1970: both are refused by whoever reads them.
fn instant(text: &mut String, at_us: i64, mark: &str) {
    let (day, micros) = (at_us.div_euclid(DAY_US), at_us.rem_euclid(DAY_US));
    let day = i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days);
    let Some(day) = day else {
        *text += &at_us.to_string();
        return;
    };
    let (year, month, day) = (day.year(), day.month(), day.day());
    let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}{mark}"
    );
}

/// What a column is called: by its table, where it is of one that calls it otherwise.
pub fn called(leaf: &Leaf, said: &LogSaid) -> String {
    let name = leaf.path.join(".");
    said.names.get(&name).cloned().unwrap_or(name)
}

/// What a column holds; None: it lies within something that has no columns.
pub fn kind(file: &Foreign, leaf: usize) -> Option<DataType> {
    let (first, rest) = file.leaves[leaf].path.split_first()?;
    let schema = file.schema();
    let mut kind = schema.field_with_name(first).ok()?.data_type();
    for name in rest {
        let DataType::Struct(fields) = kind else {
            return None;
        };
        kind = fields.find(name)?.1.data_type();
    }
    Some(kind.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_the_calendar_has_it() {
        let told = |at_us| {
            let mut text = String::new();
            instant(&mut text, at_us, "Z");
            text
        };
        assert_eq!(told(1_772_439_300_000_001), "2026-03-02T08:15:00.000001Z"); // 20,514 days, 29,700 s and 1 µs
        assert_eq!(
            (told(-1), told(0)),
            (
                "1969-12-31T23:59:59.999999Z".into(),
                "1970-01-01T00:00:00.000000Z".into()
            )
        );
        // A leap day: 30 years of 365 days and 7 leap days of them, and 31 + 28 days.
        assert_eq!(
            told((30 * 365 + 7 + 59) * DAY_US),
            "2000-02-29T00:00:00.000000Z"
        );
        assert_eq!(told(i64::MAX), i64::MAX.to_string());
    }
}
