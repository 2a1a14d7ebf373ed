//! A Parquet file that somebody else wrote. Nothing that it says of itself is believed before it is
//! checked: its footer is walked before it is decoded, its row groups and columns must lie in it,
//! and its pages must be of a size that can be held. Of its columns only those are fetched that are
//! asked for, a row group at a time.

mod through;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::{ProjectionMask, parquet_to_arrow_schema};
use parquet::basic::{Compression, LogicalType, Type as Physical};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::Type;

use super::parts::RowGroupParts;
use super::thrift;
use crate::lake::LakeError;
use crate::lake::store::{Object, Store};

const MAGIC: &[u8] = b"PAR1";
/// Of files whose footer is encrypted.
const SEALED: &[u8] = b"PARE";
const FOOTER_BYTES: u64 = 16 << 20;
/// Decoded at once.
const BATCH_ROWS: usize = 8 * 1024;

/// Why it cannot be read.
#[derive(Debug)]
pub enum Unread {
    Store(LakeError),
    /// It is the file's own fault.
    Damaged {
        code: &'static str,
        message: String,
    },
}

/// A column that holds values, not others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub path: Vec<String>,
    /// A row may hold several.
    pub is_repeated: bool,
    /// Days and nanoseconds as machines of old told them, always in UTC.
    pub is_int96: bool,
    pub is_uuid: bool,
}

pub struct Foreign {
    store: Store,
    object: Object,
    metadata: ArrowReaderMetadata,
    pub leaves: Vec<Leaf>,
    pub rows: i64,
}

fn damaged<T>(message: impl Into<String>) -> Result<T, Unread> {
    Err(Unread::Damaged {
        code: "bad_parquet",
        message: format!(
            "{}: nothing of it was kept; write the export again",
            message.into()
        ),
    })
}

/// What others wrote may be wrong in ways that its decoder did not think of.
fn unless_it_panics<T, E: std::fmt::Display>(
    decode: impl FnOnce() -> Result<T, E>,
) -> Result<T, Unread> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.or_else(|error| damaged(format!("the file is damaged ({error})"))),
        Err(_) => damaged("the file is damaged, in a way that its decoder cannot cope with"),
    }
}

impl Foreign {
    pub fn open(store: &Store, object: &Object) -> Result<Self, Unread> {
        let footer = footer(store, object)?;
        let metadata = unless_it_panics(|| ParquetMetaDataReader::decode_metadata(&footer))?;
        let rows = metadata.file_metadata().num_rows();
        let schema = metadata.file_metadata().schema_descr();
        let leaves = (0..schema.num_columns()).map(|at| {
            let column = schema.column(at);
            Leaf {
                path: column.path().parts().to_vec(),
                is_repeated: column.max_rep_level() > 0,
                is_int96: column.physical_type() == Physical::INT96,
                is_uuid: matches!(column.logical_type_ref(), Some(LogicalType::Uuid)),
            }
        });
        let leaves = leaves.collect();
        let metadata = unless_it_panics(|| read_as(metadata))?;
        Ok(Self {
            store: store.clone(),
            object: object.clone(),
            metadata,
            leaves,
            rows,
        })
    }

