"""Adds to the sample estate a satellite of each kind that is read differently from a store; carries exports to stores, and
changes them there."""

import base64
import gzip
import hashlib
import hmac
import json
import os
import random
import sys
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

# Azurite's account, the same in every installation.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

SATELLITES = """
[[satellite]]
id = "packed"                     # gzip
class = "prod"
source = { format = "csv", url = "satellites/packed" }

[[satellite]]
id = "feed"                       # a folder of lines, some further down
class = "prod"
source = { format = "ndjson", url = "satellites/feed/**/*.ndjson" }

[[satellite]]
id = "pages"                      # a folder of documents
class = "prod"
source = { format = "json", url = "satellites/pages" }

[[satellite]]
id = "warehouse"                  # somebody else's Parquet: a column of a row group is larger than what is fetched of it at once
class = "prod"
source = { format = "parquet", url = "satellites/warehouse/*.parquet" }

[[satellite]]
id = "linked"                     # Synapse Link
class = "prod"
source = { format = "synapse-link", url = "satellites/linked" }

[[satellite]]
id = "bulk"                       # one file of several ranges, and a file in the lake of several parts
class = "prod"
source = { format = "csv", url = "satellites/bulk/2026 03 (März).csv" }
"""

COLUMNS = ["session_id", "automation_id", "started", "ended", "outcome", "error_message", "source_version"]
START = datetime(2026, 3, 2, 6, tzinfo=timezone.utc)


def azure(method: str, path: str, query: str = "", body: bytes = b"", more: dict[str, str] | None = None):
    """A signed request; `path` begins with the container."""
    headers = {"x-ms-date": datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"), "x-ms-version": "2021-08-06"}
    headers |= more or {}
    path = quote(path)
    told = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    length = str(len(body)) if body else ""
    text = f"{method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{told}/{ACCOUNT}/{ACCOUNT}/{path}" + (f"\n{query.replace('=', ':')}" if query else "")
    signature = base64.b64encode(hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()).decode()
    headers |= {"Authorization": f"SharedKey {ACCOUNT}:{signature}", "Content-Length": str(len(body)), "Content-Type": ""}
    url = f"{os.environ['AZURITE_BLOB_STORAGE_URL']}/{ACCOUNT}/{path}" + (f"?{query}" if query else "")
    return urllib.request.Request(url, method=method, headers=headers, data=body or None)


def s3(method: str, path: str, body: bytes = b""):
    # Else urllib calls it a form, and a server that believes it takes it to pieces. moto asks whether there is a signature.
    headers = {"Content-Type": "application/octet-stream", "Authorization": "AWS4-HMAC-SHA256 Credential=emulated/20260401/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"}
    return urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/{quote(path)}", method=method, headers=headers, data=body or None)


def put(root: str, path: str, body: bytes) -> None:
    scheme, place = root.split("://")
    whole = f"{place}/{path}"
    request = azure("PUT", whole, "", body, {"x-ms-blob-type": "BlockBlob"}) if scheme == "az" else s3("PUT", whole, body)
    urllib.request.urlopen(request, timeout=60).read()


def delete(root: str, path: str) -> None:
    scheme, place = root.split("://")
    urllib.request.urlopen((azure if scheme == "az" else s3)("DELETE", f"{place}/{path}"), timeout=60).read()


def sessions(name: str, count: int, words: int = 8, version: int = 1) -> list[dict]:
    """Sessions of a satellite, the same each time."""
    draw = random.Random(name)
    told = []
    for n in range(count):
        started = START + timedelta(seconds=draw.randrange(24 * 86_400))
        ended = started + timedelta(seconds=draw.randrange(600))
        outcome = draw.choice(["succeeded", "succeeded", "failed"])
        row = [f"{name}-{n:07}", f"{name}-a{n % 7}", started.isoformat(), ended.isoformat(), outcome, draw.randbytes(words).hex(), version]
        told.append(dict(zip(COLUMNS, row)))
    return told


def csv(rows: list[dict]) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in [COLUMNS] + [list(row.values()) for row in rows]).encode()


def lines(rows: list[dict]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet(rows: list[dict], place: Path) -> None:
    table = pa.table({name: [row[name] for row in rows] for name in COLUMNS})
    for name in ["started", "ended"]:
        times = pa.array([datetime.fromisoformat(row[name]) for row in rows], pa.timestamp("us", tz="UTC"))
        table = table.set_column(table.schema.get_field_index(name), name, times)
    pq.write_table(table, place, row_group_size=len(rows) * 2 // 3, use_dictionary=False)


def link(rows: list[dict]) -> tuple[bytes, bytes]:
    """A folder of a link: the model, and a table without a header."""
    names = ["Id", "regardingobjectid", "startedon", "completedon", "statuscode", "versionnumber", "IsDelete"]
    attributes = [{"name": name, "dataType": "string"} for name in names]
    model = {"name": "cdm", "version": "1.0", "entities": [{"$type": "LocalEntity", "name": "flowsession", "attributes": attributes, "partitions": []}]}
    codes = {"succeeded": "4", "failed": "8"}
    told = [[r["session_id"], r["automation_id"], r["started"], r["ended"], codes[r["outcome"]], str(r["source_version"]), ""] for r in rows]
    return json.dumps(model).encode(), "".join(",".join(row) + "\n" for row in told).encode()


def prepare(folder: Path) -> None:
    """Adds the satellites to a workspace of the sample."""
    exports: dict[str, bytes] = {}
    for month in ["a", "b"]:
        exports[f"packed/{month}.csv.gz"] = gzip.compress(csv(sessions(f"packed-{month}", 300)), mtime=0)
        exports[f"feed/2026/{month}.ndjson"] = lines(sessions(f"feed-{month}", 300))
        exports[f"pages/{month}.json"] = json.dumps(sessions(f"pages-{month}", 300)).encode()
    for stamp in ["2026-03-02T08.00.00Z", "2026-03-02T08.05.00Z"]:
        exports[f"linked/{stamp}/model.json"], exports[f"linked/{stamp}/flowsession/2026-03.csv"] = link(sessions(stamp, 300))
    exports["linked/Changelog/changelog.info"] = b"2026-03-02T08.10.00Z"
    exports["bulk/2026 03 (März).csv"] = csv(sessions("bulk", 60_000, 180))
    for path, body in exports.items():
        place = folder / "satellites" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    (folder / "satellites/warehouse").mkdir()
    parquet(sessions("warehouse", 30_000, 280), folder / "satellites/warehouse/march.parquet")
    with (folder / "reckoner.toml").open("a") as config:
        config.write(SATELLITES)


def carry(folder: Path, root: str) -> None:
    """Lays all exports of a workspace into a store."""
    for place in sorted(folder.glob("satellites/**/*")):
        if place.is_file():
            put(root, str(place.relative_to(folder)), place.read_bytes())


def later(folder: Path, root: str) -> None:
    """One export changes, one is added, one is gone; the same on disk (`root` is none) as in a store."""
    changed = sessions("feed-a", 300)
    changed[0] |= {"outcome": "failed", "source_version": 2}
    news = {"satellites/feed/2026/a.ndjson": lines(changed), "satellites/pages/c.json": json.dumps(sessions("pages-c", 5)).encode()}
    for path, body in news.items():
        put(root, path, body) if root else (folder / path).write_bytes(body)
    gone = "satellites/packed/a.csv.gz"
    delete(root, gone) if root else (folder / gone).unlink()


if __name__ == "__main__":
    {"prepare": prepare, "carry": carry, "later": later}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
