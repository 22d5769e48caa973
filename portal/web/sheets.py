"""A list as a file to keep: its rows are read while they are sent, in a reader of their own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import sheets, vocabulary
from portal.errors import NotFound
from portal.paging import CHUNK
from portal.sheets import Cell, Row
from portal.web.filters import know_regions, named, region_name, today_here
from portal.web.requests import streamed

# A column: its title, and what stands in it for an item of the list.
Column = tuple[str, Callable[[Any], Cell]]
Of = Callable[[Any], Any]
KIND, STATUS = named(vocabulary.KINDS), named(vocabulary.STATUSES)


def check(form: str) -> None:
    """Raise NotFound for a form that we do not write."""
    if form not in sheets.TYPES:
        raise NotFound


def download(form: str, name: str, head: Sequence[str], rows: Iterable[Row]) -> Response:
    """The rows as `simpul-NAME-DAY.FORM`; raises NotFound for an unknown form.

    `name` is a plain word in the reader's language and also the title of the sheet.
    """
    check(form)
    pieces = sheets.pieces(form, head, rows, title=name)
    answer = streamed(pieces, sheets.TYPES[form])
    file = f"simpul-{name}-{today_here():%Y-%m-%d}.{form}".lower().replace(" ", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def listed(
    form: str, name: str, columns: Sequence[Column], items: Iterable[Any], *, seat: Of | None = None
) -> Response:
    """The items of a list as a file, a column for each pair of a title and what stands under it.

    `seat` tells the region's code of an item, so that names of regions are fetched in bulk. Items
    at hand are written out at once: the session that read them closes before the file is sent.
    """
    found = items if seat is None else _placed(items, seat)
    rows: Iterable[Row] = ([cell(one) for _title, cell in columns] for one in found)
    if not isinstance(items, Iterator):
        rows = list(rows)
    return download(form, name, [title for title, _cell in columns], rows)


def formless(loader: Callable[..., Any]) -> Callable[..., Any]:
    """The loader of a page for the file of its list: the address then names a form as well."""

    def load(session: Session, *, form: str, **args: Any) -> Any:
        check(form)
        return loader(session, **args)

    return load


def asked_form() -> str:
    """The form that the address names; for views that are given a thing instead."""
    return str((request.view_args or {})["form"])


def _placed(items: Iterable[Any], seat: Of) -> Iterator[Any]:
    """The items, a thousand at a time, each time with the names of their regions at hand."""
    left = iter(items)
    while chunk := list(islice(left, CHUNK)):
        know_regions(seat(one) for one in chunk)
        yield from chunk


def entry(of: Of = lambda one: one) -> list[Column]:
    """What a list tells of an organisation, which `of` finds in an item: name, kind and seat."""
    return [
        (_("Lembaga"), lambda one: of(one).name),
        (_("Jenis lembaga"), lambda one: KIND(of(one).kind)),
        *place(lambda one: of(one).region_code),
    ]


def place(seat: Of) -> list[Column]:
    """The region of an item by its name and its code."""
    return [
        (_("Wilayah"), lambda one: region_name(seat(one))),
        (_("Kode wilayah"), seat),
    ]


def yes(held: object) -> str:
    """'ya' or 'tidak'."""
    return str(_("ya") if held else _("tidak"))
