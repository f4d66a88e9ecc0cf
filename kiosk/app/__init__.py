"""Wiring: settings → objects → one TaskGroup. Only this room knows every other."""
