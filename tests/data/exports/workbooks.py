"""Writes the workbooks and archives of this folder. What must become of them stands in README.md.

Run it with openpyxl and xlsxwriter, in this folder: so two writers of somebody else made the good ones. The bad ones are
written part by part.
"""

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import xlsxwriter

HEAD = "session_id,automation_id,outcome,started,ended,owner\n"
NAMES = HEAD.strip().split(",")


def row(n, owner=""):
    return f"s{n},a1,succeeded,2026-03-02T0{n}:00:00Z,2026-03-02T0{n}:01:00Z,{owner}\n"


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def at(hour, minute=0, second=0):
    return dt.datetime(2026, 3, 2, hour, minute, second)


# As openpyxl writes it: texts that cells share, and formulas that nobody computed.
book = openpyxl.Workbook()
book.active.title = "Cover"
book.active["A1"] = "Not this one"
sheet = book.create_sheet("Runs")
sheet.merge_cells("A1:F1")
sheet["A1"] = "Runs of March"
for column, name in enumerate(["Run", "Bot", "Result", "Start", "End", "Who", "Kind"], 1):
    sheet.cell(3, column, name)
for line, cells in [
    (4, [1, "b", "OK", at(8), at(8, 15), "Müller & <Söhne>", None]),
    (5, [2, "b", "OK", "02.03.2026 09:00:00", "02.03.2026 09:00:30", None, None]),
    (7, [3, "b", True, at(10), dt.date(2026, 3, 3), None, None]),
    (8, [4, "b", False, "soon", at(11), None, None]),
    (9, [5, "b", "=\"O\"&\"K\"", at(12), at(12), None, None]),
    (10, [6, "b", "OK", at(13), at(13), None, "Test"]),
    (11, ["#N/A", "b", "OK", at(14), at(14), None, None]),
    (12, [9007199254740993, "b", "OK", at(15), at(15, 0, 1), 1.1, None]),
]:
    for column, value in enumerate(cells, 1):
        if value is not None:
            sheet.cell(line, column, value)
sheet["A11"].data_type = "e"
sheet["A1000"].value = None
book.save("runs.xlsx")

# As xlsxwriter writes it: every text in its own cell, and formulas with their values. The first sheet is hidden.
book = xlsxwriter.Workbook("inline.xlsx", {"constant_memory": True})
book.add_worksheet("Old").hide()
sheet = book.add_worksheet("Data")
book.worksheets_objs[1].set_first_sheet()
sheet.activate()
both = book.add_format({"num_format": "m/d/yyyy h:mm AM/PM"})
sheet.write_row(0, 0, NAMES + ["", "Cost"])
sheet.write_string(1, 0, "s1")
sheet.write_string(1, 1, "a1")
sheet.write_formula(1, 2, '=LOWER("SUCCEEDED")', None, "succeeded")
sheet.write_datetime(1, 3, at(8), both)
sheet.write_formula(1, 4, "=D2+TIME(0,1,0)", both, 46083.334027777775)  # 8:01:00: 481 of 1,440 minutes
sheet.write_number(1, 7, 12.5)
sheet.write_string(1, 9, "beside the table")
book.close()

book = xlsxwriter.Workbook("of_1904.xlsx", {"date_1904": True})
sheet = book.add_worksheet("Data")
sheet.write_row(0, 0, NAMES)
sheet.write_row(1, 0, ["s1", "a1", "succeeded"])
sheet.write_datetime(1, 3, at(8), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
book.close()

book = xlsxwriter.Workbook("no_rows.xlsx")
book.add_worksheet("Data").write_row(0, 0, NAMES)
book.close()

# Part by part.
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
GOOD = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ["s1", "a1", "succeeded", "2026-03-02T08:00:00Z"])
HEADER = "<row>" + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in NAMES[:4]) + "</row>"


def parts(rows=f"<row>{GOOD}</row>", **others):
    told = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{KIND}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<x:workbook {SPACE.replace("xmlns", "xmlns:x")} {RELATED}><x:sheets><x:sheet name="Data" sheetId="1" r:id="s"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="s" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t" Type="{KIND}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {SPACE}><sheetData>{HEADER}{rows}</sheetData></worksheet>",
    }
    return told | others


