"""What subscribers are told."""
