"""Flows of money as others report them: brought in as they are, never among our own figures."""
