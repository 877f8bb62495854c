"""The story that shows Aftercare at work, played on a running system."""
