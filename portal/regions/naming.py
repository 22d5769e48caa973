"""Names of regions as people write them, led back to official codes; never a guess between two.

Pure over a list that was loaded once: no database in here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from portal.regions.rules import is_code, within

MOST = 6
# Below this share of common letters (0 to 100) a name is not even shown as a candidate.
RESEMBLES = 72
KABUPATEN, KOTA, PROVINCE = "kabupaten", "kota", "province"
_KINDS = {
    **dict.fromkeys(("kabupaten", "kab", "kabupatan", "regency"), KABUPATEN),
    **dict.fromkeys(("kota", "kotamadya", "kodya", "kotamdya", "city"), KOTA),
    **dict.fromkeys(("provinsi", "prov", "propinsi", "prop", "province"), PROVINCE),
}
_FILLERS = frozenset(("administrasi", "adm", "administratif"))
_SPELT = {
    "slt": "selatan", "sltn": "selatan", "sel": "selatan", "utr": "utara", "brt": "barat",
    "tmr": "timur", "tim": "timur", "tgh": "tengah", "teng": "tengah", "kep": "kepulauan",
    "kepul": "kepulauan", "kep.": "kepulauan", "sei": "sungai", "sgi": "sungai", "gn": "gunung",
    "tj": "tanjung", "tjg": "tanjung", "50": "limapuluh",
}  # fmt: skip
_TITLES = frozenset(("daerah", "khusus", "ibukota", "istimewa", "dki", "di", "dista"))
# Short names of provinces → the rest of their official names, titles set aside.
_PROVINCES = {
    "ntb": "nusatenggarabarat", "ntt": "nusatenggaratimur", "kalsel": "kalimantanselatan",
    "kaltim": "kalimantantimur", "kalbar": "kalimantanbarat", "kalteng": "kalimantantengah",
    "kaltara": "kalimantanutara", "jabar": "jawabarat", "jateng": "jawatengah",
    "jatim": "jawatimur", "diy": "yogyakarta", "jogja": "yogyakarta", "jogjakarta": "yogyakarta",
    "dkj": "jakarta", "sumut": "sumaterautara", "sumbar": "sumaterabarat",
    "sumsel": "sumateraselatan", "babel": "kepulauanbangkabelitung",
    "bangkabelitung": "kepulauanbangkabelitung", "kepri": "kepulauanriau",
    "sulsel": "sulawesiselatan", "sulut": "sulawesiutara", "sulteng": "sulawesitengah",
    "sultra": "sulawesitenggara", "sulbar": "sulawesibarat", "malut": "malukuutara",
    "nad": "aceh", "nanggroeacehdarussalam": "aceh",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a name means: a code, or '' with the codes it may mean and why it is not one.

    `reason`: 'empty', 'several', 'unknown', 'elsewhere' (not in that province) or 'province' (the
    province itself is not known).
    """

    code: str = ""
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """A region as it is looked up: its kind, and its own words without that kind."""

    code: str
    kind: str
    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        """Its words in one, since people set them apart as they like: 'Kota Baru', 'Kotabaru'."""
        return "".join(self.words)


