"""What waits for coordinators in their regions."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.changes import queries as changes
from portal.claims import queries as claims
from portal.contact_lists import queries as contact_lists
from portal.discovery.queries import counts as suggestion_counts
from portal.evidence import queries as evidence
from portal.freshness import queries as freshness
from portal.holds import queries as holds
from portal.home.task import Task
from portal.pledges.rules import today
from portal.reports import queries as reports
from portal.verification import queries as reviews
from portal.web.filters import day, local_day

# More questions of one kind than this stand in the list as one task.
FEW = 3


def office_tasks(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Everything that waits for a coordinator; nothing for those who have no mandate."""
    if not actor.regions(Role.COORDINATOR):
        return
    yield from _review(session, actor)
    yield from _changes(session, actor)
    yield from _reports(session, actor, now)
    yield from _hiding(session, actor)
    yield from _to_check(session, actor, now)
    yield from _claimed(session, actor)
    yield from _suggested(session, actor)
    yield from _to_look_at_again(session, actor)
    yield from _contact_lists(session, actor, now)


def _review(session: Session, actor: Actor) -> Iterator[Task]:
    if not actor.holds(Role.COORDINATOR):
        return
    if number := reviews.count(session, actor):
        yield Task(
            ngettext("Periksa %(num)s pendaftaran", "Periksa %(num)s pendaftaran", number),
            url_for("verification.queue"),
            _("Antrean wilayah Anda, yang terlama lebih dahulu"),
        )
    if number := reviews.count_second(session, actor):
        yield Task(
            ngettext(
                "Periksa %(num)s pendaftaran sebagai koordinator kedua",
                "Periksa %(num)s pendaftaran sebagai koordinator kedua",
                number,
            ),
            url_for("verification.queue", type="second"),
            _("Rumah aman atau lembaga yang menerima uang: perlu dua persetujuan"),
        )


def _changes(session: Session, actor: Actor) -> Iterator[Task]:
    if not actor.holds(Role.COORDINATOR):
        return
    if number := changes.count(session, actor):
        yield Task(
            ngettext("Periksa %(num)s perubahan data", "Periksa %(num)s perubahan data", number),
            url_for("changes.listing"),
            _("Lembaga terverifikasi mengusulkannya; data lama tetap tampil"),
        )


def _reports(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    number, first = reports.waiting(session, actor)
    if number and first:
        yield Task(
            ngettext(
                "Jawab %(num)s laporan data salah", "Jawab %(num)s laporan data salah", number
            ),
            url_for("reports.listing"),
            _("Dari orang yang membaca profil di wilayah Anda"),
            _("sampai %(day)s", day=day(first)),
            late=first <= today(now),
        )


def _hiding(session: Session, actor: Actor) -> Iterator[Task]:
    found = freshness.questions(session, actor)
    note = _("Tidak ada lembaga lain untuk bidangnya di sana.")
    if len(found) > FEW:
        title = ngettext(
            "%(num)s lembaga menunggu jawaban Anda",
            "%(num)s lembaga menunggu jawaban Anda",
            len(found),
        )
        yield Task(title, url_for("freshness.listing"), note)
        return
    for one in found:
        yield Task(
            _("Bolehkah %(name)s disembunyikan?", name=one.organisation.name),
            url_for("freshness.question", public_id=one.organisation.public_id),
            note,
            _("ditanyakan %(day)s", day=local_day(one.asked_at)),
        )


def _to_check(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    number = evidence.count_to_check(session, actor, now)
    if number:
        yield Task(
            ngettext("Periksa dokumen %(num)s lembaga", "Periksa dokumen %(num)s lembaga", number),
            url_for("evidence.to_check"),
            _("Dokumen baru, atau habis masa berlakunya"),
        )


def _claimed(session: Session, actor: Actor) -> Iterator[Task]:
    number = claims.count(session, actor)
    if number:
        yield Task(
            ngettext("Periksa %(num)s klaim lembaga", "Periksa %(num)s klaim lembaga", number),
            url_for("claims.queue"),
            _("Lihat suratnya, atau telepon nomor yang tercatat"),
        )


def _suggested(session: Session, actor: Actor) -> Iterator[Task]:
    number = suggestion_counts(session, actor).get("waiting", 0)
    if number:
        yield Task(
            ngettext("Lihat %(num)s usulan lembaga", "Lihat %(num)s usulan lembaga", number),
            url_for("discovery.suggestions"),
            _("Undang lembaganya, atau kesampingkan"),
        )


def _to_look_at_again(session: Session, actor: Actor) -> Iterator[Task]:
    if number := holds.count_asked(session, actor):
        yield Task(
            ngettext(
                "Lihat lagi %(num)s yang diturunkan", "Lihat lagi %(num)s yang diturunkan", number
            ),
            url_for("holds.listing"),
            _("Pemiliknya sudah mengubahnya"),
        )


def _contact_lists(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for row in contact_lists.waiting_for(session, actor, now):
        yield Task(
            _("Putuskan permintaan kontak tertutup"),
            url_for("contact_lists.one", public_id=row.public_id),
            row.reason,
            _("diminta %(day)s", day=local_day(row.asked_at)),
        )
