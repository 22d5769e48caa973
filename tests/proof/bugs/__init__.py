"""Bugs that somebody could have written: each one is put in on purpose, and has to be caught."""

from tests.proof.bugs import figures, promises, rows, words
from tests.proof.bugs.bug import BUGS

__all__ = ["BUGS", "figures", "promises", "rows", "words"]
