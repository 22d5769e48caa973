"""Proofs on both databases: who may, once each, for one pledge only, unchanged ever since."""

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.daily import sweep
from portal.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from portal.idempotency import new_key
from portal.journal import JournalRow
from portal.pledges.verify import verify
from portal.proofs import queries, services
from portal.proofs.models import Proof
from portal.proofs.queries import Subject
from portal.proofs.rules import MOST_PROOFS
from portal.proofs.verify import kept
from portal.uploads.contents import Clean
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from tests.cast import (
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    DONOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    TREASURER,
    Part,
)
from tests.portal.pledges.scene import Scene


class Prover:
    """Proofs of a scene's deliveries, in a folder."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.store = scene, Store(folder)

    def paper(self, data: bytes) -> Paper:
        return Paper(Clean("png", data), "Bukti transfer.png", self.store)

    def add(
        self, session: Session, subject: Subject, by: Part, data: bytes = b"slip", **told: Any
    ) -> str:
        acting = self.scene.acting(session, by) | told
        return services.add(session, subject, self.paper(data), **acting)

    def open(self, session: Session, proof: str, by: Part) -> bytes:
        who: dict[str, Any] = {"by": self.scene.who(session, by), "now": self.scene.now}
        found = queries.need(session, proof)
        return services.open_file(session, found, store=self.store, **who)

    def found(self, session: Session) -> list[str]:
        return [
            f"{one.id} {one.detail}" for one in verify(session, more=[kept(self.store)]).violations
        ]


@pytest.fixture
def prover(scene: Scene, tmp_path: Path) -> Prover:
    return Prover(scene, tmp_path / "u")


def delivered(prover: Prover, session: Session) -> Subject:
    """A delivery that the donor reported."""
    scene = prover.scene
    return queries.of_delivery(scene.sent(session, scene.committed(session), 4_000_000))


def test_both_sides_prove_once_and_only_the_right_people_open(prover: Prover) -> None:
    token = new_key()
    with prover.scene.writing() as session:
        subject = delivered(prover, session)
        first, again = (prover.add(session, subject, DONOR, token=token) for _time in range(2))
        assert first == again
        other = prover.add(session, subject, TREASURER, b"account")
        held = queries.of(session, subject)
        assert [(one.side, one.public_id) for one in held] == [("donor", first), ("owner", other)]
        for part in (DONOR, MEMBER, COORDINATOR, AUDITOR):
            assert prover.open(session, first, part) == b"slip"
        for part in (STRANGER, ELSEWHERE, ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                prover.open(session, first, part)
            with pytest.raises(NotAllowed):
                prover.add(session, subject, part, b"theirs")
        seen = [(one.reader, one.mandate) for one in queries.views(session, subject)]
        assert seen[-1] == ("donor", None)
        assert sorted(one for one, _office in seen) == ["auditor", "coordinator", "donor", "owner"]
        assert prover.found(session) == []


def test_a_proof_of_another_pledge_is_refused(prover: Prover) -> None:
    scene = prover.scene
    with scene.writing() as session:
        subject = delivered(prover, session)
        second = queries.of_delivery(scene.sent(session, subject.delivery.pledge, 2_000_000))  # type: ignore[union-attr]
        other = delivered(prover, session)
        prover.add(session, subject, DONOR)
        prover.add(session, second, DONOR)  # one transfer for two instalments of one pledge
        for refused, data in ((other, b"slip"), (subject, b"slip")):
            with pytest.raises(Invalid) as fault:
                prover.add(session, refused, DONOR, data)
            assert set(fault.value.fields) == {"file"}
        for number in range(MOST_PROOFS - 1):
            prover.add(session, subject, DONOR, b"%d" % number)
        with pytest.raises(Invalid):
            prover.add(session, subject, DONOR, b"one too many")
        token = new_key()
        prover.add(session, other, DONOR, b"one", token=token)
        with pytest.raises(Conflict):  # the same form with another file
            prover.add(session, other, DONOR, b"two", token=token)


def test_a_receipt_proves_a_spending_until_that_is_taken_back(prover: Prover) -> None:
    scene = prover.scene
    with scene.writing() as session:
        subject = delivered(prover, session)
        promised = scene.rows(session, "commit")[0].public_id
        with pytest.raises(NotFound):  # the row of a commitment is no spending
            queries.about_spending(session, promised, scene.who(session, MEMBER))
        scene.arrived(session, subject.delivery, 4_000_000)  # type: ignore[arg-type]
        row = scene.spent(session, 1_000_000)
        mine = queries.about_spending(session, row.public_id, scene.who(session, MEMBER))
        bill = prover.add(session, mine, MEMBER, b"bill")
        theirs = queries.about_spending(session, row.public_id, scene.who(session, DONOR))
        with pytest.raises(NotAllowed):
            prover.add(session, theirs, DONOR, b"not mine to add")
        assert prover.open(session, bill, DONOR) == b"bill"  # its money was used here
        for part in (STRANGER, ELSEWHERE):
            with pytest.raises(NotAllowed):
                prover.open(session, bill, part)
        assert prover.found(session) == []
        scene.reversed(session, row)
        with pytest.raises(Conflict):
            prover.add(session, mine, MEMBER, b"another bill")


def test_what_is_withdrawn_loses_its_file_and_keeps_its_row(prover: Prover) -> None:
    scene = prover.scene
    with scene.writing() as session:
        subject = delivered(prover, session)
        made = prover.add(session, subject, DONOR)
        who: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        with pytest.raises(NotAllowed):  # the other side's
            services.withdraw(session, queries.need(session, made), **who)
        proof = queries.need(session, made)
        who["by"] = scene.who(session, DONOR)
        assert services.withdraw(session, proof, **who)
        assert not services.withdraw(session, proof, **who)
        with pytest.raises(NotFound):
            queries.need(session, made)
        prover.add(session, delivered(prover, session), DONOR)  # the file is free again
        assert prover.found(session) == []
    store = prover.store
    for path in store.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    assert sweep(scene.world.database, store) == 1
    with scene.writing() as session:
        assert prover.found(session) == []


def test_whatever_was_changed_is_found(prover: Prover) -> None:
    with prover.scene.writing() as session:
        made = prover.add(session, delivered(prover, session), DONOR)
        (path,) = [one for one in prover.store.folder.rglob("*") if one.is_file()]
        path.write_bytes(b"another slip")
        assert prover.found(session) == ["L20 its file has another SHA-256"]
        with pytest.raises(Unavailable):
            prover.open(session, made, DONOR)
        path.unlink()
        assert prover.found(session) == ["L20 its file is missing"]
        path.write_bytes(b"slip")
        session.execute(text("UPDATE proof SET sha256 = 'else'"))
        session.expire_all()
        assert sorted(prover.found(session)) == [
            "L20 its file has another SHA-256",
            "L20 the journal has another SHA-256, or none",
        ]
        acts = select(func.count()).where(JournalRow.action == "open_proof")
        assert session.scalar(acts) == 0  # what was refused was not opened
        assert session.scalar(select(func.count(Proof.id))) == 1
