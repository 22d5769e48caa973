"""Roots of Indonesian words, so that 'mendampingi', 'pendampingan' and 'damping' meet.

The verb's prefix swallows the first letter of many roots: tulis becomes menulis, kirim mengirim,
pakai memakai, siksa menyiksa. Which letter it was cannot be seen, so a root is kept in the form
that it has behind the prefix (nulis, ngirim, makai, nyiksa), as people say it at home.
"""

from functools import lru_cache

from search.lexicon import OTHER_ROOTS, R_ROOTS, WHOLE_ROOTS, WHOLE_WORDS

_VOWELS = frozenset("aeiou")
_NASAL = {"t": "n", "k": "ng", "p": "m", "s": "ny"}
# Letters that keep their own sound behind a prefix, by its nasal.
_KEPT = {"ng": "gkhq", "m": "bfpv", "n": "cdjtzs", "": "lrwymn"}
_VERBAL, _NOMINAL, _BARE = "verbal", "nominal", "bare"


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The root of a folded word, in its form behind a prefix ('pengiriman' gives 'ngirim').

    Words of a list keep themselves: the rules cut them too far.
    """
    word = OTHER_ROOTS.get(word, word)
    if word in WHOLE_WORDS or not (word.isalpha() and word.isascii()):
        return word
    rest, kind = _without_prefix(word)
    return _behind_prefix(_without_suffix(rest, kind))


def _behind_prefix(root: str) -> str:
    if root[0] in _VOWELS:
        return f"ng{root}"
    if len(root) > 1 and root[1] in _VOWELS:
        return _NASAL.get(root[0], root[0]) + root[1:]
    return root


def _long_enough(root: str) -> bool:
    """Whether what remains can be a root: two vowels, and no start that no word has."""
    starts_well = len(root) > 2 and (root[0] in _VOWELS or root[1] in _VOWELS)
    return (starts_well or root[:2] == "ng" or root[:2] == "ny") and _vowels(root) > 1


def _vowels(word: str) -> int:
    return sum(letter in _VOWELS for letter in word)


def _without_prefix(word: str) -> tuple[str, str]:
    """(the word without its prefixes, what kind of word they make)."""
    if word.startswith(WHOLE_ROOTS):
        return word, _BARE
    for prefix in ("memper", "diper"):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and _long_enough(rest) and not _whole(word, len(prefix) - 3):
            return rest, _VERBAL
    if word.startswith("di") and _long_enough(word[2:]):
        return word[2:], _VERBAL
    if word.startswith("me") and (rest := _behind_nasal(word[2:])):
        return _without_ber(rest), _VERBAL
    if word.startswith("ke") and word.endswith("an") and _long_enough(word[2:-2]):
        inner = _without_prefix(word[2:])[0] if word[2:5] in ("ber", "ter") else word[2:]
        return inner, _NOMINAL
    return _noun(word)


def _noun(word: str) -> tuple[str, str]:
    for prefix in ("per", "ber", "ter"):
        if word.startswith(prefix):
            return _behind_r(word), _VERBAL if prefix == "ter" else _NOMINAL
    for irregular in ("bel", "pel"):
        if word.startswith(f"{irregular}ajar"):
            return word[3:], _NOMINAL
    if word.startswith("beker"):
        return word[2:], _NOMINAL
    if word.startswith("pe"):
        if rest := _behind_nasal(word[2:]):
            return _without_ber(rest), _NOMINAL
        if len(word) > 6 and word[2] in "tdkjbs" and _long_enough(word[2:]):
            return word[2:], _NOMINAL
    return word, _BARE


def _without_ber(rest: str) -> str:
    """'pemberdayaan' and 'memberlakukan' hold a second prefix."""
    return rest if _whole(rest, 0) or not rest.startswith("ber") else _behind_r(rest)


def _whole(word: str, start: int) -> bool:
    """Whether a root that only looks prefixed begins there ('diperiksa')."""
    return word.startswith(WHOLE_ROOTS, start)


def _behind_r(word: str) -> str:
    """Without per-, ber-, ter-; the r may belong to the root ('perawatan', 'berencana')."""
    if word[3:4] in _VOWELS and word[2:].startswith(R_ROOTS):
        return word[2:]
    return word[3:] if _long_enough(word[3:]) else word


def _behind_nasal(rest: str) -> str:
    """What stands behind me- or pe-, without the nasal where it is only a glide; '' if none."""
    for nasal, swallowed in (("ny", True), ("ng", True), ("m", True), ("n", True), ("", False)):
        if not rest.startswith(nasal):
            continue
        root = rest[len(nasal) :]
        if swallowed and root[:1] in _VOWELS and _long_enough(rest):
            return rest
        if root[:1] and root[0] in _KEPT.get(nasal, "") and _long_enough(root):
            return root
    return ""


def _without_suffix(word: str, kind: str) -> str:
    if word.endswith("nya") and _long_enough(word[:-3]):
        word = word[:-3]
    if word.endswith(("wan", "wati")) and kind == _BARE:
        root = word.removesuffix("wan").removesuffix("wati")
        return root if _long_enough(root) else word
    if word.endswith("kan") and _long_enough(word[:-3]) and (kind == _VERBAL or _clash(word)):
        return word[:-3]
    if word.endswith("an") and kind != _VERBAL and _long_enough(word[:-2]):
        return word[:-2]
    if word.endswith("i") and kind == _VERBAL and _long_enough(word[:-1]) and not _own_i(word):
        return word[:-1]
    return word


def _clash(word: str) -> bool:
    """Whether -kan follows a consonant, so that its k is not the root's ('pulihkan')."""
    return word[-4] not in _VOWELS


def _own_i(word: str) -> bool:
    """Whether the i at the end is the root's: 'pakai', 'mediasi'."""
    return (word.endswith("ai") and _vowels(word) < 4) or (
        word.endswith("si") and _vowels(word) > 3
    )
