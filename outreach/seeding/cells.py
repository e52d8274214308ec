"""Cells of the CSV files of a city's folder: guarded as formulas are, and read back."""

from outreach.spelling.formulas import cell, guarded, plain

__all__ = ["cell", "guarded", "plain"]
