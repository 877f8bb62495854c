"""One command for whoever runs Aftercare."""
