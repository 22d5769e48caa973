"""One page of a list: how many there are in all, and where this page stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PER_PAGE = 20
# A file of a whole list reads this many rows at a time.
CHUNK = 1000

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


def every(ask: Callable[[int], "Paged[Item]"], *, most: int = 100_000) -> Iterator[Item]:
    """The items of all pages, one after another; `ask` answers the page of a number."""
    number, seen = 1, 0
    while True:
        paged = ask(number)
        yield from paged.items
        seen += len(paged.items)
        if number >= paged.pages or seen >= most or not paged.items:
            return
        number += 1


def turn(
    session: Session, query: Select[Any], page: int, *, per_page: int = PER_PAGE
) -> Paged[Any]:
    """One page of a query over a single entity, in two statements; `page` may be any number."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    page = nearest(page, total, per_page)
    rows = session.scalars(query.offset((page - 1) * per_page).limit(per_page)).unique().all()
    return Paged(rows, total, page, per_page)
