"""Simulators that ship: they speak the real devices' bytes to the real drivers."""
