"""How a class was arranged: whose it is, what it needs beside seats, and which clashes were accepted, and why."""

from typing import Any

from outreach.departments import Department
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.kits import Kit
from outreach.lessons import Acceptance, Lesson

KINDS: dict[str, Phrase] = {
    "padding": _("little time to set up and clear"),
    "room_unknown": _("room not decided"),
    "travel": _("little time on the way"),
    "unavailable": _("somebody usually cannot come at this time"),
    "absent": _("somebody is absent"),
    "left": _("somebody no longer helps"),
    "holiday": _("national holiday"),
    "hours_padding": _("setting up outside of the opening hours"),
}


async def arranged(of: Lesson) -> dict[str, Any]:
    """What the part ``office/_arranged.html`` shows: three queries at most."""
    accepted = await Acceptance.filter(lesson_id=of.id).order_by("id")
    return {
        "department": await Department.get_or_none(id=of.department_id) if of.department_id else None,
        "kit": await Kit.get_or_none(id=of.kit_id) if of.kit_id else None,
        "accepted": [([KINDS[kind] for kind in one.kinds if kind in KINDS], one) for one in accepted],
    }
