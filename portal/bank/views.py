"""Pages of bank statements: bring one, match its columns, see what each line may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.bank import queries, services
from portal.bank.forms import AnswersForm, BankForm
from portal.bank.models import BankLine, BankStatement
from portal.bank.queries import GROUPS, Found
from portal.bank.rules import columns as meaning
from portal.bank.rules.matching import Match
from portal.bank.rules.retention import KEPT, UNMATCHED
from portal.bank.services.reading import Fault
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.errors import N_
from portal.paging import PER_PAGE, Paged, nearest
from portal.pledges.queries import funding
from portal.pledges.rules import today
from portal.programmes.models import Programme
from portal.programmes.queries import of_organisation
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.bulk import takes_sheet

room = Blueprint("bank", __name__)
SHOWN_FAULTS = 20
SAMPLES = 3
MOST_PROGRAMMES = 3
GROUP_WORDS = {
    "matched": N_("Mungkin dukungan"),
    "other": N_("Masuk, tanpa usulan"),
    "told": N_("Sudah dicatat"),
    "out": N_("Uang keluar"),
    "aside": N_("Disisihkan"),
}


@room.route("/my/organisations/<slug>/bank", methods=["GET", "POST"])
@takes_sheet
@requires(access.read_bank, own)
def statements(organisation: Organisation) -> ResponseReturnValue:
    """Bring a statement; below it those that are kept."""
    form = BankForm()
    asset = form.ask_currency()
    form.known(queries.accounts(session(), organisation))
    made = form.attempt(
        lambda: services.bring(
            session(),
            organisation,
            form.file.data[1],
            file_name=form.file.data[0],
            account=form.account.data or "",
            asset=asset,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        return see_other("bank.statement", public_id=made)
    return page(
        "bank/statements.html",
        form,
        one=organisation,
        statements=queries.recent(session(), organisation),
        **_kept(),
    )


@room.get("/bank/<public_id>")
@requires(access.read_bank, queries.need)
def statement(held: BankStatement) -> ResponseReturnValue:
    """Its columns to match; once they are, its lines with what each may be."""
    if held.read_at is None:
        return _columns(held, AnswersForm(formdata=None))
    return _lines(held, AnswersForm(formdata=None))


@room.post("/bank/<public_id>/columns")
@requires(access.read_bank, queries.need)
def columns(held: BankStatement) -> ResponseReturnValue:
    """Read the file with these meanings of its columns; nothing of it is kept when a row fails."""
    form = AnswersForm()
    chosen = [request.form.get(f"column.{at}", "")[:20] for at in range(meaning.MOST_COLUMNS)]
    faults: list[Fault] = []

    def act() -> BankStatement:
        try:
            return services.read(session(), held, chosen, by=actor(), now=moment())
        except services.BadRows as found:
            faults.extend(found.rows)
            raise

    if form.attempt(act):
        say("good", _("Berkas terbaca. Tidak ada yang dicatat sebelum Anda menyatakannya."))
        return see_other("bank.statement", public_id=held.public_id)
    return _columns(queries.need(session(), held.public_id), form, chosen, faults)


@room.post("/bank/<public_id>/discard")
@requires(access.read_bank, queries.need)
def discard(held: BankStatement) -> ResponseReturnValue:
    """Delete a file with its lines now."""
    form, slug = AnswersForm(), _slug(held.organisation)
    if form.attempt(lambda: services.discard(session(), held, by=actor(), now=moment())):
        say("good", _("Berkas dan barisnya sudah dihapus."))
        return see_other("bank.statements", slug=slug)
    return statement_again(held.public_id, form)


@room.post("/bank/lines/<public_id>/aside")
@requires(access.read_bank, queries.need_line)
def aside(line: BankLine) -> ResponseReturnValue:
    """Say that a line is no support, or take that back."""
    form = AnswersForm()
    back = request.form.get("back") == "y"
    public_id = line.statement.public_id
    done = form.attempt(
        lambda: services.set_aside(session(), line, aside=not back, by=actor(), now=moment())
    )
    if done:
        say("good", _("Baris dikembalikan.") if back else _("Baris disisihkan."))
        return see_other("bank.statement", public_id=public_id)
    return statement_again(public_id, form)


def statement_again(public_id: str, form: AnswersForm) -> ResponseReturnValue:
    """The statement's page with what went wrong."""
    held = queries.need(session(), public_id)
    return _columns(held, form) if held.read_at is None else _lines(held, form)


