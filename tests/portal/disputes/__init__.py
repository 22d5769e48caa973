"""Tests of the room disputes."""
