"""What waits for the demo's coordinators: a second look, answered remarks, proposed changes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from portal.access import Actor
from portal.accounts.queries import members
from portal.changes.services import decide as settle
from portal.changes.services import propose
from portal.directory import services as directory
from portal.registration.queries import of_organisation
from portal.registration.services import submit
from portal.verification.reviewing import Report, save_draft
from portal.verification.services import decide
from seeds.demo_register import Register
from seeds.demo_review import review

Act = tuple[int, Callable[[datetime], object]]

SECOND = "psikolog-keluarga-serang"
ANSWERED = "forum-ibu-kasemen"
RENAMED = "himpunan-psikolog-serang"
BEGINS = "peksos-lombok-utara"
FUNDS = "payung-rinjani"


def waiting_acts(register: Register) -> list[Act]:
    """The last acts before the day of loading."""
    return [
        (0, partial(_approve_first, register)),
        (0, partial(_ask_and_answer, register)),
        (0, partial(_begin_review, register)),
        (0, partial(_rename, register)),
        (0, partial(_take_funds, register)),
    ]


def _owner(register: Register, key: str, at: datetime) -> Actor:
    first = members(register.session, register.held(key).id)[0]
    return next(
        register.people.actor(email, at)
        for email, account in register.people.keys.items()
        if account == first
    )


def _coordinators(register: Register, key: str, at: datetime) -> list[Actor]:
    return register.people.coordinators(register.held(key).region_code, at)


def _approve_first(register: Register, at: datetime) -> None:
    """The nation's coordinator approved; the region's has the second word."""
    sent = of_organisation(register.session, register.held(SECOND).id)
    if sent is not None:
        by = _coordinators(register, SECOND, at)[-1]
        review(register.session, sent, "verified", "", by=by, at=at)


def _ask_and_answer(register: Register, at: datetime) -> None:
    """A remark was written, one was answered, and the registration waits again."""
    session, one = register.session, register.held(ANSWERED)
    sent = of_organisation(session, one.id)
    if sent is None:
        return
    told = {
        "other_names": "Tulis nama yang dipakai warga sehari-hari (contoh).",
        "about": "Sebut satu kegiatan tetap (contoh).",
    }
    by = _coordinators(register, ANSWERED, at)[0]
    report = Report(remarks=told)
    decide(session, sent, "changes_requested", "", report=report, by=by, now=at)
    owner = _owner(register, ANSWERED, at)
    directory.save_identity(
        session,
        one,
        name=one.name,
        kind=one.kind,
        region=one.region_code,
        short_name=one.short_name,
        other_names=("Ibu Kasemen (contoh)",),
        year_founded=one.year_founded,
        about=one.about,
        website=one.website,
        languages=one.languages,
        by=owner,
        now=at,
    )
    submit(session, one, by=owner, now=at)


def _begin_review(register: Register, at: datetime) -> None:
    """A coordinator has begun to tick and to write."""
    sent = of_organisation(register.session, register.held(BEGINS).id)
    if sent is not None:
        by = _coordinators(register, BEGINS, at)[0]
        report = Report(("entry_read", "not_listed"), {"contacts": "Tambahkan email (contoh)."})
        save_draft(register.session, sent, report, by=by, now=at)


def _rename(register: Register, at: datetime) -> None:
    """A verified organisation asks for another short name and one speciality more."""
    one = register.held(RENAMED)
    more = [*one.specialities, "psychiatric_care"]
    wanted = {"short_name": "HPK Serang", "specialities": more}
    propose(register.session, one, wanted, by=_owner(register, RENAMED, at), now=at)


def _take_funds(register: Register, at: datetime) -> None:
    """A verified organisation asks to handle funds; one of two coordinators has agreed."""
    one = register.held(FUNDS)
    by = _owner(register, FUNDS, at)
    made = propose(register.session, one, {"handles_funds": True}, by=by, now=at)
    judge = _coordinators(register, FUNDS, at)[-1]
    settle(register.session, made, "accepted", "", by=judge, now=at)
