"""Keeping an installation whole: backup, restore, verify, doctor, and a city as files."""
