//! Workbooks (`.xlsx`): a sheet is read as the table of texts that it would be saved as, its cells
//! as they come. Read by hand of ours, because what is at hand elsewhere makes binary fractions of
//! all numbers, ids too, and reserves whatever memory a file asks for. A number is told in plain
//! decimal, a date as `2026-03-02` or `2026-03-02T08:15:00`, a truth as `true` or `false`; of a
//! formula its value is told; an error such as #N/A is nothing.

pub mod cells;
pub mod numbers;
mod parts;
mod strings;
mod styles;

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use quick_xml::events::Event;

use self::cells::{SheetRows, Valueless, WorkbookReader};
use self::numbers::Epoch;
use self::parts::{WorkbookParts, attribute};
use self::strings::Strings;
use self::styles::Styles;
use super::zipped::{Archive, Blame};
use crate::extract::rejects::{Damaged, Fault, shown};

const MOST_SHEETS: usize = 10_000;
/// Of an old workbook, to see whether it is one with a password.
const LOOKED_AT: u64 = 16 << 20;

struct SheetEntry {
    name: String,
    path: String,
    is_hidden: bool,
}

pub struct Workbook<R> {
    parts: WorkbookParts<R>,
    strings: Strings,
    styles: Styles,
    sheets: Vec<SheetEntry>,
    epoch: Epoch,
}

fn refused(code: &'static str, message: impl Into<String>) -> io::Error {
    Damaged(Fault::new("", code, message)).into()
}

impl Workbook<io::Cursor<Vec<u8>>> {
    /// Of bytes that are held.
    pub fn of_bytes(bytes: io::Cursor<Vec<u8>>) -> io::Result<Self> {
        Self::open(bytes, Blame::default())
    }
}

impl<R: Read + Seek> Workbook<R> {
    pub fn open(mut input: R, blame: Blame) -> io::Result<Self> {
        told_apart(&mut input)?;
        let mut parts = WorkbookParts::of(Archive::open(input, blame)?)?;
        let main = main_part(&mut parts)?;
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = main.rsplit('/').next().unwrap_or_default();
        let related = relations(&mut parts, &format!("{folder}/_rels/{name}.rels"), folder)?;
        let (sheets, epoch) = sheets(&mut parts, &main, &related)?;
        let path = |kind: &str, usual: &str| {
            related
                .values()
                .find(|(told, _)| told == kind)
                .map_or_else(|| within(folder, usual), |(_, path)| path.clone())
        };
        let styles = Styles::of(&mut parts, &path("styles", "styles.xml"))?;
        let strings = Strings::of(&mut parts, &path("sharedStrings", "sharedStrings.xml"))?;
        Ok(Self {
            parts,
            strings,
            styles,
            sheets,
            epoch,
        })
    }

    /// The rows of a sheet, and what it is called.
    pub fn rows(
        &mut self,
        asked: Option<&str>,
    ) -> io::Result<(String, impl SheetRows + use<'_, R>)> {
        let sheet = match asked {
            Some(asked) => self
                .sheets
                .iter()
                .find(|sheet| sheet.name.trim().to_lowercase() == asked.trim().to_lowercase()),
            None => self.sheets.iter().find(|sheet| !sheet.is_hidden),
        };
        let Some(sheet) = sheet else {
            let names: Vec<&str> = self
                .sheets
                .iter()
                .map(|sheet| sheet.name.as_str())
                .collect();
            let names = shown(&names.join(", ")).to_string();
            return Err(match asked {
                Some(asked) => refused(
                    "no_sheet",
                    format!(
                        "the workbook has no sheet `{asked}`; it has: {names}. Write one of them in sheet"
                    ),
                ),
                None => refused(
                    "no_sheet",
                    format!(
                        "the workbook has no sheet that is shown; it has: {names}. Name one of them: sheet = \"…\""
                    ),
                ),
            });
        };
        let (path, name) = (sheet.path.clone(), sheet.name.clone());
        let Some(mut xml) = self.parts.xml(&path)? else {
            return Err(refused(
                "bad_xlsx",
                format!(
                    "the workbook lacks {path}, where its sheet {name} should be: save it again"
                ),
            ));
        };
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"sheetData" => break,
                Event::Eof => {
                    return Err(refused(
                        "no_sheet",
                        format!("{name} is no sheet with rows: name another one in sheet"),
                    ));
                }
                _ => {}
            }
        }
        let (strings, styles, epoch) = (&self.strings, &self.styles, self.epoch);
        let cells = WorkbookReader {
            xml,
            strings,
            styles,
            epoch,
            valueless: Valueless::default(),
            last: 0,
            value: String::new(),
        };
        Ok((name, cells))
    }
}

