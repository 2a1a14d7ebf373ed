"""Writes the exports of this folder. What must become of them stands in README.md, and is worked out from what stands here.

Run it with pyarrow, in this folder: the Parquet files are then what a reader and writer of somebody else made.
"""

import datetime as dt
import decimal
import gzip
import struct
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq

HEAD = "session_id,automation_id,outcome,started,ended,owner\n"


def row(n, owner=""):
    return f"s{n},a1,succeeded,2026-03-02T0{n}:00:00Z,2026-03-02T0{n}:01:00Z,{owner}\n"


PLAIN = HEAD + row(1) + row(2)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def zipped(text):
    return gzip.compress(text if isinstance(text, bytes) else text.encode(), mtime=0)


def zstd(text):
    return subprocess.run(["zstd", "-q", "--check"], input=text.encode(), capture_output=True, check=True).stdout


# Packed.
write("plain.csv.gz", zipped(PLAIN))
write("members.csv.gz", zipped(PLAIN[:70]) + zipped("") + zipped(PLAIN[70:]))
write("plain.csv.zst", zstd(PLAIN))
write("packed_all_the_same.csv", zipped(PLAIN))
write("bad_time.csv.gz", zipped(HEAD + row(1) + row(2).replace("T02:01", "_02:01") + row(3)))
write("says_gzip.csv.gz", PLAIN)
write("says_zstd.csv.zst", PLAIN)
write("empty.csv.gz", b"")
write("torn.csv.gz", zipped(PLAIN * 20)[:-9])
write("torn.csv.zst", zstd(PLAIN)[:-5])
damaged = bytearray(zstd(PLAIN))
damaged[-1] ^= 1
write("damaged.csv.zst", bytes(damaged))
write("workbook.csv", b"PK\x03\x04\x14\x00\x06\x00" + bytes(40))
write("in_utf16.csv.gz", zipped(("\ufeff" + HEAD + row(1, "Müller")).encode("utf-16-le")))

# Encodings.
write("western.csv", (HEAD + row(1, "Müller") + row(2, "5 €")).encode("cp1252"))
write("western_with_a_hole.csv", (HEAD + row(1, "Müller")).encode("cp1252") + row(2, "?").encode().replace(b"?", b"\x81"))
write("marked_all_the_same.csv", ("\ufeff" + HEAD + row(1, "Müller")).encode())
write("utf16_big.csv", ("\ufeff" + HEAD + row(1, "Müller")).encode("utf-16-be"))
write("utf16_unmarked.csv", (HEAD + row(1, "Müller")).encode("utf-16-le"))
write("utf16_half.csv", ("\ufeff" + HEAD + row(1) + row(2)).encode("utf-16-le")[:-3])

# Columns, units, constants, conditions.
write(
    "queue.csv",
    "Nr;Start;Dauer;Status;Robot\n"
    "1;02.03.2026 08:00;1.5;Done;R1\n"  # an hour earlier in UTC, for a minute and a half
    "2;02.03.2026 09:00;;FAILED;R1\n"  # nobody says how long
    "3;02.03.2026 10:00;2;Planned;R1\n"
    "4;02.03.2026 11:00;2;Done;TEST-1\n"
    "5;soon;2;Planned;R1\n"  # left out before anything is asked of it
    "6;02.03.2026 12:00;1,5;Done;R1\n"
    "7;02.03.2026 13:00;0;done;\n",
)
write("queue_renamed.csv", "Nr;Start;Dauer;Status;Bot\n1;02.03.2026 08:00;1.5;Done;R1\n")
write("watch.csv", "Nr,End,Took\n1,1772438400,0:05:12\n2,1772438400.5,1.00:00:00\n3,1772438400000,0:00:01\n4,1772438400,5:12\n")
write(
    "runs.ndjson",
    '{"run":{"id":"r1","at":1772438400000,"ms":1500},"state":"finished"}\n'
    '{"run":{"id":"r2","at":"1772438400000","ms":"250.75"},"state":"crashed"}\n'
    '{"run":{"id":"r3"},"state":"waiting"}\n'
    '{"run":{"id":"r4","at":1772438400000,"ms":-1},"state":"finished"}\n'
    '{"run":{"id":"r5","at":1772438400000}}\n'
    '{"run":{"id":"r6","at":1772438400000,"ms":5000},"state":"waiting"}\n',
)

# Parquet.
UTC = dt.timezone.utc
AT = dt.datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = dt.timedelta(minutes=1)


