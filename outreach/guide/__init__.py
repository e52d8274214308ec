"""What people ask at any hour: the questions of the help, how they are found, and the words of the pages."""

from outreach.guide.glossary import WORDS, Word
from outreach.guide.searching import search
from outreach.guide.topics import AUDIENCES, TOPICS, Topic

__all__ = ["AUDIENCES", "TOPICS", "WORDS", "Topic", "Word", "search"]
