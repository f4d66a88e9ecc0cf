"""The journal 台账: one SQLite file, one writer thread, read-only readers."""
