"""Writes the Delta tables of this folder with deltalake for Python, so that they are tables of somebody else. What must become of
them stands in README.md, and is worked out from what stands here.

    python make.py        in this folder, with deltalake and pyarrow

Features that this writer does not have (column mapping, deletion vectors) are written into the logs by hand, as the protocol has them.
"""

import datetime as dt
import json
import shutil
import struct
import uuid
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

UTC = dt.timezone.utc


def at(day, hour, minute=0):
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def session(id, version, status, started, ended, deleted=False, error=None):
    return {
        "Id": id, "SinkModifiedOn": at(9, 0, version), "IsDelete": deleted, "PartitionId": "2026", "statuscode": status,
        "regardingobjectid": "flow-1", "startedon": started, "completedon": ended, "runmode": 2, "errorcode": error,
        "context": "{\"attendedMode\":\"Unattended\"}", "outputs": "not ours to keep", "versionnumber": version,
    }


TIME = pa.timestamp("us", tz="UTC")
SESSION = pa.schema([
    ("Id", pa.string()), ("SinkModifiedOn", TIME), ("IsDelete", pa.bool_()), ("PartitionId", pa.string()), ("statuscode", pa.int64()),
    ("regardingobjectid", pa.string()), ("startedon", TIME), ("completedon", TIME), ("runmode", pa.int64()), ("errorcode", pa.string()),
    ("context", pa.string()), ("outputs", pa.string()), ("versionnumber", pa.int64()),
])


def sessions(path):
    """Version by version, as a link merges what it staged."""
    first = [session("s1", 1, 2, at(2, 8), None), session("s2", 2, 4, at(2, 9), at(2, 9, 5)), session("s4", 3, 4, at(2, 10), at(2, 10, 1))]
    write_deltalake(path, pa.Table.from_pylist(first, SESSION), partition_by=["PartitionId"])
    changed = [session("s1", 11, 8, at(2, 8), at(2, 8, 7), error="E7"), session("s3", 12, 4, at(3, 8), at(3, 8, 2))]
    merge = DeltaTable(path).merge(pa.Table.from_pylist(changed, SESSION), "t.Id = s.Id", source_alias="s", target_alias="t")
    merge.when_matched_update_all().when_not_matched_insert_all().execute()  # 1: s1 failed, s3 is new
    DeltaTable(path).delete("Id = 's4'")  # 2: s4 is in no file any more, and nobody says why
    DeltaTable(path).update({"IsDelete": "true", "versionnumber": "21"}, predicate="Id = 's2'")  # 3: s2 was deleted in Dataverse
    wider = SESSION.append(pa.field("parentworkflowid", pa.string()))
    last = [session("s5", 31, 4, at(4, 8), at(4, 8, 3)) | {"parentworkflowid": "cloud-1"}]
    write_deltalake(path, pa.Table.from_pylist(last, wider), mode="append", schema_mode="merge")  # 4: a column more
    DeltaTable(path).optimize.compact()  # 5: the same rows in one file


def names(path, rows):
    time = {"SinkModifiedOn": at(9, 0), "IsDelete": False, "PartitionId": "2026"}
    write_deltalake(path, pa.Table.from_pylist([time | row for row in rows]), partition_by=["PartitionId"])


def run(id, ended, result, minutes, region):
    return {"Run No": id, "Process": "invoices", "Finished": ended, "Result": result, "Minutes": minutes, "Region": region}


def runs(path):
    """Somebody's own table, in partitions whose names must be written otherwise in paths."""
    rows = [run(1, at(2, 8), "OK", 2.5, "Süd/West"), run(2, at(2, 9), "FEHLER", 1, "a b"), run(3, at(2, 10), "OK", 1, None)]
    write_deltalake(path, pa.Table.from_pylist(rows), partition_by=["Region"])


def vacuumed(source, path):
    """The same table, of whose history nothing is left but the newest checkpoint."""
    shutil.copytree(source, path)
    table = DeltaTable(path)
    table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    table = DeltaTable(path)
    table.create_checkpoint()
    newest = table.version()
    for commit in Path(path, "_delta_log").glob("*.json"):
        if int(commit.stem) < newest:
            commit.unlink()


def log(path, version, *actions):
    folder = Path(path, "_delta_log")
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(action, separators=(",", ":")) + "\n" for action in actions)
    (folder / f"{version:020}.json").write_text(text)


def field(name, kind, **metadata):
    return {"name": name, "type": kind, "nullable": True, "metadata": metadata}


def metadata(fields, **configuration):
    schema = json.dumps({"type": "struct", "fields": fields}, separators=(",", ":"))
    return {"metaData": {
        "id": "7f1e0a6c-0000-4000-8000-000000000000", "format": {"provider": "parquet", "options": {}}, "schemaString": schema,
        "partitionColumns": [], "configuration": configuration, "createdTime": 1772409600000,
    }}


def protocol(*features):
    return {"protocol": {
        "minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": list(features), "writerFeatures": list(features),
    }}


