"""The directory and the programmes as files: the same lists as the pages, all their pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from flask import Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory import labels
from portal.directory.models import Organisation
from portal.directory.rules import LISTED, best_capacity
from portal.finder.distance import located
from portal.finder.found import find, find_programmes, public_contacts
from portal.finder.programmes import room as programme_room
from portal.finder.request import PROGRAMMES, Asked, read
from portal.finder.views import room
from portal.paging import CHUNK
from portal.pledges.queries import funding
from portal.pledges.rules import today
from portal.programmes.models import Programme
from portal.sheets import Row
from portal.vocabulary import CAPACITIES, KINDS, LANGUAGES, STAGES
from portal.web import moment, public, session
from portal.web.filters import know_regions, named, region_name
from portal.web.sheets import check, download
from search.query import DEPTH

KIND, STAGE, LANGUAGE = named(KINDS), named(STAGES), named(LANGUAGES)
CAPACITY = named(CAPACITIES)
# Kinds of contacts in the order of their columns.
CONTACTS = ("hotline", "phone", "whatsapp", "email")


@room.get("/organisations.<form>")
@public
def sheet(form: str) -> Response:
    """What a search finds, up to a thousand organisations, with what everybody may see of each."""
    check(form)
    asked = replace(located(session(), read(request.args))[0], page=1, per_page=DEPTH)
    return download(form, _("lembaga"), organisation_head(), found_rows(session(), asked))


@programme_room.get("/programmes.<form>")
@public
def programme_sheet(form: str) -> Response:
    """The programmes that a search finds, up to a thousand, with their figures in whole rupiah."""
    check(form)
    asked = replace(read(request.args, PROGRAMMES), page=1, per_page=DEPTH)
    rows = find_programmes(session(), asked).rows
    return download(form, _("program"), programme_head(), programme_rows(session(), rows))


def organisation_head() -> list[str]:
    """The titles of an organisation's columns."""
    return [
        _("Nama"),
        _("Nama singkat"),
        _("Jenis lembaga"),
        _("Kedudukan"),
        _("Kode wilayah"),
        _("Bidang keahlian"),
        _("Tahap"),
        _("Wilayah kerja"),
        _("Bahasa"),
        _("Tempat sekarang"),
        _("Tempat per tanggal"),
        _("Nomor darurat"),
        _("Telepon"),
        _("WhatsApp"),
        _("Email"),
        _("Situs web"),
        _("Diperiksa"),
        _("Dikonfirmasi"),
        _("Alamat profil"),
    ]


def found_rows(session: Session, asked: Asked) -> Iterator[Row]:
    """The rows of a search, in its order."""
    found = [row.organisation for row in find(session, asked).rows]
    yield from organisation_rows(session, found)


def listed_rows(session: Session) -> Iterator[Row]:
    """The rows of every listed organisation, by name."""
    ids = session.scalars(
        select(Organisation.id)
        .where(Organisation.status.in_(LISTED))
        .order_by(Organisation.name, Organisation.id)
    ).all()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        query = select(Organisation).where(Organisation.id.in_(chunk))
        held = {one.id: one for one in session.scalars(query)}
        yield from organisation_rows(session, [held[key] for key in chunk])


def organisation_rows(session: Session, found: Sequence[Organisation]) -> Iterator[Row]:
    """What everybody may see of each: only public contacts, and never an address."""
    public_contacts(session, found)
    know_regions(one.region_code for one in found)
    know_regions(row.region_code for one in found for row in one.coverage)
    for one in found:
        yield _organisation(one)


def _organisation(one: Organisation) -> Row:
    room_now = best_capacity(service.capacity for service in one.services)
    days = [
        service.capacity_as_of
        for service in one.services
        if service.capacity == room_now and service.capacity_as_of
    ]
    served = [region_name(row.region_code) for row in one.coverage]
    return [
        one.name,
        one.short_name,
        KIND(one.kind),
        region_name(one.region_code),
        one.region_code,
        _several(labels.name(code) for code in one.specialities),
        _several(STAGE(code) for code in one.stages),
        region_name(None) if one.nationwide else _several(served),
        _several(LANGUAGE(code) for code in one.languages),
        CAPACITY(room_now),
        max(days, default=None),
        *(_contacts(one, kind) for kind in CONTACTS),
        one.website,
        one.verified_on,
        one.confirmed_on,
        url_for("profile.organisation", slug=one.slug, _external=True),
    ]


def _contacts(one: Organisation, kind: str) -> str:
    return _several(
        labels.contact(row.value)
        for row in one.contacts
        if row.kind == kind and row.visibility == "public"
    )


def _several(words: Iterable[str]) -> str:
    return "; ".join(words)


def programme_head() -> list[str]:
    """The titles of a programme's columns; sums are whole rupiah."""
    return [
        _("Judul program"),
        _("Lembaga"),
        _("Tahap"),
        _("Wilayah"),
        _("Mulai"),
        _("Selesai"),
        _("Dibutuhkan (Rp)"),
        _("Dibutuhkan semula (Rp)"),
        _("Ditawarkan (Rp)"),
        _("Komitmen (Rp)"),
        _("Diterima (Rp)"),
        _("Realisasi (Rp)"),
        _("Belum terpenuhi (Rp)"),
        _("Melebihi kebutuhan (Rp)"),
        _("Kebutuhan selain uang"),
        _("Alamat halaman"),
    ]


def programme_rows(session: Session, found: Iterable[Programme]) -> Iterator[Row]:
    """Each programme with the figures that its page shows."""
    held: list[Programme] = []
    for one in found:
        held.append(one)
        if len(held) >= CHUNK:
            yield from _programmes(session, held, today(moment()))
            held = []
    yield from _programmes(session, held, today(moment()))


def _programmes(session: Session, found: Sequence[Programme], day: date) -> Iterator[Row]:
    figures = funding(session, [one.id for one in found], today=day)
    know_regions(row.region_code for one in found for row in one.coverage)
    for one in found:
        total = figures[one.id].total
        yield [
            one.title,
            one.organisation.name,
            STAGE(one.stage),
            _several(region_name(row.region_code) for row in one.coverage),
            one.starts_on,
            one.ends_on,
            total.required,
            total.required_original,
            total.offered,
            total.committed,
            total.received,
            total.spent,
            total.unmet,
            total.overfunded,
            len(figures[one.id].in_kind),
            url_for("programme_pages.programme", slug=one.slug, _external=True),
        ]
