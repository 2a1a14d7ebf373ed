//! Times, durations and words as exports write them.

use super::{World, told};

const TIMES: [&str; 3] = ["session_id", "started", "ended"];

fn csv(columns: &str, text: &str, asked: &[&str]) -> (Vec<String>, Vec<String>) {
    told(
        &format!("source = {{ format = \"csv\", url = \"in\" }}\n[satellite.columns]\n{columns}"),
        ("x.csv", text),
        asked,
    )
}

/// SQL Server Agent writes the time of day as a number: 91503 is 09:15:03, and 3 is three seconds
/// after midnight.
#[test]
fn a_time_of_two_columns_is_read_in_the_width_of_its_form() {
    let columns = "session_id = \"instance_id\"\nautomation_id = \"job_id\"\noutcome = { column = \"run_status\", map = { 1 = \"succeeded\", \"*\" = \"failed\" } }\n\
                   started = { columns = [\"run_date\", \"run_time\"], format = \"%Y%m%d %H%M%S\" }\n\
                   duration = { column = \"run_duration\", unit = \"hhmmss\" }\n";
    let asked = ["session_id", "outcome", "started", "ended"];
    // 10203 is 1 h 2 min 3 s, and 1000000 is 100 hours: 4 days and 4 hours.
    let kept = [
        "1 | succeeded | 02 09:15:03 | 02 10:17:06",
        "2 | failed | 02 00:00:03 | 02 00:00:08",
        "3 | succeeded | 02 00:00:00 | 06 04:00:00",
        "4 | failed | 02 11:50:03 | 02 11:50:03",
    ];
    let text = "instance_id,job_id,run_status,run_date,run_time,run_duration\n1,j,1,20260302,91503,10203\n2,j,0,20260302,3,5\n3,j,1,20260302,0,1000000\n4,j,3,20260302,115003,0\n";
    assert_eq!(
        csv(columns, text, &asked),
        (kept.map(str::to_owned).to_vec(), vec![])
    );
    // The same rows in lines of JSON, told as numbers and as texts.
    let lines: String = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [id, job, status, date, time, took] = cells[..] else { panic!("six cells") };
            format!("{{\"instance_id\":{id},\"job_id\":\"{job}\",\"run_status\":{status},\"run_date\":{date},\"run_time\":{time},\"run_duration\":\"{took}\"}}\n")
        })
        .collect();
    let reading =
        format!("source = {{ format = \"ndjson\", url = \"in\" }}\n[satellite.columns]\n{columns}");
    assert_eq!(
        told(&reading, ("x.ndjson", &lines), &asked),
        (kept.map(str::to_owned).to_vec(), vec![])
    );
    // A number that is longer than its form, and a time of day that is not told, are no time.
    let wrong = "instance_id,job_id,run_status,run_date,run_time,run_duration\n1,j,1,20260302,0091503,0\n2,j,1,20260302,,0\n3,j,1,,91503,0\n4,j,1,20260302,91503,6000\n";
    let refused = [
        "x.csv:2 bad_time run_date + run_time",
        "x.csv:3 missing_value run_time",
        "x.csv:4 missing_value run_date + run_time",
        "x.csv:5 bad_number run_duration",
    ];
    assert_eq!(
        csv(columns, wrong, &asked),
        (vec![], refused.map(str::to_owned).to_vec())
    );
}

#[test]
fn what_is_not_over_has_no_end_in_two_columns_either() {
    let columns = "session_id = \"Id\"\nautomation_id = \"Job\"\noutcome = \"St\"\n\
                   started = { columns = [\"SDate\", \"STime\"], format = \"%d.%m.%Y %H:%M:%S\", timezone = \"Europe/Berlin\" }\n\
                   ended = { columns = [\"EDate\", \"ETime\"], format = \"%d.%m.%Y %H:%M:%S\", timezone = \"Europe/Berlin\", map = { \"00.00.0000 00:00:00\" = \"\" } }\n";
    let text = "Id;Job;St;SDate;STime;EDate;ETime\n1;a;running;02.03.2026;09:00:00;;\n2;a;running;02.03.2026;09:00:00;00.00.0000;00:00:00\n3;a;failed;02.03.2026;09:00:00;02.03.2026;09:01:00\n";
    let kept = [
        "1 | 02 08:00:00 | -",
        "2 | 02 08:00:00 | -",
        "3 | 02 08:00:00 | 02 08:01:00",
    ];
    assert_eq!(
        csv(columns, text, &TIMES),
        (kept.map(str::to_owned).to_vec(), vec![])
    );
}

