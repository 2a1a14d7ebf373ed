//! CSV exports: the tokenizer's rows under the header's names become sessions and rejects, and the lines are counted
//! twice, by two means, so that no row can be lost without being missed.

mod flaw;
mod header;
mod rows;
mod stream;

use std::io::{self, Read};

use arrow::array::RecordBatch;

use self::flaw::Flaw;
use self::header::{DELIMITERS, Header, resolved};
use self::rows::{Rows, Scan};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Csv};
use super::rejects::{Fault, Rejects};
use super::sessions::{Sessions, Source};
use crate::model::receipt::Reject;

pub use self::stream::ROW_LIMIT_BYTES;

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub notes: Notes,
}

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    csv: &Csv,
    source: Source<'_>,
    keep: &mut dyn FnMut(RecordBatch) -> Result<(), ExtractError>,
) -> Result<Reached, ExtractError> {
    let torn = |error: io::Error| ExtractError::Read { object: source.object.to_owned(), source: error };
    let mut rows = Rows::new(input).map_err(torn)?;
    let mut rejects = Rejects::new(&source.satellite.id, source.object);
    let mut notes = Notes::default();
    let (mut kept, mut accounted) = (0, 0);

    let mut scan = rows.next().map_err(torn)?;
    while scan == Scan::Blank {
        notes.blank_lines += 1;
        accounted += rows.lines();
        scan = rows.next().map_err(torn)?;
    }
    if scan == Scan::End {
        let message = "the export is empty: it has not even a header line";
        rejects.refuse(0, Fault::new("", "empty_file", message), b"");
    } else {
        let header = header(&mut rows, scan, csv).map_err(torn)?;
        let header_raw = rows.raw().to_vec();
        accounted += rows.lines();
        let mut sessions = Sessions::new(source, csv.columns.as_ref(), header.names.clone());
        loop {
            let scan = rows.next().map_err(torn)?;
            let fault = match scan {
                Scan::End => break,
                Scan::Blank => {
                    notes.blank_lines += 1;
                    None
                }
                Scan::Malformed(flaw) => Some(flaw.fault()),
                Scan::Row => {
                    let fault = keep_row(&mut rows, &header, &mut sessions, &mut notes).map_err(torn)?;
                    kept += i64::from(fault.is_none());
                    fault
                }
            };
            accounted += rows.lines();
            if let Some(fault) = fault {
                rejects.refuse(rows.line(), fault, rows.raw());
            }
            if sessions.is_full() {
                sessions.take().map_or(Ok(()), &mut *keep)?;
            }
        }
        sessions.take().map_or(Ok(()), keep)?;
        match header.fault {
            // Whoever broke the layout of an export that happens to hold no rows should learn it today.
            Some(fault) if rejects.count() == 0 => rejects.refuse(0, fault, &header_raw),
            _ if kept + rejects.count() == 0 => drop(notes.empty.insert(source.object.to_owned())),
            _ => {}
        }
        (notes.ignored, notes.absent) = (header.ignored, header.absent);
    }
    if accounted != rows.physical_lines() {
        return Err(ExtractError::LinesLost { object: source.object.to_owned(), counted: rows.physical_lines(), accounted });
    }
    let rejected = rejects.count();
    Ok(Reached { read: kept + rejected, rejected, rejects: rejects.finish(), notes })
}

/// The header, under the delimiter that was given, or else under the one that makes most sense of it.
fn header<R: Read>(rows: &mut Rows<R>, scan: Scan, csv: &Csv) -> io::Result<Header> {
    let wide = rows.is_wide().then(|| "the export is in UTF-16: save it as CSV UTF-8".to_owned());
    let mut read = |delimiter: u8| -> io::Result<(Scan, Header)> {
        let scan = rows.again(delimiter)?;
        let mut header = match rows.fields() {
            Ok(fields) => Header::resolve(fields.iter(), csv.columns.as_ref()),
            Err(_) => Header::resolve(std::iter::empty(), csv.columns.as_ref()),
        };
        let flaw = match (scan, rows.fields()) {
            (Scan::Malformed(flaw), _) | (_, Err(flaw)) => Some(flaw),
            _ => None,
        };
        let flawed = |flaw: Flaw| format!("the header line: {}", flaw.fault().message);
        if let Some(message) = wide.clone().or(flaw.map(flawed)) {
            header.fault = Some(Fault::new("", "bad_header", message));
        }
        Ok((scan, header))
    };
    debug_assert!(!matches!(scan, Scan::Blank | Scan::End), "a header is a line with something on it");
    let mut best = csv.delimiter.unwrap_or(DELIMITERS[0]);
    if csv.delimiter.is_none() {
        let mut most = 0;
        for delimiter in DELIMITERS {
            let (scan, header) = read(delimiter)?;
            let makes_sense = resolved(&header.places);
            if scan == Scan::Row && makes_sense > most {
                (best, most) = (delimiter, makes_sense);
            }
        }
    }
    Ok(read(best)?.1)
}

