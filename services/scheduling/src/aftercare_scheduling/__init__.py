"""Scheduling: when should a patient hear from us."""
