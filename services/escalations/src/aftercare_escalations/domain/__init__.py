"""Who must act, until someone does: pure decisions."""
