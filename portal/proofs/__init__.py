"""Proofs of what was sent, received and spent: files that both sides and officers may open."""
