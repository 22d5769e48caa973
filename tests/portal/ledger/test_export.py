"""The ledger as text: an outside judge accepts it, and finds one rupiah too much."""

import csv
from collections.abc import Iterable

from beancount import loader
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
        session.execute(update(LineSum).where(LineSum.kind == "spend").values(net=LineSum.net + 1))
        assert faults(beancount(session))
        session.rollback()
