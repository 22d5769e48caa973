"""A release that the owner proposes: nothing moves before the donor's yes, and then once."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.accounts.services import add_member
from portal.errors import Conflict, Invalid, NotAllowed, PortalError
from portal.journal import JournalRow
from portal.letters import Letter
from portal.pledges import queries, services
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.release_models import ReleaseAnswer, ReleaseProposal
from portal.pledges.release_rules import state
from portal.pledges.verify import verify
from tests.cast import COORDINATOR, DONOR, MEMBER, STRANGER, TREASURER, Part
from tests.portal.pledges.desk import Desk
from tests.portal.pledges.scene import Scene

WHY = "Pelatihan jadi daring, biayanya turun (contoh)."
NO = "Anggaran kami sudah disahkan (contoh)."


def course(scene: Scene, session: Session, pledge: Pledge) -> Course:
    """Where the pledge stands."""
    return queries.course_of(session, pledge, scene.today)


def asks(scene: Scene, session: Session, pledge: Pledge, amount: int = 4, **told: Any) -> Any:
    """The owner proposes a release."""
    given: dict[str, Any] = {"amount": amount, "reason": WHY} | scene.acting(session, MEMBER) | told
    return services.propose_release(session, pledge, **given)


def who(scene: Scene, session: Session, part: Part) -> dict[str, Any]:
    """Who answers, and when."""
    return {"by": scene.who(session, part), "now": scene.now}


def step(scene: Scene, session: Session, pledge: Pledge, side: str, part: Part) -> str:
    """The next step of somebody."""
    asked = queries.proposed(session, [pledge.id]).get(pledge.id)
    by = scene.who(session, part).id
    return queries.next_step(course(scene, session, pledge), side, by, asked).kind


def test_its_state_follows_from_the_answer_and_what_is_not_sent() -> None:
    assert [state("", 5, free) for free in (4, 5, 6)] == ["lapsed", "open", "open"]
    assert [state(answer, 5, 0) for answer in ("agreed", "refused")] == ["agreed", "refused"]


def test_from_the_proposal_to_the_row(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10)
        made = asks(scene, session, pledge)
        assert scene.funding(session).total.open == 10  # a proposal alone moves nothing
        told = session.scalars(select(Letter).where(Letter.kind == "release_proposed")).all()
        assert [one.account_id for one in told] == [scene.world.users[DONOR.name]]
        assert step(scene, session, pledge, "donor", DONOR) == "answer_release"
        assert step(scene, session, pledge, "owner", MEMBER) == "wait_release"
        waits = queries.awaited(session, scene.who(session, DONOR), today=scene.today)
        assert [row.step.kind for row in waits] == ["answer_release"]
        for _twice in range(2):  # pressed again, it stands as it is
            services.agree_release(session, made, **who(scene, session, DONOR))
        (row,) = scene.rows(session, "release")
        assert (row.amount, row.note, row.idem_key) == (4, WHY, f"release:{made.public_id}")
        assert course(scene, session, pledge).open == 6
        assert step(scene, session, pledge, "donor", DONOR) == "send"
        acts = select(JournalRow.action).where(JournalRow.ref == pledge.public_id)
        found = session.scalars(acts.order_by(JournalRow.id)).all()
        assert found[-3:] == ["propose_release", "agree_release", "release_pledge"]
        events = [one.kind for one in queries.timeline(session, course(scene, session, pledge))]
        assert "release_proposed" in events
        assert "release" in events
        with pytest.raises(Conflict):
            services.refuse_release(session, made, reason=NO, **who(scene, session, DONOR))
        assert verify(session).violations == ()
    for table in (ReleaseProposal, ReleaseAnswer):
        with pytest.raises(DBAPIError, match=r"never change|42501"), scene.writing() as session:
            session.execute(table.__table__.update().values(reason="lain"))  # type: ignore[attr-defined]  # a table


def test_who_may_and_what_is_refused(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10)
        for part in (DONOR, STRANGER, COORDINATOR):
            with pytest.raises(NotAllowed):
                asks(scene, session, pledge, **scene.acting(session, part))
        wrong: list[tuple[str, dict[str, Any]]] = [
            ("amount", {"amount": 0}), ("amount", {"amount": -1}), ("amount", {"amount": 11}),
            ("reason", {"reason": " "}), ("reason", {"reason": "Telepon 0812 3456 7890"}),
            ("reason", {"reason": "a" * 301}),
        ]  # fmt: skip
        for field, told in wrong:
            with pytest.raises(Invalid) as fault:
                asks(scene, session, pledge, **told)
            assert set(fault.value.fields) == {field}
        twice = scene.acting(session, MEMBER)
        made = asks(scene, session, pledge, **twice)
        assert asks(scene, session, pledge, **twice).id == made.id  # a double click
        with pytest.raises(Conflict):  # the same form with another sum
            asks(scene, session, pledge, 5, **twice)
        with pytest.raises(Conflict, match="menunggu"):  # one at a time, whoever asks
            asks(scene, session, pledge, **scene.acting(session, TREASURER))
        for part in (MEMBER, STRANGER, COORDINATOR):
            with pytest.raises(NotAllowed):
                services.agree_release(session, made, **who(scene, session, part))
            with pytest.raises(NotAllowed):
                services.refuse_release(session, made, reason=NO, **who(scene, session, part))
        with pytest.raises(NotAllowed):
            services.withdraw_release(session, made, reason=NO, **who(scene, session, DONOR))
        # Whoever belongs to both sides says one thing only.
        add_member(session, scene.world.users[MEMBER.name], scene.donor, "editor", now=scene.now)
        with pytest.raises(NotAllowed):
            services.agree_release(session, made, **who(scene, session, MEMBER))
        with pytest.raises(Invalid):
            services.refuse_release(session, made, reason=" ", **who(scene, session, DONOR))
        for _twice in range(2):
            services.refuse_release(session, made, reason=NO, **who(scene, session, DONOR))
        assert made.answer
        assert (made.answer.kind, made.answer.reason) == ("refused", NO)
        again = asks(scene, session, pledge)
        services.withdraw_release(session, again, reason=NO, **who(scene, session, TREASURER))
        with pytest.raises(Conflict):
            services.agree_release(session, again, **who(scene, session, DONOR))
        kinds = [one.kind for one in queries.timeline(session, course(scene, session, pledge))]
        assert kinds.count("release_proposed") == 2
        assert {"release_refused", "release_withdrawn"} <= set(kinds)
        assert scene.rows(session, "release") == []
        letters = select(Letter.account_id).where(Letter.kind == "release_answered")
        found = sorted(session.scalars(letters))
        users = scene.world.users
        both = [users[MEMBER.name], users[TREASURER.name]]
        # The refusal went to the owner, what was taken back to all members of the donor.
        assert found == sorted([*both, users[DONOR.name], users[MEMBER.name]])
        assert verify(session).violations == ()


def test_it_lapses_when_less_is_left(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10)
        made = asks(scene, session, pledge, 6)
        scene.received(session, pledge, 5)
        assert queries.proposal_state(made, course(scene, session, pledge)) == "lapsed"
        assert step(scene, session, pledge, "donor", DONOR) == "send"
        for act in (services.agree_release, services.refuse_release):
            told = who(scene, session, DONOR) | (
                {"reason": NO} if act is services.refuse_release else {}
            )
            with pytest.raises(Conflict, match="gugur"):
                act(session, made, **told)
        again = asks(scene, session, pledge, 5)  # another one may follow
        assert made.answer
        assert made.answer.kind == "lapsed"
        services.agree_release(session, again, **who(scene, session, DONOR))
        assert course(scene, session, pledge).state == "released"
        with pytest.raises(Conflict):
            asks(scene, session, pledge, 1)
        assert verify(session).violations == ()


def test_two_say_yes_while_the_donor_gives_up_by_itself(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10)
        key, held = pledge.id, asks(scene, session, pledge, 6).id

    def run(act: str) -> str:
        try:
            with scene.writing() as session:
                if act == "yes":
                    one = session.get_one(ReleaseProposal, held)
                    services.agree_release(session, one, **who(scene, session, DONOR))
                else:
                    told = scene.acting(session, DONOR)
                    one_pledge = scene.pledge(session, key)
                    services.release(session, one_pledge, reason=NO, amount=6, **told)
        except PortalError:
            return "late"
        return act

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, ("yes", "own", "yes")))
    with scene.writing() as session:
        assert [row.amount for row in scene.rows(session, "release")] == [6]
        assert ("own" in done) != ("yes" in done), done
        assert verify(session).violations == ()


def test_a_yes_without_its_row_is_found(sqlite_scene: Scene) -> None:
    with sqlite_scene.writing() as session:
        pledge = sqlite_scene.committed(session, 10)
        made = asks(sqlite_scene, session, pledge)
        by = sqlite_scene.who(session, DONOR).id
        made.answer = ReleaseAnswer(kind="agreed", by=by, at=sqlite_scene.now)
        session.flush()
        (found,) = verify(session).violations
        assert (found.id, found.ref) == ("L10", pledge.reference)
        assert "agreed to give up 4" in found.detail


def test_through_the_pages(desk: Desk) -> None:
    pledge = desk.accepted()  # 15 and 5 million
    assert "Usulkan pelepasan" in desk.owner.text(pledge)
    assert "Usulkan pelepasan" not in desk.donor.text(pledge)
    form = f"{pledge}/propose-release"
    desk.donor.get(form, 403)
    assert 'value="20.000.000"' in desk.owner.text(form)
    for typed, words in (
        ({"amount": "", "reason": WHY}, "Isi jumlahnya."),
        ({"amount": "21 juta", "reason": WHY}, "Isi paling banyak"),
        ({"amount": "5 juta", "reason": ""}, "Tulis alasannya"),
    ):
        wrong = desk.owner.submit(form, typed)
        assert wrong.status_code == 422
        assert words in wrong.get_data(as_text=True)
    assert 'value="21 juta"' in desk.owner.submit(form, {"amount": "21 juta"}).text
    sent = desk.owner.follow(desk.owner.submit(form, {"amount": "4 juta", "reason": WHY}))
    page = sent.get_data(as_text=True).replace("\u00a0", " ")
    assert "Menunggu donatur menjawab usulan pelepasan" in page
    assert "Program mengusulkan Rp4.000.000 dilepas" in page
    desk.owner.get(form, 303)
    mine = desk.donor.text(pledge)
    assert "Jawab usulan pelepasan" in mine
    assert "Jawab usulan melepas sisa komitmen" in desk.donor.text("/dashboard")
    (where,) = set(re.findall(r'href="(/release-proposals/[0-9a-f-]{36})"', mine))
    shown = desk.donor.text(where).replace("\u00a0", " ")
    assert "Setujukah Anda melepas Rp4.000.000?" in shown
    assert WHY in shown
    assert "Rp16.000.000" in shown
    desk.site.as_(STRANGER).get(where, 403)
    assert "Tarik usulan" in desk.owner.text(where)
    assert "Ya, lepas" not in desk.owner.text(where)
    empty = desk.donor.submit(where, {"reason": ""}, to=f"{where}/refuse")
    assert empty.status_code == 422
    assert "Tulis alasannya" in empty.get_data(as_text=True)
    desk.donor.submit(where, {"reason": NO}, to=f"{where}/refuse")
    assert NO in desk.owner.text(pledge)
    assert desk.figures().committed == 20_000_000
    desk.owner.submit(form, {"amount": "4 juta", "reason": WHY})
    again = set(re.findall(r'href="(/release-proposals/[0-9a-f-]{36})"', desk.donor.text(pledge)))
    (where,) = again
    for _twice in range(2):
        desk.donor.submit(where, to=f"{where}/agree")
    assert desk.figures().committed == 16_000_000
    late = desk.donor.text(where)
    assert "Disetujui donatur" in late
    assert "Ya, lepas" not in late
    english = desk.site.visitor("en").sign_in(DONOR).text(where)
    assert "The donor agreed" in english
