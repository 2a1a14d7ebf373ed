//! Parquet files of others, and what they say of themselves that is not so.

use crate::satellites;

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, DictionaryArray, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use reckoner::extract::facts::sessions::parquet::sessions;
use reckoner::extract::rejects::Damaged;
use reckoner::extract::taker::Source;
use reckoner::extract::{ExtractError, SessionColumns};
use reckoner::lake::Store;
use reckoner::lake::delta::foreign::LogSaid;
use reckoner::lake::parquet::foreign::Foreign;

use satellites::satellite;

fn texts(told: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(told))
}

fn batch(rows: usize, more: Vec<(&'static str, ArrayRef)>) -> RecordBatch {
    let same = |text: &str| texts(std::iter::repeat_n(text.to_owned(), rows));
    let mut columns = vec![
        ("session_id", texts((0..rows).map(|n| format!("s{n}")))),
        ("automation_id", same("a")),
        ("outcome", same("failed")),
        ("ended", same("2026-03-02T08:00:00Z")),
    ];
    columns.extend(more);
    RecordBatch::try_from_iter(columns).unwrap()
}

fn file(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// How many rows were kept and refused, or the code and the message of what is wrong with the file.
fn read(bytes: &[u8]) -> Result<(usize, i64), (&'static str, String)> {
    let store = Store::memory();
    store.put("a.parquet", bytes.to_vec()).unwrap();
    let (object, satellite) = (
        store.head("a.parquet").unwrap().unwrap(),
        satellite("emea", "UTC"),
    );
    let source = Source {
        satellite: &satellite,
        object: "a.parquet",
        reading: "r",
        now: "2026-03-10T12:00:00Z".parse().unwrap(),
    };
    let mut kept = 0;
    let reached = sessions(
        &store,
        &object,
        &SessionColumns::default(),
        &LogSaid::default(),
        source,
        &mut |batch| {
            kept += batch.num_rows();
            Ok(())
        },
    );
    match reached {
        Ok(reached) => {
            assert_eq!(reached.read, kept as i64 + reached.rejected);
            Ok((kept, reached.rejected))
        }
        Err(ExtractError::Read { source, .. }) => {
            let damaged = source
                .get_ref()
                .and_then(|error| error.downcast_ref::<Damaged>())
                .unwrap_or_else(|| panic!("{source}"));
            Err((damaged.0.code, damaged.0.message.clone()))
        }
        Err(error) => panic!("{error}"),
    }
}

fn opened(bytes: &[u8]) -> Foreign {
    let store = Store::memory();
    store.put("a.parquet", bytes.to_vec()).unwrap();
    let object = store.head("a.parquet").unwrap().unwrap();
    Foreign::open(&store, &object).unwrap_or_else(|unread| panic!("{unread:?}"))
}

#[test]
fn a_text_that_stands_once_and_is_named_by_every_row_is_held_once() {
    // 64 kB, named by 8,000 rows: written out they would be half a gigabyte.
    let long = StringArray::from(vec!["x".repeat(64 << 10)]);
    let named: ArrayRef = Arc::new(DictionaryArray::new(
        Int32Array::from(vec![0; 8_000]),
        Arc::new(long),
    ));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let bytes = file(&batch(8_000, vec![("error_message", named)]), properties);
    let held: Vec<usize> = opened(&bytes)
        .batches(&[4])
        .map(|batch| batch.unwrap().get_array_memory_size())
        .collect();
    assert!(held.len() == 1 && held[0] < 4 << 20, "{held:?}");
    assert_eq!(read(&bytes), Ok((8_000, 0)));
}

#[test]
fn a_page_that_holds_more_than_it_says_is_not_unpacked() {
    let gzip = Compression::GZIP(GzipLevel::try_new(6).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(gzip)
        .set_dictionary_enabled(false)
        .build();
    let owner = texts(std::iter::repeat_n("x".repeat(1_000), 900));
    let bytes = file(&batch(900, vec![("owner", owner)]), properties);
    assert_eq!(read(&bytes), Ok((900, 0)));
    // Of the head of that column's page field 2, its size: 900 · 1,004 bytes and its levels, in
    // three bytes of seven bits, doubled.
    let sizes = bytes.windows(6).position(|head| {
        head[..3] == [0x15, 0x00, 0x15] && head[3] >= 0x80 && head[4] >= 0x80 && head[5] > 0x60
    });
    let at = sizes.expect("a page of a megabyte") + 5;
    let mut small = bytes.clone();
    small[at] = 0x01;
    let fault = read(&small).unwrap_err();
    assert!(
        fault.0 == "bad_parquet" && fault.1.contains("holds more than the"),
        "{fault:?}"
    );
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused_and_not_taken_for_a_shorter_one() {
    let bytes = file(&batch(50, vec![]), WriterProperties::builder().build());
    for length in 0..bytes.len() {
        let fault = read(&bytes[..length]).unwrap_err();
        let expected = if length < 4 { "not_parquet" } else { "torn" };
        assert_eq!(fault.0, expected, "{length} of {}", bytes.len());
    }
}

#[test]
fn a_footer_of_no_bytes_is_the_files_own_fault() {
    let fault = read(b"PAR1, and no more: \0\0\0\0PAR1").unwrap_err();
    assert!(
        fault.0 == "bad_parquet" && fault.1.contains("no footer"),
        "{fault:?}"
    );
}

#[test]
fn batches_keep_the_rows_of_all_groups_in_their_order() {
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(10_000))
        .build();
    let bytes = file(&batch(25_000, vec![]), properties);
    let file = opened(&bytes);
    let mut next = 0;
    for batch in file.batches(&[0]) {
        let batch = batch.unwrap();
        assert!(batch.num_rows() <= 8_192 && batch.num_columns() == 1);
        for id in batch.column(0).as_string_view().iter() {
            assert_eq!(id, Some(format!("s{next}").as_str()));
            next += 1;
        }
    }
    assert_eq!((next, file.rows), (25_000, 25_000));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Whatever is changed in a file: it is read and balances, or it is refused and says so.
    #[test]
    fn a_file_that_lies_anywhere_never_ends_the_program(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        in_footer in any::<bool>(),
    ) {
        let bytes = file(&batch(50, vec![]), WriterProperties::builder().set_compression(Compression::SNAPPY).build());
        let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
        let from = if in_footer { bytes.len() - 8 - length } else { 4 };
        let mut changed = bytes.clone();
        for (at, byte) in changes {
            let at = from + at.index(bytes.len() - from);
            changed[at] = byte;
        }
        if let Err((code, message)) = read(&changed) {
            prop_assert!(["bad_parquet", "torn", "not_parquet"].contains(&code) && message.len() > 20);
        }
    }
}
