"""The way up: journal rows to the hub of the district, each once, in their order."""
