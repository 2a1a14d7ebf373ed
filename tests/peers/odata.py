"""Rows for a server of OData to serve, and whether the lake says what it served."""

import csv
import hashlib
import json
import random
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

import polars as pl

ROWS = 3_210
PAGE_ROWS = 500
OUTCOMES = {4: "succeeded", 8: "failed"}
SERVICE = "api/data/v9.2"


def sessions() -> list[dict]:
    draw = random.Random("CAP")
    rows = []
    for n in range(ROWS):
        started = datetime(2026, 3, 2, tzinfo=timezone.utc) + timedelta(milliseconds=draw.randrange(27 * 86_400_000))
        ended = started + timedelta(seconds=draw.randrange(3_600))
        code = draw.choice([4, 4, 4, 8])
        message = draw.choice(['He said "Größe", and\nleft', "naïve; semicolons, commas", "日本"]) if code == 8 else ""
        rows.append({
            "flowsessionid": f"{draw.getrandbits(128):032x}", "statuscode": code, "_regardingobjectid_value": f"w{n % 5}",
            "startedon": started.isoformat(timespec="milliseconds"), "completedon": ended.isoformat(timespec="milliseconds"),
            "errormessage": message, "versionnumber": 9_000_000_000 + n,
        })  # fmt: skip
    return rows


def prepare(folder: Path) -> None:
    names = [{"workflowid": f"w{n}", "name": f"Flow {n}", "versionnumber": n + 1} for n in range(5)]
    for entity, rows in {"flowsessions": sessions(), "workflows": names}.items():
        place = folder / f"db/data/Dataverse-{entity}.csv"
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)


def wait(port: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/{SERVICE}/", timeout=5)
        except urllib.error.HTTPError as error:
            assert error.code == 401, "whoever has no token must be refused"
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    sys.exit("CAP did not start within a minute")


def token(port: str) -> str:
    form = b"grant_type=client_credentials&client_id=app-1&client_secret=a-secret%2F%2B%26%3D"
    return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/contoso.example/oauth2/v2.0/token", form, timeout=10))["access_token"]


def ask(port: str, bearer: str, method: str, link: str, body: dict | None = None) -> dict:
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{SERVICE}/{link}", data, headers, method=method)
    answer = urllib.request.urlopen(request, timeout=30).read()
    return json.loads(answer) if answer else {}


def served(port: str, bearer: str) -> list[tuple]:
    """What the server says, asked by ourselves."""
    rows, link = [], "flowsessions"
    while link:
        page = ask(port, bearer, "GET", link)
        assert len(page["value"]) <= PAGE_ROWS
        rows += page["value"]
        link = page.get("@odata.nextLink")
    instant = lambda text: int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000)
    told = lambda row: (
        row["flowsessionid"], row["_regardingobjectid_value"], instant(row["startedon"]), instant(row["completedon"]),
        OUTCOMES[row["statuscode"]], row["errormessage"] or None, row["versionnumber"],
    )  # fmt: skip
    return sorted(map(told, rows))


def kept(lake: Path) -> list[tuple]:
    frame = pl.read_delta(str(lake / "sessions"))
    assert not frame["deleted"].any()
    columns = ["session_id", "automation_id", "started", "ended", "outcome", "error_message", "source_version"]
    millis = [pl.col(name).dt.epoch("ms") for name in ["started", "ended"]]
    return sorted(frame.with_columns(millis).select(columns).rows())


def compare(port: str, lake: Path, log: Path, hour: str) -> None:
    bearer = token(port)
    theirs, ours = served(port, bearer), kept(lake)
    gone = [row for row in ours if hour == "08" and row[0] == sessions()[1]["flowsessionid"]]
    assert len(gone) == (hour == "08"), "what is not there any more is not forgotten: absence deletes nothing"
    ours = [row for row in ours if row not in gone]
    hashes = [hashlib.sha256(repr(rows).encode()).hexdigest()[:16] for rows in (theirs, ours)]
    assert len(theirs) == ROWS - (hour == "08") and hashes[0] == hashes[1], f"{len(theirs)} rows served, {len(ours)} kept: {hashes}"
    said = log.read_text()
    for note in ["flowsession: the service tells no link to later changes", "flowmachine: the environment has no such table", "no column runmode"]:
        is_learned = note.startswith("no column") and hour != "06"
        assert is_learned or note in said, f"{note}: not told in\n{said}"
    landed = sorted((lake / "landing/cap/flowsession").glob("*"))
    pages = [len(list(folder.glob("*.json"))) for folder in landed]
    assert pages == [7] * len(landed) and len(landed) == int(hour) - 5, f"pages {pages}: each round is all of it"
    print(f"CAP, round {len(landed)}: {len(ours)} sessions in {pages[-1]} pages, in the lake as served ({hashes[0]})")
    if hour == "07":
        first, second = sessions()[:2]
        ask(port, bearer, "PATCH", f"flowsessions('{first['flowsessionid']}')", {"statuscode": 8, "errormessage": "later", "versionnumber": 10_000_000_000})
        ask(port, bearer, "DELETE", f"flowsessions('{second['flowsessionid']}')")


if __name__ == "__main__":
    commands = {
        "prepare": lambda folder: prepare(Path(folder)),
        "await": wait,
        "compare": lambda port, lake, log, hour: compare(port, Path(lake), Path(log), hour),
    }
    commands[sys.argv[1]](*sys.argv[2:])
