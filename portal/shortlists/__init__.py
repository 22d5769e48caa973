"""Lists of possible partners with notes, shared within an office or an organisation."""
