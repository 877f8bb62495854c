"""When a patient should hear from us: pure decisions."""
