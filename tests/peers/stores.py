"""Prepares the emulated stores, and reads lakes there with deltalake and polars for Python as any outsider would."""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import polars as pl
from deltalake import DeltaTable
from polars.testing import assert_frame_equal

from exports import ACCOUNT, KEY, azure, s3

KEYS = {"objects": ["satellite_id", "object"], "sessions": ["satellite_id", "session_id"], "publications": ["published_at", "id"]}
# What names the lake's own place: two lakes are configured differently.
OF_THE_PLACE = {"deliveries": ["at", "publication", "message", "told"], "publications": ["id", "configuration", "manifest"], "objects": ["etag"]}


def insist(request) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(request())
            return
        except urllib.error.HTTPError as error:
            sys.exit(f"the emulator refuses: {error} {error.read()[:300]!r}")
        except urllib.error.URLError:
            time.sleep(0.5)
    sys.exit("an emulator did not start within a minute")


def begin() -> None:
    insist(lambda: azure("PUT", "lake", "restype=container"))
    insist(lambda: s3("PUT", "lake"))


def options(root: str) -> dict[str, str]:
    if root.startswith("az:"):
        connection = {"azure_storage_use_emulator": "true", "azurite_blob_storage_url": os.environ["AZURITE_BLOB_STORAGE_URL"]}
        return connection | {"azure_storage_account_name": ACCOUNT, "azure_storage_account_key": KEY}
    names = ["AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
    return {name: os.environ[name] for name in names}


def compare(disk: Path, root: str) -> None:
    tables = sorted(log.parent.name for log in disk.glob("*/_delta_log"))
    assert len(tables) >= 10, tables
    rows = 0
    for table in tables:
        ours = pl.read_delta(str(disk / table))
        delta = DeltaTable(f"{root}/{table}", storage_options=options(root))
        theirs = pl.DataFrame(delta.to_pyarrow_table())
        again = pl.read_delta(f"{root}/{table}", storage_options=options(root))
        assert again.height == theirs.height, f"{root}/{table}: deltalake and polars disagree"
        if table in KEYS:
            assert theirs.select(KEYS[table]).is_duplicated().sum() == 0, f"{root}/{table}: a key stands twice"
        drop = OF_THE_PLACE.get(table, [])
        ours, theirs, again = (frame.drop(drop).select(sorted(set(ours.columns) - set(drop))) for frame in (ours, theirs, again))
        for frame in (theirs, again):
            assert_frame_equal(ours.sort(ours.columns), frame.sort(ours.columns), check_dtypes=False)
        rows += ours.height
    print(f"{root}: {len(tables)} tables, {rows} rows, as on disk")


def receipts(disk: Path, other: Path) -> None:
    """What was read, kept, refused and published in each run: the same, wherever it lay."""

    def told(place: Path) -> dict:
        told = {receipt.parent.name: json.loads(receipt.read_text()) for receipt in sorted(place.glob("out/receipts/*/receipt.json"))}
        for receipt in told.values():
            receipt["publication"].pop("id")  # which knows where its lake lies, and mails name it
            for delivery in receipt.get("deliveries", []):
                for name in ("message", "publication", "told"):
                    delivery.pop(name, None)
        return told

    ours, theirs = told(disk), told(other)
    assert ours and ours == theirs, f"{other}: other receipts than on disk:\n{json.dumps(ours, indent=1)}\n{json.dumps(theirs, indent=1)}"
    read = [sum(satellite["read"] for satellite in receipt["satellites"].values()) for receipt in ours.values()]
    assert read[0] > 90_000 and read[1] == 0 and read[2] == 305, f"runs read {read} rows"
    print(f"{other.name}: {len(ours)} receipts as on disk, of {read} rows")


if __name__ == "__main__":
    commands = {
        "begin": begin,
        "compare": lambda disk, root: compare(Path(disk), root),
        "receipts": lambda disk, other: receipts(Path(disk), Path(other)),
    }
    commands[sys.argv[1]](*sys.argv[2:])
