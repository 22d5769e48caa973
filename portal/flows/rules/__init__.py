"""What a reported flow is, and how a row of a file says it. Pure Python."""
