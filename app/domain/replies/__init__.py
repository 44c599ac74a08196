"""What an inbound text asks for."""