    /// The types of its columns, as they are read.
    pub fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    /// Some columns of all rows, in their order, by their numbers in `leaves`.
    pub fn batches(&self, leaves: &[usize]) -> Batches<'_> {
        Batches {
            file: self,
            leaves: leaves.to_vec(),
            group: 0,
            left: 0,
            reading: None,
        }
    }

    fn begin(
        &self,
        group: usize,
        leaves: &[usize],
    ) -> Result<(RowGroupParts, ParquetRecordBatchReader), Unread> {
        let metadata = self.metadata.metadata();
        let mut chunks = BTreeMap::new();
        for &leaf in leaves {
            let Some(chunk) = metadata.row_group(group).columns().get(leaf) else {
                return damaged(format!("row group {group} lacks column {leaf}"));
            };
            let (start, end, packing) = self.place(chunk)?;
            chunks.insert(start, (end, packing));
        }
        let parts = RowGroupParts::new(&self.store, &self.object, chunks);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            parts.clone(),
            self.metadata.clone(),
        );
        let mask = ProjectionMask::leaves(builder.parquet_schema(), leaves.iter().copied());
        let builder = builder
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS);
        let reader = unless_it_panics(|| builder.build());
        reader.map(|reader| (parts, reader))
    }

    /// Where a column of a row group lies, if it lies in the file.
    fn place(&self, chunk: &ColumnChunkMetaData) -> Result<(u64, u64, Compression), Unread> {
        let name = chunk.column_path().string();
        if chunk.file_path().is_some() {
            return damaged(format!("column {name} lies in another file"));
        }
        let packing = chunk.compression();
        if !matches!(
            packing,
            Compression::UNCOMPRESSED
                | Compression::SNAPPY
                | Compression::GZIP(_)
                | Compression::ZSTD(_)
                | Compression::LZ4_RAW
        ) {
            return damaged(format!(
                "column {name} is packed with {packing}, and only snappy, gzip, zstd and lz4_raw are read"
            ));
        }
        let start = chunk
            .dictionary_page_offset()
            .unwrap_or(chunk.data_page_offset());
        let place = u64::try_from(start)
            .ok()
            .zip(u64::try_from(chunk.compressed_size()).ok());
        let end = place.and_then(|(start, length)| start.checked_add(length));
        match (place, end) {
            (Some((start, _)), Some(end)) if start >= 4 && end <= self.object.size => {
                Ok((start, end, packing))
            }
            _ => damaged(format!("column {name} does not lie in the file")),
        }
    }
}

/// The footer, if the file's ends and sizes make sense.
fn footer(store: &Store, object: &Object) -> Result<bytes::Bytes, Unread> {
    let size = object.size;
    let range = |range| store.range(object, range).map_err(Unread::Store);
    let head = if size < 4 {
        bytes::Bytes::new()
    } else {
        range(0..4)?
    };
    if *head != *MAGIC && *head != *SEALED {
        let message = "the export is no Parquet file: it does not begin with PAR1; write its source's format as it is".to_owned();
        return Err(Unread::Damaged {
            code: "not_parquet",
            message,
        });
    }
    let tail = if size < 12 {
        bytes::Bytes::new()
    } else {
        range(size - 8..size)?
    };
    if *head == *SEALED || tail.ends_with(SEALED) {
        return damaged("the file is encrypted, and no key is asked for");
    }
    if !tail.ends_with(MAGIC) {
        let message = "the file breaks off: it does not end in PAR1; fetch the export again if it is not still being written".to_owned();
        return Err(Unread::Damaged {
            code: "torn",
            message,
        });
    }
    let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    if length > size - 12 {
        return damaged(format!(
            "the file says that its footer has {length} bytes, and it has {size} itself"
        ));
    }
    // A store would call an empty range its own trouble, and that would cost the satellite's other
    // exports too.
    if length == 0 {
        return damaged("the file has no footer");
    }
    if length > FOOTER_BYTES {
        return damaged(format!(
            "the footer has {length} bytes, and at most 16 MB is read: write fewer row groups or columns"
        ));
    }
    let footer = range(size - 8 - length..size - 8)?;
    match thrift::footer(&footer) {
        Ok(said) => believable(&said, size).map(|()| footer),
        Err(_) => damaged(
            "the footer is damaged: what it lists is more than it holds, or is nested too deep",
        ),
    }
}

/// How many rows a file of that size can have. Each is a session of its own, whose id takes a byte
/// at least; be it eight times as well packed.
pub fn most_rows(size: u64) -> u64 {
    size.saturating_mul(8)
}

