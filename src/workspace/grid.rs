//! Places in a text that was a sheet of a workbook, as its cells are called.

use std::ops::Range;

use crate::extract::carriers::workbook::cells::place;

/// Where the cells of a sheet stand in its text.
#[derive(Debug)]
pub struct CellGrid {
    sheet: String,
    /// From which byte on, which column and row.
    cells: Vec<(usize, usize, u32)>,
}

impl CellGrid {
    /// Of a sheet's rows from the first on, none left out: where each of their cells begins.
    pub fn of<Row>(sheet: &str, rows: impl Iterator<Item = Row>) -> Self
    where
        Row: Iterator<Item = usize>,
    {
        let rows = (1..).zip(rows);
        let cells = rows.flat_map(|(row, cells)| {
            cells
                .enumerate()
                .map(move |(column, start)| (start, column, row))
        });
        Self {
            sheet: sheet.to_owned(),
            cells: cells.collect(),
        }
    }

    /// `sheet Projects, B7`.
    pub fn place(&self, span: &Range<usize>) -> String {
        let at = self
            .cells
            .partition_point(|(from, _, _)| *from <= span.start);
        let (_, column, row) = at.checked_sub(1).map_or((0, 0, 1), |at| self.cells[at]);
        format!("sheet {}, {}", self.sheet, place(column, row))
    }
}
