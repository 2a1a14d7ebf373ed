"""DuckDB at the same work: python by_duckdb.py convert|extract|tally|whole WORKSPACE OUT"""

import shutil
import sys
from pathlib import Path

import duckdb

import estate

TALLIES = {
    "tallies": """SELECT satellite_id, month, earned_day, solution_id, automation_id, parent_automation_id, mode, outcome,
        COUNT(*) AS sessions, COALESCE(SUM(duration_ms), 0)::BIGINT AS duration_ms FROM sessions WHERE NOT deleted GROUP BY ALL""",
    "error_tallies": """SELECT satellite_id, month, earned_day, automation_id, error_code, COUNT(*) AS sessions FROM sessions
        WHERE NOT deleted AND outcome IN ('failed', 'timed_out') GROUP BY ALL""",
    "duration_tallies": """SELECT satellite_id, month, automation_id, duration_bucket, COUNT(*) AS sessions FROM sessions
        WHERE NOT deleted AND outcome IN ('succeeded', 'succeeded_with_exceptions') AND duration_bucket IS NOT NULL GROUP BY ALL""",
    "unknown_tallies": """SELECT satellite_id, month, earned_day, outcome_text, COUNT(*) AS sessions FROM sessions
        WHERE NOT deleted AND outcome = 'unknown' GROUP BY ALL""",
    "automation_tallies": """SELECT satellite_id, month, automation_id,
        arg_max(automation_name, (earned_day, session_id)) AS automation_name, arg_max(solution_id, (earned_day, session_id)) AS solution_id,
        min(earned_day) AS first_day, max(earned_day) AS last_day FROM sessions WHERE NOT deleted GROUP BY ALL""",
}


def scan(glob):
    types = {name: "VARCHAR" for name in estate.TEXTS} | {"started": "TIMESTAMPTZ", "ended": "TIMESTAMPTZ"}
    columns = types | {"source_version": "BIGINT", "deleted": "BOOLEAN"}
    if glob.endswith(".parquet"):
        return f"read_parquet('{glob}')"
    if glob.endswith(".ndjson"):
        return f"read_json('{glob}', format = 'newline_delimited', columns = {columns})"
    return f"read_csv('{glob}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {columns})"


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    return folder


def convert(db, workspace, out):
    """An export to typed Parquet and nothing else: no versions, no days, no partitions."""
    fresh(f"{out}/converted")
    exports = scan(f"{workspace}/satellites/*/*{Path(estate.satellites(workspace)[0][3]).suffix}")
    db.sql(f"COPY (SELECT * FROM {exports}) TO '{out}/converted/all.parquet' (FORMAT parquet, COMPRESSION zstd)")


def extract(db, workspace, out):
    """What our lake holds of it: of each session the last version, without the deleted, on its local day, by satellite and month."""
    fresh(f"{out}/sessions")
    for satellite, zone, _, glob in estate.satellites(workspace):
        db.sql(f"""COPY (
            SELECT '{satellite}' AS satellite_id, strftime(earned_day, '%Y-%m') AS month, session_id, earned_day, automation_id,
                automation_name, solution_id, started, ended,
                CASE WHEN told IN {tuple(estate.OUTCOMES)} THEN told ELSE 'unknown' END AS outcome,
                CASE WHEN told IN {tuple(estate.OUTCOMES)} THEN NULL ELSE outcome_text END AS outcome_text, duration_ms,
                CASE WHEN duration_ms < 128 THEN duration_ms
                     ELSE (floor(log2(duration_ms))::BIGINT - 6) * 128 + (duration_ms >> (floor(log2(duration_ms))::INTEGER - 6)) END AS duration_bucket,
                mode, trigger, machine_name, parent_automation_id, parent_session_id, error_code, error_message, source_version, false AS deleted
            FROM (SELECT * REPLACE (outcome AS outcome), outcome AS outcome_text, lower(trim(outcome)) AS told,
                    (coalesce(ended, started) AT TIME ZONE '{zone}')::DATE AS earned_day,
                    CASE WHEN ended >= started THEN (epoch_us(ended) - epoch_us(started)) // 1000 END AS duration_ms
                FROM {scan(glob)}
                QUALIFY row_number() OVER (PARTITION BY session_id ORDER BY source_version DESC NULLS LAST, coalesce(deleted, false) DESC,
                    lower(outcome) IN {tuple(estate.OPEN)}, ended DESC NULLS LAST) = 1)
            WHERE NOT coalesce(deleted, false)
        ) TO '{out}/sessions' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (satellite_id, month), APPEND)""")