/// Whether a footer can be true of a file of that size.
fn believable(said: &thrift::Footer, size: u64) -> Result<(), Unread> {
    let rows = said.rows;
    let sum = said.groups.iter().try_fold(0_i64, |sum, &group| {
        sum.checked_add(Some(group).filter(|&rows| rows >= 0)?)
    });
    if sum != Some(rows) {
        return damaged(format!(
            "the file says that it has {rows} rows, and its row groups say otherwise"
        ));
    }
    if rows as u64 > most_rows(size) {
        return damaged(format!(
            "the file says that it has {rows} rows, in {size} bytes"
        ));
    }
    let lies_in = |chunk: &&thrift::Chunk| {
        let (start, length) = (
            u64::try_from(
                chunk
                    .dictionary_at
                    .filter(|&at| at > 0)
                    .unwrap_or(chunk.data_at),
            ),
            u64::try_from(chunk.packed),
        );
        let end = start
            .ok()
            .zip(length.ok())
            .and_then(|(start, length)| (start >= 4).then(|| start.checked_add(length)).flatten());
        chunk.values >= 0 && chunk.unpacked >= 0 && end.is_some_and(|end| end <= size)
    };
    match said.chunks.iter().position(|chunk| !lies_in(&chunk)) {
        Some(at) => damaged(format!(
            "column {} of row group {} does not lie in the file",
            at % said.leaves,
            at / said.leaves
        )),
        None => Ok(()),
    }
}

/// Texts are read as views: one that stands once in a dictionary is held once, however many rows
/// name it.
fn read_as(
    metadata: ParquetMetaData,
) -> Result<ArrowReaderMetadata, parquet::errors::ParquetError> {
    let schema = metadata.file_metadata().schema_descr();
    // What Arrow keeps of its own types beside Parquet's is not asked: it is one more thing that
    // may be wrong.
    let plain = parquet_to_arrow_schema(schema, None)?;
    let types = schema.root_schema().get_fields();
    let fields: Vec<FieldRef> = plain
        .fields()
        .iter()
        .zip(types)
        .map(|(field, of)| viewed(field, of))
        .collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::try_new(Arc::new(metadata), options)
}

fn viewed(field: &FieldRef, of: &Type) -> FieldRef {
    let as_type = |kind: DataType| Arc::new(Field::clone(field).with_data_type(kind));
    match field.data_type() {
        DataType::Utf8 => as_type(DataType::Utf8View),
        DataType::Binary => as_type(DataType::BinaryView),
        // In nanoseconds it could not tell the years before 1677, in which vendors put what never
        // happened.
        DataType::Timestamp(TimeUnit::Nanosecond, None)
            if of.is_primitive() && of.get_physical_type() == Physical::INT96 =>
        {
            as_type(DataType::Timestamp(TimeUnit::Microsecond, None))
        }
        DataType::Struct(fields) if of.is_group() && of.get_fields().len() == fields.len() => {
            as_type(DataType::Struct(
                fields
                    .iter()
                    .zip(of.get_fields())
                    .map(|(field, of)| viewed(field, of))
                    .collect(),
            ))
        }
        _ => Arc::clone(field),
    }
}

/// Batches of rows, or why there are no more.
pub struct Batches<'f> {
    file: &'f Foreign,
    leaves: Vec<usize>,
    group: usize,
    /// Rows that the row group still owes.
    left: i64,
    reading: Option<(RowGroupParts, ParquetRecordBatchReader)>,
}

impl Batches<'_> {
    fn advance(&mut self) -> Result<Option<RecordBatch>, Unread> {
        loop {
            let Some((parts, reader)) = &mut self.reading else {
                let groups = self.file.metadata.metadata().row_groups();
                let Some(group) = groups.get(self.group) else {
                    return Ok(None);
                };
                self.left = group.num_rows();
                self.reading = Some(self.file.begin(self.group, &self.leaves)?);
                self.group += 1;
                continue;
            };
            let next = unless_it_panics(|| reader.next().transpose());
            if let Some(error) = parts.failed() {
                return Err(Unread::Store(error));
            }
            match next? {
                Some(batch) => {
                    self.left -= batch.num_rows() as i64;
                    return Ok(Some(batch));
                }
                None if self.left != 0 => {
                    return damaged(format!(
                        "row group {} has not as many rows as it says",
                        self.group - 1
                    ));
                }
                None => self.reading = None,
            }
        }
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}
