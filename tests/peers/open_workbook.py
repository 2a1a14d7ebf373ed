"""Reads every workbook of a run with openpyxl, as a controller's scripts do: types, formats, frozen heads, filters, print
set-up; every formula is computed here a second time and must be what is stored; every amount of a project must be the
integer of the mart of the same publication.

    open_workbook.py ESTATE
"""

import re
import sys
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
    },
    "Lies mich": {
        "check": "Prüfung",
        "foot": "Publikation",
        "heads": ["Summe der Zeilen", "publiziert", "Abweichung", "Ergebnis"],
        "agrees": "stimmt",
        "projects": "Projekte",
        "summary": "Übersicht",
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
    compared = 0
    for row in rows:
        row = dict(zip(heads, row))
        for name, value in row.items():
            micros = scores[row["project_id"]].get(f"{name}_micros")
            if f"{name}_micros" in scores[row["project_id"]]:
                assert (value is None) == (micros is None), (row["project_id"], name, value, micros)
                assert value is None or round(value * 1_000_000) == micros, (row["project_id"], name, value, micros)
                compared += 1
    assert compared > 100, compared
    return compared


books = sorted(p for p in ESTATE.glob("out/reports/*/*/*.xlsx") if p.parent.name != "latest")
assert books, "no workbook"
for path in books:
    stored, computed = check(path)
    first = stored.properties
    assert isinstance(first.created, datetime) and str(first.created.date()) in path.parent.name, first.created
    marts = ESTATE / "out/marts" / path.parent.parent.name / path.parent.name
    texts = TEXTS[stored.sheetnames[0]]
    compared = same_as_marts(stored, marts) if {texts["projects"], texts["summary"]} <= set(stored.sheetnames) else 0
    print(f"{path.parent.parent.name}-{path.name}: {len(stored.sheetnames)} sheets, {computed} formulas computed again, {compared} cells as in the marts")
