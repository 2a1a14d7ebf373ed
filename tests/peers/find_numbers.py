"""Finds every number of every page again in the marts of the same publication: nothing is printed that is not published.

    find_numbers.py WORKSPACE JOB WINDOW

A printed number is found where a cell of a mart rounds to it at its digits: itself, as a share, in hours, or a quotient of two
cells of one row; how far it moved between two periods, and what the periods of a year add up to; how far a net moved, by cause, since the window before or from the plan;
the same summed over a department; what a cut column adds up; and, in workings, what the days of a baseline add up to and what
people wrote into baselines/. Days and
ids are not looked at.
"""

import csv
import html
import math
import re
import sys
from fractions import Fraction
from pathlib import Path

NUMBER = re.compile(r"(?<![\w.,/:-])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w/:])")
# What stands on pages as words, and not as figures: windows, quarters, forms of names.
DAYS = r"\d{1,2}(?:[–-]\d{1,2})?[  ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:[  ](?:\d{4}|\d{2}))?"
MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[  ](?:\d{4}|\d{2})\b"
OTHER = r"Q\d \d{4}|\b20\d\d\b|\w+\.csv:\d+|kit-2023|reckoner-1|reckon \d+\.\d+\.\d+|[A-Z]+-\d+|\d{4}-\d\d-\d\d"
WORDS = re.compile("|".join([DAYS, MONTHS, OTHER]))
# The same of German pages: the comma is the decimal sign, the point groups digits, and an ordinal has a point.
NUMBER_DE = re.compile(r"(?<![\w.,/:-])[−-]?\d+(?:\.\d{3})*(?:,\d+)?(?![\w/:])")
MONTH_DE = r"(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-z]*\.?"
DAYS_DE = rf"\d{{1,2}}\.(?:[–-]\d{{1,2}}\.)?[  ]{MONTH_DE}(?:[  ](?:\d{{4}}|\d{{2}}))?"
WORDS_DE = re.compile("|".join([DAYS_DE, rf"{MONTH_DE}[  ](?:\d{{4}}|\d{{2}})\b", OTHER]))
# An average share of a working, and capacity before what was lost of it, are made there, with their sum beside them.
MADE_THERE = re.compile(r"[^\d]{0,3}(?:share \(on average\)|Anteil \(im Mittel\))|\s*(?:capacity|Kapazität) (?:−|×[^=]* (?:lost|verloren))")


def written_in(page):
    """How a page writes numbers, and which words hold some that are no figures."""
    german = '<html lang="de">' in page
    return (NUMBER_DE, WORDS_DE) if german else (NUMBER, WORDS)


def plain(token, pattern):
    """A printed number as Python reads it."""
    if pattern is NUMBER_DE:
        token = token.translate(str.maketrans(",.", ".,"))
    return token.replace(",", "").replace("−", "-")


