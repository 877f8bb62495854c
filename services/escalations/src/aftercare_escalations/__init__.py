"""Escalations: who must act, until someone does."""
