"""Thermometers, one file a protocol family."""
