"""Lessons as iCalendar (RFC 5545, RFC 7986): stable, byte-equal while nothing changes, without personal data."""

from outreach.calendars.feed import REFRESH, Feed
from outreach.calendars.links import Links, google_feed, links_of, outlook_feed, webcal

__all__ = ["REFRESH", "Feed", "Links", "google_feed", "links_of", "outlook_feed", "webcal"]
