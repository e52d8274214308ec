"""Smartphone classes for everyone in town, and the count that a city promised."""
