"""Tests of programmes and their lines."""
