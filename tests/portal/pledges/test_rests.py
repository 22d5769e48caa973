"""A programme that closes with an unspent rest says where it goes, and that is followed."""

from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from portal.errors import Conflict, Invalid, NotAllowed
from portal.journal import JournalRow
from portal.programmes import rests, services
from portal.programmes.models import ProgrammeRest, Requirement
from portal.programmes.rules import rest_faults
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene


def test_what_may_be_said_of_a_rest() -> None:
    assert rest_faults("keep", False) == rest_faults("carry", True) == {}
    assert set(rest_faults("", False)) == set(rest_faults("elsewhere", True)) == {"rest"}
    assert set(rest_faults("carry", False)) == {"onward"}


def test_closing_asks_where_the_rest_goes(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10_000_000)
        scene.received(session, pledge, 10_000_000)
        scene.spent(session, 4_000_000)
        one = session.get_one(Requirement, scene.lines[0]).programme
        told: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
        assert rests.unspent(session, one) == {"IDR": 6_000_000}
        with pytest.raises(NotAllowed):
            services.close(session, one, rest="keep", by=scene.who(session, DONOR), now=scene.now)
        with pytest.raises(Invalid) as fault:
            services.close(session, one, **told)
        assert set(fault.value.fields) == {"rest"}
        for onward in (None, one):
            with pytest.raises(Invalid) as fault:
                services.close(session, one, rest="carry", onward=onward, **told)
            assert set(fault.value.fields) == {"onward"}
        assert one.status == "published"
        for _again in range(2):
            services.close(session, one, rest="keep", **told)
        services.close(session, one, rest="refund", **told)
        said = rests.latest(session, one)
        assert said is not None
        assert (one.status, said.choice) == ("closed", "refund")
        acts = [
            row.action
            for row in session.scalars(select(JournalRow).where(JournalRow.ref == one.public_id))
        ]
        assert (acts.count("close_programme"), acts.count("say_rest")) == (1, 1)
        scene.spent(session, 6_000_000)
        assert rests.unspent(session, one) == {}
        services.close(session, one, rest="keep", **told)
        assert rests.latest(session, one) is said
    with pytest.raises(DatabaseError), scene.writing() as session:
        session.execute(delete(ProgrammeRest))


def test_a_draft_does_not_close(scene: Scene) -> None:
    with scene.writing() as session:
        one = session.get_one(Requirement, scene.lines[0]).programme
        one.status = "draft"
        session.flush()
        with pytest.raises(Conflict):
            services.close(session, one, by=scene.who(session, MEMBER), now=scene.now)


def test_the_page_asks_and_tells(desk: Desk) -> None:
    with desk.scene.writing() as session:
        pledge = desk.scene.committed(session, 10_000_000)
        desk.scene.received(session, pledge, 10_000_000)
        owner = session.get_one(Requirement, desk.scene.lines[0]).programme.organisation
        other = desk.scene.world.programme(session, owner, title="Lanjutan <i> (contoh)").slug
    path, visitor = f"/programmes/{desk.slug}", desk.site.visitor()
    assert "Rp10.000.000" in desk.owner.text(f"{path}/close")
    wrong = desk.owner.submit(f"{path}/close")
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count("Masih ada sisa. Pilih ke mana sisa itu.") == 2
    wrong = desk.owner.submit(f"{path}/close", {"rest": "carry", "onward": ""})
    assert wrong.get_data(as_text=True).count("Pilih program lembaga Anda") == 2
    done = desk.owner.submit(f"{path}/close", {"rest": "carry", "onward": other})
    assert done.status_code == 303
    page = visitor.text(path)
    assert "Diteruskan ke program lain milik lembaga ini" in page
    assert "Lanjutan &lt;i&gt; (contoh)" in page
    assert "Nyatakan ke mana sisanya" not in page
    assert "Nyatakan ke mana sisanya" in desk.owner.text(path)
    assert desk.owner.submit(f"{path}/close", {"rest": "keep"}).status_code == 303
    assert "Kept until it is spent on this programme" in desk.site.visitor("en").text(path)
    desk.figures()
