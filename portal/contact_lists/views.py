"""Pages of coordinators: ask for closed contacts, decide on what another asked, fetch the file."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.access import Role
from portal.contact_lists import queries, services
from portal.contact_lists.forms import AskForm, DecideForm
from portal.contact_lists.models import ContactList
from portal.contact_lists.queries import Line
from portal.contact_lists.rules import LASTS, STATES, WAITS, state
from portal.directory.labels import contact as shown
from portal.sheets import Row
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import at, know_regions, named, region_name
from portal.web.sheets import check, download

room = Blueprint("contact_lists", __name__)
room.add_app_template_filter(named(STATES), "contact_list_state")
KIND, VISIBILITY = named(vocabulary.CONTACT_KINDS), named(vocabulary.VISIBILITIES)


def standing(one: ContactList) -> str:
    """Where a request stands now."""
    return state(one.outcome, one.asked_at, one.decided_at, moment())


@room.route("/contact-lists", methods=["GET", "POST"])
@requires(access.see_queue)
def listing() -> ResponseReturnValue:
    """What waits for my word, what I asked for, and the form that asks."""
    mandates = [code for code in actor().regions(Role.COORDINATOR) if code]
    form = AskForm(data={"region": region_name(mandates[0]) if len(mandates) == 1 else ""})
    made = form.attempt(
        lambda: services.ask(
            session(),
            region=form.region.data or "",
            reason=form.reason.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Permintaan tercatat. Koordinator lain memutuskannya."))
        return see_other("contact_lists.one", public_id=made.public_id)
    mine = queries.of_actor(session(), actor())
    waiting = queries.waiting_for(session(), actor(), moment())
    know_regions(row.region_code for row in (*mine, *waiting))
    return page(
        "contact_lists/listing.html",
        form,
        mine=mine,
        waiting=waiting,
        standing=standing,
        waits=WAITS.days,
        sheet=lambda form: url_for("contact_lists.sheet", form=form),
    )


@room.route("/contact-lists/<public_id>", methods=["GET", "POST"])
@requires(access.see_contact_list, queries.need)
def one(asked: ContactList) -> ResponseReturnValue:
    """One request: where it stands, and what this reader can do with it."""
    form = DecideForm()
    decided = form.attempt(
        lambda: services.decide(
            session(),
            asked,
            form.outcome.data,
            form.answer.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if decided:
        say("good", _("Keputusan Anda tercatat."))
        return see_other("contact_lists.listing")
    return page(
        "contact_lists/one.html",
        form,
        asked=asked,
        state=standing(asked),
        mine=asked.asked_by == actor().id,
        others=len(queries.others(session(), asked.region_code, actor(), moment())),
        until=asked.decided_at + LASTS if asked.decided_at else None,
    )


@room.post("/contact-lists/<public_id>/file")
@requires(access.see_contact_list, queries.need)
def file(asked: ContactList) -> Response:
    """The file, for whoever asked: recorded first; every row says who took it, and when."""
    form = request.form.get("form", "csv")
    check(form)
    lines = services.fetch(session(), asked, by=actor(), now=moment())
    know_regions(line.organisation.region_code for line in lines)
    answer = download(form, _("kontak tertutup"), head(), list(rows(lines)))
    # The record is written with the answer: no file leaves before it stands.
    answer.set_data(answer.get_data())
    return answer


def head() -> list[str]:
    """The titles of the file's columns."""
    return [
        _("Lembaga"),
        _("Kedudukan"),
        _("Jenis"),
        _("Nama"),
        _("Peran"),
        _("Kontak"),
        _("Siapa yang boleh melihat"),
        _("Rahasia: diunduh oleh"),
    ]


def rows(lines: Sequence[Line]) -> Iterator[Row]:
    """One row for each contact or person, with the mark of whoever took it."""
    mark = f"{actor().email}, {at(moment())}"
    for line in lines:
        yield [
            line.organisation.name,
            region_name(line.organisation.region_code),
            _("Penanggung jawab") if line.kind == "person" else KIND(line.kind),
            line.name,
            line.role,
            shown(line.value),
            VISIBILITY(line.visibility),
            mark,
        ]
