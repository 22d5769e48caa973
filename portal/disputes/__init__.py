"""Doubts about a figure: tied to its rows as they were, answered by a coordinator."""
