//! Times that are read otherwise than they are written.

use crate::workspace::{Estate, satellite};

fn columns(format: &str) -> String {
    format!(
        "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = {{ column = \"T\", format = \"{format}\" }}\n\
         outcome = {{ constant = \"succeeded\" }}\n"
    )
}

#[test]
fn a_form_of_time_of_which_a_part_would_be_skipped_or_could_never_be_read_is_refused() {
    for (format, help) in [
        (
            "%Y-%m-%d %H:%M:%S %Z",
            "write %z for an offset such as +0100",
        ),
        ("%a, %d %b %Y %H:%M:%S %Z", "or a word as it stands (GMT)"),
        ("%Y-%m-%d %I:%M:%S", "%p"),
        ("%d.%m. %H:%M", "%Y"),
        ("%H:%M:%S", "%Y"),
        ("%Y-%m-%d %H", "%M"),
        ("%Y-%m-%d %H:%M:%S.%f", "write %.f"),
    ] {
        let mistakes = Estate::of(&satellite("csv", &columns(format))).mistakes();
        assert!(mistakes.contains(help), "{format}: {mistakes}");
    }
    for format in [
        "%Y%m%d",
        "%d.%m.%Y %H:%M",
        "%Y-%m-%dT%H:%M:%S%.f%:z",
        "%s",
        "%m/%d/%y %I:%M %p",
        "%G-W%V-%u",
        "%a, %d %b %Y %T GMT",
    ] {
        let (code, said) = Estate::of(&satellite("csv", &columns(format))).reckon(&["check"]);
        assert_eq!(code, 0, "{format}: {said}");
    }
}

#[test]
fn a_satellite_that_says_no_timezone_is_on_the_estates_clocks_and_its_receipt_says_so() {
    let columns = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"T\"\noutcome = { constant = \"succeeded\" }\n";
    // Half past eleven in the evening of 31 March in Chicago is 1 April in UTC: of March, if
    // Chicago's clock is meant.
    let rows = "Id,Job,T\n1,A,2026-03-31T23:30:00\n2,A,2026-04-01T04:30:00Z\n";
    let estate = Estate::on("America/Chicago", &satellite("csv", columns));
    estate.write("in/a.csv", rows);
    let said = estate.run();
    assert_eq!(estate.ran(), ["A 2 2"]);
    let told = "its days, and times without an offset, are on the estate's clocks (America/Chicago), since it says no timezone";
    assert!(said.contains(told), "{said}");
    // Who says one is not told; and it is said once, with what was read.
    assert!(!estate.run().contains("America/Chicago"));
    let own = satellite("csv", columns).replace("source =", "timezone = \"UTC\"\nsource =");
    let estate = Estate::on("America/Chicago", &own);
    estate.write("in/a.csv", rows);
    let said = estate.run();
    assert!(!said.contains("America/Chicago"), "{said}");
    assert_eq!(estate.ran(), ["A 1 1"]);
}