@dataclass(frozen=True)
class Column:
    """A column of the file as it is matched: its title, what it means, and its first cells."""

    title: str
    field: str
    samples: Sequence[str]


def _columns(
    held: BankStatement,
    form: AnswersForm,
    chosen: Sequence[str] = (),
    faults: Sequence[Fault] = (),
) -> ResponseReturnValue:
    table = services.table_of(held)
    fields = chosen or meaning.meanings(
        table.titles, queries.remembered(session(), held.organisation_id)
    )
    found = []
    for place, title in enumerate(table.titles):
        cells = (row[place] for _number, row in table.rows if place < len(row))
        samples = [cell for cell in cells if cell][:SAMPLES]
        found.append(Column(title, fields[place], samples))
    return page(
        "bank/columns.html",
        form,
        held=held,
        slug=_slug(held.organisation),
        columns=found,
        rows=len(table.rows),
        fields=meaning.FIELDS,
        faults=faults[:SHOWN_FAULTS],
        more=max(0, len(faults) - SHOWN_FAULTS),
        **_kept(),
    )


def _lines(held: BankStatement, form: AnswersForm) -> ResponseReturnValue:
    found = queries.found(session(), held.organisation_id, today(moment()))
    groups: dict[str, list[BankLine]] = {one: [] for one in GROUPS}
    for line in found.lines:
        if line.statement_id == held.id:
            groups[found.group(line)].append(line)
    first = next((one for one in GROUPS if groups[one]), GROUPS[0])
    asked = request.args.get("show", "")
    view = asked if asked in GROUPS else first
    rows, number = groups[view], nearest(page_number(), len(groups[view]))
    paged = Paged(rows[(number - 1) * PER_PAGE : number * PER_PAGE], len(rows), number)
    return page(
        "bank/lines.html",
        form,
        held=held,
        slug=_slug(held.organisation),
        counts={name: len(some) for name, some in groups.items()},
        view=view,
        words=GROUP_WORDS,
        paged=paged,
        found=found,
        target=lambda match: _target(match, found),
        spenders=_spenders(held, paged.items) if view == "out" else {},
        turn=lambda at: url_for("bank.statement", public_id=held.public_id, show=view, page=at),
        **_kept(),
    )


def _target(match: Match, found: Found) -> str:
    """The form in which a person says what arrived, filled in with the line's sum and day."""
    line = match.line
    given: dict[str, Any] = {"amount": line.amount, "on": line.day.isoformat()}
    if match.awaited.kind == "delivery":
        return url_for("pledges.receive_again", public_id=match.awaited.key, **given)
    reference = found.pledges[match.awaited.key].reference
    return url_for("pledges.receive", reference=reference, **given)


def _spenders(
    held: BankStatement, lines: Sequence[BankLine]
) -> dict[int, list[tuple[Programme, str]]]:
    """For each outgoing line the programmes whose unspent money covers it, with their form."""
    programmes = [one for one in of_organisation(session(), held.organisation_id)
                  if one.status != "draft"]  # fmt: skip
    figures = funding(session(), [one.id for one in programmes], today=today(moment()))
    found = {}
    for line in lines:
        fit = []
        for one in programmes:
            mine = figures[one.id]
            sums = mine.total if line.asset == "IDR" else mine.others.get(line.asset)
            if sums is not None and sums.unspent >= line.amount:
                fit.append((one, _spending(one, line)))
        found[line.id] = fit[:MOST_PROGRAMMES]
    return found


def _spending(programme: Programme, line: BankLine) -> str:
    currency = None if line.asset == "IDR" else line.asset
    given: dict[str, Any] = {
        "amount": line.amount,
        "on": line.happened_on.isoformat(),
        "currency": currency,
    }
    return url_for("pledges.spend", slug=programme.slug, **given)


def _slug(organisation: Organisation) -> str:
    return organisation.slug or organisation.public_id


def _kept() -> dict[str, int]:
    return {"kept": KEPT.days, "unmatched": UNMATCHED.days}
