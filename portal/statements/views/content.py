"""A statement in blocks: the page and the paper show the same ones, so their sums are the same."""

from collections.abc import Collection, Iterator, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.assets import RUPIAH, is_currency
from portal.disputes.queries import doubted_of
from portal.ledger.rules import Figures
from portal.printing import Block, Facts, Heading, Note, Table, Text
from portal.programmes.labels import number
from portal.statements.queries import Line, Statement
from portal.statements.views.room import spelled, sum_of
from portal.statements.views.telling import basis, earmarked, results, source, where, work
from portal.web import session
from portal.web.filters import day, local_day

LONGEST_RESULT = 400


def content(found: Statement, most: int | None = None) -> list[Block]:
    """Every part of a statement, in order; at most so many rows in each table, and it says so.

    A row that somebody doubts says that it is being checked.
    """
    doubts = doubted_of(session(), found.donor.id)
    money = (one for one in found.assets if is_currency(one))
    return [
        *_sentence(found),
        *(block for asset in money for block in _money(found, asset, most, doubts)),
        *_in_kind(found, most, doubts),
        *_receipts(found, most, doubts),
        *_report(found, most),
        *_reckoning(found, most),
    ]


def _left_out(every: Sequence[Line], most: int | None) -> Iterator[Block]:
    """Where the other pledges are, when a table shows the first of them only."""
    if most is not None and len(every) > most:
        told = _("Di sini %(shown)s dari %(all)s janji. Semuanya ada di XLSX dan CSV.",
                 shown=number(most), all=number(len(every)))  # fmt: skip
        yield Note(told)


def _sentence(found: Statement) -> Iterator[Block]:
    if not found.lines:
        yield Text(_("Belum ada komitmen sampai %(day)s.", day=day(found.until)), big=True)
        return
    for asset in found.assets:
        if is_currency(asset):
            got = found.received(asset)
            words = f" ({spelled(got, asset)})" if got >= 0 else ""
            told = _(
                "Program menerima %(sum)s dari %(donor)s.",
                sum=sum_of(got, asset) + words,
                donor=found.donor.name,
            )
            yield Text(told, big=asset == RUPIAH)


def _named(line: Line, doubts: Collection[str] = ()) -> str:
    pledge = line.pledge
    owner = pledge.programme.organisation.name
    told = f"{pledge.programme.title} · {pledge.reference} · {owner}"
    return f"{told} · {_('sedang diperiksa')}" if pledge.public_id in doubts else told


