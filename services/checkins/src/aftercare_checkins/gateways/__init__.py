"""Whom check-ins call outside: those who watch the service."""
