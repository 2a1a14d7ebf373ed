"""Reads the lake with deltalake and polars for Python, as any outsider would, and holds it to its own promises."""

import sys
from pathlib import Path

import polars as pl
from deltalake import DeltaTable

KEYS = {
    "objects": ["satellite_id", "object"],
    "drift": ["satellite_id", "exports", "column"],
    "sessions": ["satellite_id", "session_id"],
    "tallies": ["satellite_id", "earned_day", "solution_id", "automation_id", "parent_automation_id", "mode", "outcome"],
    "automations": ["satellite_id", "automation_id"],
    "daily_values": ["day", "method", "project_id"],
    "publications": ["published_at", "id"],
}


def main(estate: Path) -> None:
    lake = estate / "lake"
    frames = {}
    for log in sorted(lake.glob("*/_delta_log")):
        table = log.parent.name
        delta = DeltaTable(str(log.parent))
        protocol = delta.protocol()
        assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2), (table, protocol)
        frame = pl.read_delta(str(log.parent))
        assert frame.height == delta.to_pyarrow_table().num_rows, f"{table}: deltalake and polars disagree"
        if table in KEYS:
            assert frame.select(KEYS[table]).is_duplicated().sum() == 0, f"{table}: a key stands twice"
        frames[table] = frame
        print(f"{table}: version {delta.version()}, {frame.height} rows, {len(delta.file_uris())} files")

    missing = {"objects", "rejects", "sessions", "tallies", "automations", "daily_values", "publications"} - set(frames)
    assert not missing, f"tables that should be there: {missing}"

    sessions = frames["sessions"].filter(~pl.col("deleted"))
    assert sessions.height > 0
    assert (sessions["earned_day"].dt.strftime("%Y-%m") == sessions["month"]).all(), "a session lies in another month than its day"
    assert frames["tallies"]["sessions"].sum() == sessions.height, "tallies count other sessions than there are"
    assert frames["tallies"]["duration_ms"].sum() == sessions["duration_ms"].sum(), "tallies add up other durations"

    read, rejected = frames["objects"]["read"].sum(), frames["objects"]["rejected"].sum()
    assert rejected == frames["rejects"].height, "objects count other rejects than there are"
    assert read >= rejected + frames["sessions"].height, "more rows are kept than were read"

    days = frames["daily_values"]
    scores = pl.concat([pl.read_parquet(p) for p in sorted((estate / "out/marts/history/daily_values").glob("*.parquet"))])
    assert scores["net_micros"].sum() == days["net_micros"].sum(), "the history mart is not the lake's history"
    for window in (estate / "out/marts").glob("*/*..*"):
        start, end = window.name.split("..")
        scored = pl.read_parquet(window / "project_scores.parquet")
        inside = days.filter((pl.col("day") >= pl.lit(start).str.to_date()) & (pl.col("day") <= pl.lit(end).str.to_date()))
        for column in ["net_micros", "benefit_micros", "cost_micros", "sessions", "capacity_micros"]:
            assert scored[column].sum() == inside[column].sum(), f"{window.name}: {column} is not the sum of its days"
    print("the lake reads well from outside")


main(Path(sys.argv[1]))
