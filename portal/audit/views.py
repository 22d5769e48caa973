"""Pages for auditors: the course of one row, and the bundle to check elsewhere."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import Actor, Role
from portal.audit import queries, services
from portal.audit.queries import Held
from portal.errors import NotFound
from portal.funding.queries import Asked
from portal.programmes.forms import PressForm
from portal.regions import queries as regions
from portal.web import actor, moment, page, requires, session

room = Blueprint("audit", __name__)


@room.get("/ledger/rows/<public_id>")
@requires(access.read_journal, queries.need)
def record(held: Held) -> ResponseReturnValue:
    """One row of the ledger: who said what, which documents, who did what when, and its seal."""
    return page("audit/record.html", one=queries.record(session(), held))


@room.route("/ledger/bundle", methods=["GET", "POST"])
@requires(access.read_journal)
def bundle() -> ResponseReturnValue:
    """Say what a bundle holds, then write it; taking one is recorded."""
    asked = _asked(actor())
    form = PressForm()
    made = form.attempt(
        lambda: services.bundle(session(), asked, readme=_readme(), by=actor(), now=moment())
    )
    if made:
        return _sent(*made)
    to = url_for("audit.bundle", region=asked.region or None)
    return page("audit/bundle.html", form, asked=asked, to=to)


def _asked(by: Actor) -> Asked:
    """What somebody may take: the regions over which they audit; raises NotFound for no region."""
    region = request.args.get("region", "")
    if region and regions.find(session(), region) is None:
        raise NotFound
    held = (*by.regions(Role.AUDITOR), *by.regions(Role.ADMINISTRATOR))
    return Asked(region=region, reach=tuple(dict.fromkeys(held)))


def _sent(body: bytes, seal: str) -> Response:
    answer = Response(body, content_type="application/zip")
    name = f"simpul-{_('buku besar')}-{seal[:8]}.zip".replace(" ", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _readme() -> str:
    """How to check a bundle, in the reader's language."""
    lines = (
        _("Berkas ini memuat baris buku besar, pernyataan, langkah, dokumen, dan jurnal."),
        _("Periksa tanpa Simpul, dengan Python 3 saja:"),
        "",
        "    python3 check_bundle.py .",
        "",
        _("Perintah ini menghitung ulang segel SHA-256 setiap baris, rantainya, dan tiap berkas."),
        _("Kata “faults” di baris terakhir harus bernilai 0."),
        _("Jumlah ditulis dalam satuan terkecil asetnya. Dokumen dikenali dari SHA-256-nya."),
        _("Orang ditulis dengan kode akun. Jurnal di Simpul menyebut siapa pemilik kode itu."),
    )
    return "\n".join(lines) + "\n"
