"""Indonesia's regions by official code, and the public channels for help."""
