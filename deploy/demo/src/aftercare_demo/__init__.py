"""Private servers, the running system and a story to walk through it."""
