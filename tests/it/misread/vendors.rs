//! What vendors' own tools write, and what their services send.

use crate::workspace::{Estate, satellite};

#[test]
fn null_is_nothing_in_every_vendors_csv() {
    let estate = Estate::of(&satellite("n8n", ""));
    let head = "id,workflowId,startedAt,stoppedAt,status,mode,retryOf,retrySuccessId\n";
    let row = |id: u8| {
        format!("{id},A,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z,success,trigger,NULL,NULL\n")
    };
    estate.write(
        "in/execution_entity.csv",
        &(head.to_owned() + &(1..=4).map(row).collect::<String>()),
    );
    let said = estate.run();
    assert!(
        said.contains("4 rows read = 4 new") && !said.contains("deletion"),
        "{said}"
    );
    assert_eq!(estate.ran(), ["A 4 4"]);

    let estate = Estate::of(&satellite("camunda", ""));
    let head = "id,processDefinitionKey,startTime,endTime,state,superProcessInstanceId\n";
    let row = |id: &str, end: &str, state: &str| {
        format!("{id},A,2026-03-02T08:00:00.000+0000,{end},{state},NULL\n")
    };
    let rows = row("1", "2026-03-02T08:05:00.000+0000", "COMPLETED") + &row("2", "NULL", "ACTIVE");
    estate.write("in/process-instances.csv", &(head.to_owned() + &rows));
    let said = estate.run();
    assert!(
        said.contains("2 rows read = 2 new + 0 replacing + 0 superseded + 0 rejected"),
        "{said}"
    );
    assert_eq!(estate.ran(), ["A 2 1"]);

    let estate = Estate::of(&satellite("workato", ""));
    let head = "id,master_job_id,recipe_id,started_at,completed_at,status\n";
    let row = |id: u8| format!("{id},NULL,A,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z,succeeded\n");
    estate.write(
        "in/jobs.csv",
        &(head.to_owned() + &(1..=3).map(row).collect::<String>()),
    );
    estate.run();
    assert_eq!(estate.ran(), ["A 3 3"]);
}

/// What Orchestrator's webhooks send of a job, and of an item.
fn job(event: &str, state: &str, ended: &str, at: &str) -> String {
    format!(
        "{{\"Type\":\"job.{event}\",\"EventId\":\"e\",\"Timestamp\":\"2026-03-02T{at}Z\",\"Job\":{{\"Id\":7,\"Key\":\"9cc6c2e4-237d-42f6-8cb8-43010652fb22\",\
         \"State\":\"{state}\",\"StartTime\":\"2026-03-02T08:00:00Z\",{ended}\"Info\":\"it always fails\",\"Robot\":{{\"Id\":4,\"MachineName\":\"PC-1\"}},\
         \"Release\":{{\"Id\":3,\"Key\":\"k\",\"ProcessKey\":\"Doc\"}}}},\"TenantId\":1,\"OrganizationUnitId\":9}}\n"
    )
}

#[test]
fn orchestrators_webhooks_tell_jobs_and_items() {
    let estate = Estate::of(&satellite("uipath", ""));
    let ended = "\"EndTime\":\"2026-03-02T08:05:00Z\",";
    let item = "{\"Type\":\"queueItem.transactionFailed\",\"Timestamp\":\"2026-03-02T09:01:00Z\",\"QueueItem\":{\"Id\":21,\"QueueDefinitionId\":17,\
                \"Status\":\"Failed\",\"ProcessingException\":{\"Type\":\"BusinessException\"},\"CreationTime\":\"2026-03-02T09:00:00Z\",\
                \"StartProcessing\":\"2026-03-02T09:00:00Z\",\"EndProcessing\":\"2026-03-02T09:01:00Z\"},\"Queue\":{\"Id\":17,\"Name\":\"To book\"}}\n";
    let created = "{\"Type\":\"job.created\",\"Timestamp\":\"2026-03-02T07:59:00Z\",\"Jobs\":[{\"Id\":7},{\"Id\":8}]}\n";
    let robot =
        "{\"Type\":\"robot.status\",\"Timestamp\":\"2026-03-02T07:59:00Z\",\"Robots\":[]}\n";
    // They arrive in any order: the latest is the job.
    let lines = job("faulted", "Faulted", ended, "08:05:01")
        + &job("started", "Running", "", "08:00:01")
        + item
        + created
        + robot;
    estate.write("in/webhooks.ndjson", &lines);
    let said = estate.run();
    assert!(
        said.contains("3 rows read = 2 new + 0 replacing + 1 superseded + 0 rejected"),
        "{said}"
    );
    assert!(
        said.contains("robot") && said.contains("job.created (of several)"),
        "{said}"
    );
    let row = &estate.mart("automation_scores")[0];
    assert_eq!(
        ["automation_id", "name", "failed", "open"].map(|column| row[column].as_str()),
        ["9/Doc", "Doc", "1", "0"]
    );
    let row = &estate.mart("item_scores")[0];
    assert_eq!(
        ["queue_id", "name", "business_exceptions"].map(|column| row[column].as_str()),
        ["17", "To book", "1"]
    );
}

#[test]
fn the_type_of_a_job_is_no_event() {
    // A page's row that nothing names: it tells its own `Type`, and is refused as it was.
    let estate = Estate::of(&satellite("uipath", ""));
    estate.write(
        "in/export.json",
        "{\"value\":[{\"Key\":\"k\",\"Type\":\"Attended\",\"State\":\"Successful\"}]}",
    );
    estate.run();
    let (_, rejects) = estate.reckon(&["rejects", "--output", "csv"]);
    assert!(rejects.contains("unknown_table"), "{rejects}");
    // One answer that says what it is, and is none of the tables, is left alone and told.
    let estate = Estate::of(&satellite("uipath", ""));
    estate.write(
        "in/export.json",
        "{\"@odata.context\":\"https://x/odata/$metadata#Queues/$entity\",\"Id\":7}",
    );
    let said = estate.run();
    assert!(
        said.contains("tables that this version does not read: Queues"),
        "{said}"
    );
}
