"""Statements propose and never book; twice the same is once; what is private is soon gone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.bank import queries, services
from portal.bank.models import BankLayout, BankLine, BankSeen, BankStatement
from portal.bank.services.keeping import marks
from portal.bank.services.reading import Entry
from portal.directory.models import Organisation
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.ledger.models import Transfer
from portal.pledges.verify import verify
from tests.cast import AUDITOR, COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER
from tests.portal.bank.files import FIELDS, Movement, text
from tests.portal.pledges.scene import Scene

PRIVATE = "SITI AMINAH BINTI CONTOH"


def brought(
    session: Session, scene: Scene, rows: list[Movement], later: int = 0, account: str = "BRI 1234"
) -> BankStatement:
    """A statement that was uploaded and read."""
    owner = session.get_one(Organisation, scene.owner)
    who = scene.acting(session, MEMBER)
    made = services.bring(
        session, owner, text(rows), file_name="mutasi.csv", account=account, **who
    )
    who.pop("token")
    now = scene.now + timedelta(days=later)
    return services.read(session, queries.need(session, made), FIELDS, **who | {"now": now})


def kept(session: Session, table: type) -> int:
    """How many rows a table holds."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def groups(session: Session, scene: Scene) -> dict[str, str]:
    """Each line's words with the heading that it stands under."""
    found = queries.found(session, scene.owner, scene.today)
    return {line.description: found.group(line) for line in found.lines}


def test_lines_propose_what_was_sent_and_what_is_due_and_book_nothing(scene: Scene) -> None:
    day = scene.today
    with scene.writing() as session:
        pledge = scene.committed(session, 30_000_000)
        delivery = scene.sent(session, pledge, 20_000_000, reference="FT2611-889900")
        rows = kept(session, Transfer)
        made = brought(session, scene, [
            (day, "TRSF NIAGA SAMUDRA BANTEN", 20_000_000),
            (day, f"SETORAN {pledge.reference}", 7_000_000),
            (day, PRIVATE, 150_000),
            (day, "BAYAR SEWA", -2_000_000),
        ])  # fmt: skip
        found = queries.found(session, scene.owner, scene.today)
        by = {line.description: found.matches.get(line.id, ()) for line in found.lines}
        first = by["TRSF NIAGA SAMUDRA BANTEN"][0]
        assert (first.awaited.kind, first.awaited.key) == ("delivery", delivery.public_id)
        assert first.same_sum
        assert first.named
        (due,) = by[f"SETORAN {pledge.reference}"]
        assert (due.awaited.kind, due.awaited.amount) == ("instalment", 10_000_000)
        assert due.number == pledge.reference
        assert not by[PRIVATE]
        assert sorted(groups(session, scene).values()) == ["matched", "matched", "other", "out"]
        assert kept(session, Transfer) == rows
        assert delivery.transfer is None
        assert (made.content, made.counts["new"], made.counts["known"]) == (b"", 4, 0)
        assert verify(session).violations == ()


def test_equal_lines_of_two_accounts_are_two(scene: Scene) -> None:
    day = scene.today
    rows = [(day, "SETORAN TUNAI", 1000), (day, "SETORAN TUNAI", 1000)]
    with scene.writing() as session:
        for account, new in (
            ("BRI 1234", 2), ("BSI 88", 2), ("bri  1234", 0), (" Bsi-88 ", 0), ("BRI 12345", 2)
        ):  # fmt: skip
            counts = brought(session, scene, rows, account=account).counts
            assert (counts["new"], counts["known"]) == (new, 2 - new), account
        layout = session.scalars(select(BankLayout)).one()
        assert layout.known == ("BRI 1234", "BSI 88", "BRI 12345")
        # Lines of the days before accounts had names were those of the first one.
        entries = [Entry(1, day, 1000, "in", "SETORAN TUNAI", "")]
        ((mark, _line),) = marks(entries, "IDR", layout.salt)
        assert mark in set(session.scalars(select(BankLine.mark)))
        for wrong in ("", "  ", "--", "a" * 61):
            with pytest.raises(Invalid) as fault:
                brought(session, scene, rows, account=wrong)
            assert set(fault.value.fields) == {"account"}


def test_the_same_statement_twice_and_one_that_overlaps(scene: Scene) -> None:
    day = scene.today
    first = [(day, "A", 1000), (day, "A", 1000), (day, "B", 2000)]
    with scene.writing() as session:
        assert brought(session, scene, first).counts["new"] == 3
        again = brought(session, scene, first)
        assert (again.counts["new"], again.counts["known"]) == (0, 3)
        longer = [*first, (day, "A", 1000), (day, "C", 3000)]
        assert brought(session, scene, longer).counts["new"] == 2  # a third A is another payment
        assert kept(session, BankLine) == 5
        marks = session.scalars(select(BankLine.mark)).all()
        assert len(set(marks)) == 5


