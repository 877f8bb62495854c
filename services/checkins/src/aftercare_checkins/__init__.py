"""Check-ins: what is the patient telling us."""
