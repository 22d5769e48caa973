"""Tests of the room freshness."""
