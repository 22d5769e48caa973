"""Agreements behind pledges: their number, parties, dates and document, and when they end."""
