"""The coordinator's queue as a file."""

from collections.abc import Iterator

from flask import Response, request
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.paging import CHUNK, every
from portal.sheets import Row
from portal.verification import queries
from portal.verification.views import FACETS, MOST_VALUES, room
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import check, download

KIND = named(vocabulary.KINDS)


@room.get("/review.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """What waits within the coordinator's mandate, narrowed as on the page."""
    check(form)
    return download(form, _("antrean pemeriksaan"), head(), rows())


def head() -> list[str]:
    """The titles of the queue's columns."""
    return [
        _("Kode"),
        _("Lembaga"),
        _("Jenis lembaga"),
        _("Wilayah"),
        _("Kode wilayah"),
        _("Dikirim"),
        _("Batas jawaban"),
        _("Sisa hari kerja"),
        _("Dikirim ulang"),
    ]


def rows() -> Iterator[Row]:
    """One row for each that waits, the oldest first."""
    chosen = {facet: request.args.getlist(facet)[:MOST_VALUES] for facet in FACETS}
    waiting = every(
        lambda page: (
            queries.queue(
                session(), actor(), chosen=chosen, page=page, now=moment(), per_page=CHUNK
            ).paged
        )
    )
    for wait, sent in waiting:
        yield [
            sent.reference,
            sent.organisation.name,
            KIND(wait.kind),
            wait.place.name,
            wait.region,
            wait.sent_on,
            wait.due_on,
            wait.left,
            _("ya") if wait.again else _("tidak"),
        ]
