"""Reads every workbook of a run with openpyxl, as a controller's scripts do: types, formats, frozen heads, filters, print
set-up; every formula is computed here a second time and must be what is stored; every amount of a project must be the
integer of the mart of the same publication.

LibreOffice computes all workbooks again from files without any stored result, and once more with an assumption changed.

    open_workbook.py ESTATE
"""

import re
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import openpyxl
import polars

ESTATE = Path(sys.argv[1])


def amounts(book, ranges):
    """The numbers of ranges such as 'Projects'!B2:B9,'Projects (2)'!B2:B3."""
    for name, first, last in re.findall(r"'((?:[^']|'')+)'!([A-Z]+\d+):([A-Z]+\d+)", ranges):
        for (cell,) in book[name.replace("''", "'")][f"{first}:{last}"]:
            if isinstance(cell.value, (int, float)):
                yield cell.value


# By the name of the first sheet: the texts of a workbook in each language.
TEXTS = {
    "Read me": {
        "check": "Check",
        "foot": "Publication",
        "heads": ["sum of its rows", "published", "difference", "verdict"],
        "agrees": "agrees",
        "projects": "Projects",
        "summary": "Summary",
        "assumptions": "Assumptions",
        "outcome": "Outcome",
        "verdicts": ["as published", "differs from the published"],
        "differ": "sums differ from what was published",
    },
    "Lies mich": {
        "check": "Prüfung",
        "foot": "Publikation",
        "heads": ["Summe der Zeilen", "publiziert", "Abweichung", "Ergebnis"],
        "agrees": "stimmt",
        "projects": "Projekte",
        "summary": "Übersicht",
        "assumptions": "Annahmen",
        "outcome": "Wirkung",
        "verdicts": ["wie publiziert", "weicht vom Publizierten ab"],
        "differ": "Summen weichen vom Publizierten ab",
    },
}


def check(path):
    formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    names = stored.sheetnames
    texts = TEXTS.get(names[0])
    assert texts and texts["check"] not in names[:-1], names
    check = texts["check"]
    for sheet in (sheet for sheet in stored.worksheets[1:] if sheet.title != check):
        assert sheet.freeze_panes and sheet.freeze_panes.endswith("2"), (sheet.title, sheet.freeze_panes)
        assert sheet.auto_filter.ref == sheet.dimensions, (sheet.title, sheet.auto_filter.ref, sheet.dimensions)
        assert sheet.print_title_rows == "$1:$1", sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0, sheet.title
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.oddHeader.left.text and texts["foot"] in sheet.oddFooter.left.text, sheet.title
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type in "snbd", (sheet.title, cell.coordinate, cell.data_type)
    if names[-1] != check:
        return stored, 0
    heads = [cell.value for cell in stored[check][1]]
    assert heads[2:] == texts["heads"], heads
    computed = 0
    for told, row in zip(formulas[check].iter_rows(min_row=2), stored[check].iter_rows(min_row=2)):
        total = sum(amounts(stored, told[2].value))
        assert abs(total - row[2].value) < 1e-6 * max(1, abs(total)), (row[0].value, row[1].value, total, row[2].value)
        assert row[4].value == round(total - row[3].value, 2) == 0, (row[0].value, row[1].value)
        assert row[5].value == texts["agrees"], row[1].value
        computed += 1
    assert computed > 40 or path.stem != "executive", computed
    return stored, computed


def same_as_marts(stored, marts):
    """Each amount of a project, as the mart's integer of micros has it."""
    scores = polars.read_parquet(marts / "project_scores.parquet")
    texts = TEXTS[stored.sheetnames[0]]
    rows = stored[texts["projects"]].iter_rows(values_only=True)
    heads = next(rows)
    methods = scores["method"].unique(maintain_order=True)
    headline = stored[texts["summary"]]["A2"].value
    assert headline in methods, (headline, methods)
    scores = {row["project_id"]: row for row in scores.filter(polars.col("method") == headline).iter_rows(named=True)}
    compared = shown = 0
    for row in rows:
        shown += 1
        row = dict(zip(heads, row))
        for name, value in row.items():
            micros = scores[row["project_id"]].get(f"{name}_micros")
            if f"{name}_micros" in scores[row["project_id"]]:
                assert (value is None) == (micros is None), (row["project_id"], name, value, micros)
                assert value is None or round(value * 1_000_000) == micros, (row["project_id"], name, value, micros)
                compared += 1
    assert shown and compared > 25 * shown, (compared, shown)
    return compared


