"""One page of a list: how many there are in all, and where this page stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PER_PAGE = 20

Item = TypeVar("Item")


@dataclass(frozen=True)
class Paged(Generic[Item]):
    """The items of one page, numbered from 1; `total` counts those of every page."""

    items: Sequence[Item]
    total: int
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))


def nearest(page: int, total: int, per_page: int = PER_PAGE) -> int:
    """The page to show for the one asked for: never before the first or behind the last."""
    return max(1, min(page, -(-total // per_page)))


def turn(
    session: Session, query: Select[Any], page: int, *, per_page: int = PER_PAGE
) -> Paged[Any]:
    """One page of a query over a single entity, in two statements; `page` may be any number."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    page = nearest(page, total, per_page)
    rows = session.scalars(query.offset((page - 1) * per_page).limit(per_page)).unique().all()
    return Paged(rows, total, page, per_page)
