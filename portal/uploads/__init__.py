"""Files that people send: what may come in, how it is looked at, and where it is kept."""
