//! The same rows in every format are the same sessions, whatever shape they have.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use reckoner::lake::tables::SESSIONS;

use super::World;

/// Day and time of day as numbers, an end as Excel counts it, and how it took in minutes.
const ROWS: [(&str, i64, i64, f64, &str); 4] = [
    ("a", 20_260_302, 91_503, 46_083.395_833_333_336, "0"),
    ("a", 20_260_302, 91_503, 46_083.395_833_333_336, "0"),
    ("b", 20_260_302, 3, 46_083.5, "17"),
    ("b", 20_260_301, 235_959, 46_083.0, "NULL"),
];

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"content\"\nautomation_id = { path = \"{solution}.*\" }\nautomation_name = \"job\"\n\
                       started = { columns = [\"day\", \"time\"], format = \"%Y%m%d %H%M%S\" }\n\
                       ended = { column = \"end\", format = [\"%d.%m.%Y\", \"excel\"] }\n\
                       outcome = { column = \"code\", map = { 0 = \"succeeded\", \"*\" = \"failed\" } }\n";

#[test]
fn the_same_rows_are_the_same_sessions_in_every_format() {
    let line = |(job, day, time, end, code): &(&str, i64, i64, f64, &str)| {
        format!(
            "{{\"job\":\"{job}\",\"day\":{day},\"time\":{time},\"end\":{end},\"code\":\"{code}\"}}"
        )
    };
    let lines: Vec<String> = ROWS.iter().map(line).collect();
    let sheet: String = ROWS
        .iter()
        .map(|(job, day, time, end, code)| format!("{job};{day};{time};{end};{code}\n"))
        .collect();
    let columns: [(&str, ArrayRef); 5] = [
        (
            "job",
            Arc::new(ROWS.iter().map(|row| Some(row.0)).collect::<StringArray>()),
        ),
        (
            "day",
            Arc::new(ROWS.iter().map(|row| Some(row.1)).collect::<Int64Array>()),
        ),
        (
            "time",
            Arc::new(ROWS.iter().map(|row| Some(row.2)).collect::<Int64Array>()),
        ),
        (
            "end",
            Arc::new(ROWS.iter().map(|row| Some(row.3)).collect::<Float64Array>()),
        ),
        (
            "code",
            Arc::new(ROWS.iter().map(|row| Some(row.4)).collect::<StringArray>()),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let exports = [
        (
            "csv",
            ", skip_lines = 1",
            format!("Jobs of March\nsep=;\njob;day;time;end;code\n{sheet}").into_bytes(),
        ),
        (
            "json",
            ", rows = \"d.rows\"",
            format!("{{\"d\":{{\"rows\":[{}]}}}}", lines.join(",")).into_bytes(),
        ),
        (
            "json",
            "",
            format!("{{\"n\":4,\"rows\":[{}]}}", lines.join(",")).into_bytes(),
        ),
        ("json", "", format!("[{}]", lines.join(",")).into_bytes()),
        ("ndjson", "", lines.join("\n").into_bytes()),
        ("parquet", "", writer.into_inner().unwrap()),
    ];
    let asked: Vec<&str> = SESSIONS
        .columns()
        .map(|c| c.name)
        .filter(|name| !["object", "reading", "row"].contains(name))
        .collect();
    let mut told = Vec::new();
    for (format, more, bytes) in exports {
        let world = World::new(&format!(
            "source = {{ format = \"{format}\", url = \"in\", nothing = [\"null\"]{more} }}\n{COLUMNS}"
        ));
        world.put(&format!("in/inv.{format}"), bytes);
        let receipt = world.extract();
        assert_eq!(
            (world.rejects(), receipt.rows.new),
            (vec![], 4),
            "{format}{more}: {:?}",
            world.lake.rejects()
        );
        told.push(world.sessions(&asked));
        let mut some = world.sessions(&[
            "automation_id",
            "automation_name",
            "outcome",
            "started",
            "ended",
        ]);
        some.sort();
        assert_eq!(
            some,
            [
                "inv | a | succeeded | 02 09:15:03 | 02 09:30:00",
                "inv | a | succeeded | 02 09:15:03 | 02 09:30:00",
                "inv | b | failed | 02 00:00:03 | 02 12:00:00",
                "inv | b | unknown | 01 23:59:59 | 02 00:00:00",
            ]
        );
    }
    assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:#?}");
}
