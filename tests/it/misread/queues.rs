//! Items of queues: what their queue is called, and tests among them.

use crate::workspace::{Estate, satellite};

const ITEMS: &str = "[satellite.items]
item_id = \"Id\"
queue_id = \"Q\"
queue_name = \"Name\"
ended = \"T\"
due = \"Due\"
outcome = \"O\"
";

#[test]
fn a_queue_is_called_as_its_items_say_and_metered_by_that_name() {
    let estate = Estate::of(&satellite("csv", ITEMS));
    estate.write(
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from\ns,name~^Bills,p,2000-01-01\n",
    );
    // The name that the newest day tells; of one day that which is greatest, in whatever order the
    // exports are read.
    estate
        .write("in/a.csv", "Id,Q,Name,T,Due,O\n1,17,To book,2026-03-01T08:00:00Z,,succeeded\n2,17,Bills,2026-03-02T08:00:00Z,,succeeded\n");
    estate.write("in/b.csv", "Id,Q,Name,T,Due,O\n3,17,Accounts,2026-03-02T08:00:00Z,,succeeded\n4,18,,2026-03-02T08:00:00Z,,succeeded\n");
    estate.run();
    let rows: Vec<_> = estate
        .mart("item_scores")
        .into_iter()
        .map(|row| ["queue_id", "name", "projects", "unmetered"].map(|c| row[c].clone()))
        .collect();
    assert_eq!(rows, [["17", "Bills", "p", "0"], ["18", "", "", "1"]]);
}

#[test]
fn a_name_that_uipaths_items_tell_is_their_queues() {
    let estate = Estate::of(&satellite("uipath", ""));
    let item = "{\"Id\":1,\"QueueDefinitionId\":17,\"QueueDefinition\":{\"Name\":\"Bills\"},\"Status\":\"Successful\",\"CreationTime\":\"2026-03-02T07:00:00Z\",\
                \"StartProcessing\":\"2026-03-02T08:00:00Z\",\"EndProcessing\":\"2026-03-02T08:05:00Z\"}";
    estate.write("in/queueitems.json", &format!("{{\"value\":[{item}]}}"));
    estate.run();
    assert_eq!(estate.mart("item_scores")[0]["name"], "Bills");
}

#[test]
fn an_item_that_is_a_test_is_in_no_column_but_that_of_tests() {
    let estate = Estate::of(&satellite("csv", ITEMS));
    let row = |id: u8, queue: u8, outcome: &str| {
        format!("{id},{queue},,2026-03-02T08:00:00Z,2026-03-02T07:00:00Z,{outcome}\n")
    };
    let rows = [
        row(1, 17, "succeeded"),
        row(2, 17, "test"),
        row(3, 18, "test"),
    ]
    .concat();
    estate.write("in/a.csv", &format!("Id,Q,Name,T,Due,O\n{rows}"));
    estate.run();
    let rows: Vec<_> = estate
        .mart("item_scores")
        .into_iter()
        .map(|row| ["queue_id", "items", "late"].map(|c| row[c].clone()))
        .collect();
    assert_eq!(rows, [["17", "1", "1"]]);
    let coverage = &estate.mart("coverage")[0];
    assert_eq!(
        (coverage["items"].as_str(), coverage["item_tests"].as_str()),
        ("1", "2")
    );
    assert!(
        estate
            .page()
            .contains("s: 2 items were tests or debug runs"),
        "{}",
        estate.page()
    );
}