/// Without zeros in front, 2026112 may be the 12th of January or the 2nd of November.
#[test]
fn digits_without_signs_between_them_are_read_in_their_whole_width_only() {
    let columns = "session_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\nstarted = { column = \"t\", format = \"%Y%m%d\" }\n";
    let (kept, refused) = csv(
        columns,
        "id,a,o,t\n1,a,failed,20260112\n2,a,failed,2026112\n",
        &TIMES,
    );
    assert_eq!(
        (kept, refused),
        (
            vec!["1 | 12 00:00:00 | -".to_owned()],
            vec!["x.csv:3 bad_time t".to_owned()]
        )
    );
}

#[test]
fn durations_are_read_as_they_are_described() {
    for (described, text, took) in [
        ("unit = \"hhmmss\"", "10203", "01:02:03"),
        ("unit = \"hh:mm:ss\"", "1:02:03", "01:02:03"),
        ("unit = \"hh:mm:ss\"", "1d 02:03:04", "26:03:04"),
        ("unit = \"hh:mm:ss\"", "1 day, 2:03:04.5", "26:03:04.5"),
        ("unit = \"hh:mm:ss\"", "2 days 02:03:04", "50:03:04"),
        ("unit = \"mm:ss\"", "02:03", "00:02:03"),
        ("unit = \"mm:ss\"", "1:02:03", "01:02:03"),
        ("unit = \"hh:mm\"", "02:03", "02:03:00"),
        ("unit = \"iso\"", "PT1H2M3S", "01:02:03"),
        ("unit = \"iso\"", "P1DT0.5S", "24:00:00.5"),
        ("unit = \"iso\"", "P2W", "336:00:00"),
        ("unit = \"min\", decimal = \",\"", "12,5", "00:12:30"),
        (
            "unit = \"s\", decimal = \",\", thousands = \".\"",
            "1.234,5",
            "00:20:34.5",
        ),
        ("unit = \"s\", thousands = \",\"", "1,234.5", "00:20:34.5"),
        (
            "unit = \"ms\", thousands = \" \"",
            "3\u{202f}723\u{a0}000",
            "01:02:03",
        ),
        (
            "unit = \"hh:mm:ss\", decimal = \",\"",
            "0:00:01,5",
            "00:00:01.5",
        ),
    ] {
        let columns = format!(
            "session_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\nstarted = \"t\"\nduration = {{ column = \"d\", {described} }}\n"
        );
        let (hours, rest) = took.split_once(':').unwrap();
        let hours: u32 = hours.parse().unwrap();
        let ended = format!("{:02} {:02}:{rest}", 1 + hours / 24, hours % 24);
        let ended = ended
            .strip_suffix(".5")
            .map_or(ended.clone(), |ended| format!("{ended}.500"));
        let (kept, refused) = csv(
            &columns,
            &format!("id;a;o;t;d\n1;a;failed;2026-02-01T00:00:00Z;{text}\n"),
            &TIMES,
        );
        assert_eq!(
            (kept, refused),
            (vec![format!("1 | 01 00:00:00 | {ended}")], vec![]),
            "{described} {text}"
        );
    }
}

#[test]
fn a_duration_that_is_not_as_described_says_how_to_describe_it() {
    for (described, text, says) in [
        ("unit = \"min\"", "12,5", "decimal = \",\""),
        ("unit = \"s\"", "1,234.5", "thousands = \",\""),
        (
            "unit = \"s\", decimal = \",\"",
            "1.234,5",
            "thousands = \".\"",
        ),
        ("unit = \"s\"", "1:02:03", "unit = \"hh:mm:ss\""),
        (
            "unit = \"hh:mm:ss\"",
            "02:03",
            "unit = \"mm:ss\" or unit = \"hh:mm\"",
        ),
        ("unit = \"s\"", "PT5M", "unit = \"iso\""),
        ("unit = \"iso\"", "P1M", "a month"),
        ("unit = \"hhmmss\"", "10263", "63"),
        (
            "unit = \"s\", thousands = \",\"",
            "12,34.5",
            "such as 90 or 90.5",
        ),
    ] {
        let world = World::new(&format!(
            "source = {{ format = \"csv\", url = \"in\" }}\n[satellite.columns]\nsession_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\nstarted = \"t\"\nduration = {{ column = \"d\", {described} }}\n"
        ));
        world.put(
            "in/x.csv",
            format!("id;a;o;t;d\n1;a;failed;2026-02-01T00:00:00Z;{text}\n"),
        );
        world.extract();
        assert_eq!(world.rejects(), ["x.csv:2 bad_number d"], "{text}");
        assert!(world.reason().contains(says), "{text}: {}", world.reason());
    }
}

