"""Tests of the room openings."""
