"""Closed contacts of a whole region in one file: asked for, allowed by a second coordinator."""
