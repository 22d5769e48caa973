"""A pooled fund: who decides, and money that it passes on, seen on both sides and counted once."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid, NotAllowed
from portal.ledger.rules import Figures
from portal.pledges import queries, services
from portal.pledges.queries import behind
from portal.pledges.verify import verify
from portal.programmes.funds import set_fund
from portal.programmes.models import Programme
from tests.cast import DONOR, MEMBER, STRANGER
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene
from tests.portal.pledges.test_pages import error
from tests.portal.pledges.things import with_hours

RULES = "Rapat pleno forum memutuskan tiga kali setahun (contoh)."
TITLE = "Rumah singgah (contoh)"


def fund(scene: Scene, session: Session, *, on: bool = True, rules: str = RULES) -> Programme:
    """The scene's programme as a pooled fund."""
    programme = session.get_one(Programme, scene.programme)
    told: dict[str, Any] = {"by": scene.who(session, MEMBER), "now": scene.now}
    version = programme.version
    return set_fund(session, programme, fund=on, rules=rules, version=version, **told)


def other(scene: Scene, session: Session) -> Programme:
    """Another programme, of somebody else, that needs Rp8.000.000."""
    owner = scene.world.organisation(session, "Rumah Aman Serang (contoh)", by=STRANGER)
    return scene.world.programme(session, owner, (8_000_000,), title=TITLE)


def passed(scene: Scene, session: Session, to: Programme, amount: int) -> None:
    """The fund passes so much on."""
    source = session.get_one(Programme, scene.programme).requirements[0]
    acting = scene.acting(session, MEMBER)
    told: dict[str, Any] = {"amount": amount, "passed_on": scene.today}
    told["description"] = "Rapat 12 (contoh)"
    services.pass_on(session, source, to.requirements[0], **told, **acting)


def test_a_fund_says_who_decides_and_stays_one_once_it_gave(scene: Scene) -> None:
    with scene.writing() as session:
        for rules in ("", " ", "Hubungi 0812 3456 7890", "a" * 1001):
            with pytest.raises(Invalid) as refused:
                fund(scene, session, rules=rules)
            assert set(refused.value.fields) == {"rules"}
        made = fund(scene, session)
        assert (made.fund, made.fund_rules) == (True, RULES)
        assert fund(scene, session, on=False).fund_rules == ""
        fund(scene, session)
        off: dict[str, Any] = {"fund": False, "rules": "", "now": scene.now}
        donor, member = scene.who(session, DONOR), scene.who(session, MEMBER)
        with pytest.raises(NotAllowed):
            set_fund(session, made, version=None, by=donor, **off)
        with pytest.raises(Conflict):
            set_fund(session, made, version=1, by=member, **off)
        scene.received(session, scene.committed(session), 10_000_000)
        passed(scene, session, other(scene, session), 3_000_000)
        with pytest.raises(Invalid) as refused:
            fund(scene, session, on=False)
        assert set(refused.value.fields) == {"fund"}
        assert fund(scene, session, rules="Pleno (contoh).").fund  # who decides may still change


def test_what_was_promised_keeps_its_earmark(scene: Scene) -> None:
    with scene.writing() as session:
        line = with_hours(scene, session)
        hours = scene.committed(session, 4, asset="hour", line=line)
        offer = scene.offer(session)
        fund(scene, session)  # neither hours nor an offer are money that was agreed
        assert [queries.earmark_of(one) for one in (hours, offer)] == ["tight", "free"]
        fund(scene, session, on=False)
        key = services.accept(session, offer, **scene.acting(session, MEMBER)).id
        for _state in ("committed", "released"):
            with pytest.raises(Invalid) as refused:
                fund(scene, session)
            assert set(refused.value.fields) == {"fund"}
            assert queries.earmark_of(scene.pledge(session, key)) == "tight"
            acting = scene.acting(session, DONOR)
            if _state == "committed":
                services.release(session, scene.pledge(session, key), reason="Uji.", **acting)


