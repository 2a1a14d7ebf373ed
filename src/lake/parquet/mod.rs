//! Arrow to Parquet and back. The same rows give the same bytes: no clock, no version, no random
//! order goes in.

pub mod foreign;
mod parts;
mod sums;
mod thrift;
mod windows;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions,
    compute_leaves,
};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use self::sums::BlockSums;
use self::windows::Following;
pub(in crate::lake) use self::windows::{FilePlace, Windows};
use crate::lake::error::LakeError;
use crate::lake::side_by_side::{Threads, side_by_side};

/// Columns of tables with an id that mostly rise from row to row: what is kept of each is by how
/// much.
const RISING: [&str; 7] = [
    "created",
    "started",
    "ended",
    "due",
    "source_version",
    "source_modified",
    "row",
];

/// Of fewer rows the parts of a file are small, and making ready to compress them well takes longer
/// than all the rest.
const ROWS_FOR_ZSTD: usize = 8 * 1024;

const BATCH_ROWS: usize = 64 * 1024;

/// Rows that are counted at once: their columns fit into the cache.
const BLOCK_ROWS: usize = 8 * 1024;

/// Fewer rows than this are not worth threads.
const ROWS_FOR_THREADS: usize = 16 * 1024;

pub fn encode(batch: &RecordBatch) -> Result<Bytes, LakeError> {
    encode_all(batch.schema(), std::slice::from_ref(batch), None)
}

