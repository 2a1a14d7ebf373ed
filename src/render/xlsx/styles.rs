//! How cells look: one format for each kind of number.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::super::format;
use super::super::sheet::{SheetCell, SheetColumn, SheetUnit};
use super::fit::ColumnShape;

pub struct CellStyles {
    pub title: Format,
    pub label: Format,
    pub text: Format,
    pub wrapped: Format,
    pub money: Format,
    pub decimal: Format,
    head: Format,
    number_head: Format,
    whole: Format,
    percent: Format,
    times: Format,
    day: Format,
    instant: Format,
}

impl CellStyles {
    /// Amounts of money have the digits of their currency.
    pub fn of(currency: &str) -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        let number = |pattern: &str| cell().set_num_format(pattern);
        let head = cell()
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0xEE_F1_F4))
            .set_border_bottom(FormatBorder::Thin);
        let money = match format::minor_digits(currency) {
            0 => "#,##0".to_owned(),
            digits => format!("#,##0.{}", "0".repeat(digits)),
        };
        Self {
            title: cell().set_bold().set_font_size(14),
            label: cell().set_bold(),
            text: cell(),
            wrapped: cell().set_text_wrap(),
            money: number(&money),
            decimal: number("#,##0.00"),
            number_head: head.clone().set_align(FormatAlign::Right),
            head,
            whole: number("#,##0"),
            percent: number("0.0#%"),
            times: number("0.00"),
            day: number("yyyy-mm-dd").set_align(FormatAlign::Right),
            instant: number("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Right),
        }
    }

    pub fn head(&self, is_number: bool) -> &Format {
        if is_number {
            &self.number_head
        } else {
            &self.head
        }
    }

    /// What a reader may change is shaded.
    pub fn of_cell<'s>(
        &'s self,
        cell: &SheetCell,
        column: &SheetColumn,
        shape: ColumnShape,
    ) -> Cow<'s, Format> {
        let style = self.of_value(cell.value(), column, shape);
        match cell {
            SheetCell::Live(live) if live.formula.is_none() => {
                let shaded = style.clone();
                Cow::Owned(shaded.set_background_color(Color::RGB(0xFF_F4_CE)))
            }
            _ => Cow::Borrowed(style),
        }
    }

    fn of_value(&self, value: &SheetCell, column: &SheetColumn, shape: ColumnShape) -> &Format {
        match value {
            SheetCell::Text(_) | SheetCell::Absent if shape.wraps => &self.wrapped,
            SheetCell::Text(_) | SheetCell::Truth(_) | SheetCell::Absent | SheetCell::Live(_) => {
                &self.text
            }
            SheetCell::Money(_) => &self.money,
            SheetCell::Amount(_) | SheetCell::Minutes(_) if shape.is_whole => &self.whole,
            SheetCell::Amount(_) | SheetCell::Minutes(_) => &self.decimal,
            SheetCell::Ratio(_) if column.unit == SheetUnit::Times => &self.times,
            SheetCell::Share(_) | SheetCell::Ratio(_) => &self.percent,
            SheetCell::Count(_) => &self.whole,
            SheetCell::Day(_) => &self.day,
            SheetCell::Instant(_) => &self.instant,
        }
    }
}
