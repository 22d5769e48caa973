"""A schedule that is not kept as agreed: payments that differ, and what is given up."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.pledges import queries, services
from portal.pledges.asset_forms import measure
from portal.pledges.forms import ReleaseForm
from portal.pledges.models import Pledge
from portal.pledges.queries.course import Course
from portal.pledges.rules import today
from portal.pledges.schedule_forms import DifferenceForm
from portal.pledges.schedule_rules import Difference, one_more
from portal.pledges.views.offering import over
from portal.pledges.views.room import pledge, room
from portal.programmes.labels import in_asset
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import day


@room.route("/pledges/<reference>/difference", methods=["GET", "POST"])
@requires(access.reschedule_pledge, pledge)
def difference(pledge: Pledge) -> ResponseReturnValue:
    """Ask what becomes of a payment that is more or less than its instalment."""
    course = queries.course_of(session(), pledge, today(moment()))
    found = course.difference
    form = DifferenceForm(
        due_on=one_more(course.parts, course.day),
        seen=f"{found.part.number}:{found.amount}" if found else "",
    )
    if not form.sent and found is None:
        return over(pledge)
    form.kind.offer(_choices(course, found))
    if form.sent and form.kind.data == "kept":
        say("", _("Jadwal tetap seperti semula."))
        return see_other("pledges.pledge", reference=pledge.reference)
    part, amount = form.asked
    done = form.attempt(
        lambda: services.reschedule(
            session(),
            pledge,
            form.kind.data,
            part=part,
            amount=amount,
            due_on=form.due_on.data if form.kind.data == "extended" else None,
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Jadwal diubah. Pemilik program mendapat kabar."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return page("pledges/difference.html", form, pledge=pledge, course=course, found=found)


def _choices(course: Course, found: Difference | None) -> list[tuple[str, str, str]]:
    """What may become of the difference, each with what it makes of the schedule."""
    if found is None:
        return []
    asset = course.pledge.asset
    gap, part = in_asset(found.amount, asset), found.part
    told = {
        "kept": (
            _("Kirim kekurangannya pada termin ini juga"),
            _("Termin %(n)s tetap ditunggu sampai %(day)s.", n=part.number, day=day(part.due_on)),
        ),
        "extended": (
            _("Tambah satu termin"),
            _("%(sum)s menjadi termin baru, pada tanggal yang Anda isi.", sum=gap),
        ),
        "reduced": (
            _("Kurangi janji"),
            _("%(sum)s tidak dikirim lagi. Tulis alasannya.", sum=gap),
        ),
        "shortened": (
            _("Termin terakhir berkurang"),
            _("Termin berikutnya tetap, dan jadwal selesai lebih cepat."),
        ),
    }
    if found.over:
        told["kept"] = (
            _("Termin berikutnya berkurang"),
            _("Tanggal semua termin tetap."),
        )
    elif found.following:
        later = found.following
        size = in_asset(later.amount - later.released + found.amount, asset)
        until = day(later.due_on)
        told["carried"] = (
            _("Tambahkan ke termin berikutnya"),
            _("Termin %(n)s menjadi %(sum)s, sampai %(day)s.", n=later.number, sum=size, day=until),
        )
    return [(kind, *told[kind]) for kind in found.kinds]


@room.route("/pledges/<reference>/release", methods=["GET", "POST"])
@requires(access.release_pledge, pledge)
def release(pledge: Pledge) -> ResponseReturnValue:
    """Give up what is still open, or a part of it, and say why."""
    course = queries.course_of(session(), pledge, today(moment()))
    form = ReleaseForm(amount=max(0, course.free) or None)
    measure(form.amount, pledge.asset, _("Jumlah yang dilepas"))
    if not form.sent and ("release" not in course.possible("donor") or course.free <= 0):
        return over(pledge)
    done = form.attempt(
        lambda: services.release(
            session(),
            pledge,
            reason=form.reason.data or "",
            amount=form.amount.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Komitmen dilepas. Pemilik program mendapat kabar."))
        return see_other("pledges.pledge", reference=pledge.reference)
    return page("pledges/release.html", form, pledge=pledge, course=course)