def add(path, name, columns, vector=None):
    Path(path).mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), Path(path, name))
    size = Path(path, name).stat().st_size
    action = {"path": name, "partitionValues": {}, "size": size, "modificationTime": 1772409600000, "dataChange": True}
    return {"add": action | ({"deletionVector": vector} if vector else {})}


FIELDS = [field("session_id", "string"), field("automation_id", "string"), field("outcome", "string"), field("ended", "timestamp")]


def told(*ids):
    """In the canonical words."""
    return {
        "session_id": list(ids), "automation_id": ["a1"] * len(ids), "outcome": ["succeeded"] * len(ids),
        "ended": pa.array([at(2, 8 + n) for n in range(len(ids))], TIME),
    }


def mapped(path):
    """Files call the columns otherwise than the table does."""
    names = {"session_id": "col-1", "automation_id": "col-2", "outcome": "col-3", "ended": "col-4"}
    keys = {name: {"delta.columnMapping.id": n + 1, "delta.columnMapping.physicalName": names[name]} for n, name in enumerate(names)}
    fields = [field(each["name"], each["type"], **keys[each["name"]]) for each in FIELDS]
    columns = {names[name]: values for name, values in told("m1", "m2").items()}
    settings = {"delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "4"}
    log(path, 0, protocol("columnMapping"), metadata(fields, **settings), add(path, "a.parquet", columns))


Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def z85(data):
    assert len(data) % 4 == 0
    text = ""
    for (number,) in struct.iter_unpack(">I", data):
        text += "".join(Z85[number // 85 ** power % 85] for power in (4, 3, 2, 1, 0))
    return text


def bitmap(rows):
    """Rows as a 64-bit Roaring bitmap of one array container."""
    inner = struct.pack("<IIHHI", 12346, 1, 0, len(rows) - 1, 16) + struct.pack(f"<{len(rows)}H", *rows)
    return struct.pack("<IQI", 1681511377, 1, 0) + inner


def vectors(path):
    """Rows that are no more, listed in the log itself and in a file."""
    inline = bitmap([0, 2])
    removed = {"storageType": "i", "pathOrInlineDv": z85(inline), "sizeInBytes": len(inline), "cardinality": 2}
    file = bitmap([1])
    file = file + bytes(-len(file) % 4)
    Path(path).mkdir(parents=True)
    id = uuid.UUID("7f1e0a6c-1234-4000-8000-0123456789ab")
    listed = struct.pack(">I", len(bitmap([1]))) + bitmap([1]) + struct.pack(">I", zlib.crc32(bitmap([1])))
    Path(path, f"deletion_vector_{id}.bin").write_bytes(b"\x01" + listed)
    apart = {"storageType": "u", "pathOrInlineDv": z85(id.bytes), "offset": 1, "sizeInBytes": len(bitmap([1])), "cardinality": 1}
    log(
        path, 0, protocol("deletionVectors"), metadata(FIELDS, **{"delta.enableDeletionVectors": "true"}),
        add(path, "a.parquet", told("gone1", "v1", "gone2", "v2"), removed), add(path, "b.parquet", told("v3", "gone3"), apart),
    )


def strange(path):
    log(path, 0, protocol("variantType"), metadata(FIELDS), add(path, "a.parquet", told("x1")))


def by_id(path):
    fields = [field(each["name"], each["type"], **{"delta.columnMapping.id": n + 1, "delta.columnMapping.physicalName": each["name"]})
              for n, each in enumerate(FIELDS)]
    log(path, 0, protocol("columnMapping"), metadata(fields, **{"delta.columnMapping.mode": "id"}), add(path, "a.parquet", told("x1")))


def cloned(path):
    action = add(path, "a.parquet", told("x1"))
    action["add"]["path"] = "file:///elsewhere/a.parquet"
    log(path, 0, {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}, metadata(FIELDS), action)


for each in Path(".").iterdir():
    if each.is_dir():
        shutil.rmtree(each)
LINK = "link/deltalake"
sessions(f"{LINK}/flowsession_partitioned")
names(f"{LINK}/workflow_partitioned", [{"Id": "flow-1", "name": "Post invoices", "solutionid": "sol-1", "versionnumber": 1}])
names(f"{LINK}/workqueue_partitioned", [{"Id": "q1", "name": "Inbox", "versionnumber": 1}])
names(f"{LINK}/workqueueitem_partitioned", [
    {"Id": "i1", "workqueueid": "q1", "createdon": at(2, 7), "processingstarttime": at(2, 8), "completedon": at(2, 8, 5),
     "expirydate": at(2, 12), "statuscode": 2, "retrycount": 1, "requeuecount": 0, "versionnumber": 1},
])
names(f"{LINK}/account_partitioned", [{"Id": "c1", "name": "Contoso", "versionnumber": 1}])
vacuumed(f"{LINK}/flowsession_partitioned", "vacuumed/flowsession_partitioned")
runs("runs")
for make in (mapped, vectors, strange, by_id, cloned):
    make(make.__name__)
for crc in Path(".").rglob("*.crc"):
    crc.unlink()
