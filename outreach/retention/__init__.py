"""Erasing personal data on time, and proving it."""

from outreach.retention.choosing import keep_for
from outreach.retention.deadlines import DAYS, Due, Traces, days_of, due_of, fiscal_year_end
from outreach.retention.erasing import CountsChanged, erase
from outreach.retention.finding import Coming, Month, due
from outreach.retention.nightly import nightly
from outreach.retention.rows import Erasure

__all__ = [
    "DAYS",
    "Coming",
    "CountsChanged",
    "Due",
    "Erasure",
    "Month",
    "Traces",
    "days_of",
    "due",
    "due_of",
    "erase",
    "fiscal_year_end",
    "keep_for",
    "nightly",
]
