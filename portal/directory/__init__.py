"""Organisations: what they do, where, and who may see which contact."""
