"""One thing that waits for somebody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing to do. `by` says how urgent it is; `late` marks what should be done already."""

    title: str
    url: str
    note: str = ""
    by: str = ""
    late: bool = False
