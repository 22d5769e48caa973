"""How organisations that nobody knows yet come in: suggestions, invitation links, posters."""
