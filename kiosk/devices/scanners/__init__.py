"""QR scan engines: serial, the GM65 family, and those that type like a keyboard."""