def table(**columns):
    base = {
        "session_id": ["s1", "s2"],
        "automation_id": ["a1", "a1"],
        "outcome": ["succeeded", "failed"],
        "ended": pa.array([AT, AT + MINUTE], pa.timestamp("us", "UTC")),
    }
    base.update(columns)
    return pa.table({name: column for name, column in base.items() if column is not None})


def parquet(name, columns, **how):
    pq.write_table(columns, name, **how)


parquet("plain.parquet", table())
parquet("groups.parquet", table(), row_group_size=1, compression="zstd")
parquet("gzip.parquet", table(), compression="gzip")
parquet("lz4.parquet", table(), compression="lz4")
parquet("no_rows.parquet", table().slice(0, 0))
parquet("brotli.parquet", table(), compression="brotli")
parquet("pages_v2.parquet", table(), data_page_version="2.0", use_dictionary=False, column_encoding={"session_id": "DELTA_BYTE_ARRAY"})
parquet(
    "numbers.parquet",
    table(
        session_id=pa.array([1042.0, None, 2**53], pa.float64()),  # a whole number beside a missing one, as pandas keeps it
        automation_id=pa.array([decimal.Decimal(7), decimal.Decimal(8), decimal.Decimal(-9)], pa.decimal128(20, 0)),
        outcome=pa.array(["succeeded"] * 3).dictionary_encode(),
        started=pa.array([AT] * 3, pa.timestamp("ns")),  # on the clocks of Berlin: 7 in UTC
        ended=pa.array([AT, AT, None], pa.timestamp("ms", "America/New_York")),
        source_version=pa.array([1, 2, 3], pa.uint32()),
        deleted=pa.array([False, False, False]),
    ),
)
parquet(
    "old_times.parquet",
    table(ended=pa.array([AT, dt.datetime(1, 1, 1, tzinfo=UTC)], pa.timestamp("us", "UTC"))),
    use_deprecated_int96_timestamps=True,
)
parquet("days.parquet", table(ended=pa.array([dt.date(2026, 3, 2), dt.date(1970, 1, 1)], pa.date32())))
parquet("texts.parquet", table(session_id=pa.array([b"s1", b"s\xff"], pa.binary()), ended=["2026-03-02T08:00:00Z"] * 2))
parquet("typed.parquet", table(ended=pa.array([1772438400, 1772438460], pa.int64())))
run = pa.array(
    [
        {"id": "r1", "at": AT, "ms": 1500, "tags": ["a", "b"]},
        None,
        {"id": "r3", "at": AT, "ms": None, "tags": []},
    ],
    pa.struct([("id", pa.string()), ("at", pa.timestamp("us", "UTC")), ("ms", pa.int64()), ("tags", pa.list_(pa.string()))]),
)
parquet("nested.parquet", pa.table({"run": run, "state": ["finished", "finished", "waiting"]}))
parquet("listed.parquet", table(owner=pa.array([["x"], ["y"]], pa.list_(pa.string()))))
parquet("renamed.parquet", table(outcome=None, result=["succeeded", "failed"]))
parquet("twice.parquet", table(Outcome=["failed", "failed"]))

plain = open("plain.parquet", "rb").read()
length = struct.unpack("<I", plain[-8:-4])[0]
footer = plain[-8 - length : -8]
write("torn.parquet", plain[:-20])
write("is_csv.parquet", PLAIN)
write("sealed.parquet", plain[:-4] + b"PARE")
write("footer_too_long.parquet", plain[:-8] + struct.pack("<I", 2**31) + b"PAR1")


def said(name, old, new):
    """The same file with a footer in which something is said once otherwise."""
    assert footer.count(old) >= 1, name
    changed = footer.replace(old, new, 1)
    write(name, plain[: -8 - length] + changed + struct.pack("<I", len(changed)) + b"PAR1")


# Field 3 of the footer, its rows, as a zigzag varint: 2; then field 4, the list of one row group.
said("bomb_of_rows.parquet", b"\x16\x04\x19\x1c", b"\x16\x80\xa0\x94\xa5\x8d\x1d\x19\x1c")
said("bomb_of_groups.parquet", b"\x16\x04\x19\x1c", b"\x16\x04\x19\xfc\xff\xff\xff\xff\x07")
# The first page says that it holds two gigabytes: field 2 of its head, behind the type of a dictionary.
at = plain.index(b"\x15\x04\x15")
head = plain[at : at + 3]
size = plain[at + 3]
write("bomb_of_a_page.parquet", plain[:at] + b"\x15\x04\x15\xfe\xff\xff\xff\x0f" + plain[at + 4 :])
