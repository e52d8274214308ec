"""What was tested of the accessibility criteria, for the public statement: the criteria, and the last test run."""

from outreach.conformance.criteria import LEVELS, Criterion, Outcome, Results, load, record, recorded, result, tests

__all__ = ["LEVELS", "Criterion", "Outcome", "Results", "load", "record", "recorded", "result", "tests"]
