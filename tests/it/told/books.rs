//! How a workbook tells a month or items: written part by part here, as its standard has it
//! (ECMA-376), below a title. Dates are numbers of days on the clocks of Berlin, or texts; texts
//! are shared, or stand in their cells.

use std::io::{Cursor, Write};
use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Berlin;
use zip::write::SimpleFileOptions;

use super::Month;
use super::formats::{COLUMNS, THEIRS, cells, write};

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Shown {
    Text(String),
    Number(String),
    At(DateTime<Utc>),
}

const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&#62;")
        .replace('\r', "_x000D_")
}

/// Days since 1899-12-30 in decimal: a millisecond is a little more than 0.00000001 of them.
fn days(wall: NaiveDateTime) -> String {
    let since = wall
        - NaiveDate::from_ymd_opt(1899, 12, 30)
            .expect("a day")
            .and_hms_opt(0, 0, 0)
            .expect("a time");
    let (days, ms) = (since.num_days(), since.num_milliseconds() % 86_400_000);
    format!(
        "{days}.{:014}",
        i128::from(ms) * 10_i128.pow(14) / 86_400_000
    )
}

/// A workbook of one sheet that is named and hidden, beside one that is shown and empty. Its header
/// stands in the third row.
pub fn book(rows: impl Iterator<Item = Vec<Shown>>) -> Vec<u8> {
    let mut shared = Vec::new();
    let mut sheet = format!(
        "<worksheet xmlns=\"{SHEET}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>A title</v></c></row>"
    );
    for (n, row) in rows.enumerate() {
        // Every other row is an empty one.
        let number = 3 + 2 * n;
        sheet += &format!("<row r=\"{}\"/><row r=\"{number}\">", number - 1);
        for (at, cell) in row.iter().enumerate() {
            let place = format!("{}{number}", char::from(b'A' + at as u8));
            sheet += &match cell {
                Shown::Text(text) if text.is_empty() => format!("<c r=\"{place}\" s=\"1\"/>"),
                Shown::Text(text) if (n + at).is_multiple_of(2) => {
                    shared.push(format!(
                        "<si><t xml:space=\"preserve\">{}</t></si>",
                        escaped(text)
                    ));
                    format!("<c r=\"{place}\" t=\"s\"><v>{}</v></c>", shared.len() - 1)
                }
                Shown::Text(text) => format!(
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                    escaped(text)
                ),
                Shown::Number(number) => format!("<c r=\"{place}\"><f>1*1</f><v>{number}</v></c>"),
                Shown::At(at) => format!(
                    "<c r=\"{place}\" s=\"1\"><v>{}</v></c>",
                    days(at.with_timezone(&Berlin).naive_local())
                ),
            };
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let related = |list: &[(&str, &str)]| {
        let one = |(n, (kind, target)): (usize, &(&str, &str))| {
            format!("<Relationship Id=\"r{n}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        format!(
            "<Relationships xmlns=\"{PACKAGE}\">{}</Relationships>",
            list.iter().enumerate().map(one).collect::<String>()
        )
    };
    let book = "<sheets><sheet name=\"Shown\" r:id=\"r0\"/><sheet name=\"L&#228;ufe\" state=\"hidden\" r:id=\"r1\"/></sheets>";
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    let parts = [
        (
            "_rels/.rels",
            related(&[("officeDocument", "xl/workbook.xml")]),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\">{book}</workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            related(&[
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "/xl/worksheets/sheet2.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{SHEET}\">{styles}</styleSheet>"),
        ),
        (
            "xl/sharedStrings.xml",
            format!("<sst xmlns=\"{SHEET}\">{}</sst>", shared.concat()),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{SHEET}\"><sheetData/></worksheet>"),
        ),
        ("xl/worksheets/sheet2.xml", sheet),
    ];
    zipped(parts.iter().map(|(name, text)| (*name, text.as_bytes())))
}

pub fn zipped<'m>(members: impl Iterator<Item = (&'m str, &'m [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("into memory");
        writer.write_all(bytes).expect("into memory");
    }
    writer.finish().expect("into memory").into_inner()
}

/// File by file: when it started is a date, when it ended a date or a text, versions are numbers.
pub fn workbooks(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let header = COLUMNS
            .iter()
            .map(|column| Shown::Text(format!("Spalte {column}")))
            .collect();
        let row = |(line, row): (usize, &super::Telling)| -> Vec<Shown> {
            let wall = |at: DateTime<Utc>| {
                at.with_timezone(&Berlin)
                    .format("%d.%m.%Y %H:%M:%S%.3f")
                    .to_string()
            };
            let mut shown: Vec<Shown> = cells(row, wall, THEIRS)
                .into_iter()
                .map(Shown::Text)
                .collect();
            let mut set = |column: &str, cell: Shown| {
                shown[COLUMNS
                    .iter()
                    .position(|known| *known == column)
                    .expect("a column")] = cell
            };
            row.started
                .into_iter()
                .for_each(|at| set("started", Shown::At(at)));
            row.ended
                .filter(|_| line.is_multiple_of(2))
                .into_iter()
                .for_each(|at| set("ended", Shown::At(at)));
            set("source_version", Shown::Number(row.version.to_string()));
            shown
        };
        write(
            folder,
            format!("{n}.xlsx"),
            book([header].into_iter().chain(rows.iter().enumerate().map(row))),
        );
    }
}

/// Texts as others write them, all files of the month in one archive.
pub fn archive(month: &Month, folder: &Path) {
    let texts: Vec<(String, Vec<u8>)> = super::formats::canonical(month, &[])
        .enumerate()
        .map(|(n, text)| (format!("in/{n}.csv"), text))
        .collect();
    write(
        folder,
        "all.zip".into(),
        zipped(
            texts
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_slice())),
        ),
    );
}
