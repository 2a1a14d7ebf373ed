"""Whether the peers did the same work: python equal.py WORKSPACE NAME=OUT... --to FILE; fails where a count, a sum, a hash or a group differs.

The hash is a sum over rows, so no order matters; it is of every column that the export tells."""

import json
import sys
from pathlib import Path

import duckdb

import estate

TOLD = ["satellite_id", "month", "session_id", "automation_id", "automation_name", "solution_id", "outcome", "outcome_text", "mode",
        "trigger", "machine_name", "parent_automation_id", "parent_session_id", "error_code", "error_message"]
NUMBERS = ["duration_ms", "duration_bucket", "source_version"]
TABLES = {
    "tallies": "satellite_id, month, earned_day, solution_id, automation_id, parent_automation_id, mode, outcome, sessions, duration_ms",
    "error_tallies": "satellite_id, month, earned_day, automation_id, error_code, sessions",
    "duration_tallies": "satellite_id, month, automation_id, duration_bucket, sessions",
    "unknown_tallies": "satellite_id, month, earned_day, outcome_text, sessions",
    "automation_tallies": "satellite_id, month, automation_id, automation_name, solution_id, first_day, last_day",
}


def parquet(files):
    return f"read_parquet({files}, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)"


def kept(db, files):
    """Of sessions: how many, how long, and the hash of them all."""
    columns = [*TOLD, *(f"{n}::BIGINT" for n in NUMBERS), "earned_day::DATE", "epoch_us(started)", "epoch_us(ended)"]
    text = ", ".join(f"coalesce({c}::VARCHAR, '-')" for c in columns)
    query = f"SELECT count(*), sum(duration_ms)::BIGINT, sum(hash(concat_ws('|', {text})))::VARCHAR FROM {parquet(files)} WHERE NOT deleted"
    return dict(zip(["sessions", "duration_ms", "hash"], db.sql(query).fetchall()[0]))


def main(workspace, *rest):
    outs, to = rest[:-2], rest[-1]
    db = duckdb.connect()
    db.sql("SET TimeZone = 'UTC'")
    ours, groups, wrong = kept(db, estate.files(workspace, "sessions")), {}, []
    for name, out in (o.split("=", 1) for o in outs):
        theirs = kept(db, f"'{out}/sessions/**/*.parquet'")
        if theirs != ours:
            wrong.append(f"sessions of {name}: {theirs}, ours: {ours}")
        for table, columns in TABLES.items():
            files = estate.files(workspace, table)
            a, b = f"SELECT {columns} FROM {parquet(files)}", f"SELECT {columns} FROM read_parquet('{out}/tallied/{table}.parquet')"
            for left, right, who in [(a, b, "ours alone"), (b, a, f"{name} alone")]:
                alone = db.sql(f"SELECT * FROM (({left}) EXCEPT ALL ({right})) ORDER BY ALL LIMIT 3").fetchall()
                wrong += [f"{table}: {who} has {row}" for row in alone]
            groups[table] = db.sql(f"SELECT count(*) FROM ({a})").fetchall()[0][0]
    size = sum(Path(file).stat().st_size for file in estate.files(workspace, "sessions"))
    Path(to).write_text(json.dumps(ours | groups | {"bytes": size}))
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
