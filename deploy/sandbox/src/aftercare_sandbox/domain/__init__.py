"""What a carrier decides: pure, and standard library only."""
