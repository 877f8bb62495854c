"""Whom notifications calls outside: the carrier, and what is known of phone numbers."""
