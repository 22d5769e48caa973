"""What is kept of regions, and the numbers to call for help."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class Region(Base, kw_only=True):
    """A province, kabupaten/kota or kecamatan by its official code with dots, e.g. 36.73.02.

    `timezone` is the offset in hours (7 WIB, 8 WITA, 9 WIT); a kecamatan inherits it.
    Codes and names: Kepmendagri 300.2.2-2138 Tahun 2025.
    """

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("level IN ('province', 'regency', 'district')", name="level"),
    )

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    level: Mapped[str] = mapped_column(String(8))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    timezone: Mapped[int | None] = mapped_column(default=None)
    population: Mapped[int | None] = mapped_column(default=None)


class Channel(Base, kw_only=True):
    """How the public asks for help: a number, and the date on which somebody checked it."""

    __tablename__ = "channel"

    id: Mapped[Key] = mapped_column(init=False)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), default=None)
    position: Mapped[int] = mapped_column(default=0)
    checked_on: Mapped[date | None] = mapped_column(default=None)
