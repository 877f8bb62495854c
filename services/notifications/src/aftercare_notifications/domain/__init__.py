"""What may go to a phone and when, and what came from one: pure decisions."""