def test_what_was_said_is_not_proposed_again(scene: Scene) -> None:
    day = scene.today
    with scene.writing() as session:
        pledge = scene.committed(session, 40_000_000)
        delivery = scene.sent(session, pledge, 20_000_000)
        brought(session, scene, [(day, "NIAGA", 20_000_000)])
        assert groups(session, scene) == {"NIAGA": "matched"}
        scene.arrived(session, delivery, 20_000_000)
        # The rest of the pledge is as large, and yet this money is not proposed for it.
        assert groups(session, scene) == {"NIAGA": "told"}
        brought(session, scene, [(day - timedelta(days=1), "NIAGA 2", 20_000_000)])
        assert groups(session, scene) == {"NIAGA": "told", "NIAGA 2": "matched"}
        scene.spent(session, 2_000_000)
        brought(session, scene, [(day, "SEWA", -2_000_000), (day, "LAIN", -2_000_000)])
        assert sorted(groups(session, scene).values()) == ["matched", "out", "told", "told"]
        scene.reversed(session, scene.rows(session, "spend")[0])
        assert sorted(groups(session, scene).values()) == ["matched", "out", "out", "told"]


def test_members_alone_bring_read_and_delete(scene: Scene) -> None:
    with scene.writing() as session:
        owner = session.get_one(Organisation, scene.owner)
        made = brought(session, scene, [(scene.today, "A", 1000)])
        (line,) = queries.found(session, scene.owner, scene.today).lines
        held = queries.need_line(session, line.public_id)
        for part in (DONOR, STRANGER, COORDINATOR, AUDITOR):
            who = scene.acting(session, part)
            with pytest.raises(NotAllowed):
                services.bring(session, owner, b"a,b\n", file_name="", account="BRI", **who)
            who.pop("token")
            with pytest.raises(NotAllowed):
                services.read(session, made, FIELDS, **who)
            with pytest.raises(NotAllowed):
                services.set_aside(session, held, aside=True, **who)
            with pytest.raises(NotAllowed):
                services.discard(session, made, **who)
        who = scene.acting(session, TREASURER)
        who.pop("token")
        for _twice in range(2):
            assert services.set_aside(session, held, aside=True, **who).aside
        assert groups(session, scene) == {"A": "aside"}
        assert services.discard(session, made, **who)
        assert (kept(session, BankLine), kept(session, BankSeen)) == (0, 1)
        with pytest.raises(NotFound):
            services.discard(session, made, **who)
        # It was dealt with: the same line in another file is known, though its words are gone.
        assert brought(session, scene, [(scene.today, "A", 1000)]).counts["known"] == 1


def test_a_form_sent_twice_is_one_file_and_a_bad_one_none(scene: Scene) -> None:
    with scene.writing() as session:
        owner, key = session.get_one(Organisation, scene.owner), new_key()
        who = scene.acting(session, MEMBER) | {"token": key}
        data = text([(scene.today, "A", 1000)])
        first = services.bring(session, owner, data, file_name="m.csv", account="BRI", **who)
        assert (
            services.bring(session, owner, data, file_name="m.csv", account="BRI", **who) == first
        )
        with pytest.raises(Conflict):
            services.bring(session, owner, data + b"\n", file_name="m.csv", account="BRI", **who)
        for wrong, asset in ((b"", "IDR"), (data, "hour")):
            with pytest.raises(Invalid):
                services.bring(session, owner, wrong, file_name="m.csv", account="BRI", asset=asset,
                               **who | {"token": new_key()})  # fmt: skip
        assert kept(session, BankStatement) == 1
        held = queries.need(session, first)
        who.pop("token")
        for fields in ([], ["date"], ["date", "description", "credit", "credit", ""]):
            with pytest.raises(Invalid):
                services.read(session, held, fields, **who)
        with pytest.raises(services.BadRows):
            services.read(session, held, ["date", "credit", "", "description", ""], **who)
        assert (kept(session, BankLine), kept(session, BankLayout)) == (0, 0)
        assert services.read(session, held, FIELDS, **who).read_at
        assert services.read(session, held, [], **who).counts["new"] == 1  # read twice, read once
        assert queries.remembered(session, scene.owner)["kredit"] == "credit"


def test_words_are_forgotten_after_thirty_days(scene: Scene) -> None:
    day = scene.today
    with scene.writing() as session:
        pledge = scene.committed(session, 20_000_000)
        scene.arrived(session, scene.sent(session, pledge, 20_000_000), 20_000_000)
        rows = [(day, "NIAGA", 20_000_000), (day, PRIVATE, 150_000)]
        brought(session, scene, rows)
        owner, who = session.get_one(Organisation, scene.owner), scene.acting(session, MEMBER)
        waiting = services.bring(
            session, owner, text(rows), file_name="m.csv", account="BRI", **who
        )
        told = str([row.details for row in session.scalars(select(JournalRow))])
        assert PRIVATE not in told
        assert services.forget_old(session, now=scene.now + timedelta(days=6)) == 0
        assert services.forget_old(session, now=scene.now + timedelta(days=8)) == 1
        with pytest.raises(NotFound):
            queries.need(session, waiting)
        assert kept(session, BankLine) == 2
        assert services.forget_old(session, now=scene.now + timedelta(days=31)) == 1
        assert (kept(session, BankStatement), kept(session, BankLine)) == (0, 0)
        assert kept(session, BankSeen) == 1  # what was recorded; what waited may be read again
        assert brought(session, scene, rows).counts["new"] == 1
    database = scene.world.database
    assert services.sweep(database, scene.now + timedelta(days=40)) == 1


def test_the_day_a_file_is_read_is_no_day_of_its_lines(scene: Scene) -> None:
    with scene.writing() as session:
        made = brought(session, scene, [(date(2026, 10, 1), "A", 1000), (date(2026, 9, 1), "B", 1)])
        assert (made.since, made.until) == (date(2026, 9, 1), date(2026, 10, 1))
