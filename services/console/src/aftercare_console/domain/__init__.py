"""What a record means and what staff may do with it: pure decisions."""
