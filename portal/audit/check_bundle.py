"""Checks a bundle of the ledger with Python alone: python3 check_bundle.py [FOLDER].

It needs no portal and no network. Each file has to be what SHA256SUMS says; each row of rows.csv
has to come to its seal; each row that follows another one has to name that one's seal. A bundle of
the whole ledger begins with the first row and has no gap. What a doubt or an adoption names of the
ledger has to be there as it names it. Exit status 0: all is well; 1: it is not.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

SEALED = (
    *("seq", "public_id", "kind", "debit", "credit", "amount", "asset", "programme", "line"),
    *("pledge", "note", "occurred_on", "recorded_at", "actor", "idem_key", "reverses"),
    "prev_hash",
)
NUMBERS = ("seq", "amount")
MAY_BE_ABSENT = ("pledge", "reverses")
GENESIS = "0" * 64


def value(row: dict[str, str], name: str) -> object:
    """A column as the seal has it: numbers, texts, or nothing."""
    text = row[name]
    if name in NUMBERS:
        return int(text)
    if name in MAY_BE_ABSENT and not text:
        return None
    # An apostrophe keeps a spreadsheet from running a note; it is no part of the note.
    return text[1:] if name == "note" and text.startswith("'") else text


def seal(row: dict[str, str]) -> str:
    """SHA-256 over the columns in one fixed JSON form."""
    values = [value(row, name) for name in SEALED]
    if row["from_programme"] or row["from_line"]:
        values += [row["from_programme"], row["from_line"]]
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def files(folder: Path) -> list[str]:
    """What is wrong with the files."""
    faults = []
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            faults.append(f"{name}: not the file that was bundled")
    return faults


def table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a file, one by one."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def rows(folder: Path) -> tuple[int, list[str]]:
    """How many rows there are, and what is wrong with them."""
    faults, many, last = [], 0, (0, GENESIS)
    whole = (folder / "SCOPE").read_text("utf-8").strip() == "whole"
    for row in table(folder, "rows.csv"):
        many += 1
        seq = int(row["seq"])
        if seal(row) != row["hash"]:
            faults.append(f"row {seq}: its seal does not fit")
        if seq == last[0] + 1 and row["prev_hash"] != last[1]:
            faults.append(f"row {seq}: does not follow row {last[0]}")
        if whole and seq != last[0] + 1:
            faults.append(f"row {seq}: rows before it are missing")
        last = seq, row["hash"]
    return many, faults


def named(folder: Path) -> list[str]:
    """What is wrong with the rows that doubts and adoptions name: absent, or with another seal.

    In a bundle of a part a doubt may name the end of a ledger that is not in it.
    """
    whole = (folder / "SCOPE").read_text("utf-8").strip() == "whole"
    seals, ends = {}, {0: GENESIS}
    for row in table(folder, "rows.csv"):
        seals[row["public_id"]] = row["hash"]
        ends[int(row["seq"])] = row["hash"]
    faults = []
    for one in table(folder, "doubts.csv"):
        known = ends.get(int(one["head_seq"]))
        if known != one["head_hash"] and (whole or known is not None):
            faults.append(f"doubt {one['public_id']}: the ledger did not end so")
    for one in table(folder, "doubt_rows.csv"):
        if one["kind"] == "transfer" and seals.get(one["ref"]) != one["seal"]:
            faults.append(f"doubt {one['doubt']}: row {one['ref']} has another seal")
    for one in table(folder, "adoptions.csv"):
        if one["counted_by_row"] and one["counted_by_row"] not in seals:
            faults.append(f"adoption {one['public_id']}: its row is missing")
    return faults


def main(folder: Path) -> int:
    """Check a folder; tell what was found."""
    many, wrong = rows(folder)
    wrong = files(folder) + wrong + named(folder)
    for fault in wrong:
        sys.stdout.write(fault + "\n")
    sys.stdout.write(f"{many} rows, {len(wrong)} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
