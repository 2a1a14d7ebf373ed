//! Items of any export, under columns that its owner named: `[satellite.items]`.

use std::collections::BTreeSet;
use std::io::Read;

use arrow::array::RecordBatch;

use super::{ItemTelling, Items};
use crate::extract::carriers::csv::header::listed;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::{Members, WantedPaths};
use crate::extract::carriers::json::pages::{JsonPages, RowCriteria};
use crate::extract::carriers::{csv, json, parquet};
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Column, Replaced};
use crate::extract::reading::compound::{Compound, Made};
use crate::extract::reading::items::OfItem;
use crate::extract::reading::{CsvForm, ItemExport, JsonForm};
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker};
use crate::lake::delta::foreign::LogSaid;
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
    fn sought(&self) -> RowCriteria {
        let times: Vec<_> = OfItem::PLACING
            .iter()
            .filter_map(|field| self.columns.0.get(field))
            .collect();
        RowCriteria::of(
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
            .map(|(field, column)| (*field, column))
    }

    fn compound(&self) -> Compound<'_> {
        let made = |(&field, column)| Made {
            field: (field as usize, OfItem::as_str(field)),
            is_id: OfItem::is_id(field),
            is_required: field == OfItem::ItemId,
            column,
        };
        Compound::of(self.columns.0.iter().map(made), &self.nothing)
    }
}

/// Reads a CSV export from beginning to end, in bounded memory; hands each batch of items to `keep`
/// as it fills.
pub fn of_csv(
    input: impl Read,
    form: &CsvForm,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mapped = MappedItems::new(export, source);
    let taker = |places: &[Option<usize>]| mapped.standing_at(places);
    csv::named(input, form, (&names, export.ids()), source, taker, keep)
}

/// The same of a JSON export.
pub fn of_json(
    input: impl Read,
    form: &JsonForm,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let members = Members {
        asked: WantedPaths::new(export.names()),
        taker: MappedItems::new(export, source),
    };
    let pages = JsonPages::of(form.rows.as_deref(), || export.sought());
    let input = Decoded::new(input, form.encoding);
    json::read(input, form.shape, pages, source, members, keep)
}

/// The same of a sheet.
pub fn of_sheet(
    rows: csv::sheet::Sheet<'_>,
    export: &ItemExport,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mut mapped = MappedItems::new(export, source);
    mapped.items = mapped.items.of_cells();
    let taker = |places: &[Option<usize>]| mapped.standing_at(places);
    csv::known_in_sheet(rows, (&names, export.ids()), source, taker, keep)
}

/// The same of a Parquet file, which is read where it lies. `said` is what a table's log says of
/// it.
pub fn of_parquet(
    store: &Store,
    object: &Object,
    export: &ItemExport,
    said: &LogSaid,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names = export.names();
    let mut mapped = MappedItems::new(export, source);
    let taker = |places: &[Option<usize>], instants: &[bool]| {
        for ((field, _), _) in export
            .listed()
            .zip(instants)
            .filter(|(_, is_instant)| **is_instant)
        {
            mapped.items.knows_when(field);
        }
        mapped.standing_at(places)
    };
    parquet::named::named(store, object, said, &names, source, taker, keep)
}

/// Takes rows whose texts stand in the order of [`ItemExport::names`].
struct MappedItems<'a> {
    export: &'a ItemExport,
    source: Source<'a>,
    /// Why no row of this object can be read.
    fault: Option<Fault>,
    compound: Compound<'a>,
    /// Of those listed, in their order: what they tell, and texts that are replaced. Outcomes are
    /// words, and read as such.
    listed: Vec<(OfItem, Option<Replaced<'a>>)>,
    /// Where the words of the conditions begin, and where they end.
    conditions: (usize, usize),
    items: Items<'a>,
}

impl<'a> MappedItems<'a> {
    fn new(export: &'a ItemExport, source: Source<'a>) -> Self {
        let replaced = |(field, column): (OfItem, &'a Column)| {
            let replaced = column.replaced().filter(|_| field != OfItem::Outcome);
            (field, replaced)
        };
        let listed: Vec<_> = export.listed().map(replaced).collect();
        let compound = export.compound();
        let from = listed.len() + compound.headers().count();
        Self {
            export,
            source,
            fault: None,
            compound,
            listed,
            conditions: (from, from + export.sieve.columns().count()),
            items: Items::mapped(source, &export.columns),
        }
    }

