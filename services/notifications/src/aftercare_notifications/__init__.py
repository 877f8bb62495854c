"""Notifications: how does it reach a phone."""
