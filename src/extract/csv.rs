//! CSV exports: the tokenizer's rows become sessions and rejects under a [`Binding`]: the header's names, or a list of
//! attributes that stands elsewhere. The lines are counted twice, by two means, so that no row can be lost without
//! being missed.

mod fields;
mod flaw;
mod header;
mod rows;
mod stream;

use std::io::{self, Read};

use arrow::array::RecordBatch;

use self::header::{Binding, DELIMITERS, Header, Places, resolved};
use self::rows::{Rows, Scan};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Csv};
use super::rejects::{Fault, Rejects};
use super::sessions::{Dialect, Sessions, Source};
use crate::lake::NameRow;
use crate::model::receipt::Reject;

pub use self::fields::Fields;
pub(super) use self::flaw::{Flaw, Stop};
pub use self::stream::ROW_LIMIT_BYTES;
pub(super) use self::stream::Stream;

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub names: Vec<NameRow>,
    pub notes: Notes,
}

/// Takes the fields of rows, one row after the other.
pub trait Taker {
    /// Keeps a row that begins on `line`, or says why it cannot be kept. What it is unsure of it notes.
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;
    /// All was read: what it holds beside batches goes with what came of the object.
    fn finish(self, _reached: &mut Reached)
    where
        Self: Sized,
    {
    }
}

/// Where full batches go.
pub type Keep<'k> = dyn FnMut(RecordBatch) -> Result<(), ExtractError> + 'k;

/// Reads an export with a header line from beginning to end, in bounded memory; hands each batch of sessions to `keep`
/// as it fills.
pub fn sessions(input: impl Read, csv: &Csv, source: Source<'_>, keep: &mut Keep<'_>) -> Result<Reached, ExtractError> {
    let mut walk = Walk::begin(input, &source)?;
    let scan = walk.past_blanks()?;
    if scan == Scan::End {
        let message = "the export is empty: it has not even a header line";
        walk.rejects.refuse(0, Fault::new("", "empty_file", message), b"");
        return walk.finish();
    }
    let header = header(&mut walk.rows, scan, csv).map_err(|error| walk.torn(error))?;
    let header_raw = walk.rows.raw().to_vec();
    walk.accounted += walk.rows.lines();
    let sessions = Sessions::new(source, Dialect::default(), csv.columns.as_ref(), header.names.clone());
    let mut named = Named { places: header.places, sessions };
    walk.next()?;
    walk.rows_to(&Binding::Header(&header), &mut named, keep)?;
    if let (Some(fault), 0) = (header.fault, walk.rejects.count()) {
        // Whoever broke the layout of an export that happens to hold no rows should learn it today.
        walk.rejects.refuse(0, fault, &header_raw);
    }
    (walk.notes.ignored, walk.notes.absent) = (header.ignored, header.absent);
    walk.finish()
}

/// Reads an export that has no header line: its `width` attributes are named elsewhere. Columns are only ever added at
/// the end, so a narrow row is an older one that lacks the last of them, and a wider one cannot be understood.
pub fn headless<T: Taker>(
    input: impl Read,
    delimiter: u8,
    width: usize,
    source: Source<'_>,
    mut taker: T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let mut walk = Walk::begin(input, &source)?;
    walk.scan = walk.rows.again(delimiter).map_err(|error| walk.torn(error))?;
    walk.rows_to(&Binding::Attributes { width }, &mut taker, keep)?;
    let mut reached = walk.finish()?;
    taker.finish(&mut reached);
    Ok(reached)
}

/// The sessions of an export whose header was understood.
struct Named<'a> {
    places: Places,
    sessions: Sessions<'a>,
}

impl Taker for Named<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        let telling = std::array::from_fn::<_, { Canonical::ALL.len() }, _>(|told| self.places[told].and_then(|at| fields.get(at)));
        self.sessions.push(line, &telling, notes)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }
}

/// One walk over an object, and the accounts of it.
struct Walk<'a, R> {
    rows: Rows<R>,
    /// What stands at the current place.
    scan: Scan,
    object: &'a str,
    kept: i64,
    rejects: Rejects<'a>,
    notes: Notes,
    /// Lines: of header, blank lines, kept and rejected rows.
    accounted: i64,
}

impl<'a, R: Read> Walk<'a, R> {
    fn begin(input: R, source: &Source<'a>) -> Result<Self, ExtractError> {
        let torn = |error| ExtractError::Read { object: source.object.to_owned(), source: error };
        let rows = Rows::new(input).map_err(torn)?;
        let (rejects, notes) = (Rejects::new(&source.satellite.id, source.object), Notes::default());
        Ok(Self { rows, scan: Scan::End, object: source.object, kept: 0, rejects, notes, accounted: 0 })
    }