/// The same of batches that come one after the other, each as large as the first but the last one:
/// what is held of them is what was encoded.
pub fn encode_each(
    schema: SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, LakeError>>,
) -> Result<Bytes, LakeError> {
    let mut batches = batches.peekable();
    let first = match batches.peek() {
        Some(Ok(first)) => first.num_rows(),
        _ => 0,
    };
    let (mut file, columns) = file_writer(schema, first, None)?;
    let mut writers = columns.create_column_writers(0)?;
    let mut rows = 0;
    for batch in batches {
        let batch = batch?;
        rows += batch.num_rows();
        for (at, writer) in writers.iter_mut().enumerate() {
            for leaf in compute_leaves(batch.schema_ref().field(at), batch.column(at))? {
                writer.write(&leaf)?;
            }
        }
    }
    if rows > 0 {
        let mut group = file.next_row_group()?;
        for writer in writers {
            writer.close()?.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    Ok(sums::sealed(file.into_inner()?).into())
}

/// The rows of all batches as one row group. `id` is a column that is unique in its file: a
/// dictionary of it would be the column again, and a filter finds the files that hold a given one.
pub(in crate::lake) fn encode_all(
    schema: SchemaRef,
    batches: &[RecordBatch],
    id: Option<&str>,
) -> Result<Bytes, LakeError> {
    let rows = batches.iter().map(RecordBatch::num_rows).sum::<usize>();
    let (mut file, columns) = file_writer(schema, rows, id)?;
    if rows > 0 {
        let chunks = encode_columns(columns.create_column_writers(0)?, batches, rows)?;
        let mut group = file.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    Ok(sums::sealed(file.into_inner()?).into())
}

/// Of a file of so many rows, or more.
fn file_writer(
    schema: SchemaRef,
    rows: usize,
    id: Option<&str>,
) -> Result<(SerializedFileWriter<Vec<u8>>, ArrowRowGroupWriterFactory), LakeError> {
    let compression = if rows < ROWS_FOR_ZSTD {
        Compression::SNAPPY
    } else {
        Compression::ZSTD(ZstdLevel::try_new(1)?)
    };
    let mut properties = WriterProperties::builder()
        .set_compression(compression)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_created_by("reckoner".to_owned());
    if let Some(id) = id.filter(|_| rows > 0) {
        let id = || ColumnPath::from(id);
        properties = properties
            .set_column_dictionary_enabled(id(), false)
            .set_column_bloom_filter_enabled(id(), true)
            .set_column_bloom_filter_fpp(id(), 0.01)
            .set_column_bloom_filter_max_ndv(id(), rows as u64);
        for rising in RISING.map(ColumnPath::from) {
            properties = properties
                .set_column_dictionary_enabled(rising.clone(), false)
                .set_column_encoding(rising, Encoding::DELTA_BINARY_PACKED);
        }
    }
    // Arrow's own copy of the schema says nothing that Parquet's does not.
    let options = ArrowWriterOptions::new()
        .with_properties(properties.build())
        .with_skip_arrow_metadata(true);
    let writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options)?;
    Ok(writer.into_serialized_writer()?)
}

/// Which thread takes which column changes no byte.
fn encode_columns(
    writers: Vec<ArrowColumnWriter>,
    batches: &[RecordBatch],
    rows: usize,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    let encode = |(at, mut writer): (usize, ArrowColumnWriter)| {
        for batch in batches {
            for leaf in compute_leaves(batch.schema_ref().field(at), batch.column(at))? {
                writer.write(&leaf)?;
            }
        }
        writer.close()
    };
    let columns: Vec<_> = writers.into_iter().enumerate().collect();
    if rows < ROWS_FOR_THREADS {
        columns.into_iter().map(encode).collect()
    } else {
        side_by_side(columns, Threads::Cores, encode)
    }
}

/// A file of ours, to read parts of.
pub(in crate::lake) struct StoredFile {
    of: About,
    held: FileBytes,
}

/// Of what is large, nothing but the parts that are asked for is read.
enum FileBytes {
    Whole(Bytes),
    Windows(Windows),
}

/// What is known of a file beside its bytes.
#[derive(Clone)]
struct About {
    path: String,
    /// As its log tells it, if it does.
    rows: Option<u64>,
    windows: Option<Windows>,
}

impl StoredFile {
    /// Of bytes that were [checked](check).
    pub fn whole(path: &str, rows: Option<u64>, bytes: Bytes) -> Self {
        Self {
            of: About {
                path: path.to_owned(),
                rows,
                windows: None,
            },
            held: FileBytes::Whole(bytes),
        }
    }

    pub fn windows(path: &str, rows: Option<u64>, windows: Windows) -> Self {
        Self {
            of: About {
                path: path.to_owned(),
                rows,
                windows: Some(windows.clone()),
            },
            held: FileBytes::Windows(windows),
        }
    }
}

impl About {
    /// Bytes that were checked do not make a reader fail. Those of files that are older than their
    /// checksums may, and by more than an error.
    fn reading<T>(&self, read: impl FnOnce() -> Result<T, LakeError>) -> Result<T, LakeError> {
        let read = catch_unwind(AssertUnwindSafe(read));
        if let Some(error) = self.windows.as_ref().and_then(Windows::failed) {
            return Err(error);
        }
        match read {
            Ok(Err(LakeError::Parquet(error))) => Err(damaged(&self.path, error)),
            Ok(Err(LakeError::Arrow(error))) => Err(damaged(&self.path, error)),
            Ok(read) => read,
            Err(_) => Err(damaged(
                &self.path,
                "no reader of Parquet can make anything of it",
            )),
        }
    }

    fn open(
        &self,
        source: StoredFile,
    ) -> Result<ParquetRecordBatchReaderBuilder<StoredFile>, LakeError> {
        let known = ArrowReaderMetadata::load(&source, ArrowReaderOptions::new())?;
        self.open_as(source, known)
    }

    fn open_as(
        &self,
        source: StoredFile,
        known: ArrowReaderMetadata,
    ) -> Result<ParquetRecordBatchReaderBuilder<StoredFile>, LakeError> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(source, known);
        let there = builder.metadata().file_metadata().num_rows();
        match self.rows {
            Some(told) if i64::try_from(told) != Ok(there) => Err(damaged(
                &self.path,
                format_args!("the log says that it has {told} rows, and it has {there}"),
            )),
            _ => Ok(builder),
        }
    }
}

fn damaged(path: &str, what: impl ToString) -> LakeError {
    LakeError::Damaged {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

/// Whether the bytes of a whole file are those that were written. `false`: it is older than its
/// kind of checksums.
pub(in crate::lake) fn check(path: &str, bytes: &Bytes) -> Result<bool, LakeError> {
    let get = |range: std::ops::Range<u64>| {
        Ok::<_, LakeError>(bytes.slice(range.start as usize..range.end as usize))
    };
    let sums = BlockSums::of(bytes.len() as u64, get)?.map_err(|what| damaged(path, what))?;
    let Some(sums) = sums else { return Ok(false) };
    sums.check(0, bytes).map_err(|what| damaged(path, what))?;
    Ok(true)
}

pub fn decode(file: Bytes) -> Result<Vec<RecordBatch>, LakeError> {
    read(StoredFile::whole("a file", None, file), None)
}

/// All columns, or one.
pub(in crate::lake) fn read(
    source: StoredFile,
    column: Option<&str>,
) -> Result<Vec<RecordBatch>, LakeError> {
    let of = source.of.clone();
    of.reading(|| {
        let mut builder = of.open(source)?.with_batch_size(BATCH_ROWS);
        if let Some(name) = column {
            let mask = ProjectionMask::columns(builder.parquet_schema(), [name]);
            builder = builder.with_projection(mask);
        }
        Ok(builder.build()?.collect::<Result<_, _>>()?)
    })
}

/// Some columns.
pub(in crate::lake) fn read_columns(
    source: StoredFile,
    columns: &[&str],
) -> Result<Vec<RecordBatch>, LakeError> {
    let of = source.of.clone();
    of.reading(|| {
        let builder = of.open(source)?.with_batch_size(BATCH_ROWS);
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        Ok(builder
            .with_projection(mask)
            .build()?
            .collect::<Result<_, _>>()?)
    })
}

/// Some columns, texts as dictionaries: where a file has pages without one, they get one while they
/// are read. Columns that the file does not have are left out.
pub(in crate::lake) fn with_dictionaries(
    source: StoredFile,
    columns: &[&str],
) -> Result<RowBlocks, LakeError> {
    let of = source.of.clone();
    let reader = of.reading(|| {
        let plain = ArrowReaderMetadata::load(&source, ArrowReaderOptions::new())?;
        let coded = |field: &FieldRef| match field.data_type() {
            DataType::Utf8 if columns.contains(&field.name().as_str()) => {
                let kind =
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                Arc::new(Field::new(field.name(), kind, field.is_nullable()))
            }
            _ => Arc::clone(field),
        };
        let schema = Arc::new(Schema::new(
            plain
                .schema()
                .fields()
                .iter()
                .map(coded)
                .collect::<Vec<_>>(),
        ));
        let coded = ArrowReaderMetadata::try_new(
            Arc::clone(plain.metadata()),
            ArrowReaderOptions::new().with_schema(schema),
        )?;
        let builder = of.open_as(source, coded)?.with_batch_size(BLOCK_ROWS);
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        Ok(builder.with_projection(mask).build()?)
    })?;
    Ok(RowBlocks { of, reader })
}

/// The rows of a file, a block after the other.
pub(in crate::lake) struct RowBlocks {
    of: About,
    reader: ParquetRecordBatchReader,
}

impl Iterator for RowBlocks {
    type Item = Result<RecordBatch, LakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = &mut self.reader;
        self.of
            .reading(|| Ok(reader.next().transpose()?))
            .transpose()
    }
}

/// Some rows, by their numbers in ascending order: all columns, or one.
pub(in crate::lake) fn rows(
    source: StoredFile,
    rows: &[u32],
    column: Option<&str>,
) -> Result<RecordBatch, LakeError> {
    let of = source.of.clone();
    of.reading(|| {
        let mut builder = of.open(source)?.with_batch_size(BATCH_ROWS);
        let mut schema = builder.schema().clone();
        if let Some(name) = column {
            let mask = ProjectionMask::columns(builder.parquet_schema(), [name]);
            schema =
                Arc::new(schema.project(&schema.index_of(name).into_iter().collect::<Vec<_>>())?);
            builder = builder.with_projection(mask);
        }
        let ranges = rows
            .chunk_by(|a, b| a + 1 == *b)
            .map(|run| run[0] as usize..run[0] as usize + run.len());
        let total = builder.metadata().file_metadata().num_rows() as usize;
        let builder =
            builder.with_row_selection(RowSelection::from_consecutive_ranges(ranges, total));
        Ok(concat_batches(
            &schema,
            &builder.build()?.collect::<Result<Vec<_>, _>>()?,
        )?)
    })
}

/// Whether a file may hold any of these in its column `id`; `true` is a guess, `false` is not.
pub(in crate::lake) fn may_hold<'a>(
    source: StoredFile,
    id: Option<&str>,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> Result<bool, LakeError> {
    let of = source.of.clone();
    of.reading(|| {
        let builder = of.open(source)?;
        let leaf = |path: &ColumnPath| id.is_some_and(|id| path.parts() == [id]);
        let Some(at) = (0..builder.parquet_schema().num_columns())
            .find(|&i| leaf(builder.parquet_schema().column(i).path()))
        else {
            return Ok(true);
        };
        for group in 0..builder.metadata().num_row_groups() {
            match builder.get_row_group_column_bloom_filter(group, at)? {
                Some(filter) if !ids.clone().any(|id| filter.check(id)) => {}
                _ => return Ok(true),
            }
        }
        Ok(false)
    })
}

impl Length for StoredFile {
    fn len(&self) -> u64 {
        match &self.held {
            FileBytes::Whole(bytes) => Length::len(bytes),
            FileBytes::Windows(windows) => windows.size(),
        }
    }
}

impl ChunkReader for StoredFile {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(match &self.held {
            FileBytes::Whole(bytes) => Box::new(bytes.get_read(start)?),
            FileBytes::Windows(windows) => Box::new(Following::new(windows.clone(), start)),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        match &self.held {
            FileBytes::Whole(bytes) => bytes.get_bytes(start, length),
            FileBytes::Windows(windows) => windows.bytes(start, length as u64),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::lake::cells::tests::{KINDS, every_kind};
    use crate::lake::cells::{arrow_schema, batch, checked};
    use crate::lake::tables::{LAKE, SESSIONS};

    /// How a file keeps its texts.
    #[derive(Debug, Clone, Copy)]
    pub enum Pages {
        Dictionary,
        Plain,
        /// With a dictionary that soon becomes too large, so that what follows has none.
        Mixed,
    }

    /// A file as other writers make it: of many small row groups and pages.
    pub fn encoded(batch: &RecordBatch, pages: Pages, group_rows: usize) -> Bytes {
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(group_rows))
            .set_data_page_row_count_limit(7)
            .set_write_batch_size(3)
            .set_dictionary_enabled(!matches!(pages, Pages::Plain))
            .set_dictionary_page_size_limit(if matches!(pages, Pages::Mixed) {
                40
            } else {
                1 << 20
            });
        let mut writer =
            ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
        writer.write(batch).unwrap();
        writer.into_inner().unwrap().into()
    }

    #[test]
    fn every_kind_comes_back_as_it_went() {
        let there = batch(&KINDS, &every_kind()).unwrap();
        let back = decode(encode(&there).unwrap()).unwrap();
        assert_eq!(checked(&KINDS, &back[0]).unwrap(), there);
        assert_eq!(
            encode(&there).unwrap(),
            encode(&back[0]).unwrap(),
            "the same rows are the same bytes"
        );
    }

    #[test]
    fn rows_that_come_one_batch_after_the_other_are_the_same_file() {
        let cells: Vec<_> = every_kind().into_iter().cycle().take(50_000).collect();
        let whole = batch(&KINDS, &cells).unwrap();
        for part in [7_000, 50_000] {
            let parts = (0..whole.num_rows())
                .step_by(part)
                .map(|from| Ok(whole.slice(from, part.min(whole.num_rows() - from))));
            let there = encode_each(whole.schema(), parts).unwrap();
            let rows = decode(there.clone()).unwrap();
            assert_eq!(
                concat_batches(&whole.schema(), &rows).unwrap(),
                checked(&KINDS, &whole).unwrap(),
                "by {part}"
            );
            assert!(check("x", &there).unwrap());
        }
        assert_eq!(
            encode_each(whole.schema(), std::iter::empty()).unwrap(),
            encode(&whole.slice(0, 0)).unwrap()
        );
    }

    #[test]
    fn an_empty_file_is_a_file() {
        for table in LAKE {
            let none = RecordBatch::new_empty(arrow_schema(table));
            assert_eq!(
                decode(encode(&none).unwrap())
                    .unwrap()
                    .iter()
                    .map(|b| b.num_rows())
                    .sum::<usize>(),
                0,
                "{}",
                table.name
            );
        }
    }

    #[test]
    fn a_file_knows_which_sessions_it_does_not_hold() {
        let ids: Vec<_> = (0..1000).map(|n| format!("session-{n}")).collect();
        let ids =
            std::sync::Arc::new(arrow::array::StringArray::from(ids)) as arrow::array::ArrayRef;
        let schema = arrow_schema(&SESSIONS).project(&[2]).unwrap();
        let batch = RecordBatch::try_new(schema.into(), vec![ids]).unwrap();
        let file = encode_all(batch.schema(), &[batch], SESSIONS.id()).unwrap();
        let holds = |id: &str| {
            may_hold(
                StoredFile::whole("x", Some(1000), file.clone()),
                SESSIONS.id(),
                [id].into_iter(),
            )
            .unwrap()
        };
        assert!((0..1000).all(|n| holds(&format!("session-{n}"))));
        let guesses = (1000..2000)
            .filter(|n| holds(&format!("session-{n}")))
            .count();
        assert!(guesses < 100, "{guesses} of 1000 strangers");
    }
}