def recalculated(paths, work):
    """Each workbook as LibreOffice computes it: openpyxl writes formulas and none of their results."""
    bare, done = work / "bare", work / "done"
    bare.mkdir(parents=True)
    names = []
    for number, (path, change) in enumerate(paths):
        book = openpyxl.load_workbook(path)
        change(book)
        names.append(f"{number}.xlsx")
        book.save(bare / names[-1])
    home = f"-env:UserInstallation={(work / 'home').as_uri()}"
    words = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", done]
    subprocess.run([*words, *(bare / name for name in names)], check=True, capture_output=True, timeout=300)
    return [openpyxl.load_workbook(done / name, data_only=True) for name in names]


def same_formulas(path, again):
    """Every cell with a formula has the result that was stored."""
    formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                ours, theirs = (book[sheet.title][cell.coordinate].value for book in (stored, again))
                if isinstance(ours, (int, float)):
                    assert abs(ours - theirs) < 1e-5, (path.name, sheet.title, cell.coordinate, ours, theirs)
                else:
                    assert ours == theirs, (path.name, sheet.title, cell.coordinate, ours, theirs)
                compared += 1
    return compared


def outcome(book):
    rows = book[TEXTS[book.sheetnames[0]]["outcome"]].iter_rows(values_only=True)
    heads = next(rows)
    return {row[0]: dict(zip(heads, row)) for row in rows}


def a_minute_less(book):
    """Each unit takes a minute less by hand."""
    sheet = book[TEXTS[book.sheetnames[0]]["assumptions"]]
    column = next(cell.column for cell in sheet[1] if cell.value == "minutes_per_unit")
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, column).value -= 1


def argued(before, after):
    """With a minute less the time freed is less by exactly that minute, and the book says that it differs."""
    texts = TEXTS[before.sheetnames[0]]
    rows = before[texts["assumptions"]].iter_rows(values_only=True)
    heads = next(rows)
    less = 0.0
    for row in rows:
        row = dict(zip(heads, row))
        minutes = row["units_valued"] * row["people"] * row["automated_share"]
        less += minutes / 60 * row["hourly_rate"] * (row["exchange_rate"] or 0) * (row["conversion"] or 0)
    was, now = outcome(before)["net"], outcome(after)["net"]
    assert less > 0 and abs(was["now"] - less - now["now"]) < 0.005, (was, now, less)
    assert [was["verdict"], now["verdict"]] == texts["verdicts"], (was, now)
    assert abs(now["difference"] + less) < 0.006, (now, less)
    told = [str(cell.value) for cell in after.worksheets[0]["B"]]
    assert any(texts["differ"] in text for text in told), told
    return less


books = sorted(p for p in ESTATE.glob("out/reports/*/*..*/**/*.xlsx"))
assert books, "no workbook"
for path in books:
    stored, computed = check(path)
    first = stored.properties
    job, window = path.relative_to(ESTATE / "out/reports").parts[:2]
    assert isinstance(first.created, datetime) and str(first.created.date()) in window, first.created
    marts = ESTATE / "out/marts" / job / window
    texts = TEXTS[stored.sheetnames[0]]
    compared = same_as_marts(stored, marts) if {texts["projects"], texts["summary"]} <= set(stored.sheetnames) else 0
    print(f"{job}-{path.name}: {len(stored.sheetnames)} sheets, {computed} formulas computed again, {compared} cells as in the marts")

arguing = [path for path in books if path.parent.name == "projects" and path.stem == "invoice-capture"]
unchanged = lambda book: None
with tempfile.TemporaryDirectory() as work:
    paths = [(path, unchanged) for path in books] + [(path, a_minute_less) for path in arguing]
    again = recalculated(paths, Path(work))
    compared = sum(same_formulas(path, book) for path, book in zip(books, again))
    assert compared > 10 * len(books), compared
    print(f"LibreOffice: {compared} formulas of {len(books)} workbooks have the result that is stored")
    for path, book in zip(arguing, again[len(books):]):
        less = argued(openpyxl.load_workbook(path, data_only=True), book)
        print(f"{path.stem}: a minute less by hand is {less:.2f} less, and the workbook says that it differs")
