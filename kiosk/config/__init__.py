"""Settings: one file and nothing else decides how a kiosk behaves."""
