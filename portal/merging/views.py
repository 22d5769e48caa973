"""Pages about merges: choose another entry, two side by side, what was merged, the way back."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import access
from portal.access import Role
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.directory.rules import is_listed
from portal.duplicates.models import Pair
from portal.duplicates.queries import between
from portal.duplicates.queries import need as need_pair
from portal.duplicates.rules import COMPARED
from portal.errors import Conflict
from portal.merging import queries, services
from portal.merging.forms import TAKE, UndoForm, merge_form
from portal.merging.models import Merge
from portal.merging.services import GONE, Choice
from portal.merging.showing import differences, filled_by_one
from portal.regions.rules import within
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import know_regions

room = Blueprint("merging", __name__)
Both = tuple[Organisation, Organisation]
MOST_WORDS = 100


@dataclass(frozen=True)
class Counted:
    """How much an entry has that would follow the other."""

    services: int
    places: int
    contacts: int
    people: int
    numbers: int


@room.route("/review/duplicates/<int:key>/merge", methods=["GET", "POST"])
@requires(access.see_queue)
def merge(key: int) -> ResponseReturnValue:
    """A suspected pair with both values of each field; a coordinator of both makes them one."""
    pair = need_pair(session(), key, actor())
    return _compare((pair.one, pair.two), pair)


@room.get("/review/entries/<public_id>/merge")
@requires(access.merge_entries, by_public_id)
def choose(one: Organisation) -> ResponseReturnValue:
    """Look for the entry with which one is to be compared, by its name or a number."""
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    found = queries.candidates(session(), one, words, actor(), page_number()) if words else None
    know_regions([one.region_code, *(row.region_code for row in (found.items if found else ()))])
    return page(
        "merging/choose.html",
        one=one,
        words=words,
        found=found,
        turn=lambda number: url_for(
            "merging.choose", public_id=one.public_id, q=words, page=number
        ),
    )


@room.route("/review/entries/<public_id>/merge/<other>", methods=["GET", "POST"])
@requires(access.merge_entries)
def merge_any(public_id: str, other: str) -> ResponseReturnValue:
    """Any two entries with both values of each field, for whoever may merge them, or may ask."""
    both = queries.two(session(), public_id, other, actor())
    return _compare(both, between(session(), both[0], [both[1].id]).get(both[1].id))


def _compare(both: Both, pair: Pair | None) -> ResponseReturnValue:
    if away := _merged_already(both):
        return away
    know_regions([one.region_code for one in both])
    form = merge_form(
        differences(*both),
        filled_by_one(*both),
        [(one.public_id, one.name) for one in both],
        versions=_versions(both),
        chosen=_better(both).public_id,
    )
    done = form.attempt(lambda: _merge(both, form))
    if done:
        say("good", _("Keduanya kini satu lembaga. Alamat lama tetap berlaku."))
        return see_other("merging.merged", public_id=done.public_id)
    if form.status == 409:
        form.versions.data = _versions(both)
    held = queries.reach(actor())
    return page(
        "merging/merge.html",
        form,
        pair=pair,
        both=both,
        allowed=all(access.merge_entries(actor(), one.scope) for one in both),
        member=any(one.id in actor().memberships for one in both),
        beyond=[one.region_code for one in both if not _covered(held, one.region_code)],
        helpers=queries.helpers(session(), both, moment()),
        counted=[_counted(one) for one in both],
        back=_back(both, pair),
    )


def _back(both: Both, pair: Pair | None) -> str:
    """Where whoever changes their mind came from: the list of pairs, or the search."""
    if pair and actor().holds(Role.COORDINATOR):
        return url_for("duplicates.pairs")
    mine = next(one for one in both if _covered(queries.reach(actor()), one.region_code))
    return url_for("merging.choose", public_id=mine.public_id)


def _covered(held: tuple[str | None, ...], region: str) -> bool:
    return any(code is None or within(region, code) for code in held)


@room.get("/review/merges")
@requires(access.merge_entries)
def merges() -> ResponseReturnValue:
    """What was merged within the mandate, the newest first."""
    return page(
        "merging/merges.html",
        found=queries.merges(session(), actor(), page_number()),
        turn=lambda number: url_for("merging.merges", page=number),
        sheet=lambda form: url_for("merging.sheet", form=form),
    )


@room.route("/review/merges/<public_id>", methods=["GET", "POST"])
@requires(access.merge_entries, queries.need)
def merged(made: Merge) -> ResponseReturnValue:
    """One merge: who, when, why, what moved; one button takes it back."""
    form = UndoForm()
    done = form.attempt(lambda: services.undo(session(), made, by=actor(), now=moment()))
    if done:
        say("good", _("Penggabungan dibatalkan. Kedua isian kembali seperti semula."))
        return see_other("merging.merges")
    moved: dict[str, int] = {}
    for change in made.changes:
        if change.of_table != "organisation":
            moved[change.of_table] = moved.get(change.of_table, 0) + 1
    return page("merging/merged.html", form, made=made, moved=moved)


def _merge(both: Both, form: Any) -> Merge:
    winner, loser = both
    if form.winner.data == loser.public_id:
        winner, loser = loser, winner
    taken = frozenset(
        field.name.removeprefix(TAKE) for field in form.takes if field.data == loser.public_id
    )
    one, two = _numbers(form.versions.data)
    versions = (one, two) if winner is both[0] else (two, one)
    choice = Choice(reason=form.reason.data or "", taken=taken, versions=versions)
    return services.merge(session(), winner, loser, choice, by=actor(), now=moment())


def _versions(both: Both) -> str:
    return f"{both[0].version}.{both[1].version}"


def _numbers(text: str | None) -> tuple[int, int]:
    one, _dot, two = (text or "").partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (one, two)):
        return 0, 0
    return int(one), int(two)


def _merged_already(both: Both) -> Response | None:
    """Lead to the merge of these very two; raises Conflict when one of them went elsewhere."""
    for one, other in (both, both[::-1]):
        if one.merged_into_id == other.id and (done := queries.standing(session(), one.id)):
            return see_other("merging.merged", public_id=done.public_id)
    if any(one.merged_into_id or one.status not in COMPARED for one in both):
        raise Conflict(GONE)
    return None


def _better(both: Both) -> Organisation:
    """Which entry is proposed to go on: one that gave, that is public, that is older."""

    def rank(one: Organisation) -> tuple[bool, bool]:
        return queries.gave(session(), one.id), is_listed(one.status)

    return max(both, key=rank)


def _counted(one: Organisation) -> Counted:
    return Counted(
        services=len(one.services),
        places=len(one.locations),
        contacts=len(one.contacts),
        people=len(one.people),
        numbers=len(one.identifiers),
    )