/// 46083 is 2 March 2026: 25569 is 1970-01-01, and 46083 − 25569 = 20514 days after it.
#[test]
fn days_of_excel_are_read_to_the_second_that_their_digits_mean() {
    let columns = "session_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\nstarted = { column = \"t\", format = \"excel\", decimal = \",\" }\n";
    let text = "id;a;o;t\n1;a;failed;46083,5\n2;a;failed;46083,3958333333\n3;a;failed;46083,39583\n4;a;failed;46083\n\
                5;a;failed;46083,3958333449\n6;a;failed;60\n7;a;failed;46083.5\n8;a;failed;46083,395833333336\n";
    // 0.3958333333 days are 34199.99999712 s, and half of the last digit 4.3 µs: 09:30:00. Of five
    // digits half the last is 0.4 s, so 34199.712 s are 09:30:00 as well. 0.3958333449 are
    // 34200.00099936 s: no whole second, so the next millisecond.
    let kept = [
        "1 | 02 12:00:00 | -",
        "2 | 02 09:30:00 | -",
        "3 | 02 09:30:00 | -",
        "4 | 02 00:00:00 | -",
        "5 | 02 09:30:00.001 | -",
        "8 | 02 09:30:00 | -",
    ];
    let refused = ["x.csv:7 absurd_time t", "x.csv:8 bad_time t"];
    assert_eq!(
        csv(columns, text, &TIMES),
        (
            kept.map(str::to_owned).to_vec(),
            refused.map(str::to_owned).to_vec()
        )
    );
    // A sheet whose days are counted from 1904 counts 1,462 fewer.
    let columns = columns.replace("\"excel\", decimal = \",\"", "\"excel-1904\"");
    assert_eq!(
        csv(&columns, "id,a,o,t\n1,a,failed,44621.5\n", &TIMES).0,
        ["1 | 02 12:00:00 | -"]
    );
}

#[test]
fn of_several_forms_the_first_that_fits_is_read() {
    let columns = "session_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\n\
                   started = { column = \"t\", format = [\"%d.%m.%Y %H:%M\", \"%d/%m/%Y %H:%M\", \"%m/%d/%Y %H:%M\", \"%Y-%m-%dT%H:%M:%S\", \"excel\"] }\n";
    let text = "id;a;o;t\n1;a;failed;02.03.2026 08:00\n2;a;failed;01/03/2026 08:00\n3;a;failed;2026-03-02T08:00:01\n4;a;failed;46083.5\n5;a;failed;03/01/26 08:00\n6;a;failed;02/28/2026 08:00\n";
    let kept = [
        "1 | 02 08:00:00 | -",
        "2 | 01 08:00:00 | -", // the first of March, not the third of January
        "3 | 02 08:00:01 | -",
        "4 | 02 12:00:00 | -",
        "6 | 28 08:00:00 | -",
    ];
    assert_eq!(
        csv(columns, text, &TIMES),
        (
            kept.map(str::to_owned).to_vec(),
            vec!["x.csv:6 absurd_time t".to_owned()]
        )
    );
}

