"""What happens when an auditor takes a bundle: it is written, and that is recorded."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor, Scope
from portal.audit.tables import cell, is_whole, tables
from portal.errors import NotAllowed
from portal.funding.queries import Asked
from portal.ledger.models import LedgerHead
from portal.pledges.rules import today

CHECK = Path(__file__).with_name("check_bundle.py")
MOMENT = (1980, 1, 1, 0, 0, 0)  # files carry no time of their own: it is in SCOPE's journal row


class _Summed(io.RawIOBase):
    """A file of an archive that is hashed while it is written."""

    def __init__(self, held: IO[bytes]) -> None:
        self.held, self.digest = held, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # whatever a writer hands on
        self.digest.update(piece)
        self.held.write(piece)
        return len(piece)


def bundle(
    session: Session, asked: Asked, *, readme: str, by: Actor, now: datetime
) -> tuple[bytes, str]:
    """A zip of the rows that `asked` reaches with all that explains them, and its last seal.

    `readme` says in the reader's language how to check it. Raises NotAllowed for who is neither
    auditor nor administrator there.
    """
    for code in asked.reach:
        access.read_journal.check(by, Scope(region=code))
    if not asked.reach:
        raise NotAllowed
    head = session.get_one(LedgerHead, 1)
    file = io.BytesIO()  # a file on disk would stay open when nobody reads the answer
    sums: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        counted = {
            name: _table(archive, name, head_of, rows, sums)
            for name, head_of, rows in tables(session, asked, day=today(now))
        }
        scope = "whole" if is_whole(asked) else "part"
        _text(archive, "SCOPE", scope + "\n", sums)
        _text(archive, "README.txt", readme, sums)
        _text(archive, CHECK.name, CHECK.read_text("utf-8"), sums)
        archive.writestr(_entry("SHA256SUMS"), "".join(sums))
    journal.record(
        session,
        "take_bundle",
        "ledger",
        str(head.seq),
        by=by,
        now=now,
        region=asked.region or None,
        seal=head.hash,
        rows=counted["rows.csv"],
    )
    return file.getvalue(), head.hash


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, MOMENT)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _table(
    archive: zipfile.ZipFile,
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    sums: list[str],
) -> int:
    """Write one table; answers how many rows it has."""
    many = 0
    with archive.open(_entry(name), "w", force_zip64=True) as held:
        summed = _Summed(held)
        text = io.TextIOWrapper(io.BufferedWriter(summed), "utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(head)
        for row in rows:
            writer.writerow([cell(one) for one in row])
            many += 1
        text.flush()
        text.detach()
    sums.append(f"{summed.digest.hexdigest()}  {name}\n")
    return many


def _text(archive: zipfile.ZipFile, name: str, text: str, sums: list[str]) -> None:
    data = text.encode()
    archive.writestr(_entry(name), data)
    sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
