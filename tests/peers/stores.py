"""Prepares the emulated stores, and reads lakes there with deltalake and polars for Python as any outsider would."""

import base64
import hashlib
import hmac
import os
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

import polars as pl
from deltalake import DeltaTable
from polars.testing import assert_frame_equal

# Azurite's account, the same in every installation.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
KEYS = {"objects": ["satellite_id", "object"], "sessions": ["satellite_id", "session_id"], "publications": ["published_at", "id"]}
# What names the lake's own place: two lakes are configured differently.
OF_THE_PLACE = {"publications": ["id", "configuration", "manifest"]}


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


def begin(azure_port: str, s3_port: str) -> None:
    def container():
        headers = {"x-ms-date": datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"), "x-ms-version": "2021-08-06"}
        told = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        text = f"PUT{chr(10) * 12}{told}/{ACCOUNT}/{ACCOUNT}/lake\nrestype:container"
        signature = base64.b64encode(hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()).decode()
        headers |= {"Authorization": f"SharedKey {ACCOUNT}:{signature}", "Content-Length": "0"}
        url = f"http://127.0.0.1:{azure_port}/{ACCOUNT}/lake?restype=container"
        return urllib.request.Request(url, method="PUT", headers=headers)

    insist(container)
    insist(lambda: urllib.request.Request(f"http://127.0.0.1:{s3_port}/lake", method="PUT"))


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


{"begin": begin, "compare": lambda disk, root: compare(Path(disk), root)}[sys.argv[1]](*sys.argv[2:])
