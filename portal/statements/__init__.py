"""What is printed about pledges: statements, receipts, letters, each with a number to check."""