def text_of(page):
    page = re.sub(r"<(style|svg|code|footer)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r"<dl class=\"words\".*?</dl>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " \n ", page))


def rows_of(marts, name):
    with (marts / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(name, value):
    """What is shown of a cell: itself, without its sign, and minutes as hours."""
    per = {"minutes": 60, "ms": 3_600_000}.get(name.removesuffix("_micros").rsplit("_", 1)[-1])
    values = [value, value / per] if per else [value]
    return {one for value in values for one in (value, -value)}


def cells(marts):
    """Every number of every mart; how far each net moved, and by which step; quotients that pages divide."""
    found = set()
    for mart in sorted(marts.glob("*.csv")):
        for row in rows_of(marts, mart.stem):
            for name, text in row.items():
                if (value := number(name, text)) is not None:
                    found |= shown(name, value)
    found |= of_bridges(rows_of(marts, "bridge")) | of_bridges(rows_of(marts, "plan_bridge"))
    found |= of_goals(rows_of(marts, "goal_scores")) | of_evidence(marts) | of_periods(rows_of(marts, "periods"))
    found |= of_cut_columns(rows_of(marts, "project_scores")) | of_cut_columns(rows_of(marts, "coverage"))
    for department in {row["department_id"] for row in rows_of(marts, "project_scores")}:
        found |= of_department(marts, department)
    for row in [row for mart in ("periods", "project_scores", "department_scores", "estate_scores") for row in rows_of(marts, mart)]:
        found |= of_values(row)
    return found


def amounts(row):
    return {name: value for name, text in row.items() if name.endswith("_micros") and (value := number(name, text)) is not None}


def of_values(row):
    """Quotients of a row of values: pages print them beside their two amounts."""
    of = amounts(row)
    pairs = [("net", "cost"), ("cashable", "benefit"), ("recaptured", "benefit"), ("error_avoidance", "benefit"), ("avoidance", "benefit")]
    found = {of[f"{a}_micros"] / of[f"{b}_micros"] for a, b in pairs if of.get(f"{b}_micros") and of.get(f"{a}_micros") is not None}
    counts = {name: int(row.get(name) or 0) for name in ("succeeded", "succeeded_with_exceptions", "business_exceptions", "failed", "timed_out")}
    good = sum(list(counts.values())[:3])
    if valid := sum(counts.values()):
        found.add(Fraction(good, valid))
    if of.get("labour_claimed_micros"):
        found.add(1 - of["net_micros"] / of["labour_claimed_micros"])
    # What of the benefit reaches no ledger.
    return found | {of.get("benefit_micros", 0) - of.get("cashable_micros", 0)}


def of_goals(rows):
    found = set()
    for row in rows:
        of = amounts(row)
        for below in ("target_micros", "expected_by_now_micros"):
            if of.get(below) and "actual_micros" in of:
                found.add(of["actual_micros"] / of[below])
    return found


def of_periods(rows):
    """Changes between two steps of one row's owner, and the steps of each calendar year added up."""
    found, steps = set(), {}
    for row in rows:
        steps.setdefault((row["level"], row["project_id"]), []).append((row["from"], amounts(row)))
    for of_one in steps.values():
        of_one.sort()
        for (_, before), (_, after) in zip(of_one, of_one[1:]):
            for name in before.keys() & after.keys():
                change = after[name] - before[name]
                found |= shown(name, change)
                if before[name]:
                    found |= {change / before[name], -change / before[name]}
        for year in {day[:4] for day, _ in of_one}:
            so_far = {}
            for day, values in of_one:
                if day.startswith(year):
                    so_far = {name: so_far.get(name, 0) + value for name, value in values.items()}
                    found |= {value for value in so_far.values()}
    return found


def of_stretches(rows):
    """What steps that follow one another add up to: the days of one baseline, in workings."""
    found = set()
    steps = sorted((row["from"], row) for row in rows)
    for first in range(len(steps)):
        sums = {}
        for _, row in steps[first:]:
            for name, text in row.items():
                if (value := number(name, text)) is not None:
                    sums[name] = sums.get(name, 0) + value
            valid = sum(sums.get(name, 0) for name in ("succeeded", "succeeded_with_exceptions", "business_exceptions", "failed", "timed_out"))
            found |= {value for name, sum_ in sums.items() for value in shown(name, sum_)} | {valid}
    return found


def of_cut_columns(rows):
    """A page names the three largest of a column, and adds up the others; of a whole column it may say the sum."""
    found, columns = set(), {}
    for row in rows:
        for name, text in row.items():
            if (value := number(name, text)) is not None:
                columns.setdefault(name, []).append(value)
    for values in columns.values():
        values.sort(key=abs, reverse=True)
        for shown_alone in range(0, 4):
            rest = sum(values[shown_alone:])
            found |= {rest, -rest}
    return found


def of_evidence(marts):
    benefit = number("benefit_micros", rows_of(marts, "estate_scores")[0]["benefit_micros"])
    parts = [number("amount_micros", row["amount_micros"]) for row in rows_of(marts, "evidence")]
    return {part / benefit for part in parts} if benefit else set()


def of_department(marts, department):
    """The rows of a department's projects, added up."""
    ids = {row["project_id"] for row in rows_of(marts, "project_scores") if row["department_id"] == department}
    found, sums = set(), {}
    tables = [("project_scores", lambda row: ""), ("periods", lambda row: row["from"]), ("plan", lambda row: (row["span"], row["from"]))]
    for name, key in tables:
        for row in rows_of(marts, name):
            if (row["id"] if name == "plan" else row["project_id"]) not in ids:
                continue
            total = sums.setdefault((name, key(row)), {})
            for column, text in row.items():
                if (value := number(column, text)) is not None:
                    total[column] = total.get(column, 0) + value
    for total in sums.values():
        for column, value in total.items():
            found |= shown(column, value)
        found |= of_values(as_texts(total))
        if total.get("plan_net_micros"):
            found.add(total.get("net_micros", 0) / total["plan_net_micros"])
    steps = [{"level": "", "project_id": "", "from": day, **as_texts(total)} for (name, day), total in sums.items() if name == "periods"]
    found |= of_periods(steps)
    for name in ("bridge", "plan_bridge"):
        rows = [{**row, "level": "", "project_id": ""} for row in rows_of(marts, name) if row["project_id"] in ids]
        found |= of_bridges(rows)
    return found | of_band([row for row in rows_of(marts, "project_scores") if row["project_id"] in ids])


def of_band(rows):
    """Between which amounts the nets of projects lie together, half of their widths going together."""
    net = sum(int(row["net_micros"]) for row in rows)
    ends = set()
    for sign, column in ((-1, "band_down_micros"), (1, "band_up_micros")):
        widths = [int(row[column] or 0) for row in rows]
        root = math.isqrt((sum(widths) ** 2 + sum(width**2 for width in widths)) // 2)
        ends.add(Fraction(net + sign * root, 10**6))
    return ends


def as_texts(total):
    return {column: str(int(value * 10**6)) if column.endswith("_micros") else str(value) for column, value in total.items()}


def of_baselines(workspace):
    found = set()
    for sheet in sorted((workspace / "baselines").glob("*.csv")):
        with sheet.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {value for text in row.values() if (value := number("", text or "")) is not None}
    return found


def of_bridges(rows):
    found, bridges, begin = set(), {}, ("previous", "plan")
    for row in rows:
        amount = number("amount_micros", row["amount_micros"]) or Fraction(0)
        line = (row["step"], row["currency"], row["input"] == "once_paid")
        bridges.setdefault((row["level"], row["project_id"]), []).append((line, amount))
    for parts in bridges.values():
        before = sum(amount for line, amount in parts if line[0] in begin)
        moved = sum(amount for line, amount in parts if line[0] not in begin)
        found |= {moved, -moved, before}
        if before:
            found |= {moved / before, -moved / before}
        lines = {}
        for (step, currency, paid), amount in parts:
            if step not in begin:
                key = (step, currency if step == "exchange" else "", paid)
                lines[key] = lines.get(key, 0) + amount
        sizes = sorted(lines.values(), key=abs, reverse=True)
        # A page shows seven of them and adds up the others.
        for amount in [*sizes, sum(sizes[7:])]:
            found |= {amount, -amount}
    return found


def number(name, text):
    if name.endswith("_micros"):
        return Fraction(int(text), 10**6) if text else None
    try:
        return Fraction(text)
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def main(workspace, job, window):
    marts = workspace / "out" / "marts" / job / window
    of_estate, written = cells(marts), of_baselines(workspace)
    missing = 0
    pages = sorted((workspace / "out" / "reports" / job / window).glob("**/*.html"))
    assert pages, "there is no page"
    looked_at = 0
    for page in pages:
        values = set(of_estate)
        if page.parent.name == "departments":
            values |= of_department(marts, page.stem)
        if page.parent.name == "projects":
            values |= written | of_stretches(row for row in rows_of(marts, "periods") if row["project_id"] == page.stem)
        source = page.read_text(encoding="utf-8")
        numbers, words = written_in(source)
        text = words.sub(" ", text_of(source))
        for match in numbers.finditer(text):
            token = plain(match[0], numbers)
            looked_at += 1
            half = Fraction(1, 2 * 10 ** len(token.partition(".")[2]))
            wanted = Fraction(token)
            if MADE_THERE.match(text[match.end() :]):
                continue
            # Attained is rounded down: it may lie a digit below.
            if any(-half <= value * scale - wanted <= 2 * half for value in values for scale in (1, 100)):
                continue
            missing += 1
            line = re.sub(r"\s+", " ", text[max(0, match.start() - 60) : match.end() + 40])
            print(f"{page.name}: {token} is in no mart: {line}")
    print(f"{looked_at} numbers on {len(pages)} pages, {missing} of them in no mart")
    return missing


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])))
