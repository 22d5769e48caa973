"""What waits for somebody: each thing as a verb, where to do it, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.changes import queries as changes
from portal.claims import queries as claims
from portal.contact_lists import queries as contact_lists
from portal.directory.models import Organisation
from portal.directory.rules import OPEN
from portal.discovery.queries import counts as suggestion_counts
from portal.disputes import queries as disputes
from portal.disputes.views.room import doubted_place
from portal.errors import N_
from portal.evidence import queries as evidence
from portal.evidence.rules import TYPES, is_expired
from portal.freshness import queries as freshness
from portal.holds import queries as holds
from portal.holds.rules import KINDS
from portal.home.budgets import budgets
from portal.members.queries import invited
from portal.pledges.queries import Row, awaited, awaiting_answer
from portal.pledges.rules import today
from portal.programme_partners import queries as programme_partners
from portal.programme_partners.rules import ROLES
from portal.programmes.labels import in_asset
from portal.reports import queries as reports
from portal.slips import queries as slips
from portal.verification import queries as reviews
from portal.web.filters import day, local_day
from portal.web.pages import translated

# More questions of one kind than this stand in the list as one task.
FEW = 3
VERBS = {
    "answer": N_("Jawab penawaran dukungan"),
    "send": N_("Catat kiriman dukungan"),
    "state_received": N_("Nyatakan yang sampai kepada Anda"),
    "restate_sent": N_("Periksa lagi jumlah yang Anda kirim"),
    "restate_received": N_("Periksa lagi jumlah yang sampai"),
    "confirm_received": N_("Konfirmasi penerimaan"),
    "settle": N_("Bantu mencocokkan dua jumlah yang berbeda"),
    "state_back": N_("Nyatakan dana yang kembali kepada Anda"),
    "restate_back": N_("Periksa lagi jumlah yang Anda kembalikan"),
}


@dataclass(frozen=True)
class Task:
    """One thing to do. `by` says how urgent it is; `late` marks what should be done already."""

    title: str
    url: str
    note: str = ""
    by: str = ""
    late: bool = False


def tasks(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """Everything that waits for this person, the most urgent first."""
    found: list[Task] = []
    if actor.regions(Role.COORDINATOR):  # nothing is asked in vain of those who have no mandate
        found += [
            *_review(session, actor),
            *_changes(session, actor),
            *_reports(session, actor, now),
            *_hiding(session, actor),
            *_to_check(session, actor, now),
            *_claimed(session, actor),
            *_suggested(session, actor),
            *_to_look_at_again(session, actor),
            *_contact_lists(session, actor, now),
        ]
    found += [
        *_invited(session, actor, now),
        *_ageing(session, actor, now),
        *_running_out(session, actor, now),
        *_asked(session, actor),
        *_partnerships(session, actor),
        *_taken_down(session, actor),
        *_by_slip(session, actor),
        *_drafts(session, actor),
    ]
    found += [Task(*row) for row in budgets(session, actor, now)]
    found += _doubted(session, actor, now)
    found += [_pledge(row) for row in awaited(session, actor, today=today(now))]
    found += _offered(session, actor, now)
    return sorted(found, key=lambda one: not one.late)


def _contact_lists(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for row in contact_lists.waiting_for(session, actor, now):
        yield Task(
            _("Putuskan permintaan kontak tertutup"),
            url_for("contact_lists.one", public_id=row.public_id),
            row.reason,
            _("diminta %(day)s", day=local_day(row.asked_at)),
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


def _invited(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    for one in invited(session, actor, now):
        yield Task(
            _("Jawab undangan mengelola %(name)s", name=one.organisation.name),
            url_for("members.invitation", public_id=one.public_id),
            by=_("sampai %(day)s", day=local_day(one.expires_at)),
        )


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


def _to_check(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    number = evidence.count_to_check(session, actor, now)
    if number:
        yield Task(
            ngettext("Periksa dokumen %(num)s lembaga", "Periksa dokumen %(num)s lembaga", number),
            url_for("evidence.to_check"),
            _("Dokumen baru, atau habis masa berlakunya"),
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


def _to_look_at_again(session: Session, actor: Actor) -> Iterator[Task]:
    if number := holds.count_asked(session, actor):
        yield Task(
            ngettext(
                "Lihat lagi %(num)s yang diturunkan", "Lihat lagi %(num)s yang diturunkan", number
            ),
            url_for("holds.listing"),
            _("Pemiliknya sudah mengubahnya"),
        )


def _by_slip(session: Session, actor: Actor) -> Iterator[Task]:
    if number := slips.count(session, actor):
        yield Task(
            ngettext("Jawab %(num)s perubahan kontak", "Jawab %(num)s perubahan kontak", number),
            url_for("slips.waiting"),
            _("Diusulkan dengan kode slip; kontak lama tetap tampil"),
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
