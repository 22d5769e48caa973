"""A second process that only reads an index: `python -m tests.search.reader FOLDER`.

For each word on its standard input it searches once, and prints how many organisations have it.
"""

import subprocess
import sys
from pathlib import Path

from search.embedded import EmbeddedIndex
from search.query import Query


def start(folder: Path) -> "subprocess.Popen[str]":
    """Start the process."""
    command = [sys.executable, "-m", "tests.search.reader", str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(process: "subprocess.Popen[str]", word: str) -> int:
    """How many organisations that process finds now."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def main() -> None:
    index = EmbeddedIndex(sys.argv[1])
    for line in sys.stdin:
        found = index.search(Query(text=line))
        print(0 if found.relaxed else found.total, flush=True)


if __name__ == "__main__":
    main()