/// Says what something is that is named like a workbook and is none.
fn told_apart<R: Read + Seek>(input: &mut R) -> io::Result<()> {
    let mut head = Vec::new();
    input.by_ref().take(8).read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    match head.as_slice() {
        [b'P', b'K', ..] => Ok(()),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            let mut bytes = Vec::new();
            input.by_ref().take(LOOKED_AT).read_to_end(&mut bytes)?;
            let sealed: Vec<u8> = "EncryptedPackage"
                .bytes()
                .flat_map(|letter| [letter, 0])
                .collect();
            Err(if memchr::memmem::find(&bytes, &sealed).is_some() {
                refused(
                    "encrypted",
                    "the workbook has a password: save it without one (File, Info, Protect Workbook, Encrypt with Password)",
                )
            } else {
                refused(
                    "old_workbook",
                    "this is a workbook of the old form (.xls): open it and save it as .xlsx, or as CSV",
                )
            })
        }
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => Err(refused(
            "not_xlsx",
            "the workbook is packed once more: unpack it, since a workbook is packed already",
        )),
        [] => Err(refused(
            "not_xlsx",
            "the workbook is empty: export it again",
        )),
        _ => Err(refused(
            "not_xlsx",
            "this is no workbook, whatever its name says: where it is text, write format = \"csv\" and name it so",
        )),
    }
}

/// The part that lists the sheets.
fn main_part<R: Read + Seek>(parts: &mut WorkbookParts<R>) -> io::Result<String> {
    let related = relations(parts, "_rels/.rels", "")?;
    let told = related
        .into_values()
        .find(|(kind, _)| kind == "officeDocument")
        .map(|(_, path)| path);
    let path = told.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    match path.to_lowercase() {
        name if name.ends_with(".bin") => Err(refused(
            "old_workbook",
            "this is a binary workbook (.xlsb): open it and save it as .xlsx, or as CSV",
        )),
        _ if parts.has(&path) => Ok(path),
        _ if parts.has("content.xml") => Err(refused(
            "not_xlsx",
            "this is an OpenDocument sheet (.ods): save it as .xlsx, or as CSV",
        )),
        _ => Err(refused(
            "not_xlsx",
            "this is an archive, and no workbook is in it: where it holds exports, name it .zip, with their format",
        )),
    }
}

/// By id: of which kind a part is, and where it lies.
fn relations<R: Read + Seek>(
    parts: &mut WorkbookParts<R>,
    path: &str,
    folder: &str,
) -> io::Result<BTreeMap<String, (String, String)>> {
    let mut found = BTreeMap::new();
    let Some(mut xml) = parts.small(path.trim_start_matches('/'))? else {
        return Ok(found);
    };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"Relationship" => {
                let told = (
                    attribute(&tag, b"Id")?,
                    attribute(&tag, b"Type")?,
                    attribute(&tag, b"Target")?,
                );
                if let (Some(id), Some(kind), Some(target)) = told {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.insert(id, (kind, within(folder, &target)));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        if found.len() > MOST_SHEETS * 2 {
            return Err(xml.damaged("it names more parts than any spreadsheet has"));
        }
    }
}

/// Where a target lies that is named from a folder, or from the root.
fn within(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for name in target.split('/') {
        match name {
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.retain(|name| !name.is_empty() && *name != ".");
    path.join("/")
}

fn sheets<R: Read + Seek>(
    parts: &mut WorkbookParts<R>,
    main: &str,
    related: &BTreeMap<String, (String, String)>,
) -> io::Result<(Vec<SheetEntry>, Epoch)> {
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Of1900);
    let Some(mut xml) = parts.small(main)? else {
        return Ok((sheets, epoch));
    };
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"workbookPr" => {
                    let is_of_1904 = attribute(&tag, b"date1904")?
                        .is_some_and(|is| matches!(is.as_str(), "1" | "true"));
                    epoch = if is_of_1904 { Epoch::Of1904 } else { epoch };
                }
                b"sheet" => {
                    let (name, id) = (
                        attribute(&tag, b"name")?.unwrap_or_default(),
                        attribute(&tag, b"id")?.unwrap_or_default(),
                    );
                    let is_hidden =
                        attribute(&tag, b"state")?.is_some_and(|state| state != "visible");
                    // Sheets of charts and macros have no rows.
                    if let Some((_, path)) =
                        related.get(&id).filter(|(kind, _)| kind == "worksheet")
                    {
                        sheets.push(SheetEntry {
                            name,
                            path: path.clone(),
                            is_hidden,
                        });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, epoch)),
            _ => {}
        }
        if sheets.len() > MOST_SHEETS {
            return Err(xml.damaged("it has more sheets than any spreadsheet"));
        }
    }
}
