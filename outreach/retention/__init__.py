"""Erasing personal data on time, and proving it."""
