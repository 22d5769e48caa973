"""Tests of suggestions, invitation links and posters."""
