"""Entries that may be one organisation: found, listed for coordinators, dismissed."""