def _links(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(url_for("pledges.pledge", reference=one.pledge.reference) for one in lines)


def _money(
    found: Statement, asset: str, most: int | None, doubts: Collection[str]
) -> Iterator[Block]:
    lines = found.of(asset)
    shown = lines[:most]
    onward = any(line.after.passed_out for line in lines)
    title = _("Dukungan uang menurut janji")
    yield Heading(title if asset == RUPIAH else f"{title}: {asset}")
    head = [
        _("Janji dan program"),
        _("Komitmen"),
        _("Diterima sebelumnya"),
        _("Diterima"),
        _("Direalisasikan"),
        *([_("Diteruskan")] if onward else []),
        _("Belum dipakai"),
        _("Ditunggu"),
    ]
    before, after = found.before(asset), found.after(asset)

    def sums(received_before: int, received: int, end: Figures) -> list[str]:
        told = [end.committed, received_before, received, end.spent]
        told += [end.passed_out] * onward + [end.unspent, end.open]
        return [sum_of(one, asset) for one in told]

    rows = [
        [_named(one, doubts), *sums(one.before.received, one.received, one.after)] for one in shown
    ]
    yield Table(
        _("Sampai %(day)s", day=day(found.until)),
        head,
        rows,
        numbers=set(range(1, len(head))),
        total=[_("Jumlah"), *sums(before.received, found.received(asset), after)],
        links=_links(shown),
    )
    yield from _left_out(lines, most)
    yield Facts(
        (
            (_("Diterima sebelum periode ini"), sum_of(before.received, asset)),
            (_("Diterima dalam periode ini"), sum_of(found.received(asset), asset)),
            (
                _("Diterima sampai akhir periode"),
                f"{sum_of(after.received, asset)} ({spelled(after.received, asset)})",
            ),
            (_("Direalisasikan"), f"{sum_of(after.spent, asset)} ({spelled(after.spent, asset)})"),
        )
    )


def _in_kind(found: Statement, most: int | None, doubts: Collection[str]) -> Iterator[Block]:
    lines = [line for line in found.lines if not is_currency(line.asset)]
    if not lines:
        return
    shown = lines[:most]
    yield Heading(_("Barang dan jasa, tidak dijumlahkan dengan uang"))
    head = (
        _("Janji dan program"),
        _("Komitmen"),
        _("Diterima sebelumnya"),
        _("Diterima"),
        _("Direalisasikan"),
        _("Belum dipakai"),
        _("Perkiraan nilai (estimasi)"),
    )
    rows = [
        [
            f"{_named(one, doubts)} · {one.pledge.requirement.description}",
            *(
                sum_of(value, one.asset)
                for value in (
                    one.after.committed,
                    one.before.received,
                    one.received,
                    one.after.spent,
                    one.after.unspent,
                )
            ),
            _estimate(one),
        ]
        for one in shown
    ]
    # The estimate is a sentence: it wraps as text does.
    yield Table("", head, rows, numbers=set(range(1, len(head) - 1)), links=_links(shown))
    yield from _left_out(lines, most)


def _estimate(line: Line) -> str:
    if line.value is None:
        return str(_("belum ada dasar"))
    value = sum_of(line.value, RUPIAH)
    return str(_("%(value)s, dasar: %(basis)s", value=value, basis=basis(line)))


def _receipts(found: Statement, most: int | None, doubts: Collection[str]) -> Iterator[Block]:
    if not found.receipts:
        return
    yield Heading(_("Penerimaan satu per satu"))
    rows = []
    for one in found.receipts[:most]:
        asset = one.pledge.asset
        note = _("dikembalikan") if one.row.kind == "refund" else ""
        note = _("dibatalkan") if one.row.reverses else note
        doubted = _("sedang diperiksa") if one.row.public_id in doubts else ""
        rows.append(
            [
                str(one.row.seq),
                day(one.row.occurred_on),
                local_day(one.row.recorded_at),
                " · ".join(filter(None, (one.pledge.reference, note, doubted))),
                sum_of(one.sum, asset) if one.sum >= 0 else f"−{sum_of(-one.sum, asset)}",
            ]
        )
    head = (_("Catatan"), _("Tanggal"), _("Dicatat"), _("Janji"), _("Jumlah"))
    yield Table("", head, rows, numbers={4})
    if most is not None and len(found.receipts) > most:
        told = _("Di sini %(shown)s catatan pertama. Pilih periode lebih pendek untuk yang lain.",
                 shown=number(most))  # fmt: skip
        yield Note(told)


def _report(found: Statement, most: int | None) -> Iterator[Block]:
    """What reports on TJSL and on sustainability ask for, pledge by pledge."""
    if not found.lines:
        return
    yield Heading(_("Untuk laporan TJSL dan keberlanjutan"))
    head = (
        _("Janji dan program"),
        _("Tahap dan bidang"),
        _("Wilayah"),
        _("Sumber dana"),
        _("Peruntukan"),
        _("Hasil program"),
    )
    rows = [
        [
            _named(one),
            work(one),
            where(one),
            source(one),
            earmarked(one),
            results(one)[:LONGEST_RESULT],
        ]
        for one in found.lines[:most]
    ]
    yield Table("", head, rows)
    yield from _left_out(found.lines, most)


def _reckoning(found: Statement, most: int | None) -> Iterator[Block]:
    yield Heading(_("Cara menghitung"))
    pairs = [
        (_("Komitmen"), _("Disepakati kedua pihak; sudah mencakup yang diterima")),
        (_("Diterima"), _("Dua orang menyebut jumlah yang sama; pengembalian dikurangkan")),
        (
            _("Direalisasikan"),
            _("Bagian Anda dari yang dipakai program, sebesar bagian Anda dari yang masuk"),
        ),
        (_("Ditunggu"), _("Komitmen yang belum diterima")),
        (_("Periode"), _("Menurut tanggal pencatatan di Simpul")),
    ]
    if found.offers:
        told = ", ".join(
            f"{one.reference} ({sum_of(one.amount, one.asset)})" for one in found.offers[:most]
        )
        told += ", …" if most is not None and len(found.offers) > most else ""
        count = ngettext(
            "%(num)s penawaran yang belum dijawab",
            "%(num)s penawaran yang belum dijawab",
            len(found.offers),
        )
        pairs.append((_("Tidak dihitung"), f"{count}: {told}"))
    yield Facts(pairs)
    yield Note(
        _(
            "Dihitung dari catatan nomor %(seq)s, sidik %(hash)s. "
            "Simpul mencatat dan mencocokkan; uang tidak melewati Simpul.",
            seq=found.seq,
            hash=found.hash[:12],
        )
    )