/// Keeps the current row, or says why not. A row of the wrong width gives up its first line only: where a quote went
/// astray the others may be good rows.
fn keep_row<R: Read>(rows: &mut Rows<R>, header: &Header, sessions: &mut Sessions<'_>, notes: &mut Notes) -> io::Result<Option<Fault>> {
    if let Some(fault) = &header.fault {
        return Ok(Some(fault.clone()));
    }
    let (width, expected) = (rows.width(), header.width);
    if width != expected {
        rows.give_up()?;
        let code = if width < expected { "short_row" } else { "long_row" };
        let message = format!("{width} fields where the header has {expected}: quote fields that hold the delimiter or a line end");
        return Ok(Some(Fault::new("", code, message)));
    }
    let fields = match rows.fields() {
        Ok(fields) => fields,
        Err(flaw) => return Ok(Some(flaw.fault())),
    };
    let telling = std::array::from_fn::<_, { Canonical::ALL.len() }, _>(|told| header.places[told].and_then(|at| fields.get(at)));
    Ok(sessions.push(rows.line(), &telling, notes).err())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Int64Type;
    use proptest::prelude::*;

    const HEAD: &str = "session_id,automation_id,outcome,started,ended\n";

    /// The session ids and lines that were kept, and what was not.
    fn read(bytes: &[u8], csv: &Csv) -> (Vec<(String, i64)>, Reached) {
        let satellite = satellite("Europe/Berlin");
        let now = "2026-03-10T00:00:00Z".parse().unwrap();
        let source = Source { satellite: &satellite, object: "a.csv", reading: "r", now };
        let mut kept = Vec::new();
        let reached = sessions(bytes, csv, source, &mut |batch| {
            let ids = batch.column_by_name("session_id").unwrap().as_string::<i32>();
            let lines = batch.column_by_name("row").unwrap().as_primitive::<Int64Type>();
            kept.extend((0..batch.num_rows()).map(|at| (ids.value(at).to_owned(), lines.value(at))));
            Ok(())
        });
        let reached = reached.unwrap();
        assert_eq!(reached.read, kept.len() as i64 + reached.rejected);
        (kept, reached)
    }

    fn codes(reached: &Reached) -> Vec<(i64, &str)> {
        reached.rejects.iter().map(|reject| (reject.row, reject.code)).collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_sense_of_the_header() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = format!("{HEAD}s1,a1,failed,2026-03-02T08:00:00Z,\n").replace(',', delimiter);
            let (kept, reached) = read(text.as_bytes(), &Csv::default());
            assert_eq!((kept, reached.rejected), (vec![("s1".to_owned(), 2)], 0), "{delimiter:?}");
        }
        let colon = Csv { delimiter: Some(b':'), columns: None };
        let (kept, reached) = read(b"session_id:automation_id:outcome:ended\ns1:a1:failed:2026-03-02T08\n", &colon);
        assert_eq!((kept.len(), codes(&reached)), (0, vec![(2, "bad_time")]));
    }

    #[test]
    fn a_row_of_the_wrong_width_is_refused_and_its_neighbours_are_not() {
        let text = format!(
            "{HEAD}s1,a,failed,,2026-03-02T08:00:00Z\ns2,a\ns3,a,failed,,2026-03-02T08:00:00Z,x\n\ns4,a,failed,,2026-03-02T08:00:00Z\n"
        );
        let (kept, reached) = read(text.as_bytes(), &Csv::default());
        assert_eq!(kept, [("s1".to_owned(), 2), ("s4".to_owned(), 6)]);
        assert_eq!((codes(&reached), reached.notes.blank_lines), (vec![(3, "short_row"), (4, "long_row")], 1));
    }

    #[test]
    fn a_header_that_cannot_be_used_refuses_every_row() {
        for (head, code) in [
            ("session_id,automation_id,started\n", "missing_column"),
            ("session_id,session_id,automation_id,outcome,started\n", "duplicate_column"),
            ("session_id,\"automation_id,outcome,started\n", "bad_header"),
            ("session_id,automation_id,outcome,started\r", "bad_header"),
            ("session_id,automation\0_id,outcome,started\n", "bad_header"),
        ] {
            let (kept, reached) = read(format!("{head}1,2,3\n\n4,5,6").as_bytes(), &Csv::default());
            let expected = if head.ends_with('\r') { vec![(3, code)] } else { vec![(2, code), (4, code)] };
            assert_eq!((kept.len(), codes(&reached)), (0, expected), "{head:?}");
        }
        let (_, reached) = read(b"\xff\xfes\0e\0\n\0x\0\n\0", &Csv::default());
        assert!(reached.rejected > 0 && reached.rejects[0].message.contains("UTF-16"));
    }

    #[test]
    fn an_empty_export_is_told_and_one_without_rows_is_noted() {
        for empty in ["", "\u{feff}", "\n\r\n"] {
            let (_, reached) = read(empty.as_bytes(), &Csv::default());
            assert_eq!((reached.read, codes(&reached)), (1, vec![(0, "empty_file")]), "{empty:?}");
        }
        let (_, reached) = read(HEAD.as_bytes(), &Csv::default());
        assert_eq!((reached.read, reached.notes.empty.len()), (0, 1));
        let (_, reached) = read(b"session_id,result\n", &Csv::default());
        assert_eq!((reached.read, codes(&reached)), (1, vec![(0, "missing_column")]));
    }

    fn quoted(field: &str) -> String {
        format!("\"{}\"", field.replace('"', "\"\""))
    }

    proptest! {
        #[test]
        fn garbage_never_panics_and_always_balances(bytes in prop::collection::vec(prop::sample::select(b"ab,;\"\"\n\r\0\xc3\xa4 1".to_vec()), 0..400)) {
            for head in ["", HEAD] {
                let text = [head.as_bytes(), &bytes[..]].concat();
                let (kept, reached) = read(&text, &Csv::default());
                prop_assert_eq!(reached.read, kept.len() as i64 + reached.rejected);
            }
        }

        #[test]
        fn a_well_formed_export_is_read_as_the_csv_crate_reads_it(
            rows in prop::collection::vec((prop::collection::vec("[a-z\",;\n\r\tä ]{0,6}", 4), any::<bool>(), any::<bool>()), 0..30),
        ) {
            let mut text = "session_id,automation_id,outcome,started,owner,trigger\n".to_owned();
            for (at, (fields, always_quote, crlf)) in rows.iter().enumerate() {
                let field = |field: &String| {
                    let must = field.contains([',', '"', '\n', '\r']);
                    if must || *always_quote { quoted(field) } else { field.clone() }
                };
                let line = [format!("s{at}{}", fields[0].trim().replace(['"', ',', '\n', '\r'], "")), "a".into(), "failed".into(), "2026-03-02T08:00:00Z".into(), field(&fields[1]), field(&fields[2])];
                text += &(line.join(",") + if *crlf { "\r\n" } else { "\n" });
            }
            let theirs: Vec<Vec<String>> = ::csv::ReaderBuilder::new().from_reader(text.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let satellite = satellite("UTC");
            let source = Source { satellite: &satellite, object: "a.csv", reading: "r", now: "2026-03-10T00:00:00Z".parse().unwrap() };
            let mut ours = Vec::new();
            let reached = sessions(text.as_bytes(), &Csv::default(), source, &mut |batch| {
                let column = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
                let (ids, owners, triggers) = (column("session_id"), column("owner"), column("trigger"));
                let text = |column: &arrow::array::StringArray, at: usize| if column.is_null(at) { String::new() } else { column.value(at).to_owned() };
                ours.extend((0..batch.num_rows()).map(|at| [text(&ids, at), text(&owners, at), text(&triggers, at)]));
                Ok(())
            }).unwrap();
            prop_assert_eq!(reached.rejected, 0);
            let theirs: Vec<_> = theirs.into_iter().map(|row| [row[0].trim().to_owned(), row[4].clone(), row[5].clone()]).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn a_broken_row_among_good_ones_costs_no_good_one(good in 1usize..20, at in 0usize..20, broken in "[a,\"\r]{1,12}") {
            let good_row = |n: usize| format!("s{n},a,failed,,2026-03-02T08:00:00Z\n");
            let at = at.min(good);
            let mut text = HEAD.to_owned();
            (0..at).for_each(|n| text += &good_row(n));
            text += &format!("{broken}\n");
            (at..good).for_each(|n| text += &good_row(n));
            let (kept, _) = read(text.as_bytes(), &Csv::default());
            let ids: Vec<_> = kept.into_iter().map(|(id, _)| id).filter(|id| id.starts_with('s')).collect();
            prop_assert_eq!(ids, (0..good).map(|n| format!("s{n}")).collect::<Vec<_>>());
        }
    }
}
