"""Whom escalations calls outside: whoever raises the alarm when it falls silent."""
