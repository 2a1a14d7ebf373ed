//! Items of any export, under columns that its owner named: `[satellite.items]`.

use std::collections::BTreeSet;
use std::io::Read;

use arrow::array::RecordBatch;

use super::{ItemTelling, Items};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::header::listed;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::Asked;
use crate::extract::carriers::json::pages::{Pages, Sought};
use crate::extract::carriers::json::taker::Came;
use crate::extract::carriers::{csv, json, parquet};
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Column, Replaced};
use crate::extract::reading::compound::{Compound, Made};
use crate::extract::reading::items::{ItemExport, ItemFile, OfItem};
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::store::{Object, Store};

impl ItemExport {
    /// What stands in a column: the item's id first, the parts of ids and the words of the
    /// conditions last.
    fn names(&self) -> Vec<String> {
        let listed = self.listed().map(|(_, column)| column.header.trim());
        let parts = self
            .columns
            .0
            .values()
            .flat_map(|column| &column.parts)
            .map(|part| part.trim());
        listed
            .chain(parts)
            .chain(self.sieve.columns().map(str::trim))
            .map(str::to_owned)
            .collect()
    }

    /// How many of the names may tell which item it is, of which one must be there: the first does,
    /// where it does so alone.
    fn ids(&self) -> usize {
        let is_made = self
            .columns
            .0
            .get(&OfItem::ItemId)
            .is_some_and(|column| !column.parts.is_empty());
        if is_made { self.names().len() } else { 1 }
    }

    /// What an object must tell to be a row of it.
    fn sought(&self) -> Sought {
        let times: Vec<_> = OfItem::PLACING
            .iter()
            .filter_map(|told| self.columns.0.get(told))
            .collect();
        Sought::of(
            self.columns.0.get(&OfItem::ItemId),
            self.columns.0.get(&OfItem::QueueId),
            &times,
        )
    }

    /// Facts come in the order of their numbers, and an item's id is the first of them.
    fn listed(&self) -> impl Iterator<Item = (OfItem, &Column)> {
        self.columns
            .0
            .iter()
            .filter(|(_, column)| column.is_plain())
            .map(|(told, column)| (*told, column))
    }

    fn compound(&self) -> Compound<'_> {
        let made = |(&told, column)| Made {
            told: (told as usize, OfItem::as_str(told)),
            is_id: OfItem::is_id(told),
            is_required: told == OfItem::ItemId,
            column,
        };
        Compound::of(self.columns.0.iter().map(made), &self.nothing)
    }
}

/// Reads an export from beginning to end, in bounded memory; hands each batch of items to `keep` as
/// it fills.
pub fn items(
    input: impl Read,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mapped = Mapped::new(export, source);
    match &export.file {
        &ItemFile::Csv {
            delimiter,
            encoding,
            skip_lines,
        } => {
            let sheet = |places: &[Option<usize>]| Sheet {
                fault: mapped.missing(places),
                places: places.to_vec(),
                mapped,
            };
            csv::named(
                input,
                (delimiter, encoding, skip_lines),
                (&names, export.ids()),
                source,
                sheet,
                keep,
            )
        }
        ItemFile::Json {
            shape,
            encoding,
            rows,
        } => {
            let lines = Lines {
                asked: Asked::new(&names),
                mapped,
            };
            let pages = Pages::of(rows.as_deref(), || export.sought());
            json::read(
                Decoded::new(input, *encoding),
                *shape,
                pages,
                source,
                lines,
                keep,
            )
        }
        ItemFile::Parquet | ItemFile::Xlsx(_) => {
            unreachable!("their parts are read where they lie")
        }
    }
}

/// The same of a sheet.
pub fn of_sheet(
    rows: csv::sheet::Sheet<'_>,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mut mapped = Mapped::new(export, source);
    mapped.items = mapped.items.of_cells();
    let sheet = |places: &[Option<usize>]| Sheet {
        fault: mapped.missing(places),
        places: places.to_vec(),
        mapped,
    };
    csv::known_in_sheet(rows, (&names, export.ids()), source, sheet, keep)
}

/// The same of a Parquet file, which is read where it lies.
pub fn of_parquet(
    store: &Store,
    object: &Object,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mut mapped = Mapped::new(export, source);
    let sheet = |places: &[Option<usize>], instants: &[bool]| {
        for ((told, _), _) in export
            .listed()
            .zip(instants)
            .filter(|(_, is_instant)| **is_instant)
        {
            mapped.items.knows_when(told);
        }
        Sheet {
            fault: mapped.missing(places),
            places: places.to_vec(),
            mapped,
        }
    };
    parquet::named::named(store, object, &names, source, sheet, keep)
}

struct Mapped<'a> {
    export: &'a ItemExport,
    source: Source<'a>,
    compound: Compound<'a>,
    /// Of those listed, in their order: texts that are replaced. Outcomes are words, and read as
    /// such.
    replaced: Vec<Option<Replaced<'a>>>,
    items: Items<'a>,
}

