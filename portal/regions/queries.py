"""What is asked of regions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.errors import N_, Invalid
from portal.kept import Kept
from portal.regions.models import Channel, Region
from portal.regions.rules import ancestors, is_code


def find(session: Session, code: str) -> Region | None:
    """The region of that code, or None."""
    return session.get(Region, code) if is_code(code) else None


def need(session: Session, code: str, *, field: str = "region", level: str = "") -> Region:
    """The region of that code; raises Invalid at `field` when there is none of that level."""
    region = find(session, code)
    if region is None or (level and region.level != level):
        raise Invalid(**{field: N_("Pilih wilayah dari daftar.")})
    return region


def meant(session: Session, text: str, *, field: str = "region") -> Region:
    """The one region that somebody names: 'Kota Serang', 'Kab. Serang', 'Banten' or '36.73'.

    Raises Invalid at `field` when there is none, or with the candidates when there are several.
    """
    found = _called(session, text)
    if not found:
        raise Invalid(**{field: N_("Tidak ada wilayah bernama “%(name)s”.", name=text[:60])})
    if len(found) > 1:
        several = ", ".join(f"{one.name} ({one.code})" for one in found[:5])
        raise Invalid(**{field: N_("Sebutkan salah satu: %(names)s.", names=several)})
    return found[0]


def _called(session: Session, text: str) -> Sequence[Region]:
    """The regions of that code or name, those of the highest level only."""
    name = " ".join(text.lower().split())
    if is_code(name):
        return [region] if (region := find(session, name)) else []
    bare = name.removeprefix("kab. ").removeprefix("kabupaten ")
    wanted = {name, f"kabupaten {bare}", f"kota {name}"}
    rows = session.scalars(
        select(Region).where(func.lower(Region.name).in_(wanted)).order_by(Region.code).limit(50)
    ).all()
    for level in ("province", "regency"):
        if higher := [row for row in rows if row.level == level]:
            return higher
    return rows


def provinces(session: Session) -> Sequence[Region]:
    """All 38, by name."""
    return session.scalars(
        select(Region).where(Region.level == "province").order_by(Region.name)
    ).all()


def children(session: Session, code: str) -> Sequence[Region]:
    """The regions right below one, by name."""
    return session.scalars(
        select(Region).where(Region.parent_code == code).order_by(Region.name)
    ).all()


def regencies(session: Session) -> Sequence[Region]:
    """All 514, by code."""
    return session.scalars(
        select(Region).where(Region.level == "regency").order_by(Region.code)
    ).all()


def names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of the codes that exist.

    They change with a decree, so each process asks for all of them once a minute and not for
    some of them several times a page.
    """
    wanted = set(codes)
    if not wanted:
        return {}
    known = _EVERY_NAME.of(session)
    return {code: known[code] for code in wanted if code in known}


def _every_name(session: Session) -> dict[str, str]:
    return {row.code: row.name for row in session.execute(select(Region.code, Region.name))}


_EVERY_NAME = Kept(_every_name)


def timezone(session: Session, code: str) -> int:
    """The offset in hours of a region's clock; WIB when nothing says otherwise."""
    codes = (code, *ancestors(code))
    rows = session.execute(select(Region.code, Region.timezone).where(Region.code.in_(codes)))
    found = dict(rows.all())
    return next((hours for one in codes if (hours := found.get(one))), 7)


def below(column: InstrumentedAttribute[str], codes: Iterable[str | None]) -> ColumnElement[bool]:
    """A condition: the column's code is one of `codes` or lies below one; None is the nation."""
    wanted = list(codes)
    if None in wanted:
        return column.is_not(None)
    nearer = (or_(column == one, column.like(f"{one}.%")) for one in wanted if one)
    return or_(false(), *nearer)


class Number(NamedTuple):
    """A public number for help as pages show it: which, and the day somebody called it last."""

    kind: str
    name: str
    value: str
    checked_on: date | None


def channels(session: Session) -> Sequence[Number]:
    """The public numbers for help, in the order in which they are shown."""
    return _CHANNELS.of(session)


def _channels(session: Session) -> list[Number]:
    columns = (Channel.kind, Channel.name, Channel.value, Channel.checked_on)
    return [Number(*row) for row in session.execute(select(*columns).order_by(Channel.position))]


_CHANNELS = Kept(_channels)
