//! Which styles of a workbook make dates of numbers.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use quick_xml::events::Event;

use super::numbers::Style;
use super::parts::{WorkbookParts, attribute};

/// As many as spreadsheets allow.
const MOST: usize = 65_536;

/// By the number that a cell names.
pub struct Styles(Vec<Style>);

impl Styles {
    pub fn of<R: Read + Seek>(parts: &mut WorkbookParts<R>, path: &str) -> io::Result<Self> {
        let Some(mut xml) = parts.small(path)? else {
            return Ok(Self(Vec::new()));
        };
        let (mut codes, mut styles, mut is_of_cells) =
            (BTreeMap::<String, Style>::new(), Vec::new(), false);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"numFmt" => {
                        if let (Some(id), Some(code)) = (
                            attribute(&tag, b"numFmtId")?,
                            attribute(&tag, b"formatCode")?,
                        ) {
                            codes.insert(id, of_code(&code));
                        }
                    }
                    b"cellXfs" => is_of_cells = true,
                    b"xf" if is_of_cells => {
                        let id = attribute(&tag, b"numFmtId")?.unwrap_or_default();
                        styles.push(codes.get(&id).copied().unwrap_or_else(|| built_in(&id)));
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => is_of_cells = false,
                Event::Eof => return Ok(Self(styles)),
                _ => {}
            }
            if styles.len() > MOST || codes.len() > MOST {
                return Err(xml.damaged("it has more styles than any spreadsheet allows"));
            }
        }
    }

    pub fn get(&self, number: Option<&str>) -> Style {
        number
            .and_then(|number| self.0.get(number.parse::<usize>().ok()?))
            .copied()
            .unwrap_or(Style::Plain)
    }
}

/// Formats that every spreadsheet knows by number: ECMA-376, part 1, 18.8.30.
fn built_in(id: &str) -> Style {
    match id.parse() {
        Ok(14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58) => Style::Day { clock: false },
        Ok(22) => Style::Day { clock: true },
        Ok(18..=21 | 32..=35 | 45 | 47 | 55 | 56) => Style::Clock,
        Ok(46) => Style::Elapsed,
        _ => Style::Plain,
    }
}

/// A format as somebody wrote it, such as `dd/mm/yyyy\ hh:mm`. Its first section is for numbers as
/// dates are.
fn of_code(code: &str) -> Style {
    let (mut day, mut month, mut clock, mut letters) =
        (false, false, false, code.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.by_ref().find(|quote| *quote == '"')),
            ';' => break,
            '[' => {
                let inside: String = letters.by_ref().take_while(|end| *end != ']').collect();
                let unit = inside.to_ascii_lowercase();
                if !unit.is_empty()
                    && ["h", "m", "s"].iter().any(|letter| {
                        unit.trim_matches(letter.chars().next().unwrap_or(' '))
                            .is_empty()
                    })
                {
                    return Style::Elapsed;
                }
            }
            'y' | 'd' => day = true,
            'm' => month = true,
            'h' | 's' => clock = true,
            _ => {}
        }
    }
    match (day, month, clock) {
        (true, _, clock) => Style::Day { clock },
        // Beside hours or seconds they are minutes.
        (false, _, true) => Style::Clock,
        (false, true, false) => Style::Day { clock: false },
        (false, false, false) => Style::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_whether_a_number_is_a_date() {
        let (day, both) = (Style::Day { clock: false }, Style::Day { clock: true });
        for (code, style) in [
            ("dd/mm/yyyy", day),
            ("yyyy\\-mm\\-dd\\ hh:mm:ss", both),
            ("[$-409]m/d/yy h:mm AM/PM;@", both),
            ("mmm-yy", day),
            ("mmmm", day),
            ("ggge\"年\"m\"月\"d\"日\"", day),
            ("h:mm", Style::Clock),
            ("mm:ss.0", Style::Clock),
            ("[h]:mm:ss", Style::Elapsed),
            ("[mm]:ss", Style::Elapsed),
            ("General", Style::Plain),
            ("0.00E+00", Style::Plain),
            ("#,##0.00\\ \"days\"", Style::Plain),
            ("[Red]0;[Blue]d", Style::Plain),
            ("[$SEK-41D] #,##0", Style::Plain),
            ("@", Style::Plain),
        ] {
            assert_eq!(of_code(code), style, "{code}");
        }
        assert_eq!(
            (
                built_in("14"),
                built_in("22"),
                built_in("0"),
                built_in("46")
            ),
            (day, both, Style::Plain, Style::Elapsed)
        );
    }
}
