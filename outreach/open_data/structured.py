"""A class as schema.org's Event, for search engines and for programs that read pages (schema.org/Event)."""

from typing import Any

from outreach import venues
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.i18n import pick
from outreach.lessons import Lesson
from outreach.open_data import codes

_STATUS = {"published": "https://schema.org/EventScheduled", "cancelled": "https://schema.org/EventCancelled"}
Linked = dict[str, Any]


def event(city: City, lesson: Lesson, url: str, language: str) -> Linked:
    """The class in JSON-LD; what is not known is left out, and a rough position is no position."""
    title = pick(lesson.course.title, language)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": title.text,
        "description": pick(lesson.course.description, language).text,
        "inLanguage": "ja",
        "startDate": lesson.starts_at.astimezone(TOKYO).isoformat(timespec="minutes"),
        "endDate": lesson.ends_at.astimezone(TOKYO).isoformat(timespec="minutes"),
        "eventStatus": _STATUS[lesson.status],
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "maximumAttendeeCapacity": lesson.capacity,
        "location": _place(city, lesson, language),
        "organizer": {
            "@type": "GovernmentOrganization",
            "name": pick(city.name, language).text,
            "telephone": city.phone,
        },
        "url": url,
    }


def _place(city: City, lesson: Lesson, language: str) -> Linked:
    here = venues.address_on(lesson.centre, lesson.day)
    address: Linked = {"@type": "PostalAddress", "addressCountry": "JP"}
    address |= {"addressRegion": codes.prefecture(city.code), "addressLocality": city.name.get("ja", "")}
    if here.address:
        address["streetAddress"] = here.address
    place: Linked = {"@type": "Place", "name": pick(lesson.centre.name, language).text, "address": address}
    if venues.is_exact(lesson.centre, here):
        place["geo"] = {"@type": "GeoCoordinates", "latitude": here.latitude, "longitude": here.longitude}
    return place
