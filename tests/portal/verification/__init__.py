"""Tests of decisions on submissions."""
