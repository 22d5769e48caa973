"""Names inside a sentence: as a list, a few of them, with a small first letter."""

from collections.abc import Iterable, Sequence

from babel.lists import format_list
from flask_babel import gettext as _

from portal.web.filters import language

MOST_NAMED = 4


def in_words(names: Iterable[str]) -> str:
    """Names as a list in a sentence: 'Kota Serang, Kota Cilegon, dan Lebak'."""
    return format_list(list(names), locale=language())


def some(names: Sequence[str]) -> str:
    """A few names as a list in a sentence; the rest as a number."""
    if len(names) <= MOST_NAMED:
        return in_words(names)
    kept = names[: MOST_NAMED - 1]
    more = _("%(num)s lainnya", num=len(names) - len(kept))
    return in_words([*kept, more])


def small(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
