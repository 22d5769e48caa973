"""What holds for bank statements: how cells are read, what columns mean, which line fits what."""
