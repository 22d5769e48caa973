"""Tests of the room of regions."""
