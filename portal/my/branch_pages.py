"""The page on which a branch names its centre."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import branches
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.my.desk import closed, room
from portal.my.forms import ParentForm
from portal.registration.desk import renew
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import know_regions, region_name

SHORTEST = 3


@room.route("/my/organisations/<slug>/parent", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def parent(one: Organisation) -> ResponseReturnValue:
    """Look for the centre by name, then choose it, or say that there is none."""
    if away := closed(one):
        return away
    text = " ".join(request.args.get("q", "").split())[:100]
    asked = len(text) >= SHORTEST
    found = branches.nameable(session(), one, text, actor()) if asked else ()
    form = ParentForm(_rows(found), data={"version": one.version})

    def act() -> Organisation:
        return branches.save_parent(
            session(),
            one,
            "" if form.parent.data == "none" else form.parent.data,
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Tersimpan. Perubahan ini langsung dilihat umum."))
        return see_other("my.organisation", slug=one.slug or one.public_id)
    renew(form, one)
    return page(
        "my/parent.html",
        form,
        one=one,
        text=text,
        asked=asked,
        found=found,
        now_above=branches.parent_of(session(), one),
    )


def _rows(found: Sequence[Organisation]) -> list[tuple[str, str, str]]:
    know_regions(one.region_code for one in found)
    rows = [(one.public_id, one.name, region_name(one.region_code)) for one in found]
    return [*rows, ("none", _("Tidak ada: lembaga ini tidak punya pusat"), "")]
