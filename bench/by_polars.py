"""Polars for Python at the same work: python by_polars.py convert|extract|tally|whole WORKSPACE OUT"""

import shutil
import sys
from pathlib import Path

import polars as pl

import estate

KEY = ["satellite_id", "month"]


def scan(glob):
    schema = {name: pl.String for name in estate.TEXTS} | {"source_version": pl.Int64, "deleted": pl.String}
    time = lambda name: pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="us", time_zone="UTC")
    return pl.scan_csv(glob, schema=schema).with_columns(time("started"), time("ended"), deleted=pl.col("deleted").eq("true").fill_null(False))


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    return folder


def convert(workspace, out):
    """CSV to typed Parquet and nothing else: no versions, no days, no partitions."""
    fresh(f"{out}/converted")
    scan(f"{workspace}/satellites/*/*.csv").sink_parquet(f"{out}/converted/all.parquet", compression="zstd")


def extract(workspace, out):
    """What our lake holds of it: of each session the last version, without the deleted, on its local day, by satellite and month."""
    fresh(f"{out}/sessions")
    for satellite, zone, _, glob in estate.satellites(workspace):
        told = pl.col("outcome").str.strip_chars().str.to_lowercase()
        # Contract's order as one number: version, then deleted, then finished; of what is still equal any one is the same row.
        rank = pl.col("source_version") * 4 + pl.col("deleted").cast(pl.Int64) * 2 + told.is_in(estate.OPEN).not_().fill_null(True).cast(pl.Int64)
        last = scan(glob).filter(rank == rank.max().over("session_id")).unique("session_id", keep="any").filter(~pl.col("deleted"))
        ms = (pl.col("ended").to_physical() - pl.col("started").to_physical()) // 1000
        exponent = (64 - pl.col("duration_ms").bitwise_leading_zeros().cast(pl.Int64) - 7).clip(lower_bound=0)
        known = told.is_in(estate.OUTCOMES)
        kept = last.with_columns(
            satellite_id=pl.lit(satellite),
            earned_day=pl.coalesce("ended", "started").dt.convert_time_zone(zone).dt.date(),
            outcome=pl.when(known).then(told).otherwise(pl.lit("unknown")),
            outcome_text=pl.when(known).then(None).otherwise(pl.col("outcome")),
            duration_ms=pl.when(ms >= 0).then(ms),
        ).with_columns(
            month=pl.col("earned_day").dt.strftime("%Y-%m"),
            duration_bucket=exponent * 128 + pl.col("duration_ms") // pl.lit(2, pl.Int64).pow(exponent),
        )
        kept.sink_parquet(pl.PartitionBy(f"{out}/sessions", key=KEY), compression="zstd", mkdir=True, maintain_order=False)


def tally(sessions, out):
    """The five tables of integers that everything else is made from."""
    fresh(f"{out}/tallied")
    kept = pl.scan_parquet(sessions, hive_partitioning=True, try_parse_hive_dates=False).filter(~pl.col("deleted"))
    counted = lambda frame, keys: frame.group_by(keys).agg(sessions=pl.len().cast(pl.Int64))
    tables = {
        "tallies": kept.group_by([*KEY, "earned_day", "solution_id", "automation_id", "parent_automation_id", "mode", "outcome"]).agg(
            sessions=pl.len().cast(pl.Int64), duration_ms=pl.col("duration_ms").sum()),
        "error_tallies": counted(kept.filter(pl.col("outcome").is_in(["failed", "timed_out"])), [*KEY, "earned_day", "automation_id", "error_code"]),
        "duration_tallies": counted(
            kept.filter(pl.col("outcome").is_in(["succeeded", "succeeded_with_exceptions"]) & pl.col("duration_bucket").is_not_null()),
            [*KEY, "automation_id", "duration_bucket"]),
        "unknown_tallies": counted(kept.filter(pl.col("outcome") == "unknown"), [*KEY, "earned_day", "outcome_text"]),
        "automation_tallies": kept.group_by([*KEY, "automation_id"]).agg(
            pl.col("automation_name", "solution_id").sort_by("earned_day", "session_id").last(),
            first_day=pl.col("earned_day").min(), last_day=pl.col("earned_day").max()),
    }
    for name, frame in tables.items():
        frame.sink_parquet(f"{out}/tallied/{name}.parquet", compression="zstd")


def score(workspace, out):
    """Tallies joined with meterings and baselines, added up by project and month. Far less than a scoreboard, in binary floats."""
    sheet = lambda name: pl.read_csv(f"{workspace}/baselines/{name}.csv", infer_schema=False)
    prod = [s[0] for s in estate.satellites(workspace) if s[2] == "prod"]
    tallied = pl.read_parquet(f"{out}/tallied/tallies.parquet").filter(pl.col("satellite_id").is_in(prod))
    meterings = sheet("meterings").select("satellite_id", "automation_id", "project_id", pl.col("share").cast(pl.Float64))
    by_id = tallied.join(meterings, on=["satellite_id", "automation_id"])
    others = tallied.join(meterings, on=["satellite_id", "automation_id"], how="anti")
    by_solution = others.with_columns(wanted="solution:" + pl.col("solution_id")).join(
        meterings, left_on=["satellite_id", "wanted"], right_on=["satellite_id", "automation_id"]).drop("wanted")
    numbers = ["minutes_per_unit", "hourly_rate", "units_per_session"]
    baselines = sheet("baselines").select("project_id", pl.col("valid_from").str.to_date(), pl.col(numbers).cast(pl.Float64)).sort("valid_from")
    metered = pl.concat([by_id, by_solution.select(by_id.columns)]).sort("earned_day")
    valued = metered.join_asof(baselines, left_on="earned_day", right_on="valid_from", by="project_id", check_sortedness=False)
    units = pl.when(pl.col("outcome").str.starts_with("succeeded")).then(pl.col("sessions") * pl.col("share") * pl.col("units_per_session")).otherwise(0)
    minutes = units * pl.col("minutes_per_unit")
    scores = valued.group_by("project_id", "month").agg(
        sessions=(pl.col("sessions") * pl.col("share")).sum(), units=units.sum(), labour_minutes=minutes.sum(),
        capacity=(minutes * pl.col("hourly_rate") / 60).sum()).sort("project_id", "month")
    scores.write_parquet(f"{out}/scores.parquet", compression="zstd")
    scores.write_csv(f"{out}/scores.csv")


def main(step, workspace, out):
    if step == "convert":
        convert(workspace, out)
    if step in ("extract", "whole"):
        extract(workspace, out)
    if step == "tally":
        tally(estate.files(workspace, "sessions"), out)
    if step == "whole":
        tally(f"{out}/sessions/**/*.parquet", out)
        score(workspace, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