    /// In a file whose columns stand there.
    fn standing_at(self, places: &[Option<usize>]) -> Self {
        Self {
            fault: self.missing(places),
            ..self
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
        for (&field, column) in columns
            .iter()
            .filter(|(_, column)| !column.parts.is_empty())
        {
            let places = parts.by_ref().take(column.parts.len());
            untold
                .extend((places.filter(|(_, place)| place.is_none()).count() > 0).then_some(field));
        }
        untold.extend(
            self.export
                .listed()
                .zip(places)
                .filter(|(_, place)| place.is_none())
                .map(|((field, _), _)| field),
        );
        let is_there = |field: OfItem| columns.contains_key(&field) && !untold.contains(&field);
        let name = |field: OfItem| {
            columns
                .get(&field)
                .map_or(field.as_str().to_owned(), Column::called)
        };
        let mut missing: Vec<String> = OfItem::REQUIRED
            .iter()
            .filter(|field| !is_there(**field))
            .map(|field| name(*field))
            .collect();
        if !OfItem::PLACING.iter().any(|field| is_there(*field)) {
            missing.extend(
                OfItem::PLACING
                    .into_iter()
                    .filter(|field| columns.contains_key(field))
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
}

impl Taker for MappedItems<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let (from, to) = self.conditions;
        let sieve = &self.export.sieve;
        if !sieve.is_empty() && !sieve.keeps((from..to).map(|at| row.text(at))) {
            notes.dropped += 1;
            return Ok(Taken::Passed);
        }
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        for (&field, column) in self.export.columns.0.iter() {
            telling[field as usize] = column.constant.as_deref();
        }
        for (at, (field, replaced)) in self.listed.iter().enumerate() {
            let text = row
                .text(at)
                .map(str::trim)
                .filter(|text| !self.export.nothing.hides(text));
            telling[*field as usize] = text.map(|text| {
                replaced
                    .and_then(|replaced| replaced.of(text))
                    .unwrap_or(text)
            });
        }
        if !self.compound.is_empty() {
            let parts = self.listed.len()..from;
            self.compound.join(parts.map(|at| row.text(at)))?;
            self.compound.tell(&mut telling);
        }
        self.items
            .push(row.number, &telling, notes)
            .map(|()| Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.items.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self {
            fault: self.fault.clone(),
            ..Self::new(self.export, self.source)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::Carrier;
    use crate::extract::reading::columns::Nothing;
    use crate::extract::reading::file::Shape;
    use crate::extract::reading::items::ItemColumns;
    use crate::extract::reading::sieve::Condition;
    use crate::extract::reading::sieve::Sieve;
    use crate::extract::reading::tests::satellite;

    /// Rows read and rejected, and the rejects' rows, codes and columns.
    fn told(carrier: &Carrier, text: &str, listed: &[(OfItem, Column)]) -> (i64, i64, Vec<String>) {
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
            columns: ItemColumns(listed.iter().cloned().collect()),
            nothing: Nothing::default(),
            sieve,
        };
        let mut batches = 0;
        let mut keep = |batch: RecordBatch| {
            batches += batch.num_rows() as i64;
            Ok(())
        };
        let (text, keep) = (text.as_bytes(), &mut keep);
        let reached = match carrier {
            Carrier::Json(form) => of_json(text, form, &export, source, keep),
            _ => of_csv(text, &CsvForm::default(), &export, source, keep),
        }
        .unwrap();
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
        let sheet = Carrier::Csv(CsvForm::default());
        let text = "case;state;AT;kind\n1;succeeded;2026-03-02T08:00:00Z;Real\n2;succeeded;2026-03-02T08:00:00Z;TEST\n3;failed;soon;Real\n;failed;2026-03-02T08:00:00Z;\n";
        assert_eq!(
            told(&sheet, text, &mapped),
            (
                3,
                1,
                vec!["4 bad_time At".into(), "5 missing_value Case".into()]
            )
        );
        let lines = Carrier::Json(Shape::Lines.into());
        let text = "{\"Case\":1,\"State\":\"failed\",\"At\":\"2026-03-02T08:00:00Z\"}\n{\"Case\":2,\"State\":\"failed\"}\n{\"Kind\":\"Test\"}\n";
        assert_eq!(
            told(&lines, text, &mapped),
            (2, 1, vec!["2 missing_value At".into()])
        );
        let fault = |text: &str, mapped: &[(OfItem, Column)]| {
            let columns = ItemColumns(mapped.iter().cloned().collect());
            let export = ItemExport {
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
            let form = CsvForm::default();
            let reached = of_csv(text.as_bytes(), &form, &export, source, &mut |_| Ok(())).unwrap();
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
            told(&sheet, text, &mapped),
            (1, 0, vec!["2 missing_column State".into()])
        );
        let text = "case;state;AT\n1;failed;2026-03-02T08:00:00Z\n";
        assert_eq!(
            told(&sheet, text, &mapped),
            (1, 0, vec!["2 missing_column Kind".into()])
        );
        let text = "state;AT;kind\nfailed;2026-03-02T08:00:00Z;Real\n";
        assert_eq!(
            told(&sheet, text, &mapped),
            (1, 0, vec!["2 missing_column Case".into()])
        );
    }
}
