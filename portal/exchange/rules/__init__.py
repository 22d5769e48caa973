"""What each standard asks for, and how our facts are written in it. Pure Python."""
