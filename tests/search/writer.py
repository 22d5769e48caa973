"""A second process that writes to an index: `python -m tests.search.writer FOLDER PREFIX COUNT`.

It puts one document after the other and prints the id of each as soon as it is acknowledged.
"""

import subprocess
import sys
from pathlib import Path

from search.documents import OrganisationDocument
from search.embedded import EmbeddedIndex


def invented(identity: str) -> OrganisationDocument:
    """A document that is found by its id."""
    return OrganisationDocument(
        id=identity, slug=identity, name=f"Yayasan {identity} (contoh)", kind="ngo", version=1
    )


def start(folder: Path, prefix: str, count: int) -> "subprocess.Popen[str]":
    """Start the process; its standard output gives the acknowledged ids, a line each."""
    command = [sys.executable, "-m", "tests.search.writer", str(folder), prefix, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def main() -> None:
    folder, prefix, count = sys.argv[1:]
    index = EmbeddedIndex(folder)
    for number in range(int(count)):
        index.put([invented(f"{prefix}{number}")])
        print(f"{prefix}{number}", flush=True)


if __name__ == "__main__":
    main()
