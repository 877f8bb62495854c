"""Whom the console asks outside itself."""
