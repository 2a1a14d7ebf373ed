//! Files as numbers, for whoever counts many rows: a text is the number of its word, so that
//! counting compares integers and each word is looked at once per file instead of once per row.
//! Parquet keeps such columns as numbers and a dictionary anyway; a page without one is numbered
//! while it is read. What is handed upward is plain Rust.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Date32Type, Int32Type, Int64Type, TimestampMicrosecondType};

use super::cells::{shape, whole};
use super::side_by_side::{Threads, hands, side_by_side};
use super::tables::{Kind, Table};
use super::{DataFile, Lake, LakeError, parquet};

/// Numbers of texts, shared by all that is counted together. Which text has which number depends on
/// who read first; nothing that is written may depend on it ([`Words::ranks`]).
#[derive(Debug, Default)]
pub struct Words(Mutex<WordNumbers>);

#[derive(Debug, Default)]
struct WordNumbers {
    numbers: HashMap<Arc<str>, u32>,
    /// The text of number 1 first.
    texts: Vec<Arc<str>>,
}

/// The number of what is empty.
pub const EMPTY: u32 = 0;

impl Words {
    pub fn number(&self, text: &str) -> u32 {
        self.known().number(text)
    }

    /// None: what is empty.
    pub fn text(&self, number: u32) -> Option<Arc<str>> {
        self.known()
            .texts
            .get((number as usize).checked_sub(1)?)
            .cloned()
    }

    /// By number, the place of its text among all of them in the order of their bytes; what is
    /// empty is first.
    pub fn ranks(&self) -> Vec<u32> {
        let known = self.known();
        let mut order: Vec<u32> = (1..=known.texts.len() as u32).collect();
        order.sort_unstable_by_key(|number| &known.texts[*number as usize - 1]);
        let mut ranks = vec![EMPTY; order.len() + 1];
        (1..)
            .zip(order)
            .for_each(|(rank, number)| ranks[number as usize] = rank);
        ranks
    }

    fn known(&self) -> MutexGuard<'_, WordNumbers> {
        self.0.lock().expect("nobody panics while numbering a word")
    }
}

impl WordNumbers {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let (text, number): (Arc<str>, _) = (text.into(), self.texts.len() as u32 + 1);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    fn texts(&self, numbers: &[u32]) -> StringArray {
        numbers
            .iter()
            .map(|number| (*number != EMPTY).then(|| &*self.texts[*number as usize - 1]))
            .collect()
    }
}

/// A column of some rows, one way or the other round: as it is read, and as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Of a text.
    Words(Vec<u32>),
    /// Of days since 1970, whole numbers, microseconds since 1970, and truths as 0 and 1.
    Numbers(Vec<Option<i64>>),
}

impl Column {
    pub fn words(&self) -> &[u32] {
        if let Self::Words(words) = self {
            words
        } else {
            &[]
        }
    }

    pub fn numbers(&self) -> &[Option<i64>] {
        if let Self::Numbers(numbers) = self {
            numbers
        } else {
            &[]
        }
    }
}

/// Some rows of a file one after the other: the columns that were asked for, in their order.
#[derive(Debug)]
pub struct CodedBlock {
    /// The number of its first row in the file.
    pub first: u32,
    pub rows: usize,
    pub columns: Vec<Column>,
}

/// A file of a table, to be read as numbers.
#[derive(Debug, Clone)]
pub struct Coded<'a> {
    lake: &'a Lake,
    table: &'static Table,
    file: DataFile,
    pub rows: u64,
}

impl Lake {
    pub fn coded(&self, table: &'static Table, files: &[DataFile]) -> Vec<Coded<'_>> {
        files
            .iter()
            .map(|file| Coded {
                lake: self,
                table,
                file: file.clone(),
                rows: file.rows,
            })
            .collect()
    }
}

impl Coded<'_> {
    /// Columns of the file, block by block. A column that the file is too old to have is empty in
    /// all rows.
    pub fn read(
        &self,
        columns: &[&str],
        words: &Words,
        mut each: impl FnMut(CodedBlock),
    ) -> Result<(), LakeError> {
        let asked = columns
            .iter()
            .map(|name| self.table.columns().find(|column| column.name == *name));
        let asked: Vec<_> = asked
            .map(|column| column.expect("only columns of the table are asked for"))
            .collect();
        let mut numbered: Vec<Option<NumberedDictionary>> = columns.iter().map(|_| None).collect();
        let mut first = 0;
        for batch in parquet::with_dictionaries(self.lake.source(&self.file)?, columns)? {
            let batch = batch?;
            let rows = batch.num_rows();
            let read = asked.iter().zip(&mut numbered).map(|(column, numbered)| {
                let Some(values) = batch.column_by_name(column.name) else {
                    return Ok(if column.kind == Kind::Text {
                        Column::Words(vec![EMPTY; rows])
                    } else {
                        Column::Numbers(vec![None; rows])
                    });
                };
                match column.kind {
                    Kind::Text => numbered_words(values, words, numbered).map(Column::Words),
                    kind => numbers(values, kind).map(Column::Numbers),
                }
                .ok_or_else(|| {
                    shape(
                        self.table,
                        format!(
                            "{}: {} where {:?} was agreed",
                            column.name,
                            values.data_type(),
                            column.kind
                        ),
                    )
                })
            });
            each(CodedBlock {
                first,
                rows,
                columns: read.collect::<Result<_, LakeError>>()?,
            });
            first += rows as u32;
        }
        Ok(())
    }