impl<'a> Mapped<'a> {
    fn new(export: &'a ItemExport, source: Source<'a>) -> Self {
        let replaced = |(told, column): (OfItem, &'a Column)| {
            column.replaced().filter(|_| told != OfItem::Outcome)
        };
        let replaced = export.listed().map(replaced).collect();
        Self {
            export,
            source,
            compound: export.compound(),
            replaced,
            items: Items::mapped(source, &export.columns),
        }
    }

    /// Why no row of a file can be read whose columns stand there.
    fn missing(&self, places: &[Option<usize>]) -> Option<Fault> {
        let mut parts = self
            .compound
            .headers()
            .zip(&places[self.export.listed().count()..]);
        let columns = &self.export.columns.0;
        let mut untold: Vec<OfItem> = Vec::new();
        for (&told, column) in columns
            .iter()
            .filter(|(_, column)| !column.parts.is_empty())
        {
            let places = parts.by_ref().take(column.parts.len());
            untold
                .extend((places.filter(|(_, place)| place.is_none()).count() > 0).then_some(told));
        }
        untold.extend(
            self.export
                .listed()
                .zip(places)
                .filter(|(_, place)| place.is_none())
                .map(|((told, _), _)| told),
        );
        let is_there = |told: OfItem| columns.contains_key(&told) && !untold.contains(&told);
        let name = |told: OfItem| {
            columns
                .get(&told)
                .map_or(told.as_str().to_owned(), Column::called)
        };
        let mut missing: Vec<String> = OfItem::REQUIRED
            .iter()
            .filter(|told| !is_there(**told))
            .map(|told| name(*told))
            .collect();
        if !OfItem::PLACING.iter().any(|told| is_there(*told)) {
            missing.extend(
                OfItem::PLACING
                    .into_iter()
                    .filter(|told| columns.contains_key(told))
                    .map(name),
            );
        }
        let conditions = self
            .export
            .sieve
            .columns()
            .zip(&places[places.len() - self.export.sieve.columns().count()..]);
        missing.extend(
            conditions
                .filter(|(_, place)| place.is_none())
                .map(|(name, _)| name.to_owned()),
        );
        let mut known = BTreeSet::new();
        missing.retain(|name| known.insert(name.clone()));
        let first = missing.first()?.clone();
        let message = format!(
            "the export has no column {}: name theirs in [satellite.items], or mend the export",
            listed(&missing)
        );
        Some(Fault::new(&first, "missing_column", message))
    }

    /// `texts` are what stands under the names.
    fn push<'t>(
        &mut self,
        row: i64,
        texts: impl Iterator<Item = Option<&'t str>>,
        notes: &mut Notes,
    ) -> Result<bool, Fault>
    where
        'a: 't,
    {
        let texts: Vec<Option<&str>> = texts.collect();
        let (told, conditions) = texts.split_at(texts.len() - self.export.sieve.columns().count());
        let (told, parts) = told.split_at(self.export.listed().count());
        if !self.export.sieve.is_empty() && !self.export.sieve.keeps(conditions.iter().copied()) {
            notes.dropped += 1;
            return Ok(false);
        }
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        for (&told, column) in self.export.columns.0.iter() {
            telling[told as usize] = column.constant.as_deref();
        }
        for (((told, _), replaced), text) in self.export.listed().zip(&self.replaced).zip(told) {
            let text = text
                .map(str::trim)
                .filter(|text| !self.export.nothing.hides(text));
            telling[told as usize] = text.map(|text| {
                replaced
                    .and_then(|replaced| replaced.of(text))
                    .unwrap_or(text)
            });
        }
        if !self.compound.is_empty() {
            self.compound.join(parts.iter().copied())?;
            self.compound.tell(&mut telling);
        }
        self.items.push(row, &telling, notes).map(|()| true)
    }
}

struct Sheet<'a> {
    places: Vec<Option<usize>>,
    /// Why no row of this object can be read.
    fault: Option<Fault>,
    mapped: Mapped<'a>,
}

impl csv::taker::Taker for Sheet<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.mapped
            .push(
                line,
                self.places
                    .iter()
                    .map(|place| place.and_then(|at| fields.get(at))),
                notes,
            )
            .map(|_| ())
    }

    fn is_full(&self) -> bool {
        self.mapped.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.mapped.items.take()
    }

    fn twin(&self) -> Option<Self> {
        let mapped = Mapped::new(self.mapped.export, self.mapped.source);
        Some(Self {
            places: self.places.clone(),
            fault: self.fault.clone(),
            mapped,
        })
    }
}

impl parquet::named::Taker for Sheet<'_> {
    fn push(&mut self, row: i64, texts: &[Option<&str>], notes: &mut Notes) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.mapped
            .push(row, texts.iter().copied(), notes)
            .map(|_| ())
    }

    fn is_full(&self) -> bool {
        self.mapped.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.mapped.items.take()
    }
}

struct Lines<'a> {
    asked: Asked,
    mapped: Mapped<'a>,
}