def test_a_flag_and_an_acceptance_at_once_agree(scene: Scene) -> None:
    with scene.writing() as session:
        key = scene.offer(session).id

    def run(act: str) -> str:
        try:
            with scene.writing() as session:
                if act == "fund":
                    fund(scene, session)
                else:
                    acting = scene.acting(session, MEMBER)
                    services.accept(session, scene.pledge(session, key), **acting)
        except Invalid:
            return "refused"
        return act

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(run, ("fund", "accept")))
    assert done[1] == "accept"
    with scene.writing() as session:
        is_fund = session.get_one(Programme, scene.programme).fund
        assert is_fund == (done[0] == "fund")
        assert verify(session).violations == ()


def test_both_sides_show_the_hop_and_totals_count_it_once(scene: Scene) -> None:
    with scene.writing() as session:
        made, to = fund(scene, session), other(scene, session)
        scene.received(session, scene.committed(session), 10_000_000)
        passed(scene, session, to, 3_000_000)
        found = queries.funding(session, [made.id, to.id], today=scene.today)
        ours, theirs = found[made.id].total, found[to.id].total
        assert (ours.passed_out, ours.unspent) == (3_000_000, 7_000_000)
        assert (theirs.passed_in, theirs.received) == (3_000_000, 3_000_000)
        assert theirs.unmet == 5_000_000
        assert Figures.over_programmes([ours, theirs]).received == 10_000_000
        for programme, figure in ((made, "passed_out"), (to, "passed_in"), (to, "received")):
            rows = behind(session, programme, figure, today=scene.today)
            assert sum(row.sum for row in rows) == 3_000_000, figure
        assert behind(session, to, "passed_out", today=scene.today) == []
        assert verify(session).violations == ()


def test_money_is_passed_on_through_the_pages(desk: Desk) -> None:
    scene = desk.scene
    with scene.writing() as session:
        slug = other(scene, session).slug
    base = f"/programmes/{desk.slug}"
    desk.owner.get(f"{base}/pass-on", 404)  # it is no fund yet
    bad = desk.owner.submit(f"{base}/fund", {"fund": "y", "rules": ""})
    assert "Tulis siapa yang memutuskan" in error(bad.get_data(as_text=True))
    desk.owner.follow(desk.owner.submit(f"{base}/fund", {"fund": "y", "rules": RULES}))
    assert RULES in desk.site.visitor().text(base)
    with scene.writing() as session:
        scene.received(session, scene.committed(session), 10_000_000)
    late = desk.owner.submit(f"{base}/fund", {"fund": "", "rules": ""})
    assert "Sudah ada komitmen uang" in error(late.get_data(as_text=True))
    found = desk.owner.text(f"{base}/pass-on?q=singgah")
    assert TITLE in found
    assert "Kurang Rp8.000.000" in found
    assert TITLE not in desk.owner.text(f"{base}/pass-on?q=perahu")
    where = f"{base}/pass-on/{slug}"
    given = {"passed_on": desk.day(0), "description": "Rapat 12 (contoh)"}
    for amount in ("0", "-1", "1,5", "1000000000000001"):
        assert desk.owner.submit(where, given | {"amount": amount}).status_code == 422, amount
    over = desk.owner.submit(where, given | {"amount": "11 juta"})
    assert "Isi paling banyak Rp10.000.000" in error(over.get_data(as_text=True))
    early = desk.owner.submit(where, given | {"amount": "1 juta", "passed_on": desk.day(3)})
    assert "belum tiba" in error(early.get_data(as_text=True))
    desk.donor.get(where, 403)
    page = desk.owner.follow(desk.owner.submit(where, given | {"amount": "3 juta"}))
    rows = page.get_data(as_text=True)
    assert "Diteruskan ke program lain: " in rows
    assert "Rapat 12 (contoh)" in rows
    assert re.search(rf'href="/programmes/{slug}">{re.escape(TITLE)}</a>', rows)
    theirs = desk.site.visitor().text(f"/programmes/{slug}")
    assert "Diterima lewat dana bersama" in theirs
    assert desk.slug in desk.site.visitor().text(f"/programmes/{slug}/rows/passed_in")
    assert desk.figures().passed_out == 3_000_000
