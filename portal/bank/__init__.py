"""What an organisation's bank account tells: lines that propose where support arrived."""
