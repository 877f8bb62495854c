"""The console: what do staff see and do."""
