"""What waits for members of organisations, and for those who may become one."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor
from portal.claims import queries as claims
from portal.directory.models import Organisation
from portal.directory.rules import OPEN
from portal.evidence import queries as evidence
from portal.evidence.rules import TYPES, is_expired
from portal.freshness import queries as freshness
from portal.holds import queries as holds
from portal.holds.rules import KINDS
from portal.home.task import Task
from portal.members.queries import invited
from portal.programme_partners import queries as programme_partners
from portal.programme_partners.rules import ROLES
from portal.slips import queries as slips
from portal.web.filters import day, local_day
from portal.web.pages import translated


def member_tasks(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Everything about organisations that waits for this person."""
    yield from _invited(session, actor, now)
    yield from _ageing(session, actor, now)
    yield from _running_out(session, actor, now)
    yield from _asked(session, actor)
    yield from _partnerships(session, actor)
    yield from _taken_down(session, actor)
    yield from _by_slip(session, actor)
    yield from _drafts(session, actor)


def _invited(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for one in invited(session, actor, now):
        yield Task(
            _("Jawab undangan mengelola %(name)s", name=one.organisation.name),
            url_for("members.invitation", public_id=one.public_id),
            by=_("sampai %(day)s", day=local_day(one.expires_at)),
        )


def _ageing(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for aged, one in freshness.of_members(session, actor, now):
        yield Task(
            _("Nyatakan data %(name)s masih benar", name=one.name),
            url_for("my.organisation", slug=one.slug),
            _("Lembaga Anda tidak tampil lagi sampai Anda menyatakannya.")
            if one.status == "stale"
            else _("Satu tombol, bila tidak ada yang berubah"),
            _("sampai %(day)s", day=day(aged.age.due_on)),
            late=one.status != "verified",
        )


def _running_out(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for row in evidence.running_out(session, actor, now):
        over = is_expired(row.expires_on, evidence.today(now))
        owner = row.organisation
        yield Task(
            _("Perbarui dokumen: %(what)s", what=translated(TYPES[row.kind])),
            url_for("evidence.documents", slug=owner.slug or owner.public_id),
            owner.name,
            _("habis %(day)s", day=day(row.expires_on))
            if over
            else _("sampai %(day)s", day=day(row.expires_on)),
            late=over,
        )


def _asked(session: Session, actor: Actor) -> Iterator[Task]:
    for one in claims.to_answer(session, actor):
        place = one.organisation
        yield Task(
            _("Jawab permintaan ikut mengelola %(name)s", name=place.name),
            url_for("claims.answer", slug=place.slug or place.public_id, public_id=one.public_id),
            one.role,
        )


def _partnerships(session: Session, actor: Actor) -> Iterator[Task]:
    for one in programme_partners.waiting_for(session, actor):
        yield Task(
            _("Jawab permintaan menjadi mitra program"),
            url_for("programme_partners.partnership", public_id=one.public_id),
            f"{one.programme.title} · {translated(ROLES[one.role])}",
            _("diminta %(day)s", day=local_day(one.asked_at)),
        )


def _taken_down(session: Session, actor: Actor) -> Iterator[Task]:
    for one in holds.to_change(session, actor):
        yield Task(
            _("Ubah yang diturunkan koordinator: %(what)s", what=translated(KINDS[one.kind])),
            url_for("programme_pages.programme", slug=one.programme.slug),
            one.programme.title,
            _("diturunkan %(day)s", day=local_day(one.at)),
        )


def _by_slip(session: Session, actor: Actor) -> Iterator[Task]:
    if number := slips.count(session, actor):
        yield Task(
            ngettext("Jawab %(num)s perubahan kontak", "Jawab %(num)s perubahan kontak", number),
            url_for("slips.waiting"),
            _("Diusulkan dengan kode slip; kontak lama tetap tampil"),
        )


def _drafts(session: Session, actor: Actor) -> Iterator[Task]:
    rows = session.scalars(
        select(Organisation).where(
            Organisation.id.in_(list(actor.memberships)),
            Organisation.status.in_(OPEN),
        )
    )
    for row in rows:
        fix = row.status == "changes_requested"
        yield Task(
            _("Perbaiki pendaftaran %(name)s", name=row.name)
            if fix
            else _("Lanjutkan pendaftaran %(name)s", name=row.name),
            url_for("registration.tasklist", public_id=row.public_id),
            _("Koordinator meminta perbaikan.") if fix else _("Isian Anda tersimpan."),
            late=fix,
        )
