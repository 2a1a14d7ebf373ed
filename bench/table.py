"""What was measured, as a page: medians with the least and the greatest, and ours as a ratio to DuckDB's."""

import re
import statistics
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results.md"
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


def against_peers(name, told_of, machine):
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

{where(machine)}

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


def alone(measured, machine):
    head = [["estate", "all of it, s", "µs a session", "memory, MB", "lake, MB", "nothing new, s", "one more day, s", "of its rows", "memory of that, MB", "÷ all of it"], ["---"] * 10]
    def line(name, t):
        sessions, whole, day = int(name.split("x")[0]), median(t["whole"], "wall"), median(t["day"], "wall")
        return [named(name), told(t["whole"], "wall"), f"{whole / sessions * 1e6:.2f}", told(t["whole"], "rss", 1e-6, 0), f"{t['lake_bytes'] / 1e6:.0f}",
                told(t["nothing"], "wall"), told(t["day"], "wall"), f"{statistics.median(t['day_rows']):,.0f}", told(t["day"], "rss", 1e-6, 0), f"{day / whole:.1%}"]
    ordered = sorted(measured.items(), key=lambda one: int(one[0].split("x")[0]))
    return f"""## Ours alone

{where(machine)}

The whole run of the job `month` over 730 days of history; then again with nothing new; then after one more day was delivered, late corrections
of older sessions included.

{rows(*head, *(line(name, t) for name, t in ordered))}
"""


def speed(of, turns):
    rates = [{"rate": of["text"] / t["cpu"]} for t in turns]
    return told(rates, "rate", 1e-6, 0)


def formats(sessions, measured, machine):
    """Of what is packed the text is counted that comes out of it."""
    for name, of in measured.items():
        of["text"] = measured[re.sub(r", (gzip|zstd)$", "", name)]["bytes"]
    head = [["format", "MB", "MB of text", "MB/s of a core", "seconds", "processor seconds", "memory, MB"], ["---"] * 7]
    lines = [[name, f"{of['bytes'] / 1e6:.0f}", f"{of['text'] / 1e6:.0f}", speed(of, of["reckon"]), told(of["reckon"], "wall"),
              told(of["reckon"], "cpu"), told(of["reckon"], "rss", 1e-6, 0)] for name, of in measured.items()]
    beside = [["reading", "DuckDB, conversion only", "DuckDB, extract", "reckon, extract", "÷ DuckDB", "processor: DuckDB", "reckon", "÷ DuckDB"], ["---"] * 8]
    for name, of in measured.items():
        if of["extract"]:
            beside.append([name, told(of["convert"], "wall"), told(of["extract"], "wall"), told(of["reckon"], "wall"), ratio(median(of["reckon"], "wall"), median(of["extract"], "wall")),
                           told(of["extract"], "cpu"), told(of["reckon"], "cpu"), ratio(median(of["reckon"], "cpu"), median(of["extract"], "cpu"))])
    return f"""## Each format

{where(machine)}

The same {sessions:,} finished sessions, told in each format in one export, read by `reckon extract` into an empty lake. Equal before anything was timed: how many, and a
hash of their ids, outcomes, starts and ends. Median (least–greatest) of {len(of['reckon'])} turns. MB/s are of text, by processor seconds, everything that is done with a row included: read,
checked, mapped, ranked, sorted, written as Parquet.

{rows(*head, *lines)}

DuckDB at the same work on the same files (`by_duckdb.py extract`), and at reading and writing them only:

{rows(*beside)}
"""


def large(measured, machine):
    head = [["one file", "GB", "seconds", "MB/s of a core", "memory, MB"], ["---"] * 5]
    lines = [[name, f"{of['bytes'] / 1e9:.2f}", told(of["reckon"], "wall", 1, 0), speed(of | {"text": of["bytes"]}, of["reckon"]), told(of["reckon"], "rss", 1e-6, 0)] for name, of in measured.items()]
    return f"""## One large file

{where(machine)}

`reckon extract` into an empty lake, once.

{rows(*head, *lines)}
"""


def where(machine):
    memory = machine["memory_bytes"] / 2**30
    programs = [machine["program"], *machine["peers"], f"Python {machine['python']}"]
    return f"{machine['cores']} × {machine['cpu']}, {memory:.0f} GiB, {machine['system']}; {', '.join(programs)}."


def put(section):
    """Into the page, in the place of the section of the same heading; what others measured stays."""
    page = RESULTS.read_text() if RESULTS.exists() else "# Results\n\nWritten by `bench/compare` and `bench/formats`; [README.md](README.md) says what each row means.\n\n"
    parts, heading = re.split(r"(?m)^(?=## )", page), section.split("\n", 1)[0]
    parts = [section if part.split("\n", 1)[0] == heading else part for part in parts]
    if section not in parts:
        parts.append(section)
    RESULTS.write_text("\n\n".join(part.strip() for part in parts) + "\n")
