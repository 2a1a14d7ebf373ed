use arrow::datatypes::DataType;
use bytes::Bytes;

use super::*;
use crate::lake::Store;
use crate::lake::cells::tests::KINDS;
use crate::lake::cells::{self, Cell};
use crate::lake::parquet::tests::{Pages, encoded};
use crate::lake::tables::SESSIONS;

/// Puts a file where nothing but this lake's readers look.
pub fn put(lake: &Lake, name: &str, bytes: Bytes) -> DataFile {
    let file = DataFile {
        path: name.to_owned(),
        partition: Default::default(),
        rows: 0,
        size: bytes.len() as u64,
    };
    lake.store().put(name, bytes).unwrap();
    file
}

fn read(
    lake: &Lake,
    file: &DataFile,
    table: &'static Table,
    columns: &[&str],
    words: &Words,
) -> Vec<CodedBlock> {
    let mut blocks = Vec::new();
    lake.coded(table, std::slice::from_ref(file))[0]
        .read(columns, words, |block| blocks.push(block))
        .unwrap();
    blocks
}

fn texts(words: &Words, numbers: &[u32]) -> Vec<Option<String>> {
    words
        .known()
        .texts(numbers)
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

/// Twenty thousand rows, so that they are read in several blocks: texts that are empty every third
/// time.
fn many() -> (Vec<Vec<Cell>>, Vec<Option<String>>) {
    let text = |n: i64| (n % 3 > 0).then(|| format!("{} of {}", n % 11, n / 5_000));
    let row = |n: i64| {
        let outcome = text(n).map_or(Cell::Null, Cell::Text);
        SESSIONS
            .columns()
            .map(|column| match column.name {
                "outcome_text" => outcome.clone(),
                "duration_ms" => (n % 2 > 0).then_some(n).into(),
                "deleted" => Cell::Truth(n % 7 == 0),
                "session_id" => format!("s{n}").into(),
                "row" => n.into(),
                _ if column.nullable => Cell::Null,
                _ => "same".into(),
            })
            .collect()
    };
    (
        (0..20_000).map(row).collect(),
        (0..20_000).map(text).collect(),
    )
}

#[test]
fn a_text_is_the_number_of_its_word_however_its_page_is_encoded() {
    let (rows, told) = many();
    let batch = cells::batch(&SESSIONS, &rows).unwrap();
    let lake = Lake::open(Store::memory()).unwrap();
    for (pages, group_rows) in [
        (Pages::Dictionary, 6_000),
        (Pages::Plain, 100_000),
        (Pages::Mixed, 9_000),
        (Pages::Mixed, 100_000),
    ] {
        let file = put(&lake, "file", encoded(&batch, pages, group_rows));
        let words = Words::default();
        let blocks = read(
            &lake,
            &file,
            &SESSIONS,
            &["deleted", "outcome_text", "duration_ms", "machine_id"],
            &words,
        );
        assert!(blocks.len() > 2, "{pages:?}");
        let mut row = 0;
        for block in blocks {
            assert_eq!((block.first, block.columns.len()), (row, 4));
            let all = row as usize..row as usize + block.rows;
            assert_eq!(
                texts(&words, block.columns[1].words()),
                told[all.clone()],
                "{pages:?}"
            );
            let numbers =
                |of: fn(i64) -> Option<i64>| all.clone().map(|n| of(n as i64)).collect::<Vec<_>>();
            assert_eq!(
                block.columns[0].numbers(),
                numbers(|n| Some(i64::from(n % 7 == 0)))
            );
            assert_eq!(
                block.columns[2].numbers(),
                numbers(|n| (n % 2 > 0).then_some(n))
            );
            assert_eq!(block.columns[3], Column::Words(vec![EMPTY; block.rows]));
            row += block.rows as u32;
        }
        assert_eq!(row, 20_000);
        assert_eq!(
            words.known().texts.len(),
            44,
            "eleven words in each of four parts"
        );
    }
}

#[test]
fn the_texts_of_some_rows_are_read_across_row_groups() {
    let lake = Lake::open(Store::memory()).unwrap();
    let file = put(
        &lake,
        "file",
        encoded(
            &cells::batch(&SESSIONS, &many().0).unwrap(),
            Pages::Mixed,
            900,
        ),
    );
    let texts = lake.coded(&SESSIONS, &[file])[0]
        .texts("session_id", &[0, 899, 900, 901, 19_999])
        .unwrap();
    assert_eq!(
        texts.into_iter().flatten().collect::<Vec<_>>(),
        ["s0", "s899", "s900", "s901", "s19999"]
    );
}

#[test]
fn a_column_that_a_file_is_too_old_to_have_is_empty() {
    let lake = Lake::open(Store::memory()).unwrap();
    let whole = cells::batch(&KINDS, &cells::tests::every_kind()).unwrap();
    let old = whole.project(&[0, 1]).unwrap();
    let file = put(&lake, "old", encoded(&old, Pages::Dictionary, 10));
    let words = Words::default();
    let block = read(&lake, &file, &KINDS, &["at", "text", "day"], &words).remove(0);
    assert_eq!(block.columns[0], Column::Numbers(vec![None, None]));
    assert_eq!(
        texts(&words, block.columns[1].words()),
        [Some("b".to_owned()), Some("a".to_owned())]
    );
    // 29 March 2026 is day 20,541 since 1970: 56 years, 14 leap days, and 87 days of that year.
    assert_eq!(
        block.columns[2],
        Column::Numbers(vec![None, Some(56 * 365 + 14 + 87)])
    );
}

#[test]
fn ranks_are_in_the_order_of_bytes_and_empty_is_first() {
    let words = Words::default();
    let numbers = ["b", "", "ä", "a", "B"].map(|text| words.number(text));
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert_eq!(words.ranks(), [0, 4, 1, 5, 3, 2]);
    assert_eq!(words.number("a"), 4);
}

#[test]
fn what_is_filed_is_what_was_counted_and_a_wrong_kind_is_refused_by_name() {
    static PAIRS: Table = Table {
        name: "pairs",
        about: "For tests",
        partition: &[],
        key: &["text"],
        columns: &[&[
            super::super::tables::Column {
                name: "text",
                kind: Kind::Text,
                nullable: true,
                about: "A text",
            },
            super::super::tables::Column {
                name: "count",
                kind: Kind::Whole("rows"),
                nullable: false,
                about: "A number",
            },
        ]],
    };
    let words = Words::default();
    let one = words.number("one");
    let fill = |count| {
        batch(
            &PAIRS,
            2,
            vec![Filled::Of(Column::Words(vec![one, EMPTY])), count],
            &words,
        )
    };
    let filed = fill(Filled::Of(Column::Numbers(vec![Some(7), Some(8)]))).unwrap();
    let expected = [
        vec!["one".into(), Cell::Whole(7)],
        vec![Cell::Null, Cell::Whole(8)],
    ];
    assert_eq!(filed, cells::batch(&PAIRS, &expected).unwrap());
    assert_eq!(filed.schema().field(0).data_type(), &DataType::Utf8);
    assert!(
        fill(Filled::Same("x".into()))
            .unwrap_err()
            .to_string()
            .contains("count: counted as something else")
    );
    assert!(
        fill(Filled::Of(Column::Numbers(vec![None, Some(1)])))
            .unwrap_err()
            .to_string()
            .contains("count: empty in 1 row")
    );
}
