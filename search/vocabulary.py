"""The words an index knows: how rare each is, and which are near a mistyped one."""

from math import log

import tantivy

from search.language import allowed_typos, within
from search.stems import stem

MAX_NEAR = 100
"""Terms kept for one mistyped word, the nearest and most frequent first."""


class Vocabulary:
    """The terms of one reading of the index; they are read letter by letter when first needed."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._by_letter: dict[str, list[str]] = {}

    def frequency(self, word: str) -> int:
        """Number of documents with exactly this word."""
        return self._searcher.doc_freq("every", word)

    def known(self, word: str, last: bool) -> bool:
        """Whether a word, or its root, is in the index; the last one may be a beginning."""
        return bool(
            self.frequency(word)
            or self._searcher.doc_freq("stems", stem(word))
            or (last and self._searcher.terms_with_prefix("every", word, limit=1))
        )

    def rarity(self, word: str) -> float:
        """The idf of a word, above 0; unknown words are the rarest."""
        documents, having = self._searcher.num_docs, self.frequency(word)
        return log(1 + (max(documents - having, 0) + 0.5) / (having + 0.5))

    def near(self, word: str, last: bool) -> dict[str, int]:
        """{term: typos} within the typos the word may have; the last word may be a beginning.

        Another first letter costs two, so only words that may have two are looked up with it.
        """
        allowed = allowed_typos(word)
        if not allowed:
            return {}
        found = within(word, self._terms(word[0]), allowed, last)
        if not found and allowed > 1:
            strangers = within(word, self._terms(""), allowed - 1, last)
            found = {term: cost + 1 for term, cost in strangers.items()}
        return dict(sorted(found.items(), key=lambda item: item[1])[:MAX_NEAR])

    def _terms(self, letter: str) -> list[str]:
        """Terms that begin with a letter, most frequent first."""
        terms = self._by_letter.get(letter)
        if terms is None:
            terms = [term for term, _ in self._searcher.terms_with_prefix("every", letter)]
            self._by_letter[letter] = terms
        return terms
