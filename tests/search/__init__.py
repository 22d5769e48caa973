"""Tests of the search engines: judged cases, brute force, hostile input, faults and races."""
