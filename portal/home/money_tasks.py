"""What waits for donors, owners of programmes and coordinators about money."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.disputes import queries as disputes
from portal.disputes.views.room import doubted_place
from portal.errors import N_
from portal.flows import queries as flows
from portal.home.budgets import budgets
from portal.home.task import Task
from portal.pledges.queries import Row, awaited, awaiting_answer
from portal.pledges.rules import today
from portal.programmes.labels import in_asset
from portal.web.filters import day, local_day
from portal.web.pages import translated

VERBS = {
    "answer": N_("Jawab penawaran dukungan"),
    "send": N_("Catat kiriman dukungan"),
    "state_received": N_("Nyatakan yang sampai kepada Anda"),
    "restate_sent": N_("Periksa lagi jumlah yang Anda kirim"),
    "restate_received": N_("Periksa lagi jumlah yang sampai"),
    "confirm_received": N_("Konfirmasi penerimaan"),
    "answer_release": N_("Jawab usulan melepas sisa komitmen"),
    "settle": N_("Bantu mencocokkan dua jumlah yang berbeda"),
    "state_back": N_("Nyatakan dana yang kembali kepada Anda"),
    "restate_back": N_("Periksa lagi jumlah yang Anda kembalikan"),
}


def money_tasks(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Everything about budgets, promises and figures that waits for this person."""
    yield from budgets(session, actor, now)
    yield from _doubted(session, actor, now)
    yield from _reported(session, actor)
    yield from (_pledge(row) for row in awaited(session, actor, today=today(now)))
    yield from _offered(session, actor, now)


def _doubted(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Figures that somebody doubts: to decide on, or to explain."""
    coordinates = actor.regions(Role.COORDINATOR)
    number, first = disputes.waiting(session, actor) if coordinates else (0, None)
    if number and first:
        yield Task(
            ngettext(
                "Putuskan %(num)s angka yang dipertanyakan",
                "Putuskan %(num)s angka yang dipertanyakan",
                number,
            ),
            url_for("disputes.listing"),
            _("Seseorang mengatakan angkanya salah"),
            _("sampai %(day)s", day=day(first)),
            late=first <= today(now),
        )
    for one, due in disputes.waiting_for_sides(session, actor) if actor.memberships else ():
        yield Task(
            _("Jelaskan angka yang dipertanyakan"),
            url_for("disputes.one", public_id=one.public_id),
            doubted_place(one),
            _("sampai %(day)s", day=day(due)),
            late=due < today(now),
        )


def _reported(session: Session, actor: Actor) -> Iterator[Task]:
    """Money that another source reports and a coordinator said: it waits for the owner."""
    for one in flows.adoptions_for(session, actor) if actor.memberships else ():
        yield Task(
            _("Nyatakan uang yang dilaporkan %(source)s", source=one.flow.source),
            url_for("flows.adoption", public_id=one.public_id),
            f"{in_asset(one.amount, one.asset)} · {one.requirement.programme.title}",
            _("diusulkan %(day)s", day=local_day(one.proposed_at)),
        )


def _pledge(row: Row) -> Task:
    pledge = row.course.pledge
    awaited = row.course.to_send
    due = awaited[0].due_on if awaited and row.step.kind == "send" else None
    return Task(
        translated(VERBS[row.step.kind]),
        url_for("pledges.pledge", reference=pledge.reference),
        f"{pledge.reference} · {in_asset(pledge.amount, pledge.asset)} · {pledge.programme.title}",
        _("sampai %(day)s", day=day(due)) if due else "",
        late=row.course.overdue and row.step.kind == "send",
    )


def _offered(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for held in awaiting_answer(session, actor, today=today(now)):
        told = f"{held.reference} · {in_asset(held.amount, held.asset)} · {held.programme.title}"
        yield Task(
            _("Jawab dan bagi penawaran dukungan"),
            url_for("offers.offer", reference=held.reference),
            told,
            _("sampai %(day)s", day=day(held.valid_until)),
        )