    fn torn(&self, error: io::Error) -> ExtractError {
        ExtractError::Read { object: self.object.to_owned(), source: error }
    }

    fn next(&mut self) -> Result<Scan, ExtractError> {
        self.scan = self.rows.next().map_err(|error| self.torn(error))?;
        Ok(self.scan)
    }

    /// The first line with something on it.
    fn past_blanks(&mut self) -> Result<Scan, ExtractError> {
        while self.next()? == Scan::Blank {
            self.notes.blank_lines += 1;
            self.accounted += self.rows.lines();
        }
        Ok(self.scan)
    }

    /// Hands over the rows from the current place to the end.
    fn rows_to<T: Taker>(&mut self, binding: &Binding<'_>, taker: &mut T, keep: &mut Keep<'_>) -> Result<(), ExtractError> {
        loop {
            let fault = match self.scan {
                Scan::End => break,
                Scan::Blank => {
                    self.notes.blank_lines += 1;
                    None
                }
                Scan::Malformed(flaw) => Some(flaw.fault()),
                Scan::Row => {
                    let fault = keep_row(&mut self.rows, binding, taker, &mut self.notes).map_err(|error| self.torn(error))?;
                    self.kept += i64::from(fault.is_none());
                    fault
                }
            };
            self.accounted += self.rows.lines();
            if let Some(fault) = fault {
                self.rejects.refuse(self.rows.line(), fault, self.rows.raw());
            }
            if taker.is_full() {
                taker.take().map_or(Ok(()), &mut *keep)?;
            }
            self.next()?;
        }
        taker.take().map_or(Ok(()), keep)
    }

    fn finish(mut self) -> Result<Reached, ExtractError> {
        let (counted, accounted) = (self.rows.physical_lines(), self.accounted);
        if accounted != counted {
            return Err(ExtractError::LinesLost { object: self.object.to_owned(), counted, accounted });
        }
        let rejected = self.rejects.count();
        if self.kept + rejected == 0 {
            self.notes.empty.insert(self.object.to_owned());
        }
        Ok(Reached { read: self.kept + rejected, rejected, rejects: self.rejects.finish(), names: Vec::new(), notes: self.notes })
    }
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
fn keep_row<R: Read, T: Taker>(rows: &mut Rows<R>, binding: &Binding<'_>, taker: &mut T, notes: &mut Notes) -> io::Result<Option<Fault>> {
    if let Binding::Header(Header { fault: Some(fault), .. }) = binding {
        return Ok(Some(fault.clone()));
    }
    if let Some(fault) = binding.misfit(rows.width()) {
        rows.give_up()?;
        return Ok(Some(fault));
    }
    let fields = match rows.fields() {
        Ok(fields) => fields,
        Err(flaw) => return Ok(Some(flaw.fault())),
    };
    Ok(taker.push(rows.line(), fields, notes).err())
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

    /// The rows that were taken, joined by a bar.
    struct Heard<'a>(&'a mut Vec<String>);

    impl Taker for Heard<'_> {
        fn push(&mut self, line: i64, fields: Fields<'_>, _: &mut Notes) -> Result<(), Fault> {
            self.0.push(format!("{line}: {}", fields.iter().collect::<Vec<_>>().join("|")));
            Ok(())
        }

        fn is_full(&self) -> bool {
            false
        }

        fn take(&mut self) -> Option<RecordBatch> {
            None
        }
    }

    #[test]
    fn without_a_header_a_narrow_row_is_taken_and_a_wider_one_refused() {
        let satellite = satellite("UTC");
        let source = Source { satellite: &satellite, object: "a.csv", reading: "r", now: "2026-03-10T00:00:00Z".parse().unwrap() };
        let read = |bytes: &[u8], delimiter| {
            let mut heard = Vec::new();
            let reached = headless(bytes, delimiter, 3, source, Heard(&mut heard), &mut |_| Ok(())).unwrap();
            assert_eq!(reached.read, heard.len() as i64 + reached.rejected);
            (heard, reached)
        };
        let (heard, reached) = read(b"\xef\xbb\xbfa,\"b\nb\",c\n\nd\ne,f,g,h\ni,\"j\nk,l,m\n", b',');
        assert_eq!(heard, ["1: a|b\nb|c", "4: d", "7: k|l|m"]);
        assert_eq!((codes(&reached), reached.notes.blank_lines), (vec![(5, "long_row"), (6, "unclosed_quote")], 1));
        let (heard, _) = read(b"a;b,c", b';');
        assert_eq!(heard, ["1: a|b,c"]);
        let (_, reached) = read(b"", b',');
        assert_eq!((reached.read, reached.notes.empty.len()), (0, 1), "nothing happened to the table in that time");
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
