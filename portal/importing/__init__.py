"""Bringing in the spreadsheet that a coordinator has: read, matched, tried out, then taken in."""
