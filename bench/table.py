"""What was measured, as a page: medians with the least and the greatest, and ours as a ratio to DuckDB's."""

import statistics

PROGRAMS = ["duckdb", "polars", "reckon"]
WORKS = {
    "convert": "CSV → typed Parquet, conversion only (does less: no versions, no deletes, no days)",
    "extract": "**extract**: CSV → sessions, the same result",
    "tally": "**tally**: sessions → the five tallies",
    "whole": "**the whole run** (peers: far less, see README.md)",
}


def told(turns, what, scale=1.0, digits=2):
    values = [t[what] * scale for t in turns or [] if t.get(what) is not None]
    if not values:
        return "–"
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def median(turns, what):
    values = [t[what] for t in turns or [] if t.get(what) is not None]
    return statistics.median(values) if values else None


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if ours and theirs else "–"


def rows(*lines):
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def named(name):
    sessions, satellites = (int(n) for n in name.split("x"))
    return f"{sessions:,} sessions, {satellites} satellite{'s' if satellites > 1 else ''}"


def against_peers(name, told_of):
    works = told_of["works"]
    turns = len(works["whole"]["reckon"])
    head = [["work", "DuckDB", "polars", "reckon", "reckon ÷ DuckDB"], ["---"] * 5]
    def block(what, scale, digits):
        for work, label in WORKS.items():
            of = works[work]
            yield [label, *(told(of.get(p), what, scale, digits) for p in PROGRAMS), ratio(median(of.get("reckon"), what), median(of.get("duckdb"), what))]
    size = told_of["bytes"]
    bytes_row = ["sessions as Parquet, zstd", *(f"{size[p] / 1e6:.0f}" for p in PROGRAMS), ratio(size["reckon"], size["duckdb"])]
    equal = told_of["equal"]
    steps = [t["steps"] for t in works["whole"]["reckon"]]
    split = ", ".join(f"{step} {statistics.median(s.get(step, 0) for s in steps):.2f} s" for step in steps[0])
    return f"""## Against the peers: {named(name)}

{told_of['csv_bytes'] / 1e9:.2f} GB of CSV, {told_of['rows']:,} rows. Equal before anything was timed: {equal['sessions']:,} sessions kept, {equal['duration_ms']:,} ms in all,
hash of all columns {equal['hash']}; {equal['tallies']:,} tallies, {equal['error_tallies']:,} of errors, {equal['duration_tallies']:,} of durations, group by group.
Median (least–greatest) of {turns} turns.

Seconds on the wall:

{rows(*head, *block('wall', 1, 2))}

Processor seconds:

{rows(*head, *block('cpu', 1, 2))}

Resident memory at most, MB:

{rows(*head, *block('rss', 1e-6, 0))}

Megabytes on disk (the CSV: {told_of['csv_bytes'] / 1e6:.0f}):

{rows(['what', *head[0][1:]], head[1], bytes_row)}

Where the whole run of `reckon` spends its time, by its own log: {split}.
"""


def alone(measured):
    head = [["estate", "all of it, s", "µs a session", "memory, MB", "lake, MB", "nothing new, s", "one more day, s", "of its rows", "memory of that, MB", "÷ all of it"], ["---"] * 10]
    def line(name, t):
        sessions, whole, day = int(name.split("x")[0]), median(t["whole"], "wall"), median(t["day"], "wall")
        return [named(name), told(t["whole"], "wall"), f"{whole / sessions * 1e6:.2f}", told(t["whole"], "rss", 1e-6, 0), f"{t['lake_bytes'] / 1e6:.0f}",
                told(t["nothing"], "wall"), told(t["day"], "wall"), f"{statistics.median(t['day_rows']):,.0f}", told(t["day"], "rss", 1e-6, 0), f"{day / whole:.1%}"]
    ordered = sorted(measured.items(), key=lambda one: int(one[0].split("x")[0]))
    return f"""## Ours alone

The whole run of the job `month` over 730 days of history; then again with nothing new; then after one more day was delivered, late corrections
of older sessions included.

{rows(*head, *(line(name, t) for name, t in ordered))}
"""


def page(measured):
    machine = measured["machine"]
    text = f"""# Results

Written by `bench/compare`; [README.md](README.md) says what each row means.

{machine['cores']} × {machine['cpu']}, {machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}; {machine['program']}, {', '.join(machine['peers'])}, Python {machine['python']}.
"""
    for name, told_of in measured["peers"].items():
        text += "\n" + against_peers(name, told_of)
    if measured["alone"]:
        text += "\n" + alone(measured["alone"])
    return text
