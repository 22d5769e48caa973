"""How long bank statements are kept: descriptions may name private people."""

from datetime import timedelta

KEPT = timedelta(days=30)  # lines, from the day on which their file was read
UNMATCHED = timedelta(days=7)  # a file whose columns nobody matched