impl json::taker::Taker for Lines<'_> {
    fn push(
        &mut self,
        row: i64,
        _: Option<&str>,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<Came, Fault> {
        let told = self.asked.of(text, &mut |_| {})?;
        let texts = told.iter().map(|text| text.as_deref());
        Ok(if self.mapped.push(row, texts, notes)? {
            Came::Kept
        } else {
            Came::Passed
        })
    }

    fn is_full(&self) -> bool {
        self.mapped.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.mapped.items.take()
    }

    fn finish(self, _: &mut Reached) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::columns::Nothing;
    use crate::extract::reading::file::Shape;
    use crate::extract::reading::items::ItemColumns;
    use crate::extract::reading::sieve::Condition;
    use crate::extract::reading::sieve::Sieve;
    use crate::extract::reading::tests::satellite;

    /// Rows read and rejected, and the rejects' rows, codes and columns.
    fn told(file: ItemFile, text: &str, listed: &[(OfItem, Column)]) -> (i64, i64, Vec<String>) {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object: "a",
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let sieve = Sieve(vec![Condition {
            column: "Kind".into(),
            words: ["test".to_owned()].into(),
            keeps: false,
        }]);
        let export = ItemExport {
            file,
            columns: ItemColumns(listed.iter().cloned().collect()),
            nothing: Nothing::default(),
            sieve,
        };
        let mut batches = 0;
        let mut keep = |batch: RecordBatch| {
            batches += batch.num_rows() as i64;
            Ok(())
        };
        let reached = items(text.as_bytes(), &export, source, &mut keep).unwrap();
        assert_eq!(reached.read - reached.rejected, batches);
        let rejects = reached
            .rejects
            .iter()
            .map(|reject| format!("{} {} {}", reject.row, reject.code, reject.column));
        (reached.read, reached.notes.dropped, rejects.collect())
    }

    #[test]
    fn what_is_left_out_is_counted_and_what_cannot_be_read_says_which_of_their_columns_it_is() {
        let constant = Column::constant("claims");
        let mapped = [
            (OfItem::ItemId, Column::named("Case")),
            (OfItem::QueueId, constant),
            (OfItem::Outcome, Column::named("State")),
            (OfItem::Created, Column::named("At")),
        ];
        let sheet = ItemFile::Csv {
            delimiter: None,
            encoding: None,
            skip_lines: 0,
        };
        let text = "case;state;AT;kind\n1;succeeded;2026-03-02T08:00:00Z;Real\n2;succeeded;2026-03-02T08:00:00Z;TEST\n3;failed;soon;Real\n;failed;2026-03-02T08:00:00Z;\n";
        assert_eq!(
            told(sheet.clone(), text, &mapped),
            (
                3,
                1,
                vec!["4 bad_time At".into(), "5 missing_value Case".into()]
            )
        );
        let lines = ItemFile::Json {
            shape: Shape::Lines,
            encoding: None,
            rows: None,
        };
        let text = "{\"Case\":1,\"State\":\"failed\",\"At\":\"2026-03-02T08:00:00Z\"}\n{\"Case\":2,\"State\":\"failed\"}\n{\"Kind\":\"Test\"}\n";
        assert_eq!(
            told(lines, text, &mapped),
            (2, 1, vec!["2 missing_value At".into()])
        );
        let fault = |text: &str, mapped: &[(OfItem, Column)]| {
            let columns = ItemColumns(mapped.iter().cloned().collect());
            let export = ItemExport {
                file: sheet.clone(),
                columns,
                nothing: Nothing::default(),
                sieve: Sieve::default(),
            };
            let satellite = satellite("UTC");
            let source = Source {
                satellite: &satellite,
                object: "a.csv",
                reading: "r",
                now: "2026-03-10T00:00:00Z".parse().unwrap(),
            };
            let reached = items(text.as_bytes(), &export, source, &mut |_| Ok(())).unwrap();
            reached.rejects[0].message.clone()
        };
        let twice = [
            (OfItem::ItemId, Column::named("Case")),
            (OfItem::QueueId, Column::named("State")),
            (OfItem::Outcome, Column::named("State")),
        ];
        let message = fault("case,y\n1,2\n", &twice);
        assert!(
            message.starts_with("the export has no column State: "),
            "each once: {message}"
        );
        // A header without what a condition asks for, or without a state, costs every row.
        let text = "case;AT;kind\n1;2026-03-02T08:00:00Z;Real\n";
        assert_eq!(
            told(sheet.clone(), text, &mapped),
            (1, 0, vec!["2 missing_column State".into()])
        );
        let text = "case;state;AT\n1;failed;2026-03-02T08:00:00Z\n";
        assert_eq!(
            told(sheet.clone(), text, &mapped),
            (1, 0, vec!["2 missing_column Kind".into()])
        );
        let text = "state;AT;kind\nfailed;2026-03-02T08:00:00Z;Real\n";
        assert_eq!(
            told(sheet.clone(), text, &mapped),
            (1, 0, vec!["2 missing_column Case".into()])
        );
    }
}
