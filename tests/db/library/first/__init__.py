"""The steps of the small library at first."""
