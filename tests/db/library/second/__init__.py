"""The steps of the small library, grown."""