class Gazetteer:
    """Provinces and kabupaten/kota by every name under which people write them."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """`rows`: (code, official name) of provinces and kabupaten/kota."""
        self.names = dict(rows)
        places = [_place(code, name) for code, name in self.names.items()]
        self.provinces = [one for one in places if one.kind == PROVINCE]
        self.regencies = [one for one in places if one.kind != PROVINCE]
        self.resolve = lru_cache(maxsize=20_000)(self._resolve)

    def _resolve(self, text: str, province: str = "") -> Answer:
        """What region a text means, perhaps with its province's name beside it.

        Without a name of its own the province itself is meant.
        """
        text, province = text.strip()[:200], province.strip()[:200]
        above = self.province(province) if province else ""
        if province and not above:
            return Answer(reason="province")
        if not text:
            return Answer(code=above) if above else Answer(reason="empty")
        if is_code(text):
            return self._by_code(text, above)
        name, _, last = text.rpartition(",")
        if name and not above and (stated := self.province(last)):
            text, above = name, stated
        return self._by_name(text, above)

    def province(self, text: str) -> str:
        """The code of a province's name, short name or code; '' for none."""
        if is_code(text.strip()) and text.strip() in self.names:
            return text.strip()[:2]
        said = "".join(word for word in _bare(text)[1] if word not in _TITLES)
        said = _PROVINCES.get(said, said)
        return next((one.code for one in self.provinces if one.joined == said), "")

    def _by_code(self, code: str, above: str) -> Answer:
        code = code[:5]  # a kecamatan's seat is its kabupaten/kota
        if code not in self.names:
            return Answer(reason="unknown")
        if above and not within(code, above):
            return Answer(candidates=(code,), reason="elsewhere")
        return Answer(code=code)

    def _by_name(self, text: str, above: str) -> Answer:
        kind, said = _bare(text)
        if kind == PROVINCE:
            found = self.province(text)
            return self._one([found], above) if found else Answer(reason="unknown")
        every = [code for code in self._exact(kind, said) if code]
        if every and not (kind or above):
            every += filter(None, [self.province(text)])  # 'Yogyakarta' is a kota and a province
        near = [code for code in every if within(code, above)] if above else every
        if near:
            return self._one(near, above)
        if every:
            return Answer(candidates=tuple(every[:MOST]), reason="elsewhere")
        if kind == "" and (found := self.province(text)) and within(found, above or found):
            return Answer(code=found)
        pool = [one for one in self.regencies if not above or within(one.code, above)]
        short = [one.code for one in _of_kind(pool, kind) if _abbreviates(said, one.words)]
        return self._one(short, above) if short else self._resembling(said, pool)

    def _exact(self, kind: str, said: Sequence[str]) -> list[str]:
        """Regions of exactly that name. 'Kota Baru' may be a kota, or a word of the name."""
        joined = "".join(said)
        found = [one.code for one in _of_kind(self.regencies, kind) if one.joined == joined]
        if not found and kind == KOTA:
            found = [one.code for one in self.regencies if one.joined == KOTA + joined]
        return found

    def _one(self, codes: Sequence[str], above: str) -> Answer:
        if len(codes) == 1:
            inside = not above or within(codes[0], above)
            return Answer(codes[0]) if inside else Answer("", tuple(codes), "elsewhere")
        return Answer(candidates=tuple(codes[:MOST]), reason="several")

    def _resembling(self, said: Sequence[str], pool: Sequence[Place]) -> Answer:
        """Names that are nearly it: shown as candidates, never taken."""
        joined = "".join(said)
        initials = [one.code for one in pool if len(joined) > 1 and _initials(one.words) == joined]
        names = {one.code: one.joined for one in pool}
        near = process.extract(joined, names, scorer=fuzz.ratio, score_cutoff=RESEMBLES, limit=MOST)
        found = dict.fromkeys([*initials, *(code for _name, _score, code in near)])
        return Answer(candidates=tuple(found)[:MOST], reason="unknown")


def _place(code: str, name: str) -> Place:
    kind, said = _bare(name)
    if "." not in code:
        kind, said = PROVINCE, [word for word in said if word not in _TITLES]
    return Place(code, kind, tuple(said))


def _bare(text: str) -> tuple[str, list[str]]:
    """The kind that a name states ('' for none or both), and its other words, spelt out."""
    bare = unicodedata.normalize("NFKD", text.casefold()).replace("'", "")
    found = re.findall(
        r"[a-z]+|\d+", "".join(one for one in bare if not unicodedata.combining(one))
    )
    kinds = []
    while len(found) > 1 and found[0] in _KINDS:
        kinds.append(_KINDS[found.pop(0)])
        if kinds[-1] == KOTA:
            break
    if not kinds and len(found) > 1 and text.rstrip().endswith(")") and found[-1] in _KINDS:
        kinds.append(_KINDS[found.pop()])  # as in 'Serang (Kota)'
    kind = kinds[0] if len(set(kinds)) == 1 else ""
    if kinds == [KABUPATEN, KOTA] and not re.match(r"\W*kab\w*\W*/", text.casefold()):
        kind, found = KABUPATEN, ["kota", *found]  # as in 'Kab. Kota Baru'
    return kind, [_SPELT.get(word, word) for word in found if word not in _FILLERS]


def _of_kind(places: Iterable[Place], kind: str) -> Iterable[Place]:
    return (one for one in places if not kind or one.kind == kind)


def _abbreviates(said: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each word stands for its word in the name ('h sungai slatan'); one at least whole."""
    if len(said) != len(words) or not set(said) & set(words):
        return False
    return all(_stands_for(short, word) for short, word in zip(said, words, strict=True))


def _stands_for(short: str, word: str) -> bool:
    if short == word:
        return True
    letters = iter(word)
    return len(short) > 1 and short[0] == word[0] and all(one in letters for one in short)


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)
