"""Agreements behind pledges: recorded by both sides, renewed, alerted before they end."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.agreements import queries, rules, services
from portal.agreements.models import Agreement
from portal.agreements.services import Signed
from portal.agreements.verify import kept
from portal.daily import sweep
from portal.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from portal.journal import JournalRow
from portal.letters import Letter
from portal.pledges.models import Pledge
from portal.pledges.queries import course_of
from portal.pledges.services import release
from portal.pledges.verify import verify
from portal.reminders.queries import matters
from portal.reminders.rules import ENDING
from portal.reminders.services import remind
from portal.statements.services import print_intent
from portal.uploads.contents import Clean
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from tests.browse import TOKEN, Browser
from tests.cast import (
    ADMINISTRATOR,
    AUDITOR,
    COORDINATOR,
    DONOR,
    ELSEWHERE,
    MEMBER,
    STRANGER,
    Part,
)
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.portal.uploads import files

DAY = date(2027, 3, 1)
PDF = Clean("pdf", b"%PDF- signed (contoh)")


@pytest.mark.parametrize(
    ("left", "state"),
    [(61, "valid"), (60, "ending"), (14, "ending"), (0, "ending"), (-1, "ended")],
)
def test_how_near_the_end_is(left: int, state: str) -> None:
    assert rules.state(DAY + timedelta(days=left), DAY) == state


def test_dates_that_cannot_be() -> None:
    later = DAY + timedelta(days=365)
    assert rules.date_faults(DAY, later, DAY) == {}
    assert "signed_on" in rules.date_faults(DAY + timedelta(days=1), later, DAY)
    assert "signed_on" in rules.date_faults(date(1989, 1, 1), later, DAY)
    assert "expires_on" in rules.date_faults(DAY, DAY, DAY)
    assert "expires_on" in rules.date_faults(DAY, DAY + timedelta(days=20_000), DAY)


def told(scene: Scene, days: int = 400, **changed: Any) -> Signed:
    """An agreement that ends in so many days."""
    made = Signed(
        kind="pks",
        number="12/PKS/2027",
        parties="Lembaga A; Lembaga B (contoh)",
        signed_on=scene.today,
        expires_on=scene.today + timedelta(days=days),
    )
    return replace(made, **changed)


def add(
    scene: Scene, session: Session, pledge: Pledge, by: Part = DONOR, **changed: Any
) -> Agreement:
    """Somebody records it; the one that holds."""
    paper, days = changed.pop("paper", None), changed.pop("days", 400)
    signed = told(scene, days, **changed)
    services.add(session, pledge, signed, paper, **scene.acting(session, by))
    return queries.of(session, pledge)[0]


def test_both_sides_record_it_and_a_newer_one_holds(scene: Scene) -> None:
    with scene.writing() as session:
        offered = scene.offer(session)
        with pytest.raises(Conflict, match="sesudah penawaran diterima"):
            add(scene, session, offered)
        pledge = scene.committed(session)
        for part in (COORDINATOR, AUDITOR, ADMINISTRATOR, STRANGER):
            with pytest.raises(NotAllowed):
                add(scene, session, pledge, by=part)
        first = add(scene, session, pledge)
        acting = scene.acting(session, MEMBER)
        for _ in range(2):  # the same form twice
            services.add(session, pledge, told(scene, number="13"), None, **acting)
        assert [one.number for one in queries.of(session, pledge)] == ["13", "12/PKS/2027"]
        assert queries.holding(session, [pledge.id, offered.id])[pledge.id].number == "13"
        assert queries.holding(session, []) == {}
        written = session.scalars(select(Letter.kind).where(Letter.kind == "agreement_recorded"))
        assert len(written.all()) >= 2  # each side once, to the other
        acts = select(func.count()).where(JournalRow.action == "add_agreement")
        assert session.scalar(acts.select_from(JournalRow)) == 2
        assert first.expires_on == scene.today + timedelta(days=400)
    with pytest.raises(Exception, match=r"never change|42501"), scene.writing() as session:
        session.execute(text("UPDATE agreement SET number = 'x'"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"number": " "}, "number"),
        ({"number": "9" * 81}, "number"),
        ({"parties": ""}, "parties"),
        ({"parties": "Ibu Sari 0812 3456 7890"}, "parties"),
        ({"days": 0}, "expires_on"),
        ({"signed_on": date(2099, 1, 1)}, "signed_on"),
    ],
)
def test_what_no_agreement_says(scene: Scene, changed: dict[str, Any], field: str) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        with pytest.raises(Invalid) as caught:
            add(scene, session, pledge, **changed)
        assert field in caught.value.fields
        assert queries.of(session, pledge) == []


def test_its_document_is_opened_on_record_and_stays_as_it_was(scene: Scene, tmp_path: Path) -> None:
    store = Store(tmp_path)
    with scene.writing() as session:
        pledge = scene.committed(session)
        one = add(scene, session, pledge, paper=Paper(PDF, "Naskah.pdf", store))
        bare = add(scene, session, scene.committed(session))

        def opened(by: Part, which: Agreement = one) -> bytes:
            who: dict[str, Any] = {"by": scene.who(session, by), "now": scene.now}
            return services.open_file(session, which, store=store, **who)

        for part in (DONOR, MEMBER, COORDINATOR, AUDITOR):
            assert opened(part) == PDF.data
        for part in (STRANGER, ELSEWHERE, ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                opened(part)
        with pytest.raises(NotFound):
            opened(DONOR, bare)
        readers = [view.reader for view in queries.views(session, pledge)]
        assert readers == ["auditor", "coordinator", "owner", "donor"]
        law = [kept(store)]
        assert verify(session, more=law).violations == ()
        name, key = str(one.file), one.public_id
    sweep(scene.world.database, store)
    assert store.get(name) == PDF.data
    path = next(found for found in tmp_path.rglob("*") if found.name.startswith(name))
    path.write_bytes(b"another")
    with scene.writing() as session:
        (found,) = verify(session, more=law).violations
        assert (found.id, found.detail) == ("L20", "its file has another SHA-256")
        held = queries.need(session, key)
        who = {"by": scene.who(session, DONOR), "now": scene.now}
        with pytest.raises(Unavailable):
            services.open_file(session, held, store=store, **who)  # type: ignore[arg-type]
    path.unlink()
    with scene.writing() as session:
        (found,) = verify(session, more=law).violations
        assert found.detail == "its file is missing"


def test_everybody_is_told_before_it_ends_until_it_is_renewed(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        add(scene, session, pledge, days=100)
        key = pledge.id
        ended = scene.committed(session, 1_000_000)
        add(scene, session, ended, days=100)
        release(session, ended, reason="Selesai (contoh)", **scene.acting(session, DONOR))

    def stages(ahead: int) -> list[int | None]:
        with scene.writing() as session:
            held = session.get_one(Pledge, key)
            course = course_of(session, held, scene.today + timedelta(days=ahead))
            holds = queries.holding(session, [held.id])[held.id]
            return [each.stage for each in matters(course, holds) if each.kind in ENDING]

    assert stages(39) == [None] * 3
    assert stages(40) == [60] * 3
    assert stages(86) == [14] * 3
    assert stages(101) == [None] * 3
    # The instalment of these pledges is due meanwhile: its own reminders are counted apart.
    remind(scene.world.database, scene.now + timedelta(days=39))
    before = endings(scene)
    remind(scene.world.database, scene.now + timedelta(days=41))
    people = endings(scene) - before
    assert people >= 3  # both sides and the coordinator
    remind(scene.world.database, scene.now + timedelta(days=42))
    assert endings(scene) == before + people
    with scene.writing() as session:
        add(scene, session, session.get_one(Pledge, key), days=700)
    assert stages(86) == [None] * 3
    remind(scene.world.database, scene.now + timedelta(days=87))
    assert endings(scene) == before + people


def endings(scene: Scene) -> int:
    """How many times somebody was told that an agreement ends."""
    with scene.writing() as session:
        count = text("SELECT count(*) FROM reminded WHERE kind LIKE 'ending%'")
        return int(session.scalar(count) or 0)


def test_another_agreement_or_schedule_is_another_letter(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)

        def printed() -> str:
            told = scene.acting(session, DONOR)
            return print_intent(session, pledge, str.encode, language="id", **told).number

        first = printed()
        assert printed() == first
        add(scene, session, pledge)
        second = printed()
        assert second != first
        assert printed() == second


def typed(desk: Desk, **changed: str) -> dict[str, str]:
    """What somebody types into the form."""
    return {
        "kind": "mou",
        "number": "7/MoU/2027",
        "parties": "Lembaga A; Lembaga B (contoh)",
        "signed_on": desk.day(0),
        "expires_on": desk.day(30),
    } | changed


def post(browser: Browser, path: str, given: dict[str, str], file: bytes = b"") -> TestResponse:
    """Send the form, with a document or without."""
    tokens = dict(TOKEN.findall(browser.text(path)))
    everything: dict[str, Any] = {**tokens, **given}
    if file:
        everything["file"] = FileStorage(io.BytesIO(file), "naskah.jpg")
    boundary, body = encode_multipart(everything)
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(path, data=body, content_type=kind)


def test_the_pages_of_an_agreement(desk: Desk) -> None:
    pledge = desk.offered()
    assert desk.donor.get(f"{pledge}/agreement/new", 303)
    desk.owner.submit(f"{pledge}/accept")
    assert "Catat perjanjian" in desk.owner.text(pledge)
    faults: list[tuple[dict[str, str], str]] = [
        ({"kind": ""}, "Pilih salah satu."),
        ({"number": ""}, "Isi nomornya."),
        ({"expires_on": desk.day(0)}, "Isi tanggal sesudah tanggal tanda tangan."),
        ({"signed_on": "kemarin"}, "Tulis tanggal seperti"),
    ]
    for changed, words in faults:
        wrong = post(desk.donor, f"{pledge}/agreement/new", typed(desk, **changed))
        page = wrong.get_data(as_text=True)
        assert wrong.status_code == 422, changed
        assert words in page, changed
        assert "7/MoU/2027" in page or "number" in changed
    assert "Belum ada nota" in desk.donor.text(f"{pledge}/agreement")
    done = post(desk.donor, f"{pledge}/agreement/new", typed(desk), files.photo())
    assert done.status_code == 303, done.get_data(as_text=True)
    shown = desk.donor.text(f"{pledge}/agreement")
    for words in ("7/MoU/2027", "Segera berakhir", "Buka naskah", "Catat pembaruan"):
        assert words in shown
    watching = desk.site.as_(COORDINATOR)
    for reader in (desk.owner, watching, desk.site.as_(AUDITOR)):
        assert "7/MoU/2027" in reader.text(pledge)
    assert "Catat pembaruan" not in watching.text(f"{pledge}/agreement")
    assert "7/MoU/2027" not in desk.site.as_(ADMINISTRATOR).text(pledge)
    assert desk.site.as_(STRANGER).get(f"{pledge}/agreement", 403)
