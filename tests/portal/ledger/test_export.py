"""The ledger as text: an outside judge accepts it, and finds one rupiah too much."""

import csv
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from beancount import loader
from beancount.core.data import Open, Transaction
from sqlalchemy import func, select, update

from portal.ledger.export import as_csv, beancount
from portal.ledger.models import LineSum, Transfer
from tests.make import World
from tests.portal.ledger.test_services import place, post, reverse


def faults(lines: Iterable[str]) -> list[str]:
    """What Beancount says against a ledger."""
    _, errors, _ = loader.load_string("\n".join(lines))
    return [str(one) for one in errors]


def test_an_outside_judge_accepts_every_kind_of_row(world: World) -> None:
    fund = place(programme="0f", line="0f-line", pledge="0b")
    with world.writing() as session:
        for where, asset in ((place(), "IDR"), (fund, "IDR")):
            post(world, session, "commit", 100, f"c{where.pledge}", place=where, asset=asset)
            post(world, session, "receive", 100, f"r{where.pledge}", place=where, asset=asset)
        for number, asset in enumerate(("USD", "KWD", "vehicle_day")):
            other = place(pledge=f"other{number}")
            post(world, session, "commit", 1_234, f"c{number}", place=other, asset=asset)
            post(world, session, "receive", 1_000, f"r{number}", place=other, asset=asset)
            post(world, session, "spend", 5, f"s{number}", place=other, asset=asset)
        post(world, session, "receive_extra", 7)
        post(world, session, "refund", 9, note='Kata "kutip" \\ dan\nbaris')
        post(world, session, "pass_on", 30, source=fund)
        reverse(world, session, post(world, session, "spend", 50))
        lines = list(beancount(session))
        assert faults(lines) == []
        assert any("10.00 USD" in line for line in lines)
        assert any("1.000 KWD" in line for line in lines)
        assert any("X-VEHICLE-DAY" in line for line in lines)
        rows = list(csv.DictReader(as_csv(session)))
        assert len(rows) == session.scalar(select(func.count()).select_from(Transfer))
        session.execute(update(LineSum).where(LineSum.spend > 0).values(spend=LineSum.spend + 1))
        assert faults(beancount(session))
        session.rollback()


NOTES = (
    'Kata "kutip" \\ dan\nbaris\r\nlagi',
    "; bukan catatan * 2026-01-01 open Assets:Palsu",
    '" \n2026-01-01 open Assets:Palsu',
    "Rp1.000.000,00 {} [] @@ #tag ^link",
    "tab\tdan\x0bvertikal\x1b[31m\u2028\u202e\ufeff",
    "🧵 é \u202e 零\\",
    "\\",
)


def test_the_judges_own_command_accepts_every_note_and_asset(world: World, tmp_path: Path) -> None:
    """`bean-check` as anybody runs it: odd texts, several currencies, goods, what went back."""
    judge = Path(sys.executable).parent / "bean-check"
    fund = place(programme="0f", line="0f-line", pledge="0b")
    with world.writing() as session:
        for number, (asset, note) in enumerate(
            zip(("IDR", "USD", "KWD", "JPY", "hour", "vehicle_day", "unit"), NOTES, strict=True)
        ):
            mine = place(pledge=f"{number}", line=f"line-{number}", programme=f"p{number}")
            post(world, session, "commit", 90_001, f"c{number}", place=mine, asset=asset, note=note)
            post(world, session, "receive", 80_003, f"r{number}", place=mine, asset=asset)
            post(world, session, "release", 9_998, f"l{number}", place=mine, asset=asset)
            post(world, session, "receive_extra", 7, f"x{number}", place=mine, asset=asset)
            post(world, session, "refund", 11, f"b{number}", place=mine, asset=asset, note=note)
            spent = post(world, session, "spend", 5, f"s{number}", place=mine, asset=asset)
            reverse(world, session, spent)
            post(world, session, "spend", 13, f"t{number}", place=mine, asset=asset, note=note)
        post(world, session, "commit", 100, "fc", place=fund)
        post(world, session, "receive", 100, "fr", place=fund)
        post(world, session, "pass_on", 30, "fp", source=fund, note=NOTES[2])
        text = "\n".join(beancount(session)) + "\n"
        total = session.scalar(select(func.count()).select_from(Transfer)) or 0
    file = tmp_path / "ledger.beancount"
    file.write_text(text)
    done = subprocess.run([judge, file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    entries, _errors, _options = loader.load_string(text)
    assert sum(isinstance(one, Transaction) for one in entries) == total
    assert "Palsu" not in {one.account for one in entries if isinstance(one, Open)}
    file.write_text(text.replace(" 80003 IDR", " 80004 IDR", 1))
    assert subprocess.run([judge, file], capture_output=True, check=False).returncode == 1
