"""Members add, replace and remove documents; whoever may opens one, and that is noted."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, idempotency, journal
from portal.access import Actor, office
from portal.directory import edit, text_rules
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid, Words
from portal.evidence import queries, rules
from portal.evidence.models import Document
from portal.uploads.contents import Clean
from portal.uploads.rules import tidy_name
from portal.uploads.store import Store

GONE = N_("Dokumen ini sudah diganti atau dihapus. Buka lagi daftarnya.")
ENDED = N_("Dokumen lembaga ini tidak dapat diubah lagi.")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a member says of a document; `expires_on` is its last day, None when it has none."""

    kind: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


def add(
    session: Session,
    organisation: Organisation,
    told: Told,
    found: Clean,
    name: str,
    *,
    store: Store,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Keep a document; answers its public id. The same token again keeps nothing more.

    The file is whole on disk before its row commits; a file whose row never came is swept.
    Raises NotAllowed, Conflict when the entry's life has ended, or Invalid.
    """
    access.edit_organisation.check(by, organisation.scope)

    def act() -> str:
        _begin(session, organisation)
        documents = queries.held(session, organisation.id)
        if len(documents) >= rules.MOST_DOCUMENTS:
            raise Invalid(file=N_("Paling banyak %(n)s dokumen.", n=rules.MOST_DOCUMENTS))
        _check(told, now)
        return _keep(session, organisation, told, found, name, store, "add_document", by, now)

    edit.lock(session, organisation)  # a double click waits here, and then finds its key used
    body = _body(organisation, told, found)
    return idempotency.once(session, token, "add_document", body, act, by=by, now=now)


def replace(
    session: Session,
    organisation: Organisation,
    old: str,
    told: Told,
    found: Clean,
    name: str,
    *,
    store: Store,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Put a newer document in the place of the one with public id `old`; answers its public id.

    Of two that replace the same one at once, the second gets Conflict and leaves no row.
    """
    access.edit_organisation.check(by, organisation.scope)

    def act() -> str:
        _begin(session, organisation)
        _check(told, now)
        if _take(session, organisation, old) is None:
            raise Conflict(GONE)
        return _keep(session, organisation, told, found, name, store, "replace_document", by, now)

    edit.lock(session, organisation)
    body = {**_body(organisation, told, found), "instead": old}
    return idempotency.once(session, token, "replace_document", body, act, by=by, now=now)


def remove(
    session: Session, organisation: Organisation, public_id: str, *, by: Actor, now: datetime
) -> bool:
    """Remove a document; False when it was gone already. Its file is swept the next day."""
    access.edit_organisation.check(by, organisation.scope)
    edit.lock(session, organisation)
    _begin(session, organisation)
    kind = _take(session, organisation, public_id)
    if kind is not None:
        _note(session, "remove_document", organisation, kind, by=by, now=now)
        session.flush()
    return kind is not None


def open_file(
    session: Session, document: Document, *, store: Store, by: Actor, now: datetime
) -> bytes:
    """The bytes of a document; who asked is noted, and its members see that.

    Raises NotAllowed for all but members and coordinators of its region.
    """
    organisation = document.organisation
    access.see_evidence.check(by, organisation.scope)
    data = store.get(document.file)
    journal.record(
        session,
        "open_document",
        "organisation",
        organisation.public_id,
        by=by,
        now=now,
        of=document.kind,
        document=document.public_id,
        **_duty(organisation, by),
    )
    return data


def _duty(organisation: Organisation, by: Actor) -> dict[str, Any]:
    """Whether somebody opens a document as a coordinator, and of which region."""
    held = {} if organisation.id in by.memberships else office(by, organisation.region_code)
    return {"duty": bool(held), **held}


def _begin(session: Session, organisation: Organisation) -> None:
    if organisation.status not in rules.OPEN:
        raise Conflict(ENDED)


def _body(organisation: Organisation, told: Told, found: Clean) -> dict[str, object]:
    digest = hashlib.sha256(found.data).hexdigest()
    return {"organisation": organisation.public_id, "file": digest, **asdict(told)}


def _take(session: Session, organisation: Organisation, public_id: str) -> str | None:
    """Take a document's row away, under the lock of its organisation; its type, None if gone."""
    row = session.scalar(
        select(Document)
        .where(Document.public_id == public_id, Document.organisation_id == organisation.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return row.kind


def _keep(
    session: Session,
    organisation: Organisation,
    told: Told,
    found: Clean,
    name: str,
    store: Store,
    action: str,
    by: Actor,
    now: datetime,
) -> str:
    made = Document(
        organisation_id=organisation.id,
        **asdict(told),
        file=store.put(found.data),
        media=found.kind,
        name=tidy_name(name, found.kind),
        size=len(found.data),
        pages=found.pages,
        uploaded_by=by.id,
        uploaded_at=now,
    )
    session.add(made)
    session.flush()
    _note(session, action, organisation, told.kind, by=by, now=now)
    return made.public_id


def _note(
    session: Session,
    action: str,
    organisation: Organisation,
    kind: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    ref = organisation.public_id
    journal.record(session, action, "organisation", ref, by=by, now=now, of=kind)


def _check(told: Told, now: datetime) -> None:
    """Raise Invalid with every fault at once."""
    faults: dict[str, Words] = {}
    if told.kind not in rules.TYPES:
        faults["kind"] = N_("Pilih salah satu dari daftar.")
    nik = N_("Hapus nomor NIK. Simpul tidak menyimpan data pribadi seperti itu.")
    if told.kind != "npwp" and text_rules.NIK.search(told.number):
        faults["number"] = nik
    if text_rules.NIK.search(told.issuer):
        faults["issuer"] = nik
    day = queries.today(now)
    # One day of grace: midnight comes two hours earlier in the east than in the west.
    if told.issued_on and (told.issued_on - day).days > 1:
        faults["issued_on"] = N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya.")
    if told.expires_on:
        faults |= _last_day(told.expires_on, told.issued_on, day)
    if faults:
        raise Invalid(**faults)


def _last_day(last: date, first: date | None, day: date) -> dict[str, Words]:
    if first and last < first:
        return {"expires_on": N_("Tanggal berakhir harus sesudah tanggal terbit.")}
    if last < day:
        return {"expires_on": N_("Dokumen ini sudah tidak berlaku. Unggah yang terbaru.")}
    if (last - day).days > rules.LONGEST:
        return {"expires_on": N_("Tanggal ini terlalu jauh. Periksa lagi tahunnya.")}
    return {}
