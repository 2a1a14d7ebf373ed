"""The same sessions as each source would export them: one SELECT a format over `told`, which DuckDB writes.

`told` holds the columns of estate.COLUMNS, finished sessions only, succeeded or failed, so that every format has words for them."""

import json
from pathlib import Path

import deltalake
import estate

ISO = "strftime({}, '%Y-%m-%dT%H:%M:%S.%gZ')"
OURS = ", ".join(ISO.format(c) + f" AS {c}" if c in ("started", "ended") else c for c in estate.COLUMNS)
START, END, SUCCEEDED = ISO.format("started"), ISO.format("ended"), "outcome = 'succeeded'"
SPACED = "strftime({}, '%Y-%m-%d %H:%M:%S.%g')"


def word(good, bad):
    return f"CASE WHEN {SUCCEEDED} THEN '{good}' ELSE '{bad}' END"


DATAVERSE = f"""session_id AS flowsessionid, CASE WHEN {SUCCEEDED} THEN 4 ELSE 8 END AS statuscode, {START} AS startedon, {END} AS completedon,
    {START} AS createdon, {END} AS modifiedon, automation_id AS _regardingobjectid_value, automation_name AS "_regardingobjectid_value@OData.Community.Display.V1.FormattedValue",
    errorcode: error_code, errormessage: error_message, versionnumber: source_version, machine_name AS "_machineid_value@OData.Community.Display.V1.FormattedValue" """

# format: (name of the file, the member that rows of a page stand in or None, the columns)
FORMATS = {
    "csv": ("csv", "export.csv", None, OURS),
    "csv, gzip": ("csv", "export.csv.gz", None, OURS),
    "csv, zstd": ("csv", "export.csv.zst", None, OURS),
    "ndjson": ("ndjson", "export.ndjson", None, OURS),
    "ndjson, zstd": ("ndjson", "export.ndjson.zst", None, OURS),
    "json, one array": ("json", "export.json", None, OURS),
    "parquet": ("parquet", "export.parquet", None, ", ".join(estate.COLUMNS)),
    "delta": ("delta", "", None, ", ".join(estate.COLUMNS)),
    "synapse-link": ("synapse-link", "flowsession/2026.csv", None, f"""session_id AS Id, {END} AS SinkModifiedOn, automation_id AS regardingobjectid, {START} AS startedon,
        {END} AS completedon, CASE WHEN {SUCCEEDED} THEN 4 ELSE 8 END AS statuscode, 2 AS runmode, error_code AS errorcode, error_message AS errormessage,
        source_version AS versionnumber, {START} AS createdon, {END} AS modifiedon, 'False' AS IsDelete"""),
    "dataverse, pages": ("dataverse", "flowsessions.ndjson", "value", DATAVERSE),
    "uipath, pages": ("uipath", "jobs.ndjson", "value", f"""session_id AS "Key", {START} AS "StartTime", {END} AS "EndTime", {START} AS "CreationTime", {word('Successful', 'Faulted')} AS "State",
        automation_name AS "ReleaseName", machine_name AS "HostMachineName", 'Shared' AS "OrganizationUnitFullyQualifiedName", error_message AS "Info" """),
    "automation-anywhere": ("automation-anywhere", "activities.ndjson", "list", f"""id: session_id, fileId: automation_id, fileName: automation_name, deviceName: machine_name,
        status: {word('COMPLETED', 'RUN_FAILED')}, startDateTime: {START}, endDateTime: {END}, createdOn: {START}, modifiedOn: {END}, message: error_message"""),
    "blue-prism": ("blue-prism", "BPASession.csv", None, f"""session_id AS sessionid, {SPACED.format('started')} AS startdatetime, 0 AS starttimezoneoffset,
        {SPACED.format('ended')} AS enddatetime, 0 AS endtimezoneoffset, automation_id AS processid, machine_name AS runningresourceid, CASE WHEN {SUCCEEDED} THEN 4 ELSE 2 END AS statusid,
        {SPACED.format('ended')} AS lastupdated, 0 AS lastupdatedtimezoneoffset, error_code AS exceptiontype, error_message AS exceptionmessage"""),
    "n8n": ("n8n", "executions.ndjson", "data", f"""id: session_id, finished: {SUCCEEDED}, status: {word('success', 'error')}, mode: 'trigger', startedAt: {START}, stoppedAt: {END},
        createdAt: {START}, workflowId: automation_id, workflowData: {{'name': automation_name}}"""),
    "servicenow": ("servicenow", "sn_ac_automation_execution.ndjson", "result", f"""sys_id: session_id, state: {word('Complete', 'Error')}, automation: automation_id, robot: machine_name,
        start_time: {SPACED.format('started')}, end_time: {SPACED.format('ended')}, sys_created_on: {SPACED.format('started')}, sys_updated_on: {SPACED.format('ended')},
        sys_mod_count: source_version, error_code: error_code, error_message: error_message"""),
    "camunda": ("camunda", "process-instances.json", None, f"""id: session_id, rootProcessInstanceId: session_id, processDefinitionKey: automation_id, processDefinitionName: automation_name,
        startTime: {START}, endTime: {END}, state: {word('COMPLETED', 'INTERNALLY_TERMINATED')}, deleteReason: error_message"""),
    "workato": ("workato", "jobs.ndjson", "items", f"""id: session_id, recipe_id: automation_id, started_at: {START}, completed_at: {END}, status: {word('succeeded', 'failed')},
        is_error: NOT ({SUCCEEDED}), error: error_message, error_parts: {{'error_type': error_code}}"""),
    "kit": ("kit", "autocoe_flowsessiontrace.csv", None, f"""session_id AS autocoe_flowsessionid, automation_id AS autocoe_flowid, automation_name AS autocoe_flowname, {START} AS autocoe_startedon,
        {END} AS autocoe_completedon, {word('Succeeded', 'Failed')} AS autocoe_overallstatus, machine_name AS autocoe_hostname, error_code AS autocoe_exceptioncode,
        error_message AS autocoe_exceptiondetails, {START} AS createdon, {END} AS modifiedon"""),
}


def write(db, name, folder):
    """The export, in its own folder; its rows in the order of `told`."""
    _, file, member, columns = FORMATS[name]
    path = Path(folder) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if name == "delta":
        deltalake.write_deltalake(str(folder), db.sql(f"SELECT {columns} FROM told").to_arrow_table())
        return
    packed = {".gz": ", COMPRESSION gzip", ".zst": ", COMPRESSION zstd"}.get(path.suffix, "")
    plain = path.name.removesuffix(".gz").removesuffix(".zst")
    if plain.endswith(".csv"):
        how = f"FORMAT csv, HEADER {'false' if name == 'synapse-link' else 'true'}"
    elif plain.endswith(".parquet"):
        how = "FORMAT parquet"
    else:
        how = "FORMAT json, ARRAY true" if plain.endswith(".json") else "FORMAT json"
    rows = f"SELECT {columns} FROM told"
    if member:
        rows = f"SELECT list(r) AS {member} FROM (SELECT r, (row_number() OVER () - 1) // 1000 AS page FROM ({rows}) r) GROUP BY page ORDER BY page"
    db.sql(f"COPY ({rows}) TO '{path}' ({how}{packed})")
    if name == "synapse-link":
        attributes = [{"name": c, "dataType": "string"} for c in db.sql(f"SELECT {columns} FROM told LIMIT 0").columns]
        entity = {"$type": "LocalEntity", "name": "flowsession", "attributes": attributes, "partitions": []}
        (Path(folder) / "model.json").write_text(json.dumps({"name": "cdm", "version": "1.0", "entities": [entity]}))
