"""Reminders about pledges: one letter a person and day, each matter so many times at most."""
