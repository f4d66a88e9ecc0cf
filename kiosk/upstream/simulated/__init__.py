"""A health-code service that ships: real HTTP, three dialects, invented people."""
