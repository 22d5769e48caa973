"""Pages about an entry's age: the link's page, a member's button, and the coordinator's list."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import VISITOR
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id, own, visible
from portal.errors import NotFound
from portal.freshness import links, queries, rules
from portal.freshness.forms import AnswerForm, StillRightForm
from portal.freshness.services import asking, confirming
from portal.regions.queries import timezone
from portal.web import (
    actor,
    moment,
    page,
    page_number,
    parts,
    public,
    requires,
    say,
    see_other,
    session,
)
from portal.web.filters import know_regions

room = Blueprint("freshness", __name__)


@room.route("/still-right/<token>", methods=["GET", "POST"])
@public
def still_right(token: str) -> ResponseReturnValue:
    """What a link from a letter or a message asks: the entry as everybody sees it, one button."""
    asked = links.read(session(), parts().settings.signing_key(), token, now=moment())
    form = StillRightForm()
    if form.attempt(lambda: confirming.confirm_by_link(session(), asked, now=moment())):
        say("good", _("Terima kasih. Data ini tercatat masih benar per hari ini."))
        return see_other("freshness.still_right", token=token)
    found = asked.organisation
    know_regions([found.region_code, *(row.region_code for row in found.coverage)])
    return page(
        "freshness/still_right.html",
        form,
        one=found,
        answered=asked.answered,
        contacts=visible(found, found.contacts, VISITOR, partner=False),
        hours=timezone(session(), found.region_code),
    )


@room.post("/my/organisations/<slug>/still-right")
@requires(access.edit_organisation, own)
def confirm(organisation: Organisation) -> ResponseReturnValue:
    """A member says that everything is still right."""
    confirming.confirm(session(), organisation, by=actor(), now=moment())
    say("good", _("Terima kasih. Data ini tercatat masih benar per hari ini."))
    return see_other("my.organisation", slug=organisation.slug or organisation.public_id)


@room.get("/review/freshness")
@requires(access.see_queue)
def listing() -> ResponseReturnValue:
    """What a coordinator should see to: due soon, due, long overdue, and open questions."""
    found = queries.in_reach(session(), actor(), page_number(), moment())
    waiting = queries.questions(session(), actor())
    know_regions(one.region_code for _aged, one in found.items)
    know_regions(one.organisation.region_code for one in waiting)
    return page(
        "freshness/listing.html",
        found=found,
        questions=waiting,
        today=queries.jakarta(moment()),
        whatsapp=_whatsapp,
        turn=lambda number: url_for("freshness.listing", page=number),
        sheet=lambda form: url_for("freshness.sheet", form=form),
    )


def _whatsapp(organisation: Organisation) -> str:
    """A message with a link and no name; to the public number, or to whom the sender chooses.

    A number that is closed to the public opens only by a recorded press, so it is not used here.
    """
    token = links.make(parts().settings.signing_key(), organisation, now=moment())
    link = parts().settings.base_url + url_for("freshness.still_right", token=token)
    text = _(
        "Halo, ini dari Simpul. Apakah data lembaga Anda masih benar? Periksa di: %(link)s",
        link=link,
    )
    numbers = (one for one in organisation.contacts if one.visibility == "public")
    known = next((one.value for one in numbers if one.kind == "whatsapp"), "")
    return links.to_whatsapp(known, text)


@room.post("/review/freshness/<public_id>/phoned")
@requires(access.review, by_public_id)
def phoned(organisation: Organisation) -> ResponseReturnValue:
    """A coordinator heard on the telephone that everything is still right."""
    confirming.confirm_by_phone(session(), organisation, by=actor(), now=moment())
    say("good", _("Tercatat: data masih benar, menurut telepon Anda hari ini."))
    return see_other("freshness.listing")


@room.route("/review/freshness/<public_id>", methods=["GET", "POST"])
@requires(access.review, by_public_id)
def question(organisation: Organisation) -> ResponseReturnValue:
    """May the only provider of something leave the search? Why it is asked, and three answers."""
    asked = queries.question(session(), organisation)
    if asked is None:
        raise NotFound
    form = AnswerForm()
    done = form.attempt(
        lambda: asking.answer(session(), organisation, form.answer.data, by=actor(), now=moment())
    )
    if done:
        say("good", _("Jawaban Anda tercatat."))
        return see_other("freshness.listing")
    return page("freshness/question.html", form, one=organisation, **_told(asked))


def _told(asked: Any) -> dict[str, Any]:
    opens: dict[str, list[str]] = {}
    for speciality, place in asked.opens:
        opens.setdefault(speciality, []).append(place)
    know_regions({place for _speciality, place in asked.opens})
    return {
        "asked": asked,
        "opens": opens,
        "answers": rules.ANSWERS,
        "today": queries.jakarta(moment()),
    }
