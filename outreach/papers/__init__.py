"""Papers: what is set by machine and printed, as PDF."""

from outreach.papers.fonts import install_words, missing
from outreach.papers.poster import SIZES, Notice, poster
from outreach.papers.typesetting import CannotSet

__all__ = ["SIZES", "CannotSet", "Notice", "install_words", "missing", "poster"]
