"""Money above a commitment, money that goes back, a third word, and sums that differ."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Held, Role
from portal.errors import Conflict, Invalid, NotAllowed
from portal.letters import Letter
from portal.pledges import queries, services
from portal.pledges.models import Delivery, Pledge
from portal.pledges.rules import today
from portal.pledges.verify import verify
from portal.programmes.models import Requirement
from tests.cast import COORDINATOR, DONOR, ELSEWHERE, MEMBER, STRANGER, TREASURER, Part
from tests.portal.pledges.scene import Scene

MILLION = 1_000_000


def course(scene: Scene, session: Session, pledge: Pledge) -> queries.Course:
    """Where a pledge stands; the ledger has to be whole."""
    assert verify(session).violations == ()
    return queries.course_of(session, pledge, today(scene.now))


def refunded(scene: Scene, session: Session, pledge: Pledge, amount: int, **told: Any) -> Delivery:
    """The owner says that it gave money back."""
    acting = scene.acting(session, told.pop("by", MEMBER))
    return services.state_refund(session, pledge, scene.said(amount), **told, **acting)


def came_back(
    scene: Scene, session: Session, delivery: Delivery, amount: int, by: Part = DONOR
) -> Delivery:
    """The donor, or who is named, says what came back."""
    acting = scene.acting(session, by)
    return services.confirm_refund(session, delivery, scene.said(amount), **acting)


def overpaid(scene: Scene, session: Session, extra: int = 3 * MILLION) -> Pledge:
    """A pledge of Rp10.000.000 that was paid with something above it."""
    pledge = scene.committed(session, 10 * MILLION)
    sent = scene.sent(session, pledge, 10 * MILLION + extra, extra=True)
    scene.arrived(session, sent, 10 * MILLION + extra)
    return pledge


def increase(scene: Scene, session: Session, pledge: Pledge, amount: int) -> None:
    """The donor says that it meant more."""
    told: dict[str, Any] = {"amount": amount, "reason": "Memang ditambah (contoh)."}
    services.increase(session, pledge, **told, **scene.acting(session, DONOR))


def test_more_than_was_promised_is_said_on_purpose_and_counts_apart(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10 * MILLION)
        with pytest.raises(Invalid, match="memang lebih besar"):
            scene.sent(session, pledge, 11 * MILLION)
        sent = scene.sent(session, pledge, 11 * MILLION, extra=True)
        scene.arrived(session, sent, 11 * MILLION)  # the same sum needs no second sign
        now = course(scene, session, pledge)
        assert (now.state, now.open, now.flows.overpaid) == ("fulfilled", 0, MILLION)
        assert [row.kind for row in scene.rows(session, "receive", "receive_extra")] == [
            "receive",
            "receive_extra",
        ]
        later = scene.sent(session, pledge, 2 * MILLION, extra=True)
        scene.arrived(session, later, 2 * MILLION)
        assert course(scene, session, pledge).flows.overpaid == 3 * MILLION
        total = scene.funding(session).total
        assert (total.received, total.committed, total.overpaid) == (
            13 * MILLION,
            10 * MILLION,
            3 * MILLION,
        )
        scene.reversed(session, scene.rows(session, "receive")[0])
        again = course(scene, session, pledge)
        assert (again.flows.received, again.open) == (2 * MILLION, 10 * MILLION)


@pytest.mark.parametrize("amount", [1 * MILLION, 3 * MILLION])
def test_an_overpayment_becomes_commitment(scene: Scene, amount: int) -> None:
    with scene.writing() as session:
        pledge = overpaid(scene, session, 2 * MILLION)
        scene.arrived(session, scene.sent(session, pledge, MILLION, extra=True), MILLION)
        scene.spent(session, 13 * MILLION)  # all of it: nothing has to lie there for this
        for wrong in (0, 3 * MILLION + 1):
            with pytest.raises(Invalid):
                increase(scene, session, pledge, wrong)
        increase(scene, session, pledge, amount)
        now = course(scene, session, pledge)
        assert (now.flows.overpaid, now.open) == (3 * MILLION - amount, 0)
        assert (now.flows.committed, pledge.amount) == (10 * MILLION + amount,) * 2
        assert sum(part.amount for part in now.parts) == pledge.amount
        assert not any(part.remaining for part in now.parts)
        steps = [step.kind for step in pledge.steps]
        assert steps == ["offered", "accepted", "amended"]
        if amount == 3 * MILLION:
            with pytest.raises(Conflict):
                increase(scene, session, pledge, 1)


def test_an_overpayment_goes_back_when_both_say_so(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = overpaid(scene, session)
        with pytest.raises(Invalid, match="paling banyak"):
            refunded(scene, session, pledge, 13 * MILLION + 1)
        scene.spent(session, 9 * MILLION)
        with pytest.raises(Invalid, match="belum dipakai"):
            refunded(scene, session, pledge, 4 * MILLION + 1)
        back = refunded(scene, session, pledge, 3 * MILLION)
        with pytest.raises(Invalid):  # what is going back already cannot go back again
            refunded(scene, session, pledge, MILLION + 1)
        assert course(scene, session, pledge).flows.refund == 0
        for part in (STRANGER, ELSEWHERE, MEMBER, TREASURER):
            with pytest.raises(NotAllowed):
                came_back(scene, session, back, 3 * MILLION, part)
        came_back(scene, session, back, 2 * MILLION)
        assert queries.hearing_of(back).status == "differs"
        refunded(scene, session, pledge, 2 * MILLION, delivery=back)
        now = course(scene, session, pledge)
        assert (now.flows.refund, now.flows.overpaid, now.going_back) == (2 * MILLION, MILLION, 0)
        assert "refund_told" in set(session.scalars(select(Letter.kind)))
        with pytest.raises(Conflict):
            came_back(scene, session, back, 1)
        row = scene.rows(session, "refund")[-1]
        scene.reversed(session, row)
        assert course(scene, session, pledge).flows.refund == 0
        refunded(scene, session, pledge, 3 * MILLION, delivery=back)
        came_back(scene, session, back, 3 * MILLION, COORDINATOR)
        assert course(scene, session, pledge).flows.refund == 0, "the donor had said another sum"
        came_back(scene, session, back, 3 * MILLION)
        now = course(scene, session, pledge)
        assert (now.flows.overpaid, now.flows.committed) == (0, 10 * MILLION)


def test_what_goes_back_of_a_commitment_makes_it_smaller(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10 * MILLION)
        with pytest.raises(Conflict):
            refunded(scene, session, pledge, 1)
        scene.received(session, pledge, 10 * MILLION)
        back = refunded(scene, session, pledge, 4 * MILLION)
        came_back(scene, session, back, 4 * MILLION, COORDINATOR)
        now = course(scene, session, pledge)
        assert (now.flows.committed, now.flows.received, now.open) == (6 * MILLION,) * 2 + (0,)
        programme = pledge.programme
        for figure in queries.FIGURES:
            rows = queries.behind(session, programme, figure, today=scene.today)
            assert sum(row.sum for row in rows) == getattr(scene.funding(session).total, figure)


def limit(scene: Scene, session: Session, amount: int | None, part: Part = COORDINATOR) -> None:
    """A coordinator sets the limit of Kota Serang."""
    services.set_limit(session, "36.73", amount, **scene.acting(session, part))


def test_above_the_limit_a_coordinator_says_it_as_well(scene: Scene) -> None:
    with scene.writing() as session:
        for part in (MEMBER, ELSEWHERE):
            with pytest.raises(NotAllowed):
                limit(scene, session, 1, part)
        limit(scene, session, 5 * MILLION)
        pledge = scene.committed(session, 20 * MILLION)
        scene.received(session, pledge, 5 * MILLION)
        assert course(scene, session, pledge).flows.received == 5 * MILLION
        large = scene.received(session, pledge, 6 * MILLION)
        assert queries.hearing_of(large).status == "awaits_coordinator"
        now = course(scene, session, pledge)
        assert (now.flows.received, now.under_way) == (5 * MILLION, 6 * MILLION)
        step = queries.next_step(now, "coordinator", scene.world.users[COORDINATOR.name])
        assert step.kind == "confirm_received"
        told: dict[str, Any] = {"said": scene.said(7 * MILLION)}
        services.confirm_received(session, large, **told, **scene.acting(session, COORDINATOR))
        assert queries.hearing_of(large).status == "differs"
        told = {"said": scene.said(6 * MILLION)}
        with pytest.raises(Conflict):  # a second member is no coordinator
            services.confirm_received(session, large, **told, **scene.acting(session, TREASURER))
        services.confirm_received(session, large, **told, **scene.acting(session, COORDINATOR))
        assert course(scene, session, pledge).flows.received == 11 * MILLION
        limit(scene, session, None)
        scene.received(session, pledge, 9 * MILLION)
        assert course(scene, session, pledge).state == "fulfilled"


def test_three_different_people_speak_above_the_limit(scene: Scene) -> None:
    """The donor is silent: a second member, and a coordinator beside them."""
    with scene.writing() as session:
        services.set_limit(
            session,
            None,
            MILLION,
            token=scene.acting(session, MEMBER)["token"],
            by=Actor(user_id=scene.world.users[STRANGER.name], mandates=NATION),
            now=scene.now,
        )
        pledge = scene.committed(session, 2 * MILLION)
        said = scene.said(2 * MILLION)
        acting = scene.acting(session, MEMBER)
        delivery = services.state_received(session, pledge, said, **acting)
        services.confirm_received(session, delivery, said, **scene.acting(session, COORDINATOR))
        assert course(scene, session, pledge).flows.received == 0
        services.confirm_received(session, delivery, said, **scene.acting(session, TREASURER))
        assert course(scene, session, pledge).flows.received == 2 * MILLION


NATION = (Held(Role.COORDINATOR, None),)


def test_a_difference_is_opened_talked_over_and_closes_itself(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session)
        delivery = scene.sent(session, pledge, 5 * MILLION)
        assert queries.discrepancies_of(session, pledge) == []
        scene.arrived(session, delivery, 4 * MILLION)
        scene.arrived(session, delivery, 3 * MILLION)
        (held,) = queries.discrepancies_of(session, pledge)
        here = scene.who(session, COORDINATOR)
        assert [one.id for one in queries.open_discrepancies(session, here, 1).items] == [held.id]
        assert not queries.open_discrepancies(session, scene.who(session, ELSEWHERE), 1).total
        for part in (DONOR, MEMBER, COORDINATOR):
            told = scene.acting(session, part)
            services.comment(session, held, "Kami periksa (contoh).", **told)
            services.comment(session, held, "Kami periksa (contoh).", **told)
        with pytest.raises(NotAllowed):
            services.comment(session, held, "x", **scene.acting(session, STRANGER))
        with pytest.raises(Invalid):
            services.comment(session, held, " ", **scene.acting(session, DONOR))
        ask: dict[str, Any] = {"asked": "donor", "text": "Mohon mutasi bank (contoh).",
                               "due_on": scene.today + timedelta(days=3)}  # fmt: skip
        for part in (DONOR, MEMBER, ELSEWHERE):
            with pytest.raises(NotAllowed):
                services.decide(session, held, **ask, **scene.acting(session, part))
        for wrong in ({"asked": "nobody"}, {"due_on": scene.today - timedelta(days=1)}):
            told = scene.acting(session, COORDINATOR)
            with pytest.raises(Invalid):
                services.decide(session, held, **(ask | wrong), **told)
        services.decide(session, held, **ask, **scene.acting(session, COORDINATOR))
        assert [(one.side, one.asked) for one in held.notes] == [
            ("donor", ""),
            ("owner", ""),
            ("coordinator", ""),
            ("coordinator", "donor"),
        ]
        scene.sent(session, pledge, 3 * MILLION, delivery=delivery)
        assert (held.outcome, held.closed_at) == ("agreed", scene.now)
        with pytest.raises(Conflict):
            services.comment(session, held, "Lagi", **scene.acting(session, DONOR))
        assert course(scene, session, pledge).flows.received == 3 * MILLION


def test_a_fund_passes_money_on(scene: Scene) -> None:
    with scene.writing() as session:
        owner = scene.world.mine(session, MEMBER)
        target = scene.world.programme(session, owner, (9 * MILLION,), title="Lain (contoh)")
        source = session.get_one(Requirement, scene.lines[0])
        scene.received(session, scene.committed(session), 5 * MILLION)
        told: dict[str, Any] = {"amount": 2 * MILLION, "passed_on": scene.today,
                                "description": "Untuk program lain (contoh)"}  # fmt: skip
        line = target.requirements[0]
        with pytest.raises(Conflict, match="bukan dana bersama"):
            services.pass_on(session, source, line, **told, **scene.acting(session, MEMBER))
        source.programme.fund = True
        session.flush()
        with pytest.raises(NotAllowed):
            services.pass_on(session, source, line, **told, **scene.acting(session, DONOR))
        acting = scene.acting(session, MEMBER)
        first = services.pass_on(session, source, line, **told, **acting)
        assert services.pass_on(session, source, line, **told, **acting) is first
        told |= {"amount": 3 * MILLION + 1}
        with pytest.raises(Invalid):
            services.pass_on(session, source, line, **told, **scene.acting(session, MEMBER))
        both = queries.funding(session, [scene.programme, target.id], today=scene.today)
        fund, other = both[scene.programme].total, both[target.id].total
        assert (fund.received, fund.unspent, fund.passed_out) == (
            5 * MILLION,
            3 * MILLION,
            2 * MILLION,
        )
        assert (other.received, other.unmet) == (2 * MILLION, 7 * MILLION)
        assert queries.everything(session, today=scene.today).received == 5 * MILLION
        assert verify(session).violations == ()
        scene.reversed(session, first)
        assert queries.everything(session, today=scene.today).received == 5 * MILLION
        assert verify(session).violations == ()


def test_a_word_belongs_to_what_it_speaks_of(scene: Scene) -> None:
    with scene.writing() as session:
        pledge = scene.committed(session, 10 * MILLION)
        sent = scene.sent(session, pledge, 2 * MILLION)
        scene.received(session, pledge, 5 * MILLION)
        said = scene.said(1 * MILLION)
        back = services.state_refund(session, pledge, said, **scene.acting(session, MEMBER))
        for name, part, one in (
            ("report_sent", DONOR, back),
            ("state_received", MEMBER, back),
            ("state_refund", MEMBER, sent),
        ):
            told = scene.acting(session, part)
            with pytest.raises(Conflict):
                getattr(services, name)(session, pledge, said, delivery=one, **told)
        with pytest.raises(Conflict):
            services.confirm_received(session, back, said, **scene.acting(session, COORDINATOR))
