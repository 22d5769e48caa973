"""Two entries become one: what moves, what stays, and the way back."""