    /// What a text column says in some rows, by their numbers in ascending order.
    pub fn texts(&self, column: &str, rows: &[u32]) -> Result<Vec<Option<String>>, LakeError> {
        let batch = parquet::rows(self.lake.source(&self.file)?, rows, Some(column))?;
        let texts = batch
            .column_by_name(column)
            .and_then(|values| values.as_string_opt::<i32>());
        let texts = texts
            .ok_or_else(|| shape(self.table, format!("{column}: the file has no such text")))?;
        Ok(texts.iter().map(|text| text.map(str::to_owned)).collect())
    }
}

/// A dictionary of a file, and the numbers of its words: it is the same for many blocks.
struct NumberedDictionary {
    dictionary: ArrayRef,
    numbers: Vec<u32>,
}

fn numbered_words(
    values: &ArrayRef,
    words: &Words,
    last: &mut Option<NumberedDictionary>,
) -> Option<Vec<u32>> {
    let coded = values.as_dictionary_opt::<Int32Type>()?;
    let same =
        |last: &NumberedDictionary| last.dictionary.to_data().ptr_eq(&coded.values().to_data());
    if !last.as_ref().is_some_and(same) {
        let mut known = words.known();
        let numbers = coded
            .values()
            .as_string_opt::<i32>()?
            .iter()
            .map(|text| text.map_or(EMPTY, |text| known.number(text)))
            .collect();
        *last = Some(NumberedDictionary {
            dictionary: Arc::clone(coded.values()),
            numbers,
        });
    }
    let numbers = &last.as_ref()?.numbers;
    // What stands under an empty cell may be anything.
    let number = |key: &i32| {
        usize::try_from(*key)
            .ok()
            .and_then(|key| numbers.get(key))
            .copied()
            .unwrap_or(EMPTY)
    };
    let keys = coded.keys().values().iter().map(number);
    Some(match coded.keys().nulls() {
        None => keys.collect(),
        Some(nulls) => keys
            .zip(nulls)
            .map(|(number, told)| if told { number } else { EMPTY })
            .collect(),
    })
}

fn numbers(values: &ArrayRef, kind: Kind) -> Option<Vec<Option<i64>>> {
    Some(match kind {
        Kind::Day => values
            .as_primitive_opt::<Date32Type>()?
            .iter()
            .map(|day| day.map(i64::from))
            .collect(),
        Kind::Whole(_) => values.as_primitive_opt::<Int64Type>()?.iter().collect(),
        Kind::Instant => values
            .as_primitive_opt::<TimestampMicrosecondType>()?
            .iter()
            .collect(),
        Kind::Truth => values
            .as_boolean_opt()?
            .iter()
            .map(|truth| truth.map(i64::from))
            .collect(),
        Kind::Text | Kind::Ratio | Kind::Exact(_) => return None,
    })
}

/// Rows of a table as they were counted, ready to be filed.
pub type Batch = RecordBatch;

/// What rows of a table say, a column each.
pub enum Filled {
    Same(String),
    Of(Column),
    Texts(Vec<String>),
}

/// A batch of the table, from its columns in its order.
pub fn batch(
    table: &'static Table,
    rows: usize,
    columns: Vec<Filled>,
    words: &Words,
) -> Result<Batch, LakeError> {
    let known = words.known();
    let array =
        |(column, filled): (&super::tables::Column, Filled)| -> Result<ArrayRef, LakeError> {
            Ok(match (column.kind, filled) {
                (Kind::Text, Filled::Same(text)) => Arc::new(StringArray::from_iter_values(
                    std::iter::repeat_n(text, rows),
                )),
                (Kind::Text, Filled::Texts(texts)) => Arc::new(StringArray::from(texts)),
                (Kind::Text, Filled::Of(Column::Words(numbers))) => Arc::new(known.texts(&numbers)),
                (Kind::Whole(_), Filled::Of(Column::Numbers(numbers))) => {
                    Arc::new(Int64Array::from(numbers))
                }
                // Days came from days.
                (Kind::Day, Filled::Of(Column::Numbers(days))) => Arc::new(
                    days.iter()
                        .map(|day| day.map(|d| d as i32))
                        .collect::<Date32Array>(),
                ),
                (kind, _) => {
                    return Err(shape(
                        table,
                        format!("{}: counted as something else than {kind:?}", column.name),
                    ));
                }
            })
        };
    whole(
        table,
        table
            .columns()
            .zip(columns)
            .map(array)
            .collect::<Result<_, _>>()?,
    )
}

/// Does the same with files dealt out to as many hands as there are; what each of them made is
/// merged by the caller, so it must not matter who had which file.
pub fn dealt<'a, R: Send, E: Send>(
    files: &[Coded<'a>],
    work: impl Fn(&[Coded<'a>]) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let hands = hands(Threads::Cores).min(files.len()).max(1);
    let mut dealt: Vec<Vec<Coded<'a>>> = vec![Vec::new(); hands];
    files
        .iter()
        .enumerate()
        .for_each(|(at, file)| dealt[at % hands].push(file.clone()));
    side_by_side(dealt, Threads::Cores, |files| work(&files))
}

#[cfg(test)]
pub(crate) mod tests;
