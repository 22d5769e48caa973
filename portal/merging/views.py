"""Pages of coordinators: two entries side by side, what was merged, and the way back."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import access
from portal.directory.models import Organisation
from portal.directory.rules import is_listed
from portal.duplicates.models import Pair
from portal.duplicates.queries import need as need_pair
from portal.errors import Conflict
from portal.merging import queries, services
from portal.merging.forms import TAKE, UndoForm, merge_form
from portal.merging.models import Merge
from portal.merging.services import GONE, Choice
from portal.merging.showing import differences, filled_by_one
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import know_regions

room = Blueprint("merging", __name__)


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
    """Two entries with both values of each field; a coordinator of both makes them one."""
    pair = need_pair(session(), key, actor())
    both = (pair.one, pair.two)
    if away := _merged_already(pair):
        return away
    know_regions([one.region_code for one in both])
    form = merge_form(
        differences(*both),
        filled_by_one(*both),
        [(one.public_id, one.name) for one in both],
        versions=_versions(pair),
        chosen=_better(pair).public_id,
    )
    done = form.attempt(lambda: _merge(pair, form))
    if done:
        say("good", _("Keduanya kini satu lembaga. Alamat lama tetap berlaku."))
        return see_other("merging.merged", public_id=done.public_id)
    if form.status == 409:
        form.versions.data = _versions(pair)
    return page(
        "merging/merge.html",
        form,
        pair=pair,
        allowed=all(access.review(actor(), one.scope) for one in both),
        counted=[_counted(one) for one in both],
    )


@room.get("/review/merges")
@requires(access.see_queue)
def merges() -> ResponseReturnValue:
    """What was merged within the mandate, the newest first."""
    return page(
        "merging/merges.html",
        found=queries.merges(session(), actor(), page_number()),
        turn=lambda number: url_for("merging.merges", page=number),
        sheet=lambda form: url_for("merging.sheet", form=form),
    )


@room.route("/review/merges/<public_id>", methods=["GET", "POST"])
@requires(access.review, queries.need)
def merged(made: Merge) -> ResponseReturnValue:
    """One merge: who, when, why, what moved; one button takes it back."""
    form = UndoForm()
    done = form.attempt(lambda: services.undo(session(), made, by=actor(), now=moment()))
    if done:
        say("good", _("Penggabungan dibatalkan. Kedua entri kembali seperti semula."))
        return see_other("merging.merges")
    moved: dict[str, int] = {}
    for change in made.changes:
        if change.of_table != "organisation":
            moved[change.of_table] = moved.get(change.of_table, 0) + 1
    return page("merging/merged.html", form, made=made, moved=moved)


def _merge(pair: Pair, form: Any) -> Merge:
    winner, loser = pair.one, pair.two
    if form.winner.data == loser.public_id:
        winner, loser = loser, winner
    taken = frozenset(
        field.name.removeprefix(TAKE) for field in form.takes if field.data == loser.public_id
    )
    one, two = _numbers(form.versions.data)
    versions = (one, two) if winner is pair.one else (two, one)
    choice = Choice(reason=form.reason.data or "", taken=taken, versions=versions)
    return services.merge(session(), winner, loser, choice, by=actor(), now=moment())


def _versions(pair: Pair) -> str:
    return f"{pair.one.version}.{pair.two.version}"


def _numbers(text: str | None) -> tuple[int, int]:
    one, _dot, two = (text or "").partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (one, two)):
        return 0, 0
    return int(one), int(two)


def _merged_already(pair: Pair) -> Response | None:
    """Lead to the merge of this very pair; raises Conflict when one of them went elsewhere."""
    for one, other in ((pair.one, pair.two), (pair.two, pair.one)):
        if one.merged_into_id == other.id and (done := queries.standing(session(), one.id)):
            return see_other("merging.merged", public_id=done.public_id)
    if pair.one.merged_into_id or pair.two.merged_into_id:
        raise Conflict(GONE)
    return None


def _better(pair: Pair) -> Organisation:
    """Which entry is proposed to go on: one that gave, that is public, that is older."""

    def rank(one: Organisation) -> tuple[bool, bool]:
        return queries.gave(session(), one.id), is_listed(one.status)

    return max((pair.one, pair.two), key=rank)


def _counted(one: Organisation) -> Counted:
    return Counted(
        services=len(one.services),
        places=len(one.locations),
        contacts=len(one.contacts),
        people=len(one.people),
        numbers=len(one.identifiers),
    )