#[test]
fn a_time_that_is_not_as_described_says_in_which_form_it_looks() {
    for (form, text, says) in [
        (
            "",
            "3/14/2026 8:15:00 AM",
            &["format = \"%m/%d/%Y %I:%M:%S %p\""][..],
        ),
        ("", "14.03.2026 08:15", &["format = \"%d.%m.%Y %H:%M\""]),
        (
            "",
            "02/03/2026 08:15",
            &["format = \"%d/%m/%Y %H:%M\"", "or", "\"%m/%d/%Y %H:%M\""],
        ),
        ("", "1772439300", &["unit = \"s\""]),
        ("", "1772439300000", &["unit = \"ms\""]),
        ("", "46083,5", &["format = \"excel\"", "decimal = \",\""]),
        ("", "20260302081500", &["format = \"%Y%m%d%H%M%S\""]),
        ("", "2 Mar 2026 08:15", &["format = \"%d %B %Y %H:%M\""]),
        ("", "2. März 2026 08:15", &["months", "English"]),
        ("%d %B %Y", "02 mai 2026", &["months", "English"]),
        ("%d.%m.%Y", "2026-03-02T08:15:00Z", &["leave format out"]),
    ] {
        let form = if form.is_empty() {
            "\"t\"".to_owned()
        } else {
            format!("{{ column = \"t\", format = \"{form}\" }}")
        };
        let world = World::new(&format!(
            "source = {{ format = \"csv\", url = \"in\" }}\n[satellite.columns]\nsession_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\nstarted = {form}\n"
        ));
        world.put("in/x.csv", format!("id;a;o;t\n1;a;failed;{text}\n"));
        world.extract();
        assert_eq!(world.rejects(), ["x.csv:2 bad_time t"], "{text}");
        let reason = world.reason();
        assert!(
            says.iter().all(|says| reason.contains(says)),
            "{text}: {reason}"
        );
    }
}

#[test]
fn a_star_in_a_map_stands_for_every_other_word() {
    let columns = "session_id = \"id\"\nautomation_id = \"a\"\nstarted = \"t\"\n\
                   outcome = { column = \"o\", map = { 0 = \"succeeded\", \"*\" = \"failed\" } }\n\
                   owner = { column = \"u\", map = { \"\\\\*\" = \"star\", svc = \"\", \"*\" = \"somebody\" } }\n";
    let row = |id: u32, outcome: &str, owner: &str| {
        format!("{id};a;2026-03-02T08:00:00Z;{outcome};{owner}\n")
    };
    let text = [
        "id;a;t;o;u\n".to_owned(),
        row(1, "0", "svc"),
        row(2, "17", "ann"),
        row(3, "succeeded", "*"),
        row(4, "", ""),
        row(5, " 0 ", ""),
    ]
    .concat();
    // Nothing is no other word: what tells no outcome is unknown.
    let kept = [
        "1 | succeeded | -",
        "2 | failed | somebody",
        "3 | failed | star",
        "4 | unknown | -",
        "5 | succeeded | -",
    ];
    assert_eq!(
        csv(columns, &text, &["session_id", "outcome", "owner"]),
        (kept.map(str::to_owned).to_vec(), vec![])
    );
}

#[test]
fn what_cannot_be_meant_is_told_by_check() {
    for (columns, says) in [
        (
            "started = { columns = [\"d\", \"t\"], format = \"%d %b %Y %H%M%S\" }",
            "a word for each of its columns",
        ),
        (
            "started = { columns = [\"d\", \"t\"], format = \"excel\" }",
            "in one column",
        ),
        (
            "started = { columns = [\"d\", \"t\"], unit = \"s\" }",
            "stands in one",
        ),
        ("started = { column = \"t\", format = [] }", "no form"),
        (
            "started = { column = \"t\", format = [\"%d.%m\"] }",
            "is not a form of time",
        ),
        ("started = { column = \"t\", decimal = \";\" }", "decimal"),
        (
            "started = \"t\"\nduration = { column = \"d\", unit = \"s\", decimal = \",\", thousands = \",\" }",
            "both",
        ),
        (
            "started = \"t\"\nowner = { column = \"d\", decimal = \",\" }",
            "is no number",
        ),
        (
            "started = \"t\"\nowner = { columns = [\"d\", \"e\"] }",
            "only ids, times and durations",
        ),
    ] {
        let world = World::new(&format!(
            "source = {{ format = \"csv\", url = \"in\" }}\n[satellite.columns]\nsession_id = \"id\"\nautomation_id = \"a\"\noutcome = \"o\"\n{columns}\n"
        ));
        assert!(
            world.mistakes().contains(says),
            "{columns}: {}",
            world.mistakes()
        );
    }
}