def zipped(members, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 2, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, text)
    return held.getvalue()


def strings(text, count=1):
    return {"xl/sharedStrings.xml": f'<sst {SPACE} uniqueCount="{count}"><si><t>{text}</t></si></sst>'}


shared = GOOD.replace('<c t="inlineStr"><is><t>s1</t></is></c>', '<c t="s"><v>0</v></c>')
write("bare.xlsx", zipped(parts()))
spoken = f'<sst {SPACE}><si><r><t>s</t></r><r><t>1</t></r><rPh sb="0" eb="1"><t>es one</t></rPh></si></sst>'
write("spoken.xlsx", zipped(parts(f"<row>{shared}</row>", **{"xl/sharedStrings.xml": spoken})))
def numbered(n):
    return "<row>" + GOOD.replace('<c t="inlineStr"><is><t>s1</t></is></c>', f"<c><v>{n}</v></c>") + "</row>"


numbers = "".join(map(numbered, ["9007199254740993", "9007199254740992", "1.1000000000000001", "4E2"]))
write("numbers.xlsx", zipped(parts(numbers)))
write("no_such_text.xlsx", zipped(parts(f"<row>{shared}</row>")))
write("bomb_of_texts.xlsx", zipped(parts(f"<row>{shared}</row>", **strings("s1", 10**15))))
write("bomb_of_a_cell.xlsx", zipped(parts(f"<row><c><v>{'7' * (4 << 20)}</v></c></row>")))
write("bomb_of_rows.xlsx", zipped(parts(f'<row r="4294967295">{GOOD}</row>')))
write("declares.xlsx", zipped(parts(**{"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'})))
write("no_sheet.xlsx", zipped({name: text for name, text in parts().items() if "sheet1" not in name}))
write("torn.xlsx", zipped(parts())[:-30])
write("breaks_off.xlsx", zipped(parts() | {"xl/worksheets/sheet1.xml": f"<worksheet {SPACE}><sheetData>{HEADER}<row>{GOOD}</row><row><c>"}))
write("is_csv.xlsx", (HEAD + row(1)).encode())
write("is_ods.xlsx", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}))
write("of_old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
write("sealed.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(90))

# Archives.
members = {"in/a.csv": HEAD + row(1), "B.CSV": HEAD + row(2, "5 €") + row(2)[:9] + "\n", "read.me": "x", "__MACOSX/._a.csv": "x", ".b.csv": "x"}
write("plain.zip", zipped(members))
write("stored.zip", zipped({"../a.csv": HEAD + row(1)}, zipfile.ZIP_STORED))
write("no_member.zip", zipped({"read.me": "x"}))
write("nested.zip", zipped({"a.csv": HEAD + row(1), "b.zip": zipped({"c.csv": HEAD + row(2)})}))
write("torn.zip", zipped(members)[:-9])
good = zipped({"a.csv": (HEAD + row(1)) * 3})
wrong = bytearray(good)
wrong[60] ^= 0x40
write("damaged.zip", bytes(wrong))


def marked(data, local, central, value, size="<H"):
    """The same archive with another value in the headers of its first member."""
    data = bytearray(data)
    struct.pack_into(size, data, local, value)
    struct.pack_into(size, data, data.index(b"PK\x01\x02") + central, value)
    return bytes(data)


write("sealed.zip", marked(good, 6, 8, 1))
write("packed_otherwise.zip", marked(good, 8, 10, 9))
# Two members that are the same bytes: the directory names the first one twice.
at_directory = good.index(b"PK\x01\x02")
directory = good[at_directory : good.index(b"PK\x05\x06")]
end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(directory), at_directory, 0)
write("overlapping.zip", good[:at_directory] + directory + directory.replace(b"a.csv", b"b.csv") + end)
with open("plain.parquet", "rb") as file:
    write("of_parquet.zip", zipped({"in/plain.parquet": file.read()}))
with open("inline.xlsx", "rb") as file:
    write("of_workbooks.zip", zipped({"inline.xlsx": file.read()}, zipfile.ZIP_STORED))
