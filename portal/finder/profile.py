"""The public page of one organisation: services first, contacts as far as the reader may see."""

from collections.abc import Iterable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import access
from portal.access import VISITOR, Actor
from portal.directory import queries
from portal.directory.branches import branches_of, parent_of
from portal.directory.models import Location, Organisation
from portal.directory.queries import Part, spoken
from portal.errors import N_, TooMany
from portal.finder.dots import coverage_map
from portal.openings import services
from portal.openings.forms import OpenForm
from portal.openings.rules import LIMIT
from portal.programmes.queries import public_of
from portal.regions.queries import timezone
from portal.shortlists.queries import latest
from portal.vocabulary import LANGUAGES
from portal.web import actor, moment, page, parts, public, requires, session
from portal.web.filters import know_regions, region_name
from portal.web.pages import translated
from portal.web.sentences import in_words

room = Blueprint("profile", __name__)
CALLS = ("hotline", "phone")


@room.get("/organisations/<slug>")
@public
def organisation(slug: str) -> ResponseReturnValue:
    """The entry of an address; an older address leads to the present one, all others are absent."""
    found = queries.listed_by_slug(session(), slug)
    if found.slug != slug:
        return redirect(url_for("profile.organisation", slug=found.slug), code=301)
    return _show(found, opened=found.id in actor().memberships)


@room.post("/organisations/<slug>/contacts")
@requires(access.open_contacts, queries.listed_by_slug)
def contacts(found: Organisation) -> ResponseReturnValue:
    """Note who looks and why, then show the contacts that are open to this reader.

    Whoever may see no more than everybody is asked and counted alike, and gets the same page:
    nothing tells hidden from absent.
    """
    form = OpenForm()
    more = _shown(found, actor()) > _shown(found, VISITOR)

    def act() -> bool:
        _count()
        return not more or services.open_contacts(
            session(),
            found,
            purpose=form.purpose.data,
            note=form.note.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return _show(found, opened=True)
    return _show(found, opened=False, form=form)


def _count() -> None:
    """Count one look of this person; raise TooMany beyond the day's limit."""
    try:
        parts().counters.hit(LIMIT, str(actor().id))
    except TooMany as refusal:
        raise TooMany(
            N_("Hari ini Anda sudah membuka kontak 50 kali. Lanjutkan besok."),
            retry_after=refusal.retry_after,
        ) from None


def _visible(found: Organisation, parts: Iterable[Part], reader: Actor) -> list[Part]:
    partner = queries.is_partner(session(), reader)
    return queries.visible(found, parts, reader, partner=partner)


def _places(found: Organisation, reader: Actor) -> list[Location]:
    return [one for one in _visible(found, found.locations, reader) if one.kind != "shelter"]


def _shown(found: Organisation, reader: Actor) -> int:
    """How many contacts, people and addresses a reader may see."""
    contacts = len(_visible(found, found.contacts, reader))
    people = len(_visible(found, found.people, reader))
    return contacts + people + sum(bool(one.address) for one in _places(found, reader))


def _show(
    found: Organisation, *, opened: bool, form: OpenForm | None = None
) -> ResponseReturnValue:
    reader = actor() if opened else VISITOR
    contacts = _visible(found, found.contacts, reader)
    calls = [one for kind in CALLS for one in contacts if one.kind == kind]
    return page(
        "finder/organisation.html",
        form,
        ask=form or OpenForm(formdata=None),
        organisation=found,
        call=calls[0] if calls else None,
        contacts=[one for one in contacts if one not in calls[:1]],
        people=_visible(found, found.people, reader),
        places=_places(found, reader),
        shelters=[one for one in found.locations if one.kind == "shelter"],
        closed=_shown(found, actor()) - _shown(found, reader),
        served=_served(found),
        spoken=in_words(translated(LANGUAGES[code]) for code in spoken(found)),
        chart=coverage_map(session(), found),
        programmes=public_of(session(), found.id),
        hours=timezone(session(), found.region_code),
        above=parent_of(session(), found),
        branches=branches_of(session(), found),
        member=found.id in actor().memberships,
        merges=access.merge_entries(actor(), found.scope),
        latest=latest(session(), actor()),
    )


def _served(found: Organisation) -> str:
    codes = [row.region_code for row in found.coverage]
    know_regions([*codes, found.region_code, *(place.region_code for place in found.locations)])
    return region_name(None) if found.nationwide else in_words(map(region_name, codes))
