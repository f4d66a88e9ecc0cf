"""Readers of second-generation ID cards 二代身份证."""
