"""Searches that people keep, and the letter when something new answers one."""
