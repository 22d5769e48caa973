"""The forum's report of a quarter as blocks of a paper."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.funding.queries import Asked
from portal.funding.views.reported import Part, Report, donor
from portal.money import show
from portal.printing import Block, Heading, Note, Paper, Table, Text
from portal.programmes.labels import number
from portal.web import moment
from portal.web.filters import day, language, region_name

# A paper is short; the spreadsheet has every row.
MOST_ROWS = 60
SUMS = frozenset({1, 2, 3})


def paper_of(made: Report, asked: Asked) -> Paper:
    """The report on paper."""
    quarter = made.quarter
    return Paper(
        title=_("Laporan triwulan %(n)s tahun %(year)s", n=quarter.number, year=quarter.year),
        language=language(),
        made_at=moment(),
        under=(
            region_name(asked.region or None) if asked.region else _("Wilayah kerja kami"),
            _("%(start)s sampai %(end)s", start=day(quarter.starts), end=day(made.until)),
        ),
        blocks=tuple(_blocks(made)),
    )


def _blocks(made: Report) -> Iterator[Block]:
    told = made.within
    yield Text(
        _(
            "Dijanjikan %(promised)s, diterima %(came)s, dipakai %(spent)s.",
            promised=show(told.promised),
            came=show(told.came),
            spent=show(told.spent),
        ),
        big=True,
    )
    yield Note(_("Menurut tanggal pencatatan. Penawaran yang belum disepakati tidak dihitung."))
    for title, parts in (
        (_("Menurut tahap"), made.stages),
        (_("Menurut sumber dana"), made.sources),
        (_("Menurut wilayah"), made.regions),
        (_("Menurut program"), made.programmes),
    ):
        yield from _table(title, parts)
    yield from _beside(made)
    yield from _late(made)
    yield from _achieved(made)


def _head() -> tuple[str, ...]:
    return (_("Rincian"), _("Dijanjikan"), _("Diterima"), _("Dipakai"))


def _table(title: str, parts: Sequence[Part]) -> Iterator[Block]:
    if not parts:
        return
    yield Heading(title)
    rows = [
        (part.name, show(part.moved.promised), show(part.moved.came), show(part.moved.spent))
        for part in parts[:MOST_ROWS]
    ]
    yield Table(title, _head(), rows, SUMS)
    yield from _rest(len(parts))


def _rest(many: int) -> Iterator[Block]:
    if many > MOST_ROWS:
        left = many - MOST_ROWS
        yield Note(ngettext("%(num)s baris lain ada dalam berkas XLSX.",
                            "%(num)s baris lain ada dalam berkas XLSX.", left))  # fmt: skip


def _beside(made: Report) -> Iterator[Block]:
    if made.beside:
        yield Heading(_("Barang, jasa, dan mata uang lain"))
        yield Table(_("Tidak dijumlahkan dengan rupiah"), _head(), made.beside, SUMS)


def _late(made: Report) -> Iterator[Block]:
    yield Heading(_("Terlambat"))
    if not made.late:
        yield Text(_("Tidak ada yang terlambat."))
        return
    rows = [
        (
            late.pledge.programme.title,
            donor(late.pledge),
            day(late.since) if late.since else "",
            show(late.sum),
        )
        for late in made.late[:MOST_ROWS]
    ]
    head = (_("Judul program"), _("Donatur"), _("Jatuh tempo"), _("Jumlah"))
    total = (_("Jumlah semua"), "", "", show(made.late_sum))
    yield Table(_("Terlambat"), head, rows, {3}, total)
    yield from _rest(made.late_many)


def _achieved(made: Report) -> Iterator[Block]:
    yield Heading(_("Yang tercapai"))
    if not made.achieved:
        yield Text(_("Belum ada laporan hasil untuk triwulan ini."))
        return
    rows = [
        (
            one.programme,
            one.indicator,
            f"{number(one.within)} {one.unit}",
            _("%(done)s dari %(target)s", done=number(one.so_far), target=number(one.target)),
        )
        for one in made.achieved[:MOST_ROWS]
    ]
    head = (_("Judul program"), _("Ukuran"), _("Triwulan ini"), _("Sejauh ini"))
    yield Table(_("Yang tercapai"), head, rows, {2, 3})
    yield from _rest(len(made.achieved))
