"""Whom escalations calls outside, and what is counted for Prometheus."""