def tally(db, sessions, out):
    """The five tables of integers that everything else is made from."""
    fresh(f"{out}/tallied")
    db.sql(f"CREATE OR REPLACE VIEW sessions AS SELECT * FROM read_parquet({sessions}, hive_partitioning = true, hive_types_autocast = false)")
    for name, query in TALLIES.items():
        db.sql(f"COPY ({query}) TO '{out}/tallied/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def score(db, workspace, out):
    """Tallies joined with meterings and baselines, added up by project and month. Far less than a scoreboard, in binary floats."""
    sheet = lambda name: f"read_csv('{workspace}/baselines/{name}.csv', header = true, all_varchar = true)"
    prod = tuple(s[0] for s in estate.satellites(workspace) if s[2] == "prod")
    prod = f"({', '.join(repr(s) for s in prod)})"
    db.sql(f"""CREATE OR REPLACE TABLE scores AS
        WITH tallied AS (SELECT * FROM read_parquet('{out}/tallied/tallies.parquet') WHERE satellite_id IN {prod}),
        metered AS (
            SELECT t.*, m.project_id, m.share::DOUBLE AS share FROM tallied t JOIN {sheet('meterings')} m USING (satellite_id, automation_id)
            UNION ALL
            SELECT t.*, m.project_id, m.share::DOUBLE FROM tallied t
            JOIN {sheet('meterings')} m ON m.satellite_id = t.satellite_id AND m.automation_id = 'solution:' || t.solution_id
            WHERE (t.satellite_id, t.automation_id) NOT IN (SELECT (satellite_id, automation_id) FROM {sheet('meterings')}))
        SELECT m.project_id, m.month, sum(sessions * share) AS sessions,
            sum(CASE WHEN outcome LIKE 'succeeded%' THEN sessions * share * b.units_per_session::DOUBLE ELSE 0 END) AS units,
            sum(CASE WHEN outcome LIKE 'succeeded%' THEN sessions * share * b.units_per_session::DOUBLE * b.minutes_per_unit::DOUBLE ELSE 0 END) AS labour_minutes,
            sum(CASE WHEN outcome LIKE 'succeeded%' THEN sessions * share * b.units_per_session::DOUBLE * b.minutes_per_unit::DOUBLE * b.hourly_rate::DOUBLE / 60 ELSE 0 END) AS capacity
        FROM metered m ASOF LEFT JOIN (SELECT * REPLACE (valid_from::DATE AS valid_from) FROM {sheet('baselines')}) b
            ON m.project_id = b.project_id AND m.earned_day >= b.valid_from
        GROUP BY ALL ORDER BY ALL""")
    db.sql(f"COPY scores TO '{out}/scores.parquet' (FORMAT parquet, COMPRESSION zstd)")
    db.sql(f"COPY scores TO '{out}/scores.csv' (HEADER)")


def main(step, workspace, out):
    db = duckdb.connect()
    db.sql("SET TimeZone = 'UTC'")
    db.sql(f"SET temp_directory = '{out}/spill'")
    if step == "convert":
        convert(db, workspace, out)
    if step in ("extract", "whole"):
        extract(db, workspace, out)
    if step == "tally":
        tally(db, estate.files(workspace, "sessions"), out)
    if step == "whole":
        tally(db, f"'{out}/sessions/**/*.parquet'", out)
        score(db, workspace, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
