"""What happens to claims: filed with their proof, decided, or answered by an entry's owners."""

from portal.claims.services.deciding import answer, decide, overtake_all
from portal.claims.services.filing import add_letter, file
from portal.claims.services.papers import open_letter

__all__ = ["add_letter", "answer", "decide", "file", "open_letter", "overtake_all"]
