"""What holds for news of a programme and their photos: pure rules over plain values."""

from dataclasses import dataclass
from datetime import date

from portal.directory.text_rules import note_fault
from portal.errors import N_, Words
from portal.uploads.rules import SMALL_SIDE

LONGEST_TITLE = 120
LONGEST_TEXT = 2000
LONGEST_ALT = 200
# Fewer letters tell nobody what is on a picture.
SHORTEST_ALT = 10
MOST_PHOTOS = 4
MOST_UPDATES = 500
# As many stand on the programme's page; all of them have a page of their own.
SHOWN = 3

FULL = N_("Paling banyak %(n)s foto. Hapus dahulu satu foto.", n=MOST_PHOTOS)
MANY = N_("Paling banyak %(n)s kabar. Hapus yang lama.", n=MOST_UPDATES)


@dataclass(frozen=True)
class News:
    """What an owner tells: a line, a few sentences, and the day it is about."""

    title: str
    text: str
    happened_on: date


def faults(news: News, *, begins: date, today: date) -> dict[str, Words]:
    """What is wrong with it, by field; `begins` is the programme's first day."""
    found: dict[str, Words] = {}
    for name, text in (("title", news.title), ("text", news.text)):
        if fault := note_fault(text):
            found[name] = fault
    if not news.title:
        found["title"] = N_("Isi judul kabar.")
    if not news.text:
        found["text"] = N_("Tulis kabarnya.")
    if news.happened_on > today:
        found["happened_on"] = N_("Isi tanggal yang sudah lewat, paling lambat hari ini.")
    elif news.happened_on.year < begins.year - 1:
        found["happened_on"] = N_("Isi tanggal di sekitar masa program.")
    return found


def alt_fault(alt: str) -> Words | None:
    """Why words for those who do not see a photo will not do, or None."""
    if len(alt) < SHORTEST_ALT:
        return N_("Tulis apa yang terlihat pada foto, paling sedikit %(n)s huruf.", n=SHORTEST_ALT)
    return note_fault(alt)


def small_size(width: int, height: int) -> tuple[int, int]:
    """How large the small picture of a photo is, in pixels."""
    edge = max(width, height)
    if edge <= SMALL_SIDE:
        return width, height
    return max(1, round(width * SMALL_SIDE / edge)), max(1, round(height * SMALL_SIDE / edge))
