"""A carrier to try Aftercare with: Twilio over HTTP, and phones on a page."""
