"""What a programme wants to achieve, in numbers, and what it reports to have achieved."""
