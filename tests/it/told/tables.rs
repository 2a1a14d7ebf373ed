//! How a Delta table tells a month: written by deltalake's own writer.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use deltalake_core::DeltaTable;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{StructField, StructType};
use deltalake_core::writer::{DeltaWriter, RecordBatchWriter};
use url::Url;

use super::Month;
use super::formats::{COLUMNS, cells, iso};

/// The canonical columns, the owner as a partition: no file holds it.
pub fn partitioned(month: &Month, folder: &Path) {
    let version = |rows: &Vec<super::Telling>| {
        let column = |(at, name): (usize, &&'static str)| -> (&'static str, ArrayRef, bool) {
            let told = rows.iter().map(|row| {
                Some(cells(row, iso, super::formats::OURS)[at].clone())
                    .filter(|text| !text.is_empty())
            });
            let array: ArrayRef = match *name {
                "started" => instants(rows.iter().map(|row| row.started)),
                "ended" => instants(rows.iter().map(|row| row.ended)),
                "source_modified" => instants(rows.iter().map(|row| Some(row.modified))),
                "source_version" => Arc::new(
                    rows.iter()
                        .map(|row| Some(row.version))
                        .collect::<Int64Array>(),
                ),
                _ => Arc::new(told.collect::<StringArray>()),
            };
            (*name, array, true)
        };
        RecordBatch::try_from_iter_with_nullable(COLUMNS.iter().enumerate().map(column))
            .expect("columns of one length")
    };
    let versions: Vec<RecordBatch> = month.files.iter().map(version).collect();
    write(folder, &["owner"], &versions);
}

fn instants(told: impl Iterator<Item = Option<chrono::DateTime<chrono::Utc>>>) -> ArrayRef {
    let micros = told.map(|at| at.map(|at| at.timestamp_micros()));
    Arc::new(
        micros
            .collect::<TimestampMicrosecondArray>()
            .with_timezone("UTC"),
    )
}

/// A version for each batch.
pub fn write(folder: &Path, partition: &[&str], versions: &[RecordBatch]) {
    fs::create_dir_all(folder).expect("a folder can be made");
    let Some(first) = versions.first() else {
        return;
    };
    let schema: StructType = first
        .schema()
        .as_ref()
        .try_into_kernel()
        .expect("plain columns");
    let fields: Vec<StructField> = schema.fields().cloned().collect();
    let url = Url::from_directory_path(folder).expect("a whole path");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a process may start threads");
    runtime.block_on(async {
        let table = DeltaTable::try_from_url(url).await.expect("a folder");
        let table = table
            .create()
            .with_columns(fields)
            .with_partition_columns(partition.iter().map(|name| (*name).to_owned()));
        let mut table = table.await.expect("a new table");
        for batch in versions {
            let mut writer = RecordBatchWriter::for_table(&table).expect("it is a table");
            writer
                .write(batch.clone())
                .await
                .expect("it has these columns");
            writer
                .flush_and_commit(&mut table)
                .await
                .expect("nobody else writes");
        }
    });
}
