"""Files that go out by a rule: shown, and made."""

from outreach import cities
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.clock import TOKYO, now
from outreach.filing import deliveries, schedules, wording
from outreach.filing.delivering import file_due
from outreach.filing.rows import FileDelivery, FileSchedule


async def show(*, city: str, json: bool = False) -> int:
    """Show what goes out by which rule, when next, and how the last one went; 1 where one did not arrive.

    Parameters
    ----------
    city
        The city, as in its address: morioka.
    json
        Print the list as JSON.

    """
    async with ready():
        place = await _city(city)
        found, newest = await schedules.of_city(place.id), await deliveries.newest(place.id)
    lines = [_line(one, newest.get(one.id)) for one in found]
    if json:
        screen.as_json(lines)
    else:
        screen.table(list(_HEADINGS), [tuple(line.values()) for line in lines])
    return int(any(one.state in ("failed", "unsure") for one in newest.values()))


_HEADINGS = ("number", "file", "rule", "goes to", "next", "last due", "last", "trouble")


def _line(of: FileSchedule, last: FileDelivery | None) -> dict[str, object]:
    following = schedules.rule_of(of)
    told = wording.trouble_words(last) if last else None
    values = (
        of.id,
        f"{of.what} ({of.form})",
        wording.rule_words(of).text("en"),
        of.folder or f"{len(of.addresses)} addresses",
        f"{following.moment(following.following(now())).astimezone(TOKYO):%Y-%m-%d %H:%M}"
        if of.state == "active"
        else of.state,
        last.due.isoformat() if last else "",
        last.state if last else "",
        told.text("en") if told else "",
    )
    return dict(zip(_HEADINGS, values, strict=True))


async def make(number: int | None = None, /, *, city: str) -> int:
    """Make what is due now, as the server does by itself; 1 where something did not arrive.

    Parameters
    ----------
    number
        The file that is to be made in any case, beside its rule, by its number in ``outreach files show``.
    city
        The city, as in its address: morioka.

    """
    async with ready() as settings:
        place = await _city(city)
        if number is not None:
            await deliveries.at_once(await _schedule(place, number), by=SYSTEM, key="")
        begun = now()
        while await file_due(settings):
            pass
        tried = FileDelivery.filter(schedule__city_id=place.id)
        waiting = await tried.filter(state="queued").order_by("id")
        ended = await tried.filter(ended_at__gte=begun).order_by("id")
    for one in [*ended, *waiting]:
        told = wording.trouble_words(one)
        screen.say(f"{one.due} {one.state} {one.file_name} {told.text('en') if told else ''}".strip())
    return int(bool(waiting) or any(one.state != "done" for one in ended))


async def _city(slug: str) -> City:
    if (place := await cities.find(slug)) is None:
        raise Trouble(f"there is no city {slug!r} here")
    return place


async def _schedule(of: City, number: int) -> FileSchedule:
    if (found := await schedules.find(of.id, number)) is None:
        raise Trouble(f"there is no file {number} in {of.slug}; see: outreach files show --city {of.slug}")
    return found
