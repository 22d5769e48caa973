"""Documents that show who an organisation is: what each kind is asked for, and what it sent."""
