"""Tests of search as people use it."""
